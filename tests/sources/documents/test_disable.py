"""Comments that switch checking off, and where they do not count."""

from __future__ import annotations

import pytest

from linkcheck.sources.documents.disable import disabled


def off(text: str) -> list[str]:
    """Return the stretches of a text that are switched off."""
    data = text.encode()
    return [data[span.start : span.end].decode() for span in disabled(data)]


@pytest.mark.parametrize("name", ["linkcheck", "markdown-link-check", "linkspector", "mlc"])
def test_a_stretch_is_off_until_it_is_on_again(name: str) -> None:
    """From the comment to its counterpart, and to the end where there is none."""
    text = f"a <!-- {name}-disable -->\nb é\n<!--{name}-enable--> c <!-- {name}-disable --> d\n"
    assert off(text) == ["\nb é\n", " d\n"]


def test_each_checkers_end_is_for_its_own_beginning() -> None:
    """A file may have been through two of them."""
    inner = "a <!-- mlc-disable -->b<!-- mlc-enable --> c "
    assert off(f"<!-- markdown-link-check-disable -->{inner}<!-- markdown-link-check-enable --> d\n") == [inner]
    assert off("<!-- linkcheck-disable --> a <!-- mlc-enable --> b") == [" a <!-- mlc-enable --> b"]


@pytest.mark.parametrize("comment", ["<!-- {} the shop is closed in winter -->", "{{/* {} */}}", "{{/*{} (old)*/}}"])
def test_a_reason_may_follow_and_mdx_has_comments_of_its_own(comment: str) -> None:
    """The order stands first, whatever follows a blank."""
    text = comment.format("linkcheck-disable-next-line")
    assert off(f"a {text} b\nc\nd\n") == ["c\n"]


def test_the_next_line_is_off() -> None:
    """Whatever stands on the comment's own line is checked."""
    text = "a <!-- linkcheck-disable-next-line --> b\nc\nd\n"
    assert off(text) == ["c\n"]


def test_a_next_line_that_does_not_come_is_none() -> None:
    """A comment on the last line switches nothing off."""
    assert off("a <!-- linkcheck-disable-next-line -->") == []


def test_the_comments_own_line_is_off() -> None:
    """On both sides of the comment, with its line ending."""
    text = "a\r\nb <!-- linkcheck-disable-line --> c\r\nd\r\n"
    assert off(text) == ["b <!-- linkcheck-disable-line --> c\r\n"]


def test_regions_that_overlap_are_one() -> None:
    """Sorted and disjoint, so that a reference is found in them by halving."""
    inner = "\na <!-- linkcheck-disable-line -->\n<!-- linkcheck-disable -->b"
    assert off(f"<!-- linkcheck-disable -->{inner}<!-- linkcheck-enable -->c\n") == [inner]


@pytest.mark.parametrize(
    "text",
    [
        "```html\n<!-- linkcheck-disable -->\n```\na\n",
        "> ~~~\n> <!-- linkcheck-disable -->\n> ~~~\na\n",
        "- ````\n  ```\n  <!-- linkcheck-disable -->\n  ````\na\n",
        "Write `<!-- linkcheck-disable -->` above it.\n",
        "<!-- linkcheck-enable -->\na\n",
        "<!-- linkcheck-disabled -->\na\n",
        "<!-- linkcheck-disable: a -->\na\n",
        "<!-- linkcheck-disable a\nb -->\na\n",
        "<!-- markdownlint-disable -->\na\n",
        "<!-- lychee-disable -->\na\n",
        "<!-- please linkcheck-disable -->\na\n",
        "linkcheck-disable\n",
    ],
)
def test_what_switches_nothing_off(text: str) -> None:
    """Comments in code are shown to readers; a page that explains them is checked like any other."""
    assert off(text) == []


def test_a_fence_in_a_line_is_no_fence() -> None:
    """Three backticks around a word open no block that would hide the comment below."""
    assert off("```word```\n<!-- linkcheck-disable -->\na\n") == ["\na\n"]

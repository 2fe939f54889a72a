"""Template calls: what is overwritten before Markdown is parsed, and what they refer to."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from linkcheck.model import Call, Document, Quoting, Reference, Span, TemplateLanguage
from linkcheck.sources.documents.line_index import LineIndex
from linkcheck.sources.documents.templates import Masked, call_at, mask, references_of, touches
from tests.support import paths
from tests.support.dialects import DIALECTS

CASES = paths.CASES / "documents" / "templates"
FILES = sorted(path for path in CASES.glob("*/*") if path.suffix != ".expected")
FRAGMENTS = ("{{<", "{{%", ">}}", "%}}", "{{</*", "*/>}}", "{%", "%}", "{{", "}}", "{% raw %}", "{% endraw %}", '"',
             "`", "'", "\\", " x ", " a=", "ref ", "/", "highlight ", "{% comment %}", "é", "\n",
             "http://a.org", "=")  # fmt: skip


def references(data: bytes, masked: Masked) -> tuple[Reference, ...]:
    return references_of(masked, Document("post.md", data), LineIndex(data))


def shortened(text: str) -> str:
    """Make each call one `X`, and cut blanks off the ends of lines, so that people can read and write it."""
    return re.sub(" +$", "", re.sub("X+", "X", text), flags=re.MULTILINE)


def line(reference: Reference) -> str:
    call = f" = {reference.call.name}" if reference.call else ""
    return f"{reference.position.line}: {reference.quoting} {reference.destination}{call}\n"


@pytest.mark.parametrize("path", FILES, ids=lambda path: f"{path.parent.name}/{path.stem}")
def test_calls_are_overwritten_and_read(path: Path) -> None:
    """Each case's references come first in its expectation, then the text that Markdown gets to see."""
    data = path.read_bytes()
    masked = mask(data, DIALECTS[path.parent.name].templates)
    expected = path.with_name(path.name + ".expected").read_text(encoding="utf-8")
    assert "".join(map(line, references(data, masked))) + shortened(masked.text.decode()) == expected


@pytest.mark.parametrize("language", TemplateLanguage)
@given(text=st.lists(st.sampled_from(FRAGMENTS), max_size=40).map("".join))
def test_any_text_keeps_its_length_and_its_other_bytes(language: TemplateLanguage, text: str) -> None:
    """Masking changes nothing outside what it reports, and every argument's bytes mean its value."""
    data = text.encode()
    masked = mask(data, language)
    assert len(masked.text) == len(data)
    kept = [
        index
        for index in range(len(data))
        if masked.text[index] == data[index] or not touches(masked, Span(index, index + 1))
    ]
    assert all(masked.text[index] == data[index] for index in kept)
    assert list(masked.calls) == sorted(masked.calls, key=lambda call: call.span)
    assert all(
        before.span.end <= after.span.start for before, after in zip(masked.calls, masked.calls[1:], strict=False)
    )
    for reference in references(data, masked):
        written = data[reference.span.start : reference.span.end].decode()
        assert reference.destination == written.replace('\\"', '"')


def test_text_before_the_start_is_left_alone() -> None:
    """Front matter is read by its own format, and braces in it must not swallow the body."""
    data = b'---\ntitle: "{{< open"\n---\n{{< ref "x" >}}'
    masked = mask(data, TemplateLanguage.SHORTCODES, 26)
    assert masked.text == b'---\ntitle: "{{< open"\n---\n' + b"X" * 15


def test_a_document_without_templates_is_not_copied() -> None:
    """Most documents have no call at all, and cost nothing."""
    data = b"[a](b) {c}"
    assert mask(data, TemplateLanguage.SHORTCODES).text is data


def test_a_destination_that_is_one_call_names_its_page() -> None:
    """The span must be the call's to the byte; a call with something behind it is a template like any other."""
    data = b'[a]({{< relref "x.md#y" >}}) [b]({{< ref "x.md" >}}#y) [c]({{< asset "x" >}})'
    masked = mask(data, TemplateLanguage.SHORTCODES)
    assert call_at(masked, Span(4, 27)) == Call("relref", "x.md#y")
    assert call_at(masked, Span(33, 53)) is None
    assert call_at(masked, Span(59, 76)) is None
    assert touches(masked, Span(33, 53))
    assert not touches(masked, Span(28, 33))


def test_a_call_that_is_a_destination_is_no_reference_of_its_own() -> None:
    """The outer reference carries the call; one that is only part of a destination still counts."""
    data = b'[a]({{< ref "x.md" >}}) [b]({{< ref "y.md" >}}#z)'
    masked = mask(data, TemplateLanguage.SHORTCODES)
    taken = [Span(4, 22), Span(28, 48)]
    found = references_of(masked, Document("post.md", data), LineIndex(data), taken)
    assert [reference.destination for reference in found] == ["y.md"]
    assert found[0].quoting is Quoting.FIXED


@pytest.mark.parametrize("language", TemplateLanguage)
@pytest.mark.parametrize(
    "piece",
    ["{{<", "{{</*", '{{< a "', "{{< a `", "{{< a b=", "{%", "{{", "{% raw %}", "{% comment %}", "{% highlight %}",
     " {% if %} ", '{{< a "b" ', '{{< a "{{< b" "', "{{< highlight >}}"],
)  # fmt: skip
def test_unclosed_calls_by_the_thousand_end(language: TemplateLanguage, piece: str) -> None:
    """A square of 10,000 openings would run into the time limit of the tests."""
    data = piece.encode() * 10_000 + b"{% endhighlight %}{% endraw %}}}>}}"
    assert len(mask(data, language).text) == len(data)

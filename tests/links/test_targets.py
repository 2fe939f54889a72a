"""References → targets: each reference in one row, each URL once, and what needs no request judged."""

from __future__ import annotations

from collections.abc import Sequence
from ipaddress import ip_network
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from linkcheck.links.targets import Collected, Network, collect
from linkcheck.model import Call, Position, Quoting, Reason, Reference, Span, State, Syntax, Target
from linkcheck.sources.site import Site, SourcePage, generator_of, load
from linkcheck.strangers import LinearPattern
from tests.support import paths
from tests.support.copies import replace

PLAIN = Site(Path("nowhere"))
CASES = (paths.CASES / "targets" / "presets.txt").read_text("utf-8").splitlines()


def _reference(destination: str, start: int = 0, path: str = "post.md") -> Reference:
    span = Span(start, start + 1)
    return Reference(path, span, Position(1, start + 1), Syntax.INLINE, destination, Quoting.MARKDOWN)


def _page(*destinations: str, path: str = "post.md") -> SourcePage:
    references = tuple(_reference(text, start, path) for start, text in enumerate(destinations))
    return SourcePage(Path("nowhere") / path, path, {}, references)


def _collect(
    *pages: SourcePage,
    site: Site = PLAIN,
    exclude: Sequence[str] = (),
    include: Sequence[str] = (),
    allow: Sequence[Network] = (),
    offline: bool = False,
) -> Collected:
    return collect(
        pages,
        site,
        exclude=[LinearPattern(each) for each in exclude],
        include=[LinearPattern(each) for each in include],
        allow_networks=allow,
        offline=offline,
    )


def _one(destination: str, site: Site = PLAIN) -> Target | None:
    targets = _collect(_page(destination), site=site).targets
    assert len(targets) < 2
    return targets[0] if targets else None


@pytest.mark.parametrize("case", [line for line in CASES if line and not line.startswith("#")])
def test_presets(case: str) -> None:
    """A destination is asked for, is judged without asking, or has no target at all."""
    destination, expected = case.split(" => ")
    target = _one(destination)
    if expected == "nothing":
        assert target is None
    elif expected.startswith("ask "):
        assert target is not None
        assert (target.url, target.preset) == (expected.removeprefix("ask "), None)
    else:
        assert target is not None
        assert target.preset is not None
        assert f"{target.preset.state} {target.preset.reason}" == expected
        assert target.preset.evidence


def test_each_url_once() -> None:
    """What is one URL as it is sent is one target; its references stand in the order of the documents."""
    pages = (_page("http://X.org:80/a#x", "http://y.org/", path="b.md"), _page("http://x.org/a", path="a.md"))
    collected = _collect(*pages)
    assert [target.url for target in collected.targets] == ["http://x.org/a", "http://y.org/"]
    assert [reference.path for reference in collected.targets[0].references] == ["a.md", "b.md"]
    assert [(row.reference.path, row.url) for row in collected.rows] == [
        ("a.md", "http://x.org/a"),
        ("b.md", "http://x.org/a"),
        ("b.md", "http://y.org/"),
    ]


TEXT = st.text() | st.lists(
    st.sampled_from(
        ["http:", "//", "/", "[", "]", "{{", "}}", "#", "?", "x.org", "mailto:", "::", "\\", "%", "localhost"]
    )
).map("".join)


@given(st.lists(TEXT, max_size=5))
def test_every_reference_in_one_row(destinations: list[str]) -> None:
    """Whatever stands there, no reference is lost or doubled, and a row's URL is a target that owns the reference."""
    for site in (PLAIN, Site(Path("nowhere"), base_url="https://x.org/")):
        collected = _collect(_page(*destinations), site=site)
        assert [row.reference.destination for row in collected.rows] == destinations
        owned = {(target.url, reference.span) for target in collected.targets for reference in target.references}
        assert owned == {(row.url, row.reference.span) for row in collected.rows if row.url is not None}
        assert [target.url for target in collected.targets] == sorted({target.url for target in collected.targets})


def test_scheme_of_the_page() -> None:
    """A URL without scheme has the site's, and https where that is not known."""
    for base, url in ((None, "https://x.org/"), ("http://blog.test/", "http://x.org/")):
        target = _one("//x.org/", replace(PLAIN, base_url=base))
        assert target is not None
        assert target.url == url


def test_exclude_and_include() -> None:
    """--exclude leaves out and --include brings back; alone it leaves out nothing."""
    page = _page("http://a.org/1", "http://a.org/2", "http://b.org/")

    def excluded(**choice: Sequence[str]) -> list[str]:
        targets = _collect(page, exclude=choice.get("exclude", ()), include=choice.get("include", ())).targets
        return [each.url for each in targets if each.preset and each.preset.reason is Reason.EXCLUDED]

    assert excluded() == []
    assert excluded(exclude=[r"a\.org"]) == ["http://a.org/1", "http://a.org/2"]
    assert excluded(include=["1$"]) == []
    assert excluded(exclude=["a", "b"], include=["1$", "b"]) == ["http://a.org/2"]


def test_disabled() -> None:
    """A target is switched off when all its references are; one that is not keeps it."""
    off = replace(_reference("http://x.org/"), disabled=True)
    on = _reference("http://x.org/", 5)
    for references, reason in (((off,), Reason.DISABLED), ((off, on), None)):
        (target,) = _collect(SourcePage(Path("post.md"), "post.md", {}, references)).targets
        assert (target.preset.reason if target.preset else None) == reason


def test_offline() -> None:
    """Offline, whatever would be asked for is unchecked, and what is invalid stays so."""
    targets = _collect(_page("http://x.org/", "http://x..org/", "mailto:a@x.org"), offline=True).targets
    assert {target.preset.reason for target in targets if target.preset} == {
        Reason.OFFLINE,
        Reason.BAD_HOST,
        Reason.SCHEME,
    }


@pytest.mark.parametrize("url", ["http://127.0.0.1:8000/", "http://localhost/", "http://127.1.2.3/"])
def test_allowed_networks(url: str) -> None:
    """What the user allows is asked for."""
    assert _collect(_page(url), allow=[ip_network("127.0.0.0/8")]).targets[0].preset is None


def test_inside_the_blog(tmp_path: Path) -> None:
    """Links to the blog's own host are no targets; what is wrong with them is a problem of their row."""
    (tmp_path / "_config.yml").write_text("url: https://blog.test\n")
    (tmp_path / "img").mkdir()
    (tmp_path / "img" / "a.png").touch()
    site = load(tmp_path)
    assert generator_of(tmp_path).name == "jekyll"
    page = _page(
        "http://blog.test/img/a.png", "https://blog.test/img/b.png?x", "/img/c.png", "{{ site.url }}/img/d.png"
    )
    gone = replace(_reference("x", 9), call=Call("post_url", "2000-01-01-gone"))
    collected = _collect(SourcePage(tmp_path / "post.md", "post.md", {}, (*page.references, gone)), site=site)
    assert not collected.targets
    assert [len(row.rules) for row in collected.rows] == [0, 1, 1, 1, 1]
    assert [problem.rule.value for problem in collected.problems] == ["missing-file"] * 3 + ["broken-ref"]


def test_disabled_problems(tmp_path: Path) -> None:
    """A comment that switches a link off does so inside the blog too."""
    off = replace(_reference("gone.md"), disabled=True)
    collected = _collect(SourcePage(tmp_path / "post.md", "post.md", {}, (off,)))
    assert not collected.problems
    assert not collected.rows[0].rules


def test_invalid_has_a_hint() -> None:
    """A misspelt scheme keeps the author's text as its URL, and says what was meant."""
    target = _one("htps://x.org/a")
    assert target is not None
    assert target.url == "htps://x.org/a"
    assert target.preset is not None
    assert target.preset.state is State.INVALID
    assert "https://x.org/a" in target.preset.detail

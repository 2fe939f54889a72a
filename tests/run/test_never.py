"""Dead links that no archive has: what the report says of them, and what it costs to know."""

from __future__ import annotations

from pathlib import Path

import pytest

from linkcheck import report
from linkcheck.demo.wayback import Snapshot
from tests.support.over_nights import Nights

WRONG = "lost.lab/posts/lighthouse-kepeers"


@pytest.fixture
def blog(tmp_path: Path) -> Nights:
    """Return a blog with a mistyped link, one that is lost, and an archive that has the latter and others."""
    web = Nights(tmp_path, {"lost.lab": "gone", WRONG: "gone", "lost.lab/posts/old": "gone"})
    web.write(WRONG, "lost.lab/posts/old")
    pages = ("lighthouse-keepers", "old", "harbours")
    web.archive = [Snapshot(f"http://lost.lab/posts/{page}", "20200501000000") for page in pages]
    return web


def said(blog: Nights, **flags: object) -> dict[str, tuple[list[str], str]]:
    """Return the flags and the words for each link, by its last name."""
    found = blog.run(**flags).report.findings  # type: ignore[arg-type] # the harness takes `ask` among them
    return {one.target.url.rpartition("/")[2]: ([*one.verdict.flags], one.verdict.detail) for one in found}


def test_a_mistyped_link_is_told_from_one_that_was_there(blog: Nights) -> None:
    """The one has a copy beside it that is spelt nearly so; of the other there is a copy."""
    found = said(blog)
    assert found["lighthouse-kepeers"][0] == ["mistyped"]
    assert "but lost.lab/posts/lighthouse-keepers was: mistyped?" in found["lighthouse-kepeers"][1]
    assert found["old"][0] == []
    assert said(blog) == found  # the next run knows it without asking


@pytest.mark.parametrize("name", ["text", "json", "markdown", "csv", "junit", "sarif", "github", "html", "atom"])
def test_every_report_says_so(blog: Nights, name: str) -> None:
    """In the words that belong to the verdict."""
    assert "mistyped?" in " ".join(report.render(blog.run().report, name).split())


def test_what_was_seen_alive_was_there(blog: Nights) -> None:
    """The twin: no archive has it, but we saw it."""
    blog.hosts[WRONG] = "alive"
    said(blog)
    blog.hosts[WRONG] = "gone"
    blog.sleep(8)
    assert said(blog)["lighthouse-kepeers"][0] == ["unconfirmed"]


def test_where_the_archive_is_down_nothing_is_said(blog: Nights) -> None:
    """The twin: "could not ask" is no "none"."""
    blog.archive_is_up = False
    assert said(blog)["lighthouse-kepeers"] == ([], said(blog)["lighthouse-kepeers"][1])
    assert "archived" not in said(blog)["lighthouse-kepeers"][1]

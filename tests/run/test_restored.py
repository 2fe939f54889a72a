"""Links to archived copies whose originals come back, over some weeks: what is asked, said, and put back."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from linkcheck import report
from linkcheck.run.pipeline import Scanned
from tests.support.over_nights import Nights

HOME = "web.archive.org"
COPY = f"http://{HOME}/web/20180704120000/http://back.lab/page"
TEXT = f"---\ntitle: Links\n---\n\nSee [the essay]({COPY}#salt), and **more**.\n\n[1]: <{COPY}>\n"


@pytest.fixture
def blog(tmp_path: Path) -> Nights:
    """Return a blog that links to a copy of an essay that is back at its own address."""
    place = COPY.removeprefix("http://")
    web = Nights(tmp_path, {HOME: "gone", place: "essay", "back.lab": "essay", "well.lab": "alive"})
    (tmp_path / "post.md").write_text(TEXT)
    web.write("well.lab", name="other.md")
    return web


def original(scanned: Scanned) -> dict[str, Any]:
    """Return what a report says of the original."""
    said = json.loads(report.render(scanned.report, "json"))
    found: dict[str, Any] = next(target for target in said["targets"] if target["url"] == COPY)["original"]
    return found


def nights(blog: Nights, number: int, fix: str = "dead") -> Scanned:
    """Run so many times, a week apart, asking anew each time; repair on the last night."""
    for _ in range(number - 1):
        blog.run(fresh=True)
        blog.sleep(7)
    return blog.run(fresh=True, fix=fix)


def test_three_runs_over_two_weeks_put_it_back(blog: Nights) -> None:
    """Before that the report says what is missing; then the bytes of the author stand there again, and undo works."""
    first = blog.run(fix="restored")
    assert original(first)["objection"] == "well in 1 run since 2026-03-01; it must be in 3 over 14 days"
    assert {edit.refused for edit in first.report.edits} == {original(first)["objection"]}
    assert (blog.folder / "post.md").read_text() == TEXT
    blog.sleep(7)
    blog.run(fix="restored")
    blog.sleep(7)
    last = blog.run(fix="restored")
    assert original(last)["objection"] is None
    assert [edit.applied for edit in last.report.edits] == [True, True]
    assert {edit.reason for edit in last.report.edits} == {"restored"}
    assert (blog.folder / "post.md").read_text() == TEXT.replace(COPY, "http://back.lab/page")
    text = report.render(last.report, "text")
    assert "1 link repaired in 2 places (linkcheck undo puts them back)" in text
    assert "answer again" not in text, "what was just put back is no longer offered"
    assert not blog.run(fix="restored").report.edits


def test_it_is_said_and_not_written_without_being_asked_for(blog: Nights) -> None:
    """The twin: --fix alone changes nothing."""
    last = nights(blog, 3, fix="dead")
    assert not last.report.edits
    assert (blog.folder / "post.md").read_text() == TEXT
    text = report.render(last.report, "text")
    assert "Archived copies whose originals answer again" in text
    assert "well in 3 runs since 2026-03-01, the page of the copy: --fix=restored puts it back" in text
    assert "1 link to an archived copy: its original answers again for good: linkcheck scan" in " ".join(text.split())
    assert "answer again" in report.render(last.report, "markdown")


@pytest.mark.parametrize(
    ("state", "words"),
    [
        ("gone", "it is dead: gone"),
        ("fault", "it is unreachable: server-error"),
        ("wall", "it is blocked: challenge"),
        ("essay-everywhere", "it is dead: persistent-failure"),
        ("recipe", "it is not shown to be the page of the copy"),
        ("alive", "it is not shown to be the page of the copy"),
    ],
)
def test_what_must_not_be_put_back(blog: Nights, state: str, words: str) -> None:
    """Another owner's page, a fault, a wall, one page for all addresses: the link stays with the copy."""
    blog.hosts["back.lab"] = state
    last = nights(blog, 4, fix="restored")
    assert not any(edit.applied for edit in last.report.edits)
    assert (blog.folder / "post.md").read_text() == TEXT
    assert original(last)["objection"] == words


def test_one_bad_night_begins_anew(blog: Nights) -> None:
    """A page that goes and comes is no home for a link."""
    nights(blog, 2)
    blog.sleep(3)
    blog.hosts["back.lab"] = "fault"
    blog.run(fresh=True)
    blog.sleep(4)
    blog.hosts["back.lab"] = "essay"
    last = blog.run(fresh=True, fix="restored")
    assert len(original(last)["returns"]) == 1
    assert (blog.folder / "post.md").read_text() == TEXT


def test_a_page_that_grows_into_another_begins_anew(blog: Nights) -> None:
    """It came back as the essay, and is a recipe on the third night."""
    nights(blog, 2)
    blog.sleep(7)
    blog.hosts["back.lab"] = "recipe"
    assert original(blog.run(fresh=True, fix="restored"))["objection"] is not None
    assert (blog.folder / "post.md").read_text() == TEXT


def test_a_copy_that_was_not_read_tells_nothing(blog: Nights) -> None:
    """Where the archive shows nothing, nobody can compare."""
    blog.hosts[COPY.removeprefix("http://")] = "wall"
    last = nights(blog, 3, fix="restored")
    assert "what the copy shows was not read" in original(last)["objection"]
    assert (blog.folder / "post.md").read_text() == TEXT


def test_many_runs_of_one_day_are_one(blog: Nights) -> None:
    """Runs must be a night apart, and the dead are not asked for ever more often on account of their copies."""
    for _ in range(5):
        blog.run(fresh=True)
        blog.sleep(0.1)
    assert len(original(blog.run(fresh=True))["returns"]) == 1


def test_no_archive_is_asked_for_what_has_a_copy(blog: Nights) -> None:
    """The original is dead, and that is why the link leads to a copy."""
    blog.hosts["back.lab"], blog.archive = "gone", ()
    said = blog.targets()
    assert "back.lab" not in said
    assert said[HOME]["mementos"] == []
    assert said[HOME]["original"]["verdict"] == "dead"


def test_a_run_that_asks_nothing_tells_what_is_known(blog: Nights) -> None:
    """`linkcheck report`, and the night on which nothing is due."""
    nights(blog, 2)
    asked = len(blog.asked)
    assert asked == 3
    assert len(original(blog.run())["returns"]) == 2
    assert len(original(blog.run(ask=False))["returns"]) == 2

"""One issue, whatever the nights bring: opened, edited, closed, reopened, and never a second one."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from linkcheck.model import Report, State
from linkcheck.publishing.forge.bodies import ISSUE
from tests.github.scene import github
from tests.support.fake_github import FakeGitHub
from tests.support.nights_at_forges import error, link, night

ONE, TWO, THREE = (f"http://gone.example/{number}" for number in (1, 2, 3))
HEALTHY = night(link(ONE, State.ALIVE), link(TWO, State.ALIVE), link(THREE, State.ALIVE))


@pytest.fixture
def api() -> Iterator[FakeGitHub]:
    """Run a fake GitHub."""
    with FakeGitHub() as running:
        yield running


@pytest.fixture
def here(tmp_path: Path) -> Path:
    """Return the folder that the command runs in."""
    folder = tmp_path / "blog"
    folder.mkdir()
    return folder


def told(api: FakeGitHub, here: Path, report: Report | bytes, *arguments: str, **environment: str) -> str:
    """Run `linkcheck github issue` and return what it printed."""
    return github(here, report, "issue", *arguments, **api.environment(**environment))


def head(api: FakeGitHub, number: int = 1) -> str:
    """Return the line that matters of an issue."""
    return str(api.issues[number]["body"]).split("\n\n")[1]


def test_a_week_is_one_issue(api: FakeGitHub, here: Path) -> None:
    """Opened, quiet, edited, closed with a comment, reopened: each night says what is new since the one before."""
    told(api, here, HEALTHY)
    assert api.written() == []
    told(api, here, night(link(ONE), link(TWO, State.ALIVE)), "--label", "links", "--title", "Rot")
    assert (api.issues[1]["title"], api.issues[1]["labels"]) == ("Rot", [{"name": "links"}])
    assert head(api) == "**1 broken link**: **1 new**, 0 still broken since the night before."
    told(api, here, night(link(ONE), link(TWO)))
    assert head(api) == "**2 broken links**: **1 new**, 1 still broken since the night before."
    told(api, here, night(link(ONE, State.ALIVE), link(TWO)))
    assert head(api) == "**1 broken link**: nothing new, 1 still broken, 1 fixed since the night before."
    assert "alive again" in api.issues[1]["body"]
    told(api, here, HEALTHY)
    assert (api.issues[1]["state"], api.issues[1]["state_reason"]) == ("closed", "completed")
    assert [one["body"] for one in api.comments.values()] == ["Nothing is broken any more. 1 link or error fixed."]
    told(api, here, HEALTHY)
    told(api, here, night(link(THREE)))
    assert head(api) == "**1 broken link**: **1 new**, 0 still broken since the night before."
    assert (len(api.issues), api.issues[1]["state"], len(api.comments)) == (1, "open", 1)


def test_a_night_that_changes_nothing_writes_nothing(api: FakeGitHub, here: Path) -> None:
    """Another run has another number, and that alone is no reason to edit."""
    told(api, here, night(link(ONE)))
    told(api, here, night(link(ONE)), GITHUB_RUN_ID="78")  # one is no longer new
    before = list(api.written())
    assert "already says so" in told(api, here, night(link(ONE)), GITHUB_RUN_ID="79")
    assert api.written() == before


def test_what_was_not_asked_is_not_called_fixed(api: FakeGitHub, here: Path) -> None:
    """A run that was cut short closes nothing, and the next still knows."""
    told(api, here, night(link(ONE), link(TWO)))
    told(api, here, night(link(ONE, State.UNCHECKED), link(TWO, State.UNCHECKED)))
    assert api.issues[1]["state"] == "open"
    assert "2 that were broken were not asked this time" in api.issues[1]["body"]
    told(api, here, night(link(ONE), link(TWO, State.ALIVE)))
    assert head(api) == "**1 broken link**: nothing new, 1 still broken, 1 fixed since the night before."


def test_a_fault_of_the_environment_changes_nothing(api: FakeGitHub, here: Path) -> None:
    """Where no link could be judged nothing is opened, edited or closed."""
    told(api, here, night(link(ONE)))
    lost = replace(night(link(ONE, State.UNCHECKED)), environment_fault="no network at all", exit_code=3)
    before = list(api.written())
    assert "no network at all" in told(api, here, lost)
    assert api.written() == before


def test_what_vanished_from_the_blog_and_errors_are_counted(api: FakeGitHub, here: Path) -> None:
    """A link that its author deleted is fixed too; an error of a post is no link."""
    told(api, here, night(link(ONE), link(TWO), problems=(error(),)))
    assert head(api) == "**2 broken links and 1 error**: **3 new**, 0 still broken since the night before."
    told(api, here, night(link(TWO)))
    assert head(api) == "**1 broken link**: nothing new, 1 still broken, 2 fixed since the night before."
    assert "2 of what was broken are no longer in the posts." in api.issues[1]["body"]


def test_an_issue_that_somebody_closed_stays_closed_until_something_new_breaks(api: FakeGitHub, here: Path) -> None:
    """Whoever closes it has read it."""
    told(api, here, night(link(ONE)))
    api.issues[1]["state"] = "closed"
    assert "stays closed" in told(api, here, night(link(ONE)))
    assert api.issues[1]["state"] == "closed"
    told(api, here, night(link(ONE), link(TWO)))
    assert (api.issues[1]["state"], len(api.issues)) == ("open", 1)


@pytest.mark.parametrize("thief", ["stranger", "contributor"])
def test_a_marker_that_a_stranger_quotes_is_not_believed(api: FakeGitHub, here: Path, thief: str) -> None:
    """Nobody outside can catch the report."""
    association = {"stranger": "NONE", "contributor": "CONTRIBUTOR"}[thief]
    api.store.add_issue({"title": "mine", "body": f"{ISSUE}\nhaha"}, "eve", association)
    told(api, here, night(link(ONE)))
    assert api.issues[1]["body"] == f"{ISSUE}\nhaha"
    assert str(api.issues[2]["body"]).startswith(ISSUE)


def test_a_marker_inside_of_another_issue_is_no_marker(api: FakeGitHub, here: Path) -> None:
    """Who quotes the issue in another one keeps theirs; so does a pull request."""
    api.store.add_issue({"title": "about the bot", "body": f"Look:\n{ISSUE}"}, "me", "OWNER")
    told(api, here, night(link(ONE)))
    assert api.issues[1]["title"] == "about the bot"
    assert str(api.issues[1]["body"]).startswith("Look:")
    assert len(api.issues) == 2


def test_it_is_found_among_hundreds_whoever_wrote_it(api: FakeGitHub, here: Path) -> None:
    """By page after page, when another token wrote it and somebody edited it in a browser."""
    told(api, here, night(link(ONE)))
    body = str(api.issues[1]["body"]).replace("\n", "\r\n")
    api.issues[1] |= {"user": api.store.person("me"), "author_association": "OWNER", "body": body}
    for number in range(250):
        api.store.add_issue({"title": f"question {number}"}, "eve", "NONE")
    told(api, here, night(link(ONE), link(TWO)))
    assert (len(api.issues), head(api)) == (
        251,
        "**2 broken links**: **1 new**, 1 still broken since the night before.",
    )


def test_two_runs_that_open_one_at_once_leave_one(api: FakeGitHub, here: Path) -> None:
    """The younger is closed by whoever opened it, and the older says what both know."""
    told(api, here, night(link(ONE)))
    body = api.issues.pop(1)["body"]
    api.before("POST", "/issues$", lambda: api.store.add_issue({"title": "Broken links", "body": body}))
    told(api, here, night(link(ONE), link(TWO)))
    assert [(one["number"], one["state"]) for one in api.issues.values()] == [(1, "open"), (2, "closed")]
    assert [one["body"] for one in api.comments.values()] == ["Duplicate of #1"]
    assert head(api).startswith("**2 broken links**")


def test_duplicates_of_earlier_nights_are_closed(api: FakeGitHub, here: Path) -> None:
    """Where GitHub's list was late, the next night makes up for it."""
    told(api, here, night(link(ONE)))
    api.store.add_issue({"title": "twin", "body": api.issues[1]["body"]})
    api.store.add_issue({"title": "a person's", "body": api.issues[1]["body"]}, "me", "OWNER")
    told(api, here, night(link(ONE)))
    assert [one["state"] for one in api.issues.values()] == ["open", "closed", "open"]


def test_a_lost_answer_opens_no_second_issue(api: FakeGitHub, here: Path) -> None:
    """GitHub did it and answered 502: linkcheck looks before it tries again."""
    api.fail("POST", "/issues$", 502, after=True)
    told(api, here, night(link(ONE)))
    assert len(api.issues) == 1
    told(api, here, night(link(ONE)))
    assert len(api.issues) == 1


def test_another_owners_token_finds_its_own(here: Path) -> None:
    """A personal token may belong to somebody who is nobody in the repository."""
    with FakeGitHub(login="machine") as api:
        told(api, here, night(link(ONE)))
        api.issues[1]["author_association"] = "NONE"
        told(api, here, night(link(ONE), link(TWO)))
        assert len(api.issues) == 1
        assert head(api).startswith("**2 broken links**")


def test_a_renamed_repository_is_followed(here: Path) -> None:
    """GITHUB_REPOSITORY is of the run's beginning."""
    with FakeGitHub(repository="me/new", renamed_from="me/old") as api:
        told(api, here, night(link(ONE)), GITHUB_REPOSITORY="me/old")
        assert len(api.issues) == 1


def test_a_transferred_issue_is_not_written_to(api: FakeGitHub, here: Path) -> None:
    """It moved between the list and the edit."""
    told(api, here, night(link(ONE)))
    api.before("PATCH", "/issues/1", lambda: api.issues[1].update(moved_to="/repositories/2/issues/9"))
    assert "moved elsewhere (was the issue transferred?)" in told(api, here, night(link(TWO)))


def test_a_deleted_issue_is_said_and_made_anew(api: FakeGitHub, here: Path) -> None:
    """It was deleted between the list and the edit; the next night opens another."""
    told(api, here, night(link(ONE)))
    api.before("PATCH", "/issues/1", lambda: api.issues[1].update(gone=True))
    assert "it was deleted" in told(api, here, night(link(TWO)))
    told(api, here, night(link(TWO)))
    assert str(api.issues[2]["body"]).startswith(ISSUE)


def test_a_locked_issue_is_closed_without_a_word(api: FakeGitHub, here: Path) -> None:
    """A locked conversation takes no comment."""
    told(api, here, night(link(ONE)))
    api.issues[1]["locked"] = True
    assert "::warning::linkcheck: the conversation is locked" in told(api, here, HEALTHY)
    assert (api.issues[1]["state"], api.comments) == ("closed", {})

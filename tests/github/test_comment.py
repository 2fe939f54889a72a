"""One comment on a pull request, about what the change adds or touches."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path

import pytest

from linkcheck.model import Finding, Report, State
from linkcheck.publishing.forge.bodies import COMMENT
from tests.github.scene import github
from tests.support.copies import replace
from tests.support.fake_github import FakeGitHub
from tests.support.nights_at_forges import link, night

ONE, TWO = "http://gone.example/1", "http://gone.example/2"
HEALTHY = night(link(ONE, State.ALIVE))


@pytest.fixture
def api() -> Iterator[FakeGitHub]:
    """Run a fake GitHub with pull request 1."""
    with FakeGitHub() as running:
        running.store.add_pull({"title": "A post", "head": "post", "base": "main"}, "me")
        yield running


def event(number: object = 1, fork: str = "me/blog", **more: object) -> object:
    """Return the event of a pull request."""
    head = {"sha": "a" * 40, "repo": {"full_name": fork}}
    return {"pull_request": {"number": number, "head": head}, "repository": {"full_name": "me/blog"}, **more}


def told(api: FakeGitHub, folder: Path, report: Report, what: object = None, **environment: str) -> str:
    """Run `linkcheck github comment` for an event and return what it printed."""
    file = folder.parent / "event.json"
    file.write_text(what if isinstance(what, str) else json.dumps(event() if what is None else what))
    known = {"GITHUB_EVENT_NAME": "pull_request", "GITHUB_EVENT_PATH": str(file), **environment}
    return github(folder, report, "comment", **api.environment(**known))


@pytest.fixture
def here(tmp_path: Path) -> Path:
    """Return the folder that the command runs in."""
    folder = tmp_path / "blog"
    folder.mkdir()
    return folder


def bodies(api: FakeGitHub) -> list[str]:
    """Return the line that matters of each comment."""
    return [str(one["body"]).split("\n\n")[1] for one in api.comments.values()]


def test_one_comment_is_kept_up_to_date(api: FakeGitHub, here: Path) -> None:
    """None for a good change; one that follows the pushes, and turns green."""
    assert "breaks nothing: no comment" in told(api, here, HEALTHY)
    told(api, here, night(link(ONE), link(TWO)))
    assert bodies(api) == ["**2 broken links** in what this change adds or touches."]
    assert f"https://github.example/me/blog/blob/{'a' * 40}/a.md?plain=1#L1" in api.comments[1]["body"]
    told(api, here, night(link(ONE), link(TWO, State.ALIVE)))
    assert bodies(api) == ["**1 broken link** in what this change adds or touches."]
    before = list(api.written())
    told(api, here, night(link(ONE), link(TWO, State.ALIVE)))
    assert api.written() == before
    told(api, here, HEALTHY)
    assert bodies(api) == ["**Every link that this change adds or touches is in order.**"]


def untouched(found: Finding) -> Finding:
    """Return a finding as `--since` leaves it aside."""
    references = tuple(replace(one, untouched=True) for one in found.target.references)
    return replace(found, target=replace(found.target, references=references))


def test_old_rot_is_a_number(api: FakeGitHub, here: Path) -> None:
    """What the change does not touch, and what the baseline knows, blames nobody."""
    told(api, here, replace(night(link(ONE), untouched(link(TWO))), since="main"))
    assert bodies(api) == ["**1 broken link** in what this change adds or touches."]
    assert TWO not in api.comments[1]["body"]
    assert "1 dead" in api.comments[1]["body"]
    told(api, here, replace(night(link(ONE), link(TWO)), baseline=frozenset({TWO})))
    assert TWO not in api.comments[1]["body"]
    assert "1 other link or error was broken before this change." in api.comments[1]["body"]


def test_a_strangers_marker_is_not_written_over(api: FakeGitHub, here: Path) -> None:
    """Anybody may comment."""
    api.store.add_comment(1, {"body": f"{COMMENT}\nhaha"}, "eve")
    told(api, here, night(link(ONE)))
    assert api.comments[1]["body"] == f"{COMMENT}\nhaha"
    assert len(api.comments) == 2


def test_it_is_found_on_a_later_page(api: FakeGitHub, here: Path) -> None:
    """A long discussion is read to its end."""
    for number in range(130):
        api.store.add_comment(1, {"body": f"hm {number}"}, "eve")
    told(api, here, night(link(ONE)))
    told(api, here, night(link(ONE), link(TWO)))
    assert len(api.comments) == 131


def test_a_fork_without_rights_has_the_summary(api: FakeGitHub, here: Path) -> None:
    """Its token may only read, and that is no fault of anybody."""
    api.permissions = {}
    said = told(api, here, night(link(ONE)), event(fork="eve/blog"))
    assert (
        "::warning::linkcheck: a fork's pull request has no token that may write: the report is in the job summary"
        in said
    )
    said = told(api, here, night(link(ONE)))
    assert "add `permissions: pull-requests: write` to the job" in said


ODD = {
    "no-json": ("{", "the event file is not what it says"),
    "a-list": ([], "the event file is not what it says"),
    "no-pull": ({}, "the event file is of no pull request, though the event is pull_request"),
    "text-number": (event("1"), "the event file is not what it says: Expected `int`"),
    "true-number": (event(number=True), "the event file is not what it says: Expected `int`"),
    "zero": (event(0), "a pull request has no number 0"),
    "path-number": (event("1/../../x"), "the event file is not what it says"),
    "other-repository": (event(repository={"full_name": "eve/other"}), "of another repository: eve/other"),
    "deep": ("[" * 100_000, "the event file is not what it says"),
    "latin-1": ('{"pull_request": "\udce9"}', "the event file is not what it says"),
}


@pytest.mark.parametrize("name", ODD)
def test_an_event_file_that_is_not_what_it_says(api: FakeGitHub, here: Path, name: str) -> None:
    """One clear line, and nothing is written."""
    content, words = ODD[name]
    file = here.parent / "event.json"
    text = content if isinstance(content, str) else json.dumps(content)
    file.write_bytes(text.encode("utf-8", "surrogateescape"))
    environment = api.environment(GITHUB_EVENT_NAME="pull_request", GITHUB_EVENT_PATH=str(file))
    said = github(here, night(link(ONE)), "comment", **environment)
    assert words in said
    assert "::warning::" in said
    assert api.written() == []


def test_an_event_file_that_is_missing(api: FakeGitHub, here: Path) -> None:
    """GITHUB_EVENT_PATH may name nothing."""
    environment = api.environment(GITHUB_EVENT_NAME="pull_request", GITHUB_EVENT_PATH=str(here / "none"))
    assert "cannot be read: No such file" in github(here, night(link(ONE)), "comment", **environment)


def test_a_nightly_run_has_no_pull_request(api: FakeGitHub, here: Path) -> None:
    """No comment, and no warning either."""
    said = told(api, here, night(link(ONE)), {"schedule": "0 3 * * *"}, GITHUB_EVENT_NAME="schedule")
    assert "for no pull request" in said
    assert "::warning::" not in said


def test_a_comment_on_a_pull_request_is_an_event_of_it(api: FakeGitHub, here: Path) -> None:
    """`issue_comment` knows the pull request as an issue."""
    what = {"issue": {"number": 1, "pull_request": {"url": "x"}}, "repository": {"full_name": "me/blog"}}
    told(api, here, night(link(ONE)), what, GITHUB_EVENT_NAME="issue_comment")
    assert len(api.comments) == 1

"""The same issue, pull request and comment at Gitea and Forgejo, whose API is nearly GitHub's."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path

import pytest

from linkcheck.model import State
from linkcheck.publishing.forge.bodies import COMMENT, ISSUE
from tests.github.scene import BASE, github, make_blog
from tests.support.fake_gitea import ITS_BOT, FakeGitea
from tests.support.nights_at_forges import link, night

ONE, TWO = "http://gone.example/1", "http://gone.example/2"
HEALTHY = night(link(ONE, State.ALIVE), link(TWO, State.ALIVE))


@pytest.fixture(params=[None, "me"], ids=["token of Actions", "own token"])
def api(request: pytest.FixtureRequest) -> Iterator[FakeGitea]:
    """Run a fake Gitea, with the token of Actions, which may not ask who it is, and with one of a person."""
    with FakeGitea(login=request.param) as running:
        yield running


@pytest.fixture
def here(tmp_path: Path) -> Path:
    """Return the folder that the command runs in."""
    folder = tmp_path / "blog"
    folder.mkdir()
    return folder


def test_a_week_is_one_issue(api: FakeGitea, here: Path) -> None:
    """Found again by its author, for no role is told; a label by its number, and one that is not there is left out."""
    api.labels |= {"links": 3}
    environment = api.environment(GITHUB_REF_NAME="main", GITHUB_REF_TYPE="branch")
    github(here, night(link(ONE)), "issue", "--label", "links", "--label", "odd", **environment)
    assert api.issues[1]["labels"] == [{"name": "links"}]
    assert "https://git.example/me/blog/src/branch/main/a.md?display=source#L1" in api.issues[1]["body"]
    assert "https://git.example/me/blog/actions/runs/12" in api.issues[1]["body"]
    github(here, night(link(ONE), link(TWO)), "issue", **environment)
    assert "2 broken links" in api.issues[1]["body"]
    github(here, HEALTHY, "issue", **environment)
    assert api.issues[1]["state"] == "closed"
    github(here, night(link(TWO)), "issue", **environment)
    assert [issue["state"] for issue in api.issues.values()] == ["open"]


def test_a_strangers_marker_is_not_believed(api: FakeGitea, here: Path) -> None:
    """Anybody may open an issue that begins as ours."""
    api.store.add_issue({"title": "x", "body": f"{ISSUE}\nhaha"}, "eve")
    github(here, night(link(ONE)), "issue", **api.environment())
    assert api.issues[1]["body"] == f"{ISSUE}\nhaha"
    assert len(api.issues) == 2


def test_the_issue_is_found_on_a_later_page(api: FakeGitea, here: Path) -> None:
    """The server names the next page by its own address, which a job need not reach."""
    github(here, night(link(ONE)), "issue", **api.environment())
    for number in range(120):
        api.store.add_issue({"title": f"hm {number}"}, "eve")
    said = github(here, night(link(ONE), link(TWO)), "issue", **api.environment())
    assert "edited issue #1" in said
    assert len(api.issues) == 121


def test_the_pull_request_is_opened_renewed_closed_and_reopened(api: FakeGitea, tmp_path: Path) -> None:
    """One at a time, among those of others; the branch is put back where it was for the reopening."""
    blog = make_blog(tmp_path)
    api.remote = api.store.remote = blog.remote
    other = blog.remote_git("commit-tree", f"{BASE}^{{tree}}", "-p", BASE, "-m", "Something else")
    blog.remote_git("update-ref", "refs/heads/other", other)
    api.store.add_pull({"title": "Something else", "head": "other", "base": BASE}, "eve")
    variables = api.environment()

    def told(*paths: str) -> str:
        report = blog.repaired(*paths)[0] if paths else night()
        return github(blog.folder, report, "pull-request", "--base", BASE, **variables)

    assert "opened pull request #2" in told("a.md")
    blog.clean()
    assert "pull request #2" in told("a.md", "b.md")
    assert api.pulls[2]["title"] == "Repair 2 links in 2 posts"
    assert "token of Actions may start no workflows" in api.pulls[2]["body"]
    blog.clean()
    assert "closed pull request #2" in told()
    assert api.pulls[2]["state"] == "closed"
    blog.publish("e.md", f"A [link]({blog.url('e.md')}).\n".encode())
    blog.clean()
    assert "reopened pull request #2" in told("a.md", "e.md")
    assert [pull["state"] for pull in api.pulls.values()] == ["open", "open"]
    assert api.pulls[1]["title"] == "Something else"


def test_a_comment_on_a_pull_request(api: FakeGitea, here: Path) -> None:
    """Its lines are those of the newest commit; the marker of somebody else stays his."""
    api.store.add_pull({"title": "A post", "head": "post", "base": "main"}, "me")
    api.store.add_comment(1, {"body": f"{COMMENT}\nhaha"}, "eve")
    head = {"sha": "a" * 40, "repo": {"full_name": "me/blog"}}
    event = here.parent / "event.json"
    told = {"pull_request": {"number": 1, "head": head}, "repository": {"full_name": "me/blog"}}
    event.write_text(json.dumps(told))
    variables = api.environment(GITHUB_EVENT_NAME="pull_request", GITHUB_EVENT_PATH=str(event))
    for report in (night(link(ONE)), night(link(ONE), link(TWO))):
        github(here, report, "comment", **variables)
    assert len(api.comments) == 2
    assert "2 broken links" in api.comments[2]["body"]
    assert f"https://git.example/me/blog/src/commit/{'a' * 40}/a.md?display=source#L1" in api.comments[2]["body"]


def test_there_is_no_schedule_to_keep_alive(api: FakeGitea, here: Path) -> None:
    """Only GitHub switches one off."""
    assert "Gitea switches no schedule off" in github(here, None, "keep-alive", **api.environment())
    assert api.requests == []


def test_refusals_are_told_in_its_name(api: FakeGitea, here: Path) -> None:
    """And not in GitHub's, whose settings it does not have."""
    api.permissions = {}
    said = github(here, night(link(ONE)), "issue", **api.environment())
    assert "::warning::linkcheck: the token may not open the issue (403): give the step a token of your own" in said
    tokens = {"GITHUB_TOKEN": "x", "FORGEJO_TOKEN": "x"}
    wrong = github(here, night(link(ONE)), "issue", **api.environment(**tokens))
    assert "Forgejo does not accept the token (401)" in wrong
    assert ITS_BOT not in said

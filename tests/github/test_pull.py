"""One pull request with the repairs of the working tree, one commit for each post, on a branch of its own."""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path

import pytest

from linkcheck.model import LookupStatus, Memento, Report, State
from linkcheck.publishing.forge.bodies import PULL
from tests.github.scene import BASE, Blog, github, make_blog
from tests.support.copies import replace
from tests.support.fake_github import FakeGitHub
from tests.support.git import run_git
from tests.support.nights_at_forges import link, night

BRANCH = "linkcheck/repairs"


NOTHING = night(link("http://x.example/", State.ALIVE))


@pytest.fixture
def blog(tmp_path: Path) -> Blog:
    """Make a blog of two posts."""
    return make_blog(tmp_path)


@pytest.fixture
def api(blog: Blog) -> Iterator[FakeGitHub]:
    """Run a fake GitHub that sees the blog's remote."""
    with FakeGitHub(remote=blog.remote) as running:
        yield running


def told(api: FakeGitHub, blog: Blog, report: Report, *arguments: str, **environment: str) -> str:
    """Run `linkcheck github pull-request` and return what it printed."""
    return github(blog.folder, report, "pull-request", "--base", BASE, *arguments, **api.environment(**environment))


def subjects(blog: Blog, branch: str = BRANCH) -> list[str]:
    """Return the subjects of the commits upon the base, the newest first."""
    return blog.remote_git("log", "--format=%s", f"{BASE}..{branch}").splitlines()


def branches(blog: Blog) -> list[str]:
    """Return the branches of the remote."""
    return blog.remote_git("for-each-ref", "--format=%(refname:short)", "refs/heads").splitlines()


def test_each_post_is_a_commit(api: FakeGitHub, blog: Blog) -> None:
    """Its message names the post, the links and the copies; nothing else that lies about gets in."""
    report, repaired = blog.repaired("a.md", "b.md")
    (blog.folder / "notes.txt").write_text("private")
    (blog.folder / ".linkcheck").mkdir()
    (blog.folder / ".linkcheck" / "history.sqlite").write_text("private")
    before = blog.git("status", "--porcelain"), blog.git("rev-parse", "HEAD")
    said = told(api, blog, report)
    assert "opened pull request #1" in said
    assert subjects(blog) == ["Replace 1 dead link in b.md", "Replace 1 dead link in a.md"]
    message = blog.remote_git("log", "-1", "--format=%B", f"{BRANCH}~1")
    assert f"- {blog.url('a.md')} → https://web.archive.org/web/2014" in message
    assert blog.remote_git("log", "-1", "--format=%an <%ae> %cn", BRANCH) == (
        "github-actions[bot] <41898282+github-actions[bot]@users.noreply.github.com> github-actions[bot]"
    )
    assert run_git(blog.remote, "show", f"{BRANCH}:a.md") == repaired
    assert blog.remote_git("diff", "--name-only", BASE, BRANCH).split() == ["a.md", "b.md"]
    assert (blog.git("status", "--porcelain"), blog.git("rev-parse", "HEAD")) == before
    pull = api.pulls[1]
    assert (pull["title"], pull["base"]["ref"]) == ("Repair 2 links in 2 posts", BASE)
    assert str(pull["body"]).startswith(PULL)
    assert "starts no workflows" in str(pull["body"])


def test_a_night_that_changes_nothing_pushes_and_edits_nothing(api: FakeGitHub, blog: Blog) -> None:
    """Neither a commit of another minute nor another run's number is news."""
    told(api, blog, blog.repaired("a.md")[0])
    tip, written = blog.remote_git("rev-parse", BRANCH), list(api.written())
    blog.clean()
    told(api, blog, blog.repaired("a.md")[0], GITHUB_RUN_ID="78")
    assert (blog.remote_git("rev-parse", BRANCH), api.written()) == (tip, written)


def test_the_branch_follows_the_base_and_the_repairs(api: FakeGitHub, blog: Blog) -> None:
    """Made anew upon the newest base; the same pull request says what is in it."""
    told(api, blog, blog.repaired("a.md")[0])
    blog.publish("c.md", f"A [link]({blog.url('c.md')}).\n".encode())
    blog.clean()
    told(api, blog, blog.repaired("b.md", "c.md")[0])
    assert subjects(blog) == ["Replace 1 dead link in c.md", "Replace 1 dead link in b.md"]
    assert blog.remote_git("merge-base", BASE, BRANCH) == blog.remote_git("rev-parse", BASE)
    assert [one["title"] for one in api.pulls.values()] == ["Repair 2 links in 2 posts"]


def test_it_is_closed_when_nothing_is_left_and_reopened_when_there_is(api: FakeGitHub, blog: Blog) -> None:
    """The branch goes too; GitHub reopens only what stands where it stood, and so it is put back first."""
    assert "no pull request to close" in told(api, blog, NOTHING)
    told(api, blog, blog.repaired("a.md")[0])
    blog.clean()
    told(api, blog, NOTHING)
    assert api.pulls[1]["state"] == "closed"
    assert branches(blog) == [BASE]
    told(api, blog, blog.repaired("b.md")[0])
    assert subjects(blog) == ["Replace 1 dead link in b.md"]
    assert [(one["state"], one["title"]) for one in api.pulls.values()] == [("open", "Repair 1 link in 1 post")]
    assert "`http://gone.example/b`" in api.pulls[1]["body"]


def test_after_a_merge_the_next_repairs_are_another_pull_request(api: FakeGitHub, blog: Blog) -> None:
    """What was merged cannot be reopened; its branch may still be there."""
    told(api, blog, blog.repaired("a.md")[0])
    blog.remote_git("update-ref", f"refs/heads/{BASE}", BRANCH)
    api.pulls[1].update(state="closed", merged_at="2026-03-02T00:00:00Z")
    blog.clean()
    told(api, blog, blog.repaired("b.md")[0])
    assert [one["state"] for one in api.pulls.values()] == ["closed", "open"]
    assert subjects(blog) == ["Replace 1 dead link in b.md"]


def test_what_somebody_closed_is_not_proposed_again(api: FakeGitHub, blog: Blog) -> None:
    """Until there is another repair."""
    told(api, blog, blog.repaired("a.md")[0])
    api.pulls[1]["state"] = "closed"
    blog.clean()
    assert "not proposed again" in told(api, blog, blog.repaired("a.md")[0])
    assert api.pulls[1]["state"] == "closed"
    blog.clean()
    told(api, blog, blog.repaired("a.md", "b.md")[0])
    assert [one["state"] for one in api.pulls.values()] == ["open"]
    assert len(subjects(blog)) == 2


def test_somebody_elses_commits_are_left_alone(api: FakeGitHub, blog: Blog, tmp_path: Path) -> None:
    """Who worked on the branch loses nothing, neither when it should be renewed nor when it should go."""
    told(api, blog, blog.repaired("a.md")[0])
    run_git(tmp_path, "clone", "-q", "-b", BRANCH, str(blog.remote), "other")
    (tmp_path / "other" / "a.md").write_text("better\n")
    run_git(tmp_path / "other", "commit", "-q", "-a", "-m", "Mend it by hand")
    run_git(tmp_path / "other", "push", "-q")
    tip = blog.remote_git("rev-parse", BRANCH)
    blog.clean()
    said = told(api, blog, blog.repaired("a.md", "b.md")[0])
    assert f"::warning::linkcheck: {BRANCH}: somebody else's commits are on this branch" in said
    assert "> **Note:** Somebody else's commits are on this branch" in api.pulls[1]["body"]
    blog.clean()
    told(api, blog, NOTHING)
    assert (blog.remote_git("rev-parse", BRANCH), api.pulls[1]["state"]) == (tip, "open")


def test_a_push_at_the_same_moment_is_not_overwritten(api: FakeGitHub, blog: Blog) -> None:
    """The lease holds between looking and pushing."""
    told(api, blog, blog.repaired("a.md")[0])
    blog.clean()
    sha = blog.remote_git("rev-parse", BASE)
    api.before("GET", "/pulls$", lambda: blog.remote_git("update-ref", f"refs/heads/{BRANCH}", sha))
    assert "somebody changed the branch at this moment" in told(api, blog, blog.repaired("a.md", "b.md")[0])
    assert blog.remote_git("rev-parse", BRANCH) == sha


NAMES = (
    "with space.md",
    'quote"d.md',
    "-dash.md",
    "tab\there.md",
    "été.md",
    "deep/er/üb er.md",
    ":(glob)*.md",
    "a*.md",
    "caf\udce9.md",  # Latin-1
)


def test_any_file_name_is_committed(tmp_path: Path) -> None:
    """Spaces, quotes, dashes, pathspec magic, and bytes that are not UTF-8."""
    blog = make_blog(tmp_path, NAMES)
    with FakeGitHub(remote=blog.remote) as api:
        said = told(api, blog, blog.repaired(*NAMES)[0])
    assert "::warning::" not in said
    listed = run_git(blog.remote, "diff", "--name-only", "-z", BASE, BRANCH).split(b"\0")
    assert {os.fsdecode(name) for name in listed if name} == set(NAMES)
    assert len(subjects(blog)) == len(NAMES)


def test_a_blog_in_a_folder_of_the_repository(tmp_path: Path) -> None:
    """Paths of the report are those of the working directory; a link of the file system leads to its file."""
    blog = make_blog(tmp_path, ("site/a.md", "site/shared/b.md"))
    (blog.folder / "site" / "posts").symlink_to("shared")
    report, _ = Blog(blog.folder / "site", blog.remote).repaired("a.md", "posts/b.md")
    with FakeGitHub(remote=blog.remote) as api:
        github(blog.folder / "site", report, "pull-request", "--base", BASE, **api.environment())
    assert blog.remote_git("diff", "--name-only", BASE, BRANCH).split() == ["site/a.md", "site/shared/b.md"]


def test_a_post_that_is_not_in_git_is_left_out(api: FakeGitHub, blog: Blog) -> None:
    """And said; an edit that is not in the working tree is none either."""
    (blog.folder / "new.md").write_text(f"A [link]({blog.url('new.md')}).\n")
    said = told(api, blog, blog.repaired("a.md", "new.md")[0])
    assert "1 repaired post left out" in said
    assert subjects(blog) == ["Replace 1 dead link in a.md"]


def test_a_whole_clone_stays_whole(tmp_path: Path) -> None:
    """Fetching the branch must not cut off the history of somebody's own clone."""
    blog = make_blog(tmp_path, deep=True)
    with FakeGitHub(remote=blog.remote) as api:
        told(api, blog, blog.repaired("a.md")[0])
        told(api, blog, blog.repaired("b.md")[0])
    assert blog.git("rev-parse", "--is-shallow-repository") == "false"
    assert len(blog.git("log", "--format=%s").splitlines()) == 2


def test_hostile_paths_notify_nobody(tmp_path: Path) -> None:
    """No mention, no number and no keyword reaches a commit's message."""
    name = "@torvalds fixes #12 closes GH-7.md"
    blog = make_blog(tmp_path, (name,))
    with FakeGitHub(remote=blog.remote) as api:
        told(api, blog, blog.repaired(name)[0])
    message = blog.remote_git("log", "-1", "--format=%B", BRANCH)
    for acts in ("@t", "#1", "GH-7", "fixes ", "closes "):
        assert acts not in message


def test_where_actions_may_open_none_the_branch_is_there(api: FakeGitHub, blog: Blog) -> None:
    """The setting is named, and the page where somebody can open it by hand; what they open is kept up to date."""
    api.may_open_pulls = False
    said = told(api, blog, blog.repaired("a.md")[0])
    assert "Settings → Actions → General" in said
    assert "https://github.example/me/blog/compare/main...linkcheck/repairs?expand=1" in said
    api.store.add_pull({"title": "mine", "head": BRANCH, "base": BASE}, "me")
    blog.clean()
    assert "its text is theirs" in told(api, blog, blog.repaired("b.md")[0])
    assert subjects(blog) == ["Replace 1 dead link in b.md"]
    assert api.pulls[1]["title"] == "mine"


def test_a_pull_requests_run_opens_none(api: FakeGitHub, blog: Blog) -> None:
    """Its checkout is a merge that is no branch."""
    assert "opens none of its own" in told(api, blog, blog.repaired("a.md")[0], GITHUB_EVENT_NAME="pull_request")
    assert branches(blog) == [BASE]


def test_a_folder_without_git_is_said(api: FakeGitHub, tmp_path: Path) -> None:
    """No traceback, and the job goes on."""
    (tmp_path / "plain").mkdir()
    environment = api.environment(GIT_CEILING_DIRECTORIES=str(tmp_path))
    said = github(tmp_path / "plain", night(), "pull-request", "--base", BASE, **environment)
    assert "::warning::linkcheck: git cannot find the repository: fatal: not a git repository" in said


def test_a_lost_answer_opens_no_second_one(api: FakeGitHub, blog: Blog) -> None:
    """GitHub did it and answered 502."""
    api.fail("POST", "/pulls$", 502, after=True)
    told(api, blog, blog.repaired("a.md")[0])
    assert len(api.pulls) == 1


def test_edits_that_were_not_written_propose_nothing(api: FakeGitHub, blog: Blog) -> None:
    """A plan is no repair."""
    report, _ = blog.repaired("a.md")
    blog.clean()
    planned = replace(report, edits=tuple(replace(edit, applied=False) for edit in report.edits))
    told(api, blog, planned)
    assert branches(blog) == [BASE]


UNSETTLED = {
    "interrupted": night(link("http://x.example/", State.UNCHECKED)),
    "environment": replace(NOTHING, environment_fault="no network"),
    "archive-down": night(
        replace(link("http://x.example/"), mementos=(Memento(None, LookupStatus.UNKNOWN, detail="timeout"),))
    ),
    "without-fix": night(link("http://x.example/")),
}


@pytest.mark.parametrize("name", UNSETTLED)
def test_a_night_that_could_not_repair_closes_nothing(api: FakeGitHub, blog: Blog, name: str) -> None:
    """What was proposed yesterday is as good today."""
    told(api, blog, blog.repaired("a.md")[0])
    blog.clean()
    before = list(api.written())
    assert "what is proposed stays as it is" in told(api, blog, UNSETTLED[name])
    assert (api.written(), len(branches(blog))) == (before, 2)


def test_an_entity_in_a_post_is_no_part_of_the_copys_address(api: FakeGitHub, blog: Blog) -> None:
    """The edit holds bytes as the post's syntax has them; the link leads to what they mean."""
    report, _ = blog.repaired("a.md")
    (found,) = report.findings
    copy = replace(found.mementos[0], url="http://web.archive.org/web/1/http://x.example/?a&b")
    edit = replace(report.edits[0], new=b"http://web.archive.org/web/1/http://x.example/?a&amp;b#c")
    odd = replace(report, findings=(replace(found, mementos=(copy,)),), edits=(edit,))
    told(api, blog, odd)
    assert "[2014-03-01, exact](<http://web.archive.org/web/1/http://x.example/?a&amp;b#c>)" in api.pulls[1]["body"]

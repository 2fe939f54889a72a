"""Runs that are not a plain night: pull requests, forks, and repositories that lack something."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.action.blog import Blog

pytestmark = [pytest.mark.needs_runner, pytest.mark.slow, pytest.mark.timeout(400)]

QUIET = {"jobSummary": "false", "annotations": "false", "artifact": "", "args": "--fresh --no-archive"}
"""Fewer steps, where these say nothing."""
DRAFT = "---\ntitle: Draft\n---\n\nA [pot]({url}/gone) and [bread](http:/bread).\n"
OFFLINE = QUIET | {"args": "--offline"}
"""Of DRAFT, one link is broken without a look at the web."""


def test_a_pull_request_gets_a_comment_about_its_own_links(blog: Blog) -> None:
    """No issue, no repairs, and no word of what was broken before."""
    blog.internet.gone |= {"/teapots", "/harbour"}
    pull = blog.propose("content/draft.md", DRAFT)
    run = blog.pull_request(pull, **QUIET)
    assert run.failed
    assert run.step("Judge the run").outcome == "failure"
    (comment,) = blog.api.comments.values()
    assert comment["issue"] == pull.number
    assert "/gone" in comment["body"]
    assert "/teapots" not in comment["body"]
    assert [blog.api.issues.keys(), blog.services.keys()] == [{pull.number}, []]


def test_a_fork_may_only_read(blog: Blog) -> None:
    """The job says what is broken, and why there is no comment."""
    blog.api.permissions = dict.fromkeys(blog.api.permissions, "read")
    run = blog.pull_request(
        blog.propose("content/draft.md", DRAFT), whose="friend/blog", **QUIET | {"jobSummary": "true"}
    )
    step = run.step("Keep the comment on the pull request")
    assert step.outcome == "success"
    assert "fork" in step.printed
    assert not blog.api.comments
    assert "http:/bread" in run.summary
    assert run.step("Judge the run").outcome == "failure"


def test_without_a_token_the_links_are_checked_all_the_same(blog: Blog) -> None:
    """One warning a step, and the report is there."""
    blog.publish("content/draft.md", DRAFT)
    given = {**OFFLINE, "paths": "content", "issue": "true", "pullRequest": "true", "fail": "false"}
    run = blog.run("schedule", {}, token="", **given)
    assert not run.failed
    for name in ("Keep the issue", "Keep the pull request with the repairs"):
        assert run.step(name).printed.startswith("::warning::linkcheck: there is no token")
    assert run.outputs["exit_code"] == "1"
    assert Path(run.outputs["report"]).is_file()


def test_a_repository_without_issues_still_gets_its_repairs(blog: Blog) -> None:
    """What cannot be done keeps nothing else from being done."""
    blog.internet.gone |= {"/bread", "/harbour"}
    blog.api.store.repo["has_issues"] = False
    run = blog.night(**QUIET | {"args": "--fresh"})
    assert not run.failed
    assert run.step("Keep the issue").printed.startswith("::warning::linkcheck: ")
    assert [pull["state"] for pull in blog.api.pulls.values()] == ["open"]


@pytest.mark.parametrize("payload", [{}, {"pull_request": None}, {"pull_request": []}])
def test_a_wrong_event_file_is_told(blog: Blog, payload: dict[str, object]) -> None:
    """Nothing is compared with nothing: the job fails, and nothing is published."""
    run = blog.run("pull_request", payload, **QUIET, paths="content", comment="true", issue="true")
    assert run.failed
    assert "the event file is of no pull request" in run.step("Fetch the base of the pull request").printed
    assert run.step("Check the links").outcome == "skipped"
    assert "the links were not checked" in run.step("Judge the run").printed
    assert not blog.api.requests


def test_the_schedule_is_kept_alive_where_that_is_wanted(blog: Blog) -> None:
    """The workflow is that of the run."""
    run = blog.run("schedule", {}, **OFFLINE, paths="content", keepAlive="true")
    assert "enabled links.yml again" in run.step("Keep the schedule alive").printed
    assert blog.api.written() == ["PUT /repos/me/blog/actions/workflows/links.yml/enable"]


def test_the_history_can_live_in_the_repository(blog: Blog) -> None:
    """On a branch of its own, one commit at a time; the night after knows what is new and what is not."""
    blog.publish("linkcheck.toml", blog.internet.settings() + '\n[history]\nfile = "history.jsonl"\n')
    blog.internet.gone |= {"/bread"}
    given = {**QUIET, "paths": "content", "history": "repository", "fail": "false"}
    runs = []
    for _ in range(2):
        runs.append(blog.run("schedule", {}, **given))
        blog.internet.gone |= {"/keeper"}
    assert not any(run.failed for run in runs), runs[-1].printed
    assert runs[1].outputs["new"] == "1"
    assert blog.at_github("rev-list", "--count", "linkcheck/history") == "1"
    assert blog.at_github("ls-tree", "--name-only", "linkcheck/history") == "history.jsonl"
    assert "/keeper" in blog.at_github("show", "linkcheck/history:history.jsonl")
    assert blog.at_github("rev-list", "--count", "main") == "2"
    assert blog.services.keys() == []


def test_a_history_that_cannot_be_read_is_not_written_over(blog: Blog) -> None:
    """The job stops before it would forget everything."""
    blog.publish("linkcheck.toml", blog.internet.settings() + '\n[history]\nfile = "history.jsonl"\n')
    blog.at_github("update-ref", "refs/heads/linkcheck/history", "main")  # which holds no such file
    before = blog.at_github("rev-parse", "linkcheck/history")
    run = blog.run("schedule", {}, **OFFLINE, paths="content", history="repository")
    assert run.step("Lay out the history").outcome == "failure"
    assert run.step("Gather the history").outcome == "skipped"
    assert blog.at_github("rev-parse", "linkcheck/history") == before


@pytest.mark.parametrize(
    ("inputs", "words"),
    [
        ({"history": "repository"}, "::warning::linkcheck: history: repository keeps the file"),
        ({"history": "chache"}, "::error::linkcheck: the input `history` is cache, repository or none"),
        ({"args": "--exclude 'open"}, "::error::linkcheck: the inputs `paths` and `args` cannot be read"),
        ({"paths": "missing"}, "::error::linkcheck: the run could not do its work"),
        ({"paths": "linkcheck.md"}, "::error::linkcheck: no link was found"),
    ],
)
def test_what_is_wrong_with_an_input_is_told(blog: Blog, inputs: dict[str, str], words: str) -> None:
    """In one line that stands at the run."""
    blog.publish("linkcheck.md", "No link.\n")
    given = {**OFFLINE, "paths": "content", **inputs}
    run = blog.run("schedule", {}, **given)
    assert words in run.printed
    assert run.failed is words.startswith("::error::")

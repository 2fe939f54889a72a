"""Only the blog as it stands has an issue and repairs: neither a branch, nor a tag, nor a queue of merges."""

from __future__ import annotations

from typing import Any

import pytest
import yaml

from tests.action.blog import ACTION, Blog
from tests.action.expressions import filled

POST = "---\ntitle: Draft\ndate: 2015-02-01\n---\n\nThe [harbour]({url}/harbour) freezes.\n"
REPOSITORY = {"full_name": "me/blog", "default_branch": "main"}


@pytest.mark.parametrize(
    ("name", "ref_name", "event", "stands"),
    [
        ("schedule", "main", {}, True),  # this event may tell nothing of the repository
        ("push", "main", {"repository": REPOSITORY}, True),
        ("push", "draft", {"repository": REPOSITORY}, False),
        ("push", "v1.0", {"repository": REPOSITORY}, False),
        ("workflow_dispatch", "main", {"repository": REPOSITORY}, True),
        ("workflow_dispatch", "draft", {"repository": REPOSITORY}, False),
        ("merge_group", "gh-readonly-queue/main/pr-7", {"repository": REPOSITORY}, False),
        ("pull_request", "7/merge", {"repository": REPOSITORY, "pull_request": {"number": 7}}, False),
        ("pull_request_target", "main", {"repository": REPOSITORY, "pull_request": {"number": 7}}, False),
    ],
)
def test_which_runs_are_about_the_blog_as_it_stands(
    name: str, ref_name: str, event: dict[str, Any], *, stands: bool
) -> None:
    """Those of the default branch that are not about a change to it."""
    steps = yaml.safe_load((ACTION / "action.yml").read_text("utf-8"))["runs"]["steps"]
    (expression,) = [step["env"]["STANDING"] for step in steps if step.get("id") == "scan"]
    contexts = {"github": {"event_name": name, "ref_name": ref_name, "event": event}}
    assert filled(expression, contexts) == str(stands).lower()


@pytest.mark.needs_runner
@pytest.mark.slow
@pytest.mark.timeout(400)
@pytest.mark.parametrize(("ref_name", "stands"), [("main", True), ("draft", False)])
def test_issue_and_repairs_are_of_the_default_branch(blog: Blog, ref_name: str, *, stands: bool) -> None:
    """What another branch breaks must not come and go in the issue, and its posts are not repaired."""
    blog.internet.gone |= {"/harbour"}
    blog.publish("content/draft.md", POST)
    given = {"paths": "content/draft.md", "issue": "true", "pullRequest": "true", "fail": "false", "artifact": ""}
    given |= {"jobSummary": "false", "annotations": "false", "history": "none"}
    run = blog.run("push", {"repository": REPOSITORY}, ref_name=ref_name, **given)
    assert not run.failed
    assert run.step("Keep the issue").outcome == ("success" if stands else "skipped")
    assert [pull["state"] for pull in blog.api.pulls.values()] == ["open"] * stands
    assert ("repaired" in run.step("Check the links").printed) is stands

"""Only the blog as it stands has an issue and repairs: neither a branch, nor a tag, nor a queue of merges."""

from __future__ import annotations

from typing import Any

import pytest

from tests.action.blog import Blog

pytestmark = pytest.mark.needs_runner

POST = "---\ntitle: Draft\ndate: 2015-02-01\n---\n\nThe [harbour]({url}/harbour) and [bread](http:/bread).\n"


@pytest.mark.parametrize(
    ("name", "ref_name", "stands"),
    [
        ("push", "main", True),
        ("push", "draft", False),
        ("workflow_dispatch", "draft", False),
        ("merge_group", "gh-readonly-queue/main/pr-7", False),
        ("pull_request_review", "7/merge", False),
    ],
)
def test_issue_and_repairs_are_of_the_default_branch(blog: Blog, name: str, ref_name: str, *, stands: bool) -> None:
    """What another branch breaks must not come and go in the issue, and its posts are not repaired."""
    blog.internet.gone |= {"/harbour"}
    blog.publish("content/draft.md", POST)
    event: dict[str, Any] = {"repository": {"full_name": blog.api.repository, "default_branch": "main"}}
    if name.startswith("pull"):
        commit = blog.git("rev-parse", "HEAD")
        event["pull_request"] = {"number": 7, "base": {"sha": commit}, "head": {"sha": commit}}
    given = {"paths": "content/draft.md", "issue": "true", "pullRequest": "true", "fail": "false", "artifact": ""}
    run = blog.run(name, event, ref_name=ref_name, **given, jobSummary="false", annotations="false")
    assert not run.failed
    assert len(blog.api.issues) == (2 if stands else 0)
    assert ("repaired" in run.step("Check the links").printed) is stands

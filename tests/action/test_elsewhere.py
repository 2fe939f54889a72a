"""The Action on a server that is no GitHub: the same night, without an artifact."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

import pytest

from tests.action.blog import Blog
from tests.action.internet import Internet
from tests.support.fake_gitea import ITS_ADDRESS, FakeGitea

pytestmark = [pytest.mark.needs_runner, pytest.mark.slow]


@pytest.mark.timeout(400)
def test_a_night_and_a_pull_request_at_gitea(installed: Mapping[str, Mapping[str, str]], tmp_path: Path) -> None:
    """One issue, one pull request, one comment; the log says where the reports lie."""
    with Internet() as internet, FakeGitea() as api:
        folder = tmp_path / "blog"
        folder.mkdir()
        blog = Blog(folder, internet, api, installed)
        blog.environ |= {"GITHUB_API_URL": f"{api.url}/api/v1", "GITHUB_SERVER_URL": ITS_ADDRESS}
        internet.gone |= {"/harbour", "/keeper"}
        for _ in range(2):
            run = blog.night()
            assert not run.failed, run.printed
            assert run.step("Upload the reports").outcome == "skipped"
            assert "/linkcheck/report.html" in run.step("Say where the reports are").printed
            assert "::warning::" not in run.printed
        assert [pull["title"] for pull in api.pulls.values()] == ["Repair 1 link in 1 post"]
        assert len(api.issues) == 2
        assert f"{ITS_ADDRESS}/me/blog/src/branch/main/content/" in api.issues[1]["body"]
        pull = blog.propose("content/draft.md", "---\ntitle: Draft\n---\n\nA [link]({url}/harbour).\n")
        assert blog.pull_request(pull).failed
        assert [one["body"].split("\n\n")[1] for one in api.comments.values()] == [
            "**1 broken link** in what this change adds or touches."
        ]

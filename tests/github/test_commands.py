"""The commands as processes, as the steps of a workflow run them. What cannot be published is a warning, and exit 0."""

from __future__ import annotations

from pathlib import Path

import pytest

from linkcheck.publishing.forge.paths import in_repository
from linkcheck.publishing.github.steps import LARGEST_SUMMARY
from tests.github.scene import attempt, github, make_blog
from tests.support.fake_github import TOKEN, FakeGitHub
from tests.support.nights_at_forges import link, night
from tests.support.sample_report import FIXED, SAMPLE

ONE = "http://gone.example/1"
PUBLISHING = ("issue", "pull-request --base main", "comment", "keep-alive")


@pytest.fixture
def here(tmp_path: Path) -> Path:
    """Return the folder that the command runs in."""
    folder = tmp_path / "blog"
    folder.mkdir()
    return folder


def test_a_night_as_processes(tmp_path: Path) -> None:
    """Issue, pull request and summary, and the outputs for later steps; the token is printed nowhere."""
    blog = make_blog(tmp_path)
    output, page = tmp_path / "output", tmp_path / "summary.md"
    report, _ = blog.repaired("a.md")
    with FakeGitHub(remote=blog.remote) as api:
        environment = api.environment(GITHUB_OUTPUT=str(output), GITHUB_STEP_SUMMARY=str(page))
        steps = [
            attempt(blog.folder, night(link(ONE)), "issue", **environment),
            attempt(blog.folder, report, "pull-request", "--base", "main", **environment),
            attempt(blog.folder, report, "summary", **environment),
        ]
        assert (api.issues[1]["state"], api.pulls[2]["state"]) == ("open", "open")
    assert [step.returncode for step in steps] == [0, 0, 0]
    assert output.read_text() == "issue=1\npull_request=2\n"
    assert page.read_text().startswith("# linkcheck\n")
    assert TOKEN not in "".join(step.stdout + step.stderr for step in steps)


@pytest.mark.parametrize("step", PUBLISHING)
def test_without_a_token_there_is_a_warning(here: Path, step: str) -> None:
    """It is said once, and the report is not lost."""
    done = attempt(here, None if step == "keep-alive" else night(link(ONE)), *step.split())
    words = "there is no token: give the step GITHUB_TOKEN: ${{ github.token }}"
    assert done.returncode == 0
    assert done.stdout == f"::warning::linkcheck: {words}\n"
    assert done.stderr == ""


def test_a_token_that_may_nothing(here: Path) -> None:
    """Each line names the permission that is missing."""
    with FakeGitHub(permissions={}) as api:
        api.store.workflows["nightly.yml"] = {"state": "active"}
        said = github(here, night(link(ONE)), "issue", **api.environment())
        assert "the token may not write issues: add `permissions: issues: write` to the job" in said
        said = github(here, None, "keep-alive", "--workflow", "nightly.yml", **api.environment())
        assert "add `permissions: actions: write` to the job" in said


def test_a_repository_without_issues(here: Path) -> None:
    """Nothing is tried, and the setting is named."""
    with FakeGitHub() as api:
        api.store.repo["has_issues"] = False
        said = github(here, night(link(ONE)), "issue", **api.environment())
        assert "::warning::linkcheck: issues are switched off in this repository: switch them on" in said
        api.store.repo.update(has_issues=True, archived=True)
        assert "the repository is archived" in github(here, night(link(ONE)), "issue", **api.environment())
        assert api.written() == []


@pytest.mark.parametrize("step", [one for one in PUBLISHING if one != "keep-alive"] + ["summary", "annotations"])
def test_a_report_that_is_none(here: Path, step: str) -> None:
    """A newer version's, or no report at all, is a wrong argument."""
    newer = b'{"schema": "linkcheck-report/2"}'
    done = attempt(here, newer, *step.split())
    assert (done.returncode, done.stdout) == (2, "")
    assert "written by a newer linkcheck" in done.stderr


@pytest.mark.parametrize(
    "arguments",
    [
        ["issue"],
        ["issue", "none.json"],
        ["issue", "--title", " ", "none.json"],
        ["pull-request", "none.json"],
        ["pull-request", "--base", "main", "--branch", "main", "none.json"],
        ["pull-request", "--base", "main", "--branch", "a..b", "none.json"],
        ["pull-request", "--base", "-x", "none.json"],
        ["nothing"],
    ],
)
def test_wrong_arguments(here: Path, arguments: list[str]) -> None:
    """Exit 2, and a line that says what is wrong."""
    done = attempt(here, None, *arguments)
    assert (done.returncode, done.stdout) == (2, "")
    assert done.stderr


def test_the_summary_goes_to_standard_output_elsewhere(here: Path) -> None:
    """At the desk there is no GITHUB_STEP_SUMMARY."""
    assert attempt(here, SAMPLE, "summary").stdout.startswith("# linkcheck\n")


def test_a_summary_that_is_full(here: Path) -> None:
    """GitHub would drop the whole of it."""
    page = here / "summary.md"
    page.write_bytes(b"x" * (LARGEST_SUMMARY - 100))
    said = github(here, SAMPLE, "summary", GITHUB_STEP_SUMMARY=str(page))
    assert "::warning::linkcheck: the job's summary is full" in said
    assert page.stat().st_size == LARGEST_SUMMARY - 100


def test_a_summary_that_cannot_be_written(here: Path) -> None:
    """A warning, and no failure."""
    said = github(here, SAMPLE, "summary", GITHUB_STEP_SUMMARY=str(here))
    assert "::warning::" in said


def test_the_workflow_is_enabled_again(here: Path) -> None:
    """By its name, its path, or that of the run; but not what somebody switched off."""
    with FakeGitHub() as api:
        api.store.workflows = {
            "nightly.yml": {"state": "disabled_inactivity"},
            "off.yml": {"state": "disabled_manually"},
        }
        ref = "me/blog/.github/workflows/nightly.yml@refs/heads/main"
        assert "enabled nightly.yml again" in github(
            here, None, "keep-alive", **api.environment(GITHUB_WORKFLOW_REF=ref)
        )
        assert api.store.workflows["nightly.yml"]["state"] == "active"
        path = ".github/workflows/off.yml"
        said = github(here, None, "keep-alive", "--workflow", path, **api.environment())
        assert "was switched off by hand" in said
        assert api.store.workflows["off.yml"]["state"] == "disabled_manually"
        assert "no workflow file: none is named" in github(here, None, "keep-alive", **api.environment())
        said = github(here, None, "keep-alive", "--workflow", "../../x", **api.environment())
        assert "no workflow file: ../../x" in said


def test_annotations(here: Path) -> None:
    """Errors come first."""
    lines = github(here, SAMPLE, "annotations").splitlines()
    levels = [line.split(" ")[0] for line in lines if line.startswith("::")]
    assert list(dict.fromkeys(levels)) == ["::error", "::warning", "::notice"]


def test_annotations_of_a_blog_in_a_folder(here: Path) -> None:
    """GitHub wants the paths of the repository, the report has those of the working directory."""
    said = github(here, night(link(ONE)), "annotations", GITHUB_WORKSPACE=str(here.parent))
    assert said.startswith("::error file=blog/a.md,line=1,")


def test_paths_are_those_of_the_repository() -> None:
    """Wherever a report holds a path."""
    placed = in_repository(FIXED, "site")
    paths = [one.path for found in placed.findings for one in found.target.references]
    paths += [row.reference.path for row in placed.rows]
    paths += [one.path for one in placed.problems] + [one.path for one in placed.edits]
    assert all(path.startswith("site/content/") for path in paths)
    assert in_repository(FIXED, "") is FIXED

"""The jobs that `linkcheck init` writes for GitLab: their scripts are run as GitLab's runner runs them."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import pytest
import yaml

from linkcheck.cli import scaffold
from linkcheck.cli.scaffold.automations import AUTOMATIONS
from linkcheck.cli.scaffold.write import workflow_text
from tests.support.fake_gitlab import FakeGitLab
from tests.support.git import run_git

pytestmark = pytest.mark.needs_runner

TEMPLATE = AUTOMATIONS[scaffold.WorkflowHost.GITLAB][0]
MISSING = "---\ntitle: Draft\n---\n\nA [page](/nowhere/).\n"


@pytest.fixture
def blog(tmp_path: Path) -> Path:
    """A blog with a folder whose name a shell would take for two."""
    folder = tmp_path / "blog"
    (folder / "my posts").mkdir(parents=True)
    (folder / "hugo.toml").write_text("contentDir = 'my posts'\nbaseURL = 'https://blog.example/'\n")
    (folder / "my posts" / "tea.md").write_text("---\ntitle: Tea\n---\n\n[Home](/).\n")
    (folder / ".linkcheckignore").write_text("^https://never\\.example/\n")
    run_git(folder, "init", "-q", "-b", "main")
    run_git(folder, "remote", "add", "origin", "git@gitlab.example:me/blog.git")
    run_git(folder, "add", "-A")
    run_git(folder, "commit", "-q", "-m", "Write")
    return folder


@pytest.fixture
def lab() -> Iterator[FakeGitLab]:
    """Run a fake GitLab."""
    with FakeGitLab().serving() as running:
        yield running


def jobs(blog: Path) -> Any:
    """Return what the template holds for a blog."""
    return yaml.safe_load(workflow_text(scaffold.look(blog), TEMPLATE))


def run_job(blog: Path, name: str, variables: Mapping[str, str]) -> subprocess.CompletedProcess[str]:
    """Run a job's script: one shell, that ends at the first command that fails; the installation is this one."""
    whole = jobs(blog)
    job, common = whole[name], whole[".linkcheck"]
    before = [line for line in common["before_script"] if "apt-get" not in line and "linkcheck/bin" not in line]
    before = [line for line in before if "-m venv" not in line]
    assert len(before) == 2
    given = {**whole["variables"], **common["variables"], "CI_PROJECT_DIR": str(blog), **variables}
    given = {key: str(value).replace("$CI_PROJECT_DIR", str(blog)) for key, value in given.items()}
    given |= {"BASE": str(blog.parent / "base"), "LINKCHECK_ARGS": "--offline --exclude 'a b'"}
    clean = {key: value for key, value in os.environ.items() if not key.startswith(("CI_", "GITLAB_", "GIT_"))}
    path = f"{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}"
    return subprocess.run(
        ["bash", "-eo", "pipefail", "-c", "\n".join([*before, *job["script"]])],
        cwd=blog,
        env={**clean, **given, "PATH": path},
        capture_output=True,
        encoding="utf-8",
        check=False,
    )


def test_a_night_leaves_all_reports_whatever_it_finds(blog: Path) -> None:
    """The job is red where links are broken, and its artifacts are those that it names."""
    assert run_job(blog, "linkcheck-nights", {}).returncode == 0
    (blog / "my posts" / "draft.md").write_text(MISSING)
    done = run_job(blog, "linkcheck-nights", {})
    assert done.returncode == 1, done.stderr
    reports = jobs(blog)[".linkcheck"]["artifacts"]["reports"]
    assert "my posts/draft.md" in (blog / reports["codequality"]).read_text("utf-8")
    assert '<testcase name="my posts/draft.md"' in (blog / reports["junit"]).read_text("utf-8")
    assert (blog / "linkcheck-reports" / "report.html").exists()


def test_a_merge_request_is_judged_by_the_settings_of_its_base(blog: Path, lab: FakeGitLab) -> None:
    """What it says in them counts once it is merged; its note tells what it adds."""
    base = run_git(blog, "rev-parse", "HEAD").decode().strip()
    (blog / "my posts" / "draft.md").write_text(MISSING)
    (blog / "linkcheck.toml").write_text('exclude_paths = ["**"]\noutputs = ["stolen.html"]\n')
    run_git(blog, "add", "-A")
    run_git(blog, "commit", "-q", "-m", "Add")
    variables = lab.environment(CI_MERGE_REQUEST_DIFF_BASE_SHA=base)
    done = run_job(blog, "linkcheck-merge-request", variables)
    assert done.returncode == 1, done.stderr
    assert not (blog / "stolen.html").exists()
    assert (blog.parent / "base" / ".linkcheckignore").read_text() == "^https://never\\.example/\n"
    assert "wrote a note on merge request !7" in done.stdout
    assert "1 error" in lab.notes[0]["body"]
    without = run_job(blog, "linkcheck-merge-request", {**variables, "GITLAB_TOKEN": ""})
    assert without.returncode == 1
    assert "note" not in without.stderr


def test_settings_in_pyproject_are_those_of_the_base(blog: Path) -> None:
    """They are taken from there, where the base has them there."""
    (blog / "pyproject.toml").write_text('[tool.linkcheck]\nexclude_paths = ["draft.md"]\n')
    run_git(blog, "add", "-A")
    run_git(blog, "commit", "-q", "-m", "Set")
    base = run_git(blog, "rev-parse", "HEAD").decode().strip()
    (blog / "my posts" / "draft.md").write_text(MISSING)
    done = run_job(blog, "linkcheck-merge-request", {"CI_MERGE_REQUEST_DIFF_BASE_SHA": base})
    assert done.returncode == 0, done.stdout + done.stderr


def test_jobs_start_for_what_they_are_for(blog: Path) -> None:
    """One of a schedule of the default branch, one of merge requests, and none of a push."""
    whole = jobs(blog)
    rules = {name: [rule["if"] for rule in job["rules"]] for name, job in whole.items() if "rules" in job}
    assert rules == {
        "linkcheck-nights": ['$CI_PIPELINE_SOURCE == "schedule" && $CI_COMMIT_BRANCH == $CI_DEFAULT_BRANCH'],
        "linkcheck-merge-request": ['$CI_PIPELINE_SOURCE == "merge_request_event"'],
    }
    policies = {name: [one.get("policy", "pull-push") for one in whole[name]["cache"]] for name in rules}
    assert policies == {"linkcheck-nights": ["pull-push"] * 2, "linkcheck-merge-request": ["pull"] * 2}

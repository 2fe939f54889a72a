"""Which settings are in force on a pull request: those of its base, and nothing that its author wrote."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

import pytest

from tests.support import paths
from tests.support.git import run_git

pytestmark = pytest.mark.needs_runner

ACTION = paths.ROOT / ".github" / "actions" / "linkcheck"
OURS, THEIRS = "timeout = 5\n", "timeout = 6\n"


@dataclass(frozen=True, slots=True)
class Pull:
    """A pull request, checked out."""

    folder: Path

    @property
    def work(self) -> Path:
        """The workspace."""
        return self.folder / "work"

    @property
    def copy(self) -> Path:
        """What stands in for it."""
        return self.folder / "linkcheck" / "base"

    def commit(self, files: Mapping[str, str | None]) -> str:
        """Write files, remove those that are None, and lay links for those that begin with `->`."""
        for name, text in files.items():
            file = self.work / name
            file.unlink(missing_ok=True)
            file.parent.mkdir(parents=True, exist_ok=True)
            if text is not None and text.startswith("->"):
                file.symlink_to(text.removeprefix("->"))
            elif text is not None:
                file.write_text(text, "utf-8")
        run_git(self.work, "add", "-A", "-f")
        run_git(self.work, "commit", "-q", "--allow-empty", "-m", "Write")
        return run_git(self.work, "rev-parse", "HEAD").decode().strip()

    def take(self, base: str, directory: str = ".", args: str = "", output: str = "") -> tuple[Path | None, str]:
        """Run the script; return the settings file that it names, and what it prints."""
        told = self.folder / "output"
        told.write_bytes(b"")
        environ = {"ARGS": args, "BASE_SHA": base, "OUTPUT": output, "WORKING_DIRECTORY": directory}
        environ |= {"GITHUB_OUTPUT": str(told), "GITHUB_WORKSPACE": str(self.work), "RUNNER_TEMP": str(self.folder)}
        done = subprocess.run(
            [sys.executable, "-I", str(ACTION / "settings.py")],
            cwd=self.work / directory,
            env={"PATH": os.environ["PATH"], **environ},
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            check=False,
        )
        lines = dict(line.split("=", 1) for line in told.read_text("utf-8").splitlines())
        assert ("file" in lines) is (done.returncode == 0), done.stdout
        return Path(lines["file"]) if lines else None, done.stdout

    def taken(self, base: str, directory: str = ".", args: str = "") -> tuple[str, str]:
        """Return where the settings file lies in the copy, and what it holds."""
        file, printed = self.take(base, directory, args)
        assert file is not None, printed
        return file.relative_to(self.copy).as_posix(), file.read_text("utf-8")


@pytest.fixture
def pull(tmp_path: Path) -> Pull:
    """A repository with one post."""
    made = Pull(tmp_path)
    made.work.mkdir()
    run_git(made.work, "init", "-q", "-b", "main")
    made.commit({"blog/post.md": "text\n"})
    return made


TABLE = "[tool.linkcheck]\n"
Files = Mapping[str, str | None]
CASES: dict[str, tuple[Files, Files, str, tuple[str, str]]] = {
    # base, what the head changes, the working directory, what is in force
    "changed": ({"linkcheck.toml": OURS}, {"linkcheck.toml": THEIRS}, ".", ("linkcheck.toml", OURS)),
    "added": ({}, {"linkcheck.toml": THEIRS, "pyproject.toml": TABLE + THEIRS}, ".", ("linkcheck.toml", "")),
    "removed": ({"linkcheck.toml": OURS}, {"linkcheck.toml": None}, ".", ("linkcheck.toml", OURS)),
    "renamed": (
        *({"linkcheck.toml": OURS}, {"linkcheck.toml": None, "blog/linkcheck.toml": THEIRS}),
        *("blog", ("linkcheck.toml", OURS)),
    ),
    "above": ({"linkcheck.toml": OURS}, {"blog/linkcheck.toml": THEIRS}, "blog", ("linkcheck.toml", OURS)),
    "nearest": (
        *({"linkcheck.toml": THEIRS, "blog/linkcheck.toml": OURS}, {"blog/linkcheck.toml": None}),
        *("blog", ("blog/linkcheck.toml", OURS)),
    ),
    "of pyproject": (
        *({"pyproject.toml": TABLE + OURS}, {"pyproject.toml": TABLE + THEIRS, "linkcheck.toml": THEIRS}),
        *("blog", ("pyproject.toml", TABLE + OURS)),
    ),
    "of a pyproject without our table": (
        *({"pyproject.toml": "[tool.other]\n"}, {"pyproject.toml": TABLE + THEIRS}),
        *(".", ("linkcheck.toml", "")),
    ),
    "a link in the base": (
        *({"linkcheck.toml": "->config/a.toml", "config/a.toml": OURS}, {"config/a.toml": THEIRS}),
        *(".", ("linkcheck.toml", OURS)),
    ),
    "a link out of the base": ({"linkcheck.toml": "->../secret.toml"}, {}, ".", ("linkcheck.toml", "")),
    "a link of the head": (
        *({"linkcheck.toml": OURS}, {"linkcheck.toml": "->evil.toml", "evil.toml": THEIRS}),
        *(".", ("linkcheck.toml", OURS)),
    ),
    "an endless link of the head": (
        *({"linkcheck.toml": OURS}, {"linkcheck.toml": "->/dev/zero"}),
        *(".", ("linkcheck.toml", OURS)),
    ),
}


@pytest.mark.parametrize(("base", "head", "directory", "in_force"), CASES.values(), ids=CASES.keys())
def test_the_base_decides(pull: Pull, base: Files, head: Files, directory: str, in_force: tuple[str, str]) -> None:
    """Whatever the head adds, removes, moves or links; and where the base says nothing, nothing is said."""
    (pull.folder / "secret.toml").write_text(THEIRS, "utf-8")
    commit = pull.commit(base)
    pull.commit(head)
    assert pull.taken(commit, directory) == in_force


@pytest.mark.parametrize(
    "args", ["-c cfg/a.toml", "--config cfg/a.toml", "--config=cfg/a.toml", "-ncfg/a.toml", "-n -ccfg/a.toml"]
)
def test_a_file_that_the_workflow_names_is_the_bases_too(pull: Pull, args: str) -> None:
    """However the option is written, be it by its whole path."""
    base = pull.commit({"cfg/a.toml": OURS})
    pull.commit({"cfg/a.toml": THEIRS})
    args = args.replace("-ncfg", "-nc cfg")
    assert pull.taken(base, args=args) == ("cfg/a.toml", OURS)
    assert pull.taken(base, args=args.replace("cfg/", f"{pull.work}/cfg/")) == ("cfg/a.toml", OURS)
    assert pull.taken(base, "blog", args.replace("cfg/", "../cfg/")) == ("cfg/a.toml", OURS)


def test_a_file_outside_of_the_checkout_is_the_workflows_own(pull: Pull) -> None:
    """The twin: an earlier step made it."""
    own = pull.folder / "own.toml"
    own.write_text(OURS, "utf-8")
    assert pull.take(pull.commit({}), args=f"--config {own}")[0] == own
    pull.commit({"in": f"->{pull.folder}"})
    file, printed = pull.take(pull.commit({}), args="--config in/own.toml")
    assert file is not None
    assert not file.exists(), printed


def test_the_ignore_file_is_the_bases(pull: Pull) -> None:
    """With settings beside it or above it, or alone."""
    for base in ({".linkcheckignore": "ours\n"}, {"blog/.linkcheckignore": "ours\n", ".linkcheckignore": None}):
        for settings in (None, OURS):
            commit = pull.commit({**base, "linkcheck.toml": settings})
            head = pull.commit({".linkcheckignore": ".\n", "blog/.linkcheckignore": ".\n"})
            file, printed = pull.take(commit, "blog")
            assert file is not None, printed
            beside = file.with_name(".linkcheckignore")
            lies_with_it = settings is not None or "blog/.linkcheckignore" in base
            assert (beside.read_text("utf-8") if beside.exists() else "") == ("ours\n" if lies_with_it else "")
            run_git(pull.work, "revert", "--no-edit", head)


def test_the_history_is_the_bases(pull: Pull) -> None:
    """The committed one; what the head planted is not even beside the settings."""
    base = pull.commit({"linkcheck.toml": '[history]\nfile = "reports/h.jsonl"\n', "reports/h.jsonl": "ours\n"})
    pull.commit({"reports/h.jsonl": "theirs\n", ".linkcheck/history.sqlite": "theirs\n"})
    pull.taken(base)
    assert (pull.copy / "reports" / "h.jsonl").read_text("utf-8") == "ours\n"
    assert not (pull.copy / ".linkcheck").exists()


def test_the_history_of_the_branch_is_laid_beside_the_settings(pull: Pull) -> None:
    """With `history: repository`, too, nothing is written into the checkout, where the head may have laid a link."""
    base = pull.commit({"linkcheck.toml": '[history]\nfile = "h.jsonl"\n'})
    victim = pull.folder / "victim"
    victim.write_text("mine\n", "utf-8")
    pull.commit({"h.jsonl": f"->{victim}", "linkcheck.toml": '[history]\nfile = "../victim"\n'})
    tree = run_git(pull.work, "hash-object", "-w", "--stdin", given=b"kept\n").strip()
    tree = run_git(pull.work, "mktree", given=b"100644 blob " + tree + b"\thistory.jsonl\n").strip()
    kept = run_git(pull.work, "commit-tree", tree.decode(), "-m", "Remember").decode().strip()
    run_git(pull.folder, "init", "-q", "--bare", "remote")
    run_git(pull.work, "remote", "add", "origin", str(pull.folder / "remote"))
    run_git(pull.work, "push", "-q", "origin", f"{kept}:refs/heads/linkcheck/history")
    file, printed = pull.take(base)
    assert file is not None, printed
    environ = {"COPY": str(pull.copy), "SETTINGS": str(file), "HISTORY": "repository", "TOKEN": ""}
    environ |= {"LINKCHECK_PYTHON": sys.executable, "GITHUB_ACTION_PATH": str(ACTION), "RUNNER_TEMP": str(pull.folder)}
    command = ["bash", str(ACTION / "history.sh"), "restore"]
    subprocess.run(command, cwd=pull.work, env={"PATH": os.environ["PATH"], **environ}, check=True)
    assert (pull.copy / "h.jsonl").read_text("utf-8") == "kept\n"
    assert victim.read_text("utf-8") == "mine\n"
    assert (pull.work / "h.jsonl").is_symlink()


def test_a_change_of_settings_is_told(pull: Pull) -> None:
    """So that nobody wonders why it does nothing yet; and nothing is told where there is none."""
    base = pull.commit({"linkcheck.toml": OURS})
    assert "::notice::" not in pull.take(base)[1]
    pull.commit({"linkcheck.toml": THEIRS, "blog/.linkcheckignore": "x\n"})
    assert pull.take(base, "blog")[1].startswith(
        "::notice::linkcheck: this pull request changes blog/.linkcheckignore, linkcheck.toml; "
    )


@pytest.mark.parametrize(
    ("head", "given", "words"),
    [
        ({"there": "->blog"}, {"directory": "there"}, "`workingDirectory` is a link"),
        ({"there": "->.."}, {"directory": "there"}, "`workingDirectory` is a link"),
        ({}, {"directory": ".."}, "`workingDirectory` lies outside"),
        ({"links.html": "->/etc/passwd"}, {"output": "links.html"}, "the output links.html is a link"),
        ({"out": "->.."}, {"output": "out/x.md"}, "the output out/x.md is a link"),
        ({"out": "->.."}, {"args": "-n -o out/x.pth -f text"}, "the output out/x.pth is a link"),
        ({"a.md": "->b.md"}, {"args": "--output=a.md"}, "the output a.md is a link"),
        ({}, {"args": "--no-such-option"}, "No such option"),
    ],
)
def test_what_leads_elsewhere_is_refused(pull: Pull, head: Files, given: dict[str, str], words: str) -> None:
    """A link that the pull request may have laid: the job says so, and does nothing."""
    base = pull.commit({})
    pull.commit(head)
    file, printed = pull.take(base, **given)
    assert file is None
    assert printed.startswith("::error::linkcheck: this pull request was not checked: ")
    assert words in printed


@pytest.mark.parametrize("output", ["links.html", "new/folder/links.html", "../links.html", "/dev/stdout", "-"])
def test_outputs_of_the_workflow_are_free(pull: Pull, output: str) -> None:
    """The twin: no link, no refusal."""
    base = pull.commit({"links.html": "old\n"})
    file, printed = pull.take(base, args=f"-o {output}", output=output)
    assert file is not None, printed


def test_a_workspace_may_lie_behind_a_link(pull: Pull) -> None:
    """The twin: the runner's own folders are nobody's pull request."""
    base = pull.commit({"blog/linkcheck.toml": OURS})
    alias = Pull(pull.folder / "alias")
    alias.folder.symlink_to(pull.folder)
    pull.commit({"blog/linkcheck.toml": THEIRS})
    assert alias.taken(base, "blog", "-o links.html") == ("blog/linkcheck.toml", OURS)


def test_a_submodule_of_the_head_is_not_asked_for_the_base(pull: Pull) -> None:
    """The outermost checkout is; what lies in it is what the pull request says."""
    base = pull.commit({"linkcheck.toml": OURS})
    run_git(pull.work / "blog", "init", "-q")
    assert pull.taken(base, "blog") == ("linkcheck.toml", OURS)


EVENTS = {
    "a target": ("pull_request_target", {}, True),
    "a comment": ("issue_comment", {"PULL": "https://api.github.example/pulls/1"}, True),
    "a comment on an issue": ("issue_comment", {}, False),
    "after a pull request": ("workflow_run", {"TRIGGER": "pull_request"}, True),
    "after a target": ("workflow_run", {"TRIGGER": "pull_request_target"}, True),
    "after a push": ("workflow_run", {"TRIGGER": "push"}, False),
}


@pytest.mark.parametrize(("name", "more", "is_refused"), EVENTS.values(), ids=EVENTS.keys())
def test_a_strangers_commit_meets_no_secrets(pull: Pull, name: str, more: dict[str, str], *, is_refused: bool) -> None:
    """Where the event has them, what is checked out has to be the branch's own; else the job stops before all else."""
    own = pull.commit({})
    head = pull.commit({"linkcheck.toml": THEIRS})
    for commit, refused in ((own, False), (head, is_refused)):
        run_git(pull.work, "checkout", "-q", commit)
        environ = {"GITHUB_EVENT_NAME": name, "SHA": own, "BASE_SHA": "", "PULL": "", "TRIGGER": "", **more}
        done = subprocess.run(
            ["bash", str(ACTION / "checkout.sh")],
            cwd=pull.work,
            env={"PATH": os.environ["PATH"], "GITHUB_ACTION_PATH": str(ACTION), **environ},
            capture_output=True,
            text=True,
            check=False,
        )
        assert (done.returncode == 1) is refused, done.stdout + done.stderr
        assert ("::error::" in done.stdout) is refused

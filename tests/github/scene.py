"""A small blog in git, with a bare repository for its remote; reports of its nights; and the commands as processes."""

from __future__ import annotations

import contextlib
import io
import os
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path
from unittest.mock import patch
from urllib.parse import quote

from linkcheck.cli import run_command_line
from linkcheck.model import Edit, Reason, Report, Span
from linkcheck.report import render
from tests.support.copies import replace
from tests.support.git import run_git
from tests.support.nights_at_forges import link, night

BASE = "main"


def github(folder: Path, report: Report | bytes | None, *arguments: str, **variables: str) -> str:
    """Run `linkcheck github …` in this process, and return all that it printed; it must end with 0."""
    printed = io.StringIO()
    with (
        contextlib.chdir(folder),
        patch.dict(os.environ, environment(**variables), clear=True),
        contextlib.redirect_stdout(printed),
        contextlib.redirect_stderr(printed),
    ):
        code = run_command_line(["github", *arguments, *_written(folder, report)])
    assert code == 0, printed.getvalue()
    return printed.getvalue()


def attempt(
    folder: Path, report: Report | bytes | None, *arguments: str, **variables: str
) -> subprocess.CompletedProcess[str]:
    """Run `linkcheck github …` as a process, as a step does."""
    return subprocess.run(
        [sys.executable, "-m", "linkcheck", "github", *arguments, *_written(folder, report)],
        cwd=folder,
        env=environment(**variables),
        capture_output=True,
        text=True,
        check=False,
    )


def _written(folder: Path, report: Report | bytes | None) -> list[str]:
    """Write a report outside of the blog, and return the argument that names it."""
    if report is None:
        return []
    file = folder.parent / "report.json"
    file.write_bytes(report if isinstance(report, bytes) else render(report, "json").encode())
    return [str(file)]


def environment(**environment: str) -> dict[str, str]:
    """Return an environment without whatever GitHub or git settings the tests run under."""
    kept = {key: value for key, value in os.environ.items() if not key.startswith(("GITHUB_", "GIT_"))}
    clean = {"GIT_CONFIG_GLOBAL": os.devnull, "GIT_CONFIG_NOSYSTEM": "1", "NO_PROXY": "127.0.0.1"}
    return kept | clean | environment


@dataclass(frozen=True, slots=True)
class Blog:
    """A checkout of a blog, as a workflow has it: one commit deep."""

    folder: Path
    remote: Path

    def url(self, path: str) -> str:
        """Return the link of a post."""
        return f"http://gone.example/{quote(Path(path).stem.encode('utf-8', 'surrogateescape'))}"

    def repaired(self, *paths: str) -> tuple[Report, bytes]:
        """Write the copies into posts as scan --fix does; return the report, and what lies in the first post now."""
        findings, edits = [], []
        for path in paths:
            found = link(self.url(path), path=path)
            old, new = self.url(path).encode(), str(found.mementos[0].url).encode()
            file = self.folder / path
            before = file.read_bytes()
            span = Span(before.index(old), before.index(old) + len(old))
            place = replace(found.target.references[0], span=span)
            findings.append(replace(found, target=replace(found.target, references=(place,))))
            edits.append(Edit(path, span, old, new, Reason.GONE, applied=True))
            file.write_bytes(before[: span.start] + new + before[span.end :])
        return night(*findings, edits=tuple(edits)), (self.folder / paths[0]).read_bytes()

    def git(self, *arguments: str) -> str:
        """Run git in the checkout."""
        return run_git(self.folder, *arguments).decode("utf-8", "surrogateescape").strip()

    def remote_git(self, *arguments: str) -> str:
        """Run git in the remote."""
        return run_git(self.remote, *arguments).decode("utf-8", "surrogateescape").strip()

    def clean(self) -> None:
        """Put the checkout back to the base's newest commit, as the next night's checkout does."""
        self.git("fetch", "-q", "--depth=1", "origin", BASE)
        self.git("reset", "-q", "--hard", f"origin/{BASE}")

    def publish(self, path: str, data: bytes) -> None:
        """Commit a file to the base, as the blog's author does."""
        other = self.remote.parent / "author"
        if not other.exists():
            run_git(self.remote.parent, "clone", "-q", "-b", BASE, str(self.remote), "author")
        run_git(other, "pull", "-q")
        file = other / path
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_bytes(data)
        run_git(other, "add", "-A")
        run_git(other, "commit", "-q", "-m", f"Write {path}")
        run_git(other, "push", "-q", "origin", BASE)


def make_blog(folder: Path, paths: tuple[str, ...] = ("a.md", "b.md"), *, deep: bool = False) -> Blog:
    """Make a blog of posts with one dead link each."""
    seed, remote, checkout = folder / "seed", folder / "remote.git", folder / "blog"
    seed.mkdir()
    blog = Blog(checkout, remote)
    run_git(seed, "init", "-q", "-b", BASE)
    run_git(seed, "commit", "-q", "--allow-empty", "-m", "Begin")
    for path in paths:
        (seed / path).parent.mkdir(parents=True, exist_ok=True)
        (seed / path).write_bytes(f"A [link]({blog.url(path)}).\r\nMore.\n".encode("utf-8", "surrogateescape"))
    run_git(seed, "add", "-A")
    run_git(seed, "commit", "-q", "-m", "Write")
    run_git(folder, "clone", "-q", "--bare", str(seed), str(remote))
    depth = [] if deep else ["--depth=1"]
    run_git(folder, "clone", "-q", *depth, f"file://{remote}", "blog")
    return blog

"""Takes the settings of a pull request from its base, into a folder outside of the checkout.

What a pull request says in `linkcheck.toml`, `pyproject.toml` and `.linkcheckignore` decides where reports are
written, which history is believed, who is asked, and with which headers. Its author is anybody, so none of it is read:
the files come from the base commit, by git, and a settings file is always named, be it an empty one, so that none is
looked for. The history is kept beside it, and not in the checkout.
"""

from __future__ import annotations

import os
import posixpath
import re
import shlex
import shutil
import subprocess
import sys
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path, PurePosixPath

import click

from linkcheck import config, report
from linkcheck.cli.scan import scan
from linkcheck.model import LinkcheckError

NAMES = ("linkcheck.toml", "pyproject.toml", ".linkcheckignore")
BLOB = re.compile(rb"[0-9a-f]{40,64} blob ([0-9]+)\n")


class RefusedError(Exception):
    """What the job cannot do for a pull request; the words are for its log."""


@dataclass(frozen=True, slots=True)
class Base:
    """The base of a pull request, and the folder that stands in for the workspace."""

    workspace: Path
    repository: PurePosixPath
    """Where it is checked out, from the workspace."""
    commit: str
    copy: Path

    def place(self, path: str) -> PurePosixPath | None:
        """Return a path of the working directory as the workspace has it, by its letters; None for one outside."""
        found = PurePosixPath(os.path.relpath(path, self.workspace).replace(os.sep, "/"))
        if ".." not in found.parts:
            return found
        if Path(path).resolve().is_relative_to(self.workspace):
            raise RefusedError(f"{path} comes into the workspace by a link")
        return None

    def changed(self, places: Iterable[PurePosixPath]) -> list[str]:
        """Return those of some files that the pull request changes."""
        names = [str(place.relative_to(self.repository)) for place in places]
        command = ["diff-tree", "-r", "-z", "--name-only", self.commit, "HEAD", "--", *names]
        return [os.fsdecode(name) for name in self._git(*command).split(b"\0") if name]

    def take(self, place: PurePosixPath) -> Path | None:
        """Copy a file of the base, named from the workspace; None where the base has no such file."""
        content = self._content(place)
        if content is None:
            return None
        file = self.copy / place
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_bytes(content)
        return file

    def _content(self, place: PurePosixPath) -> bytes | None:
        """Return a file as the base has it; links are followed inside of the commit."""
        if not place.is_relative_to(self.repository) or "\n" in str(place):
            return None
        name = f"{self.commit}:{place.relative_to(self.repository)}\n".encode("utf-8", "surrogateescape")
        printed = self._git("cat-file", "--batch", "--follow-symlinks", given=name)
        found = BLOB.match(printed)
        return printed[found.end() : found.end() + int(found[1])] if found else None

    def _git(self, *arguments: str, given: bytes = b"") -> bytes:
        command = ["git", "--literal-pathspecs", "-C", str(self.workspace / self.repository), *arguments]
        return subprocess.run(command, input=given, stdout=subprocess.PIPE, check=True).stdout  # noqa: S603 - no shell


def parents(folder: PurePosixPath, top: PurePosixPath) -> Iterator[PurePosixPath]:
    """Yield a folder and those above it, up to the repository."""
    return (each for each in (folder, *folder.parents) if each.is_relative_to(top))


def working_directory(workspace: Path, given: str) -> PurePosixPath:
    """Return the working directory from the workspace; raises RefusedError where a link leads to it."""
    place = PurePosixPath(os.path.relpath(workspace / given, workspace).replace(os.sep, "/"))
    if ".." in place.parts:
        raise RefusedError("`workingDirectory` lies outside of the workspace, where no pull request is checked out")
    if Path.cwd().resolve() != workspace / place:
        raise RefusedError("`workingDirectory` is a link in this pull request")
    return place


def repository_of(workspace: Path, folder: PurePosixPath) -> PurePosixPath:
    """Return the checkout that a folder lies in: the outermost, for those inside are what the pull request says."""
    above = (folder, *folder.parents)
    found = [each for each in above if (workspace / each / ".git").exists()]
    if not found:
        raise RefusedError("nothing is checked out here")
    return found[-1]


def settings_file(base: Base, folder: PurePosixPath, named: str | None) -> Path:
    """Return the settings file of the base for a working directory, made empty where there is none."""
    if named is not None:
        place = base.place(named)
        if place is None:  # it is the workflow's own
            return Path(named)
        return base.take(place) or base.copy / place  # the program says that it is not there
    for above in parents(folder, base.repository):
        for name in NAMES:
            base.take(above / name)
    own = base.copy / folder
    own.mkdir(parents=True, exist_ok=True)
    file = config.nearest_file(own)
    if file is None or not file.is_relative_to(base.copy):
        file = own / NAMES[0]
        file.write_bytes(b"")
    ignored = base.copy / folder / NAMES[2]
    if ignored.exists() and not file.with_name(NAMES[2]).exists():  # the program looks beside the settings file only
        file.with_name(NAMES[2]).write_bytes(ignored.read_bytes())
    return file


def take_history(base: Base, folder: PurePosixPath, file: Path) -> None:
    """Copy the history that the base has committed, if its settings name one."""
    if not file.is_relative_to(base.copy):
        return
    try:
        settings = config.load(base.copy / folder, explicit=file, flags={}, formats=report.FORMATS)
    except LinkcheckError:  # the scan says so
        return
    if settings.history.file:
        place = posixpath.normpath((file.parent / settings.history.file).relative_to(base.copy).as_posix())
        if not place.startswith("../"):
            base.take(PurePosixPath(place))


def refuse_links(base: Base, outputs: Iterable[str]) -> None:
    """Raise RefusedError where a report would be written through a link that the pull request may have laid."""
    for output in outputs:
        place = base.place(output)
        if output != "-" and place is not None and Path(output).resolve() != base.workspace / place:
            raise RefusedError(f"the output {output} is a link in this pull request, or lies behind one")


def main() -> int:
    """Copy what there is, and write the step's output."""
    environ = os.environ
    workspace = Path(environ["GITHUB_WORKSPACE"]).resolve()  # as the working directory is told, too
    copy = Path(environ["RUNNER_TEMP"], "linkcheck", "base")
    shutil.rmtree(copy, ignore_errors=True)  # of a run before, in the same job
    try:
        folder = working_directory(workspace, environ["WORKING_DIRECTORY"])
        base = Base(workspace, repository_of(workspace, folder), environ["BASE_SHA"], copy)
        given = scan.make_context("scan", shlex.split(environ["ARGS"])).params
        refuse_links(base, [*given["outputs"], *filter(None, [environ["OUTPUT"]])])
        file = settings_file(base, folder, given["config"])
        take_history(base, folder, file)
    except (RefusedError, ValueError, click.ClickException) as error:
        words = error.format_message() if isinstance(error, click.ClickException) else error
        print(f"::error::linkcheck: this pull request was not checked: {words}")  # noqa: T201 - a workflow command
        return 1
    changed = base.changed(above / name for above in parents(folder, base.repository) for name in NAMES)
    if changed:
        words = "its links were checked by the settings of its base, as always"
        print(f"::notice::linkcheck: this pull request changes {', '.join(changed)}; {words}")  # noqa: T201
    with Path(environ["GITHUB_OUTPUT"]).open("a", encoding="utf-8") as told:
        told.write(f"copy={copy}\nfile={file}\n")
    return 0


if __name__ == "__main__":
    sys.exit(main())

"""The lines in which the working tree differs from a revision, by `git diff`.

Neither the settings of the repository nor those of whoever runs it change what is printed.
"""

from __future__ import annotations

import os
import subprocess
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from msgspec import Struct

from linkcheck.model import LinkcheckError
from linkcheck.sources.changes.diff import by_any_end, parse
from linkcheck.sources.git import SECONDS, run_git
from linkcheck.strangers import read_regular

LARGEST = 32 * 1024 * 1024
"""Bytes; a larger file is no post."""

_DIFF = (
    *("diff", "--no-ext-diff", "--no-textconv", "--no-color", "--text", "--unified=0", "--inter-hunk-context=0"),
    *("--find-renames", "--src-prefix=a/", "--dst-prefix=b/", "--ignore-submodules=all", "--ignore-cr-at-eol"),
)
"""A post whose lines only end otherwise has not changed."""


class ComparedRepository(Struct, frozen=True):
    """A repository, and the commit that its working tree is compared with."""

    top: Path
    """The root of its working tree."""
    commit: str


@dataclass(frozen=True, slots=True)
class Changes:
    """The lines that a change adds or touches."""

    revision: str
    """The words of the user."""
    cwd: Path
    """The folder that the paths of references and problems are relative to."""
    repositories: tuple[ComparedRepository, ...]
    lines: Mapping[str, frozenset[int] | None]
    """Real path of a file → its touched lines; None: the whole file, which git does not know yet."""
    before: Mapping[str, Path]
    """Real path → the path that it had; only for files that were moved."""
    messages: tuple[str, ...] = ()

    def of(self, file: Path) -> frozenset[int] | None:
        """Return the touched lines of a file; None: all of them."""
        return self.lines.get(os.path.realpath(file), frozenset())

    def concern(self, file: Path) -> bool:
        """Tell whether a file changed in any way: lines that were only taken out and a move count, too."""
        real = os.path.realpath(file)
        return real in self.lines or real in self.before


def changes_since(revision: str, paths: Sequence[Path], cwd: Path, suffixes: Collection[str]) -> Changes:
    """Return what the working tree changes since it left `revision`: commits, the index, files not yet added.

    Compared is the common ancestor, as in a pull request. Only files of these suffixes are looked at, and only in the
    repositories that `paths` lie in. Raises LinkcheckError where there is no repository, or no such revision in it.
    """
    repositories: list[ComparedRepository] = []
    lines: dict[str, frozenset[int] | None] = {}
    before: dict[str, Path] = {}
    messages: dict[str, None] = {}
    patterns = [f":(icase)*{suffix}" for suffix in sorted(suffixes)]
    for top in _tops(paths, cwd):
        repository, told = _compared(top, revision)
        repositories.append(repository)
        messages |= dict.fromkeys(told)
        for patch in parse(git(top, *_DIFF, repository.commit, "--", *patterns)):
            file = top / os.fsdecode(patch.path)
            if not file.is_symlink():  # its text is the name of another file
                lines[os.path.realpath(file)] = _in_our_lines(patch.lines, file)
            if patch.before is not None and patch.before != patch.path:
                before[os.path.realpath(file)] = top / os.fsdecode(patch.before)
        for name in git(top, "ls-files", "-z", "--others", "--exclude-standard", "--", *patterns).split(b"\0"):
            if name:
                lines[os.path.realpath(top / os.fsdecode(name))] = None
    return Changes(revision, cwd, tuple(repositories), lines, before, tuple(messages))


def _tops(paths: Sequence[Path], cwd: Path) -> Iterator[Path]:
    """Yield the roots of the working trees that the paths lie in, each once."""
    seen: set[Path] = set()
    for folder in dict.fromkeys(path if path.is_dir() else path.parent for path in (cwd / path for path in paths)):
        real = Path(os.path.realpath(folder))
        top = next((each for each in (real, *real.parents) if (each / ".git").exists()), None)
        if top is None:
            raise LinkcheckError(f"--since: {folder} is in no git repository, so nobody knows what changed")
        if top not in seen:
            seen.add(top)
            yield top


def _compared(top: Path, revision: str) -> tuple[ComparedRepository, tuple[str, ...]]:
    """Find the commit to compare with, where the work at hand left `revision`; and messages about it."""
    found = ask(top, "rev-parse", "--verify", "--quiet", f"{revision}^{{commit}}")
    if found is None:
        fetched = revision.removeprefix("origin/")
        raise LinkcheckError(
            f"--since: git knows no revision {revision} in {top}; "
            f"where the clone is shallow, fetch it: git fetch --depth=1 origin {fetched}"
        )
    ancestor = ask(top, "merge-base", found, "HEAD")
    if ancestor is not None:
        return ComparedRepository(top, ancestor), ()
    told = (
        f"--since: no common ancestor of {revision} and the work at hand is known (a shallow clone?); "
        f"compared with {revision} itself. git fetch --unshallow makes it exact"
    )
    return ComparedRepository(top, found), (told,)


def _in_our_lines(lines: frozenset[int], file: Path) -> frozenset[int]:
    try:
        return by_any_end(lines, read_regular(file, LARGEST)) if lines else lines
    except OSError:  # gone meanwhile, which the scan tells
        return lines


def ask(top: Path, *arguments: str) -> str | None:
    """Return the first line of git's answer; None where it has none."""
    done = _run(top, arguments)
    _refuse_if_not_ours(top, done)
    return done.stdout.decode("ascii", "replace").split("\n", 1)[0] or None if done.returncode == 0 else None


def git(top: Path, *arguments: str, given: bytes = b"") -> bytes:
    """Return what git prints when `given` is its input; raises LinkcheckError with its own words where it fails."""
    done = _run(top, arguments, given)
    if done.returncode != 0:
        words = done.stderr.decode("utf-8", "replace").strip().partition("\n")[0]
        raise LinkcheckError(f"--since: git cannot tell what changed in {top}: {words or f'exit {done.returncode}'}")
    return done.stdout


def _refuse_if_not_ours(top: Path, done: subprocess.CompletedProcess[bytes]) -> None:
    """Raise LinkcheckError with git's words for a repository that it does not trust or cannot read."""
    if b"dubious ownership" in done.stderr or b"not a git repository" in done.stderr:
        words = done.stderr.decode("utf-8", "replace").strip().partition("\n")[0]
        raise LinkcheckError(f"--since: git cannot read {top}: {words}")


def _run(top: Path, arguments: Sequence[str], given: bytes = b"") -> subprocess.CompletedProcess[bytes]:
    try:
        return run_git(top, *arguments, given=given)
    except FileNotFoundError:
        raise LinkcheckError("--since: there is no git on this machine, so nobody knows what changed") from None
    except subprocess.TimeoutExpired:
        raise LinkcheckError(f"--since: git {arguments[0]} took more than {SECONDS:.0f} s in {top}") from None

"""Changed posts → commits: each holds one post, as it lies in the working tree, and nothing else.

Whatever is staged or half done is its author's: then nothing is committed, and the words say why. No hook, no editor
and no program that signs is run, since a repository's own settings may name them; the author is who git says.
"""

from __future__ import annotations

import os
from collections.abc import Collection, Iterable
from pathlib import Path

from linkcheck.model import LinkcheckError
from linkcheck.sources.git import SECONDS, run_git

_SETTINGS = (
    *("-c", "user.useConfigOnly=true"),  # else git makes a name of the machine's
    *("-c", "i18n.commitEncoding=UTF-8"),
    *("-c", "maintenance.auto=false", "-c", "gc.auto=0"),
)
_COMMIT = ("commit", "--quiet", "--no-verify", "--no-gpg-sign", "--no-status", "--cleanup=verbatim", "--file=-")
_DIFF = ("diff", "--name-only", "-z", "--no-ext-diff", "--no-textconv", "--no-renames")
_UNDER_WAY = ("MERGE_HEAD", "CHERRY_PICK_HEAD", "REVERT_HEAD")
"""Files that stand in git's folder while something is not finished."""
_UNCHANGED = b"H"
"""The tag by `ls-files -v` of a file that git looks at as usual."""


def work_tree_of(files: Iterable[Path]) -> Path:
    """Return the root of the one working tree that files, or folders, lie in, links resolved; raises LinkcheckError."""
    tops: dict[Path, Path] = {}
    for file in files:
        real = Path(os.path.realpath(file))
        top = next((each for each in (real, *real.parents) if (each / ".git").exists()), None)
        if top is None:
            raise LinkcheckError(f"--commit: {file} is in no git work tree")
        tops.setdefault(top, file)
    if len(tops) > 1:
        raise LinkcheckError(f"--commit: {' and '.join(map(str, list(tops)[:2]))} are two repositories: do one by one")
    return next(iter(tops))


def require_quiet(top: Path) -> None:
    """Raise LinkcheckError where no commit can be made now: something is staged or half done, or nobody has a name."""
    if staged := _names(_git(top, *_DIFF, "--cached", "--ignore-submodules=dirty")):
        raise LinkcheckError(f"--commit: {_named(staged)} staged in {top}; commit that first, or git restore --staged")
    folder = Path(os.fsdecode(_git(top, "rev-parse", "--absolute-git-dir").rstrip(b"\n")))
    if any((folder / name).exists() for name in _UNDER_WAY):
        raise LinkcheckError(f"--commit: a merge, a cherry-pick or a revert is not finished in {top}")
    if _run(top, "symbolic-ref", "--quiet", "HEAD")[0]:
        raise LinkcheckError(f"--commit: no branch is checked out in {top}; git switch -c NAME makes one")
    for who in ("GIT_AUTHOR_IDENT", "GIT_COMMITTER_IDENT"):
        if _run(top, "var", who)[0]:
            raise LinkcheckError(
                "--commit: git does not know who you are: git config --global user.name 'Your Name', and user.email"
            )


def require_clean(top: Path, files: Collection[Path]) -> None:
    """Raise LinkcheckError where git does not have one of these files just as it lies in the working tree."""
    names = {_name(top, file) for file in files}
    tags = {line[2:]: line[:1] for line in _names(_git(top, "ls-files", "-v", "-z"))}
    if unknown := names - tags.keys():
        raise LinkcheckError(f"--commit: {_named(unknown)} not in git; git add and commit first, or leave it out")
    if hidden := {name for name in names if tags[name] != _UNCHANGED}:
        raise LinkcheckError(f"--commit: {_named(hidden)} not looked at by git (git update-index says so), or unmerged")
    changed = _names(_git(top, *_DIFF, "HEAD", "--ignore-submodules=all"))
    if dirty := names.intersection(changed):
        raise LinkcheckError(f"--commit: {_named(dirty)} changed and not committed; commit that first, or git stash")


def commit(top: Path, file: Path, message: str) -> None:
    """Commit one file as it lies in the working tree; raises LinkcheckError with git's words."""
    given = message.encode("utf-8", "replace")
    _git(top, *_COMMIT, "--only", "--", _name(top, file), given=given)


def _name(top: Path, file: Path) -> bytes:
    return os.fsencode(os.path.relpath(os.path.realpath(file), top).replace(os.sep, "/"))


def _names(printed: bytes) -> list[bytes]:
    return [name for name in printed.split(b"\0") if name]


def _named(names: Collection[bytes]) -> str:
    """Return the first of some names with the verb that follows it."""
    first = os.fsdecode(min(names))
    return f"{first} is" if len(names) == 1 else f"{first} and {len(names) - 1:,} more are"


def _git(top: Path, *arguments: str | bytes, given: bytes = b"") -> bytes:
    code, printed, words = _run(top, *arguments, given=given)
    if code:
        raise LinkcheckError(f"--commit: git {_verb(arguments)} fails in {top}: {words or _ending(code)}")
    return printed


def _run(top: Path, *arguments: str | bytes, given: bytes = b"") -> tuple[int, bytes, str]:
    """Run git; return its exit code, what it printed, and the first line of what it complained of."""
    from subprocess import TimeoutExpired  # most runs start no git

    try:
        done = run_git(top, *_SETTINGS, *arguments, given=given, environment={"GIT_LITERAL_PATHSPECS": "1"})
    except FileNotFoundError:
        raise LinkcheckError("--commit: there is no git on this machine") from None
    except TimeoutExpired:
        raise LinkcheckError(f"--commit: git {_verb(arguments)} took more than {SECONDS:.0f} s in {top}") from None
    words = done.stderr.decode("utf-8", "replace").strip() or done.stdout.decode("utf-8", "replace").strip()
    return done.returncode, done.stdout, words.partition("\n")[0]


def _ending(code: int) -> str:
    return "it was told to end" if code < 0 else f"exit {code}"


def _verb(arguments: tuple[str | bytes, ...]) -> str:
    return str(arguments[0])

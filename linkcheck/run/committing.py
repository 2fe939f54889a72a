"""Edits that were written → one commit for each post: `--commit`."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path

from linkcheck.links.urls import redact
from linkcheck.model import Edit, LinkcheckError
from linkcheck.report.commit_message import commit_message
from linkcheck.report.words import counted
from linkcheck.sources import commits

MOST_PATHS = 10
"""Posts that are named where git took no more."""


@dataclass(frozen=True, slots=True)
class Committed:
    """What became of the posts that were written."""

    number: int = 0
    """Of the commits."""
    faults: tuple[str, ...] = ()
    """One line where posts were written and could not be committed."""

    @property
    def words(self) -> tuple[str, ...]:
        """One line where there are commits, else nothing."""
        return (f"{counted(self.number, 'commit')} made, one for each post",) if self.number else ()


def refuse_early(paths: Iterable[Path], cwd: Path) -> None:
    """Raise LinkcheckError where no post under one of these paths could be committed, before any work is done."""
    for top in dict.fromkeys(commits.work_tree_of([cwd / path]) for path in paths):
        commits.require_quiet(top)


def work_tree_for(edits: Iterable[Edit], cwd: Path) -> Path | None:
    """Return the root of the work tree in which the posts of these edits can be committed; None for no edits.

    Raises LinkcheckError where one of them cannot be: then none is to be written.
    """
    files = {cwd / edit.path for edit in edits if edit.refused is None}
    if not files:
        return None
    top = commits.work_tree_of(sorted(files))
    commits.require_quiet(top)
    commits.require_clean(top, files)
    return top


def commit(edits: Sequence[Edit], top: Path | None, cwd: Path) -> Committed:
    """Commit the posts that were written, one by one, up to the first that git does not take."""
    posts: defaultdict[str, list[Edit]] = defaultdict(list)
    for edit in sorted((each for each in edits if each.applied), key=lambda each: (each.path, each.span)):
        posts[edit.path].append(edit)
    paths = list(posts)
    if top is None:
        return Committed()
    for done, path in enumerate(paths):
        try:
            commits.commit(top, cwd / path, redact(commit_message(path, posts[path])))
        except LinkcheckError as error:
            left = paths[done:]
            more = f" and {len(left) - MOST_PATHS:,} more, as git status lists" if len(left) > MOST_PATHS else ""
            named = ", ".join(left[:MOST_PATHS]) + more
            words = f"{error}; committed: {counted(done, 'post')}; written and not committed: {named}"
            return Committed(done, (words,))
    return Committed(len(paths))

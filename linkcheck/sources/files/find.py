"""The documents of a blog: those of known names below the paths given, without what git ignores or a program generated.

A path that the user names is read even if it is hidden or ignored, and it is an error where it does not exist. A
folder that cannot be opened on the way is a problem in the report. So is a link that leads out of the repository (or,
where there is none, of the site or of the folder that was named); what a link inside it leads to has its real name.
"""

from __future__ import annotations

import contextlib
import os
from collections.abc import Iterator, Sequence
from pathlib import Path

from msgspec import Struct

from linkcheck.model import LinkcheckError, Problem
from linkcheck.sources.files import globs
from linkcheck.sources.files.ignore import BadIgnoreError, IgnoreSpec
from linkcheck.sources.files.paths import display, suffix_of, unreadable
from linkcheck.strangers import Boundary

SKIPPED = frozenset({"public", "_site", "resources", "node_modules", "themes", "vendor", "venv", "__pycache__"})
"""Folders of generated or foreign files; read only when named. Hidden ones are skipped too."""

DEEPEST = 200
"""Folders in one another; nobody's posts lie deeper."""
LARGEST = 1 << 18
"""Bytes of a `.gitignore`; each of its lines is held against each name."""


class Readable(Struct, frozen=True):
    """The suffixes, or whole names, in lower case, by which documents are known."""

    named: frozenset[str]
    """Of files that are read where the user names them."""
    below: frozenset[str]
    """Of files that are read where only a folder above them is named, or a program listed them."""
    data: frozenset[str] = frozenset()
    """Of files that are read in folders of data, too."""
    data_folders: tuple[Path, ...] = ()

    def names(self, path: Path) -> bool:
        """Tell whether a file can be read."""
        return suffix_of(path, self.named) in self.named

    def takes(self, path: Path) -> bool:
        """Tell whether a file is read that nobody named."""
        if suffix_of(path, self.below) in self.below:
            return True
        if suffix_of(path, self.data) not in self.data:
            return False
        real = Path(os.path.realpath(path))
        return any(real.is_relative_to(os.path.realpath(folder)) for folder in self.data_folders)


class Found(Struct, frozen=True):
    """The files to read, sorted, each once; and what could not be looked into."""

    paths: tuple[Path, ...]
    problems: tuple[Problem, ...]


def find(
    paths: Sequence[Path],
    *,
    cwd: Path,
    exclude: Sequence[str],
    readable: Readable,
    listed: Sequence[Path] = (),
    root: Path | None = None,
) -> Found:
    """Return the documents under `paths`; named files are read, ignored folders are not walked.

    `listed` are the files of a list that a program made: of these, folders (submodules, to git) and other suffixes are
    passed over. `root` is the site's. `exclude` holds for files that are named, too: a shell or a hook may have named
    them.

    Raises LinkcheckError for a path that does not exist, or a file whose suffix says nothing.
    """
    try:
        walk = _Walk(cwd, root, IgnoreSpec(exclude), readable)
    except BadIgnoreError as error:
        raise LinkcheckError(f"exclude_paths: {error}") from None
    for path in paths:
        walk.start(cwd / path)
    for path in listed:
        walk.take(cwd / path)
    return Found(tuple(sorted(walk.found.values())), tuple(walk.problems))


class _Walk:
    def __init__(self, cwd: Path, root: Path | None, exclude: IgnoreSpec, readable: Readable) -> None:
        self._cwd, self._root = cwd, root
        self._exclude = exclude
        self._readable = readable
        self._visited: set[Path] = set()
        self.found: dict[Path, Path] = {}
        self.problems: list[Problem] = []

    def start(self, path: Path) -> None:
        """Take a path that the user named."""
        if path.is_dir():
            folder = Path(os.path.normpath(path))
            self._folder(folder, _ignores_above(folder), Boundary.around(folder, self._root))
        elif not path.exists():
            self._matching(path)
        elif not self._readable.names(path):
            known = ", ".join(sorted(self._readable.named))
            raise LinkcheckError(
                f"{display(path, self._cwd)}: cannot read this kind of file; the known ones are {known}"
            )
        else:
            self._named(path)

    def _matching(self, path: Path) -> None:
        """Take the files that a pattern means."""
        folder, pattern = globs.split(path) or (path, "")
        if not pattern or not folder.is_dir():
            raise LinkcheckError(f"{display(path, self._cwd)}: no such file or folder")
        readable = self._readable
        if suffix_of(path, readable.named) in readable.named:  # `*.rst` names files of that kind, and `*` does not
            readable = Readable(readable.named, readable.named)
        walk = _Walk(self._cwd, self._root, self._exclude, readable)
        walk.start(folder)
        meant = globs.pattern(pattern, Path(os.path.normpath(folder)))
        for real, file in walk.found.items():
            if meant(file):
                self.found.setdefault(real, file)
        self.problems += walk.problems

    def take(self, path: Path) -> None:
        """Take a file of a list."""
        if not path.exists():
            raise LinkcheckError(
                f"{display(path, self._cwd)}: no such file, though the list names it; "
                "git diff --diff-filter=d leaves out those that were deleted"
            )
        if self._readable.takes(path) and not path.is_dir():
            self._named(path)

    def _named(self, path: Path) -> None:
        path = Path(os.path.normpath(path))
        if not self._exclude.says(display(path, self._cwd)):
            within = Boundary.around(path, self._root)
            self._file(path, within.resolved(path), within)

    def _file(self, path: Path, real: Path | None, within: Boundary) -> None:
        """Take a file; `real` is its path with links resolved, None where it leads outside."""
        if real is None:
            self._leads_outside(path, within)
        elif path != (own := within.own_name(real)) and path.exists() and self._readable.names(own):
            if not self._exclude.says(display(own, self._cwd)):
                self.found[real] = own  # its real name, by which it is edited
        else:
            self.found.setdefault(real, path)

    def _leads_outside(self, path: Path, within: Boundary) -> None:
        words = f"it leads outside of {within.name}; it was left out"
        self.problems.append(unreadable(display(path, self._cwd), words))

    def _folder(self, folder: Path, ignores: tuple[_Ignore, ...], within: Boundary) -> None:
        real = within.resolved(folder)
        if real is None:
            self._leads_outside(folder, within)
            return
        if real in self._visited:
            return  # a loop of links, or named twice
        self._visited.add(real)
        if len(real.parts) - len(within.top.parts) > DEEPEST:
            self.problems.append(unreadable(display(folder, self._cwd), f"more than {DEEPEST} folders deep"))
            return
        try:
            entries = sorted(os.scandir(folder), key=lambda entry: entry.name)
        except OSError as error:
            self.problems.append(unreadable(display(folder, self._cwd), error.strerror or str(error)))
            return
        ignores = (*ignores, *_ignore_file(folder, within))
        for entry in entries:
            path = folder / entry.name
            try:
                is_folder = entry.is_dir()
            except OSError as error:
                self.problems.append(unreadable(display(path, self._cwd), error.strerror or str(error)))
                continue
            if self._left_out(path, ignores, is_folder=is_folder):
                continue
            if is_folder:
                self._folder(path, ignores, within)
            elif self._readable.takes(path):
                self._file(path, within.resolved(path) if entry.is_symlink() else real / entry.name, within)

    def _left_out(self, path: Path, ignores: tuple[_Ignore, ...], *, is_folder: bool) -> bool:
        if path.name.startswith(".") or (is_folder and path.name in SKIPPED):
            return True
        if self._exclude.says(display(path, self._cwd) + ("/" if is_folder else "")):
            return True
        for ignore in reversed(ignores):  # the nearest file that speaks decides, as in git
            said = ignore.says(path, is_folder=is_folder)
            if said is not None:
                return said
        return False


class _Ignore(Struct, frozen=True):
    """One .gitignore and the folder that it speaks for."""

    folder: Path
    spec: IgnoreSpec

    def says(self, path: Path, *, is_folder: bool) -> bool | None:
        """True: ignored, False: brought back by `!`, None: not spoken of."""
        relative = path.relative_to(self.folder).as_posix() + ("/" if is_folder else "")
        return self.spec.says(relative)


def _ignore_file(folder: Path, within: Boundary) -> Iterator[_Ignore]:
    with contextlib.suppress(OSError, UnicodeDecodeError):
        lines = within.read_text(folder / ".gitignore", LARGEST).splitlines()
        yield _Ignore(folder, IgnoreSpec(lines, lenient=True))


def _ignores_above(path: Path) -> tuple[_Ignore, ...]:
    """Return the ignore files above a named folder, up to the repository's root; none outside a repository.

    They speak of what lies below the folder, not of the folder itself: it was named.
    """
    above = []
    folder = Path(os.path.normpath(path))
    within = Boundary.around(folder)
    for parent in (folder, *folder.parents):
        if parent != folder:
            above.append(parent)
        if (parent / ".git").exists():
            ignores = tuple(ignore for each in reversed(above) for ignore in _ignore_file(each, within))
            return () if _ignored(folder, ignores) else ignores
    return ()


def _ignored(folder: Path, ignores: tuple[_Ignore, ...]) -> bool:
    """Tell whether a named folder is ignored itself: then all below it would be, and naming it would mean nothing."""
    return any(
        ignore.says(each, is_folder=True)
        for ignore in ignores
        for each in (folder, *folder.parents)
        if each != ignore.folder and each.is_relative_to(ignore.folder)
    )

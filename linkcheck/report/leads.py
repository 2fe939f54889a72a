"""The addresses that a place leads to: its line in an editor on this machine, and in the repository at the commit.

The page of the repository is linked to only where the document is as the commit has it: else the line is another one.
What a JSON report says of a repository may be a stranger's, and is looked at before anything is made of it.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from posixpath import normpath
from types import MappingProxyType
from typing import NamedTuple
from urllib.parse import quote

from linkcheck.model import Forge, Position, Report, WorkTree
from linkcheck.report.words import visible

SHAPES: Mapping[Forge, tuple[str, str]] = MappingProxyType(
    {
        Forge.GITHUB: ("/blob/", "?plain=1#L"),
        Forge.GITLAB: ("/-/blob/", "?plain=1#L"),
        Forge.FORGEJO: ("/src/commit/", "?display=source#L"),
        Forge.BITBUCKET: ("/src/", "?mode=source#lines-"),
    }
)
"""What stands before the commit, and between path and line; Markdown has lines only where it is not rendered."""

SAFE = "/!*'()"
"""What JavaScript's `encodeURIComponent` leaves as it is, and the slash: the page's script makes the same addresses."""

_COMMIT = re.compile(r"[0-9a-f]{40}([0-9a-f]{24})?")
_SLASH = re.compile(r"((?<![:/])|(?<=://))/\{path\}")
_PAGE = re.compile(r"https?://[A-Za-z0-9.-]+(:\d{1,5})?(/[A-Za-z0-9_.~%-]+)+")


@dataclass(frozen=True, slots=True)
class Editor:
    """An editor on the machine that a report is written for."""

    address: str
    """With `{path}`, and `{line}` and `{column}` where it takes them."""
    folder: str
    """The absolute working directory, with `/`."""
    has: Callable[[str], bool] = lambda path: True
    """Tells whether a document is there."""

    @property
    def template(self) -> str:
        """The address for a path that begins with a slash, which is not doubled."""
        return _SLASH.sub("{path}", self.address) if self.folder.startswith("/") else self.address

    def at(self, path: str, position: Position) -> str:
        """Return the address that opens a place."""
        whole = path if path.startswith("/") else normpath(f"{self.folder}/{path}")
        known = {"path": quote(whole, safe=SAFE), "line": str(position.line), "column": str(position.column)}
        return re.sub(r"\{(path|line|column)\}", lambda found: known[found[1]], self.template)


class Pages(NamedTuple):
    """The pages of a repository's files at a commit: what stands before the path and before the line."""

    work_tree: WorkTree
    before: str
    after: str

    @classmethod
    def of(cls, work_tree: WorkTree | None) -> Pages | None:
        """Return them, or None where nobody knows their addresses."""
        if work_tree is None or work_tree.url is None or work_tree.forge is None:
            return None
        if not _COMMIT.fullmatch(work_tree.commit) or not _PAGE.fullmatch(work_tree.url):
            return None
        before, after = SHAPES[work_tree.forge]
        return cls(work_tree, f"{work_tree.url}{before}{work_tree.commit}/", after)


@dataclass(frozen=True, slots=True)
class Leads:
    """What the places of a report lead to."""

    editor: Editor | None
    pages: Pages | None

    @classmethod
    def of(cls, report: Report, editor: Editor | None) -> Leads:
        """Return what is known; a run of a CI system had no editor beside its files."""
        return cls(None if report.in_ci else editor, Pages.of(report.work_tree))

    def in_editor(self, path: str, position: Position) -> str | None:
        """Return the address that opens a place in the editor."""
        return self.editor.at(path, position) if self.editor is not None and self._opens(path) else None

    def in_repository(self, path: str, position: Position) -> str | None:
        """Return the page that shows a place at the commit."""
        whole = self._page_path(path)
        if self.pages is None or whole is None:
            return None
        return f"{self.pages.before}{quote(whole, safe=SAFE)}{self.pages.after}{position.line}"

    def kinds(self, path: str) -> int:
        """Return 1 where a document opens in the editor, and 2 more where the repository shows it."""
        return int(self._opens(path)) + 2 * (self._page_path(path) is not None)

    def _opens(self, path: str) -> bool:
        return self.editor is not None and visible(path) == path and self.editor.has(path)

    def _page_path(self, path: str) -> str | None:
        if self.pages is None or path in self.pages.work_tree.changed or visible(path) != path:
            return None
        return self.pages.work_tree.path(path)

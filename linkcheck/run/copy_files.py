"""The folder of one's own copies: where the copy of a link lies, and which dead links have one.

A copy is a WARC file and, where the site publishes the folder, a page beside it with the same bytes. Whatever lies
there may be a stranger's: a copy counts only if it says of itself that it is the link's.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from pathlib import Path

from linkcheck.config.parts import KeepTable
from linkcheck.history.copies import BadCopyError, OwnCopy, pack, place_of, unpack
from linkcheck.model import Finding, KeptCopy, State, Url
from linkcheck.report.words import REASONS
from linkcheck.sources import files
from linkcheck.strangers import Boundary
from linkcheck.verdict.outcome import copies

WARC, PAGE = ".warc.gz", ".html"
_NAME = re.compile(r"([\w.-]+/[0-9a-f]{16})\.html")
LARGEST = 1 << 20
"""Bytes of a file that are read; what `keep` writes is far smaller."""


@dataclass(frozen=True, slots=True)
class CopyFiles:
    """The files in the folder of copies."""

    folder: Path
    bound: Boundary
    """What the folder must lie in."""
    published_at: str | None
    """Where the site publishes the folder; no slash at its end."""

    @classmethod
    def of(cls, settings: KeepTable, home: Path) -> CopyFiles:
        """Return those of a repository, whose settings lie in `home`."""
        return cls(home / settings.folder, Boundary.around(home), settings.published_at)

    def warc(self, url: Url) -> Path:
        """Return the WARC file of a link."""
        return self._file(url, WARC)

    def page(self, url: Url) -> Path:
        """Return the page beside it."""
        return self._file(url, PAGE)

    def _file(self, url: Url, suffix: str) -> Path:
        place = place_of(url)
        return self.folder / place.with_name(place.name + suffix)

    def are_there(self, url: Url) -> bool:
        """Tell whether all files of a link's copy are."""
        return self.warc(url).exists() and (self.published_at is None or self.page(url).exists())

    def read(self, url: Url) -> OwnCopy | None:
        """Return the copy of a link; None where there is none, or what lies there is another's."""
        try:
            copy = unpack(self.bound.read(self.warc(url), LARGEST), LARGEST)
        except (OSError, BadCopyError):
            return None
        return copy if copy.url == url else None

    def write(self, copy: OwnCopy) -> int:
        """Write the files of a copy; return their bytes. Raises OSError for what cannot be written."""
        pieces = {self.warc(copy.url): pack(copy)}
        if self.published_at is not None:
            pieces[self.page(copy.url)] = copy.document
        is_ours = self.read(copy.url) is not None  # and it is made anew, for it has no page yet
        for file, data in pieces.items():
            if not self.bound.holds(file):  # a folder below may be a link, too
                raise OSError(f"it leads outside of {self.bound.name}")
            before = self.bound.read(file, LARGEST) if is_ours and file.exists() else None
            file.parent.mkdir(parents=True, exist_ok=True)
            files.write_atomically(file, data, before)
        return sum(map(len, pieces.values()))

    def at(self, url: str) -> OwnCopy | None:
        """Return the copy that is published at an address; None for any other address."""
        name = _NAME.fullmatch(url.removeprefix(f"{self.published_at}/")) if self.published_at is not None else None
        if name is None:
            return None
        try:
            copy = unpack(self.bound.read(self.folder / f"{name[1]}{WARC}", LARGEST), LARGEST)
        except (OSError, BadCopyError):
            return None
        return copy if str(place_of(copy.url)) == name[1] else None

    def address(self, copy: OwnCopy) -> str | None:
        """Return where a copy can be read; None where no page with its bytes is published."""
        if self.published_at is None:
            return None
        try:
            is_there = self.bound.read(self.page(copy.url), LARGEST) == copy.document
        except OSError:
            return None
        return f"{self.published_at}/{place_of(copy.url)}{PAGE}" if is_there else None


def with_copies(findings: Iterable[Finding], kept: CopyFiles, cwd: Path) -> Iterator[Finding]:
    """Yield the findings; a dead link of which no archive has a copy to write says where one's own lies."""
    for one in findings:
        url = Url(one.target.url)
        copy = kept.read(url) if one.verdict.state is State.DEAD and not copies(one) else None
        yield one if copy is None else _told(one, copy, kept, cwd)


def _told(one: Finding, copy: OwnCopy, kept: CopyFiles, cwd: Path) -> Finding:
    file, address = files.display(kept.warc(copy.url), cwd), kept.address(copy)
    words = f"a copy of {copy.captured_at:%Y-%m-%d} is kept in {file}"
    if address is not None:
        words += f" and published at {address}"
    verdict, why = one.verdict, one.verdict.detail or REASONS[one.verdict.reason]
    said = why if words in why else f"{why}; {words}"  # a report that is reviewed has said it already
    return replace(one, verdict=replace(verdict, detail=said), kept_copy=KeptCopy(file, copy.captured_at, address))

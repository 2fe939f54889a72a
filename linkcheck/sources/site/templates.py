"""Searches the templates on this disk, as text, for the ids that they put around a page."""

from __future__ import annotations

import functools
import os
import re
from collections.abc import Iterator, Mapping
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

from linkcheck.sources.site import comments
from linkcheck.strangers import Boundary, LinearPattern, escape

SUFFIXES = frozenset({".html", ".htm", ".xml", ".liquid", ".md", ".js", ".svg"})
LARGEST = 1_000_000
"""Bytes; larger files are libraries of scripts and no templates."""
ID = re.compile(r"""\b(?:id|name)\s*=\s*(?:\\?["']([^"'\\]*)\\?["']|([^\s"'>]+))""")
BASE = re.compile(r"<base\b", re.IGNORECASE)
CALL = re.compile(r"\{\{.*?\}\}|\{%.*?%\}", re.DOTALL)
ENOUGH = 2
"""Letters that an id must have beside what data fills in, to tell it from any other."""


@dataclass(frozen=True)
class Templates:
    """The templates of a site and of its themes."""

    folders: tuple[Path, ...]
    within: Boundary

    @functools.cached_property
    def are_known(self) -> bool:
        """Tell whether there are any on this disk."""
        return bool(self._texts)

    @functools.cached_property
    def have_comments(self) -> bool:
        """Tell whether one of them has a service for readers' comments."""
        return any(comments.SERVICE.search(text) for text in self._texts.values())

    def may_have(self, fragment: str, front_matter: Mapping[str, object]) -> bool:
        """Tell whether a template may give a page this id; `front_matter` may choose one that writes any."""
        if fragment in self._ids or any(pattern.fullmatch(fragment) for pattern in self._patterns):
            return True
        return self._hooked or self._is_free(front_matter)

    @functools.cached_property
    def _texts(self) -> Mapping[Path, str]:
        return {file: text for folder in self.folders for file, text in _read(folder, self.within)}

    @functools.cached_property
    def _written(self) -> frozenset[str]:
        return frozenset(one or other for text in self._texts.values() for one, other in ID.findall(text))

    @functools.cached_property
    def _ids(self) -> frozenset[str]:
        return frozenset(each for each in self._written if not CALL.search(each))

    @functools.cached_property
    def _patterns(self) -> tuple[LinearPattern, ...]:
        """Ids of which data fills in a part."""
        split = (CALL.split(each) for each in self._written if CALL.search(each))
        return tuple(
            LinearPattern("(?s)" + ".*".join(map(escape, parts)))
            for parts in split
            if sum(map(len, parts)) >= ENOUGH and "{" not in "".join(parts)
        )

    @functools.cached_property
    def _hooked(self) -> bool:
        """Tell whether the site's own hook gives headings other ids than the generator does."""
        hooks = [text for file, text in self._texts.items() if file.name.startswith("render-heading")]
        return any(re.search(r"\bid\s*=", text) and ".Anchor" not in text for text in hooks)

    def _is_free(self, front_matter: Mapping[str, object]) -> bool:
        """Tell whether the page's own layout writes ids that data alone decides (years of an archive, tags)."""
        names = {str(front_matter[key]) for key in ("layout", "type") if key in front_matter}
        chosen = [text for file, text in self._texts.items() if names & {file.stem, file.parent.name}]
        return any(
            CALL.search(one or other) and len(CALL.sub("", one or other)) < ENOUGH
            for text in chosen
            for one, other in ID.findall(text)
        )


def has_base(layout: Path, within: Boundary) -> bool:
    """Tell whether a template gives pages another base than their URL."""
    try:
        return BASE.search(within.read(layout, LARGEST).decode("utf-8", "replace")) is not None
    except OSError:
        return True


def _read(folder: Path, within: Boundary) -> Iterator[tuple[Path, str]]:
    for file in files_below(folder, within):
        if file.suffix.lower() in SUFFIXES:
            with suppress(OSError):
                yield file, within.read(file, LARGEST).decode("utf-8", "replace")


def files_below(folder: Path, within: Boundary) -> list[Path]:
    """Return the files of a folder and of those in it, sorted; none where it is not there or leads outside."""
    if not within.holds(folder):
        return []
    return sorted(Path(inside, name) for inside, _, names in os.walk(folder) for name in names)

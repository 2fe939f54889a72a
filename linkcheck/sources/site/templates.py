"""Searches the templates on this disk, as text, for the ids that they put around a page."""

from __future__ import annotations

import functools
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

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

    @functools.cached_property
    def are_known(self) -> bool:
        """Tell whether there are any on this disk."""
        return bool(self._texts)

    def may_have(self, fragment: str, front_matter: Mapping[str, object]) -> bool:
        """Tell whether a template may give a page this id; `front_matter` may choose one that writes any."""
        if fragment in self._ids or any(pattern.fullmatch(fragment) for pattern in self._patterns):
            return True
        return self._hooked or self._is_free(front_matter)

    @functools.cached_property
    def _texts(self) -> Mapping[Path, str]:
        return {file: text for folder in self.folders for file, text in _read(folder)}

    @functools.cached_property
    def _written(self) -> frozenset[str]:
        return frozenset(one or other for text in self._texts.values() for one, other in ID.findall(text))

    @functools.cached_property
    def _ids(self) -> frozenset[str]:
        return frozenset(each for each in self._written if not CALL.search(each))

    @functools.cached_property
    def _patterns(self) -> tuple[re.Pattern[str], ...]:
        """Ids of which data fills in a part."""
        split = (CALL.split(each) for each in self._written if CALL.search(each))
        return tuple(
            re.compile(".*".join(map(re.escape, parts)), re.DOTALL)
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


def has_base(layout: Path) -> bool:
    """Tell whether a template gives pages another base than their URL."""
    try:
        return BASE.search(layout.read_text("utf-8", "replace")) is not None
    except OSError:
        return True


def _read(folder: Path) -> Iterator[tuple[Path, str]]:
    try:
        for file in sorted(folder.rglob("*")):
            if file.suffix.lower() in SUFFIXES and file.is_file() and file.stat().st_size <= LARGEST:
                yield file, file.read_text("utf-8", "replace")
    except OSError:
        return

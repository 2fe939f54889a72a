"""The few lines of front matter that decide where a page lives, read cheaply from the head of every content file.

A site has thousands of posts and one link needs to know all their URLs, so no parser runs here: regular expressions
over the first kilobytes find `slug`, `url`, `permalink`, `aliases` and the like in YAML, TOML and JSON alike.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

FIRST_BYTES = 4096
MOST_BYTES = 65536
FENCES = {"---": re.compile(r"^---[ \t]*$", re.MULTILINE), "+++": re.compile(r"^\+\+\+[ \t]*$", re.MULTILINE)}
KEYS = (
    "slug", "url", "permalink", "aliases", "redirect_from", "redirect_to", "date", "category", "categories",
)  # fmt: skip
KEY = re.compile(
    rf'^(?:[ \t]+")?"?(?P<key>{"|".join(KEYS)})"?[ \t]*[:=][ \t]*(?P<value>.*)$', re.IGNORECASE | re.MULTILINE
)
TABLE = re.compile(r"^\[", re.MULTILINE)
"""Where the keys of a TOML document stop being its own."""
ITEM = re.compile(r"^[ \t]*-[ \t]+(?P<item>.+)$")
QUOTED = re.compile(r"\"((?:[^\"\\]|\\.)*)\"|'([^']*)'")


@dataclass(frozen=True, slots=True)
class Head:
    """What a file's front matter says of its place; every value is text, a list has one for each item."""

    exists: bool
    """Whether there is front matter at all: Jekyll copies a file without."""
    values: Mapping[str, tuple[str, ...]] = field(default_factory=dict)

    def one(self, key: str) -> str | None:
        """Return a value; None where it is absent or empty."""
        return next(iter(self.values.get(key, ())), None)

    def all(self, key: str) -> tuple[str, ...]:
        """Return all values of a list."""
        return self.values.get(key, ())


def read_head(file: Path) -> Head:
    """Read the head of a file; one that cannot be read says nothing."""
    try:
        with file.open("rb") as opened:
            data = opened.read(FIRST_BYTES)
            text = _front_matter(data)
            if text is None and len(data) == FIRST_BYTES:
                text = _front_matter(data + opened.read(MOST_BYTES))
    except OSError:
        return Head(exists=False)
    return Head(exists=False) if text is None else Head(exists=True, values=_values(text))


def _front_matter(data: bytes) -> str | None:
    text = data.decode("utf-8-sig", "replace").replace("\r\n", "\n")
    if text.startswith("{"):
        end = text.find("\n}")
        return text[1:end] if end >= 0 else None
    fence = FENCES.get(text[:3])
    end_of_fence = text.find("\n")
    if fence is None or end_of_fence < 0:
        return None
    closing = fence.search(text, end_of_fence + 1)
    if closing is None:
        return None
    inside = text[end_of_fence + 1 : closing.start()]
    return TABLE.split(inside, maxsplit=1)[0] if fence is FENCES["+++"] else inside


def _values(text: str) -> dict[str, tuple[str, ...]]:
    values: dict[str, tuple[str, ...]] = {}
    for match in KEY.finditer(text):
        found = _items(match["value"].strip(), text[match.end() + 1 :])
        if found:
            values.setdefault(match["key"].lower(), found)
    return values


def _items(value: str, below: str) -> tuple[str, ...]:
    """Return the items of a flow list, of the list in the lines below, or the one value that stands there."""
    if value.startswith("["):
        inside = f"{value[1:]}\n{below}".partition("]")[0]
        quoted = tuple(double or single for double, single in QUOTED.findall(inside))
        return quoted or tuple(item.strip() for item in inside.split(",") if item.strip())
    if value and not value.startswith("#"):
        return (_scalar(value),)
    items = []
    for line in below.splitlines():
        match = ITEM.match(line)
        if match is None:
            break
        items.append(_scalar(match["item"]))
    return tuple(items)


def _scalar(text: str) -> str:
    quoted = QUOTED.match(text)
    if quoted is not None:
        return quoted[1] or quoted[2] or ""
    return text.partition(" #")[0].strip().rstrip(",")

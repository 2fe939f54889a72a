"""How documents are read: bytes with a path, the dialect of the site, places in a text."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from enum import StrEnum


class Engine(StrEnum):
    """What renders the site; it decides which text is a link."""

    HUGO = "hugo"
    JEKYLL = "jekyll"
    PLAIN = "plain"


class HeadingIds(StrEnum):
    """How the ids of headings are made of their text."""

    GITHUB = "github"
    HUGO = "hugo"
    """Hugo's `github`, which differs from GitHub in letters, links and duplicates."""
    HUGO_ASCII = "github-ascii"
    BLACKFRIDAY = "blackfriday"
    KRAMDOWN = "kramdown"
    KRAMDOWN_GFM = "kramdown-gfm"
    NONE = "none"
    UNKNOWN = "unknown"


@dataclass(frozen=True, slots=True)
class Dialect:
    """How the site's engine reads a document."""

    engine: Engine = Engine.PLAIN
    math: bool = False
    """`$…$` hides links; only where the site turns it on."""
    raw_html: bool = True
    """Hugo's `unsafe`: raw HTML reaches the page, and template calls in comments run."""
    heading_ids: HeadingIds = HeadingIds.GITHUB


@dataclass(frozen=True, slots=True)
class Document:
    """A file as bytes, never text: CRLF, BOM and bad UTF-8 survive."""

    path: str
    """Relative to the working directory, with `/`."""
    data: bytes


@dataclass(frozen=True, slots=True, order=True)
class Span:
    """Half-open byte offsets into a document."""

    start: int
    end: int


@dataclass(frozen=True, slots=True, order=True)
class Position:
    """A place for people: line and column count from 1, columns in characters."""

    line: int
    column: int


@dataclass(frozen=True, slots=True)
class Post:
    """A document as its readers know it."""

    path: str
    date: date | None = None
    """When it was published; None where nothing says so."""
    title: str | None = None

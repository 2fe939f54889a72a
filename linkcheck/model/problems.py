"""Faults of references and documents, and all that one document says."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Self

from linkcheck.model.documents import Position, Span
from linkcheck.model.references import Reference


class Level(StrEnum):
    """The weight of a problem; `ERROR` fails a run by default."""

    ERROR = "error"
    WARNING = "warning"
    NOTE = "note"


class Rule(StrEnum):
    """Problems of references and documents, nearly all without the network. The names are stable."""

    level: Level
    """The level of a problem that nothing makes better or worse."""
    words: str
    """The problem in words, in Markdown; the README shows it so."""

    # The defaults are for type checkers alone, which take `Rule("bad-encoding")` for this call.
    def __new__(cls, name: str, level: Level = Level.NOTE, words: str = "") -> Self:
        """Make a member of its three facts."""
        rule = str.__new__(cls, name)
        rule._value_ = name
        rule.level = level
        rule.words = words
        return rule

    EMPTY_DEFINITION = (
        "empty-definition",
        Level.WARNING,
        "a definition without a destination; it takes the next line for one and can undo others",
    )
    LOST_DEFINITION = "lost-definition", Level.WARNING, "a line that looks like a definition, but is text to the engine"
    BAD_FRONT_MATTER = "bad-front-matter", Level.ERROR, "front matter that the site's engine cannot read"
    BAD_ENCODING = (
        "bad-encoding",
        Level.WARNING,
        "bytes that are not UTF-8, a NUL, a lone carriage return; UTF-16 files are left alone",
    )
    UNREADABLE_FILE = "unreadable-file", Level.WARNING, "a file or folder that cannot be read, or is larger than 32 MiB"
    UNPARSED_DOCUMENT = (
        "unparsed-document",
        Level.ERROR,
        "a document that the parser gave up on; nothing in it was checked",
    )
    MISSING_PAGE = "missing-page", Level.WARNING, "a link to a page that the blog does not have"
    MISSING_FILE = "missing-file", Level.ERROR, "a link to a file that the blog does not have"
    MISSING_HEADING = "missing-heading", Level.ERROR, "a link to a place in a page of the blog that has no such place"
    BROKEN_REF = (
        "broken-ref",
        Level.ERROR,
        "`ref`, `relref`, `link` or `post_url` that names no page; the build stops at it",
    )
    AMBIGUOUS_REF = (
        "ambiguous-ref",
        Level.ERROR,
        "`ref` or `relref` by a name that several pages have; the build stops at it",
    )
    DRAFT_TARGET = "draft-target", Level.WARNING, "a published post that links to a draft or to a post of the future"
    UNDEFINED_REFERENCE = (
        "undefined-reference",
        Level.ERROR,
        "`[text][label]` without a definition of the label: readers see the brackets",
    )
    UNUSED_DEFINITION = "unused-definition", Level.NOTE, "a definition that no link of its post uses"
    DUPLICATE_DEFINITION = "duplicate-definition", Level.NOTE, "a label defined again with the same destination"
    CONFLICTING_DEFINITION = (
        "conflicting-definition",
        Level.WARNING,
        "a label defined again with another destination, which the engine passes over",
    )
    LABEL_CONFLICT = (
        "label-conflict-across-posts",
        Level.NOTE,
        "a label that means one destination in most posts and another one here",
    )
    INSECURE_LINK = "insecure-link", Level.NOTE, "`http` where the same page is known to answer by `https`"
    TYPO_SCHEME = "typo-scheme", Level.WARNING, "a URL whose beginning is misspelt, as in `htps://`"
    BARE_DOMAIN = (
        "bare-domain",
        Level.ERROR,
        "`www.x.org` as a destination: without `https://` it leads into the blog itself",
    )
    SPACE_IN_DESTINATION = (
        "space-in-destination",
        Level.ERROR,
        "a blank in a destination, so that the engine makes no link of it",
    )
    TRAILING_JUNK = "trailing-junk", Level.WARNING, "a parenthesis, full stop or quote taken into the URL at its end"


@dataclass(frozen=True, slots=True)
class Problem:
    """A fault of a reference or a document that needs no network."""

    rule: Rule
    level: Level
    path: str
    position: Position
    span: Span
    message: str
    """One sentence that tells the fault and its remedy."""
    untouched: bool = False
    """Old: the change that `--since` asks about neither touches nor causes it."""

    @classmethod
    def at(cls, reference: Reference, rule: Rule, message: str, level: Level | None = None) -> Self:
        """Make a problem at a reference's destination, at the level of its rule where nothing else is said."""
        return cls(rule, level or rule.level, reference.path, reference.position, reference.span, message)


@dataclass(frozen=True, slots=True)
class Extraction:
    """The contents of one document, as far as links go."""

    references: tuple[Reference, ...]
    """In the order of their spans; no two overlap unless one contains a template of the other."""
    problems: tuple[Problem, ...] = ()
    front_matter: Mapping[str, object] = field(default_factory=dict)
    """The post's metadata as the format's own parser gives it; empty where it could not be read."""
    anchors: tuple[str, ...] | None = None
    """The ids and names in the page that it becomes; None where templates may make others than can be seen."""

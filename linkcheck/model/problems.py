"""Faults of references and documents, and all that one document says."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum

from linkcheck.model.documents import Position, Span
from linkcheck.model.references import Reference


class Level(StrEnum):
    """How much a problem matters; `ERROR` fails a run by default."""

    ERROR = "error"
    WARNING = "warning"
    NOTE = "note"


class Rule(StrEnum):
    """Problems of references and documents, nearly all without the network. The names are stable."""

    EMPTY_DEFINITION = "empty-definition"
    LOST_DEFINITION = "lost-definition"
    BAD_FRONT_MATTER = "bad-front-matter"
    BAD_ENCODING = "bad-encoding"
    UNREADABLE_FILE = "unreadable-file"
    UNPARSED_DOCUMENT = "unparsed-document"
    MISSING_PAGE = "missing-page"
    MISSING_FILE = "missing-file"
    MISSING_HEADING = "missing-heading"
    BROKEN_REF = "broken-ref"
    AMBIGUOUS_REF = "ambiguous-ref"
    DRAFT_TARGET = "draft-target"
    UNDEFINED_REFERENCE = "undefined-reference"
    UNUSED_DEFINITION = "unused-definition"
    DUPLICATE_DEFINITION = "duplicate-definition"
    CONFLICTING_DEFINITION = "conflicting-definition"
    LABEL_CONFLICT = "label-conflict-across-posts"
    INSECURE_LINK = "insecure-link"
    TYPO_SCHEME = "typo-scheme"
    BARE_DOMAIN = "bare-domain"
    SPACE_IN_DESTINATION = "space-in-destination"
    TRAILING_JUNK = "trailing-junk"


@dataclass(frozen=True, slots=True)
class Problem:
    """A fault of a reference or a document that needs no network."""

    rule: Rule
    level: Level
    path: str
    position: Position
    span: Span
    message: str
    """What is wrong and what to do, in one sentence."""
    untouched: bool = False
    """Old: the change that `--since` asks about neither touches nor causes it."""


@dataclass(frozen=True, slots=True)
class Extraction:
    """All that one document says."""

    references: tuple[Reference, ...]
    """In the order of their spans; no two overlap unless one contains a template of the other."""
    problems: tuple[Problem, ...] = ()
    front_matter: Mapping[str, object] = field(default_factory=dict)
    """The post's metadata as the format's own parser gives it; empty where it could not be read."""
    anchors: tuple[str, ...] | None = None
    """The ids and names in the page that it becomes; None where templates may make others than can be seen."""

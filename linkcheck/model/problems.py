"""Faults of references and documents, and all that one document says."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Self

from msgspec import Struct, structs

from linkcheck.model.certainty import Certainty, Level
from linkcheck.model.documents import Position, Span
from linkcheck.model.references import Reference
from linkcheck.model.rules import Rule


class Problem(Struct, frozen=True, array_like=True, gc=False):
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
    def at(cls, reference: Reference, rule: Rule, message: str, certainty: Certainty | None = None) -> Self:
        """Make a problem at a reference's destination; `certainty` is the usual one of its rule if none is given."""
        return cls.of(rule, reference.path, reference.position, reference.span, message, certainty)

    @classmethod
    def of(
        cls, rule: Rule, path: str, position: Position, span: Span, message: str, certainty: Certainty | None = None
    ) -> Self:
        """Make a problem at the level of its certainty, in whose reason the message may end."""
        certainty = certainty or rule.certainties[0]
        words = f"{message} ({certainty.words})" if certainty.is_told else message
        return cls(rule, certainty.level, path, position, span, words)

    def with_certainty(self, certainty: Certainty) -> Self:
        """Return the same problem at another level, with the reason for that one."""
        return structs.replace(self, level=certainty.level, message=f"{self.bare_message} ({certainty.words})")

    @property
    def bare_message(self) -> str:
        """The message without the reason for its level: the fault is the same one at any."""
        return _REASON.sub("", self.message)


_REASON = re.compile(rf" \((?:{'|'.join(re.escape(each.words) for each in Certainty if each.is_told)})\)\Z")


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

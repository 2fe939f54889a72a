"""One Markdown document while it is read, and how what was found in it becomes a reference or a problem."""

from __future__ import annotations

from dataclasses import dataclass

from linkcheck.documents import destinations, templates
from linkcheck.documents.places import Places
from linkcheck.documents.templates import Masked
from linkcheck.documents.utf8 import readable
from linkcheck.model import Dialect, Document, Level, Problem, Quoting, Reference, Rule, Span, Syntax


@dataclass(frozen=True, slots=True)
class Page:
    """One document and the copy of it that the parsers read; their offsets are the same."""

    document: Document
    places: Places
    masked: Masked
    text: bytes
    exact: bool
    """The copy says what the file says, but for what stands before the body."""
    dialect: Dialect

    def reference(
        self, start: int, end: int, syntax: Syntax, meaning: str, quoting: Quoting, *, label: str | None = None
    ) -> Reference:
        """Make a reference of a destination; `meaning` is what it says unless the copy differs from the file there."""
        span = Span(start, end)
        call = None
        if self.exact:
            pass
        elif self.masked.hidden and templates.touches(self.masked, span):
            meaning, quoting = readable(self.document.data[start:end]), Quoting.FIXED
            call = templates.call_at(self.masked, span)
        elif syntax is not Syntax.HTML and self.text[start:end] != self.document.data[start:end]:
            meaning = destinations.decode(readable(self.document.data[start:end]))
        position = self.places.position(start)
        return Reference(self.document.path, span, position, syntax, meaning, quoting, label=label, call=call)

    def problem(self, rule: Rule, level: Level, start: int, end: int, message: str) -> Problem:
        """Make a problem of a place."""
        position = self.places.position(start)
        return Problem(rule, level, self.document.path, position, Span(start, end), message)

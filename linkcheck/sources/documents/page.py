"""One Markdown document while it is read, and how what was found in it becomes a reference or a problem."""

from __future__ import annotations

import re
from codecs import BOM_UTF8
from collections.abc import Sequence

from msgspec import Struct

from linkcheck.model import (
    Call,
    Certainty,
    Dialect,
    Document,
    Problem,
    Quoting,
    Reference,
    Role,
    Rule,
    Span,
    Syntax,
    TemplateLanguage,
)
from linkcheck.sources.documents import destinations, templates
from linkcheck.sources.documents.frontmatter import FrontMatter
from linkcheck.sources.documents.line_index import LineIndex
from linkcheck.sources.documents.templates import Masked
from linkcheck.sources.documents.utf8 import readable

_MARKDOWN_INSIDE = re.compile(rb"<\w[^<>]{0,300}\smarkdown[\s=>]")
_OPENING = re.compile(rb"\{[{%]")


class MarkdownPage(Struct, frozen=True):
    """One document and the copy of it that the parsers read; their offsets are the same."""

    document: Document
    lines: LineIndex
    masked: Masked
    text: bytes
    exact: bool
    """The copy says what the file says, but for what stands before the body."""
    dialect: Dialect
    front_matter: FrontMatter
    html: Sequence[tuple[int, int]] = ()
    """The pieces of HTML that are overwritten in the copy."""

    @property
    def start(self) -> int:
        """Where the body begins: behind the front matter, or the byte order mark."""
        return max(self.front_matter.end, len(BOM_UTF8) if self.document.data.startswith(BOM_UTF8) else 0)

    @property
    def has_markdown_in_html(self) -> bool:
        """Tell whether there are tags with Markdown inside: `<div markdown="1">`, or without a value."""
        mixed = self.dialect.markdown_in_html and not self.dialect.html_to_end_tag and b" markdown" in self.text
        return mixed and _MARKDOWN_INSIDE.search(self.text) is not None

    def reference(
        self,
        start: int,
        end: int,
        syntax: Syntax,
        meaning: str,
        quoting: Quoting,
        *,
        label: str | None = None,
        uses: Sequence[int] | None = None,
        role: Role = Role.LINKED,
    ) -> Reference:
        """Make a reference of a destination; `meaning` is what it says unless the copy differs from the file there.

        `uses` are the offsets of what uses a definition; None for any other reference. What a picture uses is shown.
        """
        call = None
        if not self.exact:
            meaning, quoting, call = self._written(start, end, syntax, meaning, quoting)
        if self.dialect.templates is TemplateLanguage.LIQUID and _OPENING.search(self.document.data, start, end):
            # Half a call, since whole ones were masked; without it another half may become whole.
            quoting = Quoting.FIXED
        position = self.lines.position(start)
        used = None if uses is None else bool(uses)
        used_at = tuple(map(self.lines.position, uses)) if uses else ()
        if uses and any(self.text.startswith(b"!", use) for use in uses):
            role = Role.SHOWN
        return Reference(
            *(self.document.path, Span(start, end), position, syntax, meaning, quoting, label, used, used_at, call),
            role=role,
        )

    def _written(
        self, start: int, end: int, syntax: Syntax, meaning: str, quoting: Quoting
    ) -> tuple[str, Quoting, Call | None]:
        """Return what a destination says whose bytes were masked or made UTF-8 for the parser."""
        span = Span(start, end)
        if self.masked.hidden and templates.touches(self.masked, span):
            return readable(self.document.data[start:end]), Quoting.FIXED, templates.call_at(self.masked, span)
        if syntax is not Syntax.HTML and self.text[start:end] != self.document.data[start:end]:
            return destinations.decode(readable(self.document.data[start:end])), quoting, None
        return meaning, quoting, None

    def problem(self, rule: Rule, start: int, end: int, message: str, certainty: Certainty | None = None) -> Problem:
        """Make a problem of a place; `certainty` is the usual one of its rule if none is given."""
        position = self.lines.position(start)
        return Problem.of(rule, self.document.path, position, Span(start, end), message, certainty)

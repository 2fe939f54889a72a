"""The shape of a template call, which shortcodes and Liquid share."""

from __future__ import annotations

from msgspec import Struct

from linkcheck.model import Quoting, Span


class Argument(Struct, frozen=True):
    """One parameter of a call, with the bytes of its value (quotes left out)."""

    value: str
    span: Span
    quoting: Quoting
    key: str | None = None
    """None for a positional parameter."""


class TemplateCall(Struct, frozen=True):
    """One live call as it stands in the document: `{{< name … >}}`, `{% name … %}` or `{{ … }}`."""

    name: str
    """A closing tag keeps its slash (`/figure`); an output `{{ … }}` or a call that cannot be read has no name."""
    span: Span
    arguments: tuple[Argument, ...] = ()
    page: Argument | None = None
    """The argument that names a page of the site, in calls that do so."""


class Scan(Struct, frozen=True):
    """All calls of one language in one document."""

    calls: tuple[TemplateCall, ...]
    """In order, disjoint."""
    shown: tuple[Span, ...] = ()
    """Escaped calls: the page shows their text, nothing runs."""
    opaque: tuple[Span, ...] = ()
    """Inner text that is no Markdown: code, comments, diagrams."""
    silent: tuple[Span, ...] = ()
    """Tags that print nothing and have their lines to themselves."""

"""What a template call is, whichever language it is written in, so that Hugo and Liquid share one shape."""

from __future__ import annotations

import re
from dataclasses import dataclass

from linkcheck.model import Quoting, Span

_LONE = re.compile("[\udc80-\udcff]")


@dataclass(frozen=True, slots=True)
class Argument:
    """One parameter of a call, with the bytes of its value (quotes left out)."""

    value: str
    span: Span
    quoting: Quoting
    key: str | None = None
    """None for a positional parameter."""


@dataclass(frozen=True, slots=True)
class TemplateCall:
    """One live call as it stands in the document: `{{< name … >}}`, `{% name … %}` or `{{ … }}`."""

    name: str
    """A closing tag keeps its slash (`/figure`); an output `{{ … }}` or a call that cannot be read has no name."""
    span: Span
    arguments: tuple[Argument, ...] = ()
    page: Argument | None = None
    """The argument that names a page of the site, in calls that do so."""


@dataclass(frozen=True, slots=True)
class Scan:
    """All calls of one language in one document."""

    calls: tuple[TemplateCall, ...]
    """In order, disjoint."""
    shown: tuple[Span, ...] = ()
    """Escaped calls: the page shows their text, nothing runs."""
    opaque: tuple[Span, ...] = ()
    """Inner text that is no Markdown: code, comments, diagrams."""
    silent: tuple[Span, ...] = ()
    """Tags that print nothing and have their lines to themselves."""


def text_of(data: bytes) -> str:
    """Decode a value; bytes that are no UTF-8 are percent-encoded, as a client sends them (`caf\\xe9` → `caf%E9`)."""
    return _LONE.sub(lambda lone: f"%{ord(lone[0]) - 0xDC00:02X}", data.decode("utf-8", "surrogateescape"))

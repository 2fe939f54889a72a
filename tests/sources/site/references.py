"""References for tests of the site: only the destination matters."""

from __future__ import annotations

from linkcheck.model import Call, Position, Quoting, Reference, Span, Syntax


def reference(
    destination: str, syntax: Syntax = Syntax.INLINE, *, call: Call | None = None, used: bool | None = None
) -> Reference:
    """Return a reference at the beginning of `post.md`."""
    span = Span(0, len(destination.encode("utf-8", "replace")))
    return Reference("post.md", span, Position(1, 1), syntax, destination, Quoting.MARKDOWN, used=used, call=call)

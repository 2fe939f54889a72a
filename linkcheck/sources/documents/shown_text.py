"""Shows bytes as text to a parser that takes no bytes, and finds the bytes again of what it tells by characters."""

from __future__ import annotations

import re

from linkcheck.model import Span


class ShownText:
    """The text of a part of a document, and the way back from its characters to bytes of the document.

    Bytes that are no UTF-8 are shown as U+FFFD one by one, so that the rest can be read.
    """

    def __init__(self, data: bytes, span: Span) -> None:
        """Take the bytes of a document, and which of them are the text."""
        self._start = span.start
        self._text = data[span.start : span.end].decode("utf-8", "surrogateescape")
        self._ascii = self._text.isascii()
        self._known = (
            0,
            span.start,
        )  # a character and its byte: those asked for lie near to one another, so few are counted twice
        self.shown = self._text if self._ascii else _LONE.sub("\ufffd", self._text)

    def byte(self, character: int) -> int:
        """Return the byte offset in the document of a character of the text."""
        if self._ascii:
            return self._start + min(character, len(self._text))
        known, offset = self._known
        if known <= character:
            offset += self._bytes(known, character)
        else:
            offset -= self._bytes(character, known)
        self._known = (character, offset)
        return offset

    def _bytes(self, start: int, end: int) -> int:
        return len(self._text[start:end].encode("utf-8", "surrogateescape"))


_LONE = re.compile("[\udc80-\udcff]")

"""Finds Liquid's tags and outputs, which Jekyll runs before any Markdown is read, in code too.

A tag ends at the first `%}` even inside quotes, an output at the first `}`, which must be two: that is how Liquid cuts
its text, so no nesting has to be understood. `{% raw %}` and `{% comment %}` end only at their own closing tag.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from linkcheck.model import Quoting, Span
from linkcheck.sources.documents.calls import Argument, Scan, TemplateCall
from linkcheck.sources.documents.utf8 import readable

_OPENING = re.compile(rb"\{[{%]")
_OUTPUT_ON_LINE = re.compile(rb"\{\{[^{}\n]*\}\}")
_LONGEST_ON_LINE = 1000
_NAME = re.compile(rb"-?\s*([\w-]*)")
_PARAMETER = re.compile(
    rb"""\s*,?\s*(?:(?P<key>[\w-]+)\s*(?:=\s*|:\s+))?(?:
        "(?P<double>[^"]*)"
      | '(?P<single>[^']*)'
      | (?P<bare>[^\s"',](?:[^\s"',]|,(?=[^\s"']))*)
    )""",
    re.VERBOSE,
)
_SHOWN = re.compile(rb"\{\{[^{}]*\}\}|\{%[^{}]*%\}")
_REST_OF_LINE = re.compile(rb"[ \t\r]*(?:\n|\Z)")
_WIDEST_INDENT = 200

_BLOCKS = ("raw", "comment", "highlight")
_ENDS = {name: re.compile(rb"\{%-?\s*end" + name.encode() + rb"\s*-?%\}") for name in _BLOCKS}
"""Blocks whose inner text follows other rules."""

_SILENT = frozenset((
    "assign", "break", "capture", "case", "comment", "continue", "cycle", "decrement", "else", "elsif",
    "endcapture", "endcase", "endcomment", "endfor", "endif", "endraw", "endunless", "for", "if", "increment",
    "layout", "liquid", "raw", "unless", "when",
))  # fmt: skip
"""Tags that print nothing themselves: Jekyll leaves an empty line where one stands alone."""

_NAMING = ("link", "post_url")
"""Tags that take all their text as the name of a page; Jekyll knows no quotes there."""


def scan(data: bytes, start: int = 0, *, one_line: bool = False) -> Scan:
    """Return the tags and outputs of a document from `start` on.

    `one_line` takes only those that end on the line they begin on: in text that may not be Liquid at all, two
    stray braces must not swallow the page between them.
    """
    return _Scanner(data, one_line=one_line).scan(start)


class _Scanner:
    def __init__(self, data: bytes, *, one_line: bool) -> None:
        self.data = data
        self.one_line = one_line
        self.calls: list[TemplateCall] = []
        self.shown: list[Span] = []
        self.opaque: list[Span] = []
        self.silent: list[Span] = []
        self.brace = -1  # the last closing brace that was looked for
        self.tags_end = True  # whether any `%}` is still to come
        self.closings: dict[str, Span] = {}  # the next closing tag of each block, so that no text is searched twice

    def scan(self, position: int) -> Scan:
        while opening := _OPENING.search(self.data, position):
            if opening.group() == b"{{":
                position = self._output(opening.start())
            elif end := self._tag_end(opening.end()):
                position = self._tag(Span(opening.start(), end))
            else:
                position = opening.start() + 1
        return Scan(tuple(self.calls), tuple(self.shown), tuple(self.opaque), tuple(self.silent))

    def _output(self, start: int) -> int:
        end = self._output_end(start)
        if end is None:
            return start + 1
        self.calls.append(TemplateCall("", Span(start, end)))
        return end

    def _output_end(self, start: int) -> int | None:
        if self.one_line:
            output = _OUTPUT_ON_LINE.match(self.data, start)
            return output.end() if output else None
        if self.brace < start:  # else the next closing brace is known, and is not looked for again
            found = self.data.find(b"}", start)
            self.brace = len(self.data) if found < 0 else found
        return self.brace + 2 if self.data.startswith(b"}}", self.brace) else None

    def _tag_end(self, position: int) -> int | None:
        if self.one_line:
            end = self.data.find(b"%}", position, position + _LONGEST_ON_LINE)
            return None if end < 0 or self.data.find(b"\n", position, end) >= 0 else end + 2
        end = self.data.find(b"%}", position) if self.tags_end else -1
        self.tags_end = end >= 0
        return end + 2 if self.tags_end else None

    def _tag(self, span: Span) -> int:
        """Note one tag and return where to read on: behind it, or at the closing tag of what is not Liquid."""
        name = _NAME.match(self.data, span.start + 2, span.end - 2)
        word = name[1].decode() if name else ""
        self.calls.append(self._call(word, span, name.end() if name else span.end))
        if word in _SILENT and self._alone(span):
            self.silent.append(span)
        closing = self._closing(word, span.end)
        return span.end if closing is None else self._block(word, span, closing)

    def _closing(self, word: str, position: int) -> Span | None:
        if word not in _ENDS:
            return None
        known = self.closings.get(word)
        if known is None or known.start < position:
            found = _ENDS[word].search(self.data, position)
            known = Span(*found.span()) if found else Span(len(self.data), len(self.data))
            self.closings[word] = known
        return known if known.start < len(self.data) else None

    def _block(self, word: str, opening: Span, closing: Span) -> int:
        inner = Span(opening.end, closing.start)
        if word == "raw":
            self.shown.extend(Span(*shown.span()) for shown in _SHOWN.finditer(self.data, inner.start, inner.end))
            return inner.end
        self.opaque.append(inner)
        if self._alone(opening) and self._alone(closing):
            # A comment leaves nothing, highlighted code becomes a block of HTML: a definition on the next line counts.
            self.silent.append(Span(opening.start, closing.end))
        return inner.end if word == "comment" else opening.end  # tags in highlighted code run

    def _alone(self, span: Span) -> bool:
        """Tell whether nothing else stands on the lines of a tag."""
        before = self.data[max(0, span.start - _WIDEST_INDENT) : span.start].rstrip(b" \t")
        starts_line = before.endswith(b"\n") or (not before and span.start < _WIDEST_INDENT)
        return starts_line and _REST_OF_LINE.match(self.data, span.end) is not None

    def _call(self, word: str, span: Span, position: int) -> TemplateCall:
        end = span.end - (3 if self.data.startswith(b"-", span.end - 3) else 2)
        if word not in _NAMING:
            return TemplateCall(word, span, tuple(self._arguments(position, end)))
        text = self.data[position:end]
        start = position + len(text) - len(text.lstrip())
        stripped = text.strip()
        page = Argument(readable(stripped), Span(start, start + len(stripped)), Quoting.TEMPLATE_BARE)
        # A page named by an output (`{% link {{ page.next }} %}`) is not known before the site is built.
        return TemplateCall(word, span, (page,), page if stripped and b"{{" not in stripped else None)

    def _arguments(self, position: int, end: int) -> Iterator[Argument]:
        if self.data[position : position + 1].strip():
            return  # `{% a//b %}`: what is glued to a name is no parameter
        while position < end and (parameter := _PARAMETER.match(self.data, position, end)):
            position = parameter.end()
            yield _argument(parameter)


_QUOTING = {
    "double": Quoting.TEMPLATE_DOUBLE,
    "single": Quoting.TEMPLATE_SINGLE,
    "bare": Quoting.TEMPLATE_BARE,
}


def _argument(parameter: re.Match[bytes]) -> Argument:
    kind = parameter.lastgroup or "bare"
    key = parameter["key"]
    value = readable(parameter[kind])
    return Argument(value, Span(*parameter.span(kind)), _QUOTING[kind], None if key is None else readable(key))

"""Finds Hugo's shortcodes by Hugo's own rules, checked one by one against Hugo 0.168.

They run everywhere in a document, in code and comments too, so nothing is known of Markdown here. The
scanner goes from token to token; it never looks for a closing delimiter across other calls, because text
with 50,000 unclosed `{{<` must stay linear.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from linkcheck.model import Quoting, Span
from linkcheck.sources.documents.calls import Argument, Scan, TemplateCall
from linkcheck.sources.documents.utf8 import readable

_OPENING = re.compile(rb"\{\{[<%]")
_CLOSING = {b"{{<": b">}}", b"{{%": b"%}}"}
# A name may hold `/` (a folder) and `.` (an inline shortcode); bytes above ASCII are letters.
_NAME = re.compile(rb"\s*(/?)\s*([\w\x80-\xff][\w\x80-\xff./-]*)")
_PARAMETER = re.compile(
    rb"""\s*(?:(?P<key>[\w\x80-\xff.-]+)\s*=\s*)?(?:
        "(?P<double>(?:[^"\\\n]|\\"|\\(?!"))*)"
      | \\"(?P<escaped>[^"\\\n]*)\\"
      | `(?P<raw>[^`]*)`
      | (?P<bare>[\w\x80-\xff.-]+)
    )""",
    re.VERBOSE,
)
# After `=` Hugo takes everything up to white space.
_UNQUOTED = re.compile(rb"\s*(?P<key>[\w\x80-\xff.-]+)\s*=\s*(?P<bare>[^\s\"`\\{][^\s{]*?)(?=\s|[>%]\}\})")
_SELF_CLOSING = re.compile(rb"\s*/?\s*")
_LONGEST_UNREADABLE = 4096
_NAMING = ("ref", "relref")

_OPAQUE = frozenset((
    "chart", "chartjs", "code", "code-toggle", "codeblock", "css", "diagram", "echarts", "goat", "graphviz",
    "highlight", "javascript", "js", "katex", "latex", "math", "mathjax", "mermaid", "plantuml", "script", "style",
    "tikz", "vega",
))  # fmt: skip
"""Shortcodes, Hugo's and common themes', whose inner text is another language than Markdown."""


def scan(data: bytes, start: int = 0) -> Scan:
    """Return the shortcodes of a document from `start` on."""
    calls: list[TemplateCall] = []
    shown: list[Span] = []
    for found in _scan(data, start):
        if isinstance(found, Span):
            shown.append(found)
        else:
            calls.append(found)
    return Scan(tuple(calls), tuple(shown), tuple(_opaque(data, calls)))


def _scan(data: bytes, position: int) -> Iterator[TemplateCall | Span]:
    unclosed: set[bytes] = set()  # closing marks of escaped calls that do not come any more
    patience = (
        len(data) + _LONGEST_UNREADABLE
    )  # bytes that may be read in vain before calls inside broken calls are given up
    while opening := _OPENING.search(data, position):
        start, position = opening.span()
        closing = _CLOSING[opening.group()]
        if data.startswith(b"/*", position):
            mark = b"*/" + closing
            end = -1 if mark in unclosed else data.find(mark, position + 2)
            if end < 0:
                unclosed.add(mark)
                continue
            position = end + len(mark)
            yield Span(start, position)
            continue
        call, stopped = _call(data, start, closing)
        if call is None:
            patience -= stopped - start
            call = _unreadable(data, start, closing)
        if call:
            yield call
            position = call.span.end
        elif patience < 0:
            position = max(position, stopped)


def _call(data: bytes, start: int, closing: bytes) -> tuple[TemplateCall | None, int]:
    """Return the call that begins at `start`, or None, and where reading stopped."""
    name = _NAME.match(data, start + 3)
    if not name:
        return None, start + 3
    position = name.end()
    arguments: list[Argument] = []
    while parameter := _UNQUOTED.match(data, position) or _PARAMETER.match(data, position):
        arguments.append(_argument(parameter))
        position = parameter.end()
    tail = _SELF_CLOSING.match(data, position)
    position = tail.end() if tail else position
    if not data.startswith(closing, position):
        return None, position
    end = position + len(closing)
    word = readable(name[1] + name[2])
    page = next((argument for argument in arguments if argument.key in (None, "path")), None)
    return TemplateCall(word, Span(start, end), tuple(arguments), page if word in _NAMING else None), end


_QUOTING = {
    "double": Quoting.TEMPLATE_DOUBLE,
    "raw": Quoting.TEMPLATE_SINGLE,
    "bare": Quoting.TEMPLATE_BARE,
    "escaped": Quoting.FIXED,
}


def _argument(parameter: re.Match[bytes]) -> Argument:
    kind = parameter.lastgroup or "bare"
    written = parameter[kind]
    value = readable(written.replace(b'\\"', b'"') if kind == "double" else written)
    key = parameter["key"]
    return Argument(value, Span(*parameter.span(kind)), _QUOTING[kind], None if key is None else readable(key))


def _unreadable(data: bytes, start: int, closing: bytes) -> TemplateCall | None:
    """A call that Hugo would refuse is still no Markdown; it is set aside without arguments."""
    limit = start + _LONGEST_UNREADABLE
    following = data.find(b"{{", start + 3, limit)
    end = data.find(closing, start + 3, following if following >= 0 else limit)
    return None if end < 0 else TemplateCall("", Span(start, end + len(closing)))


def _opaque(data: bytes, calls: list[TemplateCall]) -> Iterator[Span]:
    opened: TemplateCall | None = None
    for call in calls:
        if opened and call.name == f"/{opened.name}":
            yield Span(opened.span.end, call.span.start)
            opened = None
        elif not opened and call.name in _OPAQUE and not _closes_itself(data, call):
            opened = call


def _closes_itself(data: bytes, call: TemplateCall) -> bool:
    return data[call.span.start : call.span.end - 3].rstrip().endswith(b"/")

"""Opens fences that hold Markdown, such as ```` ```{note} ````, which CommonMark takes for code (MyST 5 with Sphinx 9).

No byte moves: the fences become blanks, so that what stands between them is read as any other text.
"""

from __future__ import annotations

import re

_DIRECTIVE = re.compile(rb"^[ \t>-]*(?:```|~~~|:::)[`~:]*\{", re.MULTILINE)
_OPENING = re.compile(
    rb"(?P<indent>[ \t>]*)(?P<fence>`{3,}|~{3,}|:{3,})[ \t]*(?:\{(?P<name>[\w:-]+)\})?(?P<title>[^\r\n]*)"
)
_HOLDING = frozenset({
    b"admonition", b"attention", b"card", b"caution", b"container", b"danger", b"deprecated", b"details", b"dropdown",
    b"epigraph", b"error", b"exercise", b"figure", b"grid", b"grid-item", b"grid-item-card", b"hint", b"important",
    b"list-table", b"margin", b"note", b"only", b"proof", b"pull-quote", b"seealso", b"sidebar", b"solution", b"tab",
    b"tab-item", b"tab-set", b"table", b"tabs", b"theorem", b"tip", b"todo", b"topic", b"versionadded",
    b"versionchanged", b"warning",
})  # fmt: skip
"""The directives whose contents are Markdown; those of any other are code."""


def opened(text: bytes) -> bytes:
    """Return a text of the same length without the fences of directives that hold Markdown."""
    if not _DIRECTIVE.search(text):
        return text
    lines: list[bytes] = []
    fences: list[tuple[bytes, bool]] = []
    for line in text.splitlines(keepends=True):
        found = _OPENING.match(line)
        lines.append(line if found is None else _read(found, line, fences))
    return b"".join(lines)


def _read(found: re.Match[bytes], line: bytes, fences: list[tuple[bytes, bool]]) -> bytes:
    """Keep the account of open fences, and return the line as it is to be read."""
    fence, name, title = found["fence"], found["name"], found["title"].strip()
    top, holding = fences[-1] if fences else (b"", True)
    if top and fence.startswith(top) and not name and not title:
        fences.pop()
        return _without(found, line) if holding else line
    if not holding or (fence.startswith(b":") and not name):
        return line
    fences.append((fence, name in _HOLDING))
    return _without(found, line) if name in _HOLDING else line


def _without(found: re.Match[bytes], line: bytes) -> bytes:
    """Blank a fence; what stands before a title must not be blank, or the title would be code."""
    start, end = found.end("indent"), found.start("title")
    fill = b"x" if found["title"].strip() else b" "
    return line[:start] + fill * (end - start) + line[end:]

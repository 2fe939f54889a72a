"""Joins the brackets of `[text] [label]`, which kramdown takes for a reference, and compares labels as it does.

In a copy of the same length the blank stands behind the label. Without a definition of it such brackets are prose.
A blank at either end of a label is part of it: `[text][⏎label]` asks for no `[label]`. Checked with kramdown 2.4.
"""

from __future__ import annotations

import re
from collections.abc import Collection

_PAIR = re.compile(rb"(?<!\\)(?<!\[ )(?<!\[[xX])\]([ \t]*\n?[ \t]*(?<=[ \t\n]))(\[([^\[\]\n]+)\])(?![:(])")
"""`[ ]` and `[x]` are boxes to tick; a colon makes a definition of a line, a parenthesis most likely a link."""
_NEAR = re.compile(rb"\][ \t\n]+\[")
_DEFINED = re.compile(rb"^[ \t>*+-]*\[([^\n\]]+)\]:", re.MULTILINE)
_BLANKS = re.compile(r"\s+")


def exact(label: str) -> str:
    """Return what kramdown compares of a label: in lower case, each run of blanks as one space, at its ends too."""
    return _BLANKS.sub(" ", label).lower()


def with_joined_brackets(text: bytes) -> bytes:
    """Return a copy of Markdown (UTF-8) in which no blank stands between a link's text and its defined label."""
    if b"]:" not in text or not _NEAR.search(text):
        return text
    defined: Collection[str] = {exact(label.decode()) for label in _DEFINED.findall(text)}

    def join(found: re.Match[bytes]) -> bytes:
        return b"]" + found[2] + found[1] if exact(found[3].decode()) in defined else found[0]

    return _PAIR.sub(join, text) if defined else text

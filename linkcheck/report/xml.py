"""XML for the formats that need it: any text can be put in, and what XML 1.0 cannot hold is shown as an escape."""

from __future__ import annotations

import re
from collections.abc import Sequence
from xml.etree.ElementTree import Element, SubElement, indent, tostring

from linkcheck.report.words import visible

__all__ = ["Element", "add", "document", "legal"]

_ILLEGAL = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")
"""The characters that `Char` of XML 1.0, section 2.2, leaves out."""


def legal(text: str) -> str:
    """Return text on one line that XML and terminals can hold."""
    if text.isprintable():  # as nearly all is
        return text
    return _ILLEGAL.sub(lambda found: f"\\u{ord(found[0]):04x}", visible(text))


def add(parent: Element, tag: str, text: str | Sequence[str] | None = None, **attributes: str) -> Element:
    """Append an element; text, which may be several lines, and attributes are made legal."""
    made = SubElement(parent, tag, {name: legal(value) for name, value in attributes.items()})
    lines = [text] if isinstance(text, str) else text or ()
    made.text = None if text is None else "\n".join(map(legal, lines))
    return made


def document(root: Element) -> str:
    """Return a whole document, indented, with a newline at its end."""
    indent(root)
    return '<?xml version="1.0" encoding="UTF-8"?>\n' + tostring(root, encoding="unicode") + "\n"

"""What people would see of a body: its title and its words. Scripts and styles are not seen."""

from __future__ import annotations

import functools

from selectolax.lexbor import LexborHTMLParser

READ_BYTES = 64 * 1024
TITLE_BYTES = 2048


@functools.lru_cache(maxsize=64)
def title(body: bytes) -> str:
    """Return the title of an HTML page, or an empty string."""
    start = body[:READ_BYTES].lower().find(b"<title")
    if start < 0:
        return ""
    # Nothing before it matters to it, and a page takes a hundred times as long to parse as its title.
    node = LexborHTMLParser(body[start : start + TITLE_BYTES]).css_first("title")
    return " ".join(node.text().split()) if node is not None else ""


@functools.lru_cache(maxsize=64)
def words(body: bytes) -> int:
    """Count the words that are visible in an HTML page."""
    tree = LexborHTMLParser(body[:READ_BYTES])
    tree.strip_tags(["script", "style", "noscript", "template", "title"])
    return len(tree.root.text(separator=" ").split()) if tree.root is not None else 0

"""Reads all that a page shows, block by block: what is kept of it where no archive has it."""

from __future__ import annotations

from dataclasses import dataclass

from selectolax.lexbor import LexborHTMLParser, LexborNode

from linkcheck.verdict.signals.charset import decoded
from linkcheck.verdict.signals.page import HIDDEN, ROBOTS

MOST_BYTES = 2 * 1024 * 1024
HEADINGS = frozenset({"h1", "h2", "h3", "h4", "h5", "h6"})
KEPT_AS_THEY_ARE = frozenset({*HEADINGS, "pre", "li", "blockquote"})
BLOCKS = KEPT_AS_THEY_ARE | {
    "p", "div", "section", "article", "main", "header", "footer", "nav", "aside", "figure", "figcaption", "address",
    "ul", "ol", "dl", "dt", "dd", "table", "caption", "tr", "td", "th", "form", "fieldset", "legend", "details",
    "summary", "hr", "br", "body", "html",
}  # fmt: skip
"""Elements that begin a line of their own (HTML Standard, 15.3)."""
DEEPEST = 100
"""Elements around a text that are looked at: a page of tags that are never closed would take the square of its time."""
UNSHOWN = HIDDEN | {"head", "button", "select", "option", "textarea", "iframe", "object", "audio", "video", "canvas"}


@dataclass(frozen=True, slots=True)
class Passage:
    """Text that stands by itself."""

    tag: str
    """`p`, or `h1` to `h6`, `pre`, `li`, `blockquote`."""
    text: str


def blocks(body: bytes, kind: str) -> tuple[Passage, ...]:
    """Return what a page of this Content-Type shows, in its order; of what is no text, nothing."""
    text = decoded(body[:MOST_BYTES], kind)
    if kind.partition(";")[0].strip() == "text/plain":
        return tuple(Passage("pre", part) for part in text.split("\n\n") if part.strip())
    tree = LexborHTMLParser(text)
    for tag in UNSHOWN:
        for node in tree.css(tag):
            node.decompose()
    found: list[Passage] = []
    pieces: list[str] = []
    of: LexborNode | None = None
    for node in tree.root.traverse(include_text=True) if tree.root is not None else ():
        if node.tag in BLOCKS:
            _end(found, pieces, of)
        elif node.is_text_node:
            block = _block_of(node)
            if of is None or block is None or block.mem_id != of.mem_id:
                _end(found, pieces, of)
            of = block
            pieces.append(node.text_content or "")
    _end(found, pieces, of)
    return tuple(found)


def _end(found: list[Passage], pieces: list[str], of: LexborNode | None) -> None:
    tag = of.tag if of is not None and of.tag in KEPT_AS_THEY_ARE else "p"
    text = "".join(pieces)
    text = text.strip("\n") if tag == "pre" else " ".join(text.split())
    if text.strip():
        found.append(Passage(tag or "p", text))
    pieces.clear()


def _block_of(node: LexborNode) -> LexborNode | None:
    """Return the nearest element around a text that is a block; one that says how it is read wins over those in it."""
    above, nearest = node.parent, None
    for _ in range(DEEPEST):
        if above is None:
            break
        if above.tag in KEPT_AS_THEY_ARE:
            return above
        if nearest is None and above.tag in BLOCKS:
            nearest = above
        above = above.parent
    return nearest


def is_unwilling(body: bytes, header: str) -> bool:
    """Tell whether a page asks archives to keep no copy: `noarchive` in a robots `<meta>` or in X-Robots-Tag."""
    tree = LexborHTMLParser(decoded(body[:MOST_BYTES], ""))
    asked = [node.attributes.get("content") or "" for node in tree.css(ROBOTS)]
    return any("noarchive" in words.lower() for words in (*asked, header))

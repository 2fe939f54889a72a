"""What is kept of a page: its title and text as a small HTML document that says whose text it is."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from html import escape

HEAD = """<!doctype html>
<html{said}>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'; form-action 'none'">
<meta name="robots" content="noindex">
<meta name="viewport" content="width=device-width">
<link rel="canonical" href="{address}">
<title>{name}</title>
<style>
  body {{ max-width: 45em; margin: 2em auto; padding: 0 1em; font-family: sans-serif }}
  pre {{ overflow: auto }}
</style>
<header>
<p>The text of <a href="{address}" rel="nofollow">{address}</a> as it was on {day}, without pictures.</p>
<hr>
</header>
<main>
"""
SHORTENED = "<p><em>The rest is not kept here.</em></p>\n"
END = "</main>\n</html>\n"


def document(url: str, at: datetime, title: str, language: str, blocks: Iterable[tuple[str, str]], most: int) -> bytes:
    """Return the document in at most `most` bytes, without the last blocks where they are too many.

    `blocks` are pairs of an element's name and its text. Nothing of a page is taken but text, so a copy runs no script
    and asks for nothing. Search engines are told to leave it to the original.
    """
    name, said = escape(title or url), f' lang="{language}"' if language.replace("-", "").isalnum() else ""
    address = escape(url)
    head = HEAD.format(said=said, address=address, name=name, day=at.strftime("%Y-%m-%d"))
    pieces = [head]
    left = most - _size(head) - _size(END) - _size(SHORTENED)
    for tag, text in blocks:
        piece = _element(tag, text)
        if _size(piece) > left:
            pieces += [_element(tag, words) for words in _beginning(text, left - _size(_element(tag, "")))]
            pieces.append(SHORTENED)
            break
        pieces.append(piece)
        left -= _size(piece)
    return "".join((*pieces, END)).encode("utf-8", "replace")


def _element(tag: str, text: str) -> str:
    shown = escape(text, quote=False)
    return f"<p>• {shown}</p>\n" if tag == "li" else f"<{tag}>{shown}</{tag}>\n"


def _beginning(text: str, most: int) -> tuple[str, ...]:
    """Return as many whole words as have room, in at most one text; `&` and `<` take the room of their escapes."""
    size = 0
    for place, letter in enumerate(text):
        size += _size(escape(letter, quote=False))
        if size > most:
            words = text[:place].rpartition(" ")[0]
            return (words,) if words else ()
    return (text,)


def _size(text: str) -> int:
    return len(text.encode("utf-8", "replace"))

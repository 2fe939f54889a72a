"""Makes text of a page's bytes, whatever the page says, or does not say, of its encoding.

What the header or the page declares is believed as long as the bytes bear it out; else they are UTF-8 if they can be,
and else what their frequencies tell. Browsers show a page that lies as nonsense: a reader complains, a rule that looks
for words sees none, so it is guessed here once more.
"""

from __future__ import annotations

import codecs
import re
from contextlib import suppress

from resiliparse.parse.encoding import detect_encoding

DECLARED = re.compile(rb"""(?:charset|<\?xml[^>]{0,80}\sencoding)\s*=\s*["']?\s*([\w.:-]{1,40})""", re.IGNORECASE)
DECLARED_IN = 1024
"""Bytes in which a page must say it (HTML Standard, 13.2.3.2)."""
MARKS = ((codecs.BOM_UTF8, "utf-8"), (codecs.BOM_UTF16_LE, "utf-16-le"), (codecs.BOM_UTF16_BE, "utf-16-be"))
WIDER = {
    "ascii": "cp1252",
    "iso8859-1": "cp1252",
    "iso8859-15": "cp1252",
    "iso8859-7": "cp1253",
    "iso8859-9": "cp1254",
    "iso8859-8": "cp1255",
    "iso8859-6": "cp1256",
    "iso8859-13": "cp1257",
    "iso8859-16": "cp1250",
    "iso8859-11": "cp874",
    "tis-620": "cp874",
    "koi8-r": "koi8-u",
    "shift_jis": "cp932",
    "euc_kr": "cp949",
    "gb2312": "gb18030",
    "gbk": "gb18030",
    "big5": "big5hkscs",
}
"""What pages mean by a name is a superset of it (Encoding Standard, 4.2)."""
OF_PAGES = re.compile(
    r"utf-8|utf-16(?:-[lb]e)?|cp(?:125\d|866|874|932|949)|koi8-[ut]|iso8859-(?:[2345]|10|14)|mac-(?:roman|cyrillic)"
    r"|euc_jp|iso2022_jp|gb18030|big5hkscs"
)
"""Python's names of the encodings that pages have; it knows many more, some of which are none of text."""
GUESSED = re.compile(r"cp(?:125\d|866|874|932|949)|koi8-u|iso8859-[25]|euc_jp|iso2022_jp|gb18030|big5hkscs|utf-8")
"""Those that are believed of a guess: what else statistics find is Windows-1252 with few letters beyond ASCII."""
ONE_BYTE = re.compile(r"cp(?:125\d|866|874)|koi8-[ut]|iso8859-\d+|mac-\w+")
SHIFTS = re.compile(rb"\x1b\$[@B]|\x1b\(J")
"""ISO-2022-JP goes from ASCII to kanji so; it has no byte above 127 that would give it away."""
TAG_EDGES = re.compile(rb"[<>]")
GUESSED_FROM = 4096
"""Bytes of text with letters beyond ASCII; more of them cost time and tell no more."""
FAULTS = 5
"""A declared encoding is none if more than one in so many letters beyond ASCII is a fault."""


def decoded(body: bytes, kind: str) -> str:
    """Return the text of a body; `kind` is its Content-Type. A character cut off at the end is left out."""
    for mark, name in MARKS:
        if body.startswith(mark):
            return _read(body[len(mark) :], name, "replace")
    if body.isascii() and not SHIFTS.search(body) and b"\0" not in body:
        return body.decode("ascii")
    declared = _declared(body, kind)
    if declared and ONE_BYTE.fullmatch(declared[0]):
        # A server may say so of all its pages, and any byte is a letter then; UTF-8 is never there by chance.
        with suppress(UnicodeDecodeError):
            return _read(body, "utf-8", "strict")
    for name in (*declared, "utf-8"):
        text = _borne_out(body, name)
        if text is not None:
            return text
    return _read(body, _guessed(body), "replace")


def _declared(body: bytes, kind: str) -> list[str]:
    """Return Python's names of the encodings that the header and the page declare."""
    places = (kind.encode("ascii", "replace"), body[:DECLARED_IN])
    matches = filter(None, map(DECLARED.search, places))
    labels = [match[1].decode("ascii", "replace").lower().removeprefix("x-") for match in matches]
    names = [name for label in labels if (name := _python_name(label)) is not None]
    return ["iso2022_jp", *names] if SHIFTS.search(body) and body.isascii() else names


def _python_name(label: str) -> str | None:
    try:
        name = codecs.lookup(label).name
    except (LookupError, ValueError):
        return None
    wider = WIDER.get(name, name)
    return wider if OF_PAGES.fullmatch(wider) else None


def _borne_out(body: bytes, name: str) -> str | None:
    """Return the text in an encoding, unless too many of its letters beyond ASCII are faults."""
    if name.startswith("utf-16") and body.find(b"\0", 0, DECLARED_IN) < 0:
        return None  # text of pages has ASCII in it, which is half NUL there
    with suppress(UnicodeDecodeError):
        return _read(body, name, "strict")
    text = _read(body, name, "replace")
    beyond = len(text) - len(text.encode("ascii", "ignore"))
    return text if FAULTS * text.count("\ufffd") <= beyond else None


def _read(body: bytes, name: str, errors: str) -> str:
    return codecs.getincrementaldecoder(name)(errors).decode(body)


def _guessed(body: bytes) -> str:
    """Return the encoding that the frequencies of bytes tell; Windows-1252 where they tell none of pages."""
    text = b" ".join(part for part in TAG_EDGES.split(body) if not part.isascii())[:GUESSED_FROM]
    label = (detect_encoding(text, from_html_meta=False, html5_compatible=False) or "cp1252").lower()
    name = _python_name(label) or "cp1252"
    return name if GUESSED.fullmatch(name) else "cp1252"

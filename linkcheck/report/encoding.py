"""JSON documents as files hold them: indented, and with nothing in them that could steer a terminal."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from itertools import islice

import msgspec

BATCH = 500
"""Items of an array that are made, encoded and let go of at a time."""

_STEERING = re.compile("[\x7f-\x9f\u061c\u200b\u200e\u200f\u2028-\u202e\u2060-\u206f\ufeff]")


def document(whole: object, indent: int = 1) -> str:
    """Return a JSON document for a file, indented, with a newline at its end."""
    return f"{_indented(whole, indent)}\n"


def pieces(members: Mapping[str, object | Iterator[object]], indent: int = 2) -> Iterator[str]:
    """Yield what `document` would return of an object, a piece at a time; an iterator is an array.

    A report may be larger than all that it was made from: no more than a few items of it are held at once.
    """
    margin, before = " " * indent, "{"
    for name, member in members.items():
        yield f'{before}\n{margin}"{name}": '
        if isinstance(member, Iterator):
            yield from _array(member, indent)
        else:
            yield _indented(member, indent).replace("\n", f"\n{margin}")
        before = ","
    yield "\n}\n"


def _array(items: Iterator[object], indent: int) -> Iterator[str]:
    before, margin = "[", " " * indent
    while batch := list(islice(items, BATCH)):
        # `[`, lines, `]`: of a batch the lines are wanted, and they stand one level deeper.
        yield before + _indented(batch, indent)[1:-2].replace("\n", f"\n{margin}")
        before = ","
    yield "[]" if before == "[" else f"\n{margin}]"


def _indented(part: object, indent: int) -> str:
    return plain(msgspec.json.format(encoded(part), indent=indent).decode())


def encoded(part: object) -> msgspec.Raw:
    """Return a part of a document as its bytes, which take far less room than what they are made of."""
    try:
        return msgspec.Raw(msgspec.json.encode(part))
    except UnicodeEncodeError:  # a file name that is not UTF-8 comes as lone surrogates, which JSON cannot hold
        return msgspec.Raw(msgspec.json.encode(_escaped(msgspec.to_builtins(part))))


def _escaped(part: object) -> object:
    """Return the built-in values of a document with every lone surrogate of its texts as an escape."""
    if isinstance(part, str):
        return part.encode("utf-8", "backslashreplace").decode()
    if isinstance(part, dict):
        return {name: _escaped(value) for name, value in part.items()}
    return list(map(_escaped, part)) if isinstance(part, list) else part


def plain(text: str) -> str:
    """Return a JSON document with escapes for characters that could steer a terminal; it means the same."""
    is_plain = text.isascii() and "\x7f" not in text
    return text if is_plain else _STEERING.sub(lambda found: f"\\u{ord(found[0]):04x}", text)

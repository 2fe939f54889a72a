"""JSON documents as files hold them: indented, and with nothing in them that could steer a terminal."""

from __future__ import annotations

import re

import msgspec

_STEERING = re.compile("[\x7f-\x9f\u061c\u200b\u200e\u200f\u2028-\u202e\u2060-\u206f\ufeff]")


def document(whole: object, indent: int = 1) -> str:
    """Return a JSON document for a file, indented, with a newline at its end."""
    return plain((msgspec.json.format(encoded(whole), indent=indent) + b"\n").decode())


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

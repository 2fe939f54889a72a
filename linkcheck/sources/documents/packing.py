"""Extractions as bytes and back: for other processes, and for the cache that later runs read.

The references of a document are msgspec's structs, which go through MessagePack in a tenth of the time that finding
them takes. The metadata of posts hold days and times, which MessagePack has no types for; they go as its extensions.
"""

from __future__ import annotations

import copyreg
from collections.abc import Callable, Mapping
from datetime import date, datetime, time
from typing import Any

import msgspec

from linkcheck.model import Extraction, Problem, Reference

_UNPACKABLE = (msgspec.MsgspecError, ValueError, TypeError, OverflowError, RecursionError)
_TIMES = (datetime, date, time)
"""The number of an extension is the place in this list; a `datetime` is a `date`, too, and so it comes first."""
_Found = tuple[tuple[Reference, ...], tuple[Problem, ...], tuple[str, ...] | None]
_Whole = tuple[_Found, Mapping[Any, Any]]


def pack(extraction: Extraction) -> bytes | None:
    """Return an extraction as bytes; None where it would not come back as it is (text that is no UTF-8, say)."""
    try:
        data = msgspec.msgpack.encode((_found(extraction), _marked(extraction.front_matter)))
    except _UNPACKABLE:
        return None
    same = unpack(data)
    # Of numbers `==` does not tell types apart.
    return data if same == extraction and repr(same.front_matter) == repr(extraction.front_matter) else None


def unpack(data: bytes) -> Extraction | None:
    """Return the extraction; None for bytes that nobody of ours packed."""
    try:
        (references, problems, anchors), front_matter = _whole.decode(data)
    except _UNPACKABLE:
        return None
    return Extraction(references, problems, front_matter, anchors)


def _found(extraction: Extraction) -> _Found:
    return extraction.references, extraction.problems, extraction.anchors


def _marked(value: object) -> object:
    """Return metadata with days and times as extensions."""
    match value:
        case dict():
            return {key: _marked(inner) for key, inner in value.items()}
        case list():
            return [_marked(inner) for inner in value]
        case datetime() | date() | time():
            kind = next(number for number, each in enumerate(_TIMES) if isinstance(value, each))
            return msgspec.msgpack.Ext(kind, value.isoformat().encode())
        case _:
            return value


def _time(kind: int, written: memoryview) -> object:
    if not 0 <= kind < len(_TIMES):
        raise ValueError("an extension that is none of ours")
    return _TIMES[kind].fromisoformat(bytes(written).decode())


_whole = msgspec.msgpack.Decoder(_Whole, ext_hook=_time)
_part = msgspec.msgpack.Decoder(_Found)


def _reduce(extraction: Extraction) -> tuple[Callable[..., Extraction], tuple[object, ...]]:
    """Tell pickle how an extraction crosses processes: by itself it would take longer than to find it."""
    try:
        return _restored, (msgspec.msgpack.encode(_found(extraction)), extraction.front_matter)
    except UnicodeEncodeError:  # the name of its file is no UTF-8
        return Extraction, (extraction.references, extraction.problems, extraction.front_matter, extraction.anchors)


def _restored(data: bytes, front_matter: Mapping[str, object]) -> Extraction:
    references, problems, anchors = _part.decode(data)
    return Extraction(references, problems, front_matter, anchors)


copyreg.pickle(Extraction, _reduce)

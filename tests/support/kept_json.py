"""What an older version wrote, held against what this one writes of it."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any


def lost(then: Any, now: Any, where: str = "") -> Iterator[str]:
    """Yield the places in which JSON is not as it was; keys that are new are no loss."""
    if isinstance(then, dict) and isinstance(now, dict):
        for key, value in then.items():
            yield from lost(value, now[key], f"{where}.{key}") if key in now else [f"{where}.{key}"]
    elif isinstance(then, list) and isinstance(now, list) and len(then) == len(now):
        for number, (one, other) in enumerate(zip(then, now, strict=True)):
            yield from lost(one, other, f"{where}[{number}]")
    elif then != now:
        yield f"{where}: {then!r} became {now!r}"

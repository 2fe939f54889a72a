"""`copy.replace` of Python 3.13, for the versions before it: the nouns of the model are dataclasses and structs."""

from __future__ import annotations

import dataclasses
from typing import Any, TypeVar

from msgspec import Struct, structs

T = TypeVar("T")


def replace(one: T, **changes: Any) -> T:
    """Return a copy of a noun with other values in some fields."""
    made = structs.replace if isinstance(one, Struct) else dataclasses.replace
    return made(one, **changes)  # type: ignore[type-var] # a dataclass, then

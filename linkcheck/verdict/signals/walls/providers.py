"""Reads `providers.toml`: who keeps programs out, and by what signs an answer of theirs is known.

It is understood when the first page is read: offline nobody needs it. `schema.json` beside it is made from these types.
"""

from __future__ import annotations

import functools
import json
import pkgutil
import tomllib
from enum import StrEnum
from typing import Annotated, Literal

import msgspec
from msgspec import Meta

SOURCE = pkgutil.get_data(__package__, "providers.toml") or b""
"""Read on import: later a run may have no descriptor left for it."""
Pattern = Annotated[str, Meta(min_length=1, description="A regular expression of Python; case makes no difference.")]
Source = Annotated[
    str,
    Meta(pattern=r"^[^A-Z]{4,}$", description="A piece of source in lower case; ` ... ` between parts is anything."),
]


class Strength(StrEnum):
    """What must hold beside a sign for it to tell."""

    ALWAYS = "always"
    SHORT = "short"
    """On a page with no more words than a wall that explains itself."""
    SMALL = "small"
    """On a page that holds little else."""
    BARE = "bare"
    """On a page that shows nothing: ordinary pages load the same script."""
    REFUSAL = "refusal"
    """Beside a status that refuses; ordinary pages have it, too."""


class Sign(msgspec.Struct, frozen=True, forbid_unknown_fields=True, omit_defaults=True):
    """One way to know a provider's wall: all that is given must be there; of a list, one."""

    strength: Annotated[Strength, Meta(description="What must hold beside the sign.")] = Strength.ALWAYS
    statuses: Annotated[tuple[int, ...], Meta(description="The statuses beside which it tells; empty for any.")] = ()
    host: Annotated[Pattern | None, Meta(description="The host that answered.")] = None
    place: Annotated[
        Pattern | None,
        Meta(description="Host, path and query of where a redirect or refresh led; the link's own is none."),
    ] = None
    returns: Annotated[bool, Meta(description="That place knows in its query where its visitor wanted to go.")] = False
    header: Annotated[Pattern | None, Meta(description="The whole name of a header.")] = None
    value: Annotated[Pattern | None, Meta(description="What is in that header's value.")] = None
    cookies: Annotated[tuple[str, ...], Meta(description="Beginnings of names of cookies that are set.")] = ()
    marks: Annotated[tuple[str, ...], Meta(description="Names of marks in the page's source.")] = ()
    title: Annotated[tuple[Pattern, ...], Meta(description="The whole title, or the whole first heading.")] = ()
    words: Annotated[tuple[Pattern, ...], Meta(description="What the page says, anywhere.")] = ()
    plain: Annotated[bool, Meta(description="The title says nothing but what the titles of walls say.")] = False
    subjects: Annotated[tuple[str, ...], Meta(description="What the page speaks of: names of subjects.")] = ()
    least: Annotated[int, Meta(ge=0, description="How many of the subjects; 0 for all.")] = 0


class Provider(msgspec.Struct, frozen=True, forbid_unknown_fields=True, omit_defaults=True):
    """Who keeps programs out."""

    name: Annotated[str, Meta(min_length=1, description="As `explain` and the report say it.")]
    signs: Annotated[tuple[Sign, ...], Meta(min_length=1, description="The first that is seen tells.")]
    reason: Annotated[
        Literal["challenge", "login", "legal"], Meta(description="The reason of the verdict `blocked`.")
    ] = "challenge"
    marks: Annotated[
        dict[str, tuple[Source, ...]],
        Meta(description="Name of a mark → pieces of source that are it. Names are kept in histories: keep them."),
    ] = {}


class Providers(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """The whole file, in the order in which it is asked."""

    providers: tuple[Provider, ...]
    vocabulary: Annotated[tuple[Pattern, ...], Meta(description="Words that say nothing of a page.")]
    unspaced: Annotated[Pattern, Meta(description="The same in scripts without spaces between words.")]
    subjects: Annotated[dict[str, Pattern], Meta(description="Name of a subject → the words that speak of it.")]


@functools.cache
def known() -> Providers:
    """Return all that the file says."""
    return msgspec.convert(tomllib.loads(SOURCE.decode()), type=Providers)


def providers() -> tuple[Provider, ...]:
    """Return the providers of walls, in the file's order."""
    return known().providers


@functools.cache
def sources() -> dict[str, tuple[tuple[bytes, ...], ...]]:
    """Return name of a mark → the pieces of source that are it, each as the parts that must all be there."""
    return {
        name: tuple(tuple(piece.encode().split(b" ... ")) for piece in pieces)
        for provider in providers()
        for name, pieces in provider.marks.items()
    }


def schema_text() -> str:
    """Return the JSON Schema (2020-12) of `providers.toml`, as it is committed."""
    head = {"$schema": "https://json-schema.org/draft/2020-12/schema", "title": "providers.toml"}
    return json.dumps(head | msgspec.json.schema(Providers), ensure_ascii=False, indent=2) + "\n"

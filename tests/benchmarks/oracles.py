"""Who says what a document links to, independently of our own readers: cmark-gfm, lexbor, YAML, TOML and JSON.

Each oracle reads a document into a list; an edit of one destination must change one entry of it, that of a
definition one for each use.
"""

from __future__ import annotations

import json
import re
import tomllib
from collections.abc import Iterator, Mapping, Sequence

import yaml
from selectolax.lexbor import LexborHTMLParser

from tests.benchmarks.cmark_gfm import CmarkGfm

CMARK = CmarkGfm()
_YAML = re.compile(rb"\A(?:\xef\xbb\xbf)?---[ \t]*\r?\n(.*?)^(?:---|\.\.\.)[ \t]*\r?$", re.DOTALL | re.MULTILINE)
_TOML = re.compile(rb"\A(?:\xef\xbb\xbf)?\+\+\+[ \t]*\r?\n(.*?)^\+\+\+[ \t]*\r?$", re.DOTALL | re.MULTILINE)


_TEMPLATE = re.compile(rb"(</?)template\b", re.IGNORECASE)


def markdown_links(text: bytes) -> list[str]:
    """Return the destinations of all links and images that cmark-gfm finds."""
    return [destination for _, destination in CMARK.links(text)]


def markdown_attributes(text: bytes) -> list[str]:
    """Return all attributes of the page that cmark-gfm makes."""
    return html_attributes(CMARK.html(text))


def html_attributes(page: bytes) -> list[str]:
    """Return all attributes of all elements that lexbor finds.

    Its walk does not enter `<template>`, so that is given another name. What its tree builder repeats, because an `<a>`
    was not closed, stands there repeatedly.
    """
    root = LexborHTMLParser(_TEMPLATE.sub(rb"\1templatx", page)).root
    nodes = root.traverse(include_text=False) if root else ()
    return [f"{node.tag} {name}={value}" for node in nodes for name, value in node.attributes.items()]


def front_matter_values(data: bytes) -> list[str] | None:
    """Return the leaves of the front matter as its own parser gives them, None where it gives none."""
    if match := _YAML.match(data):
        loaded = yaml.load(match[1], Loader=getattr(yaml, "CSafeLoader", yaml.SafeLoader))  # noqa: S506 - safe
    elif match := _TOML.match(data):
        loaded = tomllib.loads(match[1].decode())
    else:
        loaded, _ = json.JSONDecoder().raw_decode(data.decode().removeprefix("\ufeff").removeprefix("<!--").lstrip())
    return list(_leaves(loaded)) if isinstance(loaded, Mapping) else None


def _leaves(value: object) -> Iterator[str]:
    match value:
        case Mapping():
            for key, inner in value.items():
                yield f"key {key}"
                yield from _leaves(inner)
        case str():
            yield value
        case Sequence():
            for inner in value:
                yield from _leaves(inner)
        case _:
            yield repr(value)

"""Reads how Python-Markdown is set up, which several generators use; compared with Markdown 3.11."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace

from linkcheck.model import Dialect, HeadingIds, Linkify, Wins
from linkcheck.sources.site.config import lower_keys

EXTRA = ("abbr", "attr_list", "def_list", "fenced_code", "footnotes", "md_in_html", "tables")
"""What `extra` stands for."""
MARKS = {"def_list": ":", "admonition": "!!!", "pymdownx.details": "???", "pymdownx.tabbed": "==="}

Extensions = Mapping[str, Mapping[str, object]]
"""Short name → its settings."""


def extensions(given: object) -> dict[str, Mapping[str, object]]:
    """Return the extensions of a list of names and of tables, as MkDocs has it, or of a table."""
    return {_short(name): settings for name, settings in _pairs(given)}


def _pairs(given: object) -> Iterator[tuple[str, Mapping[str, object]]]:
    if isinstance(given, Mapping):
        yield from ((str(name), lower_keys(settings)) for name, settings in given.items())
    elif isinstance(given, Iterable) and not isinstance(given, str):
        for each in given:
            yield from _pairs(each) if isinstance(each, Mapping) else ((str(each), {}),)


def _short(name: str) -> str:
    return name.lower().removeprefix("markdown.extensions.").replace("pymdownx.extra", "extra")


def dialect(used: Extensions) -> Dialect:
    """Return how documents are read with these extensions."""
    names = {*used, *(EXTRA if "extra" in used else ())}
    return Dialect(
        known=True,
        definition_wins=Wins.LAST,
        definitions_in_text=True,
        links_hold_blanks=True,
        linkify=Linkify.GFM if "pymdownx.magiclink" in names else Linkify.NONE,
        markdown_in_html="md_in_html" in names,
        block_marks=tuple(mark for name, mark in MARKS.items() if name in names),
        labels_elsewhere=bool(lower_keys(used.get("pymdownx.snippets")).get("auto_append")),
        heading_ids=_heading_ids(used),
    )


def _heading_ids(used: Extensions) -> HeadingIds:
    """Only `toc` makes ids; those of another function, and what tabs are told to have, are not known."""
    settings = used.get("toc")
    if used.get("pymdownx.tabbed", {}).get("slugify") or any(
        "headeranchor" in name or "header_anchor" in name for name in used
    ):
        return HeadingIds.UNKNOWN
    if settings is None:
        return HeadingIds.NONE
    if str(settings.get("separator", "-")) != "-":
        return HeadingIds.UNKNOWN
    return _made_by(settings["slugify"]) if "slugify" in settings else HeadingIds.TOC


def _made_by(function: object) -> HeadingIds:
    """Know the function that pymdown-extensions documents by its one argument: the tag with its name is not read."""
    known = function == {"kwds": {"case": "lower"}}
    return HeadingIds.TOC_UNICODE if known else HeadingIds.UNKNOWN


def with_labels(known: Dialect) -> Dialect:
    """Return the dialect of documents whose labels plug-ins define, too."""
    return replace(known, labels_elsewhere=True)

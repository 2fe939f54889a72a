"""Reads references from bytes, with one reader for each format. A new format is one file and its suffixes below."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import cache
from importlib import import_module
from pathlib import PurePosixPath
from typing import TYPE_CHECKING, cast

import linkcheck.sources.documents.packing  # noqa: F401 - importing it is all: extractions cross processes from here on
from linkcheck.model import Dialect, Document, Extraction, LinkcheckError, Reference
from linkcheck.sources import files
from linkcheck.sources.documents.encode import encode as written

if TYPE_CHECKING:
    from linkcheck.sources.documents.definition_lines import DefinitionLines

Reader = Callable[[Document, Dialect], Extraction]

DOCUMENTS: Mapping[str, str] = {
    ".md": "markdown",
    ".markdown": "markdown",
    ".mkd": "markdown",
    ".mdx": "markdown",  # as far as it is Markdown: `href={…}` of its components is code
    ".qmd": "markdown",
    ".rmd": "markdown",
    ".html": "html",
    ".htm": "html",
    "llms.txt": "markdown",  # llmstxt.org: Markdown for programs
    "llms-full.txt": "markdown",
    ".ipynb": "notebook",
    ".adoc": "adoc",
    ".asciidoc": "adoc",
    ".bib": "bibtex",
    ".rst": "rst",
    ".yaml": "data",
    ".yml": "data",
    ".toml": "data",
    ".json": "data",
}
"""Suffix, or whole name, in lower case → the module of this package whose `extract` reads such documents."""

DATA = frozenset((".json", ".toml", ".yaml", ".yml"))
"""Any program keeps its settings in such files: only below a site's folders of data are they read unasked."""
OF_SITES = frozenset((".adoc", ".asciidoc", ".bib", ".ipynb", ".rst"))
"""Read unasked only below a site."""


STDIN = "<stdin>"
"""The path of what came through standard input without a name; it is taken for Markdown."""


def suffixes() -> frozenset[str]:
    """Return the suffixes, and some whole names, of the documents that can be read."""
    return frozenset(DOCUMENTS)


def suffixes_below_folders(*, of_site: bool) -> frozenset[str]:
    """Return those of the documents that are read where only a folder above them is named."""
    return frozenset(DOCUMENTS) - DATA - (frozenset() if of_site else OF_SITES)


def extract(document: Document, dialect: Dialect) -> Extraction:
    """Return all references of a document in the order of their spans, and its problems.

    Takes any bytes; raises `LinkcheckError` only for a suffix that is not in `DOCUMENTS`.
    """
    suffix = _suffix(document.path)
    if suffix not in DOCUMENTS:
        known = " ".join(sorted(DOCUMENTS))
        raise LinkcheckError(f"{document.path}: cannot read documents of this kind; known are {known}")
    return reader(suffix)(document, dialect)


def _suffix(path: str) -> str:
    return ".md" if path == STDIN else files.suffix_of(PurePosixPath(path), suffixes())


@cache
def reader(suffix: str) -> Reader:
    """Import what reads the documents of a suffix: few blogs have those of more than one format."""
    return cast("Reader", import_module(f"{__name__}.{DOCUMENTS[suffix]}").extract)


def lines_of_definitions(document: Document, dialect: Dialect) -> tuple[DefinitionLines, ...]:
    """Return the whole lines of a document's definitions; none where it is no Markdown."""
    from linkcheck.sources.documents.definition_lines import definition_lines  # `prune` alone needs it

    return definition_lines(document, dialect) if DOCUMENTS.get(_suffix(document.path)) == "markdown" else ()


def render(document: Document, dialect: Dialect) -> str | None:
    """Return the HTML of a document, template calls as words in it; None where it is no Markdown that can be read."""
    from linkcheck.sources.documents.definition_lines import render as rendered

    return rendered(document, dialect) if DOCUMENTS.get(_suffix(document.path)) == "markdown" else None


def encode(url: str, reference: Reference) -> bytes | None:
    """Return how `url` is written in the place of a reference's destination; None where it cannot be written."""
    return written(url, reference.quoting)

"""Reads references from bytes, with one reader for each format. A new format is one file and its suffixes below."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from pathlib import PurePosixPath

import linkcheck.sources.documents.pickling  # noqa: F401 - importing it is all: extractions cross processes from here on
from linkcheck.model import Dialect, Document, Extraction, LinkcheckError, Reference
from linkcheck.sources import files
from linkcheck.sources.documents.adoc import extract as extract_adoc
from linkcheck.sources.documents.bibtex import extract as extract_bibtex
from linkcheck.sources.documents.data import extract as extract_data
from linkcheck.sources.documents.encode import encode as written
from linkcheck.sources.documents.html import extract as extract_html
from linkcheck.sources.documents.markdown import extract as extract_markdown
from linkcheck.sources.documents.notebook import extract as extract_notebook
from linkcheck.sources.documents.rst import extract as extract_rst

Reader = Callable[[Document, Dialect], Extraction]

DOCUMENTS: Mapping[str, Reader] = {
    ".md": extract_markdown,
    ".markdown": extract_markdown,
    ".mkd": extract_markdown,
    ".mdx": extract_markdown,  # as far as it is Markdown: `href={…}` of its components is code
    ".qmd": extract_markdown,
    ".rmd": extract_markdown,
    ".html": extract_html,
    ".htm": extract_html,
    "llms.txt": extract_markdown,  # llmstxt.org: Markdown for programs
    "llms-full.txt": extract_markdown,
    ".ipynb": extract_notebook,
    ".adoc": extract_adoc,
    ".asciidoc": extract_adoc,
    ".bib": extract_bibtex,
    ".rst": extract_rst,
    ".yaml": extract_data,
    ".yml": extract_data,
    ".toml": extract_data,
    ".json": extract_data,
}
"""Suffix, or whole name, in lower case → what reads such documents."""

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
    suffix = ".md" if document.path == STDIN else files.suffix_of(PurePosixPath(document.path), suffixes())
    try:
        reader = DOCUMENTS[suffix]
    except KeyError:
        known = " ".join(sorted(DOCUMENTS))
        raise LinkcheckError(f"{document.path}: cannot read documents of this kind; known are {known}") from None
    return reader(document, dialect)


def encode(url: str, reference: Reference) -> bytes | None:
    """Return how `url` is written in the place of a reference's destination; None where it cannot be written."""
    return written(url, reference.quoting)

"""Lists of URLs → inventories, some thousands of lines each."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from contextlib import closing
from dataclasses import replace
from pathlib import Path, PurePath

from linkcheck.config import Settings
from linkcheck.model import Document, Extraction, LinkcheckError, Position, Span
from linkcheck.run.collect import Inventory, collected_of
from linkcheck.run.elsewhere.joining import bare
from linkcheck.sources import site, url_lists
from linkcheck.sources.documents import STDIN
from linkcheck.sources.extraction import Extracted, Source
from linkcheck.sources.files import display
from linkcheck.sources.url_lists import COLUMN, UrlLine


def of_list(name: str, settings: Settings, cwd: Path) -> Iterator[Inventory]:
    """Yield what a list says, bit by bit; `-` is standard input. Raises LinkcheckError for what is no list."""
    path = STDIN if name == "-" else display(cwd / name, cwd)
    column = settings.url_column or COLUMN
    if PurePath(name).suffix.lower() == ".parquet":
        yield from _inventories(_parquet_lines(cwd / name, path, column), path, settings, cwd)
        return
    try:
        with closing(sys.stdin.buffer if name == "-" else (cwd / name).open("rb")) as file:
            is_csv = PurePath(name).suffix.lower() in (".csv", ".tsv") or settings.url_column is not None
            lines = url_lists.csv_lines(file, path, column) if is_csv else url_lists.plain_lines(file, path)
            yield from _inventories(lines, path, settings, cwd)
    except OSError as error:
        raise LinkcheckError(f"--urls: {name} cannot be read: {error.strerror or error}") from error


def _parquet_lines(file: Path, path: str, column: str) -> Iterator[UrlLine]:
    from linkcheck.dataset.url_column import read_column

    for number, text in enumerate(read_column(file, path, column), 1):
        if text is not None and text.strip():
            yield UrlLine(text.strip(), Position(number, 1), Span(number - 1, number))


def _inventories(lines: Iterator[UrlLine], path: str, settings: Settings, cwd: Path) -> Iterator[Inventory]:
    for extraction in url_lists.extractions(lines, path):
        yield _inventory(extraction, path, settings, cwd)


def _inventory(extraction: Extraction, path: str, settings: Settings, cwd: Path) -> Inventory:
    blog = site.Site(cwd)  # a list belongs to no site
    source = Source(cwd / path, path, b"", extraction, Document(path, b""))  # no line of it is quoted: it is the URL
    read = Extracted((source,), ())
    collected, problems = collected_of(read, blog, settings, cwd, None, cwd)
    read = Extracted((replace(source, extraction=Extraction(())),), ())  # the rows have the references
    return replace(bare(problems, settings, cwd), extracted=read, targets=collected.targets, rows=collected.rows)

"""Reads notebooks of Jupyter: each Markdown cell as a document of its own, with the bytes of the file for its spans.

Jupyter shows each cell alone, books and sites join them, so a label that another cell defines or uses is no fault.
Links to places in a notebook are not judged: every program that shows one makes ids of its own.
"""

from __future__ import annotations

import re
from codecs import BOM_UTF8
from collections import Counter
from collections.abc import Sequence
from itertools import chain

from msgspec.structs import replace

from linkcheck.model import Dialect, Document, Extraction, Problem, Reference, Rule, Span, Syntax
from linkcheck.sources.documents.data import unread
from linkcheck.sources.documents.definitions import fold
from linkcheck.sources.documents.line_index import LineIndex
from linkcheck.sources.documents.markdown import extract as extract_markdown
from linkcheck.sources.documents.notebook_cells import MarkdownCell, strings_of_cells
from linkcheck.sources.documents.shown_text import ShownText
from linkcheck.sources.front_matter import json_metadata

DIALECT = Dialect(math=True)
"""The Markdown of notebooks, whatever site they lie in."""
_BRACKETS = re.compile(r"\[([^\[\]]+)\]")
_ASKED = re.compile(rb"\[([^\[\]]+)\](?:\[\])?\Z")


def extract(document: Document, dialect: Dialect) -> Extraction:
    """Return what the Markdown cells say; a file that is no notebook has no links, and a problem that says where."""
    lines = LineIndex(document.data)
    start = len(BOM_UTF8) if document.data.startswith(BOM_UTF8) else 0
    text = ShownText(document.data, Span(start, len(document.data)))
    parsed = json_metadata.read_any(text.shown)
    if parsed.faults:  # of a key that stands there twice the parser keeps one value, so strings cannot be told apart
        fault = parsed.faults[-1]
        return unread(document, lines, text.byte(fault.offset), f"it is not good JSON: {fault.message}")
    cells = [MarkdownCell(document, lines, text, strings) for strings in strings_of_cells(parsed)]
    extractions = [extract_markdown(Document(document.path, cell.data), DIALECT) for cell in cells]
    labels = _Labels(cells, extractions)
    references: list[Reference] = []
    problems: list[Problem] = []
    for number, (cell, found) in enumerate(zip(cells, extractions, strict=True)):
        references += [cell.placed(labels.known(reference, number)) for reference in found.references]
        problems += [cell.placed_problem(one) for one in found.problems if not labels.excuse(one, number)]
    return Extraction(tuple(references), tuple(problems))


class _Labels:
    """The labels that the cells of a notebook define, and those that they may use, each with how many times."""

    def __init__(self, cells: Sequence[MarkdownCell], extractions: Sequence[Extraction]) -> None:
        self._cells = cells
        self._defined = [
            Counter(fold(each.label) for each in found.references if each.label is not None) for found in extractions
        ]
        self._all_defined = Counter(chain.from_iterable(each.elements() for each in self._defined))
        in_use = bool(self._all_defined)
        texts = [cell.data.decode("utf-8", "replace") if in_use else "" for cell in cells]
        self._named = [Counter(map(fold, _BRACKETS.findall(text))) for text in texts]
        self._all_named = Counter(chain.from_iterable(each.elements() for each in self._named))

    def known(self, reference: Reference, number: int) -> Reference:
        """Return a definition of a cell as used where only another cell may use it."""
        if reference.syntax is not Syntax.DEFINITION or reference.used or reference.label is None:
            return reference
        label = fold(reference.label)
        elsewhere = self._all_named[label] > self._named[number][label]
        return replace(reference, used=True) if elsewhere else reference

    def excuse(self, problem: Problem, number: int) -> bool:
        """Tell whether a problem of a cell is a link to a label that another cell defines."""
        if problem.rule is not Rule.UNDEFINED_REFERENCE:
            return False
        asked = _ASKED.search(self._cells[number].data[problem.span.start : problem.span.end])
        label = fold(asked[1].decode("utf-8", "replace")) if asked else ""
        return self._all_defined[label] > self._defined[number][label]

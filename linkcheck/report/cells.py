"""Tables of Markdown, row by row within a limit, and the cells that reports, comparisons and GitHub's pages share."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from tabulate import tabulate

from linkcheck.model import Finding, Memento, Problem, Verdict
from linkcheck.report.escape import code, link, prose
from linkcheck.report.pieces import and_more, copy_words, first_reference, label, place, why
from linkcheck.report.told import gathered
from linkcheck.verdict.outcome import Repairs

Row = tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Section:
    """A heading and a table; the rows are made only as far as they fit."""

    heading: str
    columns: Row
    size: int
    rows: Iterable[Row]


def fitting(rows: Iterable[Row], room: int) -> list[Row]:
    """Return the first rows that fit into so many characters of a table; the others are not even made."""
    kept: list[Row] = []
    for row in rows:
        room -= length(" | ".join(row)) + 5
        if room < 0:
            break
        kept.append(row)
    return kept


def table(columns: Sequence[str], rows: Sequence[Sequence[str]]) -> list[str]:
    """Return the lines of a table. Padding is taken out again: it would eat the room and nobody reads it."""
    text = tabulate(rows, headers=columns, tablefmt="github", disable_numparse=True)
    lines = [re.sub(r"(?<=\|) +| +(?=\|)", " ", line) for line in text.split("\n")]
    lines[1] = re.sub("-{3,}", "---", lines[1])
    return lines


def length(text: str) -> int:
    """Return how many UTF-16 units a text has, the larger way to count characters."""
    return len(text) if text.isascii() else len(text.encode("utf-16-le", "surrogatepass")) // 2


def link_cells(finding: Finding, repairs: Repairs) -> Row:
    """Return where a link stands first, how it is called there, and its URL."""
    first = first_reference(finding, repairs)
    where = code(place(first)) + and_more(len(finding.target.references) - 1)
    return where, code(label(first)), code(finding.target.url)


def why_cell(verdict: Verdict, more: str = "") -> str:
    """Return the reason in words and its code; `more` are words of ours that stand between."""
    return f"{prose(why(verdict))}{more} ({verdict.reason})"


def copies_cell(finding: Finding) -> str:
    """Return what archives said of a link, each answer once."""
    return ", ".join(dict.fromkeys(map(copy_cell, finding.mementos)))


def copy_cell(memento: Memento) -> str:
    """Return what an archive said, the copy as a link."""
    words = prose(copy_words(memento))
    return link(words, memento.url) if memento.url and memento.probed else words


def problem_section(heading: str, problems: Sequence[Problem]) -> Section:
    """Return a table of problems, in their order."""
    faults = gathered(problems)
    rows = ((code(one.where), one.first.rule.value, prose(one.first.message)) for one in faults)
    return Section(f"{heading}: {len(problems):,}", ("Where", "Rule", "What"), len(faults), rows)

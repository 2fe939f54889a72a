"""A report → the few lines that tell what is new in it; None where nothing is."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from linkcheck.model import Finding, Problem, Reference, Report
from linkcheck.report.compare import compare
from linkcheck.report.pieces import first_reference, reason
from linkcheck.report.words import counted, shortened, visible
from linkcheck.verdict.outcome import Repairs, is_known

MOST_LINES = 15
"""Who wants more opens the report: a message that fills a telephone is not read."""
LONGEST_LINE = 200


@dataclass(frozen=True, slots=True)
class NewsMessage:
    """What is told."""

    title: str
    body: str
    """Plain text, below 4,000 characters, which is what the smallest services take whole."""


def news(report: Report, before: Report | None = None, *, address: str = "") -> NewsMessage | None:
    """Return what broke since the report before, else since what the history knew; None where nothing did.

    `address` is where the whole report can be read. What the baseline knows is not new.
    """
    compared = compare(before, report)
    new: list[Finding | Problem] = [*compared.new, *compared.new_problems]
    new = [one for one in new if not is_known(one, report.baseline)]
    if not new:
        return None
    links = sum(isinstance(one, Finding) for one in new)
    parts = [counted(links, "link") if links else "", counted(len(new) - links, "error") if links < len(new) else ""]
    title = f"{' and '.join(filter(None, parts))} new since the last run"
    lines = [_line(one, Repairs.of(report.edits)) for one in new[:MOST_LINES]]
    more = len(new) - len(lines)
    still = len(compared.still) + len(compared.still_problems)
    return NewsMessage(title, "\n".join([*lines, *_end(more, still, address)]))


def _line(broken: Finding | Problem, repairs: Repairs) -> str:
    place: Reference | Problem
    if isinstance(broken, Finding):
        place = first_reference(broken, repairs)
        words = f"{_inert(broken.target.url, '%40')} ({_inert(reason(broken))})"
    else:
        place, words = broken, _inert(broken.message)
    return shortened(f"{_inert(visible(place.path))}:{place.position.line} {words}", LONGEST_LINE)


def _end(more: int, still: int, address: str) -> Iterator[str]:
    if more:
        yield f"... and {more:,} more"
    if still:
        yield f"Still broken: {still:,}"
    if address:
        yield visible(address)


def _inert(text: str, at: str = "(at)") -> str:
    """Return text that calls nobody: `@everyone` in an address is everybody's telephone in some services."""
    return visible(" ".join(text.split())).replace("@", at).replace("<", "(").replace(">", ")")

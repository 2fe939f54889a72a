"""One finding in text: a line that says where and what, and rows of a word and what it says.

content/posts/hello.md:12:7  [1]  http://gone.example/page
  dead      gone: the server says 404, to a browser too
  archived  2016-05-15, 12 days after: https://web.archive.org/web/…
  also at   content/posts/b.md:3:1 and 38 more (-v lists all)
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

from msgspec import Struct

from linkcheck.model import Change, Finding, Reference
from linkcheck.report.layout import table
from linkcheck.report.pieces import (
    copy_address,
    copy_words,
    failing_since,
    first_reference,
    label,
    place,
    reason,
)
from linkcheck.report.view import Context
from linkcheck.report.words import visible
from linkcheck.verdict.outcome import Repairs, place_of, waits

FIRST_PLACES = 3
"""The number of further places of a finding that are shown without `-v`."""


class Block(Struct, frozen=True):
    """A finding ready to print: where, label and URL, and rows of a word and a text."""

    heading: tuple[str, str, str]
    rows: tuple[tuple[str, str], ...]


def finding_block(finding: Finding, repairs: Repairs, context: Context) -> Block:
    """Return a finding in full."""
    first = first_reference(finding, repairs)
    rows = [
        (finding.verdict.state.value, reason(finding)),
        *_night_rows(finding),
        *([("waits", "for a second night: one night may be wrong")] if _is_waiting(finding, repairs, context) else []),
        *_copy_rows(finding, context),
        *_repair_rows(finding, repairs),
        *_place_rows([other for other in finding.target.references if other is not first], context),
    ]
    return Block((place(first), label(first), visible(finding.target.url)), tuple(rows))


def _is_waiting(finding: Finding, repairs: Repairs, context: Context) -> bool:
    return waits(finding) and not context.fixes_at_once and not repairs.touched(finding)


def _night_rows(finding: Finding) -> Iterable[tuple[str, str]]:
    """Yield what earlier nights knew: since when it fails, when it was last seen alive."""
    past = finding.past
    if past is None or (finding.change is None and not finding.from_history):
        return
    since = failing_since(finding)
    words = [f"failing since {since:%Y-%m-%d}"] if since else []
    words += [f"last seen alive {past.last_alive_at:%Y-%m-%d}"] if past.last_alive_at else []
    words += [f"asked {past.checked_at:%Y-%m-%d}, not again in this run"] if finding.from_history else []
    if finding.change is Change.NEW:
        words.insert(0, "since the run before")
    if words:
        yield finding.change.value if finding.change else "", ", ".join(words)


def _copy_rows(finding: Finding, context: Context) -> Iterable[tuple[str, str]]:
    said = dict.fromkeys(copy_words(memento) + copy_address(memento) for memento in finding.mementos)
    shown = list(said) if context.verbose else list(said)[:2]
    for words in shown:
        yield "archived", words
    if len(said) > len(shown):
        yield "", f"and {len(said) - len(shown):,} more, near other days (-v lists all)"


def _repair_rows(finding: Finding, repairs: Repairs) -> Iterable[tuple[str, str]]:
    places = [place_of(reference) for reference in finding.target.references]
    applied = sum(one in repairs.applied for one in places)
    if applied:
        every = "in all places" if applied == len(places) else f"in {applied:,} of {len(places):,} places"
        yield "repaired", "here" if len(places) == 1 else every
    refused = [one for one in finding.target.references if place_of(one) in repairs.refused]
    reasons = {repairs.refused[place_of(one)] for one in refused}
    if len(reasons) == 1:
        yield "not written", visible(reasons.pop())
        return
    for one in refused:
        yield "not written", f"{place(one)}: {visible(repairs.refused[place_of(one)])}"


def _place_rows(others: Sequence[Reference], context: Context) -> Iterable[tuple[str, str]]:
    if not others:
        return
    shown = others if context.verbose else others[:FIRST_PLACES]
    more = len(others) - len(shown)
    words = ", ".join(map(place, shown))
    yield "also at", f"{words} and {more:,} more (-v lists all)" if more else words


def block_lines(blocks: Sequence[Block], details: Iterator[list[str]]) -> Iterator[str]:
    """Yield the table of some findings with the lines of `details` below each row: those of `explained`, in turn."""
    for head, block in zip(table([block.heading for block in blocks]), blocks, strict=True):
        yield f"  {head}"
        for _ in block.rows:
            yield from next(details)

"""One finding in text: a line that says where and what, and rows of a word and what it says.

content/posts/hello.md:12:7  [1]  http://gone.example/page
  dead      gone: the server says 404, to a browser too
  archived  2016-05-15, 12 days after: https://web.archive.org/web/…
  also at   content/posts/b.md:3:1 and 38 more (-v lists all)
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from linkcheck.model import Change, Finding, LookupStatus, Memento, Reference, State, Syntax
from linkcheck.report.view import Context
from linkcheck.report.words import COPIES, REASONS, shortened, visible
from linkcheck.verdict.outcome import Repairs, place_of

FIRST_PLACES = 3
"""How many further places of a finding are shown without `-v`."""


@dataclass(frozen=True, slots=True)
class Block:
    """A finding ready to print: where, label and URL, and rows of a word and a text."""

    heading: tuple[str, str, str]
    rows: tuple[tuple[str, str], ...]


def place(reference: Reference) -> str:
    """Return `path:line:column`, which terminals and editors open."""
    return f"{visible(reference.path)}:{reference.position.line}:{reference.position.column}"


def label(reference: Reference) -> str:
    """Return how a reference is called in its document: its label, else its syntax."""
    if reference.label is None:
        return reference.syntax.value
    name = f"[{shortened(visible(' '.join(reference.label.split())), 40)}]"
    return f"{name} unused" if reference.syntax is Syntax.DEFINITION and reference.used is False else name


def first_reference(finding: Finding, repairs: Repairs) -> Reference:
    """Return the reference to name a finding by: the first that is left, else the first."""
    return (repairs.remaining(finding) or finding.target.references)[0]


def finding_block(finding: Finding, repairs: Repairs, context: Context) -> Block:
    """Return a finding in full."""
    first = first_reference(finding, repairs)
    rows = [
        (finding.verdict.state.value, reason(finding)),
        *_night_rows(finding),
        *_copy_rows(finding, context),
        *_repair_rows(finding, repairs),
        *_place_rows([other for other in finding.target.references if other is not first], context),
    ]
    return Block((place(first), label(first), visible(finding.target.url)), tuple(rows))


def reason(finding: Finding) -> str:
    """Return the reason code and its words."""
    verdict = finding.verdict
    words = f"{verdict.reason}: {visible(verdict.detail or REASONS[verdict.reason])}"
    return f"{words} → {visible(verdict.final_url)}" if verdict.state is State.MOVED and verdict.final_url else words


def _night_rows(finding: Finding) -> Iterable[tuple[str, str]]:
    """Yield what earlier nights knew: since when it fails, when it was last seen alive."""
    past = finding.past
    if past is None or (finding.change is None and not finding.from_history):
        return
    words = [f"failing since {past.failing_since:%Y-%m-%d}"] if past.failing_since and past.failures > 1 else []
    words += [f"last seen alive {past.last_alive_at:%Y-%m-%d}"] if past.last_alive_at else []
    words += [f"asked {past.checked_at:%Y-%m-%d}, not again in this run"] if finding.from_history else []
    if finding.change is Change.NEW:
        words.insert(0, "since the run before")
    if words:
        yield finding.change.value if finding.change else "", ", ".join(words)


def copy_words(memento: Memento) -> str:
    """Return what an archive said, in words, without the address."""
    why = visible(COPIES.get(memento.detail or "", memento.detail or ""))
    if memento.answer is LookupStatus.NONE:
        return why or "no copy"
    if memento.answer is LookupStatus.UNKNOWN:
        return f"not known: {why}" if why else "not known"
    day = memento.captured_at.date().isoformat() if memento.captured_at else "a copy"
    found = f"{day}, {visible(memento.fit)}" if memento.fit else day
    return found if memento.probed else f"{found}, but not usable: {why or 'it was not verified'}"


def _copy_rows(finding: Finding, context: Context) -> Iterable[tuple[str, str]]:
    said = dict.fromkeys(copy_words(memento) + _address(memento) for memento in finding.mementos)
    shown = list(said) if context.verbose else list(said)[:2]
    for words in shown:
        yield "archived", words
    if len(said) > len(shown):
        yield "", f"and {len(said) - len(shown):,} more, near other days (-v lists all)"


def _address(memento: Memento) -> str:
    return f": {visible(memento.url)}" if memento.url else ""


def _repair_rows(finding: Finding, repairs: Repairs) -> Iterable[tuple[str, str]]:
    places = [place_of(reference) for reference in finding.target.references]
    applied = sum(spot in repairs.applied for spot in places)
    if applied:
        every = "in all places" if applied == len(places) else f"in {applied:,} of {len(places):,} places"
        yield "repaired", "here" if len(places) == 1 else every
    for why in dict.fromkeys(repairs.refused[spot] for spot in places if spot in repairs.refused):
        yield "not written", visible(why)


def _place_rows(others: Sequence[Reference], context: Context) -> Iterable[tuple[str, str]]:
    if not others:
        return
    shown = others if context.verbose else others[:FIRST_PLACES]
    more = len(others) - len(shown)
    words = ", ".join(map(place, shown))
    yield "also at", f"{words} and {more:,} more (-v lists all)" if more else words

"""The words for parts of a finding, which every format shows alike: where it stands, why it is so, what archives have.

All of them are safe for a terminal (`visible`); a format escapes them further where it must.
"""

from __future__ import annotations

from datetime import datetime, timedelta
from http import HTTPStatus
from typing import Protocol

from linkcheck.model import Finding, LookupStatus, Memento, Original, Position, Reference, State, Syntax, Verdict
from linkcheck.report.words import COPIES, REASONS, shortened, visible
from linkcheck.verdict.outcome import Repairs
from linkcheck.verdict.returning import runs_words

LONG, LONG_CHECKS = timedelta(days=7), 3
"""From so long a time and so many checks on, a link that cannot be reached stands under a heading of its own."""


class Placed(Protocol):
    """A part of a document: a reference, a problem, a diagnostic."""

    @property
    def path(self) -> str:
        """Relative to the working directory."""

    @property
    def position(self) -> Position:
        """Where it begins."""


def place(one: Placed) -> str:
    """Return `path:line:column`, which terminals and editors open."""
    return f"{visible(one.path)}:{one.position.line}:{one.position.column}"


def and_more(number: int) -> str:
    """Return how many others there are, to follow the first; empty where there is none."""
    return f" and {number:,} more" if number else ""


def label(reference: Reference) -> str:
    """Return how a reference is called in its document: its label, else its syntax."""
    if reference.label is None:
        return reference.syntax.value
    name = f"[{shortened(visible(' '.join(reference.label.split())), 40)}]"
    return f"{name} unused" if reference.syntax is Syntax.DEFINITION and reference.used is False else name


def first_reference(finding: Finding, repairs: Repairs) -> Reference:
    """Return the reference to name a finding by: the first that is left, else the first."""
    return (repairs.remaining(finding) or finding.target.references)[0]


def why(verdict: Verdict) -> str:
    """Return the reason in words, as they came: not safe to show yet."""
    return verdict.detail or REASONS[verdict.reason]


def reason(finding: Finding) -> str:
    """Return the reason code and its words."""
    verdict = finding.verdict
    words = f"{verdict.reason}: {visible(why(verdict))}"
    return words + arrow(verdict)


def arrow(verdict: Verdict) -> str:
    """Return where a link moved to, to follow what is said of it; empty for any other verdict."""
    return f" → {visible(verdict.final_url)}" if verdict.state is State.MOVED and verdict.final_url else ""


def failing_since(finding: Finding) -> datetime | None:
    """Return since when a link has not been seen alive; None where that is one check or nothing is remembered."""
    past = finding.past
    return past.failing_since if past is not None and past.failures > 1 else None


def unreached_since(finding: Finding) -> datetime | None:
    """Return since when a link has not been reachable from here, where that is long; None for any other."""
    past = finding.past
    if finding.verdict.state is not State.UNREACHABLE or past is None or past.unreachable_since is None:
        return None
    is_long = past.checked_at - past.unreachable_since >= LONG and past.unreachable_checks >= LONG_CHECKS
    return past.unreachable_since if is_long else None


def return_words(original: Original) -> str:
    """Return what is known of an original that answers again, in words, and what can be done."""
    if original.objection is None:
        return f"{runs_words(original.returns)}, the page of the copy: --fix=restored puts it back"
    return visible(original.objection)


def copy_words(memento: Memento) -> str:
    """Return what an archive said, in words, without the address."""
    why = visible(COPIES.get(memento.detail or "", memento.detail or ""))
    when = f" (asked {memento.asked_at:%Y-%m-%d})" if memento.asked_at is not None else ""
    if memento.answer is LookupStatus.NONE:
        return f"{why or 'no copy'}{when}"
    if memento.answer is LookupStatus.UNKNOWN:
        return f"not known: {why}{when}" if why else f"not known{when}"
    day = memento.captured_at.date().isoformat() if memento.captured_at else "a copy"
    found = f"{day}, {visible(memento.fit)}" if memento.fit else day
    return found if memento.probed else f"{found}, but not usable: {why or 'it was not verified'}{when}"


def copy_address(memento: Memento) -> str:
    """Return the address of a copy, to follow the words for it; empty where there is none."""
    return f": {visible(memento.url)}" if memento.url else ""


def status_words(status: int) -> str:
    """Return a status with its name in HTTP, where it has one."""
    try:
        return f"{status} {HTTPStatus(status).phrase}".rstrip()
    except ValueError:
        return str(status)


def decoded(data: bytes) -> str:
    """Return bytes of a document as text, with escapes for what is not UTF-8."""
    return data.decode("utf-8", "backslashreplace")

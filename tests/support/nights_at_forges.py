"""Reports of nights, in small, for what is published of them."""

from __future__ import annotations

from datetime import UTC, datetime

from linkcheck.model import (
    Edit,
    Finding,
    Level,
    Position,
    Post,
    Problem,
    Reason,
    Report,
    Row,
    Rule,
    Span,
    State,
    Verdict,
)
from tests.support.copies import replace
from tests.support.sample_report import EMPTY, finding, memento, reference

STARTED = datetime(2026, 3, 1, 2, tzinfo=UTC)
SAID = {
    State.DEAD: (Reason.GONE, "status 404"),
    State.ALIVE: (Reason.OK, "status 200"),
    State.UNREACHABLE: (Reason.TIMEOUT, "no answer in time"),
    State.UNCHECKED: (Reason.OVER_BUDGET, "not asked"),
    State.INVALID: (Reason.BAD_SCHEME, "no scheme"),
}


def link(url: str, state: State = State.DEAD, path: str = "a.md", line: int = 1) -> Finding:
    """Return a finding with one reference; a dead one has a copy."""
    reason, detail = SAID[state]
    day = STARTED.replace(year=2014)
    copies = (memento(url, day.date(), day, "exact"),) if state is State.DEAD else ()
    return finding(Verdict(state, reason, detail), (reference(path, line, url),), mementos=copies)


def error(message: str = "the site has no page /x/", path: str = "a.md") -> Problem:
    """Return a problem that fails a run."""
    return Problem(Rule.MISSING_PAGE, Level.ERROR, path, Position(3, 1), Span(10, 20), message)


def night(*findings: Finding, problems: tuple[Problem, ...] = (), edits: tuple[Edit, ...] = ()) -> Report:
    """Return the report of a night."""
    known = tuple(sorted(findings, key=lambda one: one.target.url))
    rows = tuple(Row(one, found.target.url) for found in known for one in found.target.references)
    posts = tuple(Post(path) for path in sorted({row.reference.path for row in rows}))
    return replace(
        EMPTY,
        findings=known,
        rows=rows,
        problems=problems,
        edits=edits,
        posts=posts,
        documents=len(posts),
        started_at=STARTED,
    )

"""What every format is told beside the report, and the report without its secrets.

User names, passwords and tokens in URLs are masked once, before any format sees the report, so that no format
can forget it. How a secret looks is known to `targets`; its function comes in through the context.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass, replace
from functools import cache
from operator import is_
from typing import TypeVar

from linkcheck.model import (
    FAIL_ON,
    Check,
    Edit,
    Evidence,
    Exchange,
    FailOn,
    Failure,
    Finding,
    Memento,
    Past,
    Post,
    Problem,
    Reference,
    Report,
    Response,
    Row,
    State,
    Target,
    Verdict,
)

T = TypeVar("T")


def unredacted(url: str) -> str:
    """Return the URL as it is."""
    return url


@dataclass(frozen=True, slots=True, kw_only=True)
class Context:
    """How to show a report, and to whom."""

    redact: Callable[[str], str] = unredacted
    """Takes a URL or a destination as written; returns it without secrets."""
    width: int = 100
    """Columns of the terminal."""
    colour: bool = False
    link_base: str | None = None
    """The `file:` URL that relative paths begin at, where URLs and places are to be links; None for no links."""
    verbose: int = 0
    """1 lists all places and all verdicts but `alive`, 2 those too."""
    fail_on: frozenset[FailOn] = FAIL_ON

    def is_urgent(self, state: State) -> bool:
        """Tell whether links with this verdict need someone."""
        return state.is_broken or state in self.fail_on


_URL_IN_TEXT = re.compile(r"[A-Za-z][A-Za-z0-9+.-]*:/[^\s<>\"'`]+")


class _Redactor:
    """Applies a mask to the types of the model.

    What holds no secret is handed back as it is: nearly everything, and copying it would cost more than all else.
    """

    def __init__(self, redact: Callable[[str], str]) -> None:
        self.url = cache(redact)  # one URL stands in its target, its references, its exchanges

    def optional(self, url: str | None) -> str | None:
        return None if url is None else self.url(url)

    def text(self, text: str) -> str:
        return _URL_IN_TEXT.sub(lambda found: self.url(found[0]), text) if ":/" in text else text

    def data(self, data: bytes) -> bytes:
        return self.url(data.decode("utf-8", "surrogateescape")).encode("utf-8", "surrogateescape")

    def reference(self, reference: Reference) -> Reference:
        return _changed(reference, destination=self.url(reference.destination))

    def evidence(self, evidence: Evidence) -> Evidence:
        return _changed(evidence, detail=self.text(evidence.detail))

    def verdict(self, verdict: Verdict) -> Verdict:
        return _changed(
            verdict,
            detail=self.text(verdict.detail),
            final_url=self.optional(verdict.final_url),
            evidence=_each(self.evidence, verdict.evidence),
        )

    def exchange(self, exchange: Exchange) -> Exchange:
        outcome: Response | Failure
        if isinstance(exchange.outcome, Failure):
            outcome = _changed(exchange.outcome, detail=self.text(exchange.outcome.detail))
        else:
            outcome = _changed(exchange.outcome, headers=_each(self.header, exchange.outcome.headers))
        request = _changed(exchange.request, url=self.url(exchange.request.url))
        return _changed(exchange, request=request, outcome=outcome)

    def header(self, pair: tuple[str, str]) -> tuple[str, str]:
        name, value = pair
        clean = self.url(value) if name.lower() in {"location", "content-location"} else self.text(value)
        return pair if clean == value else (name, clean)

    def check(self, check: Check) -> Check:
        return _changed(check, url=self.url(check.url), exchanges=_each(self.exchange, check.exchanges))

    def memento(self, memento: Memento) -> Memento:
        return _changed(memento, url=self.optional(memento.url))

    def target(self, target: Target) -> Target:
        preset = target.preset and self.verdict(target.preset)
        references = _each(self.reference, target.references)
        return _changed(target, url=self.url(target.url), references=references, preset=preset)

    def finding(self, finding: Finding) -> Finding:
        return _changed(
            finding,
            target=self.target(finding.target),
            verdict=self.verdict(finding.verdict),
            check=finding.check and self.check(finding.check),
            mementos=_each(self.memento, finding.mementos),
            past=finding.past and self.past(finding.past),
        )

    def past(self, past: Past) -> Past:
        page = past.first_page and _changed(past.first_page, title=self.text(past.first_page.title))
        return _changed(past, url=self.url(past.url), first_page=page)

    def post(self, post: Post) -> Post:
        return _changed(post, title=post.title and self.text(post.title))

    def row(self, row: Row) -> Row:
        return _changed(row, reference=self.reference(row.reference), url=self.optional(row.url))

    def problem(self, problem: Problem) -> Problem:
        return _changed(problem, message=self.text(problem.message))

    def edit(self, edit: Edit) -> Edit:
        refused = edit.refused and self.text(edit.refused)
        changed = _changed(edit, old=self.data(edit.old), new=self.data(edit.new), reason=self.text(edit.reason))
        return _changed(changed, refused=refused, destination=self.optional(edit.destination))


def _changed(old: T, /, **fields: object) -> T:
    """Return a copy of a dataclass with these fields, or the old one where they say nothing new."""
    if all(value is getattr(old, name) or value == getattr(old, name) for name, value in fields.items()):
        return old
    return replace(old, **fields)  # type: ignore[type-var] # every T here is a dataclass of the model


def _each(apply: Callable[[T], T], old: tuple[T, ...]) -> tuple[T, ...]:
    """Return the tuple with each item treated, or the old one where no item changed."""
    new = tuple(map(apply, old))
    return old if all(map(is_, new, old)) else new


def redacted(report: Report, redact: Callable[[str], str]) -> Report:
    """Return the report with every URL in it masked; the spans still tell where the originals stand."""
    if redact is unredacted:
        return report
    redactor = _Redactor(redact)
    return replace(
        report,
        rows=_each(redactor.row, report.rows),
        findings=_each(redactor.finding, report.findings),
        problems=_each(redactor.problem, report.problems),
        edits=_each(redactor.edit, report.edits),
        posts=_each(redactor.post, report.posts),
        baseline=None if report.baseline is None else frozenset(map(redactor.text, report.baseline)),
        lines={place: redactor.text(line) for place, line in report.lines.items()},
    )


def redacted_text(text: str, redact: Callable[[str], str]) -> str:
    """Return text with every URL in it masked."""
    return _Redactor(redact).text(text)


def redacted_finding(finding: Finding, redact: Callable[[str], str]) -> Finding:
    """Return one finding with every URL in it masked."""
    return finding if redact is unredacted else _Redactor(redact).finding(finding)

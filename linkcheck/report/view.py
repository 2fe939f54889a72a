"""What every format is told beside the report, and the report without its secrets.

User names, passwords and tokens in URLs are masked once, before any format sees the report, so that no format
can forget it. How a secret looks is known to `targets`; its function comes in through the context.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass, replace

from linkcheck.model import (
    Check,
    Edit,
    Exchange,
    Failure,
    Finding,
    Level,
    Memento,
    Problem,
    Reference,
    Report,
    Row,
    State,
    Target,
    Url,
    Verdict,
)


def unmasked(url: str) -> str:
    """Return the URL as it is."""
    return url


@dataclass(frozen=True, slots=True, kw_only=True)
class Context:
    """How to show a report, and to whom."""

    mask: Callable[[str], str] = unmasked
    """Takes a URL or a destination as written; returns it without secrets."""
    width: int = 100
    """Columns of the terminal."""
    colour: bool = False
    verbose: int = 0
    """1 lists all places and all verdicts but `alive`, 2 those too."""
    fail_on: frozenset[State | Level] = frozenset({State.DEAD, State.INVALID, Level.ERROR})
    command: str = "linkcheck scan --fix"
    """What to run to repair what can be repaired."""


_URL_IN_TEXT = re.compile(r"[A-Za-z][A-Za-z0-9+.-]*:/[^\s<>\"'`]+")


class _Masker:
    """Applies a mask to the types of the model; what does not change is handed back as it is, which saves time."""

    def __init__(self, mask: Callable[[str], str]) -> None:
        self._mask = mask

    def url(self, url: str) -> str:
        return self._mask(url)

    def optional(self, url: str | None) -> str | None:
        return None if url is None else self._mask(url)

    def text(self, text: str) -> str:
        return _URL_IN_TEXT.sub(lambda found: self._mask(found[0]), text) if ":/" in text else text

    def data(self, data: bytes) -> bytes:
        text = data.decode("utf-8", "surrogateescape")
        clean = self._mask(text)
        return data if clean == text else clean.encode("utf-8", "surrogateescape")

    def reference(self, reference: Reference) -> Reference:
        clean = self.url(reference.destination)
        return reference if clean == reference.destination else replace(reference, destination=clean)

    def verdict(self, verdict: Verdict) -> Verdict:
        evidence = tuple(replace(item, detail=self.text(item.detail)) for item in verdict.evidence)
        final = self.optional(verdict.final_url)
        return replace(verdict, detail=self.text(verdict.detail), final_url=final, evidence=evidence)

    def exchange(self, exchange: Exchange) -> Exchange:
        request = replace(exchange.request, url=Url(self.url(exchange.request.url)), headers=())
        outcome = exchange.outcome
        if isinstance(outcome, Failure):
            return replace(exchange, request=request, outcome=replace(outcome, detail=self.text(outcome.detail)))
        headers = tuple((name, self._header(name, value)) for name, value in outcome.headers)
        return replace(exchange, request=request, outcome=replace(outcome, headers=headers))

    def _header(self, name: str, value: str) -> str:
        return self.url(value) if name.lower() in {"location", "content-location", "refresh"} else self.text(value)

    def check(self, check: Check | None) -> Check | None:
        if check is None:
            return None
        return replace(check, url=Url(self.url(check.url)), exchanges=tuple(map(self.exchange, check.exchanges)))

    def memento(self, memento: Memento) -> Memento:
        clean = self.optional(memento.url)
        return memento if clean == memento.url else replace(memento, url=clean)

    def finding(self, finding: Finding) -> Finding:
        references = tuple(map(self.reference, finding.target.references))
        preset = finding.target.preset and self.verdict(finding.target.preset)
        return replace(
            finding,
            target=Target(self.url(finding.target.url), references, preset),
            verdict=self.verdict(finding.verdict),
            check=self.check(finding.check),
            mementos=tuple(map(self.memento, finding.mementos)),
        )

    def row(self, row: Row) -> Row:
        return replace(row, reference=self.reference(row.reference), url=self.optional(row.url))

    def problem(self, problem: Problem) -> Problem:
        clean = self.text(problem.message)
        return problem if clean == problem.message else replace(problem, message=clean)

    def edit(self, edit: Edit) -> Edit:
        return replace(edit, old=self.data(edit.old), new=self.data(edit.new), reason=self.text(edit.reason))


def masked(report: Report, mask: Callable[[str], str]) -> Report:
    """Return the report with every URL in it masked; the spans still tell where the originals stand."""
    if mask is unmasked:
        return report
    masker = _Masker(mask)
    return replace(
        report,
        rows=tuple(map(masker.row, report.rows)),
        findings=tuple(map(masker.finding, report.findings)),
        problems=tuple(map(masker.problem, report.problems)),
        edits=tuple(map(masker.edit, report.edits)),
    )


def masked_finding(finding: Finding, mask: Callable[[str], str]) -> Finding:
    """Return one finding with every URL in it masked."""
    return finding if mask is unmasked else _Masker(mask).finding(finding)

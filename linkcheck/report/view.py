"""The context that every format gets beside the report, and the report without its secrets.

User names, passwords and tokens in URLs are redacted once, before any format sees the report, so that no format
can forget it. `links.urls` knows how a secret looks; its function comes in through the context.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from functools import cache, cached_property
from operator import is_
from typing import Any, TypeVar

from msgspec import Struct, structs

from linkcheck import model
from linkcheck.report.leads import Editor

T = TypeVar("T")


def unredacted(url: str) -> str:
    """Return the URL as it is."""
    return url


@dataclass(frozen=True, slots=True, kw_only=True)
class Context:
    """The way to show a report: the width of the terminal, the amount of detail, and so on."""

    redact: Callable[[str], str] = unredacted
    """Takes a URL or a destination as written; returns it without secrets."""
    width: int = 100
    """Columns of the terminal."""
    colour: bool = False
    link_base: str | None = None
    """The `file:` URL that relative paths begin at, where URLs and places are to be links; None for no links."""
    verbose: int = 0
    """1 lists all places and all verdicts but `alive`, 2 those too."""
    fail_on: frozenset[model.FailOn] = model.FAIL_ON

    fixes_at_once: bool = False
    """Deaths that no later night has confirmed are repaired, too."""

    editor: Editor | None = None
    """Opens places on the machine of the reader; None where that is another, or not wanted."""
    notes: bool = False
    """SARIF and Code Quality tell notes, too; known faults of a baseline are notes."""

    only_left: bool = False
    """Only what fails the run or was refused is told, and nothing else."""

    most: int | None = None
    """Findings that are shown in full; None for all."""

    def is_urgent(self, state: model.State) -> bool:
        """Tell whether links with this verdict need someone."""
        return state.is_broken or state in self.fail_on


_HEADERS_OF_URLS = frozenset({"location", "content-location"})
_URL_IN_TEXT = re.compile(r"(?<![A-Za-z0-9+.-])[A-Za-z0-9+.-]++:/[^\s<>\"'`]+")
"""Begins where a run of these signs does: tried from each of them, a word of a megabyte would take minutes."""


class _Redactor:
    """Takes secrets out of the parts of a report.

    What holds none is handed back as it is: nearly everything, and copying it would cost more than all else.
    """

    def __init__(self, redact: Callable[[str], str]) -> None:
        self._redact = redact
        self._shown: dict[str, int] = {}
        self.url = cache(self._one)  # one URL stands in its target, its references, its exchanges

    @cached_property
    def _fields(self) -> Mapping[type, Mapping[str, Callable[[Any], object]]]:
        url, text, part, parts = self.url, self.text, self.part, self.parts
        return {
            model.Check: {"url": url, "exchanges": parts, "probes": parts},
            model.Edit: {"old": self.data, "new": self.data, "reason": text, "refused": text, "destination": url},
            model.Evidence: {"detail": text},
            model.Exchange: {"request": part, "outcome": part},
            model.Failure: {"detail": text},
            model.Finding: {
                "target": part,
                "verdict": part,
                "check": part,
                "mementos": parts,
                "past": part,
                "original": part,
                "kept_copy": part,
            },
            model.KeptCopy: {"address": url},
            model.Memento: {"url": url},
            model.Page: {"title": text},
            model.Original: {"url": url, "verdict": part, "objection": text},
            model.Past: {"url": url, "first_page": part},
            model.Post: {"title": text},
            model.Problem: {"message": text},
            model.Reference: {"destination": url},
            model.Request: {"url": url},
            model.Response: {"headers": self.headers, "page": part},
            model.Row: {"reference": part, "url": url},
            model.Target: {"url": url, "references": parts, "preset": part, "original": url},
            model.Verdict: {"detail": text, "final_url": url, "evidence": parts},
        }

    @cached_property
    def _looks(self) -> Mapping[type, Callable[[Any], bool]]:
        return {
            model.Finding: self._is_plain_finding,
            model.Problem: lambda one: ":/" not in one.message,
            model.Row: lambda one: self._is_plain(one.reference.destination) and self._is_plain(one.url),
        }

    def _is_plain(self, url: str | None) -> bool:
        return url is None or self.url(url) == url

    def _is_plain_finding(self, one: model.Finding) -> bool:
        """Tell of a target that nothing was asked of whether it holds no secret."""
        if one.check is not None or one.mementos or one.past is not None or one.verdict is not one.target.preset:
            return False
        detail, said = one.verdict.detail, one.verdict.evidence
        if one.verdict.final_url is not None or ":/" in detail or any(":/" in each.detail for each in said):
            return False
        return self._is_plain(one.target.url) and all(
            self._is_plain(each.destination) for each in one.target.references
        )

    def _one(self, url: str) -> str:
        """Return a URL without its secrets; two that differ in nothing else are numbered, and stay two."""
        shown = self._redact(url)
        if shown == url:
            return url
        number = self._shown[shown] = self._shown.get(shown, 0) + 1
        return shown if number == 1 else shown.replace("***", f"***{number}", 1)

    def text(self, text: str) -> str:
        return _URL_IN_TEXT.sub(lambda found: self.url(found[0]), text) if ":/" in text else text

    def data(self, data: bytes) -> bytes:
        return self.url(data.decode("utf-8", "surrogateescape")).encode("utf-8", "surrogateescape")

    def headers(self, headers: tuple[tuple[str, str], ...]) -> tuple[tuple[str, str], ...]:
        return tuple((name, (self.url if name.lower() in _HEADERS_OF_URLS else self.text)(it)) for name, it in headers)

    def part(self, old: T) -> T:
        is_plain = self._looks.get(type(old))
        if is_plain is not None and is_plain(old):  # a tenth of the time of looking for it field by field
            return old
        new = {}
        for name, treat in self._fields[type(old)].items():
            was = getattr(old, name)
            if was is not None and (now := treat(was)) is not was and now != was:
                new[name] = now
        if not new:
            return old
        return structs.replace(old, **new) if isinstance(old, Struct) else replace(old, **new)  # type: ignore[type-var] # a dataclass, then

    def parts(self, old: tuple[T, ...]) -> tuple[T, ...]:
        """Return the tuple with each item treated, or the old one where no item changed."""
        new = tuple(map(self.part, old))
        return old if all(map(is_, new, old)) else new


def redacted(report: model.Report, redact: Callable[[str], str]) -> model.Report:
    """Return the report with every URL in it redacted; the spans still tell where the originals stand."""
    if redact is unredacted:
        return report
    redactor = _Redactor(redact)
    return replace(
        report,
        rows=redactor.parts(report.rows),
        findings=redactor.parts(report.findings),
        problems=redactor.parts(report.problems),
        edits=redactor.parts(report.edits),
        posts=redactor.parts(report.posts),
        baseline=None if report.baseline is None else frozenset(map(redactor.text, report.baseline)),
        lines={place: redactor.text(line) for place, line in report.lines.items()},
        only=tuple(map(redactor.url, report.only)),
    )


def redacted_text(text: str, redact: Callable[[str], str]) -> str:
    """Return text with every URL in it redacted."""
    return _Redactor(redact).text(text)


def redacted_finding(finding: model.Finding, redact: Callable[[str], str]) -> model.Finding:
    """Return one finding with every URL in it redacted."""
    return finding if redact is unredacted else _Redactor(redact).part(finding)

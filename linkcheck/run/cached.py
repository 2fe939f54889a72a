"""history → verdicts: what is to be asked now, and what the evidence of earlier nights says of the rest.

Evidence is judged by the rules of today, so a better rule corrects an old verdict without a request; what the same
rules said of it before is kept, and not found twice. What judges is imported when there is something to judge.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from itertools import chain

from linkcheck.history import KeptVerdict, TargetTable, is_kept_whole, titled
from linkcheck.model import Change, Check, Flag, Page, Past, Response, State, Url, Verdict
from linkcheck.verdict.confirmation import awaits_witness, change, confirmed, kept_verdict, remember
from linkcheck.verdict.drift import drifted, fingerprint
from linkcheck.verdict.due import is_due
from linkcheck.verdict.returning import with_return
from linkcheck.verdict.strikes import Confirm

LONG_AGO = datetime.min.replace(tzinfo=UTC)


@dataclass(frozen=True, slots=True)
class TargetResult:
    """One target as it is known after a check, or without one."""

    verdict: Verdict
    check: Check | None
    past: Past
    change: Change | None
    from_history: bool = False


@dataclass(slots=True)
class CachedVerdicts:
    """The targets of earlier runs, as this run found them."""

    pasts: Mapping[str, Past]
    confirm: Confirm
    originals: Collection[str] = ()
    """The URLs of what copies were made of: it is remembered when they come back."""

    @classmethod
    def of(cls, known: TargetTable, confirm: Confirm, originals: Collection[str] = ()) -> CachedVerdicts:
        """Read the history."""
        return cls(known.pasts(), confirm, originals)

    def due(
        self, waiting: Collection[Url], now: datetime, *, fresh: bool, dead_too: bool = False, back_too: bool = False
    ) -> tuple[Url, ...]:
        """Return what is to be asked now, the longest unchecked first; what never was checked comes before all."""
        due = [
            url
            for url in waiting
            if fresh or is_due(self.pasts.get(url), now, self.confirm, dead_too=dead_too, back_too=back_too)
        ]
        return tuple(sorted(due, key=lambda url: (self._asked(url), url)))

    def _asked(self, url: Url) -> datetime:
        past = self.pasts.get(url)
        return past.checked_at if past is not None else LONG_AGO

    def concluded(self, check: Check, verdict: Verdict) -> TargetResult:
        """Return what is known after a check; `verdict` is what the check says by itself."""
        before = self.pasts.get(check.url)
        verdict = _with_drift(verdict, check, before)
        past = self.remember(before, check, verdict)
        verdict = confirmed(verdict, past, check, self.confirm)
        return TargetResult(verdict, check, past, change(before, verdict, first_run=not self.pasts))

    def awaits_witness(self, check: Check, verdict: Verdict) -> datetime | None:
        """Return since when an archive must not have seen the page for a check to be death; None for any other."""
        return awaits_witness(self.pasts.get(check.url), check, verdict, self.confirm)

    def remember(self, before: Past | None, check: Check, verdict: Verdict) -> Past:
        """Return the record of a target after a check."""
        page = _found(check) if verdict.state.is_good else None
        past = remember(before, check, verdict, self.confirm, page)
        return with_return(past, before, verdict, page) if check.url in self.originals else past

    def concluded_of(self, check: Check, past: Past, verdict: Verdict, rules: str) -> KeptVerdict | None:
        """Return what a check says by itself, to be kept beside it; None where what is kept of it may say otherwise."""
        return KeptVerdict(lean(check), _with_drift(verdict, check, past), rules) if is_kept_whole(check) else None

    def recalled(
        self,
        urls: Collection[Url],
        kept: TargetTable,
        accept: Callable[[str], frozenset[int]],
        rules: Callable[[str], str],
    ) -> Iterator[tuple[Url, TargetResult]]:
        """Tell what the kept evidence of these targets says by `rules`; what has none keeps the verdict of then."""
        left = {url for url in urls if url in self.pasts}
        found = kept.verdicts(left, rules)
        judged: list[KeptVerdict] = []
        for one in chain(found.values(), self._judged(left - found.keys(), kept, accept, rules, judged)):
            past = self.pasts.get(one.check.url)
            try:
                verdict = confirmed(one.verdict, past, one.check, self.confirm)
                recalled = self._recalled(verdict, one.check, self.pasts[one.check.url])
            except Exception:  # noqa: S112 -- a row that no check of ours can have left is no evidence
                continue
            left.discard(one.check.url)
            yield one.check.url, recalled
        kept.keep_verdicts(judged)
        for url in sorted(left):
            yield url, self._recalled(kept_verdict(self.pasts[url], self.confirm), None, self.pasts[url])

    def _judged(
        self,
        urls: Collection[Url],
        kept: TargetTable,
        accept: Callable[[str], frozenset[int]],
        rules: Callable[[str], str],
        judged: list[KeptVerdict],
    ) -> Iterator[KeptVerdict]:
        """Judge kept evidence anew, and note what is found."""
        if not urls:
            return
        from linkcheck.verdict.weighing import judge

        for check in kept.evidence(urls):
            try:
                verdict = _with_drift(judge(check, accept=accept(check.url)), check, self.pasts[check.url])
            except Exception:  # noqa: S112 -- as above
                continue
            judged.append(KeptVerdict(lean(check), verdict, rules(check.url)))
            yield judged[-1]

    def _recalled(self, verdict: Verdict, check: Check | None, past: Past) -> TargetResult:
        still = Change.STILL if verdict.state is State.DEAD else None
        return TargetResult(verdict, check, past, still, from_history=True)


def lean(check: Check) -> Check:
    """Let go of what is needed no more once a check is judged and kept: thousands of pages would fill the memory."""
    return replace(
        check,
        exchanges=tuple(
            replace(
                exchange,
                outcome=replace(
                    exchange.outcome,
                    body=b"",
                    page=None,
                    digest=b"",
                    headers=tuple(pair for pair in exchange.outcome.headers if pair[0].lower() == "location"),
                ),
            )
            if isinstance(exchange.outcome, Response)
            else exchange
            for exchange in check.exchanges
        ),
        probes=tuple(map(titled, check.probes)),
    )


def _with_drift(verdict: Verdict, check: Check, before: Past | None) -> Verdict:
    if not verdict.state.is_good or before is None or before.first_page is None:
        return verdict
    now = _found(check)
    there = now is not None and drifted(before.first_page, now)
    return replace(verdict, flags=(*verdict.flags, Flag.DRIFT)) if there else verdict


def _found(check: Check) -> Page | None:
    """Return the fingerprint of the page that a check ended with."""
    from linkcheck.verdict.signals.page import seen
    from linkcheck.verdict.signals.platforms import parted

    for exchange in reversed(parted(check)[0].exchanges):
        if isinstance(exchange.outcome, Response) and 200 <= exchange.outcome.status < 300:
            return fingerprint(seen(exchange.outcome))
    return None

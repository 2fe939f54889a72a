"""Defers the good answers that may be none, and resolves each: by probes, and by a last attempt before `dead`."""

from __future__ import annotations

import asyncio
from collections import Counter
from collections.abc import Awaitable, Callable, Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from urllib.parse import urlsplit

from linkcheck.model import Check, Reason, State, Url, Verdict
from linkcheck.verdict.signals.attempts import Attempt
from linkcheck.verdict.signals.page import without_bodies
from linkcheck.verdict.signals.parked import is_for_sale
from linkcheck.verdict.signals.sinks import redirected_elsewhere
from linkcheck.verdict.signals.soft404 import doubts, good_attempt
from linkcheck.verdict.signals.usurped import is_lost
from linkcheck.verdict.weighing import judge
from linkcheck.web.probing.prober import Prober
from linkcheck.web.probing.siblings import shape
from linkcheck.web.schedule import failed

MANY = 5
"""A host's directory with so many targets is asked once what it says of nothing."""
LATE = (Reason.SOFT_404, Reason.PARKED, Reason.USURPED)
"""Ways to be dead that a good status hides; they need a last attempt."""


@dataclass(frozen=True, slots=True)
class Opinion:
    """What a check says by itself, and what tells whether that is to be believed: plain data, as the check is."""

    verdict: Verdict
    has_page: bool
    """An attempt found a page, and no wall."""
    end: Url | None
    """Where that attempt was redirected to, if it was elsewhere."""
    is_suspicious: bool


def opinion(check: Check, accept: frozenset[int] = frozenset()) -> Opinion:
    """Judge a check; `accept` are statuses that the user takes for alive."""
    attempt = good_attempt(check)
    end = attempt.last.request.url if attempt is not None and redirected_elsewhere(attempt) else None
    suspicious = attempt is not None and _is_doubtful(attempt)
    return Opinion(judge(check, accept=accept), attempt is not None, end, suspicious)


class Suspects:
    """Defers the checks whose good answers may be none, until the others are done.

    `judge` concludes what a check says by itself; `attempt_again` adds an attempt to one.
    """

    def __init__(
        self,
        prober: Prober,
        judge: Callable[[Check], Verdict],
        attempt_again: Callable[[Check], Awaitable[Check]],
        targets: Sequence[Url] = (),
        originals: Collection[str] = (),
    ) -> None:
        """Take all targets, and those to which links are led back: nobody looks at these again, so all are probed."""
        self._prober = prober
        self._judge = judge
        self._attempt_again = attempt_again
        self._ends: Counter[str] = Counter()
        self._deferred: dict[Url, Check] = {}
        self._probing: dict[Url, asyncio.Task[Check]] = {}
        self._calibrated = {*_large(targets), *(shape(Url(url)) for url in originals)}

    def needs_calibration(self, check: Check, first: Opinion) -> bool:
        """Tell whether a check found a page in a directory with many targets, which may have a page for anything."""
        return first.has_page and _seems_good(first.verdict) and shape(check.url) in self._calibrated

    async def calibrated(self, check: Check) -> Check:
        """Return a check without bodies, with a probe where its directory has a page for anything."""
        return await self._prober.calibrated(without_bodies(check))

    def defer(self, check: Check, first: Opinion) -> bool:
        """Defer a check whose verdict is not to be believed yet, and let its bodies go; tell whether it is one."""
        if first.end is not None:
            self._ends[first.end] += 1
        may_be_none = _seems_good(first.verdict) and (first.end is not None or first.is_suspicious)
        if not may_be_none and not _leans_to_death(first.verdict):
            return False
        deferred = self._deferred[check.url] = without_bodies(check)
        if first.is_suspicious:  # probes are slow, so they begin at once; only the last attempt waits for the end
            self._probing[check.url] = asyncio.ensure_future(self._prober.probed(deferred))
        return True

    async def resolve(self, done: Callable[[Check], None]) -> None:
        """Probe the deferred checks, try once more those that seem dead, and give each to `done`."""

        async def resolve(check: Check) -> None:
            try:
                resolved = await self._resolve(check)
            except Exception:  # a bug of ours; the others go on
                resolved = failed(check.url, check.checked_at)
            del self._deferred[check.url]
            done(resolved)

        async with asyncio.TaskGroup() as group:
            for check in tuple(self._deferred.values()):
                group.create_task(resolve(self._with_sources(check)))

    def unresolved(self) -> Iterable[Check]:
        """Give up, and return the checks that are still deferred: a run ends before its time."""
        for probing in self._probing.values():
            probing.cancel()
        return tuple(self._deferred.values())

    async def _resolve(self, check: Check) -> Check:
        probing = self._probing.pop(check.url, None)
        if probing is not None:
            check = replace(check, probes=(await probing).probes)
        elif _is_suspicious(check):  # by now it is known where the others ended
            check = await self._prober.probed(check)
        if not _leans_to_death(self._judge(check)):
            return check
        tried = without_bodies(await self._attempt_again(check))
        return await self._prober.probed_anew(tried) if check.probes else tried

    def _with_sources(self, check: Check) -> Check:
        attempt = good_attempt(check)
        if attempt is None or not redirected_elsewhere(attempt):
            return check
        return replace(check, sources=max(self._ends[attempt.last.request.url] - 1, 0))


def _is_suspicious(check: Check) -> bool:
    attempt = good_attempt(check)
    return attempt is not None and _is_doubtful(attempt)


def _is_doubtful(attempt: Attempt) -> bool:
    dishonest = bool(attempt.check.probes)
    return is_for_sale(attempt) or is_lost(attempt) or bool(doubts(attempt, dishonest=dishonest))


def _seems_good(verdict: Verdict) -> bool:
    """Tell whether a page came, though it may be no good one."""
    return verdict.state.is_good or verdict.state is State.UNSURE


def _leans_to_death(verdict: Verdict) -> bool:
    """Tell whether an attempt says `dead`, and none that the target lives or that we are not let in."""
    return verdict.state in (State.UNSURE, State.DEAD) and any(
        evidence.state is State.DEAD and evidence.reason in LATE for evidence in verdict.evidence
    )


def _large(targets: Sequence[Url]) -> Iterator[str]:
    """Yield the largest shape of each host, if many targets have it."""
    hosts: set[str] = set()
    for key, count in Counter(map(shape, targets)).most_common():
        host = urlsplit(f"//{key}").netloc
        if count >= MANY and host not in hosts:
            hosts.add(host)
            yield key

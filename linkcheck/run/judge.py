"""targets → findings: presets, the network phase, and what becomes of an interrupted or faulty run.

What needs the network is in `session`, which is imported when there is something to ask: a run offline neither
loads aiohttp nor waits for it. An environment at fault takes every verdict back: nothing that such a run saw is
evidence.
"""

from __future__ import annotations

import asyncio
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass

from linkcheck.config import Settings
from linkcheck.history import History
from linkcheck.model import (
    Evidence,
    Failure,
    FailureCode,
    Finding,
    Original,
    Reason,
    State,
    Target,
    Url,
    Verdict,
)
from linkcheck.run.progress import Progress
from linkcheck.run.results import Results
from linkcheck.run.services import Services
from linkcheck.run.workers import Workers, number_of
from linkcheck.sources.dates import Days


@dataclass(frozen=True, slots=True)
class Judged:
    """The end of the network phase."""

    findings: tuple[Finding, ...]
    """Sorted by URL; one for each target."""
    requests: int = 0
    environment_fault: str | None = None
    interrupted: bool = False
    messages: tuple[str, ...] = ()
    tracebacks: tuple[str, ...] = ()
    """Of faults of our own that no check tells of."""


async def judge(
    targets: Sequence[Target],
    settings: Settings,
    days: Days,
    history: History,
    progress: Progress,
    services: Services,
    *,
    ask: bool = True,
) -> Judged:
    """Check every target that is due, judge it, and look up the dead ones; what is not due is judged by its evidence.

    Never raises for what the world does. Cancelling it (Ctrl-C) makes it return what is known. `ask`: whether any
    request may be made.
    """
    results = _preset(targets)
    waiting = {Url(target.url): target for target in targets if target.preset is None}
    if settings.offline or not waiting:
        return Judged(_findings(targets, results))
    from linkcheck.run.cached import CachedVerdicts
    from linkcheck.run.rules_version import rules_of
    from linkcheck.verdict.strikes import Confirm

    minded = {url for url, target in waiting.items() if not target.untouched}

    originals = _originals(waiting)
    waiting |= {url: Target(url, ()) for url in originals if url not in waiting}
    confirm = Confirm(settings.confirm.runs, settings.confirm.days)
    cached = CachedVerdicts.of(history.targets, confirm, originals)

    rules = rules_of(settings.accepted)

    def recall(urls: Collection[Url]) -> None:
        for url, remembered in cached.recalled(urls, history.targets, settings.accepted, rules):
            results.learn(url, remembered)

    if not ask:
        recall(waiting)
        _recall_mementos(waiting, results, settings, days, history)
        return Judged(_findings(targets, results, missing=(Reason.OFFLINE, "never asked so far")))
    replacing = bool(settings.fix or settings.diff)
    due = cached.due(minded, services.now(), fresh=settings.fresh, dead_too=replacing)
    back = cached.due(originals - minded, services.now(), fresh=settings.fresh, back_too="restored" in settings.fix)
    due = (*due, *back)  # what no document names comes last
    recall(waiting.keys() - set(due))
    asked = (*due, *_unlooked(waiting, minded, results))[: settings.max_requests]  # each takes one request at least
    progress.checks_planned(len(asked))
    over_budget = (Reason.OVER_BUDGET, "the budget of this run was used up; it comes first next time")
    if not asked and not results.known_to_be_dead(waiting):
        recall(due)
        return Judged(_findings(targets, results, over_budget))
    number = number_of(settings.engine, len(asked), real_time=services.is_real_time)
    try:
        async with Workers(number, progress.warn) as workers:  # they start while the next line loads half of the house
            from linkcheck.run.session import Session

            session = Session(waiting, asked, cached, settings, days, progress, results)
            fault = await session.run(history, services, workers)
    except asyncio.CancelledError:
        findings = _findings(targets, results, missing=(Reason.INTERRUPTED, "the run was interrupted"))
        told = ("interrupted: the report holds what is known",)
        return Judged(findings, results.requests, interrupted=True, messages=told)
    if fault is not None:
        findings = _findings(targets, _preset(targets), missing=(Reason.ENVIRONMENT, fault))
        return Judged(findings, results.requests, environment_fault=fault)
    recall([url for url in due if url not in results.verdicts])
    return Judged(
        _findings(targets, results, over_budget),
        results.requests,
        messages=session.messages,
        tracebacks=session.tracebacks,
    )


def _originals(waiting: Mapping[Url, Target]) -> frozenset[Url]:
    """Return what the copies among the targets were made of."""
    copies = (target for target in waiting.values() if not target.untouched)
    return frozenset(Url(target.original) for target in copies if target.original is not None)


def _preset(targets: Sequence[Target]) -> Results:
    """Return the results that are known before anything is asked."""
    return Results({target.url: target.preset for target in targets if target.preset is not None})


def _unlooked(waiting: Mapping[Url, Target], minded: Collection[Url], results: Results) -> Iterator[Url]:
    """Yield what is not due, but was never looked through for a place in the page that a reference names now."""
    from linkcheck.verdict.fragments import wanted_of

    for url, remembered in sorted(results.remembered.items()):
        if url in minded and remembered.check is not None and remembered.verdict.state.is_good:
            looked = {fragment for fragment, _ in remembered.check.fragments}
            if not looked.issuperset(wanted_of(waiting[Url(url)].references)):
                yield Url(url)


def _recall_mementos(
    waiting: Mapping[Url, Target], results: Results, settings: Settings, days: Days, history: History
) -> None:
    dead = [url for url in waiting if url in results.verdicts and results.verdicts[url].state is State.DEAD]
    if not dead or not settings.archive.enabled:
        return
    from linkcheck.web.archive import remembered

    for url in (url for url in dead if waiting[url].references):
        results.mementos[url] = remembered(
            url, days.nears(waiting[url].references), settings.archive, history.archive_cache
        )


def _findings(
    targets: Sequence[Target],
    results: Results,
    missing: tuple[Reason, str] = (Reason.OFFLINE, "offline"),
) -> tuple[Finding, ...]:
    """One finding for each target; what has no verdict is `unchecked`, for the reason given."""
    unchecked = _unchecked(*missing)
    untouched = unchecked if missing[0] is Reason.ENVIRONMENT else _unchecked(Reason.UNTOUCHED, "not asked")
    return tuple(
        _finding(target, results, untouched if target.untouched else unchecked)
        for target in sorted(targets, key=lambda target: target.url)
    )


def _unchecked(reason: Reason, words: str) -> Verdict:
    return Verdict(State.UNCHECKED, reason, words, evidence=(Evidence("run", State.UNCHECKED, reason, words),))


def _finding(target: Target, results: Results, unchecked: Verdict) -> Finding:
    url = target.url
    remembered = results.remembered.get(url)
    return Finding(
        target,
        results.verdicts.get(url, unchecked),
        results.checks.get(url),
        results.mementos.get(url, ()),
        past=remembered.past if remembered is not None else None,
        from_history=remembered is not None and remembered.from_history,
        change=remembered.change if remembered is not None else None,
        original=_original(target, results),
    )


def _original(target: Target, results: Results) -> Original | None:
    """Return what is known of what a copy was made of."""
    known = results.remembered.get(target.original) if target.original is not None else None
    if known is None or target.original is None:
        return None
    from linkcheck.verdict.returning import objection

    copy = results.remembered.get(target.url)
    shown = copy.past.first_page if copy is not None and copy.verdict.state.is_good else None
    return Original(
        target.original,
        known.verdict,
        known.past.checked_at,
        known.past.returns,
        objection(target.original, known.verdict, known.past, shown),
        told=known.from_history and known.check is None,
    )


def tracebacks(findings: Sequence[Finding]) -> tuple[str, ...]:
    """Return the tracebacks of checks that failed by a fault of our own, for `-v`."""
    return tuple(
        exchange.outcome.detail
        for finding in findings
        if finding.check is not None
        for exchange in finding.check.exchanges
        if isinstance(exchange.outcome, Failure) and exchange.outcome.code is FailureCode.INTERNAL
    )

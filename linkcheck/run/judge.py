"""targets → findings: presets, the network phase, and what becomes of an interrupted or faulty run.

What needs the network is in `session`, which is imported when there is something to ask: a run offline neither
loads aiohttp nor waits for it. An environment at fault takes every verdict back: nothing that such a run saw is
evidence.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from msgspec import Struct

from linkcheck.config import Settings
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
from linkcheck.sources.dates import Days

if TYPE_CHECKING:
    from linkcheck.history import History


class Judged(Struct, frozen=True):
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
    history: History | None,
    progress: Progress,
    services: Services,
    *,
    ask: bool = True,
) -> Judged:
    """Check every target that is due, judge it, and look up the dead ones; what is not due is judged by its evidence.

    Never raises for what the world does. Cancelling it (Ctrl-C) makes it return what is known. `ask`: whether any
    request may be made.
    """
    results = Results()
    waiting = {Url(target.url): target for target in targets if target.preset is None}
    originals = _originals(targets)
    if settings.offline or history is None or not (waiting or originals):
        return Judged(_findings(targets, results))
    from asyncio import CancelledError

    from linkcheck.run.cached import CachedVerdicts
    from linkcheck.run.rules_version import rules_of
    from linkcheck.verdict.strikes import Confirm

    minded = {url for url, target in waiting.items() if not target.untouched}

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
    try:
        if not asked and await _are_settled(waiting, results, settings, days, history, services):
            recall(due)
            return Judged(_findings(targets, results, over_budget))
        from linkcheck.run.engines import Wanted, workers_of

        wanted = Wanted(len(asked), progress.warn, settings.scheduler)
        async with workers_of(settings.engine, wanted, real_time=services.is_real_time) as workers:
            # They start while the next line loads half of the house.
            from linkcheck.run.session import Session

            session = Session(waiting, asked, cached, settings, days, progress, results)
            fault = await session.run(history, services, workers)
    except CancelledError:
        findings = _findings(targets, results, missing=(Reason.INTERRUPTED, "the run was interrupted"))
        told = ("interrupted: the report holds what is known",)
        return Judged(findings, results.requests, interrupted=True, messages=told)
    if fault is not None:
        findings = _findings(targets, Results(), missing=(Reason.ENVIRONMENT, fault))
        return Judged(findings, results.requests, environment_fault=fault)
    recall([url for url in due if url not in results.known])
    return Judged(
        _findings(targets, results, over_budget),
        results.requests,
        messages=session.messages,
        tracebacks=session.tracebacks,
    )


def _originals(targets: Sequence[Target]) -> frozenset[Url]:
    """Return what the copies among the targets were made of."""
    copies = (target for target in targets if not target.untouched)
    return frozenset(Url(target.original) for target in copies if target.original is not None)


def _unlooked(waiting: Mapping[Url, Target], minded: Collection[Url], results: Results) -> Iterator[Url]:
    """Yield what is not due, but was never looked through for a place in the page that a reference names now."""
    from linkcheck.verdict.fragments import wanted_of

    for url, known in sorted(results.known.items()):
        if url in minded and known.verdict.state.is_good and (wanted := wanted_of(waiting[Url(url)].references)):
            check = known.check()
            if check is not None and not {fragment for fragment, _ in check.fragments}.issuperset(wanted):
                yield Url(url)


async def _are_settled(
    waiting: Mapping[Url, Target],
    results: Results,
    settings: Settings,
    days: Days,
    history: History,
    services: Services,
) -> bool:
    """Tell whether nothing is to be asked about the dead links either, and take what is known of them."""
    dead = results.known_to_be_dead(waiting)
    if not dead:
        return True
    if settings.fresh:
        return False
    from linkcheck.run.settled import settled_mementos

    known = await settled_mementos(dead, waiting, settings.archive, days, history.archive_cache, services.now)
    results.mementos.update(known or {})
    return known is not None


def _recall_mementos(
    waiting: Mapping[Url, Target], results: Results, settings: Settings, days: Days, history: History
) -> None:
    dead = [url for url in waiting if url in results.known and results.known[url].verdict.state is State.DEAD]
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
    known, mementos = results.known.get(target.url), results.mementos.get(target.url, ())
    original = _original(target, results)
    if known is None:
        return Finding(target, target.preset or unchecked, mementos=mementos, original=original)
    about = (known, target, known.verdict, mementos)
    return Finding.of(*about, from_history=known.from_history, change=known.change, original=original)


def _original(target: Target, results: Results) -> Original | None:
    """Return what is known of what a copy was made of."""
    known = results.known.get(target.original) if target.original is not None else None
    if known is None or target.original is None:
        return None
    from linkcheck.verdict.returning import objection

    copy, past = results.known.get(target.url), known.past()
    shown = copy.past().first_page if copy is not None and copy.verdict.state.is_good else None
    if target.kept is not None:
        from linkcheck.verdict.signals.page import read

        shown = read(target.kept)
    return Original(
        target.original,
        known.verdict,
        past.checked_at,
        past.returns,
        objection(target.original, known.verdict, past, shown),
        told=known.from_history and known.evidence is None,
    )


def with_own_copies(findings: tuple[Finding, ...], settings: Settings, home: Path, cwd: Path) -> tuple[Finding, ...]:
    """Return the findings; a dead link that no archive has a copy of says where one's own lies, if there is one.

    `home` is the folder of the settings file, where `keep` writes.
    """
    dead = any(finding.verdict.state is State.DEAD for finding in findings)
    if not dead or not (home / settings.keep.folder).is_dir():
        return findings
    from linkcheck.run.copy_files import CopyFiles, with_copies  # loads warcio, and most blogs have no such folder

    return tuple(with_copies(findings, CopyFiles.of(settings.keep, home), cwd))


def tracebacks(findings: Sequence[Finding]) -> tuple[str, ...]:
    """Return the tracebacks of checks that failed by a fault of our own, for `-v`."""
    return tuple(
        exchange.outcome.detail
        for finding in findings
        if finding.check is not None
        for exchange in finding.check.exchanges
        if isinstance(exchange.outcome, Failure) and exchange.outcome.code is FailureCode.INTERNAL
    )

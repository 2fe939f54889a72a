"""The pipeline: the only module that knows the order.

    files → documents → references → targets → checks → verdicts → mementos → findings → report | edits

Concurrency ends here: everything is sorted before it leaves. An interrupted run still reports what is known.
"""

from __future__ import annotations

import time
from collections.abc import Mapping, Sequence
from contextlib import AbstractContextManager, nullcontext
from dataclasses import dataclass, replace
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING

from msgspec import structs

from linkcheck import report
from linkcheck.config import Settings, header_warnings
from linkcheck.links.urls import canonicalise
from linkcheck.model import (
    FAIL_ON,
    Change,
    Document,
    Edit,
    Extraction,
    Finding,
    LinkcheckError,
    Problem,
    Report,
    Row,
    RunStats,
    State,
    Target,
    Verdict,
)
from linkcheck.run import snippets
from linkcheck.run.collect import Inventory, answer_for_change, collect, policy_of, with_findings
from linkcheck.run.judge import Judged, judge, tracebacks, with_own_copies
from linkcheck.run.loop import cancelled
from linkcheck.run.narrowing import narrowed
from linkcheck.run.progress import Progress
from linkcheck.run.services import Services
from linkcheck.run.state import bounds_of
from linkcheck.run.whereabouts import NOWHERE, whereabouts
from linkcheck.sources import documents, files
from linkcheck.sources.dates import Days, WrittenDays
from linkcheck.sources.extraction import again
from linkcheck.strangers import Boundary
from linkcheck.verdict.outcome import by_state, is_largely_unasked, unasked

if TYPE_CHECKING:
    from linkcheck.history import History
    from linkcheck.run.elsewhere import OtherInputs

EXIT_USER = 2
EXIT_ENVIRONMENT = 3
EXIT_INTERRUPTED = 130


@dataclass(frozen=True, slots=True)
class Scanned:
    """A report, and what belongs beside it on the terminal."""

    report: Report
    diff: bytes = b""
    document: bytes | None = None
    """The document from standard input, repaired if that was asked for; None where nothing came."""
    messages: tuple[str, ...] = ()
    tracebacks: tuple[str, ...] = ()


async def scan(
    paths: Sequence[Path],
    settings: Settings,
    cwd: Path,
    *,
    progress: Progress,
    services: Services | None = None,
    ask: bool = True,
    listed: Sequence[Path] = (),
    stdin: bytes | None = None,
    elsewhere: OtherInputs | None = None,
) -> Scanned:
    """Do the whole job for the files under `paths`, those of a list and what is elsewhere, or for the one in `stdin`.

    Raises LinkcheckError for what the user can mend before anything was asked (no such path); whatever the world
    does, and a journal that cannot be written, is in what is returned.
    """
    started = time.monotonic()
    services = services or Services()
    started_at = services.now()
    try:
        inventory = await collect(paths, settings, cwd, listed=listed, stdin=stdin, cached=True)
        if elsewhere is not None:
            from linkcheck.run.elsewhere import with_others  # most blogs are on this disk

            inventory = await with_others(inventory, elsewhere, settings, cwd, services, progress)
        inventory = narrowed(await answer_for_change(inventory, settings), settings)
    except cancelled():
        nothing = Report(EXIT_INTERRUPTED, settings.offline, 0.0, 0, None, 0, (), (), (), (), started_at=started_at)
        return Scanned(
            nothing, messages=("interrupted while the files were read: nothing is known yet",), document=stdin
        )
    if ask and not settings.offline:
        for line in header_warnings(settings, (target.url for target in inventory.targets)):
            progress.warn(line)
    bounds = bounds_of(inventory.state, inventory.root)
    with _history(inventory, settings, bounds, progress, services) as history:
        shared = _shared_file(settings, inventory)
        owned = shared is not None and history is not None and _is_merged(history, shared, progress)
        days = WrittenDays(
            {source.path: source.extraction.front_matter for source in inventory.extracted.sources}, cwd=cwd
        )
        judged = await judge(inventory.targets, settings, days, history, progress, services, ask=ask)
        home = inventory.state.parent
        judged = structs.replace(judged, findings=with_own_copies(judged.findings, settings, home, cwd))
        inventory = with_findings(inventory, judged.findings, settings)
        baseline, drawn = _baseline(history, judged, inventory, settings)
        planned, reread = _plan(inventory, judged, settings, days, history, cwd)
        if planned and stdin is None:
            from linkcheck.repair import inside

            planned = inside(planned, bounds, cwd)
        diff = _diff(planned, reread) if settings.diff else b""
        lines = snippets.lines(inventory.extracted.sources, judged.findings, inventory.problems)
        place = whereabouts(inventory.extracted.sources, settings, cwd) if stdin is None else NOWHERE
        edits, unwritten, told = planned, tuple[str, ...](), tuple[str, ...]()
        if settings.fix and history is not None and not settings.diff and not judged.interrupted:
            if stdin is None:
                edits, unwritten, told = _repair(planned, reread, history, settings, cwd)
            else:
                edits = _in_passing(planned)
        whole = ask and stdin is None and any((cwd / path).is_dir() for path in paths)
        nights = _nights(history, started_at, _night(started_at, judged, edits, settings) if whole else None)
        if shared is not None and history is not None and owned and history.works and ask and _is_whole(settings):
            unwritten += _write_shared(shared, history)  # it is the whole blog's
    if inventory.cache is not None:
        inventory.cache.save()
    result = Report(
        exit_code=EXIT_USER if unwritten else _exit_code(judged, inventory.problems, edits, settings, baseline),
        offline=settings.offline,
        duration_s=round(time.monotonic() - started, 3),
        requests=judged.requests,
        environment_fault=judged.environment_fault,
        documents=len(inventory.extracted.sources),
        rows=_with_fragments(inventory.rows, judged),
        findings=judged.findings,
        problems=inventory.problems,
        edits=edits,
        baseline=baseline,
        started_at=started_at,
        posts=snippets.posts(inventory.extracted.sources, place.owner),
        nights=nights,
        paths=tuple(path.as_posix() for path in paths) if stdin is None else ("-",),
        since=settings.since,
        gaps=inventory.gaps,
        lines={at: quoted.text for at, quoted in lines.items()},
        line_starts={at: quoted.start for at, quoted in lines.items() if quoted.start},
        only=settings.only,
        work_tree=place.work_tree,
        in_ci=place.in_ci,
    )
    if stdin is not None and reread:
        from linkcheck import repair

        stdin = next((repair.apply(one, [edit for edit in edits if edit.applied]) for one in reread.values()), stdin)
    messages = inventory.messages + judged.messages + _unasked_words(judged) + drawn + told + unwritten
    if settings.diff:
        messages += report.waiting_lines(result, report.Context(fixes_at_once=settings.fixes_at_once))
        diff = report.remarks(result) + diff
    return Scanned(result, diff, stdin, messages, (*tracebacks(judged.findings), *judged.tracebacks))


def _with_fragments(rows: tuple[Row, ...], judged: Judged) -> tuple[Row, ...]:
    """Return the rows with what is known of the places that they name; where no page was seen, that is nothing."""
    if all(finding.check is None for finding in judged.findings):
        return rows
    from linkcheck.verdict import fragments  # brings the signals along: they take longer to load than posts to read

    return fragments.of_rows(rows, judged.findings)


def _repair(
    planned: tuple[Edit, ...], reread: Mapping[str, Document], history: History, settings: Settings, cwd: Path
) -> tuple[tuple[Edit, ...], tuple[str, ...], tuple[str, ...]]:
    """Write the edits; return what became of them, what could not be written or committed, and what else to tell."""
    from linkcheck import repair
    from linkcheck.run import committing

    try:
        top = committing.work_tree_for(planned, cwd) if settings.commit else None
        edits = repair.repair(planned, reread, history.journal, cwd=cwd)
    except LinkcheckError as error:  # no journal, no edits; but an hour of checking is not thrown away
        return tuple(replace(edit, refused=edit.refused or str(error)) for edit in planned), (str(error),), ()
    committed = committing.commit(edits, top, cwd)
    return edits, committed.faults, () if settings.quiet else committed.words


def _in_passing(planned: Sequence[Edit]) -> tuple[Edit, ...]:
    """Return the edits as made: what came through standard input leaves through standard output."""
    return tuple(edit if edit.refused else replace(edit, applied=True) for edit in planned)


def _plan(
    inventory: Inventory, judged: Judged, settings: Settings, days: Days, history: History | None, cwd: Path
) -> tuple[tuple[Edit, ...], Mapping[str, Document]]:
    """The edits that a fix would make, proved; and the documents they are for, read again."""
    kinds = settings.fix or (frozenset({State.DEAD}) if settings.diff else frozenset())
    if not kinds:
        return (), {}
    from linkcheck import repair  # most runs change nothing, and do without the room

    concerned = {row.reference.path for row in repair.concerned(inventory.rows, judged.findings, kinds)}
    dialects = {source.path: inventory.dialect_of(source.file) for source in inventory.extracted.sources}
    reread = {}
    for source in inventory.extracted.sources:
        document = again(source) if source.path in concerned else None
        if document is not None and _is_said(source.extraction, documents.extract(document, dialects[source.path])):
            reread[source.path] = document
    edits = repair.plan(
        *(inventory.rows, judged.findings, reread, kinds, days.of),
        at_once=settings.fixes_at_once,
        policy=policy_of(inventory, settings),
    )

    def read(one: Document) -> Extraction:
        return documents.extract(one, dialects[one.path])

    if history is not None:
        edits = repair.as_written(edits, reread, history.journal, read, cwd=cwd)
    return repair.proved(reread, edits, read), reread


def _is_said(known: Extraction, read: Extraction) -> bool:
    """Tell whether a document says what it is known to say: nothing is edited on the word of a cache."""
    unmarked = tuple(structs.replace(each, untouched=False) for each in known.references)  # `--since` marks some
    return unmarked == read.references and repr(known.front_matter) == repr(read.front_matter)


def _diff(edits: Sequence[Edit], reread: Mapping[str, Document]) -> bytes:
    from linkcheck import repair

    return b"".join(
        repair.diff(document, [edit for edit in edits if edit.path == path])
        for path, document in sorted(reread.items())
    )


def _is_whole(settings: Settings) -> bool:
    """Tell whether a run is about all that it reads."""
    return settings.since is None and not settings.only


def _shared_file(settings: Settings, inventory: Inventory) -> Path | None:
    """Return the file of the repository's own copy of the history, beside the settings file; None offline."""
    file = settings.history.file
    return inventory.state.parent / file if file is not None and not settings.offline else None


def _history(
    inventory: Inventory, settings: Settings, bounds: Sequence[Boundary], progress: Progress, services: Services
) -> AbstractContextManager[History | None]:
    """Open what is kept between runs; None where nothing is, and a run offline has nothing to keep."""
    kept = inventory.fault is not None or inventory.state.exists()
    if settings.offline and not (kept or settings.fix or settings.baseline):
        return nullcontext()
    from linkcheck.history import History  # takes longer to load than a post to read

    return History(inventory.state, warn=progress.warn, now=services.now, fault=inventory.fault, bounds=bounds)


def _is_merged(history: History, shared: Path, progress: Progress) -> bool:
    from linkcheck.history import merge_shared

    return merge_shared(history, shared, progress.warn)


def _write_shared(file: Path, history: History) -> tuple[str, ...]:
    from linkcheck.history import shared_text

    try:
        files.write_output(file, shared_text(history))
    except LinkcheckError as error:
        return (str(error),)
    return ()


def _baseline(
    history: History | None, judged: Judged, inventory: Inventory, settings: Settings
) -> tuple[frozenset[str] | None, tuple[str, ...]]:
    """Return what is known to be broken, drawn now if it is asked for, or needed for the first time."""
    if history is None:
        return None, ()
    known = history.baseline.keys()
    # Offline nothing is known to be dead, and a baseline without the dead would be a red wall tomorrow.
    first = known is None and Change.NEW in settings.fail_on and not settings.offline and _is_whole(settings)
    wanted = settings.baseline or first
    if not wanted or judged.interrupted or judged.environment_fault is not None:
        return known, ()
    known = report.broken(judged.findings, inventory.problems)
    history.baseline.draw(known)
    return known, (
        f"baseline drawn: what is broken now ({len(known):,} in all) is known; --fail-on new minds the rest",
    )


def _nights(history: History | None, at: datetime, tonight: RunStats | None) -> tuple[RunStats, ...]:
    """Keep what this run came to; return what earlier ones did, and it."""
    if history is None:
        return ()
    earlier = tuple(night for night in history.run_stats.all() if night.at < at)  # a clock may have been ahead
    if tonight is None:
        return earlier
    history.run_stats.keep([tonight])
    return (*earlier, tonight)


def _night(at: datetime, judged: Judged, edits: Sequence[Edit], settings: Settings) -> RunStats | None:
    """Return what a run came to, or None for half a run or a part of the blog: it would draw a dip that was none."""
    if settings.offline or not _is_whole(settings) or judged.interrupted or judged.environment_fault is not None:
        return None
    verdicts = by_state(judged.findings)
    return RunStats(at, verdicts, sum(edit.applied for edit in edits))


def _unasked_words(judged: Judged) -> tuple[str, ...]:
    """Say that a large part has no verdict, and that this is the reason for the exit code."""
    if judged.interrupted or judged.environment_fault is not None or not is_largely_unasked(judged.findings):
        return ()
    ours = unasked(judged.findings)
    counts = f"{len(ours):,} of {len(judged.findings):,} links have no verdict"
    return (f"{counts}, through no fault of theirs: {ours[0].verdict.detail}",)


def _exit_code(
    judged: Judged,
    problems: Sequence[Problem],
    edits: Sequence[Edit],
    settings: Settings,
    baseline: frozenset[str] | None,
) -> int:
    if judged.interrupted:
        return EXIT_INTERRUPTED
    if judged.environment_fault is not None or is_largely_unasked(judged.findings):
        return EXIT_ENVIRONMENT
    fail_on = (settings.fail_on - FAIL_ON) | {Change.NEW} if settings.baseline else settings.fail_on
    return report.exit_code(judged.findings, problems, edits, fail_on, baseline)


async def explain(url: str, settings: Settings, services: Services | None = None) -> Finding:
    """Check one URL as a scan would, and keep all evidence; the history is neither read nor written."""
    canonical = canonicalise(url)
    if isinstance(canonical, Verdict):
        return Finding(Target(url, ()), canonical)
    from linkcheck.run.session import judge_one

    return await judge_one(canonical, settings, services or Services())

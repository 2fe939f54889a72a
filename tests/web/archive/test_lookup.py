"""From a dead link to a memento, over real sockets, against an archive that answers as the Internet Archive does."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from functools import partial
from pathlib import Path
from typing import NoReturn

import pytest
import requests

from linkcheck.config import ArchiveTable
from linkcheck.demo.wayback import ArchiveFault, Snapshot, Wayback, open_wayback
from linkcheck.history import History
from linkcheck.model import LookupStatus, Memento, Url
from linkcheck.web.archive import LookupFailure
from tests.support.archives import DAY, DEAD, NOW, lookup_in, services
from tests.support.patience import patience

OTHER = Url("http://other.test/")
HISTORY = [Snapshot(DEAD, "20150301100000", body=b"old"), Snapshot(DEAD, "20180704120000", body=b"new")]

Faults = Mapping[tuple[str, str], ArchiveFault | Sequence[ArchiveFault]]


QUICK = ArchiveTable(requests_per_minute=0, timeout=30.0)


def looked_up(
    snapshots: Sequence[Snapshot],
    days: Sequence[date | None] = (DAY,),
    *,
    url: Url = DEAD,
    settings: ArchiveTable = QUICK,
    faults: Faults | None = None,
    excluded: Sequence[str] = (),
) -> tuple[tuple[Memento, ...], Wayback]:
    """Look one dead link up; return the mementos, and the archive with what arrived there."""

    async def attempt() -> tuple[tuple[Memento, ...], Wayback]:
        async with (
            open_wayback(snapshots, faults=faults, excluded=excluded) as wayback,
            lookup_in(replace(settings, url=wayback.url)) as lookup,
        ):
            return await lookup.mementos(url, days), wayback

    return asyncio.run(attempt())


def test_the_nearest_capture_is_chosen_probed_and_named_byte_by_byte() -> None:
    """The dead link stands in the archive's address, and in the probe's request, as it is sent to its own host."""
    (memento,), wayback = looked_up(HISTORY)
    assert memento == Memento(
        near=DAY,
        answer=LookupStatus.FOUND,
        url=f"{wayback.url}/web/20180704120000/{DEAD}",
        captured_at=datetime(2018, 7, 4, 12, tzinfo=UTC),
        fit="184 days after",
        probed=True,
    )
    assert services(wayback) == ["cdx", "playback"]
    assert wayback.arrivals[1].target == f"/web/20180704120000id_/{DEAD}"


def test_one_look_up_serves_all_days() -> None:
    """Posts of several years cite the page; each gets the capture of its time."""
    days = [DAY, None, date(2014, 5, 1), DAY]
    mementos, wayback = looked_up(HISTORY, days)
    assert [memento.near for memento in mementos] == [DAY, None, date(2014, 5, 1)]
    assert [memento.fit for memento in mementos] == ["184 days after", "newest", "304 days after"]
    assert all(memento.probed for memento in mementos)
    assert services(wayback).count("cdx") == 1


def test_waybackpy_never_connects(monkeypatch: pytest.MonkeyPatch) -> None:
    """A whole look-up runs while requests, which waybackpy would use, cannot send."""

    def send(*arguments: object, **options: object) -> NoReturn:
        raise AssertionError("waybackpy opened a connection")

    monkeypatch.setattr(requests.Session, "send", send)
    (memento,), _ = looked_up(HISTORY)
    assert memento.probed


def test_an_empty_list_is_none() -> None:
    """Asked, for pages and for redirects, and nothing there: no TimeGate is asked after that."""
    (memento,), wayback = looked_up([])
    assert memento == Memento(DAY, LookupStatus.NONE)
    assert services(wayback) == ["cdx", "cdx"]


@pytest.mark.parametrize(
    ("fault", "detail", "requests"),
    [
        (ArchiveFault.RATE_LIMITED, LookupFailure.RATE_LIMITED, 1),
        (ArchiveFault.RATE_LIMITED_EMPTY, LookupFailure.RATE_LIMITED, 1),
        (ArchiveFault.RATE_LIMITED_A_DAY, LookupFailure.RATE_LIMITED, 1),
        (ArchiveFault.UNAVAILABLE, LookupFailure.UNAVAILABLE, 2),
        (ArchiveFault.GATEWAY_TIMEOUT, LookupFailure.UNAVAILABLE, 2),
        (ArchiveFault.OUTAGE_PAGE, LookupFailure.UNREADABLE, 2),
        (ArchiveFault.EMPTY_BODY, LookupFailure.UNREADABLE, 2),
        (ArchiveFault.TRUNCATED, LookupFailure.UNREADABLE, 2),
        (ArchiveFault.BLOCKED_OLD, LookupFailure.EXCLUDED, 1),
        (ArchiveFault.BLOCKED_NEW, LookupFailure.EXCLUDED, 1),
        (ArchiveFault.HANG, LookupFailure.TIMEOUT, 1),
    ],
)
def test_a_fault_of_the_archive_is_unknown_and_never_none(
    fault: ArchiveFault, detail: LookupFailure, requests: int
) -> None:
    """Each says why; a 429 and a timeout are not asked again, what failed fast is, once."""
    timeout = patience(0.3) if fault is ArchiveFault.HANG else QUICK.timeout
    settings = replace(QUICK, order=("cdx",), timeout=timeout)
    (memento,), wayback = looked_up(HISTORY, settings=settings, faults={("cdx", DEAD): fault})
    assert memento == Memento(DAY, LookupStatus.UNKNOWN, detail=detail)
    assert len(wayback.arrivals) == requests


@pytest.mark.parametrize(
    "fault",
    [
        ArchiveFault.RATE_LIMITED,
        ArchiveFault.OUTAGE_PAGE,
        ArchiveFault.HANG,
        ArchiveFault.TRUNCATED,
        ArchiveFault.RESET,
    ],
)
def test_the_timegate_stands_in_for_the_list(fault: ArchiveFault) -> None:
    """It names the closest capture, which is then probed like any other."""
    settings = replace(QUICK, timeout=patience(1.0) if fault is ArchiveFault.HANG else QUICK.timeout)
    (memento,), wayback = looked_up(HISTORY, settings=settings, faults={("cdx", "*"): fault})
    assert memento.url == f"{wayback.url}/web/20180704120000/{DEAD}"
    assert memento.probed
    assert wayback.arrivals[-2].target == f"/web/20180101120000id_/{DEAD}"


def test_a_fault_that_passes_is_asked_again_once() -> None:
    """The second try finds the list."""
    (memento,), wayback = looked_up(HISTORY, faults={("cdx", DEAD): [ArchiveFault.UNAVAILABLE]})
    assert memento.probed
    assert services(wayback) == ["cdx", "cdx", "playback"]


def test_an_excluded_page_is_not_asked_of_the_timegate() -> None:
    """The archive has said so; playback says it with status 200, which is no capture either."""
    (memento,), wayback = looked_up(HISTORY, excluded=[DEAD])
    assert (memento.answer, memento.detail) == (LookupStatus.UNKNOWN, LookupFailure.EXCLUDED)
    assert services(wayback) == ["cdx"]
    timegate_first = replace(QUICK, order=("timegate", "cdx"))
    (memento,), wayback = looked_up(HISTORY, excluded=[DEAD], settings=timegate_first)
    assert (memento.answer, memento.detail) == (LookupStatus.UNKNOWN, LookupFailure.EXCLUDED)
    assert services(wayback) == ["playback"]


def test_a_timegate_that_knows_nothing_is_unknown() -> None:
    """Only an empty list is `none`; asked after the TimeGate, the list says it."""
    (memento,), _ = looked_up([], settings=replace(QUICK, order=("timegate",)))
    assert (memento.answer, memento.detail) == (LookupStatus.UNKNOWN, LookupFailure.NOT_ARCHIVED)
    (memento,), _ = looked_up([], settings=replace(QUICK, order=("timegate", "cdx")))
    assert memento.answer is LookupStatus.NONE


def test_a_timegate_that_names_an_error_leaves_the_choice_to_the_list() -> None:
    """It knows of no status: the closest capture is a 404, the list has a good one."""
    snapshots = [*HISTORY, Snapshot(DEAD, "20180102000000", status=404)]
    (memento,), wayback = looked_up(snapshots, settings=replace(QUICK, order=("timegate", "cdx")))
    assert memento.probed
    assert memento.url == f"{wayback.url}/web/20180704120000/{DEAD}"


def test_a_redirect_capture_gives_way_to_the_next() -> None:
    """The list says 200, playback says otherwise; the next best is taken."""
    odd = Snapshot(DEAD, "20180110000000", status=200, location="http://dead.test/new")
    (memento,), wayback = looked_up([*HISTORY, replace(odd, playable=False)])
    assert memento.url == f"{wayback.url}/web/20180704120000/{DEAD}"
    assert memento.fit == "184 days after"
    assert len(wayback.arrivals) == 3


def test_a_capture_named_within_a_month_is_taken_instead() -> None:
    """It is probed too, and it is what will be written."""
    snapshots = [Snapshot(DEAD, "20180110000000", playable=False), Snapshot(DEAD, "20180202000000")]
    (memento,), wayback = looked_up(snapshots)
    assert memento.url == f"{wayback.url}/web/20180202000000/{DEAD}"
    assert (memento.probed, memento.fit) == (True, "32 days after")


def test_three_captures_are_tried_and_no_more() -> None:
    """None of them can be shown: found, but not to be written."""
    years = [Snapshot(DEAD, f"{year}0110000000", playable=False) for year in range(2016, 2022)]
    (memento,), wayback = looked_up([*years, Snapshot(DEAD, "20050101000000", status=404)])
    assert (memento.answer, memento.probed, memento.detail) == (LookupStatus.FOUND, False, LookupFailure.NOT_ARCHIVED)
    assert services(wayback) == ["cdx", "playback", "playback", "playback", "cdx"]


def test_what_cannot_be_probed_is_found_but_not_to_be_written() -> None:
    """Playback is down: the capture is reported, and asked for again in the next run."""
    (memento,), _ = looked_up(HISTORY, faults={("playback", "*"): ArchiveFault.UNAVAILABLE})
    assert (memento.answer, memento.probed, memento.detail) == (LookupStatus.FOUND, False, LookupFailure.UNVERIFIED)


def test_too_late_a_capture_is_read_and_not_to_be_written() -> None:
    """More than five years after the post: a person has to judge it, and should not meet an error page."""
    (memento,), wayback = looked_up(HISTORY, [date(2008, 1, 1)])
    assert (memento.answer, memento.probed, memento.detail) == (LookupStatus.FOUND, False, LookupFailure.TOO_FAR)
    assert memento.url == f"{wayback.url}/web/20150301100000/{DEAD}"
    assert services(wayback) == ["cdx", "playback", "cdx"]


def test_too_late_a_capture_of_an_error_page_is_not_proposed() -> None:
    """The next one is, and where there is none, it is told what the capture shows."""
    lost = Snapshot(DEAD, "20150301100000", body=b"<title>Page not found</title><h1>Page not found</h1>")
    (memento,), _ = looked_up([lost], [date(2008, 1, 1)])
    assert (memento.answer, memento.probed, memento.detail) == (LookupStatus.FOUND, False, "soft-404")
    (memento,), wayback = looked_up([lost, Snapshot(DEAD, "20140101000000")], [date(2008, 1, 1)])
    assert (memento.url, memento.detail) == (f"{wayback.url}/web/20140101000000/{DEAD}", LookupFailure.TOO_FAR)


def test_where_the_near_captures_are_error_pages_a_later_one_is_proposed() -> None:
    """It is not written: that is for a person to judge."""
    lost = Snapshot(DEAD, "20090301100000", body=b"<title>Page not found</title><h1>Page not found</h1>")
    (memento,), wayback = looked_up([lost, Snapshot(DEAD, "20180101000000")], [date(2008, 1, 1)])
    assert (memento.url, memento.detail) == (f"{wayback.url}/web/20180101000000/{DEAD}", LookupFailure.TOO_FAR)
    assert not memento.probed


def test_rows_of_the_real_index_do_no_harm() -> None:
    """Duplicates, impossible dates, spaces and dashes among good rows."""
    (memento,), _ = looked_up(HISTORY, faults={("cdx", DEAD): ArchiveFault.BAD_ROWS})
    assert memento.probed


def test_a_header_without_rows_is_none() -> None:
    """It is an empty list."""
    (memento,), _ = looked_up(HISTORY, faults={("cdx", DEAD): ArchiveFault.HEADER_ONLY})
    assert memento.answer is LookupStatus.NONE


@pytest.mark.parametrize("url", ["https://perma.cc/ABCD-1234", "mailto:someone@example.com"])
def test_what_has_no_copy_is_not_looked_up(url: str) -> None:
    """A copy is never looked for a copy of, nor what is no page; no memento, no request."""
    mementos, wayback = looked_up(HISTORY, url=Url(url))
    assert (mementos, wayback.arrivals) == ((), [])
    mementos, wayback = looked_up(HISTORY, settings=replace(QUICK, enabled=False))
    assert (mementos, wayback.arrivals) == ((), [])


def with_wayback(
    work: Callable[[Wayback], Awaitable[None]], snapshots: Sequence[Snapshot], faults: Faults | None = None
) -> None:
    """Run `work` with a simulated archive."""

    async def run() -> None:
        async with open_wayback(snapshots, faults=faults) as wayback:
            await work(wayback)

    asyncio.run(run())


def test_spellings_of_a_page_share_one_look_up() -> None:
    """http and https, with `www.` and without: each gets its own address, for it stands so in the post."""

    async def work(wayback: Wayback) -> None:
        async with lookup_in(replace(QUICK, url=wayback.url)) as lookup:
            urls = [Url(f"{start}x.test/p") for start in ("http://", "https://", "http://www.")]
            found = await asyncio.gather(*[lookup.mementos(url, [DAY]) for url in urls])
        assert [memento.url for (memento,) in found] == [f"{wayback.url}/web/20180704120000/{url}" for url in urls]
        assert services(wayback).count("cdx") == 1

    with_wayback(work, [Snapshot("http://x.test/p", "20180704120000")])


def test_an_archive_that_refuses_connections_is_left_alone() -> None:
    """One try, and a line that says what it probably means."""

    async def work(wayback: Wayback) -> None:
        closed = replace(QUICK, cdx_url="http://127.0.0.1:9/cdx")
        async with lookup_in(replace(closed, url=wayback.url)) as lookup:
            mementos = [await lookup.mementos(Url(f"http://d{n}.test/"), [DAY]) for n in range(5)]
            assert {memento.detail for (memento,) in mementos} == {LookupFailure.REFUSED}
            assert lookup.gave_up is not None
            assert "refuses connections" in lookup.gave_up
        assert wayback.arrivals == []

    with_wayback(work, HISTORY)


def test_an_outage_page_is_asked_for_five_times_in_a_run() -> None:
    """Then the breaker opens; a hundred dead links do not mean a hundred requests to an archive that is down."""

    async def work(wayback: Wayback) -> None:
        async with lookup_in(replace(QUICK, url=wayback.url, in_flight=1)) as lookup:
            for number in range(20):
                await lookup.mementos(Url(f"http://d{number}.test/"), [DAY])
            assert lookup.gave_up is not None
        assert len(wayback.arrivals) == 10

    with_wayback(work, [], {("cdx", "*"): ArchiveFault.OUTAGE_PAGE, ("playback", "*"): ArchiveFault.OUTAGE_PAGE})


def test_cancelling_ends_look_ups_at_once() -> None:
    """An archive that never answers does not hold up Ctrl-C."""

    async def work(wayback: Wayback) -> None:
        async with lookup_in(replace(QUICK, url=wayback.url, timeout=600)) as lookup:
            tasks = [asyncio.ensure_future(lookup.mementos(Url(f"http://d{n}.test/"), [DAY])) for n in range(10)]
            while len(wayback.arrivals) < 3:  # noqa: ASYNC110 — the server tells nobody who came
                await asyncio.sleep(0)
            assert lookup.pending == 10
            for task in tasks:
                task.cancel()
            await asyncio.gather(*tasks, return_exceptions=True)
            assert lookup.pending == 0

    with_wayback(work, [], {("cdx", "*"): ArchiveFault.HANG})


def test_what_was_found_is_never_asked_for_again(tmp_path: Path) -> None:
    """The second run sends nothing; a new day needs a probe only."""

    async def work(wayback: Wayback) -> None:
        requests = []
        for days in ([DAY], [DAY], [DAY, date(2015, 1, 1)]):
            with History(tmp_path / ".linkcheck") as history:
                async with lookup_in(replace(QUICK, url=wayback.url), history.archive_cache) as lookup:
                    mementos = await lookup.mementos(DEAD, days)
            assert all(memento.probed for memento in mementos)
            requests.append(services(wayback))
            wayback.arrivals.clear()
        assert requests == [["cdx", "playback"], [], ["playback"]]

    with_wayback(work, HISTORY)


def test_none_counts_for_a_week(tmp_path: Path) -> None:
    """Six days later it is not asked again, eight days later it is."""

    async def work(wayback: Wayback) -> None:
        requests = []
        for days in (0, 6, 8):
            today = NOW + timedelta(days=days)
            with History(
                tmp_path / ".linkcheck", now=partial(datetime.fromtimestamp, today.timestamp(), UTC)
            ) as history:
                async with lookup_in(replace(QUICK, url=wayback.url), history.archive_cache, today) as lookup:
                    (memento,) = await lookup.mementos(DEAD, [DAY])
            assert memento.answer is LookupStatus.NONE
            requests.append(len(wayback.arrivals))
        assert requests == [2, 2, 4]

    with_wayback(work, [])


def test_unknown_is_asked_again_in_the_next_run(tmp_path: Path) -> None:
    """Nothing of it is kept but that it comes first."""

    async def work(wayback: Wayback) -> None:
        settings = replace(QUICK, order=("cdx",))
        answers: list[Memento] = []
        for _ in range(2):
            with History(tmp_path / ".linkcheck") as history:
                async with lookup_in(replace(settings, url=wayback.url), history.archive_cache) as lookup:
                    answers += await lookup.mementos(DEAD, [DAY])
                assert len(history.archive_cache.waiting()) == (1 if len(answers) == 1 else 0)
        assert [memento.answer for memento in answers] == [LookupStatus.UNKNOWN, LookupStatus.FOUND]

    with_wayback(work, HISTORY, {("cdx", DEAD): [ArchiveFault.RATE_LIMITED]})


def test_those_over_budget_come_first_next_time(tmp_path: Path) -> None:
    """Three runs of a budget of two serve five dead links, although the same ones are found dead first in each."""
    urls = [Url(f"http://d{number}.test/") for number in range(5)]

    async def work(wayback: Wayback) -> None:
        settings = replace(QUICK, budget=2, order=("cdx",))
        details = []
        for _ in range(3):
            with History(tmp_path / ".linkcheck") as history:
                async with lookup_in(replace(settings, url=wayback.url), history.archive_cache) as lookup:
                    found = [(await lookup.mementos(url, [DAY]))[0] for url in urls]
            details.append([memento.detail for memento in found])
        budget = LookupFailure.BUDGET
        assert details == [[None, None, budget, budget, budget], [None, None, None, None, budget], [None] * 5]
        assert services(wayback).count("cdx") == 5

    with_wayback(work, [Snapshot(url, "20180704120000") for url in urls])


def test_a_link_that_came_back_does_not_keep_its_place(tmp_path: Path) -> None:
    """Who was over budget and is no longer dead blocks the budget in one run, not for ever."""

    async def work(wayback: Wayback) -> None:
        settings = replace(QUICK, budget=1, order=("cdx",))
        asked = []
        for urls in ([DEAD, OTHER], [Url("http://new.test/")], [Url("http://new.test/")]):
            with History(tmp_path / ".linkcheck") as history:
                async with lookup_in(replace(settings, url=wayback.url), history.archive_cache) as lookup:
                    asked.append([(await lookup.mementos(url, [DAY]))[0].detail for url in urls])
        assert asked == [[None, LookupFailure.BUDGET], [LookupFailure.BUDGET], [None]]

    with_wayback(work, HISTORY)


def test_nothing_is_kept_where_there_is_nothing_to_keep(tmp_path: Path) -> None:
    """A run that only meets faults on its way to a list with no budget used leaves no folder behind."""
    folder = tmp_path / ".linkcheck"

    async def work(wayback: Wayback) -> None:
        with History(folder) as history:
            async with lookup_in(replace(QUICK, url=wayback.url), history.archive_cache) as lookup:
                assert await lookup.mementos(Url("https://perma.cc/A"), [DAY]) == ()

    with_wayback(work, [])
    assert not folder.exists()

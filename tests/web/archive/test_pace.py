"""However many links are dead at once, the archive sees 24 look-ups a minute, three at a time, none after a no."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from datetime import UTC, datetime

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from linkcheck.config import ArchiveEndpoint
from linkcheck.model import Exchange, Failure, FailureCode, Request, Response, Url
from linkcheck.web.archive.client import BREAKER, ArchiveClient
from linkcheck.web.archive.failures import LookupFailure, Service
from linkcheck.web.archive.pace import Window, in_words
from tests.support.jumping import run_in_no_time

NOW = datetime(2026, 11, 22, tzinfo=UTC)
LIST = Response(200, body=b"[]")
THROTTLED = Response(429)


class Archive:
    """A `Fetch` that takes its time and notes who came when; what it answers is up to `answer`."""

    def __init__(self, answer: Callable[[int], Response | Failure], seconds: Callable[[int], float]) -> None:
        self.answer, self.seconds = answer, seconds
        self.starts: list[float] = []
        self.in_flight = self.most_in_flight = 0

    async def __call__(self, request: Request) -> tuple[Exchange, ...]:
        number = len(self.starts)
        self.starts.append(asyncio.get_running_loop().time())
        self.in_flight += 1
        self.most_in_flight = max(self.most_in_flight, self.in_flight)
        await asyncio.sleep(self.seconds(number))
        self.in_flight -= 1
        return (Exchange(request, self.answer(number), 1),)


def client_of(archive: Archive) -> ArchiveClient:
    """Return a client on the running loop's clock."""
    return ArchiveClient(archive, ArchiveEndpoint(), asyncio.get_running_loop().time, asyncio.sleep, lambda: NOW)


async def ask(client: ArchiveClient, service: Service = Service.CDX) -> Response | LookupFailure:
    """Ask once."""
    return await client.ask(service, Url("http://archive.test/cdx"), lambda response: True)


def asked(archive: Archive, times: int, delays: list[float] | None = None) -> list[Response | LookupFailure]:
    """Ask that many times, all at once or each after its delay."""

    async def all_of_them() -> list[Response | LookupFailure]:
        client = client_of(archive)

        async def one(delay: float) -> Response | LookupFailure:
            await asyncio.sleep(delay)
            return await ask(client)

        return await asyncio.gather(*[one(delay) for delay in delays or [0.0] * times])

    return run_in_no_time(all_of_them())


@given(
    delays=st.lists(st.floats(0, 300), min_size=1, max_size=120),
    seconds=st.lists(st.floats(0, 60), min_size=1, max_size=10),
)
@settings(max_examples=60)
def test_never_more_than_24_look_ups_in_any_minute_and_three_in_flight(
    delays: list[float], seconds: list[float]
) -> None:
    """Whenever dead links turn up, and however long the archive takes."""
    archive = Archive(lambda number: LIST, lambda number: seconds[number % len(seconds)])
    assert asked(archive, len(delays), delays) == [LIST] * len(delays)
    starts = archive.starts
    assert all(later - earlier > 60 for earlier, later in zip(starts, starts[24:], strict=False))
    assert archive.most_in_flight <= 3


def test_a_handful_of_dead_links_need_not_wait() -> None:
    """The first 24 start as soon as there is a slot."""
    archive = Archive(lambda number: LIST, lambda number: 0.0)
    asked(archive, 25)
    assert archive.starts[23] == 0.0
    assert archive.starts[24] > 60


def test_playback_has_a_window_of_its_own_but_shares_the_slots() -> None:
    """Look-ups that wait for their minute do not hold up the probes; together they are three."""

    async def both() -> Archive:
        archive = Archive(lambda number: LIST, lambda number: 0.5)
        client = client_of(archive)
        await asyncio.gather(*[ask(client) for _ in range(30)], *[ask(client, Service.PLAYBACK) for _ in range(30)])
        return archive

    archive = run_in_no_time(both())
    assert sum(start < 60 for start in archive.starts) == 54
    assert archive.most_in_flight == 3


def test_the_first_429_pauses_for_a_minute() -> None:
    """Nothing starts in that minute, then it goes on; those that were under way do not count as a second no."""
    archive = Archive(lambda number: THROTTLED if number < 3 else LIST, lambda number: 1.0 + number)
    answers = asked(archive, 10)
    assert answers == [LookupFailure.RATE_LIMITED] * 3 + [LIST] * 7
    assert [start for start in archive.starts[3:] if start < 61] == []


def test_a_429_after_the_pause_ends_it() -> None:
    """The archive is not asked again in this run, and it is said why."""

    async def twice() -> tuple[list[Response | LookupFailure], str | None, int]:
        archive = Archive(lambda number: THROTTLED, lambda number: 0.1)
        client = client_of(archive)
        answers = [await ask(client) for _ in range(5)]
        return answers, client.gave_up, len(archive.starts)

    answers, gave_up, requests = run_in_no_time(twice())
    assert answers == [LookupFailure.RATE_LIMITED] * 5
    assert gave_up is not None
    assert "429" in gave_up
    assert requests == 2


@pytest.mark.parametrize(("header", "resumes"), [("90", 90.1), ("1", 60.1), ("-5", 60.1), ("soon", 60.1)])
def test_a_429_may_say_for_how_long(header: str, resumes: float) -> None:
    """At least a minute, longer if it says so; garbage counts as nothing."""
    no = Response(429, (("Retry-After", header),))
    archive = Archive(lambda number: LIST if number else no, lambda number: 0.1)

    async def twice() -> None:
        client = client_of(archive)
        await ask(client)
        await ask(client)

    run_in_no_time(twice())
    assert archive.starts[1] == pytest.approx(resumes)


def test_nobody_waits_a_day() -> None:
    """A pause beyond patience ends the look-ups; those that wait are let go at once."""
    no = Response(429, (("Retry-After", "86400"),))
    archive = Archive(lambda number: no, lambda number: 1.0)

    async def many() -> float:
        client = client_of(archive)
        answers = await asyncio.gather(*[ask(client) for _ in range(100)])
        assert set(answers) == {LookupFailure.RATE_LIMITED}
        return asyncio.get_running_loop().time()

    assert run_in_no_time(many()) == 1.0
    assert len(archive.starts) == 3


def test_a_refused_connection_ends_it_at_once() -> None:
    """That is how the Internet Archive locks an address out: those in flight come back, no other starts."""
    archive = Archive(lambda number: Failure(FailureCode.CONNECT_REFUSED, "refused"), lambda number: 1.0)
    assert asked(archive, 50) == [LookupFailure.REFUSED] * 50
    assert len(archive.starts) == 3


def test_five_failures_in_a_row_close_a_service_only() -> None:
    """The breaker opens for look-ups; playback is still asked."""
    down = Failure(FailureCode.RESET, "reset")

    async def until_it_breaks() -> tuple[int, Response | LookupFailure, str | None]:
        archive = Archive(lambda number: down if number < BREAKER else LIST, lambda number: 0.1)
        client = client_of(archive)
        for _ in range(20):
            assert await ask(client) is LookupFailure.UNAVAILABLE
        return len(archive.starts), await ask(client, Service.PLAYBACK), client.gave_up

    requests, playback, gave_up = run_in_no_time(until_it_breaks())
    assert requests == BREAKER
    assert playback == LIST
    assert gave_up is not None


def test_failures_with_answers_between_them_break_nothing() -> None:
    """An archive that is only slow and flaky is asked to the end."""
    slow = Failure(FailureCode.TIMEOUT, "60 s")
    archive = Archive(lambda number: slow if number % 3 else LIST, lambda number: 0.1)
    answers = asked(archive, 40)
    assert len(archive.starts) == 40
    assert set(answers) == {LIST, LookupFailure.TIMEOUT}


def test_who_waits_can_be_cancelled_and_leaves_no_slot_taken() -> None:
    """Ctrl-C ends the waiting; what comes later finds its slot."""

    async def cancel() -> int:
        archive = Archive(lambda number: LIST, lambda number: 5.0)
        client = client_of(archive)
        tasks = [asyncio.ensure_future(ask(client)) for _ in range(30)]
        await asyncio.sleep(1)
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)
        await asyncio.gather(*[ask(client) for _ in range(3)])
        return len(archive.starts)

    assert run_in_no_time(cancel()) == 6


def test_the_estimate_is_what_the_window_allows() -> None:
    """200 dead links take about eight minutes, a handful none."""
    assert in_words(Window(24).seconds_for(200, 0.0)) == "about 8 min"
    assert in_words(Window(24).seconds_for(20, 0.0)) == "under a minute"
    assert in_words(Window(0).seconds_for(5000, 0.0)) == "under a minute"
    assert in_words(Window(24).seconds_for(10_000, 0.0)) == "about 7 h"

"""The order of checks: hosts side by side, and nothing that ends the run but its end."""

from __future__ import annotations

import asyncio
from collections import Counter
from collections.abc import AsyncGenerator, Awaitable, Callable
from contextlib import aclosing

import pytest

from linkcheck.model import Check, Failure, FailureCode, Response, Url
from linkcheck.web import schedule
from tests.support.checks import NOW, check

CheckOne = Callable[[Url], Awaitable[Check]]


def links(host: str, count: int) -> list[Url]:
    """Return links to one host."""
    return [Url(f"http://{host}/{number}") for number in range(count)]


async def go(urls: list[Url], check_one: CheckOne, concurrency: int = 4) -> list[Check]:
    """Check all and return what was heard of."""
    heard: list[Check] = []
    await hear(heard, urls, check_one, concurrency)
    return heard


async def hear(heard: list[Check], urls: list[Url], check_one: CheckOne, concurrency: int = 4) -> None:
    """Check all, and take each check as it comes."""
    checks = schedule.checks(
        schedule.one_part(urls), check_one, host_concurrency=lambda _: concurrency, now=lambda: NOW
    )
    async with aclosing(checks):
        async for done in checks:
            heard.append(done)  # noqa: PERF401 -- what was heard before a cancellation stays heard


async def alive(url: Url) -> Check:
    """Find a page."""
    return check(Response(200), url=url)


def test_each_url_is_checked_once() -> None:
    """Whatever the hosts, and however few."""
    urls = [*links("a.example", 30), *links("b.example", 1), *links("c.example", 7)]
    assert Counter(done.url for done in asyncio.run(go(urls, alive))) == Counter(urls)
    assert asyncio.run(go([], alive)) == []


def test_hosts_with_most_links_begin_first() -> None:
    """Their own pace makes them the last to end."""
    begun: list[Url] = []

    async def note(url: Url) -> Check:
        begun.append(url)
        await asyncio.sleep(0)
        return await alive(url)

    asyncio.run(go([*links("few.example", 2), *links("many.example", 20)], note, concurrency=1))
    assert "many" in begun[0]


def test_the_longest_queues_have_all_their_workers_at_once() -> None:
    """However many hosts there are, the run lasts as long as theirs; whatever is not begun is counted."""
    ahead = Counter[str]()
    full = asyncio.Event()
    begun: list[Url] = []

    async def one(url: Url) -> Check:
        begun.append(url)
        if len(begun) == schedule.UNDER_WAY:
            assert sum(ahead.values()) == len(urls) - len(begun)
            full.set()
        await full.wait()
        return await alive(url)

    urls = [url for number in range(schedule.UNDER_WAY) for url in links(f"{number}.example", 2)]
    urls += links("many.example", 50)

    async def run() -> None:
        async with aclosing(
            schedule.checks(schedule.one_part(urls), one, host_concurrency=lambda _: 4, now=lambda: NOW, ahead=ahead)
        ) as checks:
            async for _ in checks:
                break

    asyncio.run(run())
    first = Counter(url.split("/")[2] for url in begun[: schedule.UNDER_WAY])
    assert first["many.example"] == 4 * schedule.WORKERS_PER_PLACE
    assert len(first) > schedule.UNDER_WAY - 4 * schedule.WORKERS_PER_PLACE - schedule.LONGEST


def test_a_host_that_hangs_holds_up_no_other() -> None:
    """All others are done while it does; it has its few tasks and no more."""
    hanging: list[Url] = []
    others_done = asyncio.Event()
    left = set(links("well.example", 20))

    async def one(url: Url) -> Check:
        if "slow" in url:
            hanging.append(url)
            await others_done.wait()
        left.discard(url)
        if not left:
            assert 0 < len(hanging) <= 4 * schedule.WORKERS_PER_PLACE
            others_done.set()
        return await alive(url)

    assert len(asyncio.run(go([*links("slow.example", 50), *left], one))) == 70


def test_a_host_that_answers_does_not_wait_for_silent_ones() -> None:
    """However many checks of those are under way, all of its own are made before one of theirs ends."""
    others_done = asyncio.Event()
    silent = [url for number in range(70) for url in links(f"silent{number}.example", 20)]
    living = links("living.example", 60)
    left = set(living)

    async def one(url: Url) -> Check:
        if "silent" in url:
            await others_done.wait()
        left.discard(url)
        if not left:
            others_done.set()
        return await alive(url)

    assert len(silent) > schedule.UNDER_WAY
    assert len(asyncio.run(go([*silent, *living], one))) == len(silent) + len(living)


def test_no_more_are_begun_than_fit_into_memory() -> None:
    """Those that wait for a place among them hold next to nothing."""
    begun, most = 0, 0
    full = asyncio.Event()

    async def one(url: Url) -> Check:
        nonlocal begun, most
        begun += 1
        most = max(most, begun)
        if begun == schedule.UNDER_WAY:
            full.set()
        await full.wait()
        await asyncio.sleep(0)
        begun -= 1
        return await alive(url)

    many = [Url(f"http://{number}.example/") for number in range(schedule.UNDER_WAY + 100)]
    assert len(asyncio.run(go(many, one))) == len(many)
    assert most == schedule.UNDER_WAY


def test_no_more_are_begun_than_this_process_can_do() -> None:
    """Checks that are done as soon as they have their turns leave few under way, however many there are."""
    begun, most = 0, 0

    async def one(url: Url) -> Check:
        nonlocal begun, most
        begun += 1
        most = max(most, begun)
        for _ in range(5):
            await asyncio.sleep(0)
        begun -= 1
        return await alive(url)

    many = [Url(f"http://{number}.example/") for number in range(1000)]
    assert len(asyncio.run(go(many, one))) == len(many)
    assert most <= 8 * schedule.AT_ONCE


def test_what_is_begun_waits_for_no_part() -> None:
    """The next may come when all checks of the one before are done."""
    first, second = links("first.example", 20), links("second.example", 20)
    left = set(first)
    first_done = asyncio.Event()

    async def parts() -> AsyncGenerator[list[Url]]:
        yield first
        await first_done.wait()
        yield second

    async def one(url: Url) -> Check:
        left.discard(url)
        if not left:
            first_done.set()
        return await alive(url)

    async def run() -> list[Url]:
        checks = schedule.checks(parts(), one, host_concurrency=lambda _: 1, now=lambda: NOW)
        async with aclosing(checks):
            return [done.url async for done in checks]

    assert Counter(asyncio.run(run())) == Counter(first + second)


def test_a_bug_in_one_check_is_evidence_of_itself() -> None:
    """The others go on, and the traceback is kept."""

    async def one(url: Url) -> Check:
        if url.endswith("/3"):
            raise ZeroDivisionError
        return await alive(url)

    heard = {done.url: done for done in asyncio.run(go(links("a.example", 6), one))}
    assert len(heard) == 6
    outcome = heard[Url("http://a.example/3")].exchanges[0].outcome
    assert isinstance(outcome, Failure)
    assert outcome.code is FailureCode.INTERNAL
    assert "ZeroDivisionError" in outcome.detail


def test_cancelling_ends_all_and_keeps_what_is_known() -> None:
    """Nothing runs on, and what was heard of was heard of."""
    heard: list[Check] = []
    running: set[Url] = set()
    all_hang = asyncio.Event()

    async def one(url: Url) -> Check:
        if url.endswith("/0"):
            return await alive(url)
        running.add(url)
        if len(running) == 16:
            all_hang.set()
        try:
            await asyncio.Event().wait()
        finally:
            running.discard(url)
        return await alive(url)

    async def interrupted() -> None:
        urls = [*links("a.example", 9), *links("b.example", 9)]
        task = asyncio.ensure_future(hear(heard, urls, one))
        await all_hang.wait()
        task.cancel()
        with pytest.raises(asyncio.CancelledError):
            await task

    asyncio.run(interrupted())
    assert not running
    assert {done.url for done in heard} == {"http://a.example/0", "http://b.example/0"}

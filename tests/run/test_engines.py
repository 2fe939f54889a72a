"""Every engine of the table: one check for each piece of work, evidence for its own bugs, and an end that is one."""

from __future__ import annotations

import asyncio
import pickle
from collections import Counter
from collections.abc import AsyncIterator, Sequence
from contextlib import aclosing, asynccontextmanager
from dataclasses import replace
from typing import cast

import pytest
from aiohttp.abc import AbstractResolver

from linkcheck.config import Settings
from linkcheck.config.names import NO_NAMES
from linkcheck.config.options import options_of
from linkcheck.model import Check, Exchange, Failure, FailureCode, Fetch, Fragment, Reason, Request, Response, Url
from linkcheck.run.checker import Checker
from linkcheck.run.engines import ENGINES, Wanted
from linkcheck.run.engines.local_checks import LocalChecks
from linkcheck.run.engines.opened import Checks
from linkcheck.run.engines.opened import opened as opened_with
from linkcheck.run.job import Job, Work
from linkcheck.run.services import Services
from linkcheck.web.network import HostSettings
from linkcheck.web.probing import Opinion, opinion
from tests.support.checks import NOW, html
from tests.support.servers import LOOPBACK, SETTINGS, Names, page, serve

JOB = Job(replace(SETTINGS, hosts={"one.example": HostSettings(concurrency=1)}), max_redirects=5)
NAMES = {f"{name}.example": LOOPBACK for name in ("one", "two")}
ALL = pytest.mark.parametrize("engine", ENGINES)


@asynccontextmanager
async def opened(name: str) -> AsyncIterator[Checks]:
    """Open an engine of the table on loopback; two workers are enough for it."""
    async with (
        ENGINES[name](Wanted(2, pytest.fail)) as workers,
        opened_with(JOB, Services(), Names(NAMES), None, workers) as engine,
    ):
        yield engine


async def checks(engine: Checks, work: Sequence[Work]) -> list[Check]:
    """Return all checks that an engine makes."""
    return [check for check, _ in await judged(engine, work)]


async def judged(engine: Checks, work: Sequence[Work]) -> list[tuple[Check, Opinion]]:
    """Return all checks that an engine makes, each with what it says by itself."""
    async with aclosing(engine.checks(work)) as made:
        return [each async for each in made]


def on(fetch: Fetch) -> LocalChecks:
    """Return the engine of this process on a made-up network, which asks no resolver."""
    return LocalChecks(Checker(JOB, fetch, cast("AbstractResolver", None), lambda: NOW))


async def alive(request: Request) -> tuple[Exchange, ...]:
    """Find a page."""
    return (Exchange(request, html("<h1>A page</h1>"), 1),)


def test_each_engine_can_be_chosen() -> None:
    """By its name, and `auto` chooses one of them."""
    (option,) = (each for each in options_of(Settings) if each.key == "engine")
    assert {*option.reader(NO_NAMES).known} == {"auto", *ENGINES}


def test_orders_are_plain_data() -> None:
    """They reach another process as they are."""
    order = (Work(Url("http://one.example/"), ("here",)), JOB)
    assert pickle.loads(pickle.dumps(order)) == order  # noqa: S301 -- our own bytes


@ALL
def test_each_piece_of_work_is_one_check(engine: str) -> None:
    """Whatever the hosts."""

    async def run() -> None:
        async with serve(page()) as server, opened(engine) as made_here:
            hosts = [f"http://{name}:{server.port}" for name in NAMES]
            work = [Work(Url(f"{host}/{number}")) for host in hosts for number in range(20)]
            made = await checks(made_here, work)
        assert Counter(check.url for check in made) == Counter(each.url for each in work)
        assert all(isinstance(check.exchanges[-1].outcome, Response) for check in made)
        assert len(server.visits) == len(work)

    asyncio.run(run())


@ALL
def test_the_places_that_references_name_are_looked_for(engine: str) -> None:
    """The page does not travel, so the engine looks."""

    async def run() -> Check:
        async with serve(page("<h1 id=here>A page</h1>")) as server, opened(engine) as made_here:
            url = Url(f"http://one.example:{server.port}/")
            (made,) = await checks(made_here, [Work(url, ("here", "there"))])
        return made

    assert dict(asyncio.run(run()).fragments) == {"here": Fragment.OK, "there": Fragment.MISSING}


@ALL
def test_what_a_check_says_comes_with_it(engine: str) -> None:
    """As whoever has the check would judge it, by the statuses that are accepted at its host."""

    async def run() -> list[tuple[Check, Opinion]]:
        async with serve(page("<title>Not found</title>")) as server, opened(engine) as made_here:
            urls = [Url(f"http://{name}:{server.port}/a-page-of-notes") for name in NAMES]
            return await judged(made_here, [Work(urls[0]), Work(urls[1], accept=frozenset({200}))])

    for check, told in asyncio.run(run()):
        accepted = frozenset({200}) if "two" in check.url else frozenset[int]()
        assert told == opinion(check, accepted)
        assert told.is_suspicious
        assert (told.verdict.reason is Reason.ACCEPTED) == bool(accepted)


@ALL
def test_whoever_probes_asks_through_it(engine: str) -> None:
    """Also hosts of which no work is, and robots.txt, whose body is wanted."""

    async def run() -> Response:
        async with serve(page("a rule")) as server, opened(engine) as made_here:
            (made,) = await made_here.checker.fetch(Request(Url(f"http://two.example:{server.port}/robots.txt")))
        assert isinstance(made.outcome, Response)
        return made.outcome

    assert b"a rule" in asyncio.run(run()).body


def test_a_bug_is_evidence_of_itself() -> None:
    """It costs one link, and its traceback is kept."""

    async def broken(request: Request) -> tuple[Exchange, ...]:
        if request.url.endswith("/3"):
            raise ZeroDivisionError
        return await alive(request)

    work = [Work(Url(f"http://one.example/{number}")) for number in range(5)]
    made = {check.url: check.exchanges[-1].outcome for check in asyncio.run(checks(on(broken), work))}
    failure = made[Url("http://one.example/3")]
    assert isinstance(failure, Failure)
    assert failure.code is FailureCode.INTERNAL
    assert "ZeroDivisionError" in failure.detail
    assert sum(isinstance(outcome, Response) for outcome in made.values()) == 4


def test_closing_ends_what_is_under_way() -> None:
    """Nothing runs on after Ctrl-C."""
    running: set[Url] = set()

    async def hanging(request: Request) -> tuple[Exchange, ...]:
        if request.url.endswith("/0"):
            return await alive(request)
        running.add(request.url)
        try:
            await asyncio.Event().wait()
        finally:
            running.discard(request.url)
        return ()

    async def closed_after_the_first() -> Check:
        work = [Work(Url(f"http://{host}.example/{number}")) for host in ("one", "two") for number in range(3)]
        async with aclosing(on(hanging).checks(work)) as made:
            return (await anext(made))[0]

    assert asyncio.run(closed_after_the_first()).url.endswith("/0")
    assert not running

"""Every engine of the table: one check for each piece of work, evidence for its own bugs, and an end that is one."""

from __future__ import annotations

import asyncio
import pickle
from collections import Counter
from collections.abc import Sequence
from contextlib import aclosing
from typing import cast

import pytest
from aiohttp.abc import AbstractResolver

from linkcheck.model import Check, Exchange, Failure, FailureCode, Fetch, Fragment, Request, Response, Url
from linkcheck.run.checker import Checker
from linkcheck.run.engines import DEFAULT, ENGINES
from linkcheck.run.job import Job, Work
from linkcheck.web.network import HostSettings, NetworkSettings
from tests.support.checks import NOW, html

JOB = Job(NetworkSettings("a test", hosts={"one.example": HostSettings(concurrency=1)}), max_redirects=5)
ALL = pytest.mark.parametrize("engine", ENGINES)


def checker(fetch: Fetch) -> Checker:
    """Return a checker on a made-up network, which asks no resolver."""
    return Checker(JOB, fetch, cast("AbstractResolver", None), lambda: NOW)


async def checks(engine: str, fetch: Fetch, work: Sequence[Work]) -> list[Check]:
    """Return all checks that an engine makes."""
    async with aclosing(ENGINES[engine](checker(fetch)).checks(work, JOB)) as made:
        return [each async for each in made]


async def alive(request: Request) -> tuple[Exchange, ...]:
    """Find a page with one place in it."""
    return (Exchange(request, html("<h1 id=here>A page</h1>"), 1),)


def test_the_default_is_in_the_table() -> None:
    """A run that names no engine has one."""
    assert DEFAULT in ENGINES


def test_orders_are_plain_data() -> None:
    """They reach another process as they are."""
    order = (Work(Url("http://one.example/"), ("here",)), JOB)
    assert pickle.loads(pickle.dumps(order)) == order  # noqa: S301 -- our own bytes


@ALL
def test_each_piece_of_work_is_one_check(engine: str) -> None:
    """Whatever the hosts."""
    work = [Work(Url(f"http://{host}.example/{number}")) for host in ("one", "two") for number in range(20)]
    made = asyncio.run(checks(engine, alive, work))
    assert Counter(check.url for check in made) == Counter(each.url for each in work)
    assert all(isinstance(check.exchanges[-1].outcome, Response) for check in made)


@ALL
def test_the_places_that_references_name_are_looked_for(engine: str) -> None:
    """The page does not travel, so the engine looks."""
    (made,) = asyncio.run(checks(engine, alive, [Work(Url("http://one.example/"), ("here", "there"))]))
    assert dict(made.fragments) == {"here": Fragment.OK, "there": Fragment.MISSING}


@ALL
def test_a_bug_is_evidence_of_itself(engine: str) -> None:
    """It costs one link, and its traceback is kept."""

    async def broken(request: Request) -> tuple[Exchange, ...]:
        if request.url.endswith("/3"):
            raise ZeroDivisionError
        return await alive(request)

    work = [Work(Url(f"http://one.example/{number}")) for number in range(5)]
    made = {check.url: check.exchanges[-1].outcome for check in asyncio.run(checks(engine, broken, work))}
    failure = made[Url("http://one.example/3")]
    assert isinstance(failure, Failure)
    assert failure.code is FailureCode.INTERNAL
    assert "ZeroDivisionError" in failure.detail
    assert sum(isinstance(outcome, Response) for outcome in made.values()) == 4


@ALL
def test_closing_ends_what_is_under_way(engine: str) -> None:
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
        async with aclosing(ENGINES[engine](checker(hanging)).checks(work, JOB)) as made:
            return await anext(made)

    assert asyncio.run(closed_after_the_first()).url.endswith("/0")
    assert not running

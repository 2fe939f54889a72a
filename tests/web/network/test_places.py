"""Places are kept for hosts that answer."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from contextlib import AsyncExitStack
from dataclasses import dataclass

from linkcheck.web.network.places import Places, Standing


@dataclass(eq=False)
class Host:
    """Whoever needs places."""

    standing: Standing = Standing.NEW


async def hold(places: Places, host: Host, held: list[Host], end: asyncio.Event) -> None:
    """Hold a place until the end."""
    async with places.place(host):
        held.append(host)
        await end.wait()


def holders(number: int, hosts: Sequence[Host]) -> list[Host]:
    """Return who gets one of so many places when all want one, in the order in which they get them."""

    async def ask() -> list[Host]:
        places, held, end = Places(number), list[Host](), asyncio.Event()
        async with asyncio.TaskGroup() as group:
            for host in hosts:
                group.create_task(hold(places, host, held, end))
            for _ in range(10):
                await asyncio.sleep(0)
            first = list(held)
            end.set()
        assert len(held) == len(hosts)  # in the end everybody has had one
        return first

    return asyncio.run(ask())


def test_all_places_are_for_those_who_answer() -> None:
    """Nearly all are for those who were not asked yet."""
    assert len(holders(16, [Host(Standing.ANSWERS) for _ in range(40)])) == 16
    assert len(holders(16, [Host(Standing.NEW) for _ in range(40)])) == 15
    for standing in Standing:
        assert len(holders(1, [Host(standing) for _ in range(3)])) == 1


def test_whoever_has_not_answered_leaves_some() -> None:
    """An eighth of the places stays free of those that may be silent, a quarter of those that were."""
    assert len(holders(16, [Host(Standing.ASKED) for _ in range(40)])) == 14
    assert len(holders(16, [Host(Standing.SILENT) for _ in range(40)])) == 12
    assert len(holders(2, [Host(Standing.SILENT) for _ in range(9)])) == 1


def test_of_many_places_few_are_for_those_who_have_not_answered() -> None:
    """Their names wait for look-ups; whoever answers has the rest, and does not crowd them out of theirs."""
    for standing, places in ((Standing.NEW, 240), (Standing.ASKED, 224), (Standing.SILENT, 192)):
        assert len(holders(1024, [Host(standing) for _ in range(1100)])) == places
    answering = [Host(Standing.ANSWERS) for _ in range(768)]
    assert len(holders(1024, [*answering, *(Host() for _ in range(400))])) == 768 + 240
    assert len(holders(1024, [Host(Standing.ANSWERS) for _ in range(1100)])) == 1024


def test_a_host_that_answers_comes_before_the_silent() -> None:
    """However many of those came first."""
    silent, living = [Host(Standing.SILENT) for _ in range(40)], [Host(Standing.ANSWERS) for _ in range(4)]
    got = holders(16, [*silent, *living])
    assert all(host in got for host in living)
    assert sum(host in got for host in silent) == 12  # the places that the living left


def test_a_host_that_has_answered_waits_among_those_that_answer() -> None:
    """A place that it waited for as one of the silent is given to it as to one that is not."""

    async def ask() -> bool:
        places, held, end = Places(4), list[Host](), asyncio.Event()
        host = Host(Standing.SILENT)
        async with asyncio.TaskGroup() as group:
            for waiting in (Host(Standing.SILENT), Host(Standing.SILENT), Host(Standing.SILENT), host):
                group.create_task(hold(places, waiting, held, end))
            await asyncio.sleep(0)
            assert host not in held
            host.standing = Standing.ANSWERS
            places.moved(host, Standing.SILENT)
            await asyncio.sleep(0)
            came = host in held
            end.set()
        return came

    assert asyncio.run(ask())


def test_who_gives_up_waiting_takes_no_place() -> None:
    """Nor does one to whom a place is given in the moment in which it gives up."""

    async def ask() -> None:
        places, end = Places(1), asyncio.Event()
        first = asyncio.ensure_future(hold(places, Host(), [], end))
        await asyncio.sleep(0)
        tired, lucky = (asyncio.ensure_future(hold(places, Host(), [], end)) for _ in range(2))
        await asyncio.sleep(0)
        tired.cancel()
        end.set()
        await asyncio.wait([first, tired])
        lucky.cancel()
        await asyncio.wait([lucky])
        async with AsyncExitStack() as stack, asyncio.timeout(60):
            await stack.enter_async_context(places.place(Host()))

    asyncio.run(ask())

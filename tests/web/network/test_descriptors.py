"""What is short is waited for, two minutes at most, by a clock that jumps."""

from __future__ import annotations

import asyncio

import pytest

from linkcheck.model import Exchange, Request, Response, Url
from linkcheck.web.network.descriptors import PATIENCE_S, SHARE_OF_PLACES, Shortage, fitting
from linkcheck.web.network.fetch import open_fetcher
from tests.support.hurry import Hurry
from tests.support.servers import SETTINGS, Names, page, serve

NAME = "site.example"


def test_two_minutes_and_no_longer() -> None:
    """Whoever comes after that is told at once; what is to be had meanwhile begins them anew."""

    async def waited() -> list[float]:
        hurry = Hurry()
        shortage = Shortage(hurry.clock, hurry.sleep)
        took = []
        for _ in range(3):
            began = hurry.clock()
            while await shortage.wait():
                pass
            took.append(hurry.clock() - began)
            if len(took) == 2:
                shortage.over()
        return took

    first, second, third = asyncio.run(waited())
    assert first == pytest.approx(PATIENCE_S, abs=1)
    assert second < 1
    assert third == pytest.approx(PATIENCE_S, abs=1)


@pytest.mark.needs_linux
def test_a_request_without_a_descriptor_is_made_when_there_is_one() -> None:
    """The server never hears of it before; what the program could not ask is no failure of anybody."""
    import resource

    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    pauses: list[float] = []

    async def give_back(seconds: float) -> None:
        pauses.append(seconds)
        if len(pauses) == 3:
            resource.setrlimit(resource.RLIMIT_NOFILE, (soft, hard))

    async def run() -> Exchange:
        shortage = Shortage(sleep=give_back)
        async with serve(page()) as server, open_fetcher(SETTINGS, Names({NAME: server.address}), shortage) as fetcher:
            resource.setrlimit(resource.RLIMIT_NOFILE, (3, hard))
            return await fetcher.exchange(Request(Url(f"http://{NAME}:{server.port}/page")))

    try:
        asked = asyncio.run(run())
    finally:
        resource.setrlimit(resource.RLIMIT_NOFILE, (soft, hard))
    assert isinstance(asked.outcome, Response)
    assert asked.outcome.status == 200
    assert len(pauses) == 3


@pytest.mark.parametrize(("free", "places"), [(None, 64), (4096, 64), (40, 13), (3, 1), (0, 1)])
def test_requests_fit_into_what_is_free(free: int | None, places: int) -> None:
    """One is always made."""
    assert fitting(64, free, SHARE_OF_PLACES) == places

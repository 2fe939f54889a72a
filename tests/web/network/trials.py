"""What a hostile host comes to: a check as a run makes it, against a server of the test, without its waits."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass
from datetime import UTC, datetime

from linkcheck.model import Check, Response, State, Url, Verdict
from linkcheck.verdict.weighing import judge
from linkcheck.web.check import check
from linkcheck.web.network import NetworkSettings, open_fetch
from tests.support.servers import SETTINGS, Answer, Names, reply, serve

LONGEST_S = 60
"""Nothing takes a tenth of it: what takes longer hangs."""
NOT_DEAD = set(State) - {State.DEAD, State.INVALID}


async def _at_once(_: float) -> None:
    await asyncio.sleep(0)


@dataclass(frozen=True, slots=True)
class Trial:
    """What was concluded of a hostile host, and how."""

    verdict: Verdict
    check: Check

    @property
    def response(self) -> Response:
        """The last answer."""
        outcome = self.check.exchanges[-1].outcome
        assert isinstance(outcome, Response), outcome
        return outcome


async def tried(url: str, *, settings: NetworkSettings = SETTINGS, names: Names | None = None) -> Trial:
    """Check a URL as a run does, without its waits."""
    async with (
        asyncio.timeout(LONGEST_S),
        open_fetch(settings, resolver=names or Names({}), sleep=_at_once) as fetch,
    ):
        done = await check(Url(url), fetch, now=lambda: datetime(2026, 11, 1, tzinfo=UTC))
    return Trial(judge(done), done)


def trial(answer: bytes | Answer, settings: NetworkSettings = SETTINGS) -> Trial:
    """Check a page of a server that answers so."""

    async def ask() -> Trial:
        async with serve(answer) as server:
            return await tried(server.url(), settings=settings)

    return asyncio.run(ask())


def leads_to(location: str, status: int = 302) -> bytes:
    """Return a redirect."""
    return reply(status, f"Location: {location}")

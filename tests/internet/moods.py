"""Hosts that have moods: now and then one does not do what it is for, as hosts do that are well.

What such a host may be called is wider than its truth, but never `dead`, unless it is.
"""

from __future__ import annotations

import random
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass, field, replace

from dnslib import DNSRecord  # type: ignore[import-untyped]  # it has none

from linkcheck.model import State
from tests.internet.answers import reply
from tests.internet.behaviour import Answer, Behaviour
from tests.internet.names import Question, Zone
from tests.internet.visit import Visit

Mood = Callable[[Visit], Awaitable[bytes | None]]


async def _reset(visit: Visit) -> None:
    visit.reset()


async def _nothing(_: Visit) -> None:
    """Close the connection without a word."""


async def _silence(visit: Visit) -> None:
    await visit.client_leaves()


async def _overloaded(_: Visit) -> bytes:
    return reply(503)


async def _too_many(_: Visit) -> bytes:
    return reply(429, "Retry-After: 1")


async def _broken(_: Visit) -> bytes:
    return reply(500)


async def _noise(_: Visit) -> bytes:
    return bytes(range(256)) * 4


MOODS: Mapping[str, Mood] = {
    "reset": _reset,
    "nothing": _nothing,
    "silence": _silence,
    "503": _overloaded,
    "429": _too_many,
    "500": _broken,
    "noise": _noise,
}
CUT_OFF = "cut off"
"""Half of the host's own answer: half of another page would be a page that it does not have."""


@dataclass(slots=True)
class Weather:
    """How often hosts are out of sorts; all share it. A share of 0 lets every host do what it is for."""

    rng: random.Random
    share: float = 0.0
    seen: dict[str, int] = field(default_factory=dict)
    """Mood → how often."""

    def moody(self, behaviour: Behaviour) -> Behaviour:
        """Return a behaviour that obeys the weather."""
        return replace(behaviour, answer=self._answer(behaviour.answer), zone=self._zone(behaviour.zone))

    def _comes_over(self) -> bool:
        return self.rng.random() < self.share

    def _answer(self, answer: Answer) -> Answer:
        async def moody(visit: Visit) -> bytes | None:
            if not self._comes_over():
                return await answer(visit)
            name = self.rng.choice(sorted((*MOODS, CUT_OFF)))
            self._count(name)
            if name != CUT_OFF:
                return await MOODS[name](visit)
            whole = await answer(visit)
            return whole and whole[: len(whole) // 2]

        return moody

    def _zone(self, zone: Zone) -> Zone:
        def moody(question: Question) -> DNSRecord | None:
            if not self._comes_over():
                return zone(question)
            silent = self.rng.random() < 0.5
            self._count("no name server" if silent else "SERVFAIL")
            return None if silent else question.reply(rcode="SERVFAIL")

        return moody

    def _count(self, name: str) -> None:
        self.seen[name] = self.seen.get(name, 0) + 1


def may_be(truth: frozenset[State], *, first: bool, calm: bool) -> frozenset[State]:
    """Return what a host of this truth may be called, on the first night or a later one, in calm weather or not.

    Later nights may take for dead what could not be reached again and again, and what shows one page for everything.
    """
    wider = set(truth)
    if not calm or not first:
        wider |= set(State) - {State.DEAD, State.INVALID}
    if not first and truth & {State.UNREACHABLE, State.UNSURE}:
        wider.add(State.DEAD)
    return frozenset(wider)

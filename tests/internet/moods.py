"""Hosts that have moods: now and then one does not do what it is for, as hosts do that are well.

What such a host may be called is wider than its truth, but never `dead`, unless it is, or its failure may be death by
lasting and has lasted.
"""

from __future__ import annotations

import random
from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta

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


FATAL_IF_IT_LASTS = frozenset({
    "closed-with-encryption", "formerr", "no-route", "refused", "refuses-connections", "servfail",
    "silent-name-server", "soft-home-at-any-path",
})  # fmt: skip
"""What alone the design lets become `dead` by lasting for a week: nobody is met (the name does not resolve, the
connection is refused, no route), or one page for everything that speaks of no notice and is no application."""
NEVER_FATAL = frozenset({
    "always-503", "application-shell", "closes-without-answer", "outage-200-0", "resets-at-once", "says-nothing",
    "swallows-connections", "tls-expired", "v6-only",
})  # fmt: skip
"""What resembles it, and may not: somebody is met, it is a notice or an application, our own machine has no way there,
or (nobody takes the call) it must last a month and no archive may have seen it."""
LASTS = timedelta(days=7)
RUNS = 3


def may_be(behaviour: Behaviour, nights: Sequence[datetime]) -> frozenset[State]:
    """Return what a host may be called in the last of these nights of one history, of which the first was calm.

    A later night may not know enough; `moved`, `invalid` and `unchecked` are no such answers. `dead` is one by the
    behaviour's truth, or where its failure may be death by lasting and has lasted by the run's own clock.
    """
    wider = set(behaviour.truth)
    if len(nights) > 1:
        wider |= {State.ALIVE, State.BLOCKED, State.UNREACHABLE, State.UNSURE}
    if behaviour.name in FATAL_IF_IT_LASTS and len(nights) >= RUNS and nights[-1] - nights[0] >= LASTS:
        wider.add(State.DEAD)
    return frozenset(wider)

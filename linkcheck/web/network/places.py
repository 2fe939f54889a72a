"""Gives out the places of a run, so many requests at once, and keeps some for hosts that answer.

A silent host holds its places until its time is up, and seventy of them would hold them all. So some are for hosts that
have answered alone: a sixteenth, since any other host may be as silent as it is new. And whoever waits for a
first answer gets no second place among the last eighth of them, and those that were silent get three quarters at most.
"""

from __future__ import annotations

import asyncio
from collections import Counter, deque
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from enum import Enum
from typing import Protocol

UNANSWERED = 256
"""Places at most for hosts that have not answered: a clock runs while their names wait for the few look-ups at once."""


class Standing(Enum):
    """What a host has shown so far; the order is that in which hosts get places."""

    ANSWERS = "it has answered, and not been silent since"
    NEW = "nothing was asked of it"
    ASKED = "it was asked, and may yet answer"
    SILENT = "it was silent when it was asked last"


class Holder(Protocol):
    """Whoever needs places: a host."""

    standing: Standing


class Places:
    """Counts the places that are held, by the standing that their holders had when they took them."""

    def __init__(self, number: int) -> None:
        self._number = number
        few = min(number, UNANSWERED)
        self._only_for_answers = number - few
        self._open_to_new = few - few // 16
        self._open_to_all = few - few // 8
        self._most_silent = max(1, few * 3 // 4)
        self._held: Counter[Standing] = Counter()
        self._waiting: dict[Standing, deque[tuple[Holder, asyncio.Future[Standing]]]] = {
            standing: deque() for standing in Standing
        }

    @asynccontextmanager
    async def place(self, holder: Holder) -> AsyncIterator[None]:
        """Wait for a place and hold it while the block lasts; whoever answers comes first."""
        standing = await self._take(holder)
        try:
            yield
        finally:
            self._held[standing] -= 1
            self._give()

    def moved(self, holder: Holder, before: Standing) -> None:
        """Let those who wait for places of this holder wait where it stands now."""
        waiting = self._waiting[before]
        mine = [entry for entry in waiting if entry[0] is holder]
        if mine:
            self._waiting[before] = deque(entry for entry in waiting if entry[0] is not holder)
            self._waiting[holder.standing].extend(mine)
            self._give()

    async def _take(self, holder: Holder) -> Standing:
        if self._has_room(holder.standing):  # so nobody waits who would come before
            self._held[holder.standing] += 1
            return holder.standing
        place: asyncio.Future[Standing] = asyncio.get_running_loop().create_future()
        self._waiting[holder.standing].append((holder, place))
        self._give()
        try:
            return await place
        except asyncio.CancelledError:
            if place.done() and not place.cancelled():  # it was given in the same moment
                self._held[place.result()] -= 1
                self._give()
            raise

    def _give(self) -> None:
        """Give the places that are free to those who wait."""
        for standing, waiting in self._waiting.items():
            while waiting and self._has_room(standing):
                _, place = waiting.popleft()
                if not place.done():  # else nobody waits for it any more
                    self._held[standing] += 1
                    place.set_result(standing)

    def _has_room(self, standing: Standing) -> bool:
        held = self._held.total()
        # Those that answer take first what only they may have.
        others = held - min(self._held[Standing.ANSWERS], self._only_for_answers)
        match standing:
            case Standing.ANSWERS:
                return held < self._number
            case Standing.NEW:
                return others < self._open_to_new
            case Standing.ASKED:
                return others < self._open_to_all
            case Standing.SILENT:
                return others < self._open_to_all and self._held[standing] < self._most_silent

"""Sends pages to Save Page Now one after the other, and sees what becomes of them; it stops rather than insist.

One request at a time, and none that is known to be refused: a place among the captures in flight, the minute and the
day are counted here. What is asked is kept before it is sent, so that an end at any moment asks nothing twice.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Awaitable, Callable, Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Protocol

from linkcheck.model import Save, SaveState
from linkcheck.web.archive.client import BREAKER, PATIENCE, PAUSE
from linkcheck.web.archive.pace import Window, in_words
from linkcheck.web.archive.save_page_now import SaveAnswer, SavePageNow, SaveReply

LOOKS = (30.0, 30.0, 60.0, 60.0, 120.0, 300.0, 300.0)
"""Seconds between two looks at a capture; many take less than the first, and after the last it is left for later."""


class KeptSaves(Protocol):
    """Where it is kept what was asked; raises LinkcheckError where it cannot be."""

    def keep(self, save: Save) -> None:
        """Keep what is known of a page."""

    def forget(self, url: str) -> None:
        """Forget a page that was not sent after all."""


@dataclass(frozen=True, slots=True)
class SaveLimits:
    """The limits of a run; those of the account are asked for and hold, too."""

    in_flight: int
    per_minute: int
    per_day: int
    """Captures that may still be begun today."""


@dataclass(slots=True)
class _Job:
    save: Save
    due: float
    looks: int = 0


class Saver:
    """Sends what it is given. `stopped` says in words why it ended before the end, if it did."""

    def __init__(
        self,
        service: SavePageNow,
        limits: SaveLimits,
        kept: KeptSaves,
        *,
        clock: Callable[[], float],
        sleep: Callable[[float], Awaitable[None]],
        now: Callable[[], datetime],
        told: Callable[[Save], None] = lambda save: None,
    ) -> None:
        self.stopped: str | None = None
        self._service, self._kept, self._told = service, kept, told
        self._clock, self._sleep, self._now = clock, sleep, now
        self._window = Window(limits.per_minute)
        self._places, self._left = limits.in_flight, limits.per_day
        self._paused_until = 0.0
        self._limited_until: float | None = None
        """Set by a 429; stays, to tell the first from the second."""
        self._closed = False
        self._busy = self._failures = 0
        self._queue: deque[tuple[str, Save | None]] = deque()
        self._jobs: list[_Job] = []

    async def run(self, pages: Sequence[tuple[str, Save | None]], open_jobs: Iterable[Save] = ()) -> None:
        """Ask what became of what an earlier run sent, then send the pages, each with what is known of it."""
        now = self._clock()
        self._jobs = [_Job(save, now) for save in open_jobs if save.job is not None]
        self._queue = deque(pages)
        if self._queue:
            await self._ask_account()
        while self._jobs or (self._queue and not self.stopped):
            if self._closed:
                return  # the captures under way are kept: a later run asks what became of them
            await self._step()

    async def _step(self) -> None:
        now = self._clock()
        job = min(self._jobs, key=lambda one: one.due, default=None)
        send_at = self._may_send_at(now)
        if job is not None and job.due <= now:
            await self._look(job)
        elif send_at is not None and send_at <= now:
            await self._send(*self._queue.popleft())
        elif job is None and send_at is None:
            self._stop("the captures of a day are used up")
        else:
            await self._sleep(min(each for each in (job.due if job else None, send_at) if each is not None) - now)

    def _may_send_at(self, now: float) -> float | None:
        """Return when the next page may be sent; None while nothing may."""
        if not self._queue or self.stopped or self._left <= 0 or len(self._jobs) >= self._places:
            return None
        return max(now + self._window.wait(now), self._paused_until)

    async def _ask_account(self) -> None:
        account = await self._service.account()
        if isinstance(account, SaveReply):
            self._learn_refusal(account)
            return
        if account.left_today is not None:
            self._left = min(self._left, account.left_today)
        if account.available is not None:
            self._places = max(1, min(self._places, account.available))

    async def _send(self, url: str, before: Save | None) -> None:
        started = self._clock()
        self._window.start(started)
        asked = Save(url, SaveState.ASKED, self._now(), before.attempts if before else 0)
        self._kept.keep(asked)
        reply = await self._service.submit(url)
        match reply.answer:
            case SaveAnswer.STARTED:
                self._left -= 1
                self._well()
                save = replace(asked, job=reply.job, attempts=asked.attempts + 1)
                self._kept.keep(save)
                self._jobs.append(_Job(save, self._clock() + LOOKS[0], 1))
            case SaveAnswer.SAVED | SaveAnswer.ARCHIVED | SaveAnswer.REFUSED:
                self._well()
                self._end(asked, reply)
            case SaveAnswer.FAILED:
                self._end(asked, reply)
                self._count_failure(reply)
            case SaveAnswer.UNKNOWN:
                unclear = replace(asked, detail=reply.detail)
                self._kept.keep(unclear)
                self._told(unclear)
                self._count_failure(reply)
            case _:
                self._take_back(url, before)
                self._learn_refusal(reply, started)

    async def _look(self, job: _Job) -> None:
        reply = await self._service.status(job.save.job or "")
        match reply.answer:
            case SaveAnswer.SAVED | SaveAnswer.FAILED | SaveAnswer.REFUSED | SaveAnswer.ARCHIVED:
                self._well()
                self._jobs.remove(job)
                self._end(job.save, reply)
                return
            case SaveAnswer.STARTED:
                self._well()
            case SaveAnswer.UNKNOWN:
                self._count_failure(reply)
            case _:
                self._learn_refusal(reply, self._clock())
        if job.looks >= len(LOOKS):
            self._jobs.remove(job)  # it stays `asked`, with its job, for a later run
        else:
            job.due = max(self._clock() + LOOKS[job.looks], self._paused_until)
            job.looks += 1

    def _end(self, save: Save, reply: SaveReply) -> None:
        save = replace(
            save, state=SaveState(reply.answer), at=self._now(), job=None, captured=reply.captured, detail=reply.detail
        )
        self._kept.keep(save)
        self._told(save)

    def _take_back(self, url: str, before: Save | None) -> None:
        """Leave no trace of a page that was not taken; it comes first."""
        if before is None:
            self._kept.forget(url)
        else:
            self._kept.keep(before)
        self._queue.appendleft((url, before))

    def _well(self) -> None:
        self._busy = self._failures = 0

    def _count_failure(self, reply: SaveReply) -> None:
        self._failures += 1
        if self._failures >= BREAKER:
            self._close(f"{BREAKER} requests in a row failed ({reply.detail})")

    def _learn_refusal(self, reply: SaveReply, started: float = 0.0) -> None:
        match reply.answer:
            case SaveAnswer.LIMITED:
                self._limited(reply, started)
            case SaveAnswer.BUSY:
                self._busy += 1
                self._paused_until = self._clock() + PAUSE
                if self._busy >= BREAKER:
                    self._stop("the account makes as many captures as it may, and none of them ends")
            case SaveAnswer.USED_UP:
                self._stop(f"the captures of a day are used up ({reply.detail})")
            case SaveAnswer.DENIED:
                self._close("the keys are not accepted")
            case SaveAnswer.UNKNOWN:
                self._count_failure(reply)
            case _:
                self._close(f"it cannot be reached ({reply.detail})")

    def _limited(self, reply: SaveReply, started: float) -> None:
        """Pause at the first 429, as long as it says; stop at one that comes after a pause, or that asks for long."""
        pause = max(PAUSE, reply.wait or 0.0)
        if self._limited_until is not None and started >= self._limited_until:
            self._close("it limits requests (429) even after a pause")
        elif pause > PATIENCE:
            self._close(f"it limits requests (429) and asks to wait {in_words(pause)}")
        else:
            self._paused_until = self._limited_until = self._clock() + pause

    def _stop(self, words: str) -> None:
        """Send no more, and wait for the captures under way."""
        self.stopped = self.stopped or words

    def _close(self, words: str) -> None:
        """Ask nothing more at all."""
        self._stop(words)
        self._closed = True

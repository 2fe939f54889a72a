"""Save Page Now against a simulator with its limits: nothing is asked twice, nothing that would be refused."""

from __future__ import annotations

import asyncio
import random
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta

import pytest

from linkcheck.model import Exchange, Failure, FailureCode, Fetch, Request, Response, Save, SaveState
from linkcheck.web.archive.save_page_now import ADDRESS, Keys, SavePageNow
from linkcheck.web.archive.saving import SaveLimits, Saver
from tests.support.save_page_now import DAY, KEYS, SavePageNowSimulator

START = datetime(2026, 11, 29, 1, tzinfo=UTC)


@dataclass
class Kept:
    """Keeps saves as the history does; and the time, which sleeping alone moves."""

    saves: dict[str, Save] = field(default_factory=dict)
    told: list[Save] = field(default_factory=list)
    seconds: float = 3600.0

    def keep(self, save: Save) -> None:
        """Keep what is known of a page."""
        self.saves[save.url] = save

    def forget(self, url: str) -> None:
        """Forget it."""
        del self.saves[url]

    def clock(self) -> float:
        """Return the seconds since a midnight."""
        return self.seconds

    def now(self) -> datetime:
        """Return the same as an instant."""
        return START + timedelta(seconds=self.seconds - 3600)

    async def sleep(self, seconds: float) -> None:
        """Let time pass."""
        assert seconds > 0
        self.seconds += seconds
        await asyncio.sleep(0)

    def states(self) -> dict[str, SaveState]:
        """Return what became of each page."""
        return {url: save.state for url, save in self.saves.items()}


def saver(kept: Kept, fetch: Fetch) -> Saver:
    """Return a saver with the limits of the settings."""
    service = SavePageNow(fetch, ADDRESS, Keys(*KEYS), 3650, kept.now)
    limits, told = SaveLimits(3, 6, 4000), kept.told.append
    return Saver(service, limits, kept, clock=kept.clock, sleep=kept.sleep, now=kept.now, told=told)


def save_all(kept: Kept, urls: Iterable[str], fetch: Fetch) -> Saver:
    """Do what one night does: ask about what is under way, send what was never sent."""
    open_jobs = [one for one in kept.saves.values() if one.state is SaveState.ASKED and one.job]
    one = saver(kept, fetch)
    asyncio.run(one.run([(url, None) for url in urls if url not in kept.saves], open_jobs))
    return one


def urls(number: int) -> list[str]:
    """Return so many addresses of pages."""
    return [f"https://host{n % 97}.lab/{n}" for n in range(number)]


def test_a_blog_in_two_nights() -> None:
    """3,814 links, of which 55 in 100 are archived, 900 captures a day: not one request too many."""
    kept = Kept()
    service = SavePageNowSimulator(kept.clock, per_day=900, is_archived=lambda url: hash_of(url) % 100 < 55)
    links = urls(3814)
    first = save_all(kept, links, service.fetch)
    assert first.stopped == "the captures of a day are used up"
    assert len(service.begun) == 900
    night = kept.seconds
    assert night < 20 * 3600
    kept.seconds = DAY + 3600
    second = save_all(kept, links, service.fetch)
    assert second.stopped is None
    assert service.too_many == []
    assert set(kept.states()) == set(links)
    assert set(kept.states().values()) == {SaveState.SAVED, SaveState.ARCHIVED}
    assert service.requests["submit"] == len(links)
    assert service.requests["account"] == 2
    assert service.requests["status"] == len(service.begun)


def hash_of(url: str) -> int:
    """Return a number that is the same in every process."""
    return random.Random(url).randrange(1000)  # noqa: S311 -- chance, and no secret


def test_an_end_at_any_moment_asks_nothing_twice() -> None:
    """Cut off at a hundred moments, and begun anew each time."""
    kept, chance = Kept(), random.Random(1)  # noqa: S311
    service = SavePageNowSimulator(kept.clock)
    links = urls(300)

    async def fetch(request: Request) -> tuple[Exchange, ...]:
        answer = await service.fetch(request)
        if chance.random() < 0.1:
            raise asyncio.CancelledError
        return answer

    for _ in range(100):
        try:
            save_all(kept, links, fetch)
        except asyncio.CancelledError:
            continue
    save_all(kept, links, service.fetch)
    assert service.asked.most_common(1)[0][1] == 1
    assert set(kept.saves) == set(links)
    assert all(one.state is SaveState.SAVED or one.job is None for one in kept.saves.values())


def test_one_429_is_waited_for_and_the_second_ends_it() -> None:
    """The page that was not taken leaves no trace, and the pause is as long as the archive says."""
    kept = Kept()
    service = SavePageNowSimulator(kept.clock, per_minute=3, retry_after="90")
    started = kept.seconds
    done = save_all(kept, urls(20), service.fetch)
    assert done.stopped == "it limits requests (429) even after a pause"
    assert len(service.too_many) == 2
    assert kept.seconds - started >= 90
    assert len(kept.saves) == 6
    again = save_all(kept, urls(20), SavePageNowSimulator(kept.clock, per_minute=0, retry_after="7200").fetch)
    assert again.stopped == "it limits requests (429) and asks to wait about 2 h"


def test_other_programs_take_places() -> None:
    """Where the account says nothing, it waits a minute; where it does, nothing is refused."""
    for tells, refused in ((False, True), (True, False)):
        kept = Kept()
        service = SavePageNowSimulator(kept.clock, in_flight=1, capture_s=50, tells_account=tells)
        assert save_all(kept, urls(9), service.fetch).stopped is None
        assert bool(service.too_many) is refused
        assert set(kept.states().values()) == {SaveState.SAVED}


def test_the_quota_of_an_account() -> None:
    """What the account has no more is not asked for; a refusal ends the sending, and no page suffers."""
    kept = Kept()
    service = SavePageNowSimulator(kept.clock, per_day=5)
    assert "of a day are used up" in (save_all(kept, urls(9), service.fetch).stopped or "")
    assert service.too_many == []
    kept = Kept()
    service = SavePageNowSimulator(kept.clock, per_day=5, tells_account=False)
    assert "of a day are used up" in (save_all(kept, urls(9), service.fetch).stopped or "")
    assert len(service.too_many) == 1
    assert list(kept.states().values()) == [SaveState.SAVED] * 5


@pytest.mark.parametrize(
    ("code", "state"),
    [
        ("error:blocked-url", SaveState.REFUSED),
        ("error:not-found", SaveState.REFUSED),
        ("error:browsing-timeout", SaveState.FAILED),
        ("error:too-many-daily-captures", SaveState.FAILED),
    ],
)
def test_captures_that_fail(code: str, state: SaveState) -> None:
    """Whatever another night may mend is asked again by then; nothing else stops for it."""
    kept = Kept()
    service = SavePageNowSimulator(kept.clock, fault_of=lambda url: code if url.endswith("/1") else None)
    assert save_all(kept, urls(3), service.fetch).stopped is None
    assert [kept.states()[url] for url in urls(3)] == [SaveState.SAVED, state, SaveState.SAVED]
    assert code in (kept.saves[urls(3)[1]].detail or "")


def answering(outcome: Response | Failure) -> Callable[[Request], object]:
    """Return a fetch that always gives the same."""

    async def fetch(request: Request) -> tuple[Exchange, ...]:
        return (Exchange(request, outcome, 1),)

    return fetch


@pytest.mark.parametrize(
    ("outcome", "words", "left"),
    [
        (Response(401, body=b"{}"), "the keys are not accepted", 0),
        (Response(403, body=b"no access-key"), "the keys are not accepted", 0),
        (Failure(FailureCode.CONNECT_REFUSED, "refused"), "it cannot be reached (refused)", 0),
        (Response(200, body=b"<html>down"), "5 requests in a row failed (200, and no JSON)", 4),
        (Response(502), "5 requests in a row failed (502, and no JSON)", 4),
        (Failure(FailureCode.TIMEOUT, "slow"), "5 requests in a row failed (slow)", 4),
        (Response(200, body=b"[" * 100_000), "5 requests in a row failed (200, and no JSON)", 4),
        (Response(200, body=b'{"message": "secret-key is odd"}'), "5 requests in a row failed (*** is odd)", 5),
    ],
)
def test_it_does_not_insist(outcome: Response | Failure, words: str, left: int) -> None:
    """Nor does it forget a page that may have been taken; the keys are in no text."""
    kept = Kept()
    done = save_all(kept, urls(9), answering(outcome))  # type: ignore[arg-type]
    assert done.stopped == words
    assert len(kept.saves) == left
    assert kept.told == [*kept.saves.values()]
    assert "secret-key" not in repr(kept.saves)


def test_keys_are_not_shown() -> None:
    """A traceback shows the representation of what was passed."""
    assert "secret" not in repr(Keys(*KEYS))

"""C. Rate limits: a server that is busy with us is not dead."""

from datetime import UTC, datetime, timedelta
from email.utils import format_datetime

from linkcheck.model import State
from tests.internet.answers import good, reply
from tests.internet.behaviour import add, behaviour
from tests.internet.visit import Visit

WAITS = (State.ALIVE, State.UNREACHABLE)


def _once(name: str, identity: str, story: str, *headers: str, status: int = 429, why: str | None = None) -> None:
    async def answer(visit: Visit) -> bytes:
        return reply(status, *headers) if visit.number == 1 else good()

    add(name, story, answer, identity, *WAITS, why=why)


def _always(name: str, identity: str, story: str, *headers: str, status: int = 429, why: str | None = None) -> None:
    async def answer(_: Visit) -> bytes:
        return reply(status, *headers)

    add(name, story, answer, identity, State.UNREACHABLE, why=why)


_once("retry_after_a_second", "B048", "429 once, with Retry-After: 1", "Retry-After: 1")
_once("retry_after_nothing", "B050", "429 once, without Retry-After")
_once("retry_after_zero", "B052", "429 once, with Retry-After: 0", "Retry-After: 0")
_once(
    "unavailable_for_a_second",
    "B055",
    "503 once, with Retry-After: 1",
    "Retry-After: 1",
    status=503,
    why="it is there a second later",
)

_always("retry_after_five_minutes", "B048", "429 with Retry-After: 300, whenever asked", "Retry-After: 300")
_always("retry_after_a_day", "B051", "429 with Retry-After: 86400", "Retry-After: 86400")
for _key, _value in {
    "words": "1m30s",
    "negative": "-1",
    "infinite": "inf",
    "fraction": "1.5e3",
    "huge": "1000000000000",
    "no_value": "",
    "old_date": "Sun, 06 Nov 1994 08:49:37 GMT",
    "bad_date": "Wed, 41 Oct 2026 07:28:00 GMT",
}.items():
    _always(f"retry_after_{_key}", "B052", f"429 with Retry-After: {_value or '(nothing)'}", f"Retry-After: {_value}")
_always(
    "limits_from_the_start",
    "B054",
    "429 from the first request on, for the whole host",
    why="from here nobody can tell that it is alive, and no rate limit becomes dead",
)
_always("unavailable_for_an_hour", "B055", "503 with Retry-After: 3600", "Retry-After: 3600", status=503)
_always("enhance_your_calm", "B057", "420 for every request", status=420)
_always("bandwidth_limit", "B057", "509 for every request", status=509)


@behaviour("B049", *WAITS)
async def retry_after_a_date(visit: Visit) -> bytes:
    """429 once, with the date of the next second in Retry-After"""
    soon = datetime.now(UTC) + timedelta(seconds=1)
    return reply(429, f"Retry-After: {format_datetime(soon, usegmt=True)}") if visit.number == 1 else good()


@behaviour("B053", State.BLOCKED)
async def limit_that_is_a_wall(_: Visit) -> bytes:
    """429 that is a challenge and no rate limit"""
    return reply(429, "cf-mitigated: challenge", "Server: cloudflare")


@behaviour(
    "B056",
    State.ALIVE,
    State.BLOCKED,
    text="".join(f"[cited {number}](http://HOST/page/{number})\n" for number in range(6)),
)
async def forbids_after_three(visit: Visit) -> bytes:
    """the first three requests get their pages, all others 403"""
    return good() if visit.next_number("requests") <= 3 else reply(403)


@behaviour("B058", State.ALIVE, text="[a](http://HOST/page#a) [b](http://HOST/page#b) <http://HOST/page>")
async def answers_only_once(visit: Visit) -> bytes:
    """429 for whoever asks for one page a second time, as for each of its fragments"""
    return good() if visit.number == 1 else reply(429, "Retry-After: 3600")

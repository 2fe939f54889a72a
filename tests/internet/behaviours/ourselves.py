"""P. Faults of our own side that a host can show; those of a whole machine are in `tests.internet.machine`."""

import asyncio

from linkcheck.model import State
from tests.internet.answers import good, reply
from tests.internet.behaviour import BOTH, Tls, behaviour
from tests.internet.names import fails
from tests.internet.visit import Visit

MOST_AT_ONCE = 4
"""The program's default for a host."""
PAGES_REMAIN = "no need to give the run up: the pages answer, each with a flag, and a fault of TLS is never dead"


@behaviour("B307", State.ALIVE, State.UNREACHABLE, doors={443: Tls.NOT_YET_VALID}, why=PAGES_REMAIN)
async def our_clock_is_slow(_: Visit) -> bytes:
    """a certificate that begins tomorrow, as all new ones do for a clock that is behind"""
    return good()


@behaviour("B307", State.ALIVE, State.UNREACHABLE, doors={443: Tls.EXPIRED}, why=PAGES_REMAIN)
async def our_clock_is_fast(_: Visit) -> bytes:
    """a certificate that ended yesterday, as old ones do for a clock that is ahead"""
    return good()


@behaviour("B308", State.ALIVE, State.UNREACHABLE, doors={443: Tls.UNKNOWN_AUTHORITY}, why=PAGES_REMAIN)
async def our_authorities_are_old(_: Visit) -> bytes:
    """a certificate of an authority that this machine does not know yet"""
    return good()


@behaviour("B309", State.ALIVE, text="".join(f"[{number}](http://HOST/page/{number})\n" for number in range(24)))
async def endures_four_at_once(visit: Visit) -> bytes | None:
    """resets every connection beyond the fourth that is open at the same time"""
    visit.counts["open"] += 1
    try:
        if visit.counts["open"] > MOST_AT_ONCE:
            visit.reset()
            return None
        for _ in range(50):  # lets all come in that are on their way
            await asyncio.sleep(0)
        return good()
    finally:
        visit.counts["open"] -= 1


@behaviour("B312", State.ALIVE, text="".join(f"[{number}](http://name{number}.HOST/page)\n" for number in range(80)))
async def eighty_names(_: Visit) -> bytes:
    """eighty names to look up at once, more than a resolver has threads"""
    return good()


@behaviour("B315", State.ALIVE, doors=BOTH, text="[a](http://HOST/page) [b](https://HOST/page)")
async def gets_only(visit: Visit) -> bytes:
    """405 to any method but GET, with and without encryption"""
    return good() if visit.method == "GET" else reply(405, "Allow: GET")


@behaviour("B316", State.DEAD, zone=fails("NXDOMAIN"))
async def no_status_at_all(_: Visit) -> bytes:
    """a domain that is gone, which no range of statuses covers"""
    return good()


@behaviour("B317", State.BLOCKED)
async def keeps_everybody_out(_: Visit) -> bytes:
    """403 to everybody: neither alive, as if 403 were accepted, nor dead"""
    return reply(403, body=b"<title>403 Forbidden</title><h1>Forbidden</h1>")

"""What may stand between a reader and a site on one night: outages, walls, gates, queues, faults. None of it is death.

A condition is drawn for a host and a night. It answers in the site's place, or leaves the request to the site.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import cache
from random import Random
from urllib.parse import quote

from linkcheck.model import Failure, FailureCode, Response
from tests.benchmarks.living_pages import answer, redirect
from tests.internet import sites
from tests.internet.behaviour import REGISTRY
from tests.internet.outages import PAGES as OUTAGES
from tests.internet.prose import notice

BEHIND = "gatehouse.example"
"""Gates, queues and walls of other hosts are below this name; all answer with the page that belongs to the name."""
WORDS = ("wall", "queue", "login", "consent", "waf", "challenge", "gate", "maintenance", "limit")


@dataclass(frozen=True, slots=True)
class Asked:
    """One request, as a site sees it."""

    scheme: str
    host: str
    path: str
    """With the query."""
    browser: bool
    cookie: str
    number: int
    """How often this address was asked for tonight, this time included."""


Says = Response | Failure
Condition = Callable[[Asked], Says | None]
"""Gives None where the site itself answers."""


def _read(reply: bytes) -> Response:
    """Read what a behaviour of the small internet says, which is well-formed."""
    head, _, body = reply.partition(b"\r\n\r\n")
    first, *lines = head.decode("latin-1").split("\r\n")
    pairs = (line.partition(": ") for line in lines)
    return Response(int(first.split()[1]), tuple((name, value) for name, _, value in pairs), body)


@cache
def shut() -> tuple[Response, ...]:
    """Return what the small internet's walls, gates and queues show at every address."""
    hosts = {
        host
        for behaviour in REGISTRY.values()
        if behaviour.section in ("bot_managers", "interstitials", "gates", "queues", "walls")
        for host in (behaviour.host, *behaviour.also)
    }
    told = (sites.EVERYWHERE.get(host) for host in sorted(hosts))
    return tuple(_read(each) for each in told if isinstance(each, bytes))


@cache
def outages() -> tuple[bytes, ...]:
    """Return the pages of the outage set."""
    return tuple(file.read_bytes() for file in sorted(OUTAGES.glob("*.html")))


def behind(name: str) -> Response:
    """Return what a host below `BEHIND` shows: its first label says which page."""
    kind, _, number = name.partition(".")[0].rpartition("-")
    if kind == "maintenance":
        return answer(200, outages()[int(number) % len(outages())])
    return shut()[int(number) % len(shut())]


# --- conditions, drawn --------------------------------------------------------------------------------


def _none(_: Random) -> Condition:
    return lambda asked: None


def _always(says: Says) -> Condition:
    return lambda asked: says


def _outage(random: Random) -> Condition:
    page = answer(200, random.choice(outages()))
    manner = random.choice(("in place", 302, 301, 307, "refresh"))
    if manner == "in place":
        return _always(page)
    refresh = answer(200, '<html><head><meta http-equiv="refresh" content="0; url=/offline.html"></head></html>')
    sends = redirect(manner, "/offline.html") if isinstance(manner, int) else refresh
    return lambda asked: page if asked.path == "/offline.html" else sends


def _outage_elsewhere(random: Random) -> Condition:
    where = f"https://maintenance-{random.randint(0, 99)}.{BEHIND}/"
    return _always(redirect(random.choice((301, 302)), where))


def _error(random: Random) -> Condition:
    status = random.choice((500, 502, 503, 504, 520, 521, 522, 523, 525, 530))
    return _always(answer(status, notice(f"Error {status}", ("Please try again later.",))))


def _failing(*codes: FailureCode) -> Callable[[Random], Condition]:
    return lambda random: _always(Failure(random.choice(codes), "so it was"))


def _flaky(random: Random) -> Condition:
    faults: Sequence[Says] = (
        *(Failure(code, "now and then") for code in (FailureCode.RESET, FailureCode.TIMEOUT, FailureCode.EMPTY_REPLY)),
        *(answer(status) for status in (502, 503, 429)),
    )
    odds = random.choice((0.1, 0.3, 0.6))
    dice = Random(random.random())  # noqa: S311 - no secret
    return lambda asked: dice.choice(faults) if dice.random() < odds else None


def _first_only(*says: Says) -> Callable[[Random], Condition]:
    def drawn(random: Random) -> Condition:
        chosen = random.choice(says)
        return lambda asked: chosen if asked.number == 1 and not asked.browser else None

    return drawn


def _programs_refused(random: Random) -> Condition:
    says = answer(random.choice((400, 403, 404, 405, 406, 410, 418)), notice("No", ("Not for you.",)))
    return lambda asked: None if asked.browser else says


def _browsers_refused(_: Random) -> Condition:
    says = answer(403, notice("Forbidden", ("Your browser is too old.",)))
    return lambda asked: says if asked.browser else None


def _limited(random: Random) -> Condition:
    after = random.choice((0, 1, 3))
    says = answer(429, "", *([("Retry-After", "60")] if random.random() < 0.5 else []))
    return lambda asked: says if asked.number > after else None


def _shut_in_place(random: Random) -> Condition:
    return _always(random.choice(shut()))


def _shut_elsewhere(random: Random) -> Condition:
    where = f"https://{random.choice(WORDS[:-2])}-{random.randint(0, 999)}.{BEHIND}/enter?return="
    return lambda asked: redirect(302, where + quote(f"{asked.scheme}://{asked.host}{asked.path}", safe=""))


def _opens_by_cookie(_: Random) -> Condition:
    return lambda asked: (
        None if "seen=1" in asked.cookie else redirect(302, asked.path, ("Set-Cookie", "seen=1; Path=/"))
    )


def _refused(random: Random) -> Condition:
    status = random.choice((401, 402, 403, 407, 451, 999))
    return _always(answer(status, notice(f"Error {status}", ("Not for you.",))))


TLS = (FailureCode.TLS_EXPIRED, FailureCode.TLS_UNTRUSTED, FailureCode.TLS_HANDSHAKE, FailureCode.TLS_ALERT)


def _tls(random: Random) -> Condition:
    says = Failure(random.choice(TLS), "so it was")
    return lambda asked: says if asked.scheme == "https" else None


NAMES = (Failure(FailureCode.DNS_NXDOMAIN, "for a moment"), Failure(FailureCode.DNS_FAILURE, "for a moment"))

MET: tuple[tuple[int, str, Callable[[Random], Condition]], ...] = (
    (5, "5xx", _error),
    (3, "silence behind a handshake", _failing(FailureCode.TIMEOUT)),
    (2, "resets", _failing(FailureCode.RESET, FailureCode.EMPTY_REPLY)),
    (2, "TLS", _tls),
    (3, "429", _limited),
    (5, "wall, gate or queue in place", _shut_in_place),
    (3, "wall, gate or queue elsewhere", _shut_elsewhere),
    (2, "refusal", _refused),
    (2, "programs refused", _programs_refused),
    (1, "browsers refused", _browsers_refused),
    (2, "cookie gate", _opens_by_cookie),
)
"""Conditions behind which a server was met; they may last for ever."""
CONDITIONS: tuple[tuple[int, str, Callable[[Random], Condition]], ...] = (
    (45, "none", _none),
    (8, "outage", _outage),
    (2, "outage elsewhere", _outage_elsewhere),
    (6, "flaky", _flaky),
    (2, "404 once", _first_only(answer(404, "Not Found"), answer(410, "Gone"))),
    (2, "name lost once", _first_only(*NAMES)),
    *MET,
)
AWAY: tuple[tuple[int, str, Callable[[Random], Condition]], ...] = (
    (1, "refused connections", _failing(FailureCode.CONNECT_REFUSED, FailureCode.NO_ROUTE)),
    (1, "connections unanswered", _failing(FailureCode.CONNECT_TIMEOUT)),
    (1, "no name server", _failing(FailureCode.DNS_FAILURE)),
)
"""Nobody is met; such a condition that lasts becomes death by design, so a host has it on two nights at most."""

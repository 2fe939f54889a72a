"""Made-up links for `many`: hosts, addresses, and what asking for them gave, in the shares that old blogs show."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from random import Random
from types import MappingProxyType

from linkcheck.model import (
    Change,
    Check,
    Evidence,
    Exchange,
    Failure,
    FailureCode,
    Finding,
    Flag,
    LookupStatus,
    Memento,
    Page,
    Past,
    Profile,
    Reason,
    Reference,
    Request,
    Response,
    State,
    Target,
    Url,
    Verdict,
)

STARTED = datetime(2025, 12, 31, 3, 15, tzinfo=UTC)
"""When the made-up run began."""

# fmt: off
WORDS = (
    "archive", "budget", "city", "data", "editor", "election", "energy", "essay", "factory", "forest", "garden",
    "glacier", "harbour", "history", "index", "island", "journal", "kitchen", "lantern", "letter", "library",
    "market", "memory", "meteor", "museum", "notebook", "ocean", "orchard", "paper", "planet", "poem",
    "railway", "recipe", "report", "river", "satellite", "school", "season", "sketch", "station", "survey",
    "theatre", "tower", "traffic", "travel", "voice", "weather", "winter",
)
# fmt: on


@dataclass(frozen=True, slots=True)
class Kind:
    """One way in which a link may end."""

    state: State
    reason: Reason
    detail: str
    answers: tuple[int | FailureCode, ...]
    """What each request in turn gave."""
    share: float
    """Of all links of a fresh post; those that grow with age are multiplied by it."""


ALIVE = Kind(State.ALIVE, Reason.OK, "status 200", (200,), 0.0)
KINDS = (
    Kind(State.DEAD, Reason.GONE, "status 404", (404, 404), 0.022),
    Kind(State.DEAD, Reason.GONE, "status 410", (410, 410), 0.004),
    Kind(State.DEAD, Reason.DNS_GONE, "the name {host} does not exist (asked 2 times)",
         (FailureCode.DNS_NXDOMAIN, FailureCode.DNS_NXDOMAIN), 0.012),
    Kind(State.DEAD, Reason.SOFT_404, "the same page as for any address of {host}", (200,), 0.004),
    Kind(State.DEAD, Reason.PERSISTENT_FAILURE, "refused in 3 runs", (FailureCode.CONNECT_REFUSED,), 0.003),
    Kind(State.MOVED, Reason.PERMANENT_REDIRECT, "moved for good to {moved}", (301, 200), 0.06),
    Kind(State.MOVED, Reason.HTTPS_UPGRADE, "the same page by https", (301, 200), 0.05),
    Kind(State.BLOCKED, Reason.CHALLENGE, "403 with a challenge", (403, 403), 0.04),
    Kind(State.BLOCKED, Reason.FORBIDDEN, "status 403", (403, 403), 0.02),
    Kind(State.BLOCKED, Reason.LOGIN, "redirects to a login page", (302, 200), 0.015),
    Kind(State.UNREACHABLE, Reason.TIMEOUT, "no answer within 20 s", (FailureCode.TIMEOUT, FailureCode.TIMEOUT), 0.012),
    Kind(State.UNREACHABLE, Reason.SERVER_ERROR, "status 503", (503, 503), 0.008),
    Kind(State.UNREACHABLE, Reason.TLS, "the certificate has expired", (FailureCode.TLS_EXPIRED,), 0.006),
    Kind(State.UNSURE, Reason.REDIRECT_TO_ROOT, "redirects to the home page", (302, 200), 0.01),
    Kind(State.UNSURE, Reason.DIFFERENT_SITE, "redirects to another owner's domain", (301, 200), 0.006),
    Kind(State.INVALID, Reason.BAD_SCHEME, "two slashes follow the colon; did you mean https://{host}/?", (), 0.001),
    Kind(State.UNCHECKED, Reason.EXCLUDED, "excluded by the settings", (), 0.006),
)  # fmt: skip

FAILS: Mapping[FailureCode, str] = MappingProxyType(
    {
        FailureCode.DNS_NXDOMAIN: "Name or service not known",
        FailureCode.CONNECT_REFUSED: "Connection refused",
        FailureCode.TIMEOUT: "no byte within 20 s",
        FailureCode.TLS_EXPIRED: "certificate has expired",
    }
)


def hosts(number: int, random: Random) -> list[str]:
    """Return names of hosts under the endings that are kept for examples."""
    pairs = (f"{random.choice(WORDS)}-{random.choice(WORDS)}{one or ''}" for one in range(number))
    return [f"{random.choice(('www.', '', 'blog.', ''))}{pair}.example" for pair in pairs]


def address(host: str, number: int, random: Random) -> str:
    """Return a URL on a host; the number makes it one of its own."""
    path = "/".join(random.choices(WORDS, k=random.randint(0, 2)))
    tail = random.choice((".html", "", "/", "?ref=blog"))
    scheme = random.choice(("http", "https", "https"))
    return f"{scheme}://{host}/{path}{'/' if path else ''}{number}-{random.choice(WORDS)}{tail}"


def kind(year: int, random: Random) -> Kind:
    """Return how a link of that year ended: each year takes its share of the links that are gone."""
    age = STARTED.year - year + 0.3
    spin = random.random()
    for one in KINDS:
        spin -= one.share * (age if one.state is State.DEAD else 1)
        if spin < 0:
            return one
    return ALIVE


def written(url: str, chosen: Kind) -> str:
    """Return the URL as its author wrote it: misspelt where that is what is wrong with it."""
    return url.replace("://", ":/") if chosen.state is State.INVALID else url


def finding(url: str, chosen: Kind, references: tuple[Reference, ...], day: date, random: Random) -> Finding:
    """Return what a run would say of a link that first stood in a post of that day."""
    host = url.replace("://", ":/").split("/")[1]
    moved = (
        url.replace("http://", "https://")
        if chosen.reason is Reason.HTTPS_UPGRADE
        else f"https://{host}/new/{url[-9:]}"
    )
    detail = chosen.detail.format(host=host, moved=moved, url=url)
    end = moved if chosen.answers[:1] in {(301,), (302,)} else None
    status = next((one for one in reversed(chosen.answers) if isinstance(one, int)), None)
    flags = (Flag.DRIFT,) if chosen is ALIVE and random.random() < 0.004 else ()
    evidence = (Evidence("status", chosen.state, chosen.reason, detail),) if chosen.answers else ()
    verdict = Verdict(chosen.state, chosen.reason, detail, status, end, flags, evidence)
    target = Target(url, references, None if chosen.answers else verdict)
    if not chosen.answers:
        return Finding(target, verdict)
    check = Check(Url(url), _exchanges(url, moved, chosen, random), STARTED + timedelta(seconds=random.randint(1, 600)))
    past, change = _past(url, verdict, random)
    copies = _copies(url, day, random) if chosen.state is State.DEAD else ()
    return Finding(target, verdict, check, copies, past, change is None and random.random() < 0.3, change)


def _exchanges(url: str, moved: str, chosen: Kind, random: Random) -> tuple[Exchange, ...]:
    made: list[Exchange] = []
    for number, answer in enumerate(chosen.answers):
        followed = number > 0 and chosen.answers[number - 1] in {301, 302}
        profile = Profile.BROWSER if number and not followed else Profile.HONEST
        request = Request(Url(moved if followed else url), profile, hop=int(followed))
        slow = answer is FailureCode.TIMEOUT
        outcome = Response(answer) if isinstance(answer, int) else Failure(answer, FAILS[answer])
        made.append(Exchange(request, outcome, 20_000 if slow else int(random.lognormvariate(5.2, 0.9))))
    return tuple(made)


def _past(url: str, verdict: Verdict, random: Random) -> tuple[Past, Change | None]:
    page = Page(title=f"{random.choice(WORDS).title()} and {random.choice(WORDS)}")
    if verdict.state in {State.ALIVE, State.MOVED}:
        change = Change.BACK if random.random() < 0.001 else None
        return Past(url, STARTED, verdict, None, STARTED, first_page=page), change
    new = random.random() < 0.05
    nights = 1 if new else random.randint(2, 30)
    strikes = tuple(STARTED - timedelta(days=ago) for ago in range(0, nights, 1 + nights // 8))[::-1]
    failing = strikes if verdict.state in {State.DEAD, State.UNREACHABLE} else ()
    past = Past(url, STARTED, verdict, strikes[0], strikes[0] - timedelta(days=1), failing, nights, page)
    return past, (Change.NEW if new else Change.STILL) if verdict.state is State.DEAD else None


def _copies(url: str, day: date, random: Random) -> tuple[Memento, ...]:
    if random.random() < 0.2:
        return (Memento(day, LookupStatus.NONE, detail="not-archived"),)
    days = random.randint(0, 50)
    captured = datetime(day.year, day.month, day.day, 12, tzinfo=UTC) + timedelta(days=days)
    copy = f"https://web.archive.org/web/{captured:%Y%m%d%H%M%S}/{url}"
    return (
        Memento(day, LookupStatus.FOUND, copy, captured, f"{days} days after" if days else "same day", probed=True),
    )

"""Datasets of made-up nights: rows by the thousand, in batches, and the same rows as Python has them."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, date, datetime
from pathlib import Path
from random import Random

from linkcheck.dataset.folder import About
from linkcheck.dataset.rows import ReferenceRow, TargetRow
from linkcheck.dataset.write import Night
from linkcheck.model import Change, LookupStatus, Reason, State, Syntax

Rows = tuple[list[TargetRow], list[ReferenceRow]]

FIRST, SECOND = date(2026, 11, 28), date(2026, 11, 29)
SINCE = datetime(2026, 10, 1, 2, 3, 4, tzinfo=UTC)

JUDGED = (
    *((State.ALIVE, Reason.OK),) * 5,
    (State.MOVED, Reason.PERMANENT_REDIRECT),
    *((State.DEAD, Reason.GONE),) * 2,
    (State.DEAD, Reason.DNS_GONE),
    (State.INVALID, Reason.BAD_HOST),
    (State.UNREACHABLE, Reason.TIMEOUT),
    (State.UNREACHABLE, Reason.REFUSED),
)


def target(number: str, chance: Random, places: int) -> TargetRow:
    """Return a target out of a few hosts, judged by chance."""
    state, reason = chance.choice(JUDGED)
    domain = f"site{int(chance.paretovariate(0.7)) % 60}.example"
    host = chance.choice(("", "www.", "é.")) + domain
    dead = state is State.DEAD
    return TargetRow(
        url=f"https://{host}/{number}",
        host=host,
        domain=domain,
        verdict=state,
        reason=reason,
        detail=f"{reason}, said",
        status=404 if dead else None,
        final_url=None,
        flags=(),
        checked_at=SINCE,
        from_history=False,
        change=chance.choice((Change.NEW, Change.STILL)) if dead else chance.choice((None, None, Change.BACK)),
        failing_since=SINCE if dead else None,
        last_alive_at=None,
        strikes=None,
        requests=2,
        archive=LookupStatus.FOUND if dead else None,
        archived_url=f"https://web.example/2018/{number}" if dead else None,
        archived_at=SINCE if dead else None,
        places=places,
    )


def references(of: TargetRow, chance: Random) -> list[ReferenceRow]:
    """Return the places of a target."""
    return [
        ReferenceRow(
            repository=chance.choice((None, "org/one", "org/two", "other/three")),
            path=f"posts/{chance.randrange(30)}.md",
            line=chance.randrange(1, 300),
            column=chance.randrange(1, 80),
            syntax=Syntax.INLINE,
            label=None,
            used=None,
            destination=chance.choice((of.url, f'{of.url}?a="b",c')),
            url=of.url,
            host=of.host,
            domain=of.domain,
            verdict=of.verdict,
            reason=of.reason,
            change=of.change,
            archived=of.archived_url,
            owner=chance.choice((None, "@org/writers", "=cmd|' /C calc'!A0")),
        )
        for _ in range(of.places)
    ]


def rows(seed: int, size: int) -> Rows:
    """Return so many targets with their places; the same seed gives the same."""
    chance = Random(seed)  # noqa: S311 -- a case, no secret
    targets = [target(f"{seed}/{number}", chance, min(int(chance.paretovariate(1.2)), 40)) for number in range(size)]
    return targets, [place for each in targets for place in references(each, chance)]


def write(folder: Path, night: date, batches: Sequence[Rows], *, is_whole: bool = True) -> None:
    """Write a night of these batches."""
    written = Night(folder, night)
    for number, (targets, places) in enumerate(batches):
        with written.batch(number) as batch:
            for one in targets:
                batch.target(one)
            for place in places:
                batch.reference(place)
    if is_whole:
        written.end(About(started_at=SINCE, documents=30, requests=7))

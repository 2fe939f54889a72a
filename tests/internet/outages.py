"""Forty pages of outages in twelve languages, each at every address of hosts that live: none of them is death.

    python -m tests.internet.outages [--output reports/outages.md]

The pages are `tests/cases/outages/*.html`. Each is shown in four manners: with 200, behind 302, behind 301, and behind
a page that sends on. The outage lasts one night, then three, daily or within nine days, over links that were never
seen before and over links that were known alive; then the pages are back. The clock is moved, the sockets are real.
"""

from __future__ import annotations

import argparse
import json
import sys
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from enum import StrEnum
from functools import partial
from pathlib import Path
from tempfile import TemporaryDirectory

from linkcheck import report
from linkcheck.model import State
from tests.internet import trial
from tests.internet.answers import gone, good, redirect
from tests.internet.behaviour import HTTP_ONLY, Behaviour
from tests.internet.names import own_address
from tests.internet.prose import article, home
from tests.internet.visit import Visit
from tests.internet.world import open_world
from tests.support import paths

ANSWERS = "60"
"""Seconds for an answer: no host here is silent, so all of them come, on a busy machine late."""
PAGES = paths.ROOT / "tests" / "cases" / "outages"
START = datetime(2026, 3, 1, 3, 0, tzinfo=UTC)
ADDRESSES = (
    "/articles/2014/how-the-old-lens-was-ground",
    "/view.php?id=4711",
    "/notes/keeper.html",
    "/2011/05/17/three-ships-and-a-storm/",
    "/docs/lamp",
)
"""Those that are cited; some have words, some none."""


class Manner(StrEnum):
    """How a host shows the page at every address."""

    IN_PLACE = "200"
    SENT = "302"
    SENT_FOR_GOOD = "301"
    REFRESHED = "refresh"


@dataclass(frozen=True, slots=True)
class Course:
    """How an outage goes: the days of its nights, and whether the links were known before."""

    name: str
    nights: tuple[int, ...]
    known: bool


DAILY, WEEKLY = (0, 1, 2), (0, 4, 9)
COURSES = tuple(
    Course(f"{when}, {'known alive before' if known else 'never seen before'}", nights, known)
    for when, nights in (("three nights in a row", DAILY), ("three nights within nine days", WEEKLY))
    for known in (False, True)
)


@dataclass(frozen=True, slots=True)
class Night:
    """One run, and what it said."""

    course: Course
    name: str
    states: Counter[State]
    reasons: Counter[str]
    dead: tuple[str, ...]
    """The links that it called dead."""


@dataclass(slots=True)
class Weather:
    """Whether the hosts are down tonight; all share it."""

    down: bool = False
    behaviours: list[Behaviour] = field(default_factory=list)

    def __post_init__(self) -> None:
        """Make a host for each page and manner."""
        for number, file in enumerate(sorted(PAGES.glob("*.html"))):
            for manner in Manner:
                address = ADDRESSES[(number + len(manner)) % len(ADDRESSES)]
                self.behaviours.append(self._host(file, manner, address))

    def _host(self, file: Path, manner: Manner, address: str) -> Behaviour:
        host = f"{file.stem}-{manner}.lab"
        page = good(body=file.read_bytes())
        there = good(body=article("How the old lens was ground, and three ships", site=host))
        refresh = '<html><head><meta http-equiv="refresh" content="0; url=/offline.html"></head></html>'
        everywhere = {
            Manner.IN_PLACE: page,
            Manner.SENT: redirect(302, "/offline.html"),
            Manner.SENT_FOR_GOOD: redirect(301, "/offline.html"),
            Manner.REFRESHED: good(body=refresh.encode()),
        }[manner]

        async def answer(visit: Visit) -> bytes:
            if self.down:
                return page if visit.path == "/offline.html" else everywhere
            return {address: there, "/": good(body=home(host))}.get(visit.path) or gone()

        return Behaviour(
            name=host,
            host=host,
            identity="",
            truth=frozenset(State) - {State.DEAD},
            story=f"an outage, {manner}",
            answer=answer,
            doors=HTTP_ONLY,
            text=f"[cited](http://HOST{address})\n",
            moved_to=None,
            zone=own_address,
            real_ports=False,
            why=None,
            any_path=True,
        )


def _same(moment: datetime) -> datetime:
    return moment


def nights(course: Course, folder: Path) -> Iterator[Night]:
    """Run the nights of a course with the library, in an empty folder; the pages are back on the last."""
    weather = Weather()
    posts = trial.write_documents(weather.behaviours, folder)
    begins = START + timedelta(days=30)
    moments = [(begins + timedelta(days=day), True) for day in course.nights]
    moments.append((moments[-1][0] + timedelta(days=8), False))  # a week after the third failure it is asked again
    if course.known:
        moments.insert(0, (START, False))
    with open_world(weather.behaviours, folder) as world:
        for moment, weather.down in moments:
            scanned = trial.scan(world, posts, folder, now=partial(_same, moment), timeout=ANSWERS)
            targets = json.loads(report.render(scanned.report, "json"))["targets"]
            yield Night(
                course,
                f"day {(moment - begins).days}, {'down' if weather.down else 'up'}",
                Counter(State(target["verdict"]) for target in targets),
                Counter(target["reason"] for target in targets),
                tuple(target["url"] for target in targets if target["verdict"] == State.DEAD),
            )


def main() -> int:
    """Print the table; 1 where any night says `dead`."""
    parser = argparse.ArgumentParser(prog="python -m tests.internet.outages", description=__doc__)
    parser.add_argument("--output", metavar="FILE", type=Path)
    options = parser.parse_args()
    told: list[Night] = []
    for course in COURSES:
        with TemporaryDirectory() as folder:
            told += nights(course, Path(folder))
    text = render(told)
    sys.stdout.write(text)
    if options.output is not None:
        options.output.write_text(text, encoding="utf-8")
    return 1 if any(night.dead for night in told) else 0


def render(told: Sequence[Night]) -> str:
    """Return the report as Markdown."""
    files = sorted(file.stem for file in PAGES.glob("*.html"))
    judged = sum(night.states.total() for night in told)
    dead = [url for night in told for url in night.dead]
    about = (
        f"{len(files)} pages in {len({name[:2] for name in files})} languages, each at every address of hosts that "
        f"live, in {len(Manner)} manners ({', '.join(Manner)}): {len(files) * len(Manner)} links a night. The clock "
        "is moved; the pages are back on the last day."
    )
    lines = [
        "# Outages\n\nWritten by `python -m tests.internet.outages --output reports/outages.md`.\n",
        f"{about}\n",
        f"**{len(dead)} dead of {judged} verdicts.**\n",
        "| course | night | verdicts | reasons | dead |",
        "| --- | --- | --- | --- | --- |",
        *(
            f"| {night.course.name} | {night.name} | {_counts(night.states)} | {_counts(night.reasons)} "
            f"| {len(night.dead)} |"
            for night in told
        ),
    ]
    if dead:
        lines += ["\nCalled dead:\n", *(f"- {url} ({times} nights)" for url, times in sorted(Counter(dead).items()))]
    return "\n".join(lines) + "\n"


def _counts(counts: Counter[State] | Counter[str]) -> str:
    return ", ".join(f"{name} {count}" for name, count in counts.most_common())


if __name__ == "__main__":
    sys.exit(main())

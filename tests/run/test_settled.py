"""A night on which nothing is due loads no network for dead links of which all is known, and asks about the others."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest

from linkcheck.config import ArchiveTable
from linkcheck.demo.wayback import Snapshot, open_wayback
from linkcheck.history import History
from linkcheck.model import Memento, Position, Quoting, Reference, Span, Syntax, Target, Url
from linkcheck.run.session import Session
from linkcheck.run.settled import settled_mementos
from linkcheck.sources.dates import WrittenDays
from tests.support.archives import DAY, DEAD, NOW, lookup_in
from tests.support.over_nights import Nights

SECRET = Url("http://me:secret@dead.test/")
COPY = Snapshot(DEAD, "20180704120000")


def settled(
    folder: Path, snapshots: Sequence[Snapshot], *, day: date = DAY, url: Url = DEAD, left: Sequence[str] = ()
) -> tuple[object, tuple[Memento, ...]]:
    """Look a dead link up for a day, then ask what is settled of a URL on `day`; return that, and what was found."""
    reference = Reference("a.md", Span(0, 1), Position(1, 1), Syntax.BARE, url, Quoting.TEXT)
    targets = {url: Target(url, (reference,))}
    days = WrittenDays({"a.md": {"date": day}}, cwd=folder)

    async def work() -> tuple[object, tuple[Memento, ...]]:
        async with open_wayback(snapshots) as wayback:
            settings = ArchiveTable(requests_per_minute=0, timeout=30.0, url=wayback.url)
            with History(folder / ".linkcheck", now=lambda: NOW) as history:
                async with lookup_in(settings, history.archive_cache) as lookup:
                    found = await lookup.mementos(DEAD, [DAY])
                asked = len(wayback.arrivals)
                if left:
                    history.archive_cache.keep_waiting(left)
                known = await settled_mementos([url], targets, settings, days, history.archive_cache, lambda: NOW)
                nobody = await settled_mementos(
                    [url], targets, replace(settings, enabled=False), days, history.archive_cache, lambda: NOW
                )
                assert nobody == {}
            assert len(wayback.arrivals) == asked
            return known, found

    return asyncio.run(work())


@pytest.mark.parametrize("snapshots", [[COPY], []])
def test_what_was_looked_up_is_settled(snapshots: list[Snapshot], tmp_path: Path) -> None:
    """A copy, and that there is none."""
    known, found = settled(tmp_path, snapshots)
    assert known == {DEAD: found}


def test_what_an_archive_would_be_asked_is_not(tmp_path: Path) -> None:
    """The copy for another day is still to be looked at, other pages were never asked about, and nor were secrets."""
    assert settled(tmp_path / "a", [COPY], day=date(2018, 9, 1))[0] is None
    assert settled(tmp_path / "b", [COPY], url=Url("http://other.test/"))[0] is None
    assert settled(tmp_path / "c", [COPY], url=SECRET)[0] is None


def test_what_waits_for_its_turn_has_it(tmp_path: Path) -> None:
    """A run before had no budget for some look-up: this run may have."""
    assert settled(tmp_path, [COPY], left=["x"])[0] is None


def test_a_known_death_opens_no_network(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Where no archive is asked; and the report is what it is with the network open."""
    web = Nights(tmp_path, {"lost.lab": "gone", "well.lab": "alive"})
    web.write(*web.hosts)
    web.run()
    opened = []
    run = Session.run

    async def noted(*given: object) -> object:
        opened.append(True)
        return await run(*given)  # type: ignore[arg-type]

    monkeypatch.setattr(Session, "run", noted)
    told = web.targets()
    assert (opened, told["lost.lab"]["verdict"], told["lost.lab"]["from_history"]) == ([], "dead", True)
    with monkeypatch.context() as patch:
        patch.setattr("linkcheck.run.settled.settled_mementos", _nothing)
        assert web.targets() == told
    assert opened == [True]


async def _nothing(*_: object) -> None:
    return None

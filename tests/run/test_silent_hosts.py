"""A host that never answers is left in a run: what was not asked is told, kept by nobody, and comes first next time."""

from __future__ import annotations

import socket
from collections import Counter
from collections.abc import Callable
from datetime import datetime, timedelta
from pathlib import Path

import pytest
from aiohttp.abc import ResolveResult

from linkcheck import config, report
from linkcheck.model import Reason, Report, host_of
from linkcheck.run import pipeline
from linkcheck.run.loop import run_to_end
from linkcheck.run.progress import Progress
from linkcheck.run.services import Services
from tests.internet.answers import good
from tests.internet.behaviour import HTTP_ONLY
from tests.internet.harbour import Harbour
from tests.internet.machine import NOW, Says, site
from tests.internet.trial import flags
from tests.internet.visit import Visit
from tests.internet.world import World, open_world
from tests.support.hurry import Hurry

pytestmark = pytest.mark.needs_linux

LINKS = 30
ASKED = 8
TEXT = "<http://host0.lab/page>\n\n" + "".join(f"<http://closed.lab/{number}>\n\n" for number in range(LINKS))


class Closed(Says):
    """Leads every host but the one of the world to a closed door."""

    def __init__(self, world: World) -> None:
        super().__init__(world.closed)
        self._world = Harbour(world)

    async def resolve(
        self, host: str, port: int = 0, family: socket.AddressFamily = socket.AF_UNSPEC
    ) -> list[ResolveResult]:
        """Return where a host is."""
        return await (self._world.resolve(host, port) if host == "host0.lab" else super().resolve(host, port))

    async def close(self) -> None:
        """Close what leads to the world."""
        await self._world.close()


async def answers(_: Visit) -> bytes:
    """Answer everybody."""
    return good()


def at(hours: int) -> Callable[[], datetime]:
    """Return a clock that stands still."""
    return lambda: NOW + timedelta(hours=hours)


def nights(folder: Path, *hours: int) -> list[Report]:
    """Scan the blog so many hours after the first night; return the reports."""
    (folder / "content").mkdir()
    (folder / "content" / "post.md").write_text(TEXT, encoding="utf-8")
    settings = config.load(folder, flags=flags())
    reports = []
    with open_world([site("host0", answers, HTTP_ONLY)], folder) as world:
        for later in hours:
            hurry = Hurry()
            services = Services(Closed(world), now=at(later), clock=hurry.clock, sleep=hurry.sleep)
            work = pipeline.scan([folder / "content"], settings, folder, progress=Progress(), services=services)
            reports.append(run_to_end(work).report)
    return reports


def reasons(result: Report) -> Counter[Reason]:
    """Return the reasons of the links to the host that refuses, counted; what is from earlier runs apart."""
    mine = [one for one in result.findings if host_of(one.target.url) == "closed.lab" and not one.from_history]
    return Counter(one.verdict.reason for one in mine)


def test_what_was_not_asked_is_told_and_asked_next_time(tmp_path: Path) -> None:
    """Eight are refused, and the others are not asked; an hour later those come first, and only those."""
    first, second = nights(tmp_path, 0, 1)
    assert reasons(first) == {Reason.REFUSED: ASKED, Reason.SILENT_HOST: LINKS - ASKED}
    assert reasons(second) == {Reason.REFUSED: ASKED, Reason.SILENT_HOST: LINKS - 2 * ASKED}
    left = [one for one in first.findings if one.verdict.reason is Reason.SILENT_HOST]
    assert not any(one.past.strikes for one in left if one.past is not None)
    for name in ("text", "markdown", "html"):
        assert f"{LINKS - ASKED} of closed.lab" in report.render(first, name).replace("\n", " ")

"""Nights of two years: a blog, its web, an archive and Save Page Now, and what the program does about them in a night.

Whole runs of `scan --fix`, `save --send` and `keep` by what these commands call, with a clock that is set.
"""

from __future__ import annotations

import asyncio
import socket
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field, replace
from datetime import datetime
from ipaddress import ip_network
from pathlib import Path

from aiohttp.abc import AbstractResolver, ResolveResult

from linkcheck import config
from linkcheck.config import Settings
from linkcheck.demo.wayback import Snapshot, open_wayback
from linkcheck.history import History
from linkcheck.history.copies import OwnCopy, unpack
from linkcheck.model import FailureCode, Report
from linkcheck.run import keeping, saving
from linkcheck.run.pipeline import scan
from linkcheck.run.progress import Progress
from linkcheck.run.services import Services
from linkcheck.run.settings import NAMES
from linkcheck.web.network import ResolutionError
from tests.benchmarks.years_web import CAPTURE_FAILS, YEAR, Page, Web, at_day
from tests.support.hurry import Hurry
from tests.support.over_nights import closed_port
from tests.support.save_page_now import KEYS, SavePageNowSimulator
from tests.support.servers import LOOPBACK, Visit, reply, serve

ARCHIVE = "archive.lab"
IN_A_POST = {"old": 10, "new": 5}
HERE = (ip_network("127.0.0.0/8"),)


@dataclass
class Years(AbstractResolver):
    """A blog in `folder`, and its nights."""

    folder: Path
    web: Web
    saves: bool
    keeps: bool
    day: float = 0
    captures: list[Snapshot] = field(default_factory=list)
    """What was captured because we asked."""
    requests: dict[str, int] = field(default_factory=dict)
    """Command → requests."""
    not_kept: dict[str, str] = field(default_factory=dict)
    """URL → why `keep` made no copy, as it said last."""
    too_many: list[str] = field(default_factory=list)
    """Requests that Save Page Now need not have got."""
    _ports: dict[str, int] = field(default_factory=dict)
    _hurry: Hurry = field(default_factory=Hurry)

    def night(self, day: float) -> Report:
        """Write what the author published until today, and run the commands; return what the scan reports."""
        self.day = day
        self._publish()
        return asyncio.run(self._night())

    async def _night(self) -> Report:
        seen = [capture for at, capture in self.web.archived if at <= self.day] + self.captures
        with closed_port() as closed:
            async with serve(self._answer) as server, open_wayback(seen, base=f"http://{ARCHIVE}") as archive:
                self._ports = {"up": server.port, "refused": closed, ARCHIVE: archive.port}
                done = await scan([Path()], self._settings(), self.folder, progress=Progress(), services=self._services)
                self._count("scan", done.report.requests)
                if self.saves:
                    await self._save()
                if self.keeps:
                    before = len(server.visits)
                    kept = await keeping.keep(
                        [Path()], self._settings(), self.folder, progress=Progress(), services=self._services
                    )
                    self.not_kept |= dict(kept.left)
                    self._count("keep", len(server.visits) - before)
                return done.report

    async def _save(self) -> None:
        settings = replace(self._settings(), allow_networks=())  # else nothing in this world is public
        plan = await saving.plan_saving([Path()], settings, self.folder, own=False, warn=_fail, services=self._services)
        if not (plan.pages or plan.under_way):
            return
        async with self._save_page_now() as (address, simulator):
            await saving.save(
                plan, settings, address, saving.Keys(*KEYS), warn=_fail, told=lambda _: None, services=self._services
            )
        self._count("save", simulator.requests.total())
        self.too_many += simulator.too_many

    @asynccontextmanager
    async def _save_page_now(self) -> AsyncIterator[tuple[str, SavePageNowSimulator]]:
        had = {capture.url: capture.timestamp for at, capture in self.web.archived if at <= self.day}
        had |= {capture.url: capture.timestamp for capture in self.captures}
        oldest = f"{at_day(self.day - 10 * YEAR):%Y%m%d}"
        simulator = SavePageNowSimulator(
            self._hurry.clock,
            per_minute=60,
            is_archived=lambda url: had.get(url, "") > oldest,
            fault_of=self._captured,
            captured=f"{at_day(self.day):%Y%m%d%H%M%S}",
        )

        def answer(visit: Visit) -> bytes:
            method, path, _ = visit.head.split(" ", 2)
            status, wait, said = simulator.answer(method, path.removeprefix("/save"), visit.headers, visit.body)
            headers = () if wait is None else (f"Retry-After: {wait}",)
            return reply(status, "Content-Type: application/json", *headers, body=said)

        async with serve(answer) as server:
            yield server.url("/save"), simulator

    def _captured(self, url: str) -> str | None:
        """Capture a page for the archive; return the code with which that ends where it cannot be done."""
        page = self.web.by_url[url]
        if page.site.excluded:
            return "error:blocked-url"
        if not self.web.is_up(page, self.day) or self.web.fails(f"{url} {int(self.day)} capture", CAPTURE_FAILS):
            return "error:proxy-error"
        self.captures.append(page.capture(self.day))
        return None

    def sent(self) -> dict[str, str]:
        """Return in words what the program knows of each page that it sent to Save Page Now."""
        with History(self.folder / ".linkcheck", now=lambda: at_day(self.day)) as history:
            known = history.saves.all()
        return {url: f"{save.state} ({save.detail})" if save.detail else str(save.state) for url, save in known.items()}

    def copies(self) -> dict[str, OwnCopy]:
        """Return the copies that `keep` left, by URL, read as the program reads them."""
        files = (self.folder / "kept").rglob("*.warc.gz")
        return {copy.url: copy for copy in (unpack(file.read_bytes(), 20_000) for file in files)}

    def _count(self, command: str, requests: int) -> None:
        self.requests[command] = self.requests.get(command, 0) + requests

    @property
    def _services(self) -> Services:
        def now() -> datetime:
            return at_day(self.day)

        return Services(resolver=self, now=now, clock=self._hurry.clock, sleep=self._hurry.sleep)

    def _settings(self) -> Settings:
        loaded = config.load(self.folder, flags={"fix": "dead", "engine": "local"}, names=NAMES)
        archive = replace(loaded.archive, url=f"http://{ARCHIVE}", requests_per_minute=0)
        return replace(
            loaded, allow_networks=HERE, archive=archive, timeout=60.0, max_retries=0, host_request_interval=0.0
        )

    def _publish(self) -> None:
        """Write the posts of today and before that are not there yet."""
        posts: dict[str, list[Page]] = {}
        for page in self.web.pages:
            name = f"old-{page.number // IN_A_POST['old']}" if page.cited < 0 else f"new-{int(page.cited // 28)}"
            if page.cited <= self.day:
                posts.setdefault(name, []).append(page)
        for name, pages in posts.items():
            file = self.folder / f"{name}.md"
            if not file.exists():
                day = at_day(pages[0].cited).date()
                uses = "\n\n".join(f"See [{page.number}] there." for page in pages)
                links = "\n".join(f"[{page.number}]: {page.url}" for page in pages)
                file.write_text(f"---\ntitle: {name}\ndate: {day}\n---\n\n{uses}\n\n{links}\n", encoding="utf-8")

    def _answer(self, visit: Visit) -> bytes:
        return self.web.answer(visit.headers["host"].partition(":")[0], visit.path, self.day)

    async def resolve(
        self, host: str, port: int = 0, family: socket.AddressFamily = socket.AF_INET
    ) -> list[ResolveResult]:
        """Return where a host is tonight; nobody speaks https."""
        place = host if host == ARCHIVE else self.web.place(host, self.day)
        if place == "no-name":
            raise ResolutionError(FailureCode.DNS_NXDOMAIN, f"{host}: no such name")
        there = self._ports[place if port == 80 else "refused"]
        return [
            ResolveResult(
                hostname=host, host=LOOPBACK, port=there, family=socket.AF_INET, proto=0, flags=socket.AI_NUMERICHOST
            )
        ]

    async def close(self) -> None:
        """Nothing is open."""


def _fail(message: str) -> None:
    raise AssertionError(message)

"""A small web whose hosts change from night to night, and a calendar: runs on them are whole runs of the program.

Each host is in one state a night; the clock says what day it is, and nothing is waited for.
"""

from __future__ import annotations

import asyncio
import json
import socket
from collections.abc import AsyncIterator, Iterator, Sequence
from contextlib import ExitStack, asynccontextmanager, contextmanager
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from ipaddress import ip_network
from pathlib import Path
from typing import Any

from aiohttp.abc import AbstractResolver, ResolveResult

from linkcheck import config, report
from linkcheck.demo.wayback import Snapshot, open_wayback
from linkcheck.model import FailOn, FailureCode
from linkcheck.run.pipeline import Scanned, scan
from linkcheck.run.progress import Progress
from linkcheck.run.services import Services
from linkcheck.run.settings import NAMES
from linkcheck.web.network import ResolutionError
from tests.support.hurry import Hurry
from tests.support.patience import patience
from tests.support.servers import LOOPBACK, Visit, page, reply, serve

START = datetime(2026, 3, 1, 2, 30, tzinfo=UTC)


def told(title: str, sentence: str) -> bytes:
    """Return a page that goes on for a while."""
    body = f"<title>{title}</title><h1>{title}</h1><p>{sentence * 20}</p>".encode()
    return reply(200, "Content-Type: text/html", body=body)


ANSWERS = {
    "alive": page("The lighthouse stands at the harbour, and the ships that come in at night are glad of it."),
    "gone": reply(404, "Content-Type: text/html", body=b"<title>404 Not Found</title><h1>Not Found</h1>"),
    "fault": reply(502, body=b"Bad Gateway"),
    "wall": reply(403, "cf-mitigated: challenge", body=b"Just a moment"),
    "busy": reply(429, "Retry-After: 3600"),
    "essay": told(
        "Salt and ships", "The harbour of the old town was built by monks who sold salt to ships in spring. "
    ),
    "recipe": told(
        "How to bake bread", "Take flour and water, knead them for ten minutes, and let the dough rest a night. "
    ),
}
"""What a host says in a state, `essay-everywhere` at any address. `refused`, `mute`, `no-name`, `no-dns`: nothing."""


@dataclass
class Nights(AbstractResolver):
    """A blog in `folder`, a web, and the nights on which one is checked against the other."""

    folder: Path
    hosts: dict[str, str] = field(default_factory=dict)
    """Name → state."""
    now: datetime = START
    flags: dict[str, object] = field(default_factory=dict)
    asked: list[str] = field(default_factory=list)
    """Hosts that were asked for a page in the last run, in order."""
    warnings: list[str] = field(default_factory=list)
    paths: list[Path] = field(default_factory=lambda: [Path()])
    """What is scanned."""
    archive: Sequence[Snapshot] | None = None
    """What an archive has; None where none is asked."""
    archive_is_up: bool = True
    _port: int = 0
    _closed: int = 0
    _mute: int = 0

    def write(self, *hosts: str, name: str = "post.md") -> None:
        """Write a post that links to a page of each host, or to the one that stands behind a slash."""
        places = (host if "/" in host else f"{host}/page" for host in hosts)
        links = "".join(f"[{number}]: http://{place}\n" for number, place in enumerate(places))
        (self.folder / name).write_text(f"---\ntitle: Links\ndate: 2020-05-01\n---\n\n{links}", encoding="utf-8")

    def run(self, *, ask: bool = True, **flags: object) -> Scanned:
        """Check the blog now."""
        self.asked.clear()
        self.warnings.clear()
        return asyncio.run(self._scan({**self.flags, **flags}, ask=ask))

    def targets(self, *, ask: bool = True, **flags: object) -> dict[str, Any]:
        """Check the blog now; return the targets of the JSON report by their hosts."""
        return targets_of(self.run(ask=ask, **flags))

    async def _scan(self, flags: dict[str, object], *, ask: bool) -> Scanned:
        hurry = Hurry()
        with closed_port() as self._closed, mute_port() as self._mute:
            async with serve(self._answer) as server, self._archive() as archive:
                self._port = server.port
                loaded = config.load(self.folder, flags=flags, names=NAMES)
                settings = replace(
                    loaded,
                    allow_networks=(ip_network("127.0.0.0/8"),),
                    archive=replace(
                        loaded.archive, enabled=archive is not None, url=archive or "", requests_per_minute=0
                    ),
                    timeout=patience(1.0) if "mute" in self.hosts.values() else 60.0,
                    max_retries=0,
                    host_request_interval=0.0,
                )
                return await scan(
                    self.paths,
                    settings,
                    self.folder,
                    progress=_Warned(self.warnings),
                    services=Services(resolver=self, now=lambda: self.now, clock=hurry.clock, sleep=hurry.sleep),
                    ask=ask,
                )

    @asynccontextmanager
    async def _archive(self) -> AsyncIterator[str | None]:
        """Yield where the archive is, if there is one."""
        if self.archive is None:
            yield None
        elif not self.archive_is_up:
            yield f"http://{LOOPBACK}:{self._closed}"
        else:
            async with open_wayback(self.archive) as wayback:
                yield wayback.url

    def _answer(self, visit: Visit) -> bytes:
        host = visit.headers["host"].partition(":")[0]
        state = self.hosts.get(f"{host}{visit.path}", self.hosts[host])
        if state.endswith("-everywhere"):
            self.asked.append(host)
            return ANSWERS[state.removesuffix("-everywhere")]
        if visit.path != "/page" and f"{host}{visit.path}" not in self.hosts:
            return ANSWERS["gone"]  # a host that is honest about what it does not have
        self.asked.append(host)
        return ANSWERS[state]

    async def resolve(
        self, host: str, port: int = 0, family: socket.AddressFamily = socket.AF_INET
    ) -> list[ResolveResult]:
        """Return where a host is tonight."""
        state = self.hosts.get(host, "no-name")
        if state == "no-name":
            raise ResolutionError(FailureCode.DNS_NXDOMAIN, f"{host}: no such name")
        if state == "no-dns":
            raise ResolutionError(FailureCode.DNS_FAILURE, f"{host}: SERVFAIL")
        port = self._mute if state == "mute" else self._closed if state == "refused" or port != 80 else self._port
        return [
            ResolveResult(
                hostname=host, host=LOOPBACK, port=port, family=socket.AF_INET, proto=0, flags=socket.AI_NUMERICHOST
            )
        ]

    async def close(self) -> None:
        """Nothing is open."""

    def sleep(self, days: float) -> None:
        """Let days go by."""
        self.now += timedelta(days=days)


@contextmanager
def closed_port() -> Iterator[int]:
    """Yield a port that is bound and never listens: it refuses."""
    with socket.socket() as deaf:
        deaf.bind((LOOPBACK, 0))
        yield deaf.getsockname()[1]


@contextmanager
def mute_port(calls: int = 3) -> Iterator[int]:
    """Yield a port whose queue is full: no call for a connection is answered any more. Without `calls` it takes one."""
    with ExitStack() as stack:
        listener = stack.enter_context(socket.socket())
        listener.bind((LOOPBACK, 0))
        listener.listen(0)
        for _ in range(calls):
            caller = stack.enter_context(socket.socket())
            caller.setblocking(False)
            caller.connect_ex(listener.getsockname())
        yield listener.getsockname()[1]


class _Warned(Progress):
    def __init__(self, warnings: list[str]) -> None:
        self._warnings = warnings

    def warn(self, message: str) -> None:
        self._warnings.append(message)


def targets_of(scanned: Scanned) -> dict[str, Any]:
    """Return the targets of the JSON report by their hosts."""
    said = json.loads(report.render(scanned.report, "json"))
    return {target["url"].split("/")[2]: target for target in said["targets"]}


def failing(scanned: Scanned, *fail_on: FailOn) -> int:
    """Return the exit code of a report under other settings."""
    told = scanned.report
    return report.exit_code(told.findings, told.problems, told.edits, frozenset(fail_on), told.baseline)

"""A Wayback Machine in small, on loopback: the same paths, headers and faults, captures given as data.

It answers as recorded traffic of the Internet Archive does: a list of captures as JSON, playback with
`Memento-Datetime`, a 302 that names the nearest capture, "excluded" with status 200. Plain asyncio, since some of its
faults no framework would commit. What arrives is written down, so that a test can look at pace and connections.
"""

from __future__ import annotations

import asyncio
import re
from bisect import bisect_left
from collections.abc import AsyncIterator, Callable, Collection, Iterable, Mapping, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from email.utils import format_datetime
from itertools import groupby, islice, takewhile
from urllib.parse import parse_qs, urlsplit

from linkcheck.demo.faults import Answer, ArchiveFault, blocked, broken, listing, page
from linkcheck.demo.listening import listening
from linkcheck.demo.snapshots import COLUMNS, Snapshot, closest, surt
from linkcheck.web.http_dates import http_date

REVISIT = "warc/revisit"
"""The type of a revisit in the index; what is shown has its own."""

__all__ = ["ArchiveFault", "Arrival", "Snapshot", "Wayback", "open_wayback"]

PLAYBACK = re.compile(r"/web/(?:(\d{1,14})(id_|if_|im_)?/)?(https?:/.*)", re.DOTALL)


@dataclass(frozen=True, slots=True)
class Arrival:
    """One request, as it came in."""

    at: float
    """Seconds of the server's clock."""
    service: str
    """`cdx`, `playback`, `available`, or `other`."""
    target: str
    """The path and query as sent, byte by byte."""
    peer_port: int
    """The client's; the same one is the same connection."""
    agent: str


class Wayback:
    """The archive. `faults` has the faults for a URL (`*` for all) at a service, each once if it is a sequence."""

    def __init__(
        self,
        snapshots: Iterable[Snapshot],
        *,
        faults: Mapping[tuple[str, str], ArchiveFault | Sequence[ArchiveFault]],
        excluded: Collection[str],
        clock: Callable[[], float],
    ) -> None:
        self.url = ""
        self.port = 0
        self.arrivals: list[Arrival] = []
        self._captures: dict[str, list[Snapshot]] = {}
        for snapshot in sorted(snapshots, key=lambda each: each.timestamp):
            self._captures.setdefault(surt(snapshot.url), []).append(snapshot)
        self._keys = sorted(self._captures)
        self._faults = {
            (service, url if url == "*" else surt(url)): fault if isinstance(fault, ArchiveFault) else list(fault)
            for (service, url), fault in faults.items()
        }
        self._excluded = frozenset(map(surt, excluded))
        self._clock = clock

    async def serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        """Answer the requests of one connection until it ends."""
        try:
            while head := await _head(reader):
                method, target, headers = head
                service, url = self._route(target)
                peer = writer.get_extra_info("peername")[1]
                self.arrivals.append(Arrival(self._clock(), service, target, peer, headers.get("user-agent", "")))
                fault = self._next_fault(service, url)
                if fault is ArchiveFault.HANG:
                    await reader.read()
                    return
                if fault is ArchiveFault.RESET:
                    writer.transport.abort()
                    return
                answer = self._answer(service, target, url, headers) if fault is None else self._faulty(fault, url)
                writer.write(_wire(answer, method))
                await writer.drain()
        except (ConnectionError, asyncio.LimitOverrunError, ValueError):
            pass  # the client left, or speaks no HTTP
        finally:
            writer.close()

    def _route(self, target: str) -> tuple[str, str]:
        """Return the service and the URL that is asked about."""
        query = parse_qs(urlsplit(target).query)
        if target.startswith("/cdx/search/cdx?"):
            return "cdx", query.get("url", [""])[0]
        if target.startswith("/wayback/available?"):
            return "available", query.get("url", [""])[0]
        match = PLAYBACK.fullmatch(target)
        return ("playback", match[3]) if match else ("other", "")

    def _next_fault(self, service: str, url: str) -> ArchiveFault | None:
        for key in ((service, surt(url)), (service, "*")):
            fault = self._faults.get(key)
            if isinstance(fault, list):
                fault = fault.pop(0) if fault else None
            if fault is not None:
                return fault
        return None

    def _answer(self, service: str, target: str, url: str, headers: Mapping[str, str]) -> Answer:
        if service == "cdx":
            return self._listed(url, parse_qs(urlsplit(target).query))
        if service == "available":
            return self._available(url, parse_qs(urlsplit(target).query))
        if service == "playback":
            return self._played(target, url, headers)
        return page(404, "Not Found")

    def _listed(self, url: str, query: Mapping[str, list[str]]) -> Answer:
        if surt(url) in self._excluded:
            return blocked(url)
        since = query.get("from", [""])[0]
        keys = [surt(url)]
        if query.get("matchType") == ["prefix"]:
            begun = islice(self._keys, bisect_left(self._keys, keys[0]), None)
            keys = list(takewhile(lambda key: key.startswith(surt(url)), begun))
        rows = [each.row() for key in keys for each in self._captures.get(key, []) if each.timestamp >= since]
        for condition in query.get("filter", []):
            name, _, pattern = condition.partition(":")
            rows = [row for row in rows if re.fullmatch(pattern, row[COLUMNS.index(name)])]
        for collapse in query.get("collapse", []):
            name, _, length = collapse.partition(":")
            column, size = COLUMNS.index(name), int(length) if length else None
            rows = [next(group) for _, group in groupby(rows, lambda row: row[column][:size])]  # noqa: B023 — used at once
        rows = rows[: int(query.get("limit", ["150000"])[0])]
        return listing([COLUMNS, *rows] if rows else [])

    def _available(self, url: str, query: Mapping[str, list[str]]) -> Answer:
        timestamp = query.get("timestamp", [f"{datetime.now(UTC):%Y%m%d%H%M%S}"])[0]
        good = [snapshot for snapshot in self._captures.get(surt(url), []) if snapshot.status == 200]
        if not good or surt(url) in self._excluded:
            return listing({"url": url, "archived_snapshots": {}})
        best = closest(good, timestamp)
        place = f"{self.url}/web/{best.timestamp}/{best.url}"
        found = {"status": "200", "available": True, "url": place, "timestamp": best.timestamp}
        return listing({"url": url, "archived_snapshots": {"closest": found}})

    def _played(self, target: str, url: str, headers: Mapping[str, str]) -> Answer:
        match = PLAYBACK.fullmatch(target)
        timestamp, mode = (match[1], match[2] or "") if match else (None, "")
        if surt(url) in self._excluded:
            return page(200, "<h2>Sorry.</h2> <p>This URL has been excluded from the Wayback Machine.</p>")
        snapshots = self._captures.get(surt(url), [])
        exact = next((each for each in snapshots if each.timestamp == timestamp and each.playable), None)
        if exact is not None:
            return self._capture(exact, mode)
        playable = [each for each in snapshots if each.playable]
        if not playable:
            return page(
                404, '<div id="error"> <h2>Hrm.</h2> <p>The Wayback Machine has not archived that URL.</p></div>'
            )
        best = closest(playable, timestamp or _wanted(headers))
        place = f"{self.url}/web/{best.timestamp}{mode}/{url}"
        return Answer(302, {"Location": place, "X-Archive-Redirect-Reason": f"found capture at {best.timestamp}"})

    def _capture(self, snapshot: Snapshot, mode: str) -> Answer:
        if snapshot.location is not None and mode == "":
            return page(200, '<p class="code shift red">Got an HTTP 301 response at crawl time</p> Redirecting to…')
        moment = datetime.strptime(snapshot.timestamp, "%Y%m%d%H%M%S").replace(tzinfo=UTC)
        link = f'<{snapshot.url}>; rel="original", <{self.url}/web/{snapshot.url}>; rel="timegate"'
        headers = {
            "Memento-Datetime": format_datetime(moment, usegmt=True),
            "Link": link,
            "Content-Type": "text/html" if snapshot.mimetype == REVISIT else snapshot.mimetype,
        }
        if snapshot.location is not None:
            headers["Location"] = f"{self.url}/web/{snapshot.timestamp}{mode}/{snapshot.location}"
        return Answer(snapshot.status, headers, snapshot.body)

    def _faulty(self, fault: ArchiveFault, url: str) -> Answer:
        return broken(fault, url, [snapshot.row() for snapshot in self._captures.get(surt(url), [])])


@asynccontextmanager
async def open_wayback(
    snapshots: Iterable[Snapshot],
    *,
    faults: Mapping[tuple[str, str], ArchiveFault | Sequence[ArchiveFault]] | None = None,
    excluded: Collection[str] = (),
    host: str = "127.0.0.1",
    port: int = 0,
    base: str | None = None,
    clock: Callable[[], float] | None = None,
) -> AsyncIterator[Wayback]:
    """Serve an archive until the block ends. `base` is its public URL where a resolver gives it a name."""
    wayback = Wayback(snapshots, faults=faults or {}, excluded=excluded, clock=clock or asyncio.get_running_loop().time)
    async with listening(wayback.serve, host, port) as wayback.port:
        wayback.url = base or f"http://{host}:{wayback.port}"
        yield wayback


async def _head(reader: asyncio.StreamReader) -> tuple[str, str, dict[str, str]] | None:
    try:
        head = await reader.readuntil(b"\r\n\r\n")
    except asyncio.IncompleteReadError:
        return None
    first, *lines = head.decode("latin-1").split("\r\n")
    method, target, _ = first.split(" ", 2)
    return method, target, {name.lower(): value.strip() for name, _, value in (line.partition(":") for line in lines)}


def _wire(answer: Answer, method: str) -> bytes:
    headers = {"Server": "nginx", "X-Location": "demo", "Content-Length": str(len(answer.body)), **answer.headers}
    lines = "".join(f"{name}: {value}\r\n" for name, value in headers.items())
    head = f"HTTP/1.1 {answer.status} {answer.status}\r\n{lines}\r\n".encode()
    return head if method == "HEAD" else head + answer.body


def _wanted(headers: Mapping[str, str]) -> str:
    """Return the time that a TimeGate is asked for; without `Accept-Datetime` it is the newest."""
    wanted = http_date(headers.get("accept-datetime", ""))
    return "2" if wanted is None else f"{wanted:%Y%m%d%H%M%S}"

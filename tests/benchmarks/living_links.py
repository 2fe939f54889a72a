"""100,000 living links of a generated internet: how many does the program call dead?

    python -m tests.benchmarks.living_links [--pieces 10] [--size 10000] [--jobs 2]
        [--output reports/living-links.md]

Whole runs of the program, in pieces that each have a seed: one piece over real sockets, TLS and all; the others with
a fake in place of the one function that makes an exchange, so that pace, retries, probes, judgement and history are
the program's own. Every second piece is four nights long, with the clock moved.
"""

from __future__ import annotations

import argparse
import json
import multiprocessing
import os
import socket
import sys
import time
from collections import Counter
from collections.abc import AsyncIterator, Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor
from contextlib import AbstractContextManager, asynccontextmanager, nullcontext
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path
from tempfile import TemporaryDirectory
from unittest import mock
from urllib.parse import urlsplit

from aiohttp.abc import AbstractResolver, ResolveResult

from linkcheck import config, report
from linkcheck.model import Exchange, FailureCode, Profile, Request
from linkcheck.run import pipeline
from linkcheck.run.loop import run_to_end
from linkcheck.run.progress import Progress
from linkcheck.run.services import Services
from linkcheck.web import network
from linkcheck.web.network import ResolutionError
from tests.benchmarks.living_sockets import Sockets, open_sockets
from tests.benchmarks.living_web import Web
from tests.internet.trial import flags
from tests.support.hurry import Hurry

START = datetime(2026, 3, 1, 3, 0, tzinfo=UTC)
NIGHTS = (0, 3, 8, 40)
"""Days; the gaps are those at which failures of many nights become death."""
LINKS_IN_A_POST = 50
SHOWN = 40
"""Wrong deaths that are shown, at most."""


@dataclass(frozen=True, slots=True)
class Fake:
    """Makes exchanges with a generated web, without sockets."""

    web: Web
    requests: Counter[str] = field(default_factory=Counter)

    async def exchange(self, request: Request, limit: float | None = None) -> Exchange:
        """Answer at once; `limit` is for those who take their time."""
        self.requests["all"] += 1
        parts = urlsplit(request.url)
        outcome = self.web.says(
            parts.scheme,
            parts.hostname or "",
            (parts.path or "/") + (f"?{parts.query}" if parts.query else ""),
            browser=request.profile is Profile.BROWSER,
            cookie=dict(request.headers).get("Cookie", ""),
        )
        return Exchange(request, outcome, 5)

    async def exchange_kept(self, request: Request, limit: float | None = None) -> Exchange:
        """Answer just so on a kept connection."""
        return await self.exchange(request, limit)


class Names(AbstractResolver):
    """Knows every name but those that cannot exist; leads them to the sockets, if there are any."""

    def __init__(self, sockets: Sockets | None) -> None:
        """Take where the servers are."""
        self._sockets = sockets

    async def resolve(
        self, host: str, port: int = 0, family: socket.AddressFamily = socket.AF_INET
    ) -> list[ResolveResult]:
        """Return where a host is; raises ResolutionError."""
        if host.rpartition(".")[2] == "invalid":
            raise ResolutionError(FailureCode.DNS_NXDOMAIN, f"{host}: no such name")
        there = "127.0.0.1", port
        if self._sockets is not None:
            there = self._sockets.place(host, port)
        return [ResolveResult(hostname=host, host=there[0], port=there[1], family=family, proto=0, flags=0)]

    async def close(self) -> None:
        """Nothing is open."""


@dataclass(frozen=True, slots=True)
class Piece:
    """What one seed came to."""

    seed: int
    how: str
    nights: int
    living: int
    """Verdicts on links that live."""
    verdicts: Counter[str]
    """Of those."""
    controls: int
    found: int
    """Controls that were called dead at the last."""
    requests: int
    seconds: float
    wrong: tuple[str, ...]


def run(seed: int, verdicts: int, *, sockets: bool) -> Piece:
    """Judge about so many living links of one seed."""
    days = NIGHTS if seed % 2 and not sockets else NIGHTS[:1]
    web = Web(seed, round(verdicts / len(days) * 1.03))
    seen: Counter[str] = Counter()
    wrong: list[str] = []
    fake = Fake(web)
    began = time.monotonic()
    dead = {link.url for link in web.links if link.dead}
    found = 0
    with TemporaryDirectory() as name, open_sockets(web) if sockets else nullcontext() as served:
        folder = Path(name)
        write(web, folder)
        for night, day in enumerate(days):
            web.dawn(night)
            said = _scan(folder, START + timedelta(days=day), served, fake)
            found = sum(said.get(url) == "dead" for url in dead)
            for url, verdict in said.items():
                if url not in dead:
                    seen[verdict] += 1
                    if verdict == "dead":
                        wrong.append(f"night {night}: {url} ({web.story(url)})")
    return Piece(
        *(seed, "sockets" if sockets else "fake", len(days), seen.total(), seen, len(dead), found),
        fake.requests["all"] or (served.requests if served is not None else 0),
        time.monotonic() - began,
        tuple(wrong),
    )


def write(web: Web, folder: Path) -> None:
    """Write posts that cite the links."""
    for number in range(0, len(web.links), LINKS_IN_A_POST):
        lines = (f"- [cited](<{link.url}>)" for link in web.links[number : number + LINKS_IN_A_POST])
        (folder / f"post-{number}.md").write_text("\n".join(lines) + "\n", encoding="utf-8")


def _scan(folder: Path, now: datetime, served: Sockets | None, fake: Fake) -> dict[str, str]:
    hurry = Hurry()
    services = Services(resolver=Names(served), now=lambda: now, clock=hurry.clock, sleep=hurry.sleep)
    settings = config.load(folder, flags={**flags(), "max_concurrency": "64" if served else "256", "timeout": "5"})
    with _network(served, fake):
        scanned = run_to_end(pipeline.scan([folder], settings, folder, progress=Progress(), services=services))
    if scanned.tracebacks:
        sys.exit("\n".join(scanned.tracebacks))
    told = json.loads(report.render(scanned.report, "json"))
    return {target["url"]: target["verdict"] for target in told["targets"]}


def _network(served: Sockets | None, fake: Fake) -> AbstractContextManager[object]:
    """Put the fake where exchanges are made, or trust the authority of the servers."""
    if served is not None:
        return mock.patch.dict(os.environ, {"SSL_CERT_FILE": str(served.ca_file)})

    @asynccontextmanager
    async def opened(*_: object, **__: object) -> AsyncIterator[Fake]:
        yield fake

    return mock.patch.object(network, "open_fetcher", opened)


def pieces(count: int, size: int, jobs: int) -> Iterator[Piece]:
    """Run the pieces, so many at a time, the last over sockets."""
    with ProcessPoolExecutor(jobs, mp_context=multiprocessing.get_context("spawn")) as processes:
        asked = [processes.submit(run, seed, size, sockets=seed == count) for seed in range(1, count + 1)]
        for piece in (one.result() for one in asked):
            sys.stderr.write(
                f"piece {piece.seed}: {piece.living} living, {len(piece.wrong)} wrongly dead, {piece.seconds:.0f} s\n"
            )
            yield piece


def main() -> int:
    """Print the table; 1 where a living link is called dead."""
    parser = argparse.ArgumentParser(prog="python -m tests.benchmarks.living_links", description=__doc__)
    parser.add_argument("--pieces", type=int, default=10)
    parser.add_argument("--size", type=int, default=10_000, help="verdicts of a piece")
    parser.add_argument("--jobs", type=int, default=2)
    parser.add_argument("--output", metavar="FILE", type=Path)
    options = parser.parse_args()
    done = tuple(pieces(options.pieces, options.size, options.jobs))
    text = render(done)
    sys.stdout.write(text)
    if options.output is not None:
        options.output.write_text(text, encoding="utf-8")
    return 1 if any(piece.wrong for piece in done) else 0


def render(done: Sequence[Piece]) -> str:
    """Return the report as Markdown."""
    wrong = [line for piece in done for line in piece.wrong]
    verdicts = sorted({verdict for piece in done for verdict in piece.verdicts})
    controls, found = sum(piece.controls for piece in done), sum(piece.found for piece in done)
    total = sum(piece.living for piece in done)
    head = ("seed", "how", "nights", "living links judged", *verdicts, "controls dead", "requests", "seconds")
    rows = [
        (
            *(piece.seed, piece.how, piece.nights, piece.living),
            *(piece.verdicts[verdict] for verdict in verdicts),
            *(f"{piece.found} of {piece.controls}", piece.requests, round(piece.seconds)),
        )
        for piece in done
    ]
    told = (
        f"**{len(wrong)} wrongly dead of {total} judged living links**; {found} of {controls} controls, which are dead,"
    )
    lines = [
        "# Living links\n",
        "Written by `python -m tests.benchmarks.living_links --output reports/living-links.md`.\n",
        ABOUT,
        f"{told} were called dead.\n",
        *(f"| {' | '.join(map(str, row))} |" for row in (head, ("---",) * len(head), *rows)),
    ]
    if wrong:
        lines += [f"\nCalled dead, the first {SHOWN}:\n", *(f"- {line}" for line in wrong[:SHOWN])]
    return "\n".join(lines) + "\n"


ABOUT = """\
Every link leads to a page that is there in truth: articles, short and bare pages, galleries, old encodings, files,
pages on errors and on outages, log-ins and casinos that are cited as such, home pages; directly, or by redirects of
many kinds; on hosts that are honest about what they do not have, and on hosts that are not. Before some stands an
outage, a wall, a gate, a queue, a limit or a fault that night, drawn for each host and night; one host in seven has
its trouble every night. Links are whole runs of the program; the clock is moved.
"""


if __name__ == "__main__":
    sys.exit(main())

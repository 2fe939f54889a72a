"""How many requests probes add to a cold run over whole blogs; every name leads to one small internet.

    python -m tests.benchmarks.probe_cost --corpora DIR --names haacked,benbalter [--output reports/probe-cost.md]

What a URL answers follows from hashes. One host in ten is dishonest. Of the genuine pages, one in nine has no word of
its address in its title (11 %, as measured on pages of 21 sites). One link in ten is gone, one in twenty has moved,
half of those to a page higher up. The requests are counted where they arrive. Nothing here is slow, so a link that
timed out says that the machine was too busy, and that the row is not to be trusted.
"""

from __future__ import annotations

import argparse
import asyncio
import re
import ssl
import sys
import tempfile
import zlib
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from shutil import copytree
from urllib.parse import unquote

import trustme

from linkcheck.config import ArchiveTable, Settings
from linkcheck.model import Reason, State
from linkcheck.run import pipeline
from linkcheck.run.loop import run_to_end
from linkcheck.run.progress import Progress
from linkcheck.run.services import Services
from tests.benchmarks.whole_job import LITERALS, LOOPBACK, EveryName, status_of

SIBLING = re.compile(r"[a-z]{25}|(?:[a-z]{5}-){4}[a-z]{5}|\d{12}")
"""What `probing.siblings` writes; hardly any link looks so."""
MISSING = (
    "<title>Page not found</title><nav>Home Archive</nav><h1>Page not found</h1><p>Sorry, there is nothing here.</p>"
)


class Internet:
    """Answers anything, and counts what was asked."""

    def __init__(self) -> None:
        self.asked: Counter[str] = Counter()

    async def answer(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        """Answer one request."""
        try:
            head = (await reader.readuntil(b"\r\n\r\n")).decode("latin-1").split("\r\n")
            target = head[0].split(" ")[1]
            host = next(line[6:] for line in head if line.lower().startswith("host: ")).partition(":")[0]
            status, location, body = self.page(host, target)
            data = body.encode()
            where = f"Location: {location}\r\n" if location else ""
            lines = f"HTTP/1.1 {status} X\r\n{where}Content-Type: text/html\r\nContent-Length: {len(data)}\r\n"
            writer.write(f"{lines}Connection: close\r\n\r\n".encode() + data)
            await writer.drain()
        except (ConnectionError, asyncio.IncompleteReadError):
            pass
        finally:
            writer.close()

    def page(self, host: str, target: str) -> tuple[int, str, str]:
        """Return status, Location and body, and count the request."""
        robots, sibling = target == "/robots.txt", SIBLING.search(target) is not None
        self.asked["robots" if robots else "probes" if sibling else "links"] += 1
        dishonest = zlib.crc32(host.encode(), 7) % 10 == 0
        status = 404 if robots or sibling else 200 if "moved-here" in target else status_of(host, target) or 200
        if status == 404 and dishonest and not robots:
            return 200, "", MISSING
        if status == 301:
            higher = zlib.crc32(target.encode()) % 2
            return status, "/moved-here" if higher else f"{target.partition('?')[0].rstrip('/')}/moved-here", ""
        return status, "", genuine(target) if status == 200 else MISSING


def genuine(target: str) -> str:
    """Return a page of its own for an address, titled after it in eight cases of nine."""
    number = zlib.crc32(target.encode())
    last = unquote(target.partition("?")[0].rstrip("/").rpartition("/")[2])
    words = re.sub(r"[\W_]+", " ", last)
    title = words if number % 9 and words.strip() else "Notes"
    text = " ".join(f"{chr(97 + zlib.crc32(f'{number} {each}'.encode()) % 26) * 3}word" for each in range(200))
    return f"<title>{title}</title><h1>{title}</h1><p>{text}</p>"


async def measure(corpus: Path, resolver: EveryName, internet: Internet) -> str:
    """Scan a copy of a blog once, with no history, and return a row of the table."""
    settings = Settings(
        exclude=(LITERALS,), host_request_interval=0.0, host_concurrency=64, max_retries=0, timeout=10.0,
        insecure=True, allow_networks=LOOPBACK, archive=ArchiveTable(enabled=False),
    )  # fmt: skip
    internet.asked.clear()
    with tempfile.TemporaryDirectory() as folder:
        copytree(corpus, Path(folder) / "blog")
        services = Services(resolver)
        scanned = await pipeline.scan([Path("blog")], settings, Path(folder), progress=Progress(), services=services)
    states = Counter(finding.verdict.state for finding in scanned.report.findings)
    late = sum(finding.verdict.reason is Reason.TIMEOUT for finding in scanned.report.findings)
    links, probes, robots = (internet.asked[name] for name in ("links", "probes", "robots"))
    added = (probes + robots) / max(links, 1)
    counts = f"{states[State.DEAD]:,} | {states[State.UNSURE]:,} | {late:,} |"
    return f"{links:,} | {probes:,} | {robots:,} | **{added:.1%}** | {counts}"


async def main(corpora: Path, names: str) -> str:
    """Serve every name, scan each blog, and return the report as Markdown."""
    internet = Internet()
    context = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
    trustme.CA().issue_cert("everything.net").configure_cert(context)
    plain = await asyncio.start_server(internet.answer, "127.0.0.1", 0, backlog=4096)
    secure = await asyncio.start_server(internet.answer, "127.0.0.1", 0, ssl=context, backlog=4096)
    resolver = EveryName({80: plain.sockets[0].getsockname()[1], 443: secure.sockets[0].getsockname()[1]})
    rows = [f"| {name} | {await measure(corpora / name / 'tree', resolver, internet)}" for name in names.split(",")]
    return "\n".join((*_head(), *rows, ""))


def _head() -> Iterator[str]:
    yield "# Requests that probes add to a cold run\n"
    yield from (line for line in (__doc__ or "").splitlines()[4:])
    yield "\nWritten by `python -m tests.benchmarks.probe_cost`.\n"
    yield "| blog | requests for links | probes | robots.txt | added | dead | unsure | timed out |"
    yield "|---|---|---|---|---|---|---|---|"


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--corpora", type=Path, required=True)
    parser.add_argument("--names", required=True)
    parser.add_argument("--output", type=Path)
    given = parser.parse_args()
    text = run_to_end(main(given.corpora, given.names))
    sys.stdout.write(text)
    if given.output is not None:
        given.output.write_text(text, "utf-8")

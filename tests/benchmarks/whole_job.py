"""The whole job on real blogs: scan, judge, look up, fix, scan again, put back; every name leads to one small internet.

    python -m tests.benchmarks.whole_job [FILE…] --corpora DIR --names haacked,benbalter [--output reports/whole-job.md]

What a URL answers follows from a hash of its host and of the bytes of its request target, so the truth of every link
is known and a request that was not sent as written is found out. The archive has a copy of every dead link.
"""

from __future__ import annotations

import argparse
import asyncio
import json
import shutil
import socket
import ssl
import subprocess
import sys
import tempfile
import time
import zlib
from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from ipaddress import ip_network
from pathlib import Path
from urllib.parse import urlsplit

import jsonschema
import trustme
from aiohttp.abc import AbstractResolver, ResolveResult

from linkcheck import report
from linkcheck.config import ArchiveTable, Settings
from linkcheck.demo.wayback import Snapshot, open_wayback
from linkcheck.model import FailureCode, Report, State
from linkcheck.run import pipeline
from linkcheck.run import undo as run_undo
from linkcheck.run.loop import run_to_end
from linkcheck.run.progress import Progress
from linkcheck.run.services import Services
from linkcheck.strangers import LinearPattern
from linkcheck.web.network import ResolutionError

SCHEMA = json.loads((Path(report.__file__).parent / "schema.json").read_text("utf-8"))
LOOPBACK = (ip_network("127.0.0.0/8"),)
LITERALS = LinearPattern(r"(?i)^https?://(?:[^/?#]*@)?(?:[\d.]+|\[[^\]]*\]|0x[^/:]*|localhost)(?:[:/?#]|$)")
"""Hosts that no resolver is asked for: they would lead out of the small internet."""
GONE, MOVED, FORBIDDEN, BROKEN = (0, 1), (2,), (3,), (4,)
TRUTHS: dict[int, set[State]] = {
    200: {State.ALIVE},
    301: {State.MOVED, State.ALIVE},  # alive: a DOI, a shortener
    403: {State.BLOCKED},
    404: {State.DEAD},
    500: {State.UNREACHABLE},
}


def status_of(host: str, target: str) -> int | None:
    """Return what a URL answers; None where the name does not exist."""
    if zlib.crc32(host.encode()) % 20 == 0:
        return None
    if target.startswith("/moved-here"):
        return 200
    kind = zlib.crc32(f"{host}{target}".encode()) % 20
    return (
        404 if kind in GONE else 301 if kind in MOVED else 403 if kind in FORBIDDEN else 500 if kind in BROKEN else 200
    )


def target_of(url: str) -> str:
    """Return the request target of a URL as it has to be sent."""
    rest = url.partition("://")[2]
    cut = min((rest.find(mark) for mark in "/?" if mark in rest), default=len(rest))
    return rest[cut:] if rest[cut : cut + 1] == "/" else f"/{rest[cut:]}"


async def answer(
    reader: asyncio.StreamReader,
    writer: asyncio.StreamWriter,
    status_of: Callable[[str, str], int | None] = status_of,
) -> None:
    """Answer one request by its bytes."""
    try:
        head = (await reader.readuntil(b"\r\n\r\n")).decode("latin-1").split("\r\n")
        target = head[0].split(" ")[1]
        host = next(line[6:] for line in head if line.lower().startswith("host: ")).partition(":")[0]
        status = status_of(host, target) or 200
        body = f"<title>Page</title><p>{'Words of a page that is here. ' * 20}</p>".encode()
        location = "Location: /moved-here\r\n" if status == 301 else ""
        writer.write(
            f"HTTP/1.1 {status} X\r\n{location}Content-Type: text/html\r\nContent-Length: {len(body)}\r\n"
            "Connection: close\r\n\r\n".encode()
            + body
        )
        await writer.drain()
    except (ConnectionError, asyncio.IncompleteReadError):
        pass
    finally:
        writer.close()


class EveryName(AbstractResolver):
    """Every name leads to the same two ports, but for those that do not exist."""

    def __init__(self, ports: dict[int, int]) -> None:
        self._ports = ports

    async def resolve(
        self, host: str, port: int = 0, family: socket.AddressFamily = socket.AF_INET
    ) -> list[ResolveResult]:
        """Return 127.0.0.1 and the port that stands for `port`."""
        if host.endswith(".invalid") or status_of(host, "/") is None:
            raise ResolutionError(FailureCode.DNS_NXDOMAIN, f"{host}: no such name")
        return [
            ResolveResult(
                hostname=host, host="127.0.0.1", port=self._ports.get(port, self._ports[80]), family=socket.AF_INET,
                proto=0, flags=socket.AI_NUMERICHOST,
            )
        ]  # fmt: skip

    async def close(self) -> None:
        """Nothing to close."""


@dataclass(frozen=True, slots=True)
class Outcome:
    """What came of one blog."""

    name: str
    references: int
    targets: int
    asked: int
    right: int
    dead: int
    repaired: int
    refused: int
    changed_again: int
    seconds: float


def judged(result: Report) -> tuple[int, int, list[str]]:
    """Count the targets that were asked and those judged right; name the others."""
    asked = right = 0
    wrong = []
    for finding in result.findings:
        if finding.check is None:
            continue
        asked += 1
        status = status_of(urlsplit(finding.target.url).hostname or "", target_of(finding.target.url))
        truth = {State.DEAD} if status is None else TRUTHS[status]
        if finding.verdict.state in truth:
            right += 1
        else:
            wrong.append(f"{finding.target.url}: {finding.verdict.state} {finding.verdict.detail}, truth {status}")
    return asked, right, wrong


async def whole_job(name: str, path: Path, resolver: EveryName) -> Outcome:
    """Do everything to a copy of one blog."""
    started = time.monotonic()
    settings = Settings(
        exclude=(LITERALS,),
        host_request_interval=0.0,
        host_concurrency=64,
        max_retries=0,
        timeout=10.0,
        insecure=True,
        allow_networks=LOOPBACK,
    )

    async def scan(archive: ArchiveTable, *, diff: bool = False, offline: bool = False) -> pipeline.Scanned:
        kinds = frozenset({State.DEAD}) if archive.enabled else frozenset[State]()
        changed = replace(settings, archive=archive, fix=kinds, diff=diff, offline=offline)
        return await pipeline.scan([Path("blog")], changed, path, progress=Progress(), services=Services(resolver))

    before = {file: file.read_bytes() for file in (path / "blog").rglob("*") if file.is_file()}
    offline = await scan(ArchiveTable(enabled=False), offline=True)
    jsonschema.validate(json.loads(report.render(offline.report, "json")), SCHEMA)
    first = await scan(ArchiveTable(enabled=False))
    jsonschema.validate(json.loads(report.render(first.report, "json")), SCHEMA)
    asked, right, wrong = judged(first.report)
    for line in wrong[:10]:
        print(f"  {line}", file=sys.stderr)
    dead = [finding.target.url for finding in first.report.findings if finding.verdict.state is State.DEAD]
    async with open_wayback([Snapshot(url, "20150301100000") for url in dead]) as wayback:
        archive = ArchiveTable(url=wayback.url, requests_per_minute=0, playback_per_minute=0, budget=len(dead) + 1)
        diff = await scan(archive, diff=True)
        await asyncio.to_thread(subprocess.run, ["git", "apply", "--check"], cwd=path, input=diff.diff, check=True)
        fixed = await scan(archive)
        again = await scan(archive)
    journal = path / "blog" if (path / "blog" / ".linkcheck").exists() else path
    run_undo.undo(None, settings, journal, listing=False)
    assert before == {file: file.read_bytes() for file in before}, "undo did not bring all bytes back"
    edits = fixed.report.edits
    return Outcome(
        name, len(first.report.rows), len(first.report.findings), asked, right, len(dead),
        sum(edit.applied for edit in edits), sum(not edit.applied for edit in edits),
        sum(edit.applied for edit in again.report.edits), time.monotonic() - started,
    )  # fmt: skip


async def main(arguments: argparse.Namespace) -> list[Outcome]:
    """Serve every name, and do the job for each blog in turn."""
    context = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
    trustme.CA().issue_cert("everything.net").configure_cert(context)
    plain = await asyncio.start_server(answer, "127.0.0.1", 0, backlog=4096)
    secure = await asyncio.start_server(answer, "127.0.0.1", 0, ssl=context, backlog=4096)
    resolver = EveryName({80: plain.sockets[0].getsockname()[1], 443: secure.sockets[0].getsockname()[1]})
    blogs: list[tuple[str, Sequence[Path]]] = [(file.name, [file]) for file in arguments.files]
    blogs += [(name, [arguments.corpora / name / "tree"]) for name in arguments.names.split(",") if name]
    outcomes = []
    for name, sources in blogs:
        with tempfile.TemporaryDirectory() as folder:
            for source in sources:
                if source.is_dir():
                    shutil.copytree(source, Path(folder) / "blog")
                else:
                    (Path(folder) / "blog").mkdir()
                    shutil.copy(source, Path(folder) / "blog")
            outcomes.append(await whole_job(name, Path(folder), resolver))
            print(outcomes[-1], file=sys.stderr)
    return outcomes


def table(outcomes: Sequence[Outcome]) -> str:
    """Return the report as Markdown."""
    totals = Counter[str]()
    lines = [
        "# The whole job on real text",
        "",
        "Scan offline and in a small internet, JSON against the schema, `--diff` through `git apply --check`, `--fix`",
        "with a Wayback Machine that has every dead link, a second `--fix`, `undo` (which brought every byte back).",
        "Written by `python -m tests.benchmarks.whole_job`.",
        "",
        "| text | references | links | asked | judged right | dead | edits | refused | edits of a second fix | s |",
        "|---|---|---|---|---|---|---|---|---|---|",
    ]
    for one in outcomes:
        totals.update(asked=one.asked, right=one.right)
        lines.append(
            f"| {one.name} | {one.references:,} | {one.targets:,} | {one.asked:,} | {one.right:,} | {one.dead:,} |"
            f" {one.repaired:,} | {one.refused:,} | {one.changed_again:,} | {one.seconds:.0f} |"
        )
    lines += ["", f"{totals['right']:,} of {totals['asked']:,} links are judged right.", ""]
    return "\n".join(lines)


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("files", nargs="*", type=Path)
    parser.add_argument("--corpora", type=Path)
    parser.add_argument("--names", default="")
    parser.add_argument("--output", type=Path)
    given = parser.parse_args()
    text = table(run_to_end(main(given)))
    print(text)
    if given.output is not None:
        given.output.write_text(text, "utf-8")

"""`--engine dask` on the development corpora, held against `local`: the same report but for times.

    python -m tests.benchmarks.dask_corpora --corpora DIR [--report reports/dask.md]

The small internet is that of `whole_job`, and honest: what no document cites is a 404. One request at a time goes to
each host, for what is known of a host when a link of it is judged depends on which of its links were answered before.
"""

from __future__ import annotations

import argparse
import asyncio
import json
import ssl
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Iterator, Sequence, Set
from dataclasses import replace
from functools import partial
from pathlib import Path

import trustme

from linkcheck.config import ArchiveTable, Settings
from linkcheck.model import host_of
from linkcheck.run import pipeline
from linkcheck.run.progress import Progress
from linkcheck.run.services import Services
from linkcheck.strangers import LinearPattern
from tests.benchmarks.whole_job import LITERALS, LOOPBACK, EveryName, answer, status_of, target_of
from tests.support.domains import said

COMMITS = LinearPattern(r"^https?://github\.com/nodejs/node/(?:commit|pull|issues)/")
"""The changelogs of one corpus cite 90,000 pages of one host, which at one request at a time take half an hour."""

HEAD = """# `--engine dask` on the development corpora

Made by `python -m tests.benchmarks.dask_corpora`: a Dask cluster of two worker processes on loopback, and a small
internet whose answers follow from the URL. *Verdicts*: links whose verdict or reason is not that of `--engine local`;
*values*: all values of the JSON report that are not, but for times and the names of made-up siblings. A host is asked
for a few made-up siblings at most, and the links that come first get them: where there are more, other links may show
such a probe. That is the whole of the last column. Commits that the changelogs of nodejs-org cite (90,000 pages of one
host) are left out.

| corpus | links | requests | local s | dask s | verdicts | values |
|---|---:|---:|---:|---:|---:|---:|"""


async def scanned(tree: Path, engine: str, resolver: EveryName, folder: Path) -> tuple[pipeline.Scanned, float]:
    """Scan a corpus with an engine and a history of its own."""
    settings = Settings(
        exclude=(LITERALS, COMMITS),
        engine=engine,
        host_request_interval=0.0,
        host_concurrency=1,
        max_retries=0,
        insecure=True,
        allow_networks=LOOPBACK,
        archive=ArchiveTable(enabled=False),
    )
    state = folder / engine
    state.mkdir()
    started = time.monotonic()
    done = await pipeline.scan(
        [tree],
        replace(settings, file=state / "linkcheck.toml"),
        tree.parent,
        progress=Told(),
        services=Services(resolver),
    )
    return done, time.monotonic() - started


async def urls(trees: Sequence[Path]) -> set[str]:
    """Return all that the corpora cite."""
    offline = Settings(exclude=(LITERALS, COMMITS), offline=True, archive=ArchiveTable(enabled=False))
    found = set[str]()
    for tree in trees:
        done = await pipeline.scan([tree], offline, tree.parent, progress=Progress(), services=Services())
        found.update(finding.target.url for finding in done.report.findings)
    return found


def status(cited: Set[tuple[str, str]], host: str, target: str) -> int | None:
    """Return what a URL answers: a made-up sibling is not there, a home page is."""
    known = status_of(host, target)
    honest = known is None or target == "/" or target.startswith("/moved-here") or (host, target) in cited
    return known if honest else 404


class Told(Progress):
    """Prints warnings."""

    def warn(self, message: str) -> None:
        print(f"  {message}", file=sys.stderr)


def leaves(value: object, where: str = "") -> Iterator[tuple[str, str]]:
    """Yield each value of a report with its place."""
    if isinstance(value, dict):
        for key, each in value.items():
            yield from leaves(each, f"{where}.{key}")
    elif isinstance(value, list):
        for number, each in enumerate(value):
            yield from leaves(each, f"{where}.{number}")
    else:
        yield where, json.dumps(value)


def judged(done: pipeline.Scanned) -> set[tuple[str, str, str]]:
    """Return what is said of each link."""
    return {(one.target.url, one.verdict.state, one.verdict.reason) for one in done.report.findings}


async def main(arguments: argparse.Namespace) -> None:
    """Serve every name, and scan each corpus twice."""
    authority = trustme.CA()
    cited = {(host_of(url), target_of(url)) for url in await urls(arguments.trees)}
    serving = partial(answer, status_of=partial(status, cited))
    tls = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
    authority.issue_cert("hosts.example").configure_cert(tls)
    plain = await asyncio.start_server(serving, "127.0.0.1", 0, backlog=4096)
    secure = await asyncio.start_server(serving, "127.0.0.1", 0, ssl=tls, backlog=4096)
    resolver = EveryName({80: plain.sockets[0].getsockname()[1], 443: secure.sockets[0].getsockname()[1]})
    lines = [HEAD]
    for tree in arguments.trees:
        with tempfile.TemporaryDirectory() as name:
            one, local_s = await scanned(tree, "local", resolver, Path(name))
            other, dask_s = await scanned(tree, "dask", resolver, Path(name))
        before, after = Counter(leaves(said(one))), Counter(leaves(said(other)))
        differ = max((before - after).total(), (after - before).total())
        for place in sorted((before - after).keys())[:5]:
            print(f"  {place}", file=sys.stderr)
        changed = len(judged(one) ^ judged(other)) // 2
        links = sum(finding.check is not None for finding in one.report.findings)
        lines.append(
            f"| {tree.parent.name} | {links:,} | {other.report.requests:,} | {local_s:.1f} | {dask_s:.1f} "
            f"| {changed} | {differ} |"
        )
        print(lines[-1], flush=True)
    if arguments.report is not None:
        arguments.report.write_text("\n".join(lines) + "\n", encoding="utf-8")
    plain.close()
    secure.close()


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--corpora", type=Path, required=True)
    parser.add_argument("--report", type=Path)
    options = parser.parse_args()
    options.trees = sorted(options.corpora.glob("*/tree"))
    asyncio.run(main(options))

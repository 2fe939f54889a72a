"""`--engine dask` on the development corpora, held against `local`: the same report but for times.

    python -m tests.benchmarks.dask_corpora --corpora DIR [--report reports/dask.md]

The small internet is that of `whole_job`. One request at a time goes to each host, for what is known of a host when a
link of it is judged depends on which of its links were answered before.
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
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import trustme

from linkcheck.config import ArchiveTable, Settings
from linkcheck.run import pipeline
from linkcheck.run.progress import Progress
from linkcheck.run.services import Services
from tests.benchmarks.whole_job import LITERALS, LOOPBACK, EveryName, answer
from tests.support.domains import said

HEAD = """# `--engine dask` on the development corpora

Made by `python -m tests.benchmarks.dask_corpora`: a Dask cluster of two worker processes on loopback, and a small
internet whose answers follow from the URL. *Differ*: values of the JSON report that are not those of `--engine local`,
but for times and the names of made-up siblings.

| corpus | links | requests | local s | dask s | differ |
|---|---:|---:|---:|---:|---:|"""


async def scanned(tree: Path, engine: str, resolver: EveryName, folder: Path) -> tuple[pipeline.Scanned, float]:
    """Scan a corpus with an engine and a history of its own."""
    settings = Settings(
        exclude=(LITERALS,),
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


async def main(arguments: argparse.Namespace) -> None:
    """Serve every name, and scan each corpus twice."""
    authority = trustme.CA()
    tls = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
    authority.issue_cert("hosts.example").configure_cert(tls)
    plain = await asyncio.start_server(answer, "127.0.0.1", 0, backlog=4096)
    secure = await asyncio.start_server(answer, "127.0.0.1", 0, ssl=tls, backlog=4096)
    resolver = EveryName({80: plain.sockets[0].getsockname()[1], 443: secure.sockets[0].getsockname()[1]})
    lines = [HEAD]
    for tree in sorted(arguments.corpora.glob("*/tree")):
        with tempfile.TemporaryDirectory() as name:
            one, local_s = await scanned(tree, "local", resolver, Path(name))
            other, dask_s = await scanned(tree, "dask", resolver, Path(name))
        before, after = Counter(leaves(said(one))), Counter(leaves(said(other)))
        differ = max((before - after).total(), (after - before).total())
        for place in sorted((before - after).keys())[:5]:
            print(f"  {place}", file=sys.stderr)
        links = sum(finding.check is not None for finding in one.report.findings)
        lines.append(
            f"| {tree.parent.name} | {links:,} | {other.report.requests:,} | {local_s:.1f} | {dask_s:.1f} | {differ} |"
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
    asyncio.run(main(parser.parse_args()))

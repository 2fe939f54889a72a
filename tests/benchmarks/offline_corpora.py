"""`linkcheck scan --offline` on each corpus: the problems by rule, the time and the memory.

With `--post FILE` also on a blog of 600 copies of one post, for what a foot full of unused definitions costs. Run it
with

    python -m tests.benchmarks.offline_corpora --corpora DIR [--post FILE] [--report reports/offline.md]
"""

from __future__ import annotations

import argparse
import json
import multiprocessing
import os
import subprocess
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass
from pathlib import Path

from linkcheck.model import Level

COPIES = 600


@dataclass(frozen=True)
class Run:
    """One scan of one corpus."""

    corpus: str
    wall: float
    """Seconds."""
    processor: float
    """Seconds of all processes."""
    memory: float
    """MiB of the largest process."""
    exit_code: int
    documents: int
    references: int
    problems: Counter[tuple[str, str]]
    """By rule and level."""


def main() -> None:
    """Scan, print and write the report."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--corpora", type=Path, required=True)
    parser.add_argument("--post", type=Path)
    parser.add_argument("--report", type=Path)
    arguments = parser.parse_args()
    # A process of its own for each: what a parent holds counts as the memory of its child until that has begun.
    with ProcessPoolExecutor(1, mp_context=multiprocessing.get_context("spawn"), max_tasks_per_child=1) as pool:
        trees = sorted(arguments.corpora.glob("*/tree"))
        runs = [pool.submit(scanned, tree.parent.name, tree).result() for tree in trees]
        if arguments.post:
            with tempfile.TemporaryDirectory() as folder:
                site = copied(arguments.post, Path(folder))
                runs.append(pool.submit(scanned, f"{COPIES} copies of a post", site).result())
    report = "\n".join(lines(runs))
    print(report)
    if arguments.report:
        arguments.report.write_text(report)


def copied(post: Path, folder: Path) -> Path:
    """Make a Hugo site of copies of a post."""
    (folder / "hugo.toml").write_text("[markup.goldmark.renderer]\nunsafe = true\n")
    posts = folder / "content" / "posts"
    posts.mkdir(parents=True)
    for number in range(COPIES):
        (posts / f"{number}.md").write_bytes(post.read_bytes())
    return folder


def scanned(name: str, folder: Path) -> Run:
    """Scan a folder in a process of its own."""
    with tempfile.TemporaryDirectory() as output:
        path = Path(output) / "report.json"
        command = [sys.executable, "-m", "linkcheck", "scan", "--offline", "--no-progress", "-q", "--output", str(path)]
        begun = time.perf_counter()
        process = subprocess.Popen([*command, "."], cwd=folder, stdout=subprocess.DEVNULL)
        _, status, usage = os.wait4(process.pid, 0)
        process.returncode = os.waitstatus_to_exitcode(status)
        wall = time.perf_counter() - begun
        found = json.loads(path.read_bytes())
    return Run(
        name,
        wall,
        usage.ru_utime + usage.ru_stime,
        usage.ru_maxrss / 1024,
        process.returncode,
        found["summary"]["documents"],
        found["summary"]["references"],
        Counter((problem["rule"], problem["level"]) for problem in found["problems"]),
    )


def lines(runs: Sequence[Run]) -> Iterator[str]:
    """Yield the report."""
    yield "# Offline scans of real repositories\n"
    yield f"`linkcheck scan --offline .`, start-up and JSON report included; {os.cpu_count()} cores, shared.\n"
    yield "| corpus | files | references | errors | warnings | notes | exit | wall s | processor s | MiB |"
    yield "|---|---|---|---|---|---|---|---|---|---|"
    for run in runs:
        levels = Counter(dict.fromkeys(Level, 0))
        for (_, level), number in run.problems.items():
            levels[Level(level)] += number
        counts = " | ".join(f"{levels[level]:,}" for level in Level)
        yield (
            f"| {run.corpus} | {run.documents:,} | {run.references:,} | {counts} | {run.exit_code} "
            f"| {run.wall:.1f} | {run.processor:.1f} | {run.memory:.0f} |"
        )
    yield "\n| rule | level | problems | where |"
    yield "|---|---|---|---|"
    for rule, level in sorted({pair for run in runs for pair in run.problems}):
        where = [f"{run.corpus} {run.problems[rule, level]:,}" for run in runs if run.problems[rule, level]]
        total = sum(run.problems[rule, level] for run in runs)
        yield f"| {rule} | {level} | {total:,} | {', '.join(where)} |"
    yield ""


if __name__ == "__main__":
    main()

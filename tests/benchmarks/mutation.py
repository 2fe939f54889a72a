"""How much of what a careless hand may change the tests notice: the share of mutants that are killed, by room.

    .venv/bin/python -m tests.benchmarks.mutation [--sample 400] [--seed 0] [--jobs 2] [--write] [ROOM …]

Needs Linux. With `--write` the result is `reports/mutation.md`, where each survivor keeps the reason that somebody
wrote behind it. A sample of 400 takes about a quarter of an hour on two cores; `--sample 0` runs all.
"""

from __future__ import annotations

import argparse
import importlib
import multiprocessing
import random
import tempfile
import time
from collections import Counter
from collections.abc import Sequence
from concurrent.futures import ProcessPoolExecutor, as_completed
from pathlib import Path

from tests.benchmarks.mutants import Mutant, mutants
from tests.benchmarks.mutation_runs import Copy, Reached
from tests.support.paths import ROOT

ROOMS = ("verdict", "repair", "history", "web/network")
TESTS = (
    *("tests/verdict", "tests/repair", "tests/history", "tests/web", "tests/run", "tests/soft404"),
    *("tests/internet/test_behaviours.py", "tests/report", "--ignore=tests/report/html"),
)
REPORT = ROOT / "reports" / "mutation.md"
NO_REASON = "?"
LIBRARIES = ("aiohttp", "aiodns", "cryptography.x509", "hypothesis.strategies", "rich.console", "trustme", "uvloop")
"""Loaded once, before the processes that run tests are forked."""

_copy: Copy
_reached: Reached


def main() -> None:
    """Make mutants, run the tests against a sample of them, and say which survive."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("rooms", nargs="*", default=ROOMS)
    parser.add_argument("--sample", type=int, default=400)
    parser.add_argument("--seed", type=int, default=0)
    parser.add_argument("--jobs", type=int, default=2)
    parser.add_argument("--write", action="store_true")
    arguments = parser.parse_args()
    files = sorted(file for room in arguments.rooms for file in (ROOT / "linkcheck" / room).rglob("*.py"))
    made = [one for file in files for one in mutants(file.relative_to(ROOT).as_posix(), file.read_text("utf-8"))]
    size = min(arguments.sample or len(made), len(made))
    sample = random.Random(arguments.seed).sample(made, size)  # noqa: S311 -- a sample, not a secret
    print(f"{len(made)} mutants of {len(files)} modules, {size} of them tried")
    began = time.perf_counter()
    survivors = run(sample, arguments.jobs)
    minutes = (time.perf_counter() - began) / 60
    text = report(arguments.rooms, made, sample, survivors, f"seed {arguments.seed}, {minutes:.0f} minutes")
    print(text)
    if arguments.write:
        REPORT.write_text(text, encoding="utf-8")


def run(sample: Sequence[Mutant], jobs: int) -> list[Mutant]:
    """Return the mutants that no test notices."""
    for name in LIBRARIES:
        importlib.import_module(name)
    with tempfile.TemporaryDirectory() as folder:
        reached = Copy(Path(folder, "as-it-is")).reached(TESTS, jobs)
        context = multiprocessing.get_context("fork")
        with ProcessPoolExecutor(jobs, context, _begin, (Path(folder), reached)) as pool:
            waiting = {pool.submit(_is_noticed, mutant): mutant for mutant in sample}
            survivors = []
            for number, done in enumerate(as_completed(waiting), 1):
                if not done.result():
                    survivors.append(waiting[done])
                    print(f"{number}/{len(sample)}: {_line(waiting[done])}", flush=True)
    return survivors


def _begin(folder: Path, reached: Reached) -> None:
    global _copy, _reached  # what a process of the pool works with
    _copy = Copy(folder / f"copy-{multiprocessing.current_process().pid}")
    _reached = reached
    _copy.check(reached)


def _is_noticed(mutant: Mutant) -> bool:
    return _copy.is_noticed(mutant, _reached)


def report(
    rooms: Sequence[str], made: Sequence[Mutant], sample: Sequence[Mutant], survivors: Sequence[Mutant], how: str
) -> str:
    """Return the result as Markdown; survivors keep the reasons that stand in the last report."""
    counts = [Counter(map(_room, many)) for many in (made, sample, survivors)]
    table = [_row(room, *(count[room] for count in counts)) for room in rooms]
    table.append(_row("all", len(made), len(sample), len(survivors)))
    known = dict(_known())
    lines = sorted(_line(mutant) for mutant in survivors)
    return "\n".join(
        [
            "# Mutants: what the tests notice",
            "",
            f"Written by `tests/benchmarks/mutation.py` ({how}). A mutant is one small change: a comparison,",
            "a condition, a number, a result, a statement left out. It is killed where a test that reaches its line",
            "fails.",
            "",
            "| room | mutants | tried | killed | share |",
            "| --- | ---: | ---: | ---: | ---: |",
            *table,
            "",
            "## Survivors, and why each may live",
            "",
            *(f"{line} — {known.get(line, NO_REASON)}" for line in lines),
            "",
        ]
    )


def _row(room: str, made: int, tried: int, left: int) -> str:
    return f"| {room} | {made} | {tried} | {tried - left} | {(tried - left) / max(tried, 1):.1%} |"


def _known() -> list[tuple[str, str]]:
    lines = REPORT.read_text("utf-8").splitlines() if REPORT.exists() else []
    return [(line.rpartition(" — ")[0], line.rpartition(" — ")[2]) for line in lines if line.startswith("- ")]


def _room(mutant: Mutant) -> str:
    path = mutant.path.removeprefix("linkcheck/")
    return next(room for room in (*ROOMS, path.split("/")[0]) if path.startswith(f"{room}/"))


def _line(mutant: Mutant) -> str:
    return f"- {mutant.path}, `{mutant.where}`: `{mutant.before[:100]}` → `{mutant.after[:100]}`"


if __name__ == "__main__":
    main()

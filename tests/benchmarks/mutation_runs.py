"""Runs of the tests against mutants: each in a process of its own, in a copy of the checkout, until a test fails.

Only tests that reach the changed line are run, the room's own before the others, the fast and narrow ones first; a
mutant that keeps them busy for too long is noticed as well. The processes are forks of one that has the libraries
loaded.
"""

from __future__ import annotations

import json
import os
import resource
import select
import shutil
import signal
import subprocess
import sys
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from math import ceil
from pathlib import Path

import hypothesis
import pytest

from tests.benchmarks.mutants import Mutant
from tests.support.paths import ROOT

LEFT_OUT = shutil.ignore_patterns(".git", ".venv", ".hypothesis", ".*_cache", "*.egg-info")
MOST_S = 10.0
"""Of tests for one mutant in each of the two rounds, by the time that they take alone."""
PATIENCE = 4.0
"""A round that takes so many times the processor's time that it should, and ten seconds more, has been noticed."""
STUCK = 10
"""So does one that takes so many times as long as that: it waits for something that never comes."""
OUR_FAULT = 70
"""How a process ends that could not even begin (EX_SOFTWARE)."""
HYPOTHESIS = hypothesis.settings(
    deadline=None, database=None, derandomize=True, phases=(hypothesis.Phase.explicit, hypothesis.Phase.generate)
)


@dataclass(frozen=True, slots=True)
class Reached:
    """Which tests reach which lines."""

    seconds: Mapping[str, float]
    lines: Mapping[str, Mapping[str, Sequence[str]]]
    reach: Mapping[str, int]
    """How many lines a test, or the fixtures of a file, reach: the fewer, the more it is about each of them."""

    def rounds(self, mutant: Mutant) -> list[list[str]]:
        """Return the tests that may notice a mutant: those of its own room, and the others."""
        of_file = self.lines.get(mutant.path, {})
        names = {name for line in mutant.lines for name in of_file.get(str(line), ())}
        if not mutant.lines:  # what runs while a module is imported is reached by all that use the module
            names = {name for tests in of_file.values() for name in tests}
        found = {test for test in self.seconds if test in names or test.partition("::")[0] in names}
        room = f"tests/{mutant.path.split('/')[1]}/"
        own = {test for test in found if test.startswith(room)}
        return [self._soonest(tests) for tests in (own, found - own) if tests]

    def some(self) -> list[str]:
        """Return a few tests of every kind."""
        return self._soonest(sorted(self.seconds)[::50])

    def _breadth(self, test: str) -> float:
        return (0.01 + self.seconds[test]) * (self.reach.get(test, 0) + self.reach.get(test.partition("::")[0], 0))

    def _soonest(self, tests: Iterable[str]) -> list[str]:
        chosen: list[str] = []
        left = MOST_S
        for test in sorted(tests, key=lambda test: (self._breadth(test), test)):
            left -= self.seconds[test]
            if left < 0 and chosen:
                break
            chosen.append(test)
        return chosen


class Chosen:
    """A plugin of pytest: runs these tests in this order, and looks for no smaller counterexample."""

    def __init__(self, tests: Sequence[str]) -> None:
        self._rank = {test: rank for rank, test in enumerate(tests)}

    @pytest.hookimpl(trylast=True)
    def pytest_configure(self) -> None:
        """Have hypothesis try the same examples each time."""
        hypothesis.settings.register_profile("mutation", HYPOTHESIS)
        hypothesis.settings.load_profile("mutation")

    @pytest.hookimpl(trylast=True)
    def pytest_collection_modifyitems(self, items: list[pytest.Item]) -> None:
        """Keep what was chosen."""
        kept = [item for item in items if item.nodeid in self._rank]
        items[:] = sorted(kept, key=lambda item: self._rank[item.nodeid])


class Copy:
    """A copy of the checkout in which modules are changed."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        shutil.copytree(ROOT, folder, ignore=LEFT_OUT, symlinks=True)

    def reached(self, tests: Sequence[str], jobs: int) -> Reached:
        """Run tests as they are, and return what they reach; those that fail tell nothing and are left out."""
        lines = self.folder / "reached"
        lines.mkdir()
        environment = {**os.environ, "REACHED": str(lines), "PYTHONPATH": str(self.folder)}
        command = [sys.executable, "-m", "pytest", "-q", "-n", str(jobs), "-p", "tests.benchmarks.reached", *tests]
        done = subprocess.run(command, cwd=self.folder, env=environment, check=False, capture_output=True, text=True)
        print(done.stdout.splitlines()[-1])
        failed = {line.split()[1] for line in done.stdout.splitlines() if line.startswith(("FAILED ", "ERROR "))}
        seconds: dict[str, float] = {}
        merged: dict[str, dict[str, list[str]]] = {}
        for file in lines.iterdir():
            seen = json.loads(file.read_bytes())
            seconds |= {test: s for test, s in seen["seconds"].items() if test not in failed}
            for path, of_file in seen["lines"].items():
                for line, names in of_file.items():
                    merged.setdefault(path, {}).setdefault(line, []).extend(names)
        reach = Counter(name for of_file in merged.values() for names in of_file.values() for name in set(names))
        return Reached(seconds, merged, reach)

    def check(self, reached: Reached) -> None:
        """Raise RuntimeError where tests fail although nothing is changed."""
        if self._fails(reached.some(), reached):
            raise RuntimeError("tests fail in a copy of the checkout, whatever is changed")

    def is_noticed(self, mutant: Mutant, reached: Reached) -> bool:
        """Tell whether a test fails, or takes too long, while the mutant is in place."""
        path = self.folder / mutant.path
        original = path.read_bytes()
        compiled = Path(path.parent, "__pycache__").glob(f"{path.stem}.*.pyc")
        try:
            path.write_text(mutant.source, encoding="utf-8")
            for file in compiled:  # two mutants of one second and one size would be taken for each other
                file.unlink()
            return any(self._fails(tests, reached) for tests in reached.rounds(mutant))
        finally:
            path.write_bytes(original)

    def _fails(self, tests: Sequence[str], reached: Reached) -> bool:
        seconds = ceil(PATIENCE * (1 + sum(reached.seconds[test] for test in tests))) + 10
        child = os.fork()
        if child == 0:
            status = OUR_FAULT
            try:
                resource.setrlimit(resource.RLIMIT_CPU, (seconds, seconds))
                status = self._run(tests)
            finally:
                os._exit(status)
        handle = os.pidfd_open(child)
        ended = bool(select.select([handle], [], [], STUCK * seconds)[0])
        os.close(handle)
        if not ended:
            os.killpg(child, signal.SIGKILL)
        status = os.waitpid(child, 0)[1]
        if status and os.WIFEXITED(status) and os.WEXITSTATUS(status) == OUR_FAULT:
            raise RuntimeError("the tests could not be run")
        return status != 0

    def _run(self, tests: Sequence[str]) -> int:
        """Run tests in this process, which must not know the package yet."""
        os.setsid()
        os.chdir(self.folder)
        os.environ["PYTHONPATH"] = str(self.folder)
        sys.dont_write_bytecode = True
        sys.path[:] = [str(self.folder), *(path for path in sys.path if Path(path or ".").resolve() != ROOT)]
        for name in [name for name in sys.modules if name.split(".")[0] in ("linkcheck", "tests")]:
            del sys.modules[name]
        nowhere = os.open(os.devnull, os.O_RDWR)
        for stream in (0, 1, 2):
            os.dup2(nowhere, stream)
        files = list(dict.fromkeys(test.partition("::")[0] for test in tests))
        loaded = "ignore::pytest.PytestAssertRewriteWarning"  # of plugins, before the fork
        options = ["-x", "-q", "-W", loaded, "-p", "no:cacheprovider", "-p", "no:xdist"]
        return int(pytest.main([*options, *files], [Chosen(tests)]))

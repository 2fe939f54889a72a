"""The program with system calls that fail: one process has imported it, and each run is a fork of it.

An interpreter that starts takes longer than a run, and there are thousands. `Zygote` starts this module with the
library of `calls.c` before libc; it reads jobs from its standard input, a line of JSON each, and answers with another.
"""

from __future__ import annotations

import ctypes
import errno
import gc
import importlib
import json
import os
import pkgutil
import signal
import subprocess
import sys
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from pathlib import Path
from types import TracebackType
from typing import Any, Self

from tests.support import paths

KINDS = ("open", "create", "read", "write", "fsync", "rename", "close", "unlink", "mkdir", "chmod", "truncate")
KILL, TORN = -1, -2
"""As in `calls.c`: in place of an errno."""


@dataclass(frozen=True, slots=True)
class Plan:
    """The call that is to fail."""

    kind: str
    number: int
    """From 1, of the calls of its kind below the folder."""
    error: int
    lasts: bool = False
    """All later calls that could fail alike fail, too."""

    def __str__(self) -> str:
        names = {KILL: "SIGKILL", TORN: "half and SIGKILL"}
        name = names.get(self.error) or errno.errorcode[self.error]
        return f"{self.kind} {self.number}: {name}{' from now on' if self.lasts else ''}"


@dataclass(frozen=True, slots=True)
class Done:
    """The end of a run."""

    code: int
    """Negative: killed by this signal."""
    out: str
    err: str
    counts: Mapping[str, int]
    """Kind → calls below the folder; empty where the run was killed."""


class Zygote:
    """A process that runs the program as often as wanted; `work` is a folder of its own for what runs print."""

    def __init__(self, work: Path) -> None:
        self._work = work
        library = work / "calls.so"
        source = Path(__file__).with_name("calls.c")
        flags = ("-Wall", "-Wextra", "-Werror", "-shared", "-fPIC", "-O1")
        subprocess.run(["cc", *flags, "-o", str(library), str(source), "-ldl"], check=True)
        environment = {**os.environ, "LD_PRELOAD": str(library), "NO_COLOR": "1", "NO_PROXY": "*"}
        self._process = subprocess.Popen(
            [sys.executable, "-W", "default::ResourceWarning", "-m", __name__, str(library)],
            cwd=paths.ROOT,
            env=environment,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
        )

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._process.communicate()

    def run(self, *arguments: str, cwd: Path, plan: Plan | None = None) -> Done:
        """Run `linkcheck ARGUMENTS` in a folder, and let a call below that folder fail."""
        out, err, counts = (self._work / name for name in ("out", "err", "counts"))
        counts.unlink(missing_ok=True)
        job = {
            "arguments": arguments,
            "cwd": str(cwd),
            "plan": None if plan is None else asdict(plan),
            "out": str(out),
            "err": str(err),
            "counts": str(counts),
        }
        assert self._process.stdin is not None
        assert self._process.stdout is not None
        self._process.stdin.write(json.dumps(job) + "\n")
        self._process.stdin.flush()
        code = int(self._process.stdout.readline())
        counted = json.loads(counts.read_text()) if counts.exists() else {}
        return Done(code, out.read_text(errors="replace"), err.read_text(errors="replace"), counted)


def main(library: str) -> None:
    """Fork for each job, wait, and say how it ended."""
    import linkcheck
    from linkcheck.run import pipeline
    from linkcheck.run.services import Services
    from tests.support.hurry import Hurry

    def hurried() -> Services:
        hurry = Hurry()
        return Services(clock=hurry.clock, sleep=hurry.sleep)

    for module in pkgutil.walk_packages(linkcheck.__path__, "linkcheck."):
        if not module.name.endswith("__main__"):
            importlib.import_module(module.name)
    gc.freeze()
    vars(pipeline)["Services"] = hurried  # a second between two looks, in each of thousands of runs
    calls = ctypes.CDLL(library)
    calls.linkcheck_counted.restype = ctypes.c_long
    for line in sys.stdin:
        child = os.fork()
        if child == 0:
            _run(json.loads(line), calls)
        _, status = os.waitpid(child, 0)
        sys.stdout.write(f"{os.waitstatus_to_exitcode(status)}\n")
        sys.stdout.flush()


def _run(job: Mapping[str, Any], calls: ctypes.CDLL) -> None:
    """Be the program: do one job and exit as it does."""
    from linkcheck.cli import run_command_line

    signal.signal(signal.SIGINT, signal.default_int_handler)
    os.chdir(job["cwd"])
    for stream, name in ((1, job["out"]), (2, job["err"])):
        os.dup2(os.open(name, os.O_WRONLY | os.O_CREAT | os.O_TRUNC), stream)
    plan = job["plan"] or {"kind": "", "number": 0, "error": 0, "lasts": False}
    number = ctypes.c_long(plan["number"])
    calls.linkcheck_plan(os.fsencode(job["cwd"]), plan["kind"].encode(), number, plan["error"], int(plan["lasts"]))
    code = run_command_line(job["arguments"])
    counts = {kind: calls.linkcheck_counted(kind.encode()) for kind in KINDS}
    Path(job["counts"]).write_text(json.dumps(counts))
    sys.exit(code)


if __name__ == "__main__":
    main(sys.argv[1])

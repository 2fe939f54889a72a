"""The program with system calls that fail: forks of a process that has the library of `calls.c` before libc."""

from __future__ import annotations

import ctypes
import errno
import json
import os
import subprocess
import sys
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from pathlib import Path
from types import TracebackType
from typing import Self

from tests.support import zygote
from tests.support.zygote import Job, serve

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
    """Runs the program as often as wanted; `work` is a folder of its own for what runs count."""

    def __init__(self, work: Path) -> None:
        self._counts = work / "counts"
        library = work / "calls.so"
        source = Path(__file__).with_name("calls.c")
        flags = ("-Wall", "-Wextra", "-Werror", "-shared", "-fPIC", "-O1")
        subprocess.run(["cc", *flags, "-o", str(library), str(source), "-ldl"], check=True)
        self._zygote = zygote.Zygote(__name__, str(library), LD_PRELOAD=str(library))

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._zygote.close()

    def run(self, *arguments: str, cwd: Path, plan: Plan | None = None) -> Done:
        """Run `linkcheck ARGUMENTS` in a folder, and let a call below that folder fail."""
        self._counts.unlink(missing_ok=True)
        job = {
            "arguments": arguments,
            "cwd": str(cwd),
            "environ": os.environ | {"NO_COLOR": "1", "NO_PROXY": "*"},
            "plan": None if plan is None else asdict(plan),
            "counts": str(self._counts),
        }
        done = self._zygote.run(job)
        counted = json.loads(self._counts.read_text()) if self._counts.exists() else {}
        out, err = (text.decode(errors="replace") for text in (done.stdout, done.stderr))
        return Done(done.returncode, out, err, counted)


def main(library: str) -> None:
    """Do each job with its plan, and write what was counted."""
    calls = ctypes.CDLL(library)
    calls.linkcheck_counted.restype = ctypes.c_long

    def be(job: Job) -> int:
        from linkcheck.cli import run_command_line

        plan = job["plan"] or {"kind": "", "number": 0, "error": 0, "lasts": False}
        number = ctypes.c_long(plan["number"])
        calls.linkcheck_plan(os.fsencode(job["cwd"]), plan["kind"].encode(), number, plan["error"], int(plan["lasts"]))
        code = run_command_line(job["arguments"])
        counts = {kind: calls.linkcheck_counted(kind.encode()) for kind in KINDS}
        Path(job["counts"]).write_text(json.dumps(counts))
        return code

    serve(be)


if __name__ == "__main__":
    main(sys.argv[1])

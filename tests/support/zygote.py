"""The program as forks of one process that has imported it, for tests that run it by the dozen.

An interpreter that starts and imports takes longer than most runs. `Zygote` starts this module, or one that calls
`serve` as this one does; each job is a line of JSON over a socket, with the three streams of the run beside it. Seconds
that a run would sleep are skipped. Tests of the start itself, of signals and of streams have processes of their own.
"""

from __future__ import annotations

import atexit
import gc
import importlib
import json
import os
import pkgutil
import signal
import socket
import subprocess
import sys
import tempfile
from collections.abc import Callable, Mapping
from functools import cache
from math import ceil
from typing import Any

from tests.support import paths
from tests.support.patience import patience

LONGEST_S = 60
"""A run that takes longer on an idle machine is killed."""
Job = Mapping[str, Any]
"""`arguments`, `cwd`, `environ`, `seconds`, and what a caller adds for its own module."""


class Zygote:
    """A process that runs the program as often as wanted; its module takes `arguments`, and sees `environ`, too."""

    def __init__(self, module: str = __name__, *arguments: str, **environ: str) -> None:
        self._socket, theirs = socket.socketpair()
        with theirs:
            command = [sys.executable, "-W", "default::ResourceWarning", "-m", module, *arguments]
            self._process = subprocess.Popen(command, cwd=paths.ROOT, env=os.environ | environ, stdin=theirs.fileno())

    def close(self) -> None:
        """End the process."""
        self._socket.close()
        self._process.wait()

    def run(self, job: Job, given: bytes = b"") -> subprocess.CompletedProcess[bytes]:
        """Do one job with these bytes as its standard input."""
        whole = {"environ": dict(os.environ), "seconds": ceil(patience(LONGEST_S)), **job}
        with tempfile.TemporaryFile() as stdin, tempfile.TemporaryFile() as out, tempfile.TemporaryFile() as err:
            stdin.write(given)
            stdin.seek(0)
            line = f"{json.dumps(whole)}\n".encode()
            sent = socket.send_fds(self._socket, [line], [stream.fileno() for stream in (stdin, out, err)])
            self._socket.sendall(line[sent:])
            code = int(self._socket.makefile().readline())
            out.seek(0)
            err.seek(0)
            return subprocess.CompletedProcess(job["arguments"], code, out.read(), err.read())


@cache
def warm() -> Zygote:
    """Return the one of this process."""
    zygote = Zygote()
    atexit.register(zygote.close)
    return zygote


def serve(be: Callable[[Job], int]) -> None:
    """Import the program, then fork for each job that comes in, let `be` do it, and say how it ended."""
    import linkcheck
    from linkcheck.run import pipeline, saving
    from linkcheck.run.services import Services
    from tests.support.hurry import Hurry

    def hurried() -> Services:
        hurry = Hurry()
        return Services(clock=hurry.clock, sleep=hurry.sleep)

    for module in pkgutil.walk_packages(linkcheck.__path__, "linkcheck."):
        if not module.name.endswith("__main__"):
            importlib.import_module(module.name)
    for module_of_runs in (pipeline, saving):
        vars(module_of_runs)["Services"] = hurried  # a second between two looks, in each of thousands of runs
    gc.freeze()
    with socket.socket(fileno=0) as jobs:
        while _one(jobs, be):
            pass


def _one(jobs: socket.socket, be: Callable[[Job], int]) -> bool:
    """Do the next job; return whether there was one."""
    line, streams, _, _ = socket.recv_fds(jobs, 1 << 16, 3)
    if not line:
        return False
    while not line.endswith(b"\n"):
        line += jobs.recv(1 << 16)
    child = os.fork()
    if child == 0:
        jobs.detach()  # its number becomes that of standard input
        _become(json.loads(line), streams, be)
    for stream in streams:
        os.close(stream)
    _, status = os.waitpid(child, 0)
    jobs.sendall(f"{os.waitstatus_to_exitcode(status)}\n".encode())
    return True


def _become(job: Job, streams: list[int], be: Callable[[Job], int]) -> None:
    """Be the program: do one job and exit as it does."""
    for number, stream in enumerate(streams):
        os.dup2(stream, number)
        os.close(stream)
    signal.signal(signal.SIGINT, signal.default_int_handler)
    signal.alarm(job["seconds"])
    os.chdir(job["cwd"])
    os.environ.clear()
    os.environ.update(job["environ"])
    sys.exit(be(job))


def _program(job: Job) -> int:
    from linkcheck.cli import run_process

    sys.argv[1:] = job["arguments"]
    return run_process()


if __name__ == "__main__":
    serve(_program)

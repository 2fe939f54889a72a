"""Measures a command: wall and processor seconds, and the peak of resident memory, its child processes included."""

from __future__ import annotations

import os
import re
import subprocess
import threading
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

EVERY_S = 0.02


@dataclass(frozen=True, slots=True)
class Command:
    """What is measured."""

    arguments: Sequence[str]
    folder: Path
    before: Callable[[], None] = lambda: None
    """Makes all as it was; not measured."""


@dataclass(slots=True)
class Measured:
    """One run."""

    wall: float = 0.0
    processor: float = 0.0
    """User and system seconds, of its children, too."""
    memory: float = 0.0
    """MB: the largest sum over the processes at a moment, or the peak of one."""
    own: float = 0.0
    """MB of the first process alone, at most."""
    course: list[float] = field(default_factory=list)
    """MB, each `EVERY_S`."""
    code: int = 0
    output: bytes = b""


def measure(command: Command) -> Measured:
    """Run a command once."""
    command.before()
    environment: Mapping[str, str] = {"PATH": os.environ["PATH"], "HOME": str(command.folder), "NO_COLOR": "1"}
    done, measured, output = threading.Event(), Measured(), command.folder.with_suffix(".output")
    with output.open("wb") as file:
        started = time.perf_counter()
        process = subprocess.Popen(
            command.arguments, cwd=command.folder, env=environment, stdout=file, stderr=subprocess.DEVNULL
        )
    watcher = threading.Thread(target=_watch, args=(process.pid, measured, done))
    watcher.start()
    _, status, usage = os.wait4(process.pid, 0)
    measured.wall = time.perf_counter() - started
    done.set()
    watcher.join()
    process.returncode = measured.code = os.waitstatus_to_exitcode(status)
    measured.output = output.read_bytes()
    measured.processor = usage.ru_utime + usage.ru_stime
    return measured


def _watch(pid: int, measured: Measured, done: threading.Event) -> None:
    while not done.wait(EVERY_S):
        sizes = [_sizes(each) for each in family(pid)]
        measured.course.append(sum(now for now, _ in sizes))
        measured.own = max([measured.own, *(most for _, most in sizes[:1])])
        measured.memory = max(measured.memory, measured.course[-1], *(most for _, most in sizes))


def family(pid: int) -> list[int]:
    """Return a process and all below it."""
    try:
        children = Path(f"/proc/{pid}/task/{pid}/children").read_text(encoding="ascii").split()
    except OSError:
        return []
    return [pid, *(each for child in children for each in family(int(child)))]


def _sizes(pid: int) -> tuple[float, float]:
    """Return what a process has now and has had at most, in MB; `ru_maxrss` would count what forked it, too."""
    try:
        status = Path(f"/proc/{pid}/status").read_text(encoding="utf-8", errors="replace")
    except OSError:
        return 0.0, 0.0
    found = dict(re.findall(r"^(VmRSS|VmHWM):\s+(\d+) kB$", status, re.MULTILINE))
    return int(found.get("VmRSS", 0)) / 1024, int(found.get("VmHWM", 0)) / 1024

"""Patience by the machine's measure: what may take a second on an idle one may take ten while others work on it.

A test that waits for a failure names the time that would do on an idle machine. It is stretched by how much longer
than there a fixed piece of work and a few connections over loopback take here and now.
"""

from __future__ import annotations

import socket
import time

IDLE_S = 0.1
"""What the work takes on an idle core of 2024."""
MARGIN = 2.0
"""Load comes and goes: what is late is given so many times as much again."""
WORK = 100_000
FRESH_S = 60.0
"""For so long a measure holds; the worse of the last two counts."""

_measures: list[tuple[float, float]] = []
"""When, and how slow the machine was."""


def patience(seconds: float) -> float:
    """Return so many seconds of an idle machine, in seconds of this one; never fewer."""
    return round(seconds * (1 + MARGIN * (slowness() - 1)), 3)


def slowness() -> float:
    """Return how many times longer work took than on an idle machine, measured anew each minute; at least 1."""
    if not _measures or time.monotonic() > _measures[-1][0] + FRESH_S:
        took = _work_s()
        _measures.append((time.monotonic(), took / IDLE_S))
    return max(1.0, *(slow for _, slow in _measures[-2:]))


def _work_s() -> float:
    began = time.perf_counter()
    for _ in range(20):
        sum(number * number for number in range(WORK))
        _meet()
    return time.perf_counter() - began


def _meet() -> None:
    """Connect over loopback, and say something both ways."""
    with socket.create_server(("127.0.0.1", 0)) as door, socket.create_connection(door.getsockname()) as client:
        server, _ = door.accept()
        with server:
            client.sendall(b"hello")
            server.sendall(server.recv(5))
            client.recv(5)

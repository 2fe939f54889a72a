"""Hosts that take connections and never say a word, beside one that lives: how long a run takes, and the living waits.

    python -m tests.benchmarks.silent_hosts [--output reports/silent-hosts.md]

The program runs with its defaults. Needs Linux: all of 127.0.0.0/8 is loopback there.
"""

from __future__ import annotations

import argparse
import asyncio
import json
import os
import platform
import re
import subprocess
import sys
import threading
import time
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from tempfile import TemporaryDirectory

from tests.internet.answers import good, reply

LIVING = "127.3.0.1"
LINK = re.compile(rb"/page/\d+ ")
"""What is there; anything else is honestly not."""


OPTIONS = ("--no-archive", "--format", "json", "--allow-network", "127.0.0.0/8")


@dataclass(frozen=True, slots=True)
class Blog:
    """The links of one run."""

    silent_hosts: int
    links: int
    """To each of them."""
    living: int
    """Links to the host that lives."""


BLOGS = (Blog(1, 382, 40), Blog(70, 4, 40), Blog(70, 20, 40), Blog(300, 4, 40))


@dataclass(slots=True)
class Served:
    """When the living host was asked, in seconds of a monotonic clock."""

    port: int = 0
    at: list[float] = field(default_factory=list)


def main() -> None:
    """Measure each blog, print the figures, and write them where asked."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--output", type=Path)
    options = parser.parse_args()
    rows = []
    for blog in BLOGS:
        rows.append(measured(blog))
        print(rows[-1], flush=True)
    text = (
        "# Silent hosts\n\n"
        "Hosts that take connections and never answer, beside one that lives; linkcheck with its defaults.\n"
        f"{os.cpu_count()} processors, {platform.system()}, Python {platform.python_version()}. "
        "Written by `python -m tests.benchmarks.silent_hosts`.\n\n"
        "| silent hosts | links to each | the whole run | the last answer of the living host | verdicts |\n"
        "|---|---|---|---|---|\n" + "".join(f"{row}\n" for row in rows)
    )
    print(text)
    if options.output is not None:
        options.output.write_text(text, encoding="utf-8")


def measured(blog: Blog) -> str:
    """Run the program, and return a row of the table."""
    with TemporaryDirectory() as folder, serving() as served:
        names = [f"127.2.{number // 250}.{number % 250 + 1}" for number in range(blog.silent_hosts)]
        links = [f"http://{name}:{served.port}/page/{number}" for name in names for number in range(blog.links)]
        links += [f"http://{LIVING}:{served.port}/page/{number}" for number in range(blog.living)]
        (Path(folder) / "post.md").write_text("".join(f"<{link}>\n\n" for link in links), encoding="ascii")
        started = time.monotonic()
        done = subprocess.run(
            [sys.executable, "-m", "linkcheck", "scan", ".", *OPTIONS],
            cwd=folder,
            env=dict(os.environ, PYTHONPATH=str(Path.cwd())),
            capture_output=True,
            check=False,
        )
        ended = time.monotonic()
    verdicts = Counter(f"{one['verdict']}/{one['reason']}" for one in json.loads(done.stdout)["targets"])
    words = ", ".join(f"{count} {verdict}" for verdict, count in sorted(verdicts.items()))
    last = max(served.at) - started
    return f"| {blog.silent_hosts} | {blog.links} | {ended - started:.1f} s | after {last:.1f} s | {words} |"


@contextmanager
def serving() -> Iterator[Served]:
    """Serve the living and the silent at one port until the block ends."""
    served, ready, stop = Served(), threading.Event(), threading.Event()

    async def converse(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        try:
            head = await reader.readuntil(b"\r\n\r\n")
            if writer.get_extra_info("sockname")[0] == LIVING:
                served.at.append(time.monotonic())
                writer.write(good() if LINK.search(head) else reply(404))
            else:
                await reader.read()  # until the client has had enough
        except (OSError, asyncio.IncompleteReadError):
            pass  # it has left
        finally:
            writer.close()

    async def serve() -> None:
        server = await asyncio.start_server(converse, "0.0.0.0", 0, backlog=4096)  # noqa: S104 -- 127.0.0.0/8
        served.port = server.sockets[0].getsockname()[1]
        ready.set()
        await asyncio.to_thread(stop.wait)

    thread = threading.Thread(target=lambda: asyncio.run(serve()))
    thread.start()
    ready.wait()
    try:
        yield served
    finally:
        stop.set()
        thread.join()


if __name__ == "__main__":
    main()

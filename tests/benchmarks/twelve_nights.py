"""Shows twelve nights through the command line, by a moved clock: what one night may say, and what several do.

    python -m tests.benchmarks.twelve_nights [--report reports/twelve-nights.md]

Each night is the program as a process, against hosts and an archive on loopback that change between the nights.
"""

from __future__ import annotations

import argparse
import asyncio
import json
import os
import re
import subprocess
import sys
import threading
from collections.abc import Iterator
from contextlib import AsyncExitStack, contextmanager
from dataclasses import dataclass, field
from datetime import timedelta
from pathlib import Path
from tempfile import TemporaryDirectory

from linkcheck.demo.wayback import Snapshot, open_wayback
from tests.support.over_nights import ANSWERS, START, closed_port, mute_port
from tests.support.paths import ROOT
from tests.support.servers import Visit, serve

HEAD = (
    "# Twelve nights\n\nWritten by `python -m tests.benchmarks.twelve_nights --report FILE`: the program as a process"
    " each night, its clock moved, against hosts and an archive on loopback.\n"
)
BIG = tuple(f"big.lab/{number}" for number in range(8))
PAGES = (
    *("well.lab/page", "returns.lab/page", "once.lab/page", "silent.lab/page", "refused.lab/page", "mute.lab/page"),
    *("seen.lab/page", "same.lab/2019/05/harbour-in-winter-fog", "no-dns.lab/page", "wall.lab/page", *BIG),
)
STORY: tuple[tuple[int, str, dict[str, str]], ...] = (
    (0, "The first night. Four hosts cannot be reached, one shows the same page everywhere.", {}),
    (1, "What failed is asked again, and nothing else.", {}),
    (2, "Nothing is due.", {}),
    (4, "Three nights without an answer are no week.", {}),
    (7, "A week: who refuses, and whom no name server knows, is dead; silence behind a handshake is not.", {}),
    (8, "Two pages are 404 that were alive a week ago. All links are asked.",
     dict.fromkeys(("once.lab/page", "returns.lab/page"), "gone")),
    (9, "One of them is back after its one bad night; of the other a second night says the same.",
     {"once.lab/page": "alive"}),
    (16, "The other one returns, a week after its death; and five of eight links of a host die at once. All are asked.",
     {"returns.lab/page": "alive", **dict.fromkeys(BIG[:5], "gone")}),
    (17, "A second night says so, too.", {}),
    (24, "Nothing new.", {}),
    (31, "A month without an answer: an archive has seen one of the two hosts meanwhile.", {}),
    (32, "The last night.", {}),
)  # fmt: skip
ALL_ASKED = frozenset({8, 16})
COPIES = (
    *(Snapshot(f"http://{page}", "20200501000000", body=ANSWERS["essay"].partition(b"\r\n\r\n")[2]) for page in PAGES),
    Snapshot("http://seen.lab/page", f"{START + timedelta(days=12):%Y%m%d}000000", body=b"Salt and ships"),
)
"""Copies of all pages from when they were cited, and one of a page that cannot be reached from here."""


@dataclass
class Hosts:
    """The web on loopback, in a thread of its own."""

    states: dict[str, str] = field(default_factory=lambda: dict.fromkeys(PAGES, "alive"))
    ports: dict[str, int | str] = field(default_factory=dict)
    archive: str = ""
    https: int = 0
    _over: asyncio.Event = field(default_factory=asyncio.Event)

    @contextmanager
    def running(self) -> Iterator[None]:
        """Run until the block ends."""
        loop = asyncio.new_event_loop()
        thread = threading.Thread(target=loop.run_forever)
        thread.start()
        stack = asyncio.run_coroutine_threadsafe(self._open(), loop).result()
        try:
            yield
        finally:
            asyncio.run_coroutine_threadsafe(self._close(stack), loop).result()
            loop.call_soon_threadsafe(loop.stop)
            thread.join()
            loop.close()

    async def _open(self) -> AsyncExitStack:
        stack = AsyncExitStack()
        wayback = await stack.enter_async_context(open_wayback(COPIES))
        server = await stack.enter_async_context(serve(self._answer))
        silent = await stack.enter_async_context(serve(self._say_nothing))
        closed, mute = stack.enter_context(closed_port()), stack.enter_context(mute_port())
        self.archive, self.https = wayback.url, closed
        self.ports = {page.partition("/")[0]: server.port for page in PAGES}
        self.ports |= {"silent.lab": silent.port, "refused.lab": closed, "no-dns.lab": "no-dns"}
        self.ports |= {"mute.lab": mute, "seen.lab": mute}
        return stack

    async def _close(self, stack: AsyncExitStack) -> None:
        self._over.set()
        await stack.aclose()

    async def _say_nothing(self, _: Visit) -> bytes:
        await self._over.wait()
        return b""

    def _answer(self, visit: Visit) -> bytes:
        host = visit.headers["host"]
        if host in {"same.lab", "wall.lab"}:
            return ANSWERS["essay" if host == "same.lab" else "wall"]
        return ANSWERS[self.states.get(f"{host}{visit.path}", "gone")]


def main() -> int:
    """Run the nights and print what each said."""
    parser = argparse.ArgumentParser(prog="python -m tests.benchmarks.twelve_nights", description=__doc__)
    parser.add_argument("--report", type=Path, help="write it to this file, too")
    options = parser.parse_args()
    with TemporaryDirectory() as folder:
        text = tell(Path(folder))
    sys.stdout.write(text)
    if options.report is not None:
        options.report.write_text(text, encoding="utf-8")
    return 0


def tell(folder: Path) -> str:
    """Return the whole story in Markdown."""
    hosts = Hosts()
    blog = folder / "blog"
    blog.mkdir()
    parts = [HEAD]
    with hosts.running():
        (blog / "linkcheck.toml").write_text(
            f'allow_networks = ["127.0.0.0/8"]\ntimeout = 2\nmax_retries = 0\n\n[archive]\nurl = "{hosts.archive}"\n'
            "requests_per_minute = 0\n",
            encoding="utf-8",
        )
        for number, (day, words, changes) in enumerate(STORY, 1):
            hosts.states |= changes
            _write(blog, day)
            commands = ("scan . --fresh" if day in ALL_ASKED else "scan .", "scan . --diff -q")
            shown = "\n".join(f"$ linkcheck {each}\n{_run(folder, blog, day, hosts, each)}" for each in commands)
            parts.append(f"## Night {number}, day {day}\n\n{words}\n\n```text\n{shown}\n```\n")
    return "\n".join(parts).replace(hosts.archive, "http://archive.lab")


def _write(blog: Path, day: int) -> None:
    """Write the post; from the night of the great dying on it cites a page that was never seen."""
    pages = (*PAGES, "big.lab/new") if day >= 16 else PAGES
    links = "".join(f"[{number}]: http://{page}\n" for number, page in enumerate(pages))
    (blog / "post.md").write_text(f"---\ntitle: Links\ndate: 2020-05-01\n---\n\n{links}", encoding="utf-8")


def _run(folder: Path, blog: Path, day: int, hosts: Hosts, command: str) -> str:
    """Return what the program prints on a day, on both of its outputs, and its exit code."""
    world = {"now": (START + timedelta(days=day)).isoformat(), "ports": hosts.ports, "https": hosts.https}
    (folder / "world.json").write_text(json.dumps(world), encoding="utf-8")
    done = subprocess.run(
        [sys.executable, "-m", "tests.support.moved_clock", str(folder / "world.json"), *command.split()],
        cwd=blog,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        check=False,
        env={**os.environ, "NO_COLOR": "1", "PYTHONPATH": str(ROOT)},
    )
    text = re.sub(r"\d+\.\d s\b", "… s", done.stdout.rstrip("\n"))
    return f"{text}\n(exit code {done.returncode})".lstrip("\n")


if __name__ == "__main__":
    sys.exit(main())

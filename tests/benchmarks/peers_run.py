"""Inside the network namespace: the programs, one after the other, each against a small internet begun anew.

What is measured is the whole process: seconds, the most memory it held, and what crossed loopback meanwhile.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
import threading
import time
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

from tests.benchmarks.peers_awkward import METADATA, SET
from tests.benchmarks.peers_tools import PREFIX, Tool, tools
from tests.internet import behaviours
from tests.internet.behaviour import REGISTRY, Behaviour
from tests.internet.namespace import settle
from tests.internet.world import World, open_world

__all__ = ["behaviours"]  # imported for its effect: it fills the registry

LONGEST_S = 900
SETS: dict[str, Sequence[Behaviour]] = {"internet": tuple(REGISTRY.values()), "awkward": tuple(SET)}


@dataclass(frozen=True, slots=True)
class Run:
    """What one program did with one set."""

    seconds: float
    megabytes: float
    """Over loopback, both ways, names included."""
    memory: float
    """Megabytes."""
    metadata: int
    """Requests that reached 169.254.169.254."""
    output: str
    errors: str


class _Secrets(BaseHTTPRequestHandler):
    """Stands where a cloud's metadata are, and counts who asks."""

    asked = 0

    def do_GET(self) -> None:
        """Answer as the real one does to an honest machine."""
        type(self).asked += 1
        self.send_response(200)
        self.end_headers()
        self.wfile.write(b"ami-id\n")

    do_HEAD = do_GET  # noqa: N815 -- as the base class wants it

    def log_message(self, format: str, *args: object) -> None:  # noqa: A002 -- the base class calls it so
        """Say nothing."""


def main(folder: Path, linkinator: Path, output: Path) -> None:
    """Run each program on each set, and write the runs as JSON."""
    settle(folder)
    subprocess.run(["ip", "address", "add", f"{METADATA}/32", "dev", "lo"], check=True)
    secrets = ThreadingHTTPServer((METADATA, 80), _Secrets)
    threading.Thread(target=secrets.serve_forever, daemon=True).start()
    runs: dict[str, dict[str, object]] = {}
    for name, chosen in SETS.items():
        for tool in tools(linkinator):
            place = folder / f"{name}-{tool.name}"
            runs.setdefault(name, {})[tool.name] = {"version": tool.version, **asdict(run(tool, chosen, place))}
    output.write_text(json.dumps(runs), encoding="utf-8")


def run(tool: Tool, chosen: Sequence[Behaviour], place: Path) -> Run:
    """Run one program in a folder of its own."""
    posts = place / "posts"
    posts.mkdir(parents=True)
    texts = {behaviour.name: behaviour.markdown for behaviour in chosen}
    if tool.one_post:
        texts = {"all": "\n\n".join(texts.values())}
    for name, text in texts.items():
        (posts / f"{PREFIX}{name}.md").write_text(text, encoding="utf-8")
    with open_world(chosen, place, real_ports=True) as world:
        asked, crossed = _Secrets.asked, _crossed()
        seconds, memory = _measure(tool, world, place)
        crossed = _crossed() - crossed
    if world.errors:
        sys.stderr.write("\n".join(world.errors))
    return Run(
        round(seconds, 1),
        round(crossed / 1e6, 1),
        round(memory),
        _Secrets.asked - asked,
        (place / "output").read_text(encoding="utf-8", errors="replace"),
        (place / "errors").read_text(encoding="utf-8", errors="replace")[-2000:],
    )


def _measure(tool: Tool, world: World, place: Path) -> tuple[float, float]:
    """Return seconds and megabytes; what is printed is left in files."""
    started = time.monotonic()
    with (place / "output").open("wb") as output, (place / "errors").open("wb") as errors:
        environment = tool.environment(world.ca_file, place)
        process = subprocess.Popen(tool.command, cwd=place / "posts", env=environment, stdout=output, stderr=errors)
        timer = threading.Timer(LONGEST_S, process.kill)
        timer.start()
        _, status, usage = os.wait4(process.pid, 0)
        timer.cancel()
        process.returncode = os.waitstatus_to_exitcode(status)
    return time.monotonic() - started, usage.ru_maxrss / 1024


def _crossed() -> int:
    """Return how many bytes loopback has carried so far."""
    for line in Path("/proc/self/net/dev").read_text(encoding="ascii").splitlines():
        name, _, counts = line.partition(":")
        if name.strip() == "lo":
            return int(counts.split()[0])
    return 0


if __name__ == "__main__":
    main(Path(sys.argv[1]), Path(sys.argv[2]), Path(sys.argv[3]))

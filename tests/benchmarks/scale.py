"""A million links through shards: time, memory, descriptors, bytes kept, and what two kills cost.

    python -m tests.benchmarks.scale --links 200000 --engine dask --kills 2 --report FILE

The hosts are addresses of the loopback, with as many links each as hosts of a real link graph have (GitHub's share is
held to `LARGEST`, or it would be half); nginx serves 3,000 pages of real size. The pause between two requests to a host
is left out: it is the world's, and what it dictates is reckoned from the shares.
"""

from __future__ import annotations

import argparse
import os
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

from tests.benchmarks.speed_servers import open_servers, processor_of

IN_A_FILE = 1000
SHAPE = ((0.02, 1), (0.03, 1), (0.05, 6), (0.1, 60), (0.2, 700), (0.6, 0))
"""Share of the links → the number of hosts that have it together; 0: all other hosts. By `LARGEST` and the rank."""
DEAD = 0.05
"""The share of the links that are honestly gone."""
EVERY_S = 1.0


@dataclass
class Watched:
    """What the processes of a run took."""

    seconds: float = 0.0
    most: dict[str, float] = field(default_factory=dict)
    """Kind of process → the most memory that one of them had (MB, its own pages and those it shares)."""
    descriptors: int = 0
    """The most of one process."""
    samples: list[tuple[float, float, int, int]] = field(default_factory=list)
    """Seconds, MB of the largest process, descriptors of the one with most, links done."""
    kills: int = 0
    server_s: float = 0.0
    processor_s: float = 0.0


def main() -> int:
    """Measure, and write the report."""
    options = _options()
    with tempfile.TemporaryDirectory(dir=options.folder) as name:
        folder = Path(name)
        hosts = write_posts(folder / "posts", options.links, options.hosts, 0)
        with open_servers(folder) as (ports, server):
            shutil.rmtree(folder / "posts")
            hosts = write_posts(folder / "posts", options.links, options.hosts, ports["real"])
            before = processor_of(server)
            watched = run(folder, options)
            watched.server_s = processor_of(server) - before
        text = told(watched, options, folder, hosts)
    print(text)
    if options.report is not None:
        with options.report.open("a", encoding="utf-8") as file:
            file.write(text + "\n")
    return 0


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--links", type=int, default=1_000_000)
    parser.add_argument("--hosts", type=int, default=150_000)
    parser.add_argument("--engine", default="dask")
    parser.add_argument("--workers", type=int, default=2)
    parser.add_argument("--shards", type=int, default=64)
    parser.add_argument("--kills", type=int, default=0)
    parser.add_argument("--folder", help="where the posts and the dataset are, for the time of the run")
    parser.add_argument("--report", type=Path)
    return parser.parse_args()


def write_posts(folder: Path, links: int, hosts: int, port: int) -> int:
    """Write posts with so many links to so many hosts, in an order that looks shuffled; return the hosts."""
    urls = list(_urls(links, hosts, port))
    step = next(step for step in range(len(urls) * 618 // 1000, len(urls)) if _coprime(step, len(urls)))
    folder.mkdir()
    for start in range(0, len(urls), IN_A_FILE):
        some = (urls[number * step % len(urls)] for number in range(start, min(start + IN_A_FILE, len(urls))))
        (folder / f"{start // IN_A_FILE:05}.md").write_text("".join(f"<{url}>\n\n" for url in some), encoding="ascii")
    return hosts


def _coprime(one: int, other: int) -> bool:
    while other:
        one, other = other, one % other
    return one == 1


def _urls(links: int, hosts: int, port: int) -> Iterator[str]:
    """Yield the links host by host."""
    number = 0
    for share, count in SHAPE:
        count = count or hosts - number
        some = round(links * share)
        for which in range(some):
            yield _url(number + which % count, which // count, which, port)
        number += count


def _url(host: int, page: int, which: int, port: int) -> str:
    address = f"127.{1 + host // 62_500}.{host // 250 % 250}.{host % 250 + 1}"
    name = "gone" if which % round(1 / DEAD) == 0 else f"page-of-notes-{(host * 7 + page) % 3000}"
    return f"http://{address}:{port}/{name}?{page}"


def run(folder: Path, options: argparse.Namespace) -> Watched:
    """Run the program until the night is whole, and kill it so many times on the way."""
    watched, begun = Watched(), time.monotonic()
    flags = ("--allow-network", "127.0.0.0/8", "--no-archive", "--host-request-interval", "0", "-n", "-q")
    command = [sys.executable, "-m", "linkcheck", "scan", "posts", "--dataset", "nights", *flags]
    command += ["--shards", str(options.shards), "--engine", options.engine]
    while True:
        with subprocess.Popen(command, cwd=folder, stdout=subprocess.DEVNULL, start_new_session=True) as process:
            while process.poll() is None:
                _sample(process.pid, folder, watched, time.monotonic() - begun)
                share = (watched.kills + 1) / (options.kills + 1)
                if watched.kills < options.kills and _done(folder) >= share * options.shards:
                    watched.kills += 1
                    _kill(process.pid, options.engine)
                time.sleep(EVERY_S)
        if process.returncode in (0, 1):
            watched.seconds = time.monotonic() - begun
            return watched
        if process.returncode != -signal.SIGKILL:
            sys.exit(f"the run ended with {process.returncode}")


def _kill(pid: int, engine: str) -> None:
    """Kill the run, or one worker of a cluster: the nanny starts another."""
    workers = [child for child in _tree(pid) if "spawn_main" in _command(child) and child != pid]
    os.kill(workers[-1] if engine == "dask" else pid, signal.SIGKILL)


def _done(folder: Path) -> int:
    return sum(1 for _ in folder.glob("nights/night=*/targets-*.parquet"))


def _sample(pid: int, folder: Path, watched: Watched, seconds: float) -> None:
    largest, descriptors, used = 0.0, 0, 0.0
    for each in _tree(pid):
        try:
            status = Path(f"/proc/{each}/status").read_text(encoding="utf-8")
            megabytes = int(status.partition("VmRSS:")[2].split()[0]) / 1024
            opened = len([*Path(f"/proc/{each}/fd").iterdir()])
            fields = Path(f"/proc/{each}/stat").read_text(encoding="utf-8").rpartition(")")[2].split()
        except (OSError, IndexError):
            continue
        kind = (
            "run" if each == pid else "worker" if "spawn_main" in _command(each) or "-c" in _command(each) else "other"
        )
        watched.most[kind] = max(watched.most.get(kind, 0.0), megabytes)
        largest, descriptors = max(largest, megabytes), max(descriptors, opened)
        used += (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")
    watched.descriptors = max(watched.descriptors, descriptors)
    watched.processor_s = max(watched.processor_s, used)
    watched.samples.append((seconds, largest, descriptors, _done(folder)))


def _tree(pid: int) -> list[int]:
    """Return a process and what it and its threads have started."""
    children: list[str] = []
    try:
        for thread in Path(f"/proc/{pid}/task").iterdir():
            children += (thread / "children").read_text(encoding="ascii").split()
    except OSError:  # it has just ended
        return []
    return [pid, *(one for child in children for one in _tree(int(child)))]


def _command(pid: int) -> str:
    try:
        return Path(f"/proc/{pid}/cmdline").read_bytes().replace(b"\0", b" ").decode(errors="replace")
    except OSError:
        return ""


def _size(folder: Path, pattern: str) -> int:
    return sum(file.stat().st_size for file in folder.glob(pattern) if file.is_file())


def told(watched: Watched, options: argparse.Namespace, folder: Path, hosts: int) -> str:
    """Return the figures as lines of Markdown."""
    nights = folder / "nights"
    history, parquet = _size(nights, "shards-*/history-*/*"), _size(nights, "night=*/*.parquet")
    memory = ", ".join(f"{kind} {most:.0f} MB" for kind, most in sorted(watched.most.items()))
    step = max(1, len(watched.samples) // 12)
    rows = [f"| {at:.0f} | {mb:.0f} | {fds} | {done} |" for at, mb, fds, done in watched.samples[::step]]
    lines = [
        f"### {options.links:,} links on {hosts:,} hosts, `--engine {options.engine}`, {watched.kills} kills",
        "",
        f"{watched.seconds:.0f} s, {options.links / watched.seconds:.0f} links a second, {options.shards} shards.",
        f"Processor: the server {watched.server_s:.0f} s, the run {watched.processor_s:.0f} s since its last start.",
        f"Most memory of one process: {memory}; most descriptors: {watched.descriptors}.",
        f"Kept: history {history / options.links:.0f} bytes a link, Parquet {parquet / options.links:.0f}.",
        "",
        "| second | MB of the largest process | descriptors | shards done |",
        "|---:|---:|---:|---:|",
        *rows,
        "",
    ]
    return "\n".join(lines)


if __name__ == "__main__":
    sys.exit(main())

"""Compares the processor time of two installed versions of the program, run by turns.

    python -m tests.benchmarks.trust_cost --old OLD/bin/linkcheck --new NEW/bin/linkcheck --corpus FOLDER … \
        [--pairs 7] [--output reports/trust-cost.md]

Start-up, blogs offline, 2,000 links on 2,000 hosts of loopback, and the demo, which repairs a blog. The ratio is taken
pair by pair, of user and system time with that of child processes, for others use the machine, too. Needs Linux.
"""

from __future__ import annotations

import argparse
import os
import platform
import shutil
import statistics
import sys
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory

from tests.benchmarks.many_hosts import address, open_server

LINKS = 2000
LINKS_IN_A_FILE = 50
NETWORK = ("--no-archive", "--fresh", "--allow-network", "127.0.0.0/8")
BOUND = 1.02


@dataclass(frozen=True, slots=True)
class Compared:
    """What one command took, pair by pair."""

    name: str
    old: tuple[float, ...]
    """Seconds of processor time."""
    new: tuple[float, ...]

    @property
    def ratio(self) -> float:
        """Return the median of the ratios of the pairs."""
        return statistics.median(new / old for old, new in zip(self.old, self.new, strict=True))


def main() -> int:
    """Measure, print and write the table; 1 where anything costs more than 2 % more."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--old", required=True)
    parser.add_argument("--new", required=True)
    parser.add_argument("--corpus", type=Path, nargs="*", default=[])
    parser.add_argument("--pairs", type=int, default=7)
    parser.add_argument("--only", default="", help="measure only what has this in its name")
    parser.add_argument("--output", type=Path)
    options = parser.parse_args()
    results = []
    with TemporaryDirectory() as folder, open_server() as port:
        for name, command, blog in _commands(options.corpus, Path(folder), port):
            if options.only in name:
                results.append(_compare(name, command, blog, options.old, options.new, options.pairs))
                print(_row(results[-1]), end="", flush=True)
    text = render(results, options.pairs)
    print(text)
    if options.output is not None:
        options.output.write_text(text, encoding="utf-8")
    return int(any(one.ratio > BOUND for one in results))


def _commands(corpora: Sequence[Path], folder: Path, port: int) -> Iterator[tuple[str, Sequence[str], Path]]:
    """Yield what is measured: a name, the arguments, and the folder in which they are given."""
    yield "`--version`", ("--version",), folder
    yield "`scan --help`", ("scan", "--help"), folder
    hosts = folder / "hosts"
    hosts.mkdir()
    links = [f"* <http://{address(number)}:{port}/page/{number}>\n" for number in range(LINKS)]
    for start in range(0, LINKS, LINKS_IN_A_FILE):
        (hosts / f"{start}.md").write_text("".join(links[start : start + LINKS_IN_A_FILE]), encoding="ascii")
    yield f"`scan`, {LINKS:,} links on as many hosts", ("scan", ".", "-n", "-f", "json", *NETWORK), hosts
    yield "`demo`, with its repairs", ("demo",), folder
    for corpus in corpora:
        blog = folder / corpus.name
        shutil.copytree(corpus, blog, symlinks=True, ignore=shutil.ignore_patterns(".git"))
        yield f"`scan --offline`, {corpus.name}", ("scan", ".", "-n", "-f", "json", "--offline"), blog


def _compare(name: str, arguments: Sequence[str], folder: Path, old: str, new: str, pairs: int) -> Compared:
    _seconds(old, arguments, folder), _seconds(new, arguments, folder)  # what is read for the first time
    taken = []
    for number in range(pairs):
        order = (old, new) if number % 2 == 0 else (new, old)
        seconds = {program: _seconds(program, arguments, folder) for program in order}
        taken.append((seconds[old], seconds[new]))
    olds, news = zip(*taken, strict=True)
    return Compared(name, olds, news)


def _seconds(program: str, arguments: Sequence[str], folder: Path) -> float:
    shutil.rmtree(folder / ".linkcheck", ignore_errors=True)
    nowhere = [(os.POSIX_SPAWN_OPEN, stream, os.devnull, os.O_RDWR, 0) for stream in (0, 1, 2)]
    before = Path.cwd()
    os.chdir(folder)
    try:
        process = os.posix_spawn(program, [program, *arguments], {"PATH": os.environ["PATH"]}, file_actions=nowhere)
    finally:
        os.chdir(before)
    usage = os.wait4(process, 0)[2]
    return usage.ru_utime + usage.ru_stime


def render(results: Sequence[Compared], pairs: int) -> str:
    """Return the table as Markdown."""
    return (
        "# The cost of trust\n\n"
        "Written by `python -m tests.benchmarks.trust_cost`: the version before issue 11 beside the one with it, "
        f"by turns, {pairs} pairs each.\nUser and system time, medians; the ratio is the median of the pairs'. "
        f"{os.cpu_count()} processors, which others used, too, {platform.system()}, Python "
        f"{platform.python_version()}.\n\n"
        "| command | before, s | after, s | ratio (from – to) |\n| --- | --- | --- | --- |\n"
        + "".join(map(_row, results))
    )


def _row(one: Compared) -> str:
    ratios = sorted(new / old for old, new in zip(one.old, one.new, strict=True))
    return (
        f"| {one.name} | {statistics.median(one.old):.3f} | {statistics.median(one.new):.3f} "
        f"| {one.ratio:.3f} ({ratios[0]:.2f} – {ratios[-1]:.2f}) |\n"
    )


if __name__ == "__main__":
    sys.exit(main())

"""Lets the program run night after night for half an hour against hosts with moods, and looks whether it wears out.

One process does many nights, so that what it does not give back adds up: memory and descriptors are written down
after each. For a last piece of the time it runs in Python's development mode, which tells of every task whose exception
nobody took, every coroutine that nobody awaited, and everything that nobody closed. All in a network namespace with
real names and ports, the clock a day further each night, and a new history after every six. Run it with

    python -m tests.benchmarks.soak --minutes 30 --output reports/soak.md
"""

from __future__ import annotations

import argparse
import gc
import json
import os
import random
import shutil
import subprocess
import sys
import time
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from linkcheck.model import Reason, State
from tests.internet.behaviour import REGISTRY, Behaviour
from tests.internet.moods import FATAL_IF_IT_LASTS, NEVER_FATAL, Weather, may_be
from tests.internet.namespace import settle
from tests.internet.trial import flags, write_documents
from tests.internet.world import open_world
from tests.support import paths

NIGHTS = 6
"""… of one history; the first is calm, and its verdicts must be the truth."""
MOODY = 0.1
FAULTS = ("never retrieved", "never awaited", "unclosed", "Traceback", "Exception ignored", "Error in")
DEV = 0.25
"""The last piece of the time, in development mode."""


@dataclass(frozen=True, slots=True)
class Night:
    """What a night left."""

    number: int
    dev: bool
    rss: int
    """Bytes."""
    descriptors: int
    threads: int
    seconds: float
    targets: int
    dead: int
    lasted: tuple[tuple[str, int], ...]
    """Hosts that are dead because their failure lasted, and the days since the first night of their history."""
    wrong: tuple[str, ...]


@dataclass(slots=True)
class Soak:
    """All nights, and what was said on standard error."""

    minutes: float
    hosts: int
    nights: list[Night] = field(default_factory=list)
    said: Counter[str] = field(default_factory=Counter)
    moods: Mapping[str, int] = field(default_factory=dict)
    errors: Sequence[str] = ()
    """Of the servers themselves."""


# --- the child: many nights in one process -------------------------------------------------------


def sleep_no_more(folder: Path) -> None:
    """Scan whenever the parent says how, and answer with what is left."""
    from linkcheck import config, report
    from linkcheck.run import pipeline
    from linkcheck.run.loop import run_to_end
    from linkcheck.run.progress import Progress
    from linkcheck.run.services import Services
    from tests.support.hurry import Hurry

    settings = config.load(folder, flags=flags())
    for line in sys.stdin:
        now, hurry = datetime.fromisoformat(line.strip()), Hurry()
        services = Services(now=lambda now=now: now, clock=hurry.clock, sleep=hurry.sleep)  # type: ignore[misc]  # bound
        begun = time.monotonic()
        done = run_to_end(pipeline.scan([folder / "posts"], settings, folder, progress=Progress(), services=services))
        seconds = time.monotonic() - begun
        said = json.loads(report.render(done.report, "json"))
        for name in report.FORMATS:
            report.render(done.report, name)
        told = {
            "exit": said["run"]["exit_code"],
            "tracebacks": list(done.tracebacks),
            "targets": {target["url"]: target["verdict"] for target in said["targets"]},
            "lasted": [target["url"] for target in said["targets"] if target["reason"] == Reason.PERSISTENT_FAILURE],
            "references": [(one["path"], one["url"]) for one in said["references"] if one["url"] is not None],
            "seconds": seconds,
        }
        del done, said, services
        gc.collect()
        told |= {"rss": _rss(), "descriptors": len(os.listdir("/proc/self/fd")), "threads": _threads()}  # noqa: PTH208
        sys.stdout.write(json.dumps(told) + "\n")
        sys.stdout.flush()


def _rss() -> int:
    return int(Path("/proc/self/statm").read_text(encoding="ascii").split()[1]) * os.sysconf("SC_PAGESIZE")


def _threads() -> int:
    return len(list(Path("/proc/self/task").iterdir()))


# --- the parent: the world -----------------------------------------------------------------------


def soak(minutes: float, count: int, seed: int, folder: Path) -> Soak:
    """Be the world and the judge, inside a namespace."""
    from tests.internet import behaviours as _  # noqa: F401 -- fills the registry

    settle(folder)
    rng = random.Random(seed)  # noqa: S311 -- moods, not secrets
    pool = sorted(REGISTRY.values(), key=lambda one: one.name)
    always = FATAL_IF_IT_LASTS | NEVER_FATAL
    others = [one for one in pool if one.name not in always]
    chosen = [one for one in pool if one.name in always] + rng.sample(others, max(0, count - len(always)))
    weather = Weather(rng)
    with open_world([weather.moody(one) for one in pool], folder, real_ports=True) as world:  # some lead to others
        blog = folder / "blog"
        blog.mkdir()
        write_documents(chosen, blog)
        result = Soak(minutes, len(chosen))
        for dev, share in ((False, 1 - DEV), (True, DEV)):
            until = time.monotonic() + minutes * 60 * share
            _piece(result, chosen, weather, blog, world.ca_file, dev=dev, until=until)
        result.moods, result.errors = weather.seen, tuple(world.errors)
    return result


def _piece(
    result: Soak, chosen: Sequence[Behaviour], weather: Weather, blog: Path, ca_file: Path, *, dev: bool, until: float
) -> None:
    environment = {"PATH": os.environ["PATH"], "PYTHONPATH": str(paths.ROOT), "SSL_CERT_FILE": str(ca_file)}
    more = {"PYTHONASYNCIODEBUG": "1", "PYTHONDEVMODE": "1"} if dev else {}
    errors = blog.parent / f"errors-{dev}"
    with errors.open("w+", encoding="utf-8") as said:
        child = subprocess.Popen(
            [sys.executable, "-m", "tests.benchmarks.soak", "--child", str(blog)],
            cwd=paths.ROOT, env=environment | more, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=said,
            text=True,
        )  # fmt: skip
        for number, nights in enumerate(_evenings(blog)):
            if time.monotonic() > until:
                break
            weather.share = MOODY if len(nights) > 1 else 0.0
            result.nights.append(_night(child, nights, number, chosen, dev=dev))
            print(result.nights[-1], flush=True)
        child.communicate()
    lines = errors.read_text(encoding="utf-8").splitlines()
    result.said.update(fault for line in lines for fault in FAULTS if fault in line)
    if child.returncode != 0 or result.said:
        sys.stderr.write("\n".join(lines[-40:]))


def _evenings(blog: Path) -> Iterator[Sequence[datetime]]:
    """Yield the nights of a history up to each; before every sixth one the history is taken away."""
    moment = datetime(2026, 1, 5, 3, 0, tzinfo=UTC)
    while True:
        shutil.rmtree(blog / ".linkcheck", ignore_errors=True)
        evenings = [moment + number * timedelta(days=2) for number in range(NIGHTS)]
        for number in range(NIGHTS):
            yield evenings[: number + 1]
        moment = evenings[-1] + timedelta(days=2)


def _night(
    child: subprocess.Popen[str], nights: Sequence[datetime], number: int, chosen: Sequence[Behaviour], *, dev: bool
) -> Night:
    assert child.stdin is not None
    assert child.stdout is not None
    child.stdin.write(nights[-1].isoformat() + "\n")
    child.stdin.flush()
    told = json.loads(child.stdout.readline())
    return Night(
        number,
        dev,
        told["rss"],
        told["descriptors"],
        told["threads"],
        round(told["seconds"], 1),
        len(told["targets"]),
        sum(verdict == State.DEAD for verdict in told["targets"].values()),
        tuple((name, (nights[-1] - nights[0]).days) for name in _lasted(told)),
        (*told["tracebacks"], *_wrong(told, chosen, nights)),
    )


def _lasted(told: Mapping[str, Any]) -> list[str]:
    return [Path(path).stem for path, url in told["references"] if url in told["lasted"]]


def _wrong(told: Mapping[str, Any], chosen: Sequence[Behaviour], nights: Sequence[datetime]) -> Iterator[str]:
    by_name = {one.name: one for one in chosen}
    if told["exit"] == 3:
        yield "exit 3"
    for path, url in told["references"]:
        behaviour = by_name[Path(path).stem]
        verdict = State(told["targets"][url])
        if verdict not in may_be(behaviour, nights):
            days = (nights[-1] - nights[0]).days
            yield f"{behaviour.name}: {verdict} after {days} days, not {'/'.join(sorted(behaviour.truth))}"
    for name in set(_lasted(told)) - FATAL_IF_IT_LASTS:
        yield f"{name}: dead because it lasted, which is no death"


# --- the report ----------------------------------------------------------------------------------


def render(result: Soak) -> str:
    """Return the report as Markdown."""
    nights = result.nights
    wrong = [(night, words) for night in nights for words in night.wrong]
    never = sum(name in NEVER_FATAL for night in nights for name, _ in night.lasted) or "none"
    moods = ", ".join(f"{name} {count:,}" for name, count in sorted(result.moods.items()))
    about = (
        f"{result.minutes:g} minutes, {len(nights)} nights over {result.hosts} hosts of the small internet. In five "
        f"nights of six each answer and each look-up has a mood with a chance of {MOODY:.0%} ({moods}). "
        f"{sum(night.targets for night in nights):,} verdicts, {len(wrong)} of them wrong.\n"
    )
    lines = [
        "# Soak\n\nWritten by `python -m tests.benchmarks.soak`.\n",
        about,
        "Each row is the mean of a sixth of the nights of a process, but its first, which loads all.\n",
        "| process | nights | memory, MiB | descriptors | threads | seconds a night |",
        "| --- | --- | --- | --- | --- | --- |",
    ]
    for dev in (False, True):
        ours = [night for night in nights if night.dev is dev]
        lines += [_row("development mode" if dev else "as it is", part) for part in _parts(ours)]
    fatal, resembling = ", ".join(sorted(FATAL_IF_IT_LASTS)), ", ".join(sorted(NEVER_FATAL))
    lines += [
        "\nDead because it lasted, and how many days after the first night of its history at the earliest. The design",
        f"says 7, in 3 runs, and only these may: {fatal}.\n",
        *_deaths(nights),
        f"\nOf {resembling}, which resemble them and were there in every night: {never}.",
    ]
    said = ", ".join(f"{words} {count}" for words, count in result.said.items()) or "none of it"
    lines += [f"\nOn standard error, of {', '.join(f'“{word}”' for word in FAULTS)}: {said}."]
    lines += [f"\nServers that broke: {len(result.errors)}."] if result.errors else []
    for calm, words in ((True, "Wrong on calm nights, so no mood is to blame but a rule"), (False, "Wrong on others")):
        counted = Counter(said for night, said in wrong if (night.number % NIGHTS == 0) is calm)
        if counted:
            lines += [f"\n{words}:\n", *(f"- {said} ({count} nights)" for said, count in counted.most_common())]
    return "\n".join(lines) + "\n"


def _deaths(nights: Sequence[Night]) -> Iterator[str]:
    for name in sorted({name for night in nights for name, _ in night.lasted}):
        days = [after for night in nights for other, after in night.lasted if other == name]
        yield f"- {name}: {min(days)} days, {len(days)} nights"


def _parts(nights: Sequence[Night]) -> Iterator[Sequence[Night]]:
    if nights:
        yield nights[:1]
    rest = nights[1:]
    size = max(1, -(-len(rest) // 6))
    for start in range(0, len(rest), size):
        yield rest[start : start + size]


def _row(process: str, nights: Sequence[Night]) -> str:
    def mean(values: Iterator[float]) -> float:
        return sum(values) / len(nights)

    first, last = nights[0].number + 1, nights[-1].number + 1
    return (
        f"| {process} | {first if first == last else f'{first}–{last}'} "
        f"| {mean(night.rss / 2**20 for night in nights):.1f} | {mean(night.descriptors for night in nights):.1f} "
        f"| {mean(night.threads for night in nights):.1f} | {mean(night.seconds for night in nights):.1f} |"
    )


def main() -> int:
    """Go into a namespace, soak, and write the report; 1 where a verdict is wrong or anything was said."""
    parser = argparse.ArgumentParser(prog="python -m tests.benchmarks.soak", description=__doc__)
    parser.add_argument("--minutes", type=float, default=30)
    parser.add_argument("--hosts", type=int, default=100)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--output", metavar="FILE", type=Path)
    parser.add_argument("--child", type=Path, help=argparse.SUPPRESS)
    parser.add_argument("--inside", action="store_true", help=argparse.SUPPRESS)
    options = parser.parse_args()
    if options.child is not None:
        sleep_no_more(options.child)
        return 0
    if not options.inside:
        command = ["unshare", "-n", "-m", sys.executable, "-m", "tests.benchmarks.soak", "--inside", *sys.argv[1:]]
        return subprocess.run(command, check=False).returncode
    with TemporaryDirectory() as folder:
        result = soak(options.minutes, options.hosts, options.seed, Path(folder))
    text = render(result)
    sys.stdout.write(text)
    if options.output is not None:
        options.output.write_text(text, encoding="utf-8")
    return 1 if result.said or any(night.wrong for night in result.nights) else 0


if __name__ == "__main__":
    sys.exit(main())

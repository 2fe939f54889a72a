"""Lets every system call that touches a blog fail, one after the other, and looks what is left after each.

SQLite is proved so: for k = 1, 2, 3 … the k-th call fails, until k passes their number. Here it is the calls of
`scan --fix` (with history and reports), of `undo` and of `report`, in each way in which such a call fails. After each
run every post is old or new, no output is half written, the exit code and standard error say what became of it, the
journal can be read, and `undo` puts back all there is. Run it with

    python -m tests.benchmarks.fault_injection --output reports/fault-injection.md

It takes about half an hour; `--every 10` tries one k in ten.
"""

from __future__ import annotations

import argparse
import sys
import time
from collections import Counter
from collections.abc import Mapping, Sequence
from pathlib import Path
from tempfile import TemporaryDirectory

from tests.support.faults.plans import FAULTS, plans
from tests.support.faults.scene import COMMANDS, Scene, world
from tests.support.faults.zygote import Zygote

LAW = """\
After each run every post is old or new, no output is half written, the exit code and standard error are honest, the
journal can be read, and `undo` puts back every byte. “For good” means that all later calls fail, too; a full disk takes
half of the first write.
"""

Key = tuple[str, str, str]
"""Command, kind of call, and the fault in words."""


def tried(every: int, folder: Path) -> tuple[Mapping[str, Mapping[str, int]], Counter[Key], list[str]]:
    """Return how many calls each command makes, how many faults were tried, and what was found, in words."""
    count: Counter[Key] = Counter()
    found = []
    with world() as there, Zygote(folder) as zygote:
        scene = Scene(zygote, there, folder)
        for command in COMMANDS:
            for number, (fault, plan) in enumerate(plans(scene.usual[command].counts)):
                if number % every == 0:
                    count[command, plan.kind, fault.words] += 1
                    words = [f"{command}, {plan}: {words}" for words in scene.faults(command, plan)]
                    found += words
                    sys.stderr.write("".join(f"{line}\n" for line in words))
        return {command: scene.usual[command].counts for command in COMMANDS}, count, found


def render(
    counts: Mapping[str, Mapping[str, int]], count: Counter[Key], found: Sequence[str], every: int, minutes: float
) -> str:
    """Return the report as Markdown."""
    ways = list(dict.fromkeys(fault.words for faults in FAULTS.values() for fault in faults))
    calls = sum(sum(each.values()) for each in counts.values())
    sample = "every k" if every == 1 else f"one k in {every}"
    about = (
        f"{calls} calls of {len(COMMANDS)} commands below the blog's folder, {sample}: **{count.total()} runs, "
        f"{len(found)} faults found**, in {minutes:.0f} minutes.\n"
    )
    lines = [
        "# Faults injected into system calls\n\nWritten by `python -m tests.benchmarks.fault_injection`.\n",
        about,
        LAW,
    ]
    for command in COMMANDS:
        lines += [
            f"## `{command}`\n\nHow many k were tried of each kind of call.\n",
            f"| call | calls | {' | '.join(ways)} |",
            f"| --- | --- |{' --- |' * len(ways)}",
            *(
                f"| {kind} | {counts[command][kind]} "
                f"| {' | '.join(str(count[command, kind, way] or '') for way in ways)} |"
                for kind in FAULTS
            ),
            "",
        ]
    lines += ["## Found\n", *(f"- {line}" for line in found)] if found else []
    return "\n".join(lines).rstrip() + "\n"


def main() -> int:
    """Print the tables; 1 where anything is not as it must be."""
    parser = argparse.ArgumentParser(prog="python -m tests.benchmarks.fault_injection", description=__doc__)
    parser.add_argument("--every", type=int, default=1, metavar="N", help="try one k in N")
    parser.add_argument("--output", metavar="FILE", type=Path)
    options = parser.parse_args()
    started = time.monotonic()
    with TemporaryDirectory() as folder:
        counts, count, found = tried(options.every, Path(folder))
    text = render(counts, count, found, options.every, (time.monotonic() - started) / 60)
    sys.stdout.write(text)
    if options.output is not None:
        options.output.write_text(text, encoding="utf-8")
    return 1 if found else 0


if __name__ == "__main__":
    sys.exit(main())

"""Do two versions of the program say the same of the same web, know the same of it, and ask the same of it?

    python -m tests.benchmarks.same_truth --old OLD/bin/python --new NEW/bin/python [--only internet|pages|nights]

Each Python has its linkcheck installed editable. Three webs: the small internet, the labelled set of soft 404s (each
version with the set of its own checkout), and a generated web of some hundreds of hosts over three nights. Compared
are JSON reports without what is measured in seconds, the history's evidence, and the requests as the servers saw them.
What differs is tried again on both sides, up to four times: it counts where no answer of the one was one of the other;
what differs from itself on both sides is told apart. Ends with 1 where there is a difference. Needs root on Linux.
"""

from __future__ import annotations

import argparse
import json
import re
import shlex
import subprocess
import sys
from collections import defaultdict
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from tests.benchmarks.same_truth_runs import SIDE, WEBS
from tests.internet.namespace import enter
from tests.internet.world import NOWHERE

LONGEST_S = 1800.0
LINKS = {"internet": 0, "nights": 400}
QUICK = {"internet": 60, "nights": 60}
TURNS = 4
SHOWN = 40
TIMED = {"ms", "duration_s", "started_at"}
MOMENT = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d[.\d]*(?:Z|[+-]\d\d:\d\d)")
SIBLING = re.compile(rf"{NOWHERE.pattern}|(?<!\d)\d{{12}}(?!\d)")
"""The random name of a page that cannot be there."""
KEYS = {"targets": ("url",), "references": ("path", "start"), "problems": ("path", "start", "rule")}
"""What a row of the report is known by."""

Leaves = dict[str, object]
"""Where a value stands → the value."""
Allowance = Callable[[str, object], tuple[str, object]]


def conditional(where: str, value: object) -> tuple[str, object]:
    """Take an unchanged page for the page, and a request with a condition for the request."""
    if where.startswith("requests"):
        return where.removesuffix(" conditional"), value
    return where, 200 if value == 304 and where.endswith(" status") else value


ALLOWANCES: Mapping[str, Allowance] = {"conditional": conditional}
"""What a version may do otherwise without saying anything else, by name."""


@dataclass(slots=True)
class Compared:
    """What two versions say of one web."""

    leaves: int
    differences: dict[str, tuple[list[object], list[object]]] = field(default_factory=dict)
    unsteady: list[str] = field(default_factory=list)
    """Where both versions differ from themselves, and from each other."""
    additions: set[str] = field(default_factory=set)
    """What only the new version tells, without its numbers."""


def main() -> int:
    """Run and compare; 1 where something differs."""
    parser = argparse.ArgumentParser(prog="python -m tests.benchmarks.same_truth", description=__doc__)
    parser.add_argument("--old", required=True, metavar="PYTHON")
    parser.add_argument("--new", required=True, metavar="PYTHON")
    parser.add_argument("--only", choices=("pages", *WEBS))
    parser.add_argument("--allow", action="append", choices=ALLOWANCES, default=[])
    parser.add_argument("--new-options", default="", help="more options for the new version's scans")
    parser.add_argument("--quick", action="store_true", help="a part of each web")
    parser.add_argument("--keep", type=Path, metavar="FOLDER", help="leave there what each version said")
    options = parser.parse_args()
    differs = False
    for what in ("pages", *WEBS):
        if options.only in (None, what):
            compared = compare(what, options)
            print(*told(what, compared), sep="\n", flush=True)
            differs |= bool(compared.differences)
    return int(differs)


def compare(what: str, options: argparse.Namespace) -> Compared:
    """Run both versions on one web, and again where they differ."""
    allowed = [ALLOWANCES[name] for name in options.allow]

    def said(side: str, turn: int) -> Leaves:
        given = shlex.split(options.new_options) if side == "new" else []
        python = str(Path(getattr(options, side)).absolute())
        raw = run(what, python, given, quick=options.quick)
        if options.keep:
            options.keep.mkdir(parents=True, exist_ok=True)
            (options.keep / f"{what}-{side}-{turn}.json").write_text(raw, encoding="utf-8")
        return of_run(raw, allowed, timed=what == "internet")

    olds, news = [said("old", 1)], [said("new", 1)]
    compared = differences(olds, news)
    while compared.differences and what != "pages" and len(olds) < TURNS:
        olds.append(said("old", len(olds) + 1))
        news.append(said("new", len(olds)))
        compared = differences(olds, news)
    return compared


def run(what: str, python: str, given: Sequence[str], *, quick: bool) -> str:
    """Return what one version says of one web, as JSON."""
    if what == "pages":
        command = [python, "-P", str(SIDE), "pages"]
        return subprocess.run(command, stdout=subprocess.PIPE, text=True, check=True).stdout
    with TemporaryDirectory() as folder:
        output = Path(folder) / "said.json"
        links = (QUICK if quick else LINKS)[what]
        done = enter(
            "tests.benchmarks.same_truth_runs", what, python, str(links), str(output), *given, timeout=LONGEST_S
        )
        if not output.exists():
            sys.exit(f"{python} on {what}: {done.stdout}{done.stderr}")
        return output.read_text(encoding="utf-8")


def of_run(raw: str, allowed: Sequence[Allowance], *, timed: bool) -> Leaves:
    """Return the values of a run, each by where it stands; `timed`: moments are the real clock's."""
    raw = SIBLING.sub("SIBLING", raw)
    said = json.loads(MOMENT.sub("MOMENT", raw) if timed else raw, object_pairs_hook=_summed)
    leaves: Leaves = {}
    for where, value in _leaves(said, ""):
        for allow in allowed:
            where, value = allow(where, value)
        before = leaves.get(where)
        leaves[where] = before + value if isinstance(before, int) and isinstance(value, int) else value
    return leaves


def _summed(pairs: Sequence[tuple[str, Any]]) -> dict[str, Any]:
    """Make an object of pairs in which requests for siblings have come to be the same kind."""
    made: dict[str, Any] = {}
    for key, value in pairs:
        made[key] = made[key] + value if isinstance(value, int) and key in made else value
    return made


def _leaves(value: object, where: str) -> Iterator[tuple[str, object]]:
    if isinstance(value, Mapping):
        for key, each in value.items():
            if key not in TIMED:
                yield from _leaves(each, f"{where}{' ' if where else ''}{key}")
    elif isinstance(value, list) and where.endswith(" probes"):
        for each in value:  # a host's: which of its links sent them is chance
            yield f"probes {json.dumps(_timeless(each), sort_keys=True)}", 1
    elif isinstance(value, list):
        names = KEYS.get(where.rpartition(" ")[2], ())
        yield f"{where} length", len(value)
        for number, each in enumerate(value):  # of words, as a reference's problems are, each is known by its place
            name = " ".join(str(each[key]) for key in names) if names and isinstance(each, Mapping) else number
            yield from _leaves(each, f"{where} [{name}]")
    else:
        yield where, value


def _timeless(probe: Mapping[str, object]) -> Mapping[str, object]:
    return {key: each for key, each in probe.items() if key not in TIMED}


def differences(olds: Sequence[Leaves], news: Sequence[Leaves]) -> Compared:
    """Compare the runs of both sides, value by value."""
    known = {pattern(where) for one in olds for where in one}
    wheres = dict.fromkeys(where for one in (*olds, *news) for where in one)
    compared = Compared(len(wheres))
    for where in wheres:
        old, new = ([one.get(where) for one in side] for side in (olds, news))
        if any(each in old for each in new):
            continue
        if len(set(map(str, old))) > 1 and len(set(map(str, new))) > 1:
            compared.unsteady.append(where)
        elif pattern(where) not in known:
            compared.additions.add(pattern(where))
        else:
            compared.differences[where] = old, new
    return compared


def pattern(where: str) -> str:
    """Return where a value stands, in any row."""
    return re.sub(r"\[[^\]]*\]|\S*://\S*(?: #\d+)?|night \d+", "*", where)


def told(what: str, compared: Compared) -> Iterator[str]:
    """Yield the result in lines."""
    yield f"{what}: {compared.leaves:,} values, {len(compared.differences):,} differ"
    kinds: dict[str, list[str]] = defaultdict(list)
    for where in compared.differences:
        kinds[pattern(where)].append(where)
    for kind, wheres in sorted(kinds.items(), key=lambda each: -len(each[1])):
        yield f"  {len(wheres):,} times {kind}"
    for where in list(compared.differences)[:SHOWN]:
        old, new = (
            ", ".join(dict.fromkeys(json.dumps(each)[:200] for each in side)) for side in compared.differences[where]
        )
        yield f"  {where}\n    old: {old}\n    new: {new}"
    if compared.additions:
        yield f"  only the new version tells: {', '.join(sorted(compared.additions))}"
    if compared.unsteady:
        yield f"  unsteady on both sides: {len(compared.unsteady)}, such as {compared.unsteady[0]}"


if __name__ == "__main__":
    sys.exit(main())

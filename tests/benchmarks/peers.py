"""linkcheck, lychee and linkinator on the same small internet, in one run, scored the same way.

    python -m tests.benchmarks.peers [--linkinator FOLDER] [--output reports/peers.md]

Two sets of links: the small internet of the tests, and 150 awkward servers of another hand. Each program runs in
turn in one network namespace, where names, addresses and ports are real. Needs root on Linux, `lychee` beside this
Python or on PATH, and linkinator and node where `npm install --prefix FOLDER linkinator node` has put them.
"""

from __future__ import annotations

import argparse
import json
import os
import platform
import re
import sys
from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from tempfile import TemporaryDirectory, gettempdir
from typing import Any

from tests.benchmarks.peers_run import SETS
from tests.benchmarks.peers_score import Mark, Scored, score
from tests.benchmarks.peers_tools import READERS, TIMEOUT_S, Answer
from tests.internet.behaviour import Behaviour
from tests.internet.namespace import enter

TITLES = {"internet": "The small internet of the tests", "awkward": "Awkward servers"}
LONGEST_S = 5400
URL = re.compile(r"https?://[^\s<>()]+")

ABOUT = f"""# linkcheck beside its peers

Written by `python -m tests.benchmarks.peers --output reports/peers.md`.

Each program checks the same links, a post for each behaviour (linkinator: all in one post, because its timeout counts
for its own posts, too), in turn and in one network namespace: names, addresses,
ports 80 and 443 and certificates are as on the real web, and the servers begin anew for each program. The same for
all: a timeout of {TIMEOUT_S} s, the certificate authority, leave to ask loopback. Else each has its defaults; linkcheck
asks no archive.

**Right** is what fails a run when the link is broken and does not when it is not. The truth of a behaviour is a set of
verdicts: `dead` and `invalid` must fail; `alive`, `moved`, `blocked`, `unreachable`, `unsure` and `unchecked` must not;
where a set has both kinds, either answer is right. linkcheck fails a link that it calls `dead` or `invalid`. For the
peers errors and timeouts fail, since both end a run with an error; what they exclude, skip or do not see as a link does
not. **Leniently right** lets a program also call broken what cannot be reached now (truth `unreachable`: timeouts,
refused connections, 5xx, rate limits, TLS): on the night of the run that is a matter of taste. linkcheck is held to the
first measure; `exact` says for how many behaviours its verdict is among the true ones, not only on the right side.
"""


def main() -> int:
    """Run all, print the tables; 1 where linkcheck is wrong."""
    parser = argparse.ArgumentParser(prog="python -m tests.benchmarks.peers", description=__doc__)
    parser.add_argument("--linkinator", metavar="FOLDER", type=Path, default=Path(gettempdir(), "linkinator"))
    parser.add_argument("--output", metavar="FILE", type=Path)
    parser.add_argument("--runs", metavar="FILE", type=Path, help="keep what was measured here, or render it again")
    options = parser.parse_args()
    with TemporaryDirectory() as folder:
        kept = (options.runs or Path(folder) / "runs.json").absolute()
        if not kept.exists():
            done = enter("tests.benchmarks.peers_run", folder, str(options.linkinator), str(kept), timeout=LONGEST_S)
            sys.stderr.write(done.stderr)
        runs = json.loads(kept.read_bytes())
    hosts = {name: keys(chosen) for name, chosen in SETS.items()}
    scored = {
        (name, tool): score(SETS[name], READERS[tool](run["output"], hosts[name]))
        for name in runs
        for tool, run in runs[name].items()
    }
    text = render(runs, scored)
    sys.stdout.write(text)
    if options.output is not None:
        options.output.write_text(text, encoding="utf-8")
    ours = [each for (_, tool), marks in scored.items() if tool == "linkcheck" for each in marks]
    return 0 if all(each.mark is Mark.RIGHT for each in ours) else 1


def render(runs: Mapping[str, Mapping[str, Any]], scored: Mapping[tuple[str, str], Sequence[Scored]]) -> str:
    """Return the whole report as Markdown."""
    machine = f"{os.cpu_count()} processors, {platform.system()}, Python {platform.python_version()}"
    parts = [ABOUT, f"Here: {machine}, {runs_versions(runs)}.\n"]
    for name, by_tool in runs.items():
        marks = {tool: scored[name, tool] for tool in by_tool}
        parts += [
            f"## {TITLES[name]}\n",
            f"{len(SETS[name])} behaviours.\n",
            _figures(by_tool, marks),
            _sections(marks),
            *(_wrong(tool, scores) for tool, scores in marks.items()),
        ]
    return "\n".join(parts)


def runs_versions(runs: Mapping[str, Mapping[str, Any]]) -> str:
    """Return the programs and their versions."""
    first = next(iter(runs.values()))
    return ", ".join(f"{tool} {run['version']}" for tool, run in first.items())


def _figures(runs: Mapping[str, Any], marks: Mapping[str, Sequence[Scored]]) -> str:
    head = (
        "program",
        *("right", "leniently right", "wrongly dead", "missed dead", "timeouts", "left out", "not mentioned"),
        *("seconds", "MB over the wire", "MB of memory", "asked 169.254.169.254"),
    )
    rows = []
    for tool, run in runs.items():
        scores = marks[tool]
        counts = Counter(each.mark for each in scores)
        lenient = sum(each.lenient_mark is Mark.RIGHT for each in scores)
        answers = Counter(said.answer for each in scores for said in each.said)
        unseen = sum(not each.said for each in scores)
        row = (tool, counts[Mark.RIGHT], lenient, counts[Mark.WRONGLY_DEAD], counts[Mark.MISSED_DEAD])
        more = (answers[Answer.TIMEOUT], answers[Answer.LEFT_OUT], unseen)
        rows.append((*row, *more, run["seconds"], run["megabytes"], run["memory"], run["metadata"]))
    exact = marks.get("linkcheck", ())
    note = f"\nlinkcheck: {sum(each.exact for each in exact)} of {len(exact)} exact.\n"
    return _table(head, rows) + note


def _sections(marks: Mapping[str, Sequence[Scored]]) -> str:
    """Return how many each has right in each section."""
    sections: dict[str, dict[str, list[bool]]] = defaultdict(lambda: defaultdict(list))
    for tool, scores in marks.items():
        for each in scores:
            sections[section(each)][tool].append(each.mark is Mark.RIGHT)
    rows = [
        (name, len(next(iter(by_tool.values()))), *(sum(by_tool[tool]) for tool in marks))
        for name, by_tool in sorted(sections.items())
    ]
    return _table(("section", "behaviours", *marks), rows)


def _wrong(tool: str, scores: Sequence[Scored]) -> str:
    """Return what a program has wrong, by section."""
    wrong = [each for each in scores if each.mark is not Mark.RIGHT]
    if not wrong:
        return f"### {tool}: nothing wrong\n"
    head = ("section", "behaviour", "what it does", "truth", "fault", "its words")
    rows = [
        (
            section(each),
            each.behaviour.name,
            each.behaviour.story,
            ", ".join(sorted(each.behaviour.truth)),
            each.mark.value if each.lenient_mark is not Mark.RIGHT else f"{each.mark.value} (strictly)",
            "; ".join(dict.fromkeys(said.words for said in each.said)) or "not mentioned",
        )
        for each in sorted(wrong, key=lambda each: (section(each), each.behaviour.name))
    ]
    return f"### {tool}: {len(wrong)} wrong\n\n{_table(head, rows)}"


def keys(chosen: Sequence[Behaviour]) -> dict[str, str]:
    """Return each behaviour's name by what its URLs contain: its host, or the URLs where hosts are shared."""
    counts = Counter(behaviour.host for behaviour in chosen)
    return {
        key: behaviour.name
        for behaviour in chosen
        for key in ((behaviour.host,) if counts[behaviour.host] == 1 else URL.findall(behaviour.markdown))
    }


def section(scored: Scored) -> str:
    """Return where a behaviour is counted."""
    return scored.behaviour.section or scored.behaviour.identity  # the awkward servers have their section there


def _table(head: Sequence[object], rows: Sequence[Sequence[object]]) -> str:
    lines = (head, ("---",) * len(head), *rows)
    return "".join(f"| {' | '.join(_cells(line))} |\n" for line in lines)


def _cells(line: Sequence[object]) -> Iterator[str]:
    for cell in line:
        text = " ".join(str(cell).split())
        text = text if len(text) <= 120 else text[:119] + "…"
        yield text.replace("\\", "\\\\").replace("|", "\\|").replace("`", "").replace("<", "&lt;")


if __name__ == "__main__":
    sys.exit(main())

"""Shows several nights with an injected clock: what is transient, what persists, what comes back, what is new.

    python -m tests.benchmarks.nights [--report reports/nights.md]

Whole runs of the program against hosts on loopback that change from night to night; nothing is waited for.
"""

from __future__ import annotations

import argparse
import sys
from pathlib import Path
from tempfile import TemporaryDirectory

from linkcheck import report
from tests.support.over_nights import Nights

STORY: tuple[tuple[float, str, dict[str, str]], ...] = (
    (
        0,
        "The first night: nothing to compare with.",
        {
            "well.lab": "alive",
            "gone.lab": "gone",
            "hiccup.lab": "fault",
            "down.lab": "refused",
            "busy.lab": "busy",
            "wall.lab": "wall",
            **{f"{letter}.vanished.lab": "no-name" for letter in "ab"},
        },
    ),
    (1, "The second: a hiccup is over, and a failure has two strikes.", {"hiccup.lab": "alive"}),
    (4, "The fifth: still down; a wall and a rate limit are no strikes.", {}),
    (7, "The eighth: a week of failures is death.", {"well.lab": "gone"}),
    (9, "The tenth: a page that was seen alive a week ago is asked again, and gone.", {}),
    (39, "A month later: the dead are asked again, and one is back.", {"gone.lab": "alive", "down.lab": "alive"}),
)


def main() -> int:
    """Run the nights and print what each said."""
    parser = argparse.ArgumentParser(prog="python -m tests.benchmarks.nights", description=__doc__)
    parser.add_argument("--report", type=Path, help="write it to this file, too")
    options = parser.parse_args()
    with TemporaryDirectory() as folder:
        text = tell(Nights(Path(folder)))
    sys.stdout.write(text)
    if options.report is not None:
        options.report.write_text(text, encoding="utf-8")
    return 0


def tell(nights: Nights) -> str:
    """Return the whole story in Markdown."""
    start = nights.now
    parts = ["# Nights\n\nWritten by `python -m tests.benchmarks.nights --report FILE`; the clock is injected.\n"]
    for day, words, changes in STORY:
        nights.sleep(day - (nights.now - start).total_seconds() / 86_400)
        nights.hosts |= changes
        if day == 0:
            nights.write(*nights.hosts)
        scanned = nights.run()
        context = report.Context(width=110)
        states = ", ".join(f"{host} {state}" for host, state in nights.hosts.items())
        said = report.render(scanned.report, "text", context)
        parts.append(
            f"## Day {day:g}\n\n{words}\n\nThe web: {states}.\n\n"
            f"```text\n$ linkcheck scan . --no-archive\n{said}```\n\nExit code {scanned.report.exit_code}.\n"
        )
    return "\n".join(parts)


if __name__ == "__main__":
    sys.exit(main())

"""The job's summary: the report in Markdown, which keeps itself far below GitHub's 1 MiB, and pictures.

GitHub draws the pictures of Mermaid: the nights, and the verdicts of this one. All text in them is our own.
"""

from __future__ import annotations

from collections.abc import Sequence

from linkcheck.model import Report, RunStats, State
from linkcheck.report import Context, render
from linkcheck.verdict.outcome import by_state

MOST_NIGHTS = 30


def summary_body(report: Report, context: Context) -> str:
    """Return the summary, with a newline at its end; a picture that says nothing is left out."""
    pictures = filter(None, [verdicts(report), over_nights(report.nights)])
    return "\n\n".join(["# linkcheck", render(report, "markdown", context).rstrip("\n"), *pictures]) + "\n"


def verdicts(report: Report) -> str:
    """Return a pie of the verdicts."""
    states = by_state(report.findings)
    shares = [f'    "{state.value}" : {states[state]}' for state in State if states[state]]
    return _block(["pie showData", "    title Links by verdict", *shares]) if shares else ""


def over_nights(nights: Sequence[RunStats]) -> str:
    """Return a chart of the broken links of each day, by its last run; empty where one alone is remembered."""
    by_day = {f"{night.at:%m-%d}": _broken(night) for night in nights[-MOST_NIGHTS:]}
    if len(by_day) < 2:
        return ""
    days, numbers = ", ".join(f'"{day}"' for day in by_day), list(by_day.values())
    return _block(
        [
            "xychart-beta",
            '    title "Broken links by night"',
            f"    x-axis [{days}]",
            f'    y-axis "links" 0 --> {max(*numbers, 1)}',
            f"    bar [{', '.join(map(str, numbers))}]",
        ]
    )


def _broken(night: RunStats) -> int:
    return sum(number for state, number in night.verdicts.items() if state.is_broken)


def _block(lines: Sequence[str]) -> str:
    return "\n".join(["```mermaid", *lines, "```"])

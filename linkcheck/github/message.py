"""The message of a commit: which post, which links, which copies. Nobody is notified by it, no issue is closed."""

from __future__ import annotations

import re

from linkcheck.github.bodies import Repair
from linkcheck.report.pieces import decoded
from linkcheck.report.words import counted, shortened, visible

LONGEST_SUBJECT = 72
LONGEST_LINE = 400
MOST_LINES = 100

_ZERO_WIDTH = "\u200b"
"""After `@` and `#` in a message it keeps GitHub from reading a mention or a number; it is what Dependabot does."""


def commit_message(repair: Repair) -> str:
    """Return the subject, a blank line, one line for each link and a blank line."""
    subject = f"Repair {counted(len(repair.edits), 'link')} in {defuse(repair.path)}"
    lines = [
        shortened(f"- {defuse(decoded(edit.old))} → {defuse(decoded(edit.new))}", LONGEST_LINE)
        for edit in repair.edits[:MOST_LINES]
    ]
    if len(repair.edits) > MOST_LINES:
        lines.append(f"- and {len(repair.edits) - MOST_LINES:,} more")
    return "\n".join([shortened(subject, LONGEST_SUBJECT), "", *lines, ""])


def defuse(text: str) -> str:
    """Return text on one line in which GitHub finds no mention, no issue and no keyword that closes one."""
    clean = visible(" ".join(text.split()))
    clean = re.sub(r"@(?=[A-Za-z0-9])", "@" + _ZERO_WIDTH, clean)
    clean = re.sub(r"#(?=\d)", "#" + _ZERO_WIDTH, clean)
    clean = re.sub(r"(?i)gh-(?=\d)", lambda found: found[0] + _ZERO_WIDTH, clean)
    return re.sub(r"(?i)\b(fix|close|resolve)(?=(?:e?[sd])?:? )", lambda found: found[0] + _ZERO_WIDTH, clean)

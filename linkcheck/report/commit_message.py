"""The message of a commit: which post, which links, and why. Nobody is notified by it, no issue is closed."""

from __future__ import annotations

import re
from collections.abc import Sequence

from linkcheck.model import Edit, Reason, Rule
from linkcheck.report.pieces import decoded
from linkcheck.report.words import REASONS, counted, shortened, visible

LONGEST_SUBJECT = 72
LONGEST_LINE = 400
MOST_LINES = 100

MOVED = frozenset({Reason.PERMANENT_REDIRECT.value, Reason.HTTPS_UPGRADE.value})
"""Reasons of edits that lead to the page itself, not to a copy."""
RESTORED = "restored"
"""The reason of those that lead from a copy back to its original."""
_SUBJECTS = {
    "replaced": ("Replace", "link", "in"),
    RESTORED: ("Restore", "link", "in"),
    Rule.UNUSED_DEFINITION.value: ("Take", "unused definition", "out of"),
    **dict.fromkeys((reason.value for reason in Reason), ("Replace", "dead link", "in")),
    **dict.fromkeys(MOVED, ("Update", "moved link", "in")),
}
_OTHERWISE = ("Repair", "link", "in")
_WHY = {RESTORED: "the original answers again", Rule.UNUSED_DEFINITION.value: ""}

_ZERO_WIDTH = "\u200b"
"""After `@` and `#` in a message it keeps GitHub from reading a mention or a number; it is what Dependabot does."""


def commit_message(path: str, edits: Sequence[Edit]) -> str:
    """Return the subject, a blank line, one line for each link with the reason, and a newline at the end."""
    subjects = {_SUBJECTS.get(edit.reason, _OTHERWISE) for edit in edits}
    verb, noun, where = subjects.pop() if len(subjects) == 1 else _OTHERWISE
    subject = f"{verb} {counted(len(edits), noun)} {where} {defuse(path)}"
    lines = [_line(edit) for edit in edits[:MOST_LINES]]
    if len(edits) > MOST_LINES:
        lines.append(f"- and {len(edits) - MOST_LINES:,} more")
    return "\n".join([shortened(subject, LONGEST_SUBJECT), "", *lines, ""])


def _line(edit: Edit) -> str:
    change = " → ".join(filter(None, (defuse(decoded(each)) for each in (edit.old, edit.new))))
    why = _why(edit.reason)
    return shortened(f"- {change}", LONGEST_LINE) + (f": {why}" if why else "")


def _why(reason: str) -> str:
    """Return the words of a reason; nothing where the subject says all there is to say."""
    words = {each.value: words for each, words in REASONS.items()} | {each.value: each.words for each in Rule} | _WHY
    return words.get(reason, "")


def defuse(text: str) -> str:
    """Return text on one line in which GitHub finds no mention, no issue and no keyword that closes one."""
    clean = visible(" ".join(text.split()))
    clean = re.sub(r"@(?=[A-Za-z0-9])", "@" + _ZERO_WIDTH, clean)
    clean = re.sub(r"#(?=\d)", "#" + _ZERO_WIDTH, clean)
    clean = re.sub(r"(?i)gh-(?=\d)", lambda found: found[0] + _ZERO_WIDTH, clean)
    return re.sub(r"(?i)\b(fix|close|resolve)(?=(?:e?[sd])?:? )", lambda found: found[0] + _ZERO_WIDTH, clean)

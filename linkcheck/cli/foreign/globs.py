"""Makes patterns of `.gitignore` of the regular expressions by which lychee leaves out files."""

from __future__ import annotations

import re

PIECE = re.compile(
    r"(?P<many>\.[*+]\??)|(?P<optional>[\w./-][*?])|(?P<slash>\[/\\+\]|\\?/|\\\\)|(?P<escaped>\\[^\w\s])"
    r"|(?P<plain>[\w .@+~,=-])",
    re.ASCII,
)
START = re.compile(r"\(\^\|/\)|\(\?:\^\|/\)|\^(?:\\?\./)?|(?:\.\*)")
END = re.compile(r"\(\$\|/\)|\(\?:\$\|/\)|\(/\|\$\)|(?:\.\*)?\$?|")


def glob_of(expression: str) -> str | None:
    """Return the pattern that leaves out the same paths; None where there is none that is that simple.

    A dot that is not followed by `*` or `+` is taken for a dot: in names of files it is meant so, and leaves out less.
    """
    start = START.match(expression)
    head = start[0] if start else ""
    body = expression[len(head) :]
    whole = body.endswith("$") and not body.endswith("\\$")
    tail = next((end for end in ("($|/)", "(?:$|/)", "(/|$)") if body.endswith(end)), "")
    body = body.removesuffix(tail) if tail else body.removesuffix("$") if whole else body
    middle = _glob(body.removesuffix(".*") if not whole else body)
    if middle is None or not middle.strip("*/"):
        return None
    rooted = head.startswith("^")
    named = head.startswith("(")
    before = "/" if rooted else "" if named else "*"
    after = "" if whole or tail or middle.endswith("/") else "*"
    if before == "*" and "/" in middle.rstrip("/"):
        before = "**/*"  # a pattern with a slash in it begins at the top
    if named and "/" in middle.rstrip("/"):
        before = "**/"
    return f"{before}{middle}{after}".replace("***", "**")


def _glob(body: str) -> str | None:
    found, at = "", 0
    while at < len(body):
        piece = PIECE.match(body, at)
        if piece is None:
            return None
        at = piece.end()
        if piece["many"]:
            found += "*"
        elif piece["slash"]:
            found += "/"
        elif piece["escaped"]:
            found += piece["escaped"][1:]
        elif piece["plain"]:
            found += piece["plain"]
    return found.removeprefix("./")

"""Lines of a text report: tables, wrapped words, colours. All that comes in is safe to print already."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from types import MappingProxyType

from linkcheck.report.view import Context

BOLD = 1

COLOURS: Mapping[str, int] = MappingProxyType(
    {
        "dead": 31,
        "invalid": 31,
        "not written": 31,
        "new": 31,
        "repaired": 32,
        "back": 32,
        "unreachable": 33,
        "unsure": 33,
        "archived": 36,
    }
)
"""ANSI codes of the words in the first column that should catch the eye: red, green, yellow, cyan."""


def table(rows: Sequence[Sequence[str]]) -> list[str]:
    """Return the lines of a plain table, one for each row.

    The last column is not padded: one URL of 2,000 characters must not make every line that long.
    """
    if not rows:
        return []
    from tabulate import tabulate  # a report without findings has no table

    aligns = (*(["left"] * (len(rows[0]) - 1)), None)
    text = tabulate(rows, tablefmt="plain", disable_numparse=True, colalign=aligns)
    return [line.rstrip() for line in text.split("\n")]


def section(heading: str, lines: Iterable[str], context: Context, missing: int = 0) -> str:
    """Return lines below a heading; the last says how many are missing, if any are."""
    last = [f"  and {missing:,} more (-v lists all)"] if missing else []
    return "\n".join([painted(heading, BOLD, context), *lines, *last])


def wrapped(text: str, width: int) -> list[str]:
    """Return text in lines of at most `width` characters; a URL or a path is never broken, so it can be copied."""
    lines, line = [], ""
    for word in text.split(" "):  # textwrap's general way takes most of the time of a report
        if line and len(line) + 1 + len(word) > max(width, 20):
            lines.append(line)
            line = word
        else:
            line = f"{line} {word}" if line else word
    return [*lines, line]


def explained(rows: Sequence[tuple[str, str]], indent: int, context: Context) -> Iterator[list[str]]:
    """Yield the lines of each row of a word and a text: the words coloured, the texts wrapped, all in line.

    This is not left to `tabulate`, which takes half a minute for 100,000 findings.
    """
    column = max((len(word) for word, _ in rows), default=0)
    margin = " " * indent
    gap = "  " if column else ""
    for word, text in rows:
        first, *more = wrapped(text, context.width - indent - column - len(gap))
        head = coloured_word(f"{word:<{column}}", word, context)
        yield [f"{margin}{head}{gap}{first}".rstrip(), *(f"{margin}{'':{column}}{gap}{line}" for line in more)]


def coloured_word(line: str, word: str, context: Context) -> str:
    """Return a line with the word at its beginning in its colour."""
    if not context.colour or word not in COLOURS:
        return line
    return painted(word, COLOURS[word], context) + line[len(word) :]


def painted(text: str, code: int, context: Context) -> str:
    """Return text in a colour or in bold where colours are wanted."""
    return f"\x1b[{code}m{text}\x1b[0m" if context.colour else text

"""A page of Markdown that never grows beyond its limit; rows that do not fit are counted instead."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from linkcheck.report.cells import Row, Section, fitting, length, table
from linkcheck.report.words import counted

LIMIT = 53_000
"""Characters that are shown. GitHub takes 65,536 in all; the hidden state and the footer have up to 12,000 of them."""

OPEN_ROWS = 40
"""Rows of the posts that are shown at once; the others are folded."""
SMALLEST_TABLE = 400
"""Characters below which no other table is tried."""


class BudgetedMarkdown:
    """Collects blocks as long as they fit, with a blank line between each two."""

    def __init__(self, limit: int = LIMIT) -> None:
        """Begin an empty page."""
        self._blocks: list[str] = []
        self._room = limit

    @property
    def room(self) -> int:
        """Characters that are left."""
        return self._room

    def add(self, block: str, *, reserve: int = 0) -> bool:
        """Add a block if it fits and leaves `reserve` characters to others; tell whether it did."""
        size = length(block) + 2
        if not block or size > self._room - reserve:
            return False
        self._blocks.append(block)
        self._room -= size
        return True

    def add_table(
        self, heading: str, columns: Row, rows: Iterable[Row], *, reserve: int = 0, fold: str | None = None
    ) -> int:
        """Add a table with as many whole rows as fit; return how many. `fold` is what a folded one is called."""
        frame = length(heading) + length(fold or "") + 200
        spare = self._room - reserve - frame
        kept = fitting(rows, spare)
        if not kept:
            return 0
        block = "\n\n".join(filter(None, [heading, "\n".join(table(columns, kept))]))
        return len(kept) * self.add(folded(fold, block) if fold is not None else block, reserve=reserve)

    def text(self) -> str:
        """Return the page."""
        return "\n\n".join(self._blocks)


def folded(summary: str, block: str) -> str:
    """Return a block that unfolds by a click; `summary` must be words of our own."""
    return f"<details><summary>{summary}</summary>\n\n{block}\n\n</details>"


def add_posts(
    page: BudgetedMarkdown, posts: Sequence[Section], *, reserve: int, see: str = "the report of the run"
) -> None:
    """Add a table for each post, the first ones open, and how many rows there was no room for; `see` has them."""
    left = shown = done = 0
    while done < len(posts) and shown < OPEN_ROWS:
        fits = _add_post(page, posts[done], reserve)
        shown += fits
        left += posts[done].size - fits
        done += 1
    inner = BudgetedMarkdown(page.room - reserve - 100)
    inside = 0
    for post in posts[done:]:
        fits = _add_post(inner, post, 0)
        inside += fits > 0
        left += post.size - fits
    if inside:
        page.add(folded(counted(inside, "more post"), inner.text()))
    if left:
        page.add(f"… and **{left:,} more**: see {see}.")


def _add_post(page: BudgetedMarkdown, post: Section, reserve: int) -> int:
    if page.room - reserve < SMALLEST_TABLE:
        return 0
    return page.add_table(post.heading, post.columns, post.rows, reserve=reserve)

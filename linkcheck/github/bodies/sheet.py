"""A page of Markdown that never grows beyond its limit: what does not fit is counted instead."""

from __future__ import annotations

from collections.abc import Iterable

from linkcheck.report.markdown import length, table

LIMIT = 60_000
"""Characters of a body. GitHub takes 65,536; the rest is for the hidden state and for other ways to count."""

Row = tuple[str, ...]


class Sheet:
    """Collects blocks, a blank line between each two."""

    def __init__(self, limit: int = LIMIT) -> None:
        """Begin an empty page."""
        self._blocks: list[str] = []
        self._room = limit

    @property
    def room(self) -> int:
        """How many characters are left."""
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
        kept: list[Row] = []
        for row in rows:
            spare -= length(" | ".join(row)) + 5
            if spare < 0:
                break
            kept.append(row)
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

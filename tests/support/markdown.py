"""What GitHub makes of a piece of Markdown: its cells, its code, and what it would act upon."""

from __future__ import annotations

import re

ACTS = re.compile(r"[@<>#*~`\[\]\\&]|://|www\.|__")
"""Mentions, numbers, HTML, links and emphasis."""


def cells(line: str) -> int:
    """Count the cells of a row as GitHub does: a pipe ends a cell wherever it stands, unless escaped."""
    return len(re.findall(r"(?<!\\)\|", line)) - 1


def outside_code(text: str) -> str:
    """Return what is left of Markdown when its code spans and link targets are taken out, as CommonMark reads them."""
    return re.sub(r"(?<!`)(`+)(?!`)(.*?)(?<!`)\1(?!`)", "", text)

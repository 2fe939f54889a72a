"""Many spans made few: sorted, disjoint, and together covering the same bytes."""

from __future__ import annotations

from collections.abc import Iterable

from linkcheck.model import Span


def union(spans: Iterable[Span]) -> tuple[Span, ...]:
    """Return the spans in order, those that overlap or touch made one."""
    return tuple(Span(start, end) for start, end in joined((span.start, span.end) for span in spans))


def joined(spans: Iterable[tuple[int, int]]) -> list[tuple[int, int]]:
    """Do the same for spans that are pairs of start and end."""
    result: list[tuple[int, int]] = []
    for start, end in sorted(spans):
        if result and start <= result[-1][1]:
            result[-1] = result[-1][0], max(result[-1][1], end)
        else:
            result.append((start, end))
    return result

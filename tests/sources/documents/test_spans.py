"""Spans that are joined cover what they covered."""

from __future__ import annotations

from itertools import pairwise

from hypothesis import given
from hypothesis import strategies as st

from linkcheck.model import Span
from linkcheck.sources.documents.spans import joined, union

SPANS = st.lists(st.tuples(st.integers(0, 30), st.integers(0, 9)).map(lambda span: (span[0], sum(span))))


@given(SPANS)
def test_joined_spans_cover_the_same_bytes(spans: list[tuple[int, int]]) -> None:
    """They are in order, and between two of them lies at least a byte."""
    found = joined(spans)
    assert {place for span in found for place in range(*span)} == {place for span in spans for place in range(*span)}
    assert all(end < start for (_, end), (start, _) in pairwise(found))
    assert union(Span(*span) for span in spans) == tuple(Span(*span) for span in found)

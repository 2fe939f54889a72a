"""Lines and columns: for people, so in characters."""

from __future__ import annotations

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from linkcheck.model import Position, Span
from linkcheck.sources.documents.line_index import LineIndex


@given(st.lists(st.sampled_from(["a", "é", "中", "🎈", "\n", "\r\n", "\r"]), max_size=50).map("".join))
def test_positions_are_those_of_the_decoded_text(text: str) -> None:
    """The place of every character is what splitting the text at its line ends gives."""
    places = LineIndex(text.encode())
    lines = re.split(r"\r\n|\r|\n", text)
    offset = 0
    for number, line in enumerate(lines, 1):
        for column, character in enumerate(line, 1):
            assert places.position(offset) == Position(number, column)
            offset += len(character.encode())
        offset += 2 if text.encode()[offset : offset + 2] == b"\r\n" else 1


def test_a_byte_order_mark_has_no_column() -> None:
    """Editors hide it, so the first visible character is the first."""
    places = LineIndex(b"\xef\xbb\xbfab\nc")
    assert [places.position(offset) for offset in (0, 3, 4, 6)] == [
        Position(1, 1),
        Position(1, 1),
        Position(1, 2),
        Position(2, 1),
    ]


def test_a_line_has_its_ending() -> None:
    """A line behind the last one is empty."""
    places = LineIndex(b"a\r\nb")
    assert [places.line_span(line) for line in (1, 2, 3)] == [Span(0, 3), Span(3, 4), Span(4, 4)]


@pytest.mark.parametrize("order", [1, -1])
def test_one_long_line_is_counted_once(order: int) -> None:
    """A hundred thousand places in a line of 200 kB would take minutes if each were counted from its beginning."""
    places = LineIndex("é".encode() * 100_000)
    for character in range(0, 100_000, 7)[::order]:
        assert places.position(character * 2) == Position(1, character + 1)

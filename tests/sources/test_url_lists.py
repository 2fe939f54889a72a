"""Lists of URLs: each place is told, each bad line costs itself, and a list of any length is read in bounded memory."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator

import pytest
from hypothesis import given
from hypothesis import strategies as st

from linkcheck.model import LinkcheckError, Quoting
from linkcheck.sources.url_lists import AT_ONCE, LONGEST, csv_lines, extractions, plain_lines

URLS = st.lists(st.from_regex(r"https://[a-zé]{1,9}\.org/[ -~é]{0,9}[!-~]", fullmatch=True), max_size=6)


def told(data: bytes) -> list[tuple[int, int, str]]:
    """Return line, column and text of each line of a plain list."""
    return [(line.position.line, line.position.column, line.text) for line in plain_lines(io.BytesIO(data), "list")]


def test_places_and_comments() -> None:
    """Blank lines and comments hold nothing; blanks at either end belong to no URL; a BOM moves nothing."""
    data = b"\xef\xbb\xbf# a comment\r\n\r\n  https://a.org/ \r\nhttps://b.org/#c"
    assert told(data) == [(3, 3, "https://a.org/"), (4, 1, "https://b.org/#c")]
    spans = [line.span for line in plain_lines(io.BytesIO(data), "list")]
    assert [data[span.start : span.end] for span in spans] == [b"https://a.org/", b"https://b.org/#c"]


def test_bad_lines_cost_themselves() -> None:
    """What has no scheme, is no UTF-8 or has no end is a problem at its place, and no reference."""
    long = b"https://a.org/" + b"x" * (3 * LONGEST)
    data = b"\n".join((b"a.org/x", b"localhost:80/x", rb"C:\x", b"std::iter", b"https://\xff", long, b"https://b.org/"))
    (extraction,) = extractions(plain_lines(io.BytesIO(data), "list"), "list")
    assert [(one.path, one.position.line, one.position.column) for one in extraction.problems] == [
        ("list", number, 1) for number in range(1, 7)
    ]
    assert [(one.destination, one.position.line) for one in extraction.references] == [("https://b.org/", 7)]
    assert {one.quoting for one in extraction.references} == {Quoting.FIXED}


def test_utf16_is_refused() -> None:
    """Windows' own shell writes it, and every line would be a bad one."""
    with pytest.raises(LinkcheckError, match="UTF-16"):
        told("https://a.org/\n".encode("utf-16"))


@given(URLS, st.sampled_from([",", ";", "\t"]), st.sampled_from(["\n", "\r\n"]))
def test_csv_is_read_as_it_is_written(urls: list[str], delimiter: str, end: str) -> None:
    """Whatever stands in the other columns, each URL comes back with its own place."""
    text = io.StringIO()
    rows = csv.writer(text, delimiter=delimiter, lineterminator=end)
    rows.writerow(["title", "URL", "n"])
    rows.writerows(['two "words",\nand a line; more', url, number] for number, url in enumerate(urls))
    lines = list(csv_lines(io.BytesIO(text.getvalue().encode()), "list.csv", "url"))
    assert [(line.text, line.position.line) for line in lines] == [
        (url, 2 + 2 * number) for number, url in enumerate(urls)
    ]


def test_places_in_csv() -> None:
    """A URL on a line of its own row has its column; a row without one, or with an empty one, holds nothing."""
    data = b"id,url\n1,https://a.org/\n2\n3,\n"
    (line,) = csv_lines(io.BytesIO(data), "list.csv", "url")
    assert (line.position.line, line.position.column) == (2, 3)
    assert data[line.span.start : line.span.end] == b"https://a.org/"


def test_a_quote_that_nobody_closed_ends_a_csv() -> None:
    """What follows may mean anything; what stands before is read, and memory stays bounded."""
    data = b'url\nhttps://a.org/\n"https://b.org/' + b"\nx" * LONGEST
    (extraction,) = extractions(csv_lines(io.BytesIO(data), "list.csv", "url"), "list.csv")
    assert [one.destination for one in extraction.references] == ["https://a.org/"]
    assert ["no CSV from here on" in one.message for one in extraction.problems] == [True]


def test_a_column_that_is_not_there() -> None:
    """The columns that are there are told."""
    with pytest.raises(LinkcheckError, match=r"no column 'url' but link, title; --url-column"):
        list(csv_lines(io.BytesIO(b"link,title\n"), "list.csv", "url"))


class Endless(io.RawIOBase):
    """A list without end, which counts its lines."""

    def __init__(self) -> None:
        self.lines = 0

    def readline(self, size: int | None = -1, /) -> bytes:
        """Return one more line."""
        self.lines += 1
        return b"https://a.org/%d\n" % self.lines


def test_a_list_is_read_bit_by_bit() -> None:
    """Whoever takes a batch has what stands in it, and nothing behind it is read."""
    endless = Endless()
    batches: Iterator[object] = extractions(plain_lines(endless, "list"), "list")  # type: ignore[arg-type]
    next(batches)
    assert endless.lines == AT_ONCE

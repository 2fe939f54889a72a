"""The data block says what the report says, however it is packed."""

from __future__ import annotations

import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from linkcheck.model import Flag, Report
from linkcheck.report import Context
from linkcheck.report.html.data import FLAGS, data_block
from linkcheck.report.html.display import line_of, marked
from linkcheck.report.html.packing import MOST_LINES
from tests.support.large_report import many
from tests.support.sample_report import SAMPLE, reference


def unpacked(columns: dict[str, Any]) -> list[dict[str, Any]]:
    """Return rows, as the page's script makes them."""
    full = {name: _full(column) for name, column in columns.items()}
    return [dict(zip(full, row, strict=True)) for row in zip(*full.values(), strict=True)]


def _full(column: Any) -> list[Any]:
    if isinstance(column, list):
        return column
    pairs = zip(column["runs"][::2], column["runs"][1::2], strict=True)
    return [value for value, size in pairs for _ in range(size)]


@pytest.mark.parametrize("report", [SAMPLE, many(500, 3)], ids=["sample", "many"])
def test_nothing_is_lost_in_packing(report: Report) -> None:
    """Every link, place and problem comes out as it went in."""
    data = json.loads(data_block(report, Context()))
    words, posts = data["words"], data["posts"]
    links = unpacked(data["links"])
    assert [link["url"] for link in links] == [one.target.url for one in report.findings]
    assert [words[link["reason"]] for link in links] == [one.verdict.reason for one in report.findings]
    assert [len(link["strikes"]) for link in links] == [
        len(one.past.strikes) if one.past else 0 for one in report.findings
    ]
    places = {
        (posts[row["post"]][0], row["line"], row["column"], links[row["link"]]["url"])
        for row in unpacked(data["places"])
    }
    assert places == {
        (row.reference.path, row.reference.position.line, row.reference.position.column, row.url)
        for row in report.rows
        if row.url
    }
    problems = sorted((posts[row["post"]][0], row["line"], _message(row, words)) for row in unpacked(data["problems"]))
    assert problems == sorted((one.path, one.position.line, one.message) for one in report.problems)


def _message(row: dict[str, Any], words: list[str]) -> str:
    message: str = words[row["message"]]
    return message if row["named"] < 0 else message.replace("[]", f"[{words[row['named']]}]", 1)


def test_lines_of_dead_links_find_room_first(large: Report) -> None:
    """In a long report the lines of notes are left out before those of dead links."""
    data = json.loads(data_block(large, Context()))
    links, places = unpacked(data["links"]), unpacked(data["places"])
    dead = list(data["states"]).index("dead")
    assert all(row["shown"] >= 0 for row in places if links[row["link"]]["state"] == dead)
    assert len("".join(str(part) for line in data["lines"] for part in line)) <= MOST_LINES


def test_every_flag_has_its_words() -> None:
    """A new flag is named before it can be shown."""
    assert set(FLAGS) == set(Flag)


@pytest.mark.parametrize(
    ("line", "column", "destination", "mark"),
    [
        ("[1]: http://a.example/ 'x'", 6, "http://a.example/", "http://a.example/"),
        ("moved [1]: http://a.example/", 6, "http://a.example/", "http://a.example/"),
        ("[1]: http://a.example/?a&amp;b", 6, "http://a.example/?a&b", "http://a.example/?a&a"),
        ("[1]: /é/b", 6, "/x/", "/é"),
        ("short", 40, "http://a.example/", ""),
        ("", 1, "", ""),
    ],
)
def test_the_destination_is_marked(line: str, column: int, destination: str, mark: str) -> None:
    """Where it stands as written; else where its place and its size say."""
    quoted = line_of(line, reference("a.md", 1, destination, column=column))
    assert quoted is not None
    assert quoted.mark == mark


@pytest.mark.parametrize(
    ("column", "mark"),
    [(301, "http://a.example/"), (121, "http://a.example/"), (600, None), (111, None), (100, None), (1, None)],
)
def test_the_mark_of_a_long_line_stands_where_the_place_is(column: int, mark: str | None) -> None:
    """What is left out before an excerpt counts; a place outside of it is not quoted, and no other words are."""
    whole = "w" * 120 + "http://a.example/" + " words " * 23 + "  http://a.example/" + " words" * 100
    assert whole.index("http", 200) == 300
    begins = 110
    text = f"…{whole[begins + 1 : begins + 399]}…"
    line = marked(text, column, len("http://a.example/"), begins)
    assert (line and line.mark) == mark


@given(st.text(max_size=300), st.integers(1, 320), st.integers(0, 50))
def test_any_line_can_be_marked(line: str, column: int, size: int) -> None:
    """Whatever the file held; nothing longer than a glance comes out."""
    quoted = marked(line, column, size)
    assert quoted is None or len(quoted.mark.encode("utf-8", "surrogatepass")) <= 10 * max(size, 1)

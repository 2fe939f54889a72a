"""What a report quotes of the documents."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from linkcheck.model import (
    Dialect,
    Extraction,
    Finding,
    Level,
    Position,
    Problem,
    Reason,
    Rule,
    Span,
    State,
    Target,
    Verdict,
)
from linkcheck.run.snippets import LONGEST, excerpt, lines, posts
from linkcheck.sources.extraction import Source, digest, extract_file

DEAD = Verdict(State.DEAD, Reason.GONE, "404")
ALIVE = Verdict(State.ALIVE, Reason.OK, "200")


def source(folder: Path, data: bytes, name: str = "post.md") -> Source:
    """Write a post and extract it."""
    (folder / name).write_bytes(data)
    read, _ = extract_file(folder / name, folder, Dialect())
    assert read is not None
    return read


def texts(sources: list[Source], findings: list[Finding], problems: Sequence[Problem]) -> dict[tuple[str, int], str]:
    """Return the lines that are quoted."""
    return {place: quoted.text for place, quoted in lines(sources, findings, problems).items()}


def found(read: Source, verdict: Verdict) -> list[Finding]:
    """Return a finding for each reference."""
    return [Finding(Target(one.destination, (one,)), verdict) for one in read.extraction.references]


@pytest.mark.parametrize("newline", [b"\n", b"\r\n", b"\r"], ids=["LF", "CRLF", "CR"])
@pytest.mark.parametrize("mark", [b"", b"\xef\xbb\xbf"], ids=["", "BOM"])
def test_a_line_is_the_one_that_a_position_names(tmp_path: Path, newline: bytes, mark: bytes) -> None:
    """Whatever ends lines, and whatever stands before the first."""
    written = ["[a](http://a.example/) caf\u00e9", "", "words", "> [b]: <http://b.example/>\f\u2028 [b]"]
    read = source(tmp_path, mark + newline.join(line.encode() for line in written))
    told = texts([read], found(read, DEAD), ())
    assert told == {("post.md", line): written[line - 1] for _, line in told}
    assert ("post.md", 1) in told


def test_what_is_well_is_not_quoted(tmp_path: Path) -> None:
    """Nor is a note; a warning is, where no link stands at all."""
    read = source(tmp_path, b"[a](http://a.example/)\n\nwords\n")
    told = [
        Problem(Rule.BAD_ENCODING, level, "post.md", Position(line, 1), Span(0, 0), "odd")
        for level, line in [(Level.NOTE, 1), (Level.WARNING, 3), (Level.ERROR, 99)]
    ]
    assert texts([read], found(read, ALIVE), told) == {("post.md", 3): "words"}


def test_a_file_that_changed_is_not_quoted(tmp_path: Path) -> None:
    """Its lines are not those that were judged; nor are those of a file that is gone."""
    read = source(tmp_path, b"[a](http://a.example/)\n")
    (tmp_path / "post.md").write_bytes(b"\n[a](http://a.example/)\n")
    assert texts([read], found(read, DEAD), ()) == {}
    (tmp_path / "post.md").unlink()
    assert texts([read], found(read, DEAD), ()) == {}


def test_bytes_that_are_not_utf_8_are_escapes(tmp_path: Path) -> None:
    """A line in Latin-1 is quoted as far as it can be read."""
    read = source(tmp_path, b"caf\xe9 [a](http://a.example/)\n")
    assert texts([read], found(read, DEAD), ()) == {("post.md", 1): "caf\\xe9 [a](http://a.example/)"}


@given(st.text(max_size=900), st.integers(1, 900))
def test_a_quote_is_never_long(line: str, column: int) -> None:
    """A short line is whole; of a long one there is as much as may be."""
    quoted = excerpt(line, column).text
    assert quoted == line if len(line) <= LONGEST else len(quoted) == LONGEST


def test_a_long_line_is_quoted_around_its_fault() -> None:
    """What is cut off is marked."""
    line = "word " * 200 + "[a](http://a.example/)" + " word" * 200
    quoted = excerpt(line, 1001).text
    assert "[a](http://a.example/)" in quoted
    assert (quoted[0], quoted[-1]) == ("…", "…")
    assert excerpt(line, 1).text[0] == "w"
    assert excerpt(line, len(line)).text[-1] == "d"


@pytest.mark.parametrize("before", range(100, 140))
def test_no_cut_lets_a_password_out(before: int) -> None:
    """A URL that is cut in two would not be known for one that holds a secret."""
    line = "http://me:verysecret@a.example/" + " word" * 200 + " http://me:verysecret@b.example/" + "x" * 400
    for column in (1 + before, 200 + before, 1032 + before):
        assert "secret" not in excerpt(line, column).text


@pytest.mark.parametrize(
    ("front_matter", "title"),
    [
        ({"title": " Salt \n& ships "}, "Salt & ships"),
        ({"Title": "Salt"}, "Salt"),
        ({"title": 1984}, "1984"),
        ({"title": date(2020, 1, 2)}, "2020-01-02"),
        ({"title": ""}, None),
        ({"title": None}, None),
        ({"title": ["a"]}, None),
        ({}, None),
    ],
)
def test_a_title_is_what_readers_see(front_matter: dict[str, object], title: str | None) -> None:
    """Whatever its author's YAML made of it."""
    read = Source(Path("a.md"), "2019-05-06-a.md", digest(b""), Extraction((), front_matter=front_matter))
    (post,) = posts([read])
    assert (post.path, post.date, post.title) == ("2019-05-06-a.md", date(2019, 5, 6), title)

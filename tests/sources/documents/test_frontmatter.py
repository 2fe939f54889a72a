"""Front matter: its data by the format's own parser, its URIs by byte, its faults by line."""

from __future__ import annotations

import json
import tomllib
from collections.abc import Iterator, Mapping
from datetime import UTC, date, datetime, timedelta, timezone
from pathlib import Path

import pytest
import yaml
from hypothesis import example, given
from hypothesis import strategies as st

from linkcheck.model import Dialect, Document, Level, Problem, Quoting, Reference, Rule, YamlReader
from linkcheck.sources.documents.encode import encode
from linkcheck.sources.documents.frontmatter import FrontMatter, read
from linkcheck.sources.documents.line_index import LineIndex
from linkcheck.sources.front_matter import find
from tests.support import paths

CASES = paths.CASES / "documents" / "frontmatter"
FILES = sorted(path for path in CASES.glob("*") if path.suffix not in (".expected", ".libyaml"))
GOOD = [path for path in FILES if not path.stem.startswith("bad-")]
NEW = "https://archive.example/web/2020/http://x.org/(a?b=1&c=%20"


def front_matter(data: bytes, reader: YamlReader = YamlReader.STRICT) -> FrontMatter:
    return read(Document("post.md", data), LineIndex(data), Dialect(yaml=reader))


def line(item: Reference | Problem) -> str:
    if isinstance(item, Problem):
        return f"problem {item.position.line}:{item.position.column} {item.message}\n"
    return f"{item.position.line}: {item.quoting} {item.destination}\n"


@pytest.mark.parametrize("reader", [YamlReader.STRICT, YamlReader.LIBYAML])
@pytest.mark.parametrize("path", FILES, ids=lambda path: path.stem)
def test_uris_and_faults_are_found(path: Path, reader: YamlReader) -> None:
    """Each case lists its URIs, its problems, and the line that its body begins on; `.libyaml` where that differs."""
    data = path.read_bytes()
    found = front_matter(data, reader)
    body = f"body {LineIndex(data).line_of(found.end)}\n"
    own = path.with_name(f"{path.name}.{reader}")
    expected = (own if own.exists() else path.with_name(f"{path.name}.expected")).read_text(encoding="utf-8")
    assert "".join([*map(line, found.references), *map(line, found.problems)]) + body == expected
    assert all(problem.rule is Rule.BAD_FRONT_MATTER and problem.level is Level.ERROR for problem in found.problems)


def strings(data: object) -> Iterator[str]:
    """Yield all strings of parsed data in order."""
    match data:
        case str():
            yield data
        case Mapping():
            for inner in data.values():
                yield from strings(inner)
        case list():
            for inner in data:
                yield from strings(inner)
        case _:
            pass


def parsed(data: bytes) -> list[str]:
    """Return the strings of a front matter as its format's own parser gives them."""
    text = data.removeprefix(b"\xef\xbb\xbf").decode("utf-8", "replace").strip().replace("\r\n", "\n") + "\n"
    if text.startswith("+++"):
        return list(strings(tomllib.loads(text.split("+++\n")[1])))
    if text.startswith("---"):
        return list(
            strings(yaml.load(text[4:].replace("\n...\n", "\n---\n").split("\n---\n")[0], Loader=yaml.CSafeLoader))
        )
    return list(strings(json.JSONDecoder().raw_decode(text, text.index("{"))[0]))


@pytest.mark.parametrize("path", GOOD, ids=lambda path: path.stem)
def test_only_the_one_value_changes(path: Path) -> None:
    """Another URL at a span changes that value for the format's own parser, and no other."""
    data = path.read_bytes()
    for reference in front_matter(data).references:
        new = encode(NEW, reference.quoting)
        assert (new is None) == (reference.quoting is Quoting.FIXED)
        if new is None:
            continue
        before, after = parsed(data), parsed(data[: reference.span.start] + new + data[reference.span.end :])
        changed = [(old, value) for old, value in zip(before, after, strict=True) if old != value]
        assert changed == [(reference.destination, NEW)]


def test_dates_are_dates() -> None:
    """YAML and TOML both know dates, with and without a time and a zone."""
    assert front_matter(b"---\ndate: 2016-06-30\n---\n").data["date"] == date(2016, 6, 30)
    local = datetime(2024, 6, 9, 9, 57, 33, tzinfo=timezone(timedelta(hours=2)))
    assert front_matter(b"---\ndate: 2024-06-09T09:57:33+02:00\n---\n").data["date"] == local
    universal = datetime(2020, 1, 2, 3, 4, 5, tzinfo=UTC)
    assert front_matter(b"+++\ndate = 2020-01-02T03:04:05Z\n+++\n").data["date"] == universal


def test_the_rest_of_a_post_with_an_impossible_date_is_known() -> None:
    """One bad value takes nothing else down; it stays as it is written."""
    assert front_matter(b"---\ndate: 2016-06-31\ntitle: x\ndraft: true\n---\n").data == {
        "date": "2016-06-31",
        "title": "x",
        "draft": True,
    }


def test_a_huge_front_matter_is_not_read() -> None:
    """A megabyte of metadata is an attack or an accident; the body behind it is still read."""
    data = b"---\n" + b"a: b\n" * 300_000 + b"---\nBody\n"
    found = front_matter(data)
    assert found.end == len(data) - 5
    assert [problem.message for problem in found.problems] == [
        "front matter is larger than 1,048,576 bytes and is not read"
    ]


def test_many_places_in_text_beyond_ascii() -> None:
    """Offsets of characters become offsets of bytes, each in its own line."""
    data = "---\n{}---\n".format("".join(f"é{n}: 'https://a.org/ü/{n}'\n" for n in range(2_000))).encode()
    for number, reference in enumerate(front_matter(data).references):
        assert data[reference.span.start : reference.span.end].decode() == f"https://a.org/ü/{number}"
        assert reference.position.line == number + 2


FENCES = ("---\n", "+++\n", "{", "}", "[", "]", '"', "'", ":", ": ", "a", "url", "=", "\n", "  ", "- ", "&a ",
          "*a", "<<: *a\n", "https://a.org", "#", "|", ">", "\\", ",", "2016-06-31", "!!int ", "é", "\t",
          "<!--{", "-->", "...\n", "0x", "1e999")  # fmt: skip


@given(
    st.sampled_from(["---\n", "+++\n", "{", "<!--{", ""]),
    st.lists(st.sampled_from(FENCES), max_size=30).map("".join),
    st.sampled_from(["\n---\n", "\n+++\n", "}", "}-->", ""]),
)
@example("---\n", "!!timestamp x", "\n---\n")
@example("---\n", "!!float x", "\n---\n")
@example("---\n", "a: !!int ''", "\n---\n")
@example("---\n", "a: !!bool x", "\n---\n")
@example("---\n", "!!set {a, b}: !!binary x", "\n---\n")
@example("---\n", "a: 0x_", "\n---\n")
@example("+++\n", "a = 1979-13-45", "\n+++\n")
def test_any_text_is_read_or_a_problem(opening: str, text: str, closing: str) -> None:
    """Nothing is raised, and each reference's bytes lie in the front matter."""
    data = (opening + text + closing).encode()
    found = front_matter(data)
    assert 0 <= found.end <= len(data)
    for reference in found.references:
        assert 0 < reference.span.start < reference.span.end <= found.end
    block = find(data)
    if block is not None and block.fault is None:
        block.read(data[block.text.start : block.text.end].decode(), as_written=True)


@pytest.mark.parametrize("opening", ["---\n", "+++\n", "---\n{", '{"a":', "+++\na = "])
@pytest.mark.parametrize(
    "piece",
    [
        "[",
        "{",
        "{a: ",
        "- ",
        "? ",
        "&a ",
        '"',
        "'",
        "a: b\n",
        "[[a]]\n",
        "a.",
        "{a=",
        "'''",
        '"""',
        "\n",
        "*a ",
        "| ",
        "#",
        "\\",
    ],
)
def test_hostile_text_by_the_thousand_ends(opening: str, piece: str) -> None:
    """A square of 10,000 pieces, or a parser that calls itself as deep, would show here."""
    data = (opening + piece * 10_000 + "\n" + opening[:3] + "\n").encode()
    assert front_matter(data).end <= len(data)


@pytest.mark.parametrize("opening", ["+++\na = ", '+++\na = """', '{"a":'])
@pytest.mark.parametrize("piece", ['\\"', '\\"""', "\\'''"])
def test_strings_that_are_not_closed_are_read_once(opening: str, piece: str) -> None:
    """A reader that tries again at each of 50,000 quotes takes minutes."""
    found = front_matter((opening + piece * 50_000 + f"\n{opening[:3]}\n").encode())
    assert len(found.problems) == 1
    assert found.references == ()

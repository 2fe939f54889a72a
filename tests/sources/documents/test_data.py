"""Files of data: their addresses by byte, held against the formats' own parsers."""

from __future__ import annotations

import json
import re
import tomllib
from collections.abc import Iterator, Mapping
from pathlib import Path

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

from linkcheck.model import Document, Extraction, Level, Quoting, Rule, Syntax
from linkcheck.sources import documents
from linkcheck.sources.documents.data import LARGEST
from linkcheck.sources.documents.encode import encode
from tests.support import paths
from tests.support.dialects import PLAIN

CASES = paths.CASES / "documents" / "data"
FILES = sorted(CASES.iterdir())
GOOD = [file for file in FILES if not file.name.startswith("bad-")]
BAD = {
    "bad-bomb.yaml": "6:24 YAML: holds more than 500,000 values",
    "bad-comma.json": "2:10 JSON: Expecting value",
    "bad-key.toml": "2:1 TOML: Invalid statement",
    "bad-nesting.json": "1:51 JSON: is nested more than 50 levels deep",
    "bad-nesting.yaml": "1:51 YAML: is nested more than 50 levels deep",
    "bad-tab.yml": "2:1 YAML: found a tab character that violates indentation",
}
NOT_CHECKED = "the links in this file are not checked: it is not good "
NEW = "https://archive.example/web/2020/http://x.org/(a?b=1&c=%20"
SENTINEL = re.compile(r"https?://(?:yes|off)\.example\.org/\S*", re.IGNORECASE)


def extract(path: Path, data: bytes) -> Extraction:
    return documents.extract(Document(path.name, data), PLAIN)


def strings(data: object) -> Iterator[str]:
    """Yield all strings of parsed data in order; keys are none."""
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


def parsed(path: Path, data: bytes) -> list[str]:
    """Return the strings as the format's own parser gives them; an alias of YAML is written out."""
    text = data.decode("utf-8-sig")
    match path.suffix:
        case ".toml":
            return list(strings(tomllib.loads(text)))
        case ".json":
            return list(strings(json.loads(text)))
        case _:
            return list(strings(next(yaml.load_all(text, Loader=yaml.CSafeLoader), None)))


@pytest.mark.parametrize("path", GOOD, ids=lambda path: path.name)
def test_each_sentinel_is_found_and_nothing_else(path: Path) -> None:
    """The values that are addresses for the format's own parser are those that are found, in their order."""
    data = path.read_bytes()
    found = extract(path, data)
    assert found.problems == ()
    destinations = [reference.destination for reference in found.references]
    expected = [text for text in parsed(path, data) if SENTINEL.fullmatch(text)]
    if path.name == "links.yaml":
        expected.remove("https://yes.example.org/anchored")  # stands there once, and is meant twice
    assert sorted(destinations) == sorted(expected)
    assert {reference.syntax for reference in found.references} <= {Syntax.DATA}
    for reference in found.references:
        assert reference.disabled == ("off." in reference.destination)
        assert reference.position.line == data[: reference.span.start].count(b"\n") + 1


@pytest.mark.parametrize("path", GOOD, ids=lambda path: path.name)
def test_only_the_one_value_changes(path: Path) -> None:
    """Another URL at a span changes that value for the format's own parser, and no other."""
    data = path.read_bytes()
    for reference in extract(path, data).references:
        new = encode(NEW, reference.quoting)
        assert (new is None) == (reference.quoting is Quoting.FIXED)
        if new is not None:
            after = parsed(path, data[: reference.span.start] + new + data[reference.span.end :])
            changed = [pair for pair in zip(parsed(path, data), after, strict=True) if pair[0] != pair[1]]
            assert changed == [(reference.destination, NEW)]


@pytest.mark.parametrize("name", BAD)
def test_what_cannot_be_read_costs_its_file(name: str) -> None:
    """It has no links, and a warning that says where the reader stopped."""
    found = extract(CASES / name, (CASES / name).read_bytes())
    assert found.references == ()
    (problem,) = found.problems
    where = f"{problem.position.line}:{problem.position.column}"
    assert f"{where} {problem.message.removeprefix(NOT_CHECKED)}" == BAD[name]
    assert (problem.rule, problem.level) == (Rule.UNPARSED_DOCUMENT, Level.WARNING)


def test_each_bad_case_is_expected() -> None:
    """No file of cases is passed over."""
    assert {file.name for file in FILES} - {file.name for file in GOOD} == set(BAD)


@pytest.mark.parametrize("suffix", sorted(documents.DATA))
def test_a_large_file_is_not_read(suffix: str) -> None:
    """A file that a program exported costs nothing."""
    (problem,) = extract(Path(f"a{suffix}"), b" " * (LARGEST + 1)).problems
    assert problem.message == "the links in this file are not checked: it is larger than 4 MiB"


PIECES = (
    '{"', '": "', '"', "[", "]", "{", "}", ", ", ": ", "- ", "\n", "  ", "https://a.org/", "'", "\\u00e9", "\\", "é",
    "a = ", "[a]\n", "#", "&a ", "*a", "|\n ", "\ufeff", "\t", "\r\n", "---\n",
)  # fmt: skip


@given(st.sampled_from(sorted(documents.DATA)), st.lists(st.sampled_from(PIECES), max_size=30).map("".join))
def test_any_text_is_read_or_a_problem(suffix: str, text: str) -> None:
    """Spans lie in the file and hold what was found, whatever stands there; bytes that are no UTF-8 too."""
    for data in (text.encode(), text.encode("utf-8").replace(b"\xc3", b"\xff")):
        found = extract(Path(f"a{suffix}"), data)
        for reference in found.references:
            assert b"://" in data[reference.span.start : reference.span.end].replace(b"\\u003a", b":")

"""Notebooks: the links of their Markdown cells, exact to the byte of the JSON around them."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from linkcheck.model import Document, Extraction, Quoting, Rule
from linkcheck.sources import documents
from linkcheck.sources.documents.encode import encode
from linkcheck.sources.documents.markdown import extract as extract_markdown
from linkcheck.sources.documents.notebook import DIALECT
from linkcheck.sources.front_matter.json_metadata import MOST_STRINGS
from tests.support import paths
from tests.support.dialects import HUGO

CASES = paths.CASES / "documents" / "notebook"
FILES = sorted(CASES.iterdir())
WHOLE = [file for file in FILES if not file.name.startswith(("bad-", "no-", "crossing"))]
BAD = {
    "bad-git-lfs.ipynb": "1:1 Expecting value",
    "bad-not-json.ipynb": "2:72 Expecting ',' delimiter",
    "bad-twice.ipynb": "2:71 key 'source' stands there twice",
}
SENTINELS = {
    "/heading", "/inline", "/image.png", "/auto", "/bare", "/ü😀", "/html", "/html.png", "/definition",
    "/no-front-matter", "/badge.svg", "/badge", "/angle", "/other-cell", "/backslash", "/quoted",
}  # fmt: skip
NEW = "https://archive.example/web/2020/http://x.org/a?b=1&c=%20"


def extract(data: bytes) -> Extraction:
    return documents.extract(Document("a.ipynb", data), HUGO)


def cells(data: bytes) -> list[str]:
    """Return the texts of the Markdown cells as a JSON parser gives them."""
    notebook = json.loads(data.decode("utf-8-sig"))
    sheets: list[Any] = notebook.get("worksheets", [notebook])
    found = [cell for sheet in sheets for cell in sheet["cells"] if cell["cell_type"] == "markdown"]
    return ["".join(cell["source"]) for cell in found]


@pytest.mark.parametrize("path", WHOLE, ids=lambda path: path.stem)
def test_each_sentinel_is_found_and_nothing_else(path: Path) -> None:
    """What stands in Markdown is found, and nothing in code, outputs, metadata, raw cells and math."""
    found = extract(path.read_bytes())
    assert found.problems == ()
    hosts = re.compile(r"https://(yes|off)\.example\.org(/.*)")
    seen = [hosts.fullmatch(each.destination) for each in found.references if each.destination.startswith("https:")]
    assert sorted(match[2] for match in seen if match) == sorted((*SENTINELS, "/x"))
    assert [each.destination for each in found.references if each.disabled] == ["https://off.example.org/x"]
    assert {each.label: each.used for each in found.references if each.label} == {"one": True, "other-cell": True}


@pytest.mark.parametrize("path", WHOLE, ids=lambda path: path.stem)
def test_only_the_one_destination_changes(path: Path) -> None:
    """Another URL at a span changes that destination of that cell for a JSON parser, and nothing else."""
    data = path.read_bytes()
    before = cells(data)
    for reference in extract(data).references:
        new = encode(NEW, reference.quoting)
        assert new is not None
        after = cells(data[: reference.span.start] + new + data[reference.span.end :])
        changed = [pair for pair in zip(before, after, strict=True) if pair[0] != pair[1]]
        ((was, now),) = changed
        written = json.loads(b'"%s"' % data[reference.span.start : reference.span.end])
        begins = [match.start() for match in re.finditer(re.escape(written), was)]
        assert now in [was[:begin] + new.decode() + was[begin + len(written) :] for begin in begins]


@pytest.mark.parametrize("path", WHOLE, ids=lambda path: path.stem)
def test_uses_have_places_in_the_file(path: Path) -> None:
    """A use of a definition is told where it stands in the file."""
    data = path.read_bytes()
    lines = data.decode("utf-8-sig").splitlines()
    (definition,) = (each for each in extract(data).references if each.label == "one")
    (use,) = definition.used_at
    assert lines[use.line - 1][use.column - 1 :].startswith("[label][one]")


def test_what_goes_over_two_strings_is_not_written_to() -> None:
    """Its bytes hold quotes and a comma of the JSON; what lies in one string beside it is written to."""
    data = (CASES / "crossing.ipynb").read_bytes()
    found = [(each.destination, each.quoting) for each in extract(data).references]
    assert found == [
        ("https://yes.example.org/crossing", Quoting.FIXED),
        ("https://yes.example.org/whole", Quoting.MARKDOWN),
        ("https://yes.example.org/after", Quoting.MARKDOWN),
    ]


@pytest.mark.parametrize("name", BAD)
def test_what_is_no_json_costs_its_file(name: str) -> None:
    """It has no links, and a warning that says where the parser stopped."""
    found = extract((CASES / name).read_bytes())
    (problem,) = found.problems
    assert found.references == ()
    assert problem.rule is Rule.UNPARSED_DOCUMENT
    where = f"{problem.position.line}:{problem.position.column}"
    words = problem.message.removeprefix("the links in this file are not checked: it is not good JSON: ")
    assert f"{where} {words}" == BAD[name]


def test_data_of_another_shape_has_no_cells() -> None:
    """JSON that is no notebook says nothing."""
    assert extract((CASES / "no-notebook.ipynb").read_bytes()) == Extraction(())


def test_labels_are_shared_by_the_cells() -> None:
    """A label that no cell defines is a fault, and so is one that no cell uses."""
    texts = [
        "[a][there] [b][nowhere]\n\n[here]: https://a.dev/\n",
        "[there]: https://b.dev/\n\n[Gone]: https://c.dev/\n",
    ]
    data = json.dumps({"cells": [{"cell_type": "markdown", "source": text} for text in texts]}).encode()
    found = extract(data)
    assert [(one.rule, data[one.span.start : one.span.end]) for one in found.problems] == [
        (Rule.UNDEFINED_REFERENCE, b"[b][nowhere]")
    ]
    assert {each.label: each.used for each in found.references} == {"here": False, "there": True, "Gone": False}


TEXTS = ("[a](", "https://a.org/", ")", "\n", "ü", "😀", "\\", '"', "/", "<", ">", "[b]: ", "[b]",
         "`", "\t", "\x01", "\ud83d")  # fmt: skip


@given(st.lists(st.lists(st.sampled_from(TEXTS), max_size=8).map("".join), max_size=6), st.booleans())
def test_a_cell_is_read_as_the_same_markdown(strings: list[str], ascii_only: bool) -> None:
    """The references are those of the joined text, and their bytes say the same for a JSON parser."""
    strings = [text.encode("utf-16", "surrogatepass").decode("utf-16", "replace") for text in strings]
    text = "".join(strings)
    data = json.dumps({"cells": [{"cell_type": "markdown", "source": strings}]}, ensure_ascii=ascii_only).encode()
    alone = extract_markdown(Document("a.md", b"<!-- -->\n\n" + text.encode()), DIALECT)
    found = extract(data)
    assert [each.destination for each in found.references] == [each.destination for each in alone.references]
    for each, same in zip(found.references, alone.references, strict=True):
        written = data[each.span.start : each.span.end].decode()
        if each.quoting is not Quoting.FIXED:
            meant = json.loads(f'"{written}"').encode()
            assert meant == (b"<!-- -->\n\n" + text.encode())[same.span.start : same.span.end]


def test_no_quoting_of_markdown_needs_an_escape_of_json() -> None:
    """What is written into a cell has neither quote nor backslash, whatever the URL holds."""
    for quoting in set(Quoting) - {Quoting.LATEX}:
        new = encode('https://a.org/"\\\n\x01ü', quoting)
        assert new is None or not set(b'"\\\n\x01') & set(new)


def test_a_notebook_of_millions_of_strings_is_not_read() -> None:
    """It would need a gigabyte."""
    (problem,) = extract(
        b'{"cells":[{"cell_type":"markdown","source":[' + b'"",' * (MOST_STRINGS + 1) + b'""]}]}'
    ).problems
    assert problem.message.endswith("holds more than 1,000,000 strings")

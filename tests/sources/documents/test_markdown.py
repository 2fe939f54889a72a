"""Markdown: which references are found, where, and what is wrong with definitions, dialect by dialect."""

from __future__ import annotations

from pathlib import Path

import pytest

from linkcheck.model import Dialect, Document, Extraction, Problem, Quoting, Reference
from linkcheck.sources.documents import encode, extract
from tests.support import paths
from tests.support.dialects import DIALECTS

CASES = paths.CASES / "documents" / "markdown"
FILES = sorted(CASES.glob("*/*.md"))
NEW = "https://archive.example/web/2020/http://x.org/?a=(1)&b=2"


def dialect(path: Path) -> Dialect:
    return DIALECTS[path.parent.name]


def line(entry: Reference | Problem, data: bytes) -> str:
    """Return a finding for people: place, kind, what is written there, and what it means if that is something else."""
    written = data[entry.span.start : entry.span.end].decode(errors="backslashreplace").replace("\n", "⏎")
    place = f"{entry.position.line}:{entry.position.column}"
    if isinstance(entry, Problem):
        return f"{place} {entry.rule} {written}\n"
    label = "" if entry.label is None else f" [{entry.label}]".replace("\n", "⏎")
    uses = "".join(f" {use.line}:{use.column}" for use in entry.used_at)
    used = "" if entry.used is None else f" used at{uses}" if entry.used else " unused"
    meaning = "" if entry.destination == written else f" means {entry.destination}"
    call = f" = {entry.call.name} {entry.call.argument}" if entry.call else ""
    off = " (off)" if entry.disabled else ""
    return f"{place} {entry.syntax} {entry.quoting}{label} {written}{meaning}{used}{call}{off}\n"


def listing(extraction: Extraction, data: bytes) -> str:
    entries: list[Reference | Problem] = [*extraction.references, *extraction.problems]
    return "".join(line(entry, data) for entry in entries)


@pytest.mark.parametrize("path", FILES, ids=lambda path: f"{path.parent.name}/{path.stem}")
def test_references_and_problems(path: Path) -> None:
    """Each case lists all that is found in it; what is not listed is no reference."""
    data = path.read_bytes().replace(b"\r\n", b"\n")
    expected = path.with_name(path.name + ".expected").read_text(encoding="utf-8")
    assert listing(extract(Document("post.md", data), dialect(path)), data) == expected


@pytest.mark.parametrize("path", FILES, ids=lambda path: f"{path.parent.name}/{path.stem}")
def test_line_ends_do_not_matter(path: Path) -> None:
    """With CRLF and a byte order mark the same is found at the same lines and columns."""
    data = path.read_bytes().replace(b"\r\n", b"\n")
    windows = b"\xef\xbb\xbf" + data.replace(b"\n", b"\r\n")
    found = listing(extract(Document("post.md", windows), dialect(path)), windows).replace("\r", "")
    assert found == listing(extract(Document("post.md", data), dialect(path)), data)


@pytest.mark.parametrize("path", FILES, ids=lambda path: f"{path.parent.name}/{path.stem}")
def test_only_the_one_destination_changes(path: Path) -> None:
    """Another URL at any span that is not fixed is read back there, and nothing else has become different."""
    before = Document("post.md", path.read_bytes())
    references = extract(before, dialect(path)).references
    for index, reference in enumerate(references):
        new = encode(NEW, reference)
        assert (new is None) == (reference.quoting is Quoting.FIXED)
        if new is None:
            continue
        data = before.data[: reference.span.start] + new + before.data[reference.span.end :]
        after = extract(Document("post.md", data), dialect(path)).references
        assert after[index].destination == NEW
        for old, other in zip(references, after, strict=True):
            # A destination with a template call in it shows the call's argument as it is written.
            outer = old.span.start < reference.span.start < old.span.end
            assert old is reference or outer or old.destination == other.destination

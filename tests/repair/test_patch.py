"""The unified diff, as real git takes it."""

from __future__ import annotations

import os
import tempfile
from collections.abc import Sequence
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from linkcheck.model import Document, Edit, Span
from linkcheck.repair import apply, diff
from tests.support.git import run_git

NAMES = ["a.md", "content/posts/a.md", "with space.md", "content/日本 語.md", "b/a/b.md", "-dash.md"]
if os.name == "posix":
    NAMES += ['quote".md', "back\\slash.md", "tab\t.md", "line\nend.md"]  # Windows has no such names
BYTES = [
    b"one line\n",
    b"no end",
    b"crlf\r\nlink\r\n\r\n",
    b"\xef\xbb\xbfbom\n",
    b"bad \xff\xfe utf-8\n\x80",
    b"lone\rcr\n",
    b"--- a\n+++ b\n@@ -1 +1 @@\n",
    b"\n\n\n\n\n\n\n\n\n\n\n\n",
    b"\\ No newline at end of file\n",
    "form\x0cfeed \x85 \u2028 line\n".encode(),
]


def edits_at(document: Document, spans: Sequence[tuple[int, int]], new: bytes) -> list[Edit]:
    """Replace each span by the same bytes."""
    return [Edit(document.path, Span(a, b), document.data[a:b], new, "test") for a, b in spans]


@pytest.mark.parametrize("name", NAMES)
@pytest.mark.parametrize("where", ["", "sub folder"])
def test_git_apply_takes_any_name(tmp_path: Path, name: str, where: str) -> None:
    """A diff made in a folder of a repository, or at its top, applies there under any name."""
    run_git(tmp_path, "init", "-q")
    assert_applied(tmp_path / where, name)


@pytest.mark.parametrize("name", NAMES)
def test_git_apply_needs_no_repository(tmp_path: Path, name: str) -> None:
    """It applies where there is no repository at all."""
    assert_applied(tmp_path, name)


def test_ordinary_names_stand_as_they_are() -> None:
    """People read them; only what would end or change a name is quoted, as git does."""
    document = Document("posts/one.md", b"[a](http://gone.example/x)\n")
    made = diff(document, edits_at(document, [(4, 25)], b"http://x.example/"))
    assert b"--- a/posts/one.md\n+++ b/posts/one.md\n" in made


def assert_applied(folder: Path, name: str) -> None:
    """Write a file, let git apply its diff, and compare."""
    document = Document(name, b"first\r\n\n" * 9 + b"[a](http://gone.example/x)\nlast\xff")
    start = document.data.index(b"http")
    edits = edits_at(document, [(start, start + 21)], b"https://web.archive.org/web/2016/x")
    path = folder / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(document.data)
    run_git(folder, "apply", "-", given=diff(document, edits))
    assert path.read_bytes() == apply(document, edits)


@st.composite
def edited(draw: st.DrawFn) -> tuple[Document, list[Edit]]:
    """Any bytes with any edits that do not overlap, new line ends among them."""
    data = b"".join(draw(st.lists(st.sampled_from(BYTES), min_size=1, max_size=30)))
    cuts = draw(st.lists(st.integers(0, len(data)), max_size=8, unique=True).map(sorted))
    new = st.sampled_from([b"x", b"", b"y\n", b"\nz", b"\r\n", b"long " * 9, b"\xff"])
    spans = zip(cuts[::2], cuts[1::2], strict=False)
    return Document("a.md", data), [Edit("a.md", Span(a, b), data[a:b], draw(new), "test") for a, b in spans]


@given(st.lists(edited(), min_size=1, max_size=12))
@settings(max_examples=60)
def test_git_makes_the_same_bytes(pairs: list[tuple[Document, list[Edit]]]) -> None:
    """Whatever the bytes and the edits, git turns the old file into what `apply` makes of it."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        patches = []
        for number, (document, edits) in enumerate(pairs):
            named = Document(f"{number}.md", document.data)
            patches.append(diff(named, [Edit(named.path, e.span, e.old, e.new, e.reason) for e in edits]))
            (folder / named.path).write_bytes(document.data)
        if any(patches):
            run_git(folder, "apply", "--whitespace=nowarn", "-", given=b"".join(patches))
        for number, (document, edits) in enumerate(pairs):
            assert (folder / f"{number}.md").read_bytes() == apply(document, edits)


def test_hunks_are_as_small_as_gits() -> None:
    """Three lines around a change, one hunk for changes that are near each other, counted lines right."""
    document = Document("a.md", b"".join(b"%d\n" % number for number in range(1, 41)))
    spans = [(document.data.index(b"\n%d\n" % line) + 1,) for line in (10, 17, 30)]
    edits = edits_at(document, [(start, start + 2) for (start,) in spans], b"x")
    heads = [line for line in diff(document, edits).splitlines() if line.startswith(b"@@")]
    assert heads == [b"@@ -7,14 +7,14 @@", b"@@ -27,7 +27,7 @@"]


def test_nothing_to_change_is_an_empty_diff() -> None:
    """No edits, or refused ones only, give no bytes at all."""
    edit = Edit("a.md", Span(0, 1), b"x", b"y", "test", refused="no")
    assert diff(Document("a.md", b"x\n"), []) == diff(Document("a.md", b"x\n"), [edit]) == b""


def test_a_large_file_takes_no_quadratic_time() -> None:
    """Twenty thousand edits in a file of 8 MB are done long before the suite's time limit."""
    line = b"[a](http://gone.example/x) " + b"text " * 75 + b"\n"
    document = Document("a.md", line * 20_000)
    spans = [(number * len(line) + 4, number * len(line) + 25) for number in range(20_000)]
    edits = edits_at(document, spans, b"https://web.archive.org/web/20160607080910/http://gone.example/x")
    assert diff(document, edits).count(b"\n-") == 20_000

"""Titles of links to copies: real Hugo shows them, undo and restored know them; and the render hook of the how-to."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import pytest

from linkcheck.history import History
from linkcheck.model import Document, Edit, Original, Span, State
from linkcheck.repair import Policy, apply, plan, prove, proved, repair, undo
from tests.support import rewriting
from tests.support.hugo import run_hugo
from tests.support.paths import ROOT
from tests.support.rewriting import ARCHIVE, reader, rows_of

URL = "http://gone.example/x"
COPY = f"{ARCHIVE}20160607080910/{URL}"
TITLE = ' "Archived 2016-06-07"'
POST = f'---\ntitle: x\n---\n\n[a]({URL}) [b]({URL} "mine") [c][1] [d](https://alive.example/)\n\n[1]: {URL}\n'.encode()
PAGE = ROOT / "docs" / "pages" / "guides" / "hugo.md"
HOOK = re.search(r"```go-html-template\n(.*?)```", PAGE.read_text("utf-8"), re.S)


def fixed(post: bytes) -> tuple[Document, tuple[Edit, ...]]:
    """Return a post and what a fix with titles plans and proves."""
    document = Document("post.md", post)
    extraction = reader()(document)
    findings = [rewriting.dead(URL, extraction)]
    edits = plan(
        *(rows_of(extraction), findings, {"post.md": document}, (State.DEAD,), lambda _: None),
        policy=Policy(titles=True),
    )
    return document, proved({"post.md": document}, edits, reader())


def page(root: Path, post: bytes, hook: str | None = None) -> str:
    """Return what real Hugo makes of a post."""
    files = {
        "hugo.toml": 'disableKinds = ["taxonomy", "term", "RSS", "sitemap"]\n',
        "layouts/_default/single.html": "{{ .Content }}",
    }
    if hook is not None:
        files["layouts/_default/_markup/render-link.html"] = hook
    for name, text in files.items():
        (root / name).parent.mkdir(parents=True, exist_ok=True)
        (root / name).write_text(text)
    (root / "content").mkdir(exist_ok=True)
    (root / "content" / "post.md").write_bytes(post)
    done = run_hugo(root)
    assert done.returncode == 0, done.stderr
    return (root / "public" / "post" / "index.html").read_text()


def test_hugo_shows_the_titles_and_else_the_same(tmp_path: Path) -> None:
    """Without the new addresses and titles the page is the one that it was."""
    document, edits = fixed(POST)
    after = page(tmp_path / "after", apply(document, edits))
    assert after.count('title="Archived 2016-06-07"') == len(("a", "c"))
    assert after.replace(' title="Archived 2016-06-07"', "").replace(COPY, URL) == page(tmp_path / "before", POST)


def test_the_hook_of_the_how_to_marks_copies_alone(tmp_path: Path) -> None:
    """Three links lead to a copy; the fourth is as without the hook, and so is the text between them."""
    assert HOOK is not None
    document, edits = fixed(POST)
    post = apply(document, edits)
    shown = page(tmp_path / "hook", post, HOOK[1])
    assert re.findall(r'<a href="([^"]+)"[^>]* class="archived">', shown) == [COPY] * 3
    assert shown.replace(' class="archived"', "") == page(tmp_path / "plain", post)


@pytest.mark.parametrize("edited", [False, True])
def test_undo_takes_the_title_with_it(tmp_path: Path, *, edited: bool) -> None:
    """Byte for byte, also in a post that was edited since."""
    document, edits = fixed(POST)
    (tmp_path / "post.md").write_bytes(POST)
    with History(tmp_path / ".linkcheck") as history:
        assert all(edit.applied for edit in repair(edits, {"post.md": document}, history.journal, cwd=tmp_path))
        if edited:
            (tmp_path / "post.md").write_bytes((tmp_path / "post.md").read_bytes() + b"\nMore.\n")
        undo(history.journal, None, reader(), cwd=tmp_path)
    assert (tmp_path / "post.md").read_bytes() == POST + (b"\nMore.\n" if edited else b"")


def test_undo_of_one_url_takes_its_titles_alone(tmp_path: Path) -> None:
    """Another link keeps its copy and title; so does this one where another address is meant."""
    other = "http://gone.example/other"
    document, edits = fixed(POST)
    post = b"[o](%s) " % other.encode()
    document = Document("post.md", document.data + post)
    copy = f"{COPY.removesuffix(URL)}{other}"
    start = len(document.data) - len(post) + len("[o](")
    edit = Edit("post.md", Span(start, start + len(other)), other.encode(), f"{copy}{TITLE}".encode(), "gone")
    (tmp_path / "post.md").write_bytes(document.data)
    with History(tmp_path / ".linkcheck") as history:
        repair([*edits, edit], {"post.md": document}, history.journal, cwd=tmp_path)
        undo(history.journal, None, reader(), cwd=tmp_path, urls=[copy])
        assert (tmp_path / "post.md").read_bytes() == apply(document, edits)
        undo(history.journal, None, reader(), cwd=tmp_path, urls=[URL])
    assert (tmp_path / "post.md").read_bytes() == document.data


@pytest.mark.parametrize(
    ("title", "left"), [(TITLE, ""), (' "Archived 2017-01-01"', ' "Archived 2017-01-01"'), (' "x"', ' "x"')]
)
def test_a_link_that_goes_back_loses_its_title(title: str, left: str) -> None:
    """And the twins: a title of another day, or of the author's, stays."""
    document = Document("post.md", f"[a]({COPY}{title}) b\n".encode())
    extraction = reader()(document)
    finding = rewriting.judged(rewriting.dead(COPY, extraction), State.ALIVE)
    finding = replace(finding, original=Original(URL, finding.verdict, datetime(2026, 3, 1, tzinfo=UTC)))
    edits = plan(rows_of(extraction), [finding], {"post.md": document}, ("restored",), lambda _: None)
    assert apply(document, proved({"post.md": document}, edits, reader())) == f"[a]({URL}{left}) b\n".encode()


@pytest.mark.parametrize("rest", [' "Archived 2016"', ' "mine"', ' "Archived 2016-06-07" ', ") (b"])
def test_the_proof_takes_no_other_words_for_a_title(rest: str) -> None:
    """Whatever else an edit would put behind an address is refused."""
    document = Document("post.md", f"[a]({URL})\n".encode())
    edit = Edit("post.md", Span(4, 4 + len(URL)), URL.encode(), f"{COPY}{rest}".encode(), "gone", destination=COPY)
    assert prove(document, [edit], reader()) == "more than the link would change (line 1)"

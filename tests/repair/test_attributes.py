"""Attribute lists of kramdown behind links to copies, by choice: where they stand, where not, and how they go again."""

from __future__ import annotations

import asyncio
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import pytest

from linkcheck.history import History
from linkcheck.model import Document, Edit, LinkcheckError, Original, Span, State
from linkcheck.repair import Policy, apply, plan, prove, proved, repair, undo
from linkcheck.repair.titles import without_marks
from linkcheck.run.collect import collect, policy_of
from linkcheck.run.settings import load
from tests.support import rewriting
from tests.support.dialects import JEKYLL
from tests.support.rewriting import ARCHIVE, reader, rows_of

URL = "http://gone.example/x"
COPY = f"{ARCHIVE}20160607080910/{URL}"
MARK = "{:.archived}"
TITLE = ' "Archived 2016-06-07"'
READ = reader(JEKYLL)
MARKED = f"""See [a]({URL}) and *[b]( {URL} )*.

- [c]({URL})
- [d]({URL}) and text

| [e]({URL}) | x |

> [![i](/i.png)]({URL})
"""
LEFT = f"""# A heading [a]({URL})

Another [b]({URL})
=====

[c]({URL} "mine") [d]({URL}){{: .mine}} <{URL}> [e][1] [f](<{URL}>) [g](https://alive.example/)

<a href="{URL}">h</a>

[1]: {URL}
"""


def fixed(post: str, *, titles: bool = False, path: str = "post.md") -> tuple[Document, tuple[Edit, ...]]:
    """Return a post and what a fix with attributes plans and proves."""
    document = Document(path, post.encode())
    extraction = READ(document)
    policy = Policy(titles=titles, attributes=MARK, with_attributes={"post.md"})
    findings = [rewriting.dead(URL, extraction)]
    edits = plan(rows_of(extraction), findings, {path: document}, (State.DEAD,), lambda _: None, policy=policy)
    return document, proved({path: document}, edits, READ)


def text(post: str, *, titles: bool = False, path: str = "post.md") -> str:
    """Return the post as fixed, in which nothing is refused."""
    document, edits = fixed(post, titles=titles, path=path)
    assert {edit.refused for edit in edits} == {None}
    return apply(document, edits).decode()


def test_inline_links_get_it() -> None:
    """kramdown 2.4 gives each of these links the class, and makes else the same of the post as without."""
    after = text(MARKED)
    assert after.count(f"){MARK}") == MARKED.count(URL)
    assert after.replace(MARK, "").replace(COPY, URL) == MARKED


def test_nothing_else_gets_it() -> None:
    """The twin: headings, whose ids may come of it; titles and lists of the author; other kinds of links."""
    assert text(LEFT) == LEFT.replace(URL, COPY)


def test_no_other_document_gets_it() -> None:
    """The twin: what GitHub shows, or Hugo, would show it to readers."""
    assert text(MARKED, path="README.md") == MARKED.replace(URL, COPY)


def test_beside_a_title() -> None:
    """Both at once."""
    assert text(f"[a]({URL})\n", titles=True) == f"[a]({COPY}{TITLE}){MARK}\n"


@pytest.mark.parametrize("edited", [False, True])
def test_undo_takes_it_out(tmp_path: Path, *, edited: bool) -> None:
    """Byte for byte, also in a post that was edited since."""
    post = f"[a]({URL}) and [b]( {URL} )\n"
    document, edits = fixed(post, titles=True)
    (tmp_path / "post.md").write_text(post)
    with History(tmp_path / ".linkcheck") as history:
        assert all(edit.applied for edit in repair(edits, {"post.md": document}, history.journal, cwd=tmp_path))
        assert (tmp_path / "post.md").read_text().count(MARK) == len("ab")
        if edited:
            (tmp_path / "post.md").write_text((tmp_path / "post.md").read_text() + "\nMore.\n")
        undo(history.journal, None, READ, cwd=tmp_path)
    assert (tmp_path / "post.md").read_text() == post + ("\nMore.\n" if edited else "")


@pytest.mark.parametrize(
    ("behind", "left"),
    [
        (f"{TITLE}){MARK} b", ") b"),
        (f"){MARK}", ")"),
        (f" ){MARK}", " )"),
        ("){: .mine}", "){: .mine}"),
        (f' "mine"){MARK}', f' "mine"){MARK}'),
    ],
)
def test_a_link_that_goes_back_loses_it(behind: str, left: str) -> None:
    """And the twins: another list, and what stands behind a title of the author's, stay."""
    document = Document("post.md", f"[a]({COPY}{behind}\n".encode())
    extraction = READ(document)
    finding = rewriting.judged(rewriting.dead(COPY, extraction), State.ALIVE)
    finding = replace(finding, original=Original(URL, finding.verdict, datetime(2026, 3, 1, tzinfo=UTC)))
    policy = Policy(attributes=MARK, with_attributes={"post.md"})
    edits = plan(rows_of(extraction), [finding], {"post.md": document}, ("restored",), lambda _: None, policy=policy)
    assert apply(document, proved({"post.md": document}, edits, READ)) == f"[a]({URL}{left}\n".encode()


@pytest.mark.parametrize("rest", [") b", "){% x %}", "){: onload='x'}", f"){MARK}{MARK}", f"  ){MARK}", f"){MARK} "])
def test_the_proof_takes_nothing_else_for_it(rest: str) -> None:
    """Whatever else an edit would put there is refused."""
    document = Document("post.md", f"[a]({URL})\n".encode())
    new = f"{COPY}{rest}".encode()
    edit = Edit("post.md", Span(4, 5 + len(URL)), f"{URL})".encode(), new, "gone", destination=COPY)
    assert prove(document, [edit], READ) == "more than the link would change (line 1)"


def test_only_the_documents_of_kramdown_have_it(tmp_path: Path) -> None:
    """The posts of a Jekyll site, and not its README, which no generator renders; of no other site any."""
    (tmp_path / "_posts").mkdir()
    (tmp_path / "_config.yml").write_text("title: x\n")
    (tmp_path / "linkcheck.toml").write_text(f'[repair]\nattributes = "{MARK}"\n')
    (tmp_path / "README.md").write_text("[a](https://x.example/)\n")
    (tmp_path / "_posts" / "2020-01-01-a.md").write_text("---\ntitle: x\n---\n[a](https://x.example/)\n")

    def marked() -> set[str]:
        settings = load(tmp_path, {})
        inventory = asyncio.run(collect([Path()], settings, tmp_path))
        assert "README.md" in {one.path for one in inventory.extracted.sources}
        return set(policy_of(inventory, settings).with_attributes)

    assert marked() == {"_posts/2020-01-01-a.md"}
    (tmp_path / "_config.yml").write_text("title: x\nmarkdown: CommonMark\n")
    assert marked() == set()
    (tmp_path / "_config.yml").unlink()
    (tmp_path / "hugo.toml").write_text('title = "x"\n')
    assert marked() == set()


@pytest.mark.parametrize("value", ["archived", "{:.a}{:.b}", "{: onclick='x'}", "{:}", "{{ x }}"])
def test_what_is_no_list_is_said(tmp_path: Path, value: str) -> None:
    """With the name of the setting."""
    (tmp_path / "linkcheck.toml").write_text(f'[repair]\nattributes = "{value}"\n')
    with pytest.raises(LinkcheckError, match="attributes"):
        load(tmp_path, {})


@pytest.mark.parametrize(
    ("old", "new"),
    [
        (b"http://a/x", b"https://web/http://a/x"),
        (b"http://a/x", b'https://web/http://a/x "Archived 2018-07-04"'),
        (b"http://a/x)", b'https://web/http://a/x "Archived 2018-07-04"){:.archived}'),
        (b'https://web/http://a/x "Archived 2018-07-04" ){:.archived}', b"http://a/x )"),
    ],
)
def test_marks_are_no_part_of_an_address(old: bytes, new: bytes) -> None:
    """Whichever way an edit goes, and though an address may end with the sign that ends a link."""
    assert {*without_marks(old, new)} == {b"http://a/x", b"https://web/http://a/x"}
    ends = (b"http://a/(x)", b"https://web/http://a/(x)")
    assert without_marks(*ends) == ends

"""Taking unused definitions out: only what is surely unused, whole lines, and the page stays the same."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from linkcheck.history import History
from linkcheck.model import Dialect, Document
from linkcheck.repair import diff, repair, undo
from linkcheck.sources import documents
from tests.support.dialects import DIALECTS, HUGO, JEKYLL, PLAIN
from tests.support.git import run_git
from tests.support.hugo import run_hugo
from tests.support.pruning import invented, pruned
from tests.support.rewriting import reader

GONE = [
    ("foot", "hugo", "[x][1]\n\n[1]: /a\n[2]: /b\n[3]: <c> 'd'\n", "[x][1]\n\n[1]: /a\n"),
    ("all of them", "plain", "x\n\n[1]: /a\n[2]: /b\n", "x\n\n"),
    ("blank lines stay", "hugo", "x\n\n[1]: /a\n\ny\n", "x\n\n\ny\n"),
    ("title below", "plain", "x\n\n[1]: /a\n  'a title'\n\ny\n", "x\n\n\ny\n"),
    ("destination below", "plain", "x\n\n[1]:\n  /a\n", "x\n\n"),
    ("title of two lines", "hugo", 'x\n\n[1]: /a "two\nlines"\n', "x\n\n"),
    ("label of two lines", "plain", "x\n\n[a\nb]: /a\n", "x\n\n"),
    ("CRLF", "hugo", "x\r\n\r\n[1]: /a\r\n[2]: /b\r\n\r\ny\r\n", "x\r\n\r\n\r\ny\r\n"),
    ("byte order mark", "plain", "\ufeff[1]: /a\n\nx\n", "\ufeff\nx\n"),
    ("no line end", "hugo", "x\n\n[1]: /a", "x\n\n"),
    ("front matter", "hugo", "---\ntitle: x\n---\n[1]: /a\n\nx\n", "---\ntitle: x\n---\n\nx\n"),
    ("below a heading", "plain", "# h\n[1]: /a\n\nx\n", "# h\n\nx\n"),
    ("quote", "plain", "> x\n>\n> [1]: /a\n", "> x\n>\n"),
    ("in an item", "plain", "- x\n\n  [1]: /a\n\n- y\n", "- x\n\n\n- y\n"),
    ("footnotes", "hugo", "x[^1]\n\n[^1]: note\n\n[1]: /a\n", "x[^1]\n\n[^1]: note\n\n"),
    ("both of a label", "plain", "x\n\n[1]: /a\n[1]: /b\n", "x\n\n"),
    ("a placeholder below", "hugo", "[x][1]\n\n[1]: /a\n[2]: /b\n[3]:\n[4]:\n", "[x][1]\n\n[1]: /a\n[3]:\n[4]:\n"),
    ("a template's value", "jekyll", "x\n\n[1]: {{ site.baseurl }}/a\n", "x\n\n"),
    ("a ref that never runs", "hugo", 'x\n\n[1]: {{< ref "a.md" >}}\n', "x\n\n"),
    ("bytes that are no text", "hugo", "x \udcff\n\n[1]: /\udcfe\n", "x \udcff\n\n"),
]
"""Name, generator, before, after."""

KEPT = [
    ("used", "plain", "[x][1] [2] ![3][]\n\n[1]: /a\n[2]: /b\n[3]: /c\n"),
    ("the duplicate of a label in use", "plain", "[x][1]\n\n[1]: /a\n[1]: /a\n"),
    ("the one that loses of a label in use", "plain", "[x][1]\n\n[1]: /a\n[1]: /b\n"),
    ("used in front matter", "hugo", '---\ntitle: "[x][1]"\n---\nx\n\n[1]: /a\n'),
    ("a remark", "plain", "x\n\n[//]: # (nobody sees this)\n[comment]: <> (this)\n"),
    ("switched off", "plain", "x\n\n<!-- linkcheck-disable-next-line -->\n[1]: /a\n"),
    ("a footnote", "hugo", "x[^1]\n\n[^1]: /a\n"),
    ("code", "plain", "```\n[1]: /a\n```\n\n    [2]: /b\n"),
    ("right after a paragraph", "plain", "x\n[1]: /a\n"),
    ("in a comment", "hugo", "<!--\n[1]: /a\n-->\n"),
    ("in raw HTML", "hugo", "<div>\n[1]: /a\n</div>\n"),
]
"""Name, generator, text: nothing is planned at all."""

DOUBTED = [
    ("between items, which would be one list", "plain", "- a\n- b\n\n[1]: /a\n\n- c\n", "the page would change"),
    ("directly above an item", "hugo", "- a\n- b\n\n[1]: /a\n- c\n", "the line below"),
    ("before code", "plain", "- a\n\n[1]: /a\n\n    code\n", "the page would change"),
    ("an item of its own", "plain", "x\n\n- [1]: /a\n", "other text stands in its lines"),
    ("above an underline", "plain", "x\n\n[1]: /a\n---\n", "the line below"),
    ("above attributes", "jekyll", "x\n\ny\n\n[1]: /a\n{: .class}\n", "the line below"),
    ("lazy in a quote", "plain", "> [1]: /a\n[2]: /b\n", "the line "),
    ("a file is pasted in", "jekyll", "x\n\n{% include links.md %}\n\n[1]: /a\n", "pastes text"),
    ("a call prints Markdown", "hugo", "x\n\n{{% note %}}\n\n[1]: /a\n", "pastes text"),
    ("in a call's words", "hugo", 'x {{< note "see [x][1]" >}}\n\n[1]: /a\n', "has its label in brackets"),
    ("in a component", "plain", "<Note>\n[x][1]\n</Note>\n\n[1]: /a\n", "has its label in brackets"),
    ("the excerpt", "jekyll", "---\n---\n[1]: /a\n\nx\n", "excerpt"),
    ("a comment without an end", "plain", "x `<!--`\n\n[1]: /a\n", "a comment without an end"),
    ("a block without an end", "jekyll", "x\n\n<div>\n\n[1]: /a\n", "has no end"),
    ("lists that kramdown joins", "jekyll", "x\n\n- a\n\n[1]: /a\n\n* b\n", "the line below"),
]
"""Name, generator, text, words of the refusal."""


def _document(text: str) -> Document:
    return Document("content/post.md", text.encode("utf-8", "surrogateescape"))


@pytest.mark.parametrize(("generator", "before", "after"), [case[1:] for case in GONE], ids=[case[0] for case in GONE])
def test_it_goes(generator: str, before: str, after: str) -> None:
    """The lines of the definition, and no other byte; a second time there is nothing to do."""
    document = _document(before)
    data, edits = pruned(document, DIALECTS[generator])
    assert [edit.refused for edit in edits if edit.refused] == []
    assert data == _document(after).data
    assert pruned(replace(document, data=data), DIALECTS[generator]) == (data, ())


@pytest.mark.parametrize(("generator", "text"), [case[1:] for case in KEPT], ids=[case[0] for case in KEPT])
def test_it_stays(generator: str, text: str) -> None:
    """What a link uses, what is meant to be unused, and what is no definition."""
    document = _document(text)
    assert pruned(document, DIALECTS[generator]) == (document.data, ())


@pytest.mark.parametrize(("generator", "text", "words"), [case[1:] for case in DOUBTED], ids=[c[0] for c in DOUBTED])
def test_it_is_doubted(generator: str, text: str, words: str) -> None:
    """What is not surely unused, or not the same page to all parsers, is left with the reason."""
    document = _document(text)
    data, edits = pruned(document, DIALECTS[generator])
    assert data == document.data
    assert edits
    assert all(words in (edit.refused or "") for edit in edits)


def test_other_links_are_what_they_were() -> None:
    """Every reference but the definitions comes back, each with its uses."""
    for number in range(300):
        document = Document("a.md", invented(f"links {number}"))
        for dialect in (HUGO, JEKYLL, PLAIN):
            data, edits = pruned(document, dialect)
            before, after = (documents.extract(Document("a.md", each), dialect) for each in (document.data, data))
            gone = sum(edit.refused is None for edit in edits)
            assert len(after.references) == len(before.references) - gone
            assert [one.used for one in after.references].count(True) == [x.used for x in before.references].count(True)


def test_hugo_makes_the_same_pages(tmp_path: Path) -> None:
    """Of the cases and of documents made at random, byte for byte."""
    texts = [_document(text).data for _, generator, text, *_ in (*GONE, *KEPT, *DOUBTED) if generator != "jekyll"]
    texts += [invented(f"hugo {number}") for number in range(400)]
    changed = 0
    for folder in ("before", "after"):
        (tmp_path / folder / "content").mkdir(parents=True)
        (tmp_path / folder / "layouts").mkdir()
        (tmp_path / folder / "layouts" / "single.html").write_text("{{ .Content }}{{ .Summary }}")
        (tmp_path / folder / "layouts" / "shortcodes").mkdir()
        (tmp_path / folder / "layouts" / "shortcodes" / "note.html").write_text("note")
        (tmp_path / folder / "hugo.toml").write_text(
            'disableKinds = ["home", "taxonomy", "term", "section", "sitemap", "rss"]\nrefLinksErrorLevel = "warning"\n'
            "[markup.goldmark.renderer]\nunsafe = true\n"
        )
    for number, text in enumerate(texts):
        data, _ = pruned(Document("a.md", text), HUGO)
        changed += data != text
        for folder, each in (("before", text), ("after", data)):
            body = (
                each if each.startswith(b"---\ntitle") else b"---\ntitle: x\n---\n" + each.removeprefix(b"\xef\xbb\xbf")
            )
            (tmp_path / folder / "content" / f"p{number}.md").write_bytes(body)
    for folder in ("before", "after"):
        done = run_hugo(tmp_path / folder, "--quiet")
        assert done.returncode == 0, done.stderr
    pages = {
        folder: {
            file.relative_to(tmp_path / folder): file.read_bytes()
            for file in (tmp_path / folder / "public").rglob("*.html")
        }
        for folder in ("before", "after")
    }
    assert changed > 50
    assert len(pages["before"]) > 400
    assert pages["before"] == pages["after"]


# --- the patch, the journal and undo ------------------------------------------------------------

POST = b"[x][1]\n\n[1]: /a\n[2]: /b\n[3]: /c\n\nA line of text that stands there once.\n\n[4]: /d"


def _written(folder: Path, dialect: Dialect = PLAIN) -> tuple[Path, bytes]:
    """Write a post, prune it with a journal, and return the file and what it holds now."""
    file = folder / "a.md"
    file.write_bytes(POST)
    data, edits = pruned(Document("a.md", POST), dialect)
    with History(folder / ".linkcheck") as history:
        assert all(
            edit.applied for edit in repair(edits, {"a.md": Document("a.md", POST)}, history.journal, cwd=folder)
        )
    assert file.read_bytes() == data
    return file, data


def _undone(folder: Path) -> tuple[str, ...]:
    with History(folder / ".linkcheck") as history:
        read = reader()
        return undo(history.journal, None, read, cwd=folder, render=lambda one: documents.render(one, PLAIN)).lines


def test_git_takes_the_patch(tmp_path: Path) -> None:
    """Of definitions side by side, and of one without a line end at the end of the file; it shows no other line."""
    data, edits = pruned(Document("a.md", POST), PLAIN)
    patch = diff(Document("a.md", POST), edits)
    changed = [line for line in patch.splitlines() if line[:1] in b"+-" and line[:3] not in (b"---", b"+++")]
    assert changed == [b"-[2]: /b", b"-[3]: /c", b"-[4]: /d"]
    (tmp_path / "a.md").write_bytes(POST)
    run_git(tmp_path, "init", "--quiet")
    run_git(tmp_path, "apply", "-", given=patch)
    assert (tmp_path / "a.md").read_bytes() == data


def test_undo(tmp_path: Path) -> None:
    """Puts back the very bytes, and says what it was."""
    file, _ = _written(tmp_path)
    assert _undone(tmp_path)[0].startswith("Put back 3 definitions in 1 file (run 1 of ")
    assert file.read_bytes() == POST


def test_undo_in_a_file_that_was_edited(tmp_path: Path) -> None:
    """The text before them tells the place; what was written meanwhile stays."""
    file, data = _written(tmp_path)
    file.write_bytes(b"New words.\n\n" + data)
    assert _undone(tmp_path)[0].startswith("Put back 3 definitions")
    assert file.read_bytes() == b"New words.\n\n" + POST


def test_undo_joins_no_lines(tmp_path: Path) -> None:
    """A definition that had no line end is not put before words that stand there now."""
    file, data = _written(tmp_path)
    file.write_bytes(data + b"More.\n")
    lines = _undone(tmp_path)
    assert lines[0].startswith("Put back 2 definitions")
    assert lines[1].endswith("its place is not known: [4]: /d")
    assert file.read_bytes() == POST.removesuffix(b"[4]: /d") + b"More.\n"


def test_undo_where_the_place_is_gone(tmp_path: Path) -> None:
    """What cannot be told is left alone, and the lines are shown."""
    file, data = _written(tmp_path)
    now = data.replace(b"[1]: /a", b"[1]: /other").replace(b"once", b"no more")
    file.write_bytes(now)
    lines = _undone(tmp_path)
    assert lines[0].startswith("Put back 0 definitions")
    assert [line[-len("[2]: /b") :] for line in lines[1:]] == ["[2]: /b", "[3]: /c", "[4]: /d"]
    assert file.read_bytes() == now


def test_undo_puts_nothing_else_into_a_page(tmp_path: Path) -> None:
    """Whatever a journal says: in a file that was edited, only lines that no reader sees are put back."""
    file, data = _written(tmp_path)
    file.write_bytes(data + b"\n\nMore.\n")
    with History(tmp_path / ".linkcheck") as history:
        history.journal._database.write(
            lambda db: db.execute("UPDATE edits SET old = CAST('<script>x</script>' || char(10) AS BLOB)")
        )
    lines = _undone(tmp_path)
    assert lines[0].startswith("Put back 0 definitions")
    assert file.read_bytes() == data + b"\n\nMore.\n"

"""AsciiDoc: the addresses that Asciidoctor makes links of, and no others; `benchmarks/other_files.py` asks it."""

from __future__ import annotations

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from linkcheck.model import Document, Extraction, Quoting, Syntax
from linkcheck.sources import documents
from linkcheck.sources.documents.encode import encode
from tests.support import paths
from tests.support.dialects import PLAIN

SENTINELS = (paths.CASES / "documents" / "adoc" / "sentinels.adoc").read_bytes()
NEW = "https://archive.example/web/2020/http://x.org/a?b=1&c=%20"


def extract(data: bytes) -> Extraction:
    return documents.extract(Document("a.adoc", data), PLAIN)


def test_each_sentinel_is_found_and_nothing_else() -> None:
    """Each once; nothing of code, comments, literals, passthroughs, escapes, diagrams."""
    found = [each.destination for each in extract(SENTINELS).references]
    text = (
        SENTINELS.decode()
        .replace(":url-base: https://yes.example.org\n", "")
        .replace("{url-base}", "https://yes.example.org")
    )
    asked = re.findall(
        r"(?:https|ftp)://yes\.example\.org/[\w./?=&#-]*?(?=::|[^\w./?=&#-]|\.\s|\.\]|$)", text, re.MULTILINE
    )
    assert sorted(found) == sorted(each.rstrip(".").replace("italic_", "italic") for each in asked)
    assert "https://no.example.org" in text


def test_another_address_is_read_back() -> None:
    """Whatever stands there afterwards, it is that URL, and all others are what they were."""
    before = extract(SENTINELS).references
    changed = 0
    for number, reference in enumerate(before):
        new = encode(NEW, reference.quoting)
        if new is not None:
            changed += 1
            after = extract(SENTINELS[: reference.span.start] + new + SENTINELS[reference.span.end :]).references
            expected = [NEW if n == number else each.destination for n, each in enumerate(before)]
            assert [each.destination for each in after] == expected
    assert changed > 30


@pytest.mark.parametrize(
    ("text", "found"),
    [
        (":a: https://a.dev/\n\n{a}[x] {a}.\n", ["https://a.dev/"]),
        (":a: https://a.dev\n\n{a}/b[x]\n", ["https://a.dev/b"]),
        (":a: https://a.dev\n:a: https://b.dev\n\n{a}/b[x] {c}/d[x] https://c.dev/{d}[x]\n", []),
        (":a: {b}\n:b: {a}\n\n{a}/b[x]\n", []),
        ("https://a.dev/1\\...2[x] https://a.dev/v1...v2[x]\n", ["https://a.dev/1...2", "https://a.dev/v1...v2"]),
        ("// linkcheck-disable-next-line\nhttps://a.dev/\nhttps://b.dev/\n", ["https://b.dev/"]),
        ("// linkcheck-disable\nhttps://a.dev/\n\n// linkcheck-enable\nhttps://b.dev/\n", ["https://b.dev/"]),
        ("\ufeff= T\r\nhttps://a.dev/[x]\r\n\r\n----\r\nhttps://b.dev/\r\n----\r\n", ["https://a.dev/"]),
        ("----\nhttps://a.dev/\n", []),
        ("----\nhttps://a.dev/\n-----\nhttps://b.dev/\n----\nhttps://c.dev/\n", ["https://c.dev/"]),
        ("*see https://a.dev/* (https://c.dev/); `https://d.dev/`\n",
         ["https://a.dev/", "https://c.dev/", "https://d.dev/"]),
        ("image::pic.png[]\nlink:a.html[x] xref:b.adoc[y]\n", []),
    ],
)  # fmt: skip
def test_more(text: str, found: list[str]) -> None:
    """Attributes, comments that switch off, line ends, blocks that do not end, marks of formatting, paths."""
    assert [each.destination for each in extract(text.encode()).references if not each.disabled] == found


def test_syntaxes() -> None:
    """An attribute is a definition; what is put together of one is read, and not written to."""
    text = b":a: https://a.dev\n\n{a}[x] {a}/b[x] https://c.dev/ image:https://d.dev/[e,link=https://e.dev/]\n"
    assert [(each.syntax, each.quoting) for each in extract(text).references] == [
        (Syntax.DEFINITION, Quoting.VERBATIM),
        (Syntax.INLINE, Quoting.FIXED),
        (Syntax.BARE, Quoting.TEXT),
        (Syntax.IMAGE, Quoting.VERBATIM),
        (Syntax.INLINE, Quoting.VERBATIM),
    ]


PIECES = (
    "https://a.dev/", "\n", "\n\n", " ", "[x]", "[", "]", "{a}", ":a: ", "link:", "++", "+", "+++", "pass:[", "*", "_",
    "`", "----\n", "--\n", "|===\n", "|", "image::", "= ", "* ", "::", "//", "////\n", "[source]\n", "<", ">", "\\",
    "(", ")", "ü", "\t", '"', "++++\n", "ifdef::x[", "stem:[",
)  # fmt: skip


@given(st.lists(st.sampled_from(PIECES), max_size=25).map("".join))
def test_any_text_is_read(text: str) -> None:
    """Spans are in order and disjoint."""
    end = 0
    for each in extract(text.encode()).references:
        assert each.span.start >= end
        end = each.span.end


@pytest.mark.parametrize("piece", PIECES)
def test_hostile_text_takes_no_time(piece: str) -> None:
    """Much of anything is read in the time that its bytes take."""
    extract((piece * (100_000 // len(piece))).encode())
    extract((f"{piece}a " * (100_000 // len(piece))).encode())
    extract((f"https://a.dev/{piece} " * 3_000).encode())

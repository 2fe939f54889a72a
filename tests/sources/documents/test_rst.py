"""reStructuredText, held against docutils: the addresses of a document, and that only one of them changes."""

from __future__ import annotations

import re
from collections import Counter

import pytest
from docutils import nodes
from docutils.core import publish_doctree
from hypothesis import given
from hypothesis import strategies as st

from linkcheck.model import Document, Extraction, Quoting, Syntax
from linkcheck.sources import documents
from linkcheck.sources.documents.encode import encode
from linkcheck.sources.documents.html import links
from tests.support import paths
from tests.support.dialects import PLAIN

SENTINELS = (paths.CASES / "documents" / "rst" / "sentinels.rst").read_bytes()
QUIET = {"report_level": 5, "halt_level": 6, "file_insertion_enabled": False, "_disable_config": True}
ADDRESS = re.compile(r"(?:https?|ftp)://[^\s/.]\S*", re.IGNORECASE)
NEW = "https://archive.example/web/2020/http://x.org/a?b=1&c=%20"


def extract(data: bytes) -> Extraction:
    return documents.extract(Document("a.rst", data), PLAIN)


def addresses(data: bytes) -> set[str]:
    """Return the addresses that docutils finds; a link and the target that it names are one."""
    tree = publish_doctree(data.decode("utf-8-sig", "replace"), settings_overrides=QUIET)
    found: list[str] = []
    for node in tree.findall():
        if isinstance(node, nodes.reference | nodes.target):
            found.append(str(node.get("refuri", "")))
        elif isinstance(node, nodes.image):
            found.append(str(node["uri"]))
        elif isinstance(node, nodes.raw) and node.get("format") == "html":
            found += [attribute.value for attribute in links(node.astext().encode())]
    return {each for each in found if ADDRESS.fullmatch(each)}


def test_each_sentinel_is_found_and_nothing_else() -> None:
    """What docutils makes a link of, and what it does not: code, comments, literals, escapes, unknown directives."""
    found = Counter(each.destination for each in extract(SENTINELS).references)
    assert set(found) == addresses(SENTINELS)
    assert set(found.values()) == {1}
    assert b"//no.example.org" in SENTINELS
    assert not any("no.example.org" in each for each in found)


def test_only_the_one_address_changes() -> None:
    """docutils reads another address in the place of each, and nothing else differently."""
    before = addresses(SENTINELS)
    changed = 0
    for reference in extract(SENTINELS).references:
        new = encode(NEW, reference.quoting)
        assert (new is None) == (reference.quoting is Quoting.FIXED)
        if new is not None:
            changed += 1
            after = addresses(SENTINELS[: reference.span.start] + new + SENTINELS[reference.span.end :])
            assert after == before - {reference.destination} | {NEW}
    assert changed > 40


def test_what_goes_over_two_lines_or_is_drawn_is_not_written_to() -> None:
    """It is found, joined; and a longer address would break a table or a title."""
    fixed = [each.destination for each in extract(SENTINELS).references if each.quoting is Quoting.FIXED]
    names = ("title", "over-lines", "target-lines", "grid", "cell", "simple", "s")
    assert fixed == [f"https://yes.example.org/{name}" for name in names]


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("\ufeffhttps://a.dev/\r\n\r\n.. _x: https://b.dev/\r\n", ["https://a.dev/", "https://b.dev/"]),
        ("a\n\n.. linkcheck-disable-next-line\n\nhttps://a.dev/\nhttps://b.dev/\n", ["https://b.dev/"]),
        (".. linkcheck-disable\n\nhttps://a.dev/\n\n.. linkcheck-enable\n\nhttps://b.dev/\n", ["https://b.dev/"]),
        (".. card:: x\n   :link: https://a.dev/\n   :alt: https://b.dev/\n\n   [x]\n", ["https://a.dev/"]),
        (".. toctree::\n\n   Name <https://a.dev/>\n\n.. automodule:: https://b.dev/\n", []),
        ("x\xa0https://a.dev/ü https://b.dev/ü/x\n", ["https://a.dev", "https://b.dev"]),
    ],
)  # fmt: skip
def test_more(text: str, found: list[str]) -> None:
    """Line ends, comments that switch off, directives of Sphinx, letters that end a URL."""
    assert [each.destination for each in extract(text.encode()).references if not each.disabled] == found


def test_syntaxes() -> None:
    """A target is a definition that is taken for used: another file may include this one."""
    text = b"`a <https://a.dev/>`_ https://b.dev/\n\n.. _c: https://c.dev/\n\n.. image:: https://d.dev/\n"
    assert [(each.syntax, each.used) for each in extract(text).references] == [
        (Syntax.INLINE, None),
        (Syntax.BARE, None),
        (Syntax.DEFINITION, True),
        (Syntax.IMAGE, None),
    ]


PIECES = (
    "https://a.dev/", "\n", "\n\n", "   ", " ", "`", "``", "*", "**", "|", "_", "__", "<", ">", ":", "::", "..", ".. ",
    ".. _a: ", ".. note:: ", ".. code::\n", ".. image:: ", "- ", "a", "1. ", "\\", "(", ")", ">>> ", "===\n", ":x: ",
    "ü", "\t", "[1]_", '"',
)  # fmt: skip


@given(st.lists(st.sampled_from(PIECES), max_size=25).map("".join))
def test_any_text_is_read(text: str) -> None:
    """Spans are in order and disjoint, and hold what was found."""
    data = text.encode()
    end = 0
    for each in extract(data).references:
        assert each.span.start >= end
        end = each.span.end
        assert b"://" in data[each.span.start : end].replace(b"\\", b"").replace(b"\n", b"").replace(b" ", b"")


@pytest.mark.parametrize("piece", PIECES)
def test_hostile_text_takes_no_time(piece: str) -> None:
    """Much of anything is read in the time that its bytes take."""
    extract((piece * (200_000 // len(piece))).encode())
    extract((f"{piece}a " * (200_000 // len(piece))).encode())

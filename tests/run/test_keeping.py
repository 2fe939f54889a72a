"""What `keep` makes of a page, and that two files of it take no more than one may."""

from __future__ import annotations

from hashlib import sha256

import pytest

from linkcheck.history.copies import OwnCopy, pack
from linkcheck.model import Url
from linkcheck.run.keeping import copy_of
from tests.support.checks import check, html

MOST = 20_000


def text(kind: str) -> str:
    """Return a page of some 100 KB that says one thing, or no two."""
    words = (sha256(b"%d" % number).hexdigest()[:15] if kind == "noise" else "word" for number in range(8_000))
    return "".join(f"<p>{' '.join(next(words, '') for _ in range(40))}</p>" for _ in range(200))


@pytest.mark.parametrize("kind", ["noise", "one word"])
def test_page_and_warc_file_share_the_room(kind: str) -> None:
    """Whether the text can be compressed or not; most of the room is used."""
    copy = copy_of(check(html(text(kind))), MOST, with_page=True)
    assert isinstance(copy, OwnCopy)
    size = len(copy.document) + len(pack(copy))
    assert 0.6 * MOST < size <= MOST
    assert b"The rest is not kept here." in copy.document


def test_without_a_page_the_document_has_all_of_it() -> None:
    """The twin: the WARC file is compressed, and counts no more than its document."""
    copy = copy_of(check(html(text("noise"))), MOST)
    assert isinstance(copy, OwnCopy)
    assert 0.9 * MOST < len(copy.document) <= MOST


def test_an_address_that_fills_the_room() -> None:
    """There is no copy of it then, and the reason is told."""
    long = Url(f"http://long.example/{'a' * 2000}")
    assert copy_of(check(html("<p>text</p>"), url=long), 2_000, with_page=True) == (
        "its address alone takes more than may be kept"
    )

"""What is left of the address of a copy without the archive before it."""

from __future__ import annotations

import pytest

from linkcheck.links.originals import played

COPIES = [
    ("https://web.archive.org/web/20180704120000/http://a.lab/x?b=1#c", "http://a.lab/x?b=1#c"),
    ("http://web.archive.org/web/20180704120000id_/https://a.lab/x", "https://a.lab/x"),
    ("https://web.archive.org/web/20180704120000im_/http://a.lab:80/x.png", "http://a.lab:80/x.png"),
    ("https://web.archive.org/web/2018/http://a.lab", "http://a.lab"),
    ("https://web.archive.org/web/20180704/http:/a.lab/x", "http://a.lab/x"),
    ("https://web.archive.org/web/20180704120000/a.lab/x", "http://a.lab/x"),
    ("//web.archive.org/web/20180704120000/http://a.lab/x", "http://a.lab/x"),
    ("https://archive.org/wayback/20180704120000/http://a.lab/x", "http://a.lab/x"),
    ("https://arquivo.pt/wayback/20180704120000/http://a.lab/x", "http://a.lab/x"),
    ("http://127.0.0.1:8093/web/20180704120000mp_/http://a.lab/x", "http://a.lab/x"),
    (
        "https://web.archive.org/web/20180704120000/http://a.lab/?u=https://b.lab/20180704/http://c.lab/",
        "http://a.lab/?u=https://b.lab/20180704/http://c.lab/",
    ),
]
NONE = [
    "https://web.archive.org/web/*/http://a.lab/x",
    "https://web.archive.org/web/http://a.lab/x",
    "https://web.archive.org/save/http://a.lab/x",
    "https://archive.org/details/20180704",
    "https://a.lab/2018/07/04/http://b.lab/",
    "https://a.lab/?u=/20180704120000/http://b.lab/",
    "https://archive.ph/AbCdE",
    "http://a.lab/x",
]


@pytest.mark.parametrize(("text", "left"), COPIES)
def test_what_is_left(text: str, left: str) -> None:
    """The author's bytes behind the archive's."""
    cut = played(text)
    assert cut is not None
    assert text[: cut.start] + cut.new + text[cut.end :] == left


@pytest.mark.parametrize("text", NONE)
def test_no_copy(text: str) -> None:
    """Lists of copies, the archive's own pages, and addresses of others."""
    assert played(text) is None

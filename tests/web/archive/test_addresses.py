"""Addresses of copies: made byte by byte, and recognised, so that no copy is looked for a copy of."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from linkcheck.web.archive.addresses import capture_url, is_archived, memento_url, page_key

WEB = "https://web.archive.org/web"


@pytest.mark.parametrize(
    ("url", "written"),
    [
        ("http://x.com/a", "http://x.com/a"),
        ("http://x.com:80/a:80/", "http://x.com/a:80/"),
        ("https://x.com:443", "https://x.com"),
        ("http://x.com:8080/", "http://x.com:8080/"),
        ("http://x.com:443/", "http://x.com:443/"),
        ("https://x.com:80/", "https://x.com:80/"),
        ("http://x.com/?u=http://y.com:80/", "http://x.com/?u=http://y.com:80/"),
        ("http://u:80@x.com/", "http://u:80@x.com/"),
        ("http://x.com/../%7Ea/./%2f?a=b+c&d=%e9#f", "http://x.com/../%7Ea/./%2f?a=b+c&d=%e9#f"),
        ("http://x.com/é(b", "http://x.com/é(b"),
    ],
)
def test_the_dead_link_goes_into_the_address_as_it_is(url: str, written: str) -> None:
    """Only a default port is left out."""
    assert memento_url(WEB, "20180704120000", url) == f"{WEB}/20180704120000/{written}"
    assert capture_url(WEB, "20180704120000", url) == f"{WEB}/20180704120000id_/{written}"


@given(st.text().map(lambda path: "http://x.com/" + path))
def test_no_other_byte_changes(url: str) -> None:
    """Whatever the path has in it."""
    assert memento_url(WEB, "20180704120000", url).endswith("/" + url)


@pytest.mark.parametrize(
    "url",
    [
        "https://web.archive.org/web/20180704120000/http://x.com/",
        "http://web.archive.org/details/old",
        "https://archive.org/wayback/available?url=x.com",
        "http://www.archive.org/web/2005/http://x.com/",
        "https://archive.ph/AbCdE",
        "https://archive.today/2019.01.01-000000/http://x.com/",
        "https://perma.cc/ABCD-1234",
        "https://arquivo.pt/wayback/20100101000000/http://x.com/",
        "http://www.webcitation.org/5abc",
        "https://wayback.example.edu/coll/20100101000000mp_/http://x.com/",
        "http://127.0.0.1:8093/web/2018/x",
    ],
)
def test_an_archived_copy_is_known_as_one(url: str) -> None:
    """By its host, by the form of its path, or because it is the archive of the settings."""
    assert is_archived(url, "http://127.0.0.1:8093/web")


@pytest.mark.parametrize(
    "url",
    [
        "https://archive.org/details/thing",
        "https://example.com/archive.org/web/",
        "https://example.com/2018/07/http-basics/",
        "https://example.com/20180704120000/post",
        "http://[::1",
        "http://127.0.0.1:8093/webber/",
    ],
)
def test_a_page_is_not_taken_for_a_copy(url: str) -> None:
    """Else its copies would never be found."""
    assert not is_archived(url, "http://127.0.0.1:8093/web")


def test_spellings_of_one_page_have_one_key() -> None:
    """Archives do not tell them apart either; path and query they do."""
    same = ["http://Example.com/A?b=C", "https://www.example.com/A?b=C", "http://example.com:80/A?b=C#d"]
    assert {page_key(url) for url in same} == {"example.com/A?b=C"}
    assert page_key("http://example.com") == page_key("http://example.com/")
    assert page_key("http://example.com/a") != page_key("http://example.com/A")
    assert page_key("http://example.com:8080/") != page_key("http://example.com/")

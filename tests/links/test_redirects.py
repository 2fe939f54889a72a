"""Where answers send their readers, as browsers read it."""

from __future__ import annotations

from urllib.parse import urlsplit

import pytest
from hypothesis import given
from hypothesis import strategies as st

from linkcheck.links.urls.redirects import Elsewhere, Nowhere, destination, resolve
from linkcheck.model import Response, Url

BASE = Url("http://site.example:8080/dir/page?q=1")


@pytest.mark.parametrize(
    ("location", "expected"),
    [
        ("/new", "http://site.example:8080/new"),
        ("new", "http://site.example:8080/dir/new"),
        ("?p=2", "http://site.example:8080/dir/page?p=2"),
        ("../up", "http://site.example:8080/up"),
        ("//other.example/x", "http://other.example/x"),
        ("https://other.example", "https://other.example/"),
        ("HTTPS://OTHER.Example/Path", "https://other.example/Path"),
        ("https://other.example:443/x", "https://other.example/x"),
        ("http://other.example:443/x", "http://other.example:443/x"),
        ("https://u:secret@other.example/x", "https://other.example/x"),
        ("/x#part", "http://site.example:8080/x"),
        ("  /x\t", "http://site.example:8080/x"),
        ("\\new", "http://site.example:8080/new"),
        ("\\\\other.example\\x", "http://other.example/x"),
        ("/x?back=\\y", "http://site.example:8080/x?back=\\y"),
        ("http:/new", "http://site.example:8080/new"),
        ("https:/other.example/new", "https://other.example/new"),
        ("/a b", "http://site.example:8080/a%20b"),
        ("/caf\u00e9", "http://site.example:8080/caf%C3%A9"),
        ("/caf%c3%a9", "http://site.example:8080/caf%c3%a9"),
        ("/a%2Fb?sig=%2B+~", "http://site.example:8080/a%2Fb?sig=%2B+~"),
        ("https://b\u00fccher.example/x", "https://xn--bcher-kva.example/x"),
        ("http://[2001:db8::1]:81/x", "http://[2001:db8::1]:81/x"),
        ("mailto:a@b.example", Elsewhere("mailto")),
        ("javascript:void(0)", Elsewhere("javascript")),
        ("Intent://x#y", Elsewhere("intent")),
    ],
)
def test_a_location_is_resolved_as_browsers_resolve_it(location: str, expected: str | Elsewhere) -> None:
    """Each spelling leads where browsers go, and what is legal stays as sent."""
    assert resolve(BASE, location) == expected


@pytest.mark.parametrize("location", ["http://", "http:///path", "///path", "http://x:99999/", "http://[::bad/"])
def test_a_location_without_a_host_leads_nowhere(location: str) -> None:
    """What names no host is a fault of the redirect, never the path of the answering host."""
    assert isinstance(resolve(BASE, location), Nowhere)


@given(st.text(st.characters(codec="utf-8"), max_size=40))
def test_any_text_resolves_to_something(text: str) -> None:
    """A destination is a sendable http(s) URL, another scheme, or nowhere; never an exception."""
    where = resolve(BASE, text)
    if isinstance(where, str):
        parts = urlsplit(where)
        assert parts.scheme in ("http", "https")
        assert parts.hostname
        assert where.isascii()
        assert parts.username is None


@pytest.mark.parametrize("status", [301, 302, 303, 307, 308])
def test_a_redirect_needs_one_location(status: int) -> None:
    """None at all, and several that differ, lead nowhere; the same one twice is one."""
    assert isinstance(destination(Response(status), BASE), Nowhere)
    assert isinstance(destination(Response(status, (("Location", " "),)), BASE), Nowhere)
    two = (("Location", "/a"), ("location", "/b"))
    assert isinstance(destination(Response(status, two), BASE), Nowhere)
    assert destination(Response(status, (two[0], two[0])), BASE) == "http://site.example:8080/a"


@pytest.mark.parametrize("status", [200, 201, 304, 305, 404, 500])
def test_other_statuses_send_nobody_anywhere(status: int) -> None:
    """A Location that comes with them is not followed."""
    assert destination(Response(status, (("Location", "/x"),)), BASE) is None


def test_300_without_a_location_is_a_choice_for_people() -> None:
    """With one it is a redirect."""
    assert destination(Response(300), BASE) is None
    assert destination(Response(300, (("Location", "/x"),)), BASE) == "http://site.example:8080/x"


@pytest.mark.parametrize(
    ("body", "expected"),
    [
        (b'<meta http-equiv="refresh" content="0; url=/new">', "/new"),
        (b"<META content='0;URL=\"/new\"' HTTP-EQUIV=Refresh>", "/new"),
        (b'<meta http-equiv=refresh content="5;/new">', "/new"),
        (b'<meta http-equiv="refresh" content="0;url=/new?a=1&amp;b=2">', "/new?a=1&b=2"),
        (b'<meta http-equiv="refresh" content="6; url=/new">', None),
        (b'<meta http-equiv="refresh" content="300">', None),
        (b'<meta http-equiv="refresh" content="0; url=/dir/page?q=1">', None),
        (b'<meta name="description" content="0; url=/new">', None),
        (b" " * 20_000 + b'<meta http-equiv="refresh" content="0; url=/new">', None),
    ],
)
def test_a_refresh_at_once_is_a_redirect(body: bytes, expected: str | None) -> None:
    """One that comes later, or to the page itself, is a page that reloads itself."""
    wanted = None if expected is None else f"http://site.example:8080{expected}"
    assert destination(Response(200, (), body), BASE) == wanted


def test_a_refresh_header_counts_like_the_element() -> None:
    """… and nowhere but on a good answer."""
    refresh = (("Refresh", "0; url=https://new.example/"),)
    assert destination(Response(200, refresh), BASE) == "https://new.example/"
    assert destination(Response(404, refresh), BASE) is None

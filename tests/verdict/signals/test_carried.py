"""What the end of a redirect carries of the cited address: as what failed, as words to search for, to come back to."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from linkcheck.verdict.signals.addresses import says_missing
from linkcheck.verdict.signals.carried import blames, searches

HOST = "http://site.example"
CITED = f"{HOST}/Pages/Old-Storm.aspx"


@pytest.mark.parametrize(
    ("start", "end", "expected"),
    [
        (CITED, "/Error?aspxerrorpath=/Pages/Old-Storm.aspx", True),
        (CITED, "/error.html?aspxerrorpath=%2Fpages%2Fold-storm.aspx", True),
        (CITED, "/oops?error_url=http://site.example/Pages/Old-Storm.aspx", True),
        (CITED, "/?badlink=Pages/Old-Storm.aspx", True),
        (f"{CITED}?id=7", "/help?not-found-url=/Pages/Old-Storm.aspx%3Fid=7", True),
        (CITED, "/Error?aspxerrorpath=/Pages/Other.aspx", False),
        (CITED, "/Error?aspxerrorpath=", False),
        (CITED, "/error?returnUrl=/Pages/Old-Storm.aspx", False),
        (CITED, "/error?url=/Pages/Old-Storm.aspx", False),
        (CITED, "/login?next=/Pages/Old-Storm.aspx", False),
        (CITED, "/queue?t=http://site.example/Pages/Old-Storm.aspx", False),
        (f"{HOST}/x?error_url=/x", "/y?error_url=/x", False),
    ],
)
def test_an_address_names_what_failed(start: str, end: str, expected: bool) -> None:
    """By the name of its parameter, and as a whole; not where it is kept to come back to."""
    assert blames(start, HOST + end) is expected


@pytest.mark.parametrize(
    ("start", "end", "expected"),
    [
        ("/keeper/storm-of-the-century", "/?s=storm-of-the-century", True),
        ("/keeper/storm-of-the-century", "/?s=storm+century", True),
        ("/keeper/storm-of-the-century.html", "/suche/?suchbegriff=x&q=storm%20of%20the%20century", True),
        ("/keeper/storm", "/searchresults.aspx?keywords=keeper+storm", True),
        ("/node/4711", "/search?q=4711", True),
        ("/keeper/storm-of-the-century", "/search?q=storm", False),
        ("/keeper/storm-of-the-century", "/search?q=storm+century+lamps", False),
        ("/keeper/storm-of-the-century", "/search", False),
        ("/keeper/storm-of-the-century", "/wait?s=storm-of-the-century", False),
        ("/keeper/storm-of-the-century", "/search?next=storm-of-the-century", False),
        ("/keeper/storm", "http://other.example/search?q=storm", False),
        ("/find/storm", "/search?q=storm", False),
        ("/finder.php?query=storm", "/search?q=storm", False),
        ("/tags/storm", "/search?q=storm", False),
        ("/", "/search?q=", False),
    ],
)
def test_an_address_searches_for_the_words_of_another(start: str, end: str, expected: bool) -> None:
    """For all of them and nothing else, at the same site; not for what was a search, or a tag, itself."""
    assert searches(HOST + start, end if "://" in end else HOST + end) is expected


@pytest.mark.parametrize(
    ("end", "expected"),
    [
        *((end, True) for end in ("/404.html", "/unknown-page", "/?error=unknown_item", "/oops?e=not_found")),
        *((end, True) for end in ("/error-not-found", "/invalid-link", "/session-not-found", "/expired")),
        *((end, False) for end in ("/unknown-error", "/?error=unknown_exception", "/?missing_cookie=1")),
        *((end, False) for end in ("/?reason=session_expired", "/invalid-token", "/soon.html", "/unknown-browser")),
    ],
)
def test_an_address_says_that_a_page_is_missing(end: str, expected: bool) -> None:
    """Not that a session, a cookie or a reason is."""
    assert says_missing(HOST + end) is expected


@given(st.text(max_size=60), st.text(max_size=60))
def test_any_addresses_can_be_asked(path: str, query: str) -> None:
    """Whatever they hold."""
    start, end = f"{HOST}/{path}", f"{HOST}/search?q={query}"
    assert (blames(start, end), searches(start, end)) >= (False, False)

"""URLs as they are sent: a file of cases, and what holds for any text."""

from __future__ import annotations

import re
from urllib.parse import urlsplit

import pytest
from hypothesis import given
from hypothesis import strategies as st

from linkcheck.links.urls import canonical, canonicalise, misspelt, redact, scheme_of
from linkcheck.links.urls.faults import InvalidError, invalid
from linkcheck.model import State, Url, Verdict, host_of
from tests.support import paths

LINES = (paths.CASES / "urls" / "canonical.txt").read_text("utf-8").splitlines()
CASES = [line.split(" => ", 1) for line in LINES if line and not line.startswith("#")]

PARTS = [
    "http://",
    "https:",
    "//",
    "/",
    "\\",
    "[",
    "]",
    ":",
    "@",
    "?",
    "#",
    "..",
    "%2e",
    "%",
    "x.org",
    "::1",
    "80",
    "“",
]
URLISH = st.lists(st.sampled_from(PARTS) | st.text(max_size=3), max_size=8).map("".join)
TEXT = st.text() | URLISH | URLISH.map("http://".__add__)


def _read(text: str) -> str:
    return re.sub(r"\{([0-9a-f]+)\}", lambda match: chr(int(match[1], 16)), text)


@pytest.mark.parametrize(("text", "expected"), CASES, ids=[text for text, _ in CASES])
def test_canonicalise(text: str, expected: str) -> None:
    """A URL comes out as it is sent, or is invalid for the reason and with the hint that the case says."""
    got = canonicalise(_read(text))
    if expected.startswith("!"):
        reason, _, hint = expected[1:].partition(" ")
        assert isinstance(got, Verdict)
        assert (got.state, got.reason) == (State.INVALID, reason)
        assert hint in got.detail
    else:
        assert got == expected


@given(TEXT)
def test_total_and_idempotent(text: str) -> None:
    """Whatever the text, there is an answer; a URL is ASCII, splits, and stays the same when it goes in again."""
    url = canonicalise(text)
    if not isinstance(url, Verdict):
        parts = urlsplit(url)
        assert url.isascii()
        assert parts.hostname
        assert parts.port is None or 0 < parts.port < 65536
        assert canonicalise(url) == url


@given(TEXT)
def test_any_text_is_looked_at(text: str) -> None:
    """No text is too odd for masking, scheme and misspelt schemes."""
    redact(text)
    scheme_of(text)
    misspelt(text)


@pytest.mark.parametrize(
    ("text", "hint"),
    [
        ("ttp://x.org/a", "http://x.org/a"),
        ("htps://x.org", "https://x.org"),
        ("https.://x.org", "https://x.org"),
        ("http//x.org", "http://x.org"),
        ("mail-to:a@x.org", "mailto:a@x.org"),
        ("mailto-:a@x.org", "mailto:a@x.org"),
    ],
)
def test_misspelt(text: str, hint: str) -> None:
    """A scheme that nobody has is invalid, with what was meant."""
    verdict = misspelt(text)
    assert verdict is not None
    assert f"did you mean {hint}?" in verdict.detail


@pytest.mark.parametrize(
    "text", ["http://x.org", "mailto:a@x.org", "httpd.conf", "http-notes.md", "x:y", "", "ftp://x"]
)
def test_not_misspelt(text: str) -> None:
    """What may be meant is left alone."""
    assert misspelt(text) is None


ORDINARY = [
    *"aZ09-_.~!$&()*+,;=:@/?#%[]'",
    "x.org",
    "http",
    "https",
    "..",
    "/.",
    "%2e",
    "%2E%2e",
    "\u200b",
    "\n",
    "é",
    ":8",
]
NEARLY_ORDINARY = st.builds(
    "{}{}/{}".format,
    st.sampled_from(["http://", "https://", "HTTP://", "http:/"]),
    st.lists(st.sampled_from([*ORDINARY, "a.b.c", "a" * 61, "a" * 60]), max_size=5).map("".join),
    st.lists(st.sampled_from(ORDINARY), max_size=8).map("".join),
)


@given(TEXT | NEARLY_ORDINARY)
def test_an_ordinary_url_is_sent_as_the_long_way_has_it(text: str) -> None:
    """The short way says only what the long way says."""

    def the_long_way() -> Url | Verdict:
        try:
            return canonical._canonical(text)
        except InvalidError as error:
            return invalid(error.reason, error.detail)

    assert canonicalise(text) == the_long_way()


@given(TEXT | NEARLY_ORDINARY)
def test_the_host_of_a_url_is_that_of_the_standard_library(url: str) -> None:
    """The short way says only what the long way says."""
    try:
        host = urlsplit(url).hostname or ""
    except ValueError:
        host = ""
    assert host_of(url) == host

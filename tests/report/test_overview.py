"""The overview of a night: complete, within its size, and no text of a stranger's dataset acts in it."""

from __future__ import annotations

import re
from base64 import b64encode
from datetime import UTC, date, datetime
from hashlib import sha256

import msgspec
import pytest
from hypothesis import given
from selectolax.lexbor import LexborHTMLParser

from linkcheck.dataset.questions import MOST_LINKS, MOST_NAMES
from linkcheck.model import State
from linkcheck.report import Context
from linkcheck.report.encoding import document
from linkcheck.report.html import overview as html
from linkcheck.report.overview import (
    BrokenLink,
    BrokenPlaces,
    FailingHost,
    LinkPlace,
    NightCount,
    Overview,
    ReasonCount,
    text,
)
from tests.support.hostile_report import UNSAFE
from tests.support.hostile_report import hostile as of_any_code

THREE_MEGABYTES = 3_000_000
NIGHT = date(2026, 11, 29)


def link(words: str, places: int = 7) -> BrokenLink:
    """Return a link with these words wherever there are any."""
    first = [LinkPlace(words, words, 3, 1), LinkPlace(None, words, 4, 1), *[LinkPlace(words, words, 5, 1)] * 3]
    return BrokenLink(
        f"https://{words}",
        words,
        words,
        words,
        words,
        datetime(2026, 1, 2, tzinfo=UTC),
        f"https://{words}",
        places,
        first,
    )


def overview(words: str, size: int = 1) -> Overview:
    """Return an overview with these words wherever there are any, and tables of so many rows."""
    hosts = [FailingHost(words, 5, {words: 3, "gone": 2})] * min(size, MOST_NAMES)
    names = [BrokenPlaces(words, 1_234)] * min(size, MOST_NAMES)
    links = [link(words)] * min(size, MOST_LINKS)
    return Overview(
        night=NIGHT,
        is_whole=True,
        documents=1_234,
        requests=None,
        references=40_000_000,
        links=30_000_002,
        new=2,
        back=1,
        reasons=[ReasonCount("dead", "gone", 2), ReasonCount("alive", "ok", 30_000_000), ReasonCount(words, words, 1)],
        nights=[NightCount(date(2026, 11, 28), {"dead": 1, words: 3}), NightCount(NIGHT, {"dead": 2, "alive": 3})],
        hosts=hosts,
        domains=hosts,
        repositories=names,
        owners=names,
        new_links=links,
        broken_links=links,
    )


PLAIN = overview("plain.example")


def test_the_text_says_everything() -> None:
    """Numbers come last, where people see them."""
    told = text.render(PLAIN, Context())
    assert told.endswith(text.short_summary(PLAIN, Context()))
    for words in (
        "40,000,000 references in 1,234 files, 30,000,002 distinct links\n",
        "2 links dead that were not the time before, 1 back",
        "  2026-11-28  0      1",
        "  5  plain.example  plain.example 3, gone 2",
        "  1,234  plain.example",
        "    plain.example/plain.example:3:1",
        "    and 2 more places",
        "    archived https://plain.example",
    ):
        assert words in told, words


def test_verbose_lists_all() -> None:
    """Without it the first rows, and how many more there are."""
    told = overview("plain.example", 25)
    assert text.render(told, Context()).count("and 15 more (-v lists all)") == 6
    assert "more (-v" not in text.render(told, Context(verbose=1))


def test_half_a_night_is_said_to_be_one() -> None:
    """In every format for people."""
    half = msgspec.structs.replace(PLAIN, is_whole=False)
    assert "the night is not finished" in text.render(half, Context())
    assert "the night is not finished" in html.render(half, Context())


hostile = of_any_code.map(lambda text: text.encode("utf-8", "backslashreplace").decode())
"""A dataset is UTF-8."""


@given(hostile)
def test_no_text_steers_a_terminal(words: str) -> None:
    """Whatever stands in a dataset."""
    assert not UNSAFE.search(text.render(overview(words), Context()).replace("\n", ""))
    assert not re.search("[\x00-\x09\x0b-\x1f\x7f-\x9f\u202e]", document(overview(words)))


def elements(page: str) -> list[str]:
    """Return the names of all elements."""
    return [node.tag or "" for node in LexborHTMLParser(page).css("*") if node.tag != "a"]


@given(hostile.filter(lambda words: words not in set(State)))  # a verdict that exists has a colour of its own
def test_no_text_becomes_markup(words: str) -> None:
    """The page has the same elements, and leads to the web alone."""
    page = html.render(overview(words), Context())
    assert elements(page) == elements(html.render(PLAIN, Context()))
    links = [node.attributes["href"] or "" for node in LexborHTMLParser(page).css("a")]
    assert all(re.match("#|https?://", one) for one in links)


def test_the_policy_allows_the_style_and_nothing_else() -> None:
    """No script, no request."""
    page = LexborHTMLParser(html.render(PLAIN, Context()))
    policy = page.css("meta[http-equiv]")[0].attributes["content"] or ""
    style = b64encode(sha256(page.css("style")[0].text().encode()).digest()).decode()
    assert policy.startswith(f"default-src 'none'; style-src 'sha256-{style}';")
    assert "script" not in policy
    assert page.css("script, [src], [style], [srcset], object, form") == []


@pytest.mark.parametrize("words", ["a" * 100_000, "&" * 100_000, "é" * 100_000, '"<' * 50_000])
def test_the_page_stays_small(words: str) -> None:
    """Whatever the values are as long as, and with all rows that there can be."""
    assert len(html.render(overview(words, 1_000), Context()).encode()) < THREE_MEGABYTES

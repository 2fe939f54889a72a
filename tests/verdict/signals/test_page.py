"""What is seen of a page, and that it is all that a verdict needs."""

from __future__ import annotations

import random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from linkcheck.model import Check, Exchange, Page, Request, Response
from linkcheck.verdict.signals import marks
from linkcheck.verdict.signals.page import NOTHING, read, seen, similarity, without_bodies
from linkcheck.verdict.signals.sketches import sketched
from linkcheck.verdict.weighing import judge
from tests.support.checks import CHECKS, URL, check, html

WORDS = [
    f"{first}{second}" for first in ("lu", "ba", "mi", "so", "re") for second in ("na", "ko", "ti", "va", "do", "ge")
]


def text(seed: int, words: int) -> str:
    """Return so many words at random."""
    return " ".join(random.Random(seed).choices(WORDS, k=words))  # noqa: S311 - no secret


def paragraph(body: str) -> Page:
    """Return the page that holds one paragraph."""
    return read(f"<title>x</title><p>{body}</p>".encode())


def test_what_people_see_of_a_page() -> None:
    """Title and headings with entities resolved, and the words without scripts."""
    page = read(
        b"<!doctype html><html lang=nl><TITLE>\n Fish &amp; chips\n</TITLE><h1>One <b>two</b></h1><h3> </h3>"
        b"<script>three</script><style>four</style><p>five<h2>six</h2><noscript>seven</noscript></html>"
    )
    assert page.title == "Fish & chips"
    assert page.headings == ("One two", "six")
    assert (page.text, page.words, page.language) == ("One two five six", 4, "nl")


@pytest.mark.parametrize("body", [b"no title", b"\xff\xfe\x00", b"<", b"<title"])
def test_a_body_without_a_title_has_none(body: bytes) -> None:
    """Whatever the bytes are."""
    assert read(body).title == ""
    assert read(body, "").title == ""


def test_a_page_without_a_type_is_known_by_its_first_character() -> None:
    """As browsers look into what nobody has named."""
    found = [marks.HTML in read(body, "").marks for body in (b" <p>words", b"words <p>", b"")]
    assert found == [True, False, False]


def test_plain_text_and_json_have_words_only() -> None:
    """Tags in them are no tags."""
    page = seen(Response(200, (("Content-Type", "text/plain"),), b"how to write <title>a title</title>"))
    assert (page.title, page.headings, page.words) == ("", (), 5)
    assert seen(Response(200, (("Content-Type", "application/json"),), b'{"user": null}')).words == 2


@pytest.mark.parametrize(
    ("kind", "body", "title"),
    [
        ("text/html; charset=iso-8859-1", "<title>Lighthöuse</title>".encode("latin-1"), "Lighthöuse"),
        ("text/html", '<meta charset="gbk"><title>页面不存在</title>'.encode("gbk"), "页面不存在"),
        ("text/html; charset=shift_jis", "<title>灯台</title>".encode("shift_jis"), "灯台"),
        ("text/html", "<title>Phare à vendre</title>".encode("cp1252"), "Phare à vendre"),
        ("text/html; charset=utf-16", b"<title>phare</title>", "phare"),
        ("text/html; charset=klingon", b"<title>phare</title>", "phare"),
        ("text/html", "<title>phare</title>".encode("utf-16"), "phare"),
    ],
)
def test_a_page_is_decoded_as_browsers_do(kind: str, body: bytes, title: str) -> None:
    """By what it says of itself, unless that cannot be."""
    assert read(body, kind).title == title


@pytest.mark.parametrize(
    ("body", "mark"),
    [
        ("<input name=a type='PassWord'>", marks.PASSWORD),
        ("<div id=root> </div><script src=x></script>", marks.APP_SHELL),
        ("<meta name=ROBOTS content='NoIndex, follow'>", marks.NOINDEX),
        ('<html id="__next_error__">', marks.ERROR_SHELL),
        ("<script>window.location.href = '/lander'</script>", marks.SCRIPT_REDIRECT),
        ("<script src=//d38psrni17bvxu.cloudfront.net/x.js></script>", marks.PARKING + "ParkingCrew"),
        ("<script>window._cf_chl_opt={}</script>", marks.WALL + "Cloudflare"),
        ("<p>" + "x" * 65536, marks.LARGE),
        ('<meta http-equiv=refresh content="0;url=/x">', "refresh: 0;url=/x"),
    ],
)
def test_marks_in_the_source_are_kept_by_name(body: str, mark: str) -> None:
    """Each where it is, and none on an ordinary page."""
    assert mark in read(f"<p>words</p>{body}".encode()).marks
    ordinary = b"<p>words <div id=root>x</div><pre>location.href = '/lander'</pre></p>"
    assert read(ordinary).marks == {marks.CONTENT, marks.HTML}


@pytest.mark.parametrize(
    ("kept", "low", "high"), [(1.0, 1.0, 1.0), (0.95, 0.78, 1.0), (0.5, 0.15, 0.5), (0.0, 0.0, 0.1)]
)
def test_similarity_follows_what_is_shared(kept: float, low: float, high: float) -> None:
    """From the same text to another one."""
    first, second = text(1, 1000), text(2, 1000)
    share = int(len(first) * kept)
    assert low <= similarity(paragraph(first), paragraph(first[:share] + second[share:])) <= high


def test_dates_numbers_and_addresses_are_not_compared() -> None:
    """What a page says of the address that it was asked for makes no difference."""
    told = [f"On 2026-01-{day} {text(3, 90)} the page /a/{day}-x.html was asked {day} times" for day in (11, 12)]
    assert similarity(*(paragraph(one + (" " + "kq" * 12) * number) for number, one in enumerate(told))) == 1.0


def test_near_pages_have_near_simhashes() -> None:
    """A few changed words change few of the 64 bits; another text changes about half of them."""
    first, second = text(1, 600), text(2, 600)
    near = (paragraph(first).simhash ^ paragraph(first + " lighthouse keeper").simhash).bit_count()
    far = (paragraph(first).simhash ^ paragraph(second).simhash).bit_count()
    assert near <= 10 < 20 <= far


def test_hashes_are_the_same_on_every_machine() -> None:
    """They are kept between runs."""
    page = paragraph("the lighthouse at the old harbour")
    assert (page.sketch[0], hex(page.simhash)) == (344467477, "0x55804467a08d9a04")


def test_pages_without_words_are_not_alike() -> None:
    """Nothing can be said of them."""
    assert similarity(NOTHING, NOTHING) == similarity(paragraph("a b c d"), NOTHING) == 0.0


@given(
    st.lists(st.sampled_from(["a", "of", "words", "é", " ", "\n", "\x1f", "\x85", "\u2003"]), min_size=1, max_size=50),
    st.sampled_from([1, 50, 300]),
)
def test_words_are_counted_and_spaced_as_by_one_split(parts: list[str], times: int) -> None:
    """A long text is split at its beginning only."""
    text = "".join(parts) * times
    page, words = read(text.encode(), "text/plain; charset=utf-8"), text.split()
    spaced = " ".join(words)
    assert (page.words, page.text) == (len(words), spaced[:2048])
    assert (page.sketch, page.simhash) == sketched(spaced)


@given(st.text(max_size=300) | st.text("<>/=! abdivphtml\"'", max_size=300))
def test_any_text_can_be_read(body: str) -> None:
    """Whatever it is."""
    page = read(body.encode("utf-8", "surrogatepass"), "")
    assert page.words >= 0
    assert len(page.sketch) <= 64
    assert 0 <= page.simhash < 1 << 64


@given(CHECKS)
def test_evidence_without_bodies_gives_the_same_verdict(made: Check) -> None:
    """So what was stored can be judged again."""
    assert judge(without_bodies(made)) == judge(made)


def test_a_check_without_bodies_has_none() -> None:
    """In its exchanges and in its probes; doing it twice changes nothing."""
    made = check(html("some words"))
    probed = Check(made.url, made.exchanges, made.checked_at, probes=(Exchange(Request(URL), html("other"), 1),))
    light = without_bodies(probed)
    outcomes = [exchange.outcome for exchange in light.exchanges + light.probes]
    assert all(isinstance(outcome, Response) and outcome.body == b"" and outcome.page for outcome in outcomes)
    assert without_bodies(light) == light

"""Soft 404s: what makes an answer suspicious, and what two probes make of it."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from linkcheck.model import Check, Exchange, FailureCode, Profile, Reason, Request, Response, State, Url
from linkcheck.verdict.signals.attempts import Attempt, attempts
from linkcheck.verdict.signals.likeness import is_named
from linkcheck.verdict.signals.page import read as read_page
from linkcheck.verdict.signals.page import without_bodies
from linkcheck.verdict.signals.phrases import says, says_not_found
from linkcheck.verdict.signals.soft404 import read, suspicions, suspicious
from linkcheck.verdict.weighing import judge
from tests.support.checks import CHECKS, check, failure, html
from tests.verdict.signals.looks import (
    DEAD,
    EVERYWHERE,
    HOME,
    LOST,
    OTHER,
    REAL,
    SIBLINGS,
    STORY,
    URL,
    at,
    probed,
    said,
    to,
)

STORM = Url("http://site.example/storm")
LONG = html(f"<h1>Page not found</h1>{OTHER * 2}", "Page not found")
NAMED = html(f"<h1>Storm century: not found</h1>{STORY}", "Storm century: not found")
NOT_NAMED = [html(f"<h1>{word}: not found</h1>{OTHER}", f"{word}: not found") for word in ("qqqq", "keeper")]
TITLE = html("<p>Gone fishing</p>", "Page not found")
SHELL = html('<div id="root"></div><script src=a.js></script>', "App")
GONE = Response(404)
SAYS = (State.UNSURE, Reason.SAYS_NOT_FOUND)
NEAR, APP = (State.UNSURE, Reason.RESEMBLES_MISSING), (State.UNSURE, Reason.APP_SHELL)
GATED = (State.BLOCKED, Reason.GATE)
HOME_URL = "http://site.example/"
HOPS = tuple(to(HOME_URL, HOME, start) for start in SIBLINGS)
SHELF, NOWHERE = "http://site.example/shelf", "http://site.example/p?error=not_found"
ELSEWHERE = "http://other.example/welcome"
FOR_GOOD = tuple(to(ELSEWHERE, HOME, start, 301) for start in SIBLINGS)
GATE = "http://site.example/age-check?return=/keeper/storm-of-the-century"
BARE = "Nobody has put anything on this shelf, and whatever stood here once went down to the cellar early in spring."
GONE_SHELF = html(BARE, "X")
FILLED = html(f'<div id="app"><h1>The society of lamps</h1>{OTHER}</div><script></script>', "The society of lamps")
OVER = html("<h1>This lamp is no longer available</h1>", "Lamps")
HALF = html(f"{OTHER} and more", "News")


@pytest.mark.parametrize(
    ("made", "expected"),
    [
        (probed(at(LOST), LOST, LOST), DEAD),
        (probed(at(LOST), LOST), DEAD),
        (probed(at(TITLE), TITLE, TITLE), DEAD),
        (probed(at(NAMED), *NOT_NAMED), None),
        (probed(at(LOST), GONE), SAYS),
        (probed(at(LONG), GONE), None),
        (probed(at(html("<h1>Not found</h1>", "Not found")), GONE), SAYS),
        (probed(at(LOST), Response(503)), SAYS),
        (probed(at(LOST)), SAYS),
        (probed(at(HOME), HOME, HOME, home=REAL), DEAD),
        (probed(at(HOME), HOME, HOME, home=HOME), EVERYWHERE),
        (probed(at(HOME), HOME, HOME, home=Response(503)), NEAR),
        (probed(at(HOME), HOME, HOME, home=html(STORY, "Down for maintenance")), NEAR),
        (probed(at(HOME), HOME, HOME), NEAR),
        (probed(at(FILLED), FILLED, FILLED, home=REAL), NEAR),
        (probed(at(FILLED), FILLED, FILLED, home=FILLED), NEAR),
        (probed(at(GONE_SHELF), GONE_SHELF, GONE_SHELF, home=REAL), EVERYWHERE),
        (probed(at(GONE_SHELF), GONE_SHELF, GONE_SHELF, home=html(f"{BARE[-40:]} {STORY}", "Lamps")), DEAD),
        (probed(at(OVER), OVER, home=OVER), DEAD),
        (probed(at(OVER), GONE), None),
        (probed(at(OVER), OVER, GONE), DEAD),
        (probed(at(html("Oops", "Oops")), *(html(word, "Oops") for word in ("Ah", "Oh")), home=REAL), None),
        (probed(at(HOME), HOME), NEAR),
        (probed(at(HOME), HALF, HALF), NEAR),
        (probed(at(REAL), LOST, LOST), None),
        (probed(at(REAL), REAL, REAL), NEAR),
        (probed(at(HOME), *HOPS), None),
        (probed(at(SHELL), SHELL, SHELL), APP),
        (probed(at(SHELL)), APP),
        (probed(at(SHELL), GONE), None),
        (probed(at(html("not a word more")), html("not a word more"), html("not a word more")), None),
        (probed(at(html("one word more " * 10)), html("one word more " * 10), html("one word more " * 10)), NEAR),
        (probed(to(HOME_URL, HOME), *HOPS), DEAD),
        (probed(to(HOME_URL, HOME), HOPS[0]), NEAR),
        (probed(to(HOME_URL, HOME), HOPS[0], to("http://site.example/x", HOME, SIBLINGS[1])), None),
        (probed(to(HOME_URL, HOME), GONE), None),
        (probed(to(HOME_URL, HOME), to("http://site.example/x", HOME, SIBLINGS[0])), None),
        (probed(to(GATE, HOME), *(to(GATE, HOME, start) for start in SIBLINGS)), GATED),
        (
            probed(
                to(HOME_URL, html("A word", "Lamps")), *(to(HOME_URL, html("A word", "Lamps"), s) for s in SIBLINGS)
            ),
            EVERYWHERE,
        ),
        (probed(to(SHELF, HOME), *(to(SHELF, HOME, start) for start in SIBLINGS), home=REAL), EVERYWHERE),
        (probed(to(SHELF, HOME, status=301), *(to(SHELF, HOME, s, 301) for s in SIBLINGS), home=REAL), DEAD),
        (probed(to(SHELF, HOME), *(to(SHELF, HOME, start) for start in SIBLINGS), home=HOME), EVERYWHERE),
        (probed(to(SHELF, HOME), *(to(SHELF, HOME, start) for start in SIBLINGS)), NEAR),
        (probed(to(SHELF, LOST), *(to(SHELF, LOST, start) for start in SIBLINGS), home=LOST), DEAD),
        (probed(to(NOWHERE, HOME), *(to(NOWHERE, HOME, start) for start in SIBLINGS), home=HOME), DEAD),
        (probed(to(ELSEWHERE, HOME), *(to(ELSEWHERE, HOME, start) for start in SIBLINGS), home=REAL), EVERYWHERE),
        (probed(to(ELSEWHERE, HOME, status=301), *FOR_GOOD), DEAD),
        (probed(to(ELSEWHERE, HOME, status=301), GONE), None),
        (probed(to(ELSEWHERE, SHELL), *(to(ELSEWHERE, SHELL, start) for start in SIBLINGS)), APP),
        (probed(to(NOWHERE, OVER), GONE), DEAD),
        (probed(to(SHELF, OVER), GONE), None),
    ],
)
def test_a_target_is_held_against_random_siblings(made: Check, expected: tuple[State, Reason] | None) -> None:
    """Dead by two agreeing signals of which one is a probe; unsure by one; silent where the host is honest."""
    assert said(made) == expected
    assert said(without_bodies(made)) == expected


@pytest.mark.parametrize(
    "url",
    [
        *("http://site.example/", "http://site.example", "http://site.example/index.html", "http://site.example/en/"),
        *("http://site.example/guides/404-pages", "http://site.example/page-not-found"),
    ],
)
def test_some_addresses_are_never_soft_404s(url: str) -> None:
    """Home pages, pages about missing pages."""
    made = probed(at(LOST, Url(url)), LOST, LOST, url=Url(url))
    assert said(made) is None
    assert not suspicious(made)


def test_a_soft_404_is_dead_after_a_last_look_as_a_browser() -> None:
    """One attempt is not enough, and a last one that finds the page is life."""
    made = probed(at(LOST), LOST, LOST)
    browser = Exchange(Request(URL, Profile.BROWSER, delay=2.0), LOST, 1)
    assert judge(made).state is State.UNSURE
    assert judge(replace(made, exchanges=(*made.exchanges, browser))).reason is Reason.SOFT_404
    found = replace(browser, outcome=REAL)
    assert judge(replace(made, exchanges=(*made.exchanges, found))).state is State.ALIVE


@pytest.mark.parametrize(
    ("made", "why"),
    [
        (probed(at(LOST)), "says that it was not found"),
        (probed(at(html("few words", "The storm of the century"))), "few words"),
        (probed(at(HOME)), "another subject than the address"),
        (probed(to(HOME_URL, REAL)), "redirected away"),
        (probed(to(HOME_URL, REAL, STORM), url=STORM), "redirected away"),
        (probed(to("http://other.example/keeper/storm-of-the-century", REAL)), "redirected away"),
        (replace(probed(to("http://site.example/new/storm", REAL)), sources=2), "a sink"),
        (probed(at(REAL, Url("http://site.example/a/x.pdf")), url=Url("http://site.example/a/x.pdf")), "a page where"),
        (probed(at(REAL, Url("http://site.example/i.php?id=7")), url=Url("http://site.example/i.php?id=7")), "subject"),
    ],
)
def test_what_is_suspicious(made: Check, why: str) -> None:
    """Each trigger by itself."""
    assert why in "; ".join(suspicions(made))
    assert suspicious(without_bodies(made))


@pytest.mark.parametrize(
    "outcome",
    [REAL, GONE, Response(403), Response(200, (("Content-Type", "image/png"),)), failure(FailureCode.TIMEOUT)],
)
def test_most_answers_are_not(outcome: Response) -> None:
    """A page that its address names, an honest status, what is no text."""
    assert suspicions(check(outcome, url=URL)) == ()


def test_a_dishonest_host_makes_its_pages_suspicious() -> None:
    """Even those that look well."""
    assert suspicious(check(REAL, url=URL), dishonest=True)


@given(CHECKS, CHECKS)
def test_it_is_never_dead_without_probes(made: Check, probes: Check) -> None:
    """Nor does it fail, whatever the probes gave."""
    for exchanges in attempts(made.exchanges):
        evidence = read(Attempt(made, exchanges))
        assert evidence is None or evidence.state is State.UNSURE
        probing = replace(made, probes=probes.exchanges)
        assert read(Attempt(probing, exchanges)) == read(Attempt(without_bodies(probing), exchanges))


NOT_FOUND = """Page not found · 404 · 404 - A site · Error 404 (Not Found)!!1 · Not Found | A site · 404: Not Found
The page you are looking for doesn't exist · Oops! That page can’t be found. · User not found
Video unavailable · Sorry, this page isn't available. · HTTP Status 404 – Not Found · File not found
Page Not Found (404) · No such page · Seite nicht gefunden – Blog · Diese Seite existiert nicht
Fehler 404 · Page introuvable · Erreur 404 · Página no encontrada · Página não encontrada
Pagina non trovata · Pagina niet gevonden · Sidan kunde inte hittas · Siden blev ikke fundet
Fant ikke siden · Sivua ei löytynyt · Nie znaleziono strony · Strona nie została znaleziona
Stránka nebyla nalezena · Az oldal nem található · Pagina nu a fost găsită · Stranica nije pronađena
Страница не найдена · Сторінку не знайдено · Страницата не е намерена · Η σελίδα δεν βρέθηκε
Sayfa bulunamadı · הדף לא נמצא · الصفحة غير موجودة · صفحه مورد نظر یافت نشد · पृष्ठ नहीं मिला
Halaman tidak ditemukan · Không tìm thấy trang · ไม่พบหน้าเว็บ · 页面不存在 · 找不到网页
抱歉，您访问的页面不存在 · ページが見つかりません · お探しのページは見つかりませんでした
페이지를 찾을 수 없습니다"""
GENUINE = """Peugeot 404 · Lost and found · The page
Not found in translation: a story · Error handling in Go · Route 404
How we handle missing data · Gone with the Wind · Building better pages · Search results · How a page can be found
A new site found in Rome · The missing link · Die Suche nach der verlorenen Zeit · Seite 404 · La página de inicio"""


@pytest.mark.parametrize("line", [line.strip() for row in NOT_FOUND.splitlines() for line in row.split(" · ")])
def test_a_heading_says_that_there_is_nothing(line: str) -> None:
    """In thirty languages."""
    assert says(line)


@pytest.mark.parametrize("line", [line.strip() for row in GENUINE.splitlines() for line in row.split(" · ")])
def test_a_heading_with_such_words_may_say_something_else(line: str) -> None:
    """Strict phrases only."""
    assert not says(line)


def test_long_pages_are_believed_by_title_and_first_heading_only() -> None:
    """Further down it is what the page is about."""
    body = f"<title>Errors</title><h1>HTTP</h1><h2>404 Not Found</h2>{'word ' * 250}"
    assert says_not_found(read_page(body.encode())) is None
    assert says_not_found(read_page(body[:80].encode())) == "404 Not Found"


def test_a_heading_is_short() -> None:
    """A line of prose may hold the words, and be about something else."""
    assert not says("The page you are looking for doesn't exist" + ", we read, and went on to the next shelf" * 3)


def test_a_page_is_named_by_half_of_its_address() -> None:
    """One word of three may be chance."""
    words = [read_page(f"<title>{title}</title>".encode()) for title in ("A storm", "A storm of this century")]
    assert [is_named(URL, page) for page in words] == [False, True]


@given(st.text(max_size=200))
def test_any_heading_can_be_asked(line: str) -> None:
    """Whatever it holds."""
    assert says(line) in (True, False)

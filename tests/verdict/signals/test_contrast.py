"""Contrast with the home page: what it tells, and where a page may be there but for a while."""

from __future__ import annotations

import pytest

from linkcheck.model import Check, Reason, Request, Response, State, Url
from tests.support.checks import html
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
    Steps,
    probed,
    said,
)

SITE = "http://site.example"
SOON, WELCOME = f"{SITE}/soon.html", f"{SITE}/welcome.html"
AWAY = html(f"<h1>Back after the harvest</h1>{OTHER}", "Harvest")
MENU = "<p>News Maps Prints Letters Shop</p>"
FEW = "Everybody is in the orchards, from the first light to the last, and nobody is left to mind this part of it all."
LIVING = html(f"{MENU}{STORY}", "Lamps")
DELAYED = '<meta http-equiv="refresh" content="9; url=%s">'
SCRIPT = "<script>setTimeout(function () { location.href = '/soon.html' }, 9000)</script>"


def refresh(where: str) -> Response:
    """Return a page that goes elsewhere at once."""
    return html(f'<meta http-equiv="refresh" content="0; url={where}">')


def hop(status: int, where: str) -> tuple[Response, str]:
    """Return an answer that sends its reader to an address, and that address."""
    return Response(status, (("Location", where),)), where


def look(start: Url, *hops: tuple[Response, str], page: Response) -> Steps:
    """Return a look that goes through hops; `*` in their addresses is the last segment of where it began."""
    steps, here = [], start
    for at, (answer, where) in enumerate(hops):
        steps.append((Request(here, hop=at), answer))
        here = Url(where.replace("*", start.rpartition("/")[2]))
    return (*steps, (Request(here, hop=len(hops)), page))


def everywhere(*hops: tuple[Response, str], page: Response = AWAY, home: Response = REAL) -> Check:
    """Return a check whose target and siblings all go through the same hops to the same page."""
    own, *others = (look(start, *hops, page=page) for start in (URL, *SIBLINGS))
    return probed(own, *others, home=home)


@pytest.mark.parametrize(
    ("hops", "expected"),
    [
        *(([hop(status, SOON)], EVERYWHERE) for status in (302, 303, 307)),
        *(([hop(status, SOON)], DEAD) for status in (301, 308)),
        ([(refresh(SOON), SOON)], EVERYWHERE),
        ([hop(302, f"{SITE}/soon/*")], EVERYWHERE),
        ([hop(301, f"{SITE}/later/*")], DEAD),
        ([hop(302, f"{SITE}/en/keeper/*")], DEAD),
        ([hop(301, f"{SITE}/keepers"), hop(302, SOON)], EVERYWHERE),
        ([hop(302, f"{SITE}/keepers"), hop(301, SOON)], EVERYWHERE),
        ([hop(302, f"{SITE}/en/keeper/*"), hop(301, SOON)], DEAD),
        ([hop(301, "http://www.site.example/keeper/*"), hop(302, SOON)], EVERYWHERE),
        ([hop(302, WELCOME)], EVERYWHERE),
        ([hop(301, WELCOME)], DEAD),
        ([hop(302, f"{SITE}/en/")], DEAD),
        ([hop(302, f"{SITE}/")], DEAD),
        ([(refresh("http://soon.example/"), "http://soon.example/")], EVERYWHERE),
        ([hop(301, "http://soon.example/")], DEAD),
    ],
)
def test_contrast_is_no_evidence_behind_a_redirect_for_now(
    hops: list[tuple[Response, str]], expected: tuple[State, Reason]
) -> None:
    """A temporary one or one of the page itself, but not one that adds a language, or leads home."""
    assert said(everywhere(*hops)) == expected


@pytest.mark.parametrize("where", [SOON, f"{SITE}/soon/*"])
def test_words_are_evidence_behind_any_redirect(where: str) -> None:
    """What says that it was not found is not away for a while."""
    assert said(everywhere(hop(302, where), page=LOST)) == DEAD


@pytest.mark.parametrize(
    ("page", "expected"),
    [
        (html(f"{MENU}{FEW}"), DEAD),
        (html(FEW), EVERYWHERE),
        (html(f"<p>News Maps Prints</p>{FEW}"), EVERYWHERE),
        (html(f"{FEW} {OTHER}"), DEAD),
        (html(f"{DELAYED % '/soon.html'}{MENU}{OTHER}"), EVERYWHERE),
        (html(f"{DELAYED % '/'}{MENU}{OTHER}"), DEAD),
        (html(f"{SCRIPT}{MENU}{FEW}{OTHER[:300]}"), EVERYWHERE),
        (html(f"{SCRIPT}{MENU}{OTHER * 2}"), DEAD),
    ],
)
def test_contrast_is_no_evidence_where_a_page_is_of_no_site_or_sends_on(
    page: Response, expected: tuple[State, Reason]
) -> None:
    """Few words without the site's menu; a refresh that waits, but not for home; a script beside little else."""
    assert said(everywhere(page=page, home=LIVING)) == expected


BLAMED, SEARCHED = f"{SITE}/oops?error_url=/keeper/storm-of-the-century", f"{SITE}/search?q=*"
FOUND_NOTHING = html(f"{MENU}<h1>Search</h1>{OTHER}")


@pytest.mark.parametrize(
    ("where", "page", "expected"),
    [
        (BLAMED, AWAY, DEAD),
        (BLAMED.replace("error_url", "url"), AWAY, EVERYWHERE),
        (SEARCHED, FOUND_NOTHING, DEAD),
        (SEARCHED, html(f"<script></script>{MENU}<h1>Search</h1>{OTHER}"), EVERYWHERE),
        (f"{SITE}/shelf?q=*", FOUND_NOTHING, EVERYWHERE),
    ],
)
def test_addresses_speak_behind_a_redirect_for_now(where: str, page: Response, expected: tuple[State, Reason]) -> None:
    """That the page failed, or that a search for its words finds what one for random words does."""
    assert said(everywhere(hop(302, where), page=page, home=HOME if page is AWAY else LIVING)) == expected


def test_a_search_that_finds_something_is_no_sign() -> None:
    """Then its page is not that of random words."""
    own = look(URL, hop(302, SEARCHED), page=html(f"{MENU}<h1>Search</h1>{STORY}"))
    others = [look(start, hop(302, SEARCHED), page=FOUND_NOTHING) for start in SIBLINGS]
    assert said(probed(own, *others, home=LIVING)) == EVERYWHERE

"""Domains for sale, sites that are gone, faulty or another's: two signals, one of them strong."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given

from linkcheck.model import Check, Exchange, Reason, Request, Response, State, Url
from linkcheck.verdict.signals import elsewhere, parked, usurped, vacant_host
from linkcheck.verdict.signals.addresses import brand, is_home, registrable
from linkcheck.verdict.signals.attempts import Attempt, attempts
from linkcheck.verdict.signals.page import without_bodies
from tests.support.checks import CHECKS, check, html

URL = Url("http://lamps.example/keeper/storm-of-the-century")
HOME = Url("http://lamps.example/")
STORY = "The keeper wrote down the weather twice a day, in a hand that gets better with time. " * 12
SEDO = "<script src=//img.sedoparking.com/x.js></script>"
BONUSES = html(STORY, "Best Online Casinos: Casino Bonuses")
LANDER = '<script>window.location.href="/lander"</script>'
SIGNALS = (parked, usurped, vacant_host, elsewhere)
CASINO = html(STORY, "Goldrush: the best casino for you")
SALE = html("Diese Domain steht zum Verkauf", "lampen.example")
SLOTS = html(STORY, "Situs Judi Slot Gacor Online")
Verdict = tuple[State, Reason]
PARKED, USURPED = (State.DEAD, Reason.PARKED), (State.DEAD, Reason.USURPED)
STRANGE, FAULT = (State.UNSURE, Reason.DIFFERENT_SITE), (State.UNREACHABLE, Reason.SERVER_ERROR)
DEFAULT = (State.UNSURE, Reason.RESEMBLES_MISSING)


def seen_at(page: Response, *, url: Url = URL, end: str | None = None, probe: Response | None = None) -> Check:
    """Return a check of one attempt, redirected where an end is given, with a probe where one is given."""
    steps = [(Request(url), page)]
    if end is not None:
        steps = [(Request(url), Response(301, (("Location", end),))), (Request(Url(end), hop=1), page)]
    made = check(*steps, url=url)
    sibling = Request(Url("http://lamps.example/keeper/qqq"))
    return replace(made, probes=(Exchange(sibling, probe, 1),)) if probe is not None else made


def said(made: Check) -> Verdict | None:
    """Return what the two signals say of it, and that they say the same without its body."""
    spoken = []
    for each in (made, without_bodies(made)):
        attempt = Attempt(each, attempts(each.exchanges)[0])
        evidence = next((said for signal in SIGNALS if (said := signal.read(attempt)) is not None), None)
        spoken.append((evidence.state, evidence.reason) if evidence is not None else None)
    assert spoken[0] == spoken[1]
    return spoken[0]


@pytest.mark.parametrize(
    ("made", "expected"),
    [
        (seen_at(html(SEDO, "lamps.example")), PARKED),
        (seen_at(html(SEDO, "lamps.example is for sale")), PARKED),
        (seen_at(html(SEDO, "lamps.example"), url=HOME), PARKED),
        (seen_at(html(LANDER, "")), PARKED),
        (seen_at(SALE, probe=SALE), PARKED),
        (seen_at(SALE, probe=Response(404)), None),
        (seen_at(SALE), None),
        (seen_at(html("Buy it"), end="https://www.hugedomains.com/domain_profile.cfm?d=lamps"), PARKED),
        (seen_at(html(SEDO + STORY, "Lamps and more"), probe=html(SEDO + STORY, "Lamps and more")), PARKED),
        (seen_at(html(SEDO + STORY, "Lamps and more")), None),
        (seen_at(html(STORY, "This domain is for sale: what to ask")), None),
        (seen_at(html(f"{STORY} parked for FREE, courtesy of GoDaddy", "The storm of the century")), None),
        (seen_at(html(STORY, "Domains"), url=Url("https://www.hugedomains.com/about")), None),
        (seen_at(html("coming soon to a lighthouse near you", "The storm of the century")), None),
    ],
)
def test_a_parked_domain_needs_two_signals(made: Check, expected: Verdict | None) -> None:
    """An article that quotes one is none."""
    assert said(made) == expected


@pytest.mark.parametrize(
    ("made", "expected"),
    [
        (seen_at(SLOTS, end="http://slots.example/"), STRANGE),
        (seen_at(SLOTS, end="http://slots.example/", probe=SLOTS), USURPED),
        (seen_at(SLOTS), STRANGE),
        (seen_at(SLOTS, probe=SLOTS), USURPED),
        (seen_at(SLOTS, probe=Response(404)), STRANGE),
        (seen_at(CASINO, probe=CASINO), USURPED),
        (seen_at(CASINO, probe=CASINO, url=Url("http://goldrush.example/report/x")), None),
        (seen_at(CASINO, probe=CASINO, url=HOME), USURPED),
        (seen_at(CASINO, probe=Response(404)), None),
        (seen_at(CASINO), None),
        (seen_at(html(STORY, "Casino: verify your age"), probe=html(STORY, "Casino: verify your age")), None),
        (seen_at(html(STORY, "Situs Judi Slot Gacor Online"), url=HOME), USURPED),
        (seen_at(html(STORY, "Nhà cái uy tín"), url=HOME), USURPED),
        (seen_at(BONUSES, end="http://x.example/"), STRANGE),
        (seen_at(BONUSES, end="http://x.example/", probe=Response(404)), STRANGE),
        (seen_at(BONUSES, probe=BONUSES), USURPED),
        (seen_at(BONUSES, probe=Response(404)), (State.UNSURE, Reason.DIFFERENT_SITE)),
        (seen_at(html(STORY, "Online casinos are booming"), url=Url("http://news.example/2020/vegas")), None),
        (seen_at(html(STORY, "Situs Slot Gacor"), url=Url("http://slots.example/gacor")), None),
        (seen_at(html("thread and needles " * 40, "Sewing machines"), end="http://sewing.example/"), STRANGE),
        (seen_at(html(STORY, "Sewing machines"), end="http://sewing.example/", probe=Response(404)), None),
        (seen_at(html(STORY, "Sewing machines"), end="http://sewing.example/", probe=html(STORY, "Lost")), None),
        (seen_at(html(STORY, "The storm of the century"), end="http://new.example/storm-of-the-century"), None),
        (seen_at(html(STORY, "The Lamps are here now"), end="http://new.example/"), None),
        (seen_at(html(STORY, "Sewing machines"), end="http://www.lamps.example/x"), None),
        (
            seen_at(html(STORY, "Sewing machines"), url=Url("https://doi.org/10.1/abcdef"), end="http://b.example/"),
            None,
        ),
    ],
)
def test_another_site_in_its_place(made: Check, expected: Verdict | None) -> None:
    """Dead by what lapsed domains are used for; unsure where nothing names what was cited."""
    assert said(made) == expected


@pytest.mark.parametrize(
    ("page", "expected"),
    [
        (html("There isn't a GitHub Pages site here.", "Site not found"), PARKED),
        (html("Fastly error: unknown domain: lamps.example", "Fastly error", 500), PARKED),
        (html("There isn't a GitHub Pages site here.", "Site not found", 404), None),
        (html("There isn't a GitHub Pages site here.", "Site not found", 410), None),
        (html("There isn't a GitHub Pages site here.", "Site not found", 400), PARKED),
        (html("This domain has expired", "Expired"), PARKED),
        (html("<h1>Account Suspended</h1>"), FAULT),
        (html("", "Down for maintenance"), FAULT),
        (html("<b>Fatal error</b>: Uncaught Error: no x() in /var/www/a.php on line 3"), FAULT),
        (html("Error establishing a database connection", "Database Error"), FAULT),
        (html("Thank you for using nginx", "Welcome to nginx!"), DEFAULT),
        (html(STORY, "Apache2 Debian Default Page: It works"), DEFAULT),
        (html("The site was down for maintenance", "The storm of the century"), None),
        (html(STORY + "This domain has expired. Account suspended. Fatal error", "Lamps"), None),
        (html("a short note", "Lamps"), None),
    ],
)
def test_a_host_without_a_site(page: Response, expected: Verdict | None) -> None:
    """Gone where the platform says so, at fault where it may come back; an article about it is neither."""
    assert said(seen_at(page)) == expected


@given(CHECKS)
def test_any_look_can_be_asked(made: Check) -> None:
    """No look makes them fail, and none of these is dead by them."""
    for exchanges in attempts(made.exchanges):
        attempt = Attempt(made, exchanges)
        assert all(
            evidence is None or evidence.state is not State.DEAD
            for evidence in (signal.read(attempt) for signal in SIGNALS)
        )


@pytest.mark.parametrize(
    ("host", "whose"),
    [
        ("www.example.com", "example.com"),
        ("news.bbc.co.uk", "bbc.co.uk"),
        ("someone.github.io", "someone.github.io"),
        ("a.b.blogspot.co.uk", "b.blogspot.co.uk"),
        ("192.0.2.1", "192.0.2.1"),
        ("localhost", "localhost"),
        ("x.abc.de", "abc.de"),
    ],
)
def test_whose_a_host_is(host: str, whose: str) -> None:
    """What somebody registered, or got from a platform."""
    assert registrable(host) == whose
    assert brand("www.lamps.example") == "lamps"


def test_what_is_a_home_page() -> None:
    """With or without a language, an index, a session; but not with the number of a page."""
    homes = ("http://a.example", "http://a.example/", "http://a.example/en-gb/", "http://a.example/index.php?lang=de")
    assert all(map(is_home, homes))
    assert not any(map(is_home, ("http://a.example/?p=12", "http://a.example/x", "http://a.example/index/x")))

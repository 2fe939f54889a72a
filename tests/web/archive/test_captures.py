"""Which capture is written: cases from public reports, each with the twin that must stay as it is.

A post of 2018-06-01 cites a dead link. Sources: linkding#637, citer#59, web-archives#51 and #22, arquivo#121, the CDX
server's documentation.
"""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from datetime import date
from pathlib import Path

import pytest

from linkcheck.config import ArchiveTable
from linkcheck.demo.wayback import ArchiveFault, Snapshot, Wayback, open_wayback
from linkcheck.history import History
from linkcheck.model import LookupStatus, Memento, Url
from linkcheck.web.archive import remembered
from tests.support.archives import lookup_in, services

POST = date(2018, 6, 1)
CITED = Url("http://kettles.test/2018/05/red-kettles-compared")
NEW = Url("http://new.test/red-kettles-compared")
GOOD = Snapshot(CITED, "20180401000000", body=b"<title>Red kettles compared</title><p>All three of them boil.")
WORDS = b"Kettles boil water, and red ones do so with style. " * 60


def page(title: str, text: str = "Some words that any page may have.", head: str = "") -> bytes:
    """Return the source of a page."""
    return f"<html><head><title>{title}</title>{head}</head><body><h1>{title}</h1><p>{text}</body></html>".encode()


def near(body: bytes, url: Url = CITED, stamp: str = "20180601120000", status: int = 200) -> Snapshot:
    """Return a capture of the day of the post."""
    return Snapshot(url, stamp, status=status, body=body)


def redirect(where: str, url: Url = CITED, stamp: str = "20180602000000") -> Snapshot:
    """Return a captured redirect."""
    return Snapshot(url, stamp, status=301, location=where, body=b"")


def revisit(stamp: str, like: Snapshot) -> Snapshot:
    """Return the record that a page was found unchanged, as it is listed."""
    return Snapshot(like.url, stamp, body=like.body, mimetype="warc/revisit", listed_status="-")


def look_up(
    snapshots: Sequence[Snapshot], url: Url = CITED, fault: ArchiveFault | None = None
) -> tuple[Memento, Wayback]:
    """Look a URL up for the day of the post."""

    async def attempt() -> tuple[Memento, Wayback]:
        faults = {("cdx", "*"): fault} if fault is not None else {}
        async with (
            open_wayback(snapshots, faults=faults) as wayback,
            lookup_in(ArchiveTable(url=wayback.url, requests_per_minute=0)) as lookup,
        ):
            (memento,) = await lookup.mementos(url, [POST])
            return memento, wayback

    return asyncio.run(attempt())


def stamp_of(memento: Memento) -> str | None:
    """Return the digits of what may be written; None where nothing may."""
    return memento.url.split("/")[4] if memento.url is not None and memento.probed else None


BAD = {
    "soft-404": page("Page not found", "The page that you are looking for is not here."),
    "soft-404 in German": page("Seite nicht gefunden"),
    "soft-404 in its text": b"<p>Sorry, this page does not exist.",
    "parked": page("kettles.test is for sale", "Buy this domain now."),
    "parked by its source": page(
        "kettles.test", "Related links", '<script src="//d38psrni17bvxu.cloudfront.net/x.js">'
    ),
    "login": page("Log in", "<form><input name=user><input type=password></form>"),
    "wall": page("Just a moment...", "Checking your browser before accessing kettles.test."),
    "outage": page("Scheduled maintenance", "We will be back soon."),
    "usurped": page("Situs judi slot gacor online terpercaya", "Daftar sekarang"),
    "empty": b"",
    "empty markup": b"<html><head></head><body><div></div></body></html>",
    "elsewhere by refresh": page("Moved", head='<meta http-equiv="refresh" content="0; url=/errors/404.html">'),
    "elsewhere by refresh to the front page": b'<meta http-equiv="refresh" content="0;url=http://kettles.test/">',
}


@pytest.mark.parametrize("body", BAD.values(), ids=BAD)
def test_a_capture_that_is_no_copy_gives_way_to_the_next(body: bytes) -> None:
    """It has a good status, and our own signals tell what it is."""
    front = Snapshot(Url("http://kettles.test/"), "20180601120000", body=page("Kettles"))
    error = Snapshot(Url("http://kettles.test/errors/404.html"), "20180601120000", body=page("Not found"))
    memento, _ = look_up([near(body), GOOD, front, error])
    assert stamp_of(memento) == GOOD.timestamp


@pytest.mark.parametrize(("name", "body"), BAD.items(), ids=BAD)
def test_the_only_capture_is_no_copy(name: str, body: bytes) -> None:
    """It is found, why it is no use is said, and nothing is written."""
    memento, _ = look_up([near(body)])
    assert (memento.answer, memento.probed) == (LookupStatus.FOUND, False)
    expected = {
        "elsewhere by refresh": "redirect-capture",
        "elsewhere by refresh to the front page": "redirect-capture",
    }
    assert memento.detail == expected.get(name, name.split()[0])


GENUINE = {
    "short": b"<p>They boil.",
    "about errors, by its own words": page("Red kettles compared: page not found", "x " * 300),
    "a picture alone": b"<img src=kettles.jpg>",
    "about a domain that was for sale": page("Red kettles compared, and the domain is for sale", "x " * 300),
    "a log-in box beside the text": b"<title>Red kettles compared</title><input type=password>" + WORDS,
    "reloads itself": page("Red kettles compared", head='<meta http-equiv="refresh" content="300">'),
    "words enough": page("Kettles", WORDS.decode()),
}


@pytest.mark.parametrize("body", GENUINE.values(), ids=GENUINE)
def test_a_genuine_page_is_taken(body: bytes) -> None:
    """The twin: words alone do not make an error page of an article that its address names."""
    memento, _ = look_up([near(body), GOOD])
    assert stamp_of(memento) == "20180601120000"


def test_a_page_about_missing_pages_is_taken() -> None:
    """Its address says so, too."""
    url = Url("http://kettles.test/how-to-make-a-404-page")
    memento, _ = look_up([near(page("Page not found: how to make one"), url)], url)
    assert memento.probed


def test_many_bad_captures_cost_few_requests() -> None:
    """Those with the same bytes are not asked for again, and what was captured before the page died comes first."""
    after = [near(BAD["soft-404"], stamp=f"2018{month:02}15000000") for month in range(6, 13)]
    memento, wayback = look_up([*after, GOOD])
    assert stamp_of(memento) == GOOD.timestamp
    assert services(wayback) == ["cdx", "playback", "playback"]


def test_a_soft_404_on_either_side_is_not_the_end() -> None:
    """The next best may be a later one."""
    later = Snapshot(CITED, "20190101000000", body=GOOD.body)
    memento, _ = look_up([near(BAD["soft-404"]), near(page("Error 404"), stamp="20180501000000"), later])
    assert stamp_of(memento) == later.timestamp


def test_a_captured_redirect_is_followed_inside_the_archive() -> None:
    """Its destination was captured a second later: the copy of the cited address leads there."""
    there = Snapshot(NEW, "20180602000001", body=GOOD.body)
    memento, _ = look_up([redirect(NEW), there])
    assert stamp_of(memento) == "20180602000000"
    assert memento.url is not None
    assert memento.url.endswith(f"/web/20180602000000/{CITED}")


def test_a_redirect_to_another_spelling_is_the_capture_of_the_page() -> None:
    """https, a second later: the page itself is named, not its redirect."""
    secure = Url(CITED.replace("http:", "https:"))
    memento, _ = look_up([redirect(secure), Snapshot(secure, "20180602000001", body=GOOD.body)])
    assert stamp_of(memento) == "20180602000001"


@pytest.mark.parametrize(
    ("where", "body"),
    [
        ("http://kettles.test/", page("Kettles")),
        ("http://kettles.test/2018/", page("Posts of 2018")),
        ("http://kettles.test/errors/not-found", page("Kettles")),
        ("http://kettles.test/login?next=/2018/05/red-kettles-compared", page("Kettles")),
        ("http://new.test/", page("A new owner")),
        ("http://new.test/cheap-pills", page("Cheap pills")),
        ("http://new.test/red-kettles-compared", page("Page not found")),
    ],
)
def test_a_captured_redirect_to_elsewhere_is_no_copy(where: str, body: bytes) -> None:
    """The twin: the front page, a listing, an error page, another subject."""
    memento, _ = look_up([redirect(where), Snapshot(Url(where), "20180602000001", body=body)])
    assert not memento.probed


def test_a_captured_redirect_whose_destination_was_not_captured() -> None:
    """Or only years later."""
    memento, _ = look_up([redirect(NEW)])
    assert (memento.answer, memento.probed, memento.detail) == (LookupStatus.FOUND, False, "redirect-capture")
    memento, _ = look_up([redirect(NEW), Snapshot(NEW, "20200101000000", body=GOOD.body)])
    assert not memento.probed


def test_redirects_that_go_in_circles_end() -> None:
    """Two captures that lead to each other."""
    memento, _ = look_up([redirect(NEW), redirect(CITED, NEW)])
    assert (memento.probed, memento.detail) == (False, "redirect-capture")


def test_a_revisit_of_a_good_digest_is_good() -> None:
    """The page was found unchanged on the day of the post; the full capture is eight years older."""
    old = Snapshot(CITED, "20100401000000", body=GOOD.body)
    memento, _ = look_up([old, revisit("20180601000000", old)])
    assert stamp_of(memento) == "20180601000000"


def test_a_plain_capture_nearby_needs_no_second_list() -> None:
    """The twin: redirects and revisits are asked for only where nothing else is near."""
    memento, wayback = look_up([GOOD, revisit("20180601000000", GOOD)])
    assert stamp_of(memento) == GOOD.timestamp
    assert services(wayback) == ["cdx", "playback"]


def test_without_tracking_parameters_it_is_proposed() -> None:
    """It is not the address that was cited, so a person decides."""
    memento, _ = look_up([GOOD], Url(f"{CITED}?utm_source=feed&utm_medium=rss"))
    assert (memento.answer, memento.probed, memento.detail) == (LookupStatus.FOUND, False, "other-address")
    assert memento.url is not None
    assert memento.url.endswith(f"/{GOOD.timestamp}/{CITED}")


def test_another_parameter_says_which_page_it_is() -> None:
    """The twin: nothing is asked without it."""
    memento, wayback = look_up([GOOD], Url(f"{CITED}?p=12"))
    assert memento.answer is LookupStatus.NONE
    assert len(wayback.arrivals) == 2


def test_what_was_said_is_remembered_with_its_time(tmp_path: Path) -> None:
    """A report of later tells what was answered, and when; what could not be asked is no answer."""

    async def work() -> None:
        async with open_wayback([near(BAD["parked"])]) as wayback:
            settings = ArchiveTable(url=wayback.url, requests_per_minute=0, budget=2)
            nothing, late = Url("http://nothing.test/x"), Url("http://late.test/x")
            with History(tmp_path / ".linkcheck") as history:
                async with lookup_in(settings, history.archive_cache) as lookup:
                    for url in (CITED, nothing, late):
                        await lookup.mementos(url, [POST])
            with History(tmp_path / ".linkcheck") as history:
                told = [remembered(url, [POST], settings, history.archive_cache)[0] for url in (CITED, nothing, late)]
        assert [(one.answer, one.detail) for one in told] == [
            (LookupStatus.FOUND, "parked"),
            (LookupStatus.NONE, None),
            (LookupStatus.UNKNOWN, "offline"),
        ]
        assert [one.asked_at is not None for one in told] == [True, True, False]
        assert not any(one.probed for one in told)

    asyncio.run(work())


def test_a_bad_capture_is_not_read_every_night(tmp_path: Path) -> None:
    """Within a week it shows the same."""

    async def work() -> None:
        async with open_wayback([near(BAD["parked"])]) as wayback:
            settings = ArchiveTable(url=wayback.url, requests_per_minute=0)
            counts: list[int] = []
            told: list[Memento] = []
            for _ in range(2):
                with History(tmp_path / ".linkcheck") as history:
                    async with lookup_in(settings, history.archive_cache) as lookup:
                        told += await lookup.mementos(CITED, [POST])
                counts.append(len(wayback.arrivals))
        assert [one.detail for one in told] == ["parked", "parked"]
        assert counts[0] == counts[1]

    asyncio.run(work())

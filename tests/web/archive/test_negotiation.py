"""A TimeGate of RFC 7089, played on loopback: each way in which one names a capture, or none."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Mapping, Sequence
from datetime import date
from pathlib import Path

import pytest

from linkcheck.demo.wayback import Snapshot, open_wayback
from linkcheck.model import LookupStatus, Memento, Url
from linkcheck.run.settings import load
from linkcheck.web.archive import LookupFailure
from tests.support.archives import lookup_in, services
from tests.support.servers import Server, Visit, serve

DEAD = Url("http://dead.test/red-kettles?a=1&b=%20")
DAY = date(2018, 1, 1)
LATE, EARLY = "20180704120000", "20170101000000"
IN_WORDS = {LATE: "Wed, 04 Jul 2018 12:00:00 GMT", EARLY: "Sun, 01 Jan 2017 00:00:00 GMT"}
PAGE = b"<title>Red kettles</title><p>They boil, and they are red. They have boiled since 1990."
GONE = b"<title>Page not found</title><p>There is no such page."

Headers = Sequence[tuple[str, str]]
Gate = Callable[[str], bytes]
"""Takes the address of the archive, and answers for the TimeGate."""


def http(status: int, headers: Headers = (), body: bytes = b"") -> bytes:
    """Return an answer in bytes."""
    head = [f"HTTP/1.1 {status} X", f"Content-Length: {len(body)}", "Connection: close"]
    if body:
        head.append("Content-Type: text/html; charset=utf-8")
    return "\r\n".join([*head, *(f"{name}: {value}" for name, value in headers), "", ""]).encode() + body


def linked(base: str, timestamp: str, rel: str = "memento") -> str:
    """Return what `Link` says of a capture."""
    return f'<{base}/{timestamp}/{DEAD}>; rel="{rel}"; datetime="{IN_WORDS[timestamp]}"'


def redirect_to_late(base: str, *links: str) -> bytes:
    """Return pattern 1.1: a TimeGate that redirects to the capture."""
    link = ", ".join((f'<{DEAD}>; rel="original"', f'<{base}/map/{DEAD}>; rel="timemap"; from="x, y"', *links))
    return http(302, [("Vary", "accept-datetime"), ("Location", f"{base}/{LATE}/{DEAD}"), ("Link", link)])


def look_up(
    folder: Path, gate: Gate, captures: Mapping[str, bytes], more: str = "", days: Sequence[date | None] = (DAY,)
) -> tuple[list[Memento], Server]:
    """Look the dead link up where `gate` answers for the TimeGate, and captures are shown raw by timestamp."""

    async def run() -> tuple[list[Memento], Server]:
        def answer(visit: Visit) -> bytes:
            for timestamp, body in captures.items():
                if visit.path == f"/web/{timestamp}id_/{DEAD}":
                    return http(200, [("Memento-Datetime", IN_WORDS[timestamp])], body)
            return gate(server.url("/web")) if visit.path.startswith(("/web/http", "/gate/")) else http(404)

        async with serve(answer) as server:
            (folder / "linkcheck.toml").write_text(
                f'[archive]\norder = ["gate"]\n[archive.services.gate]\nkind = "rfc7089"\nurl = "{server.url("")}"\n'
                + more.replace("BASE", server.url("")),
            )
            async with lookup_in(load(folder, {}).archive) as lookup:
                return list(await lookup.mementos(DEAD, days)), server

    return asyncio.run(run())


def test_a_redirect_names_the_capture(tmp_path: Path) -> None:
    """It is read raw before it is believed, and its address is the archive's, 14 digits and the link's own."""
    (memento,), server = look_up(tmp_path, redirect_to_late, {LATE: PAGE})
    assert (memento.probed, memento.url) == (True, server.url(f"/web/{LATE}/{DEAD}"))
    first, second = server.visits
    assert (first.path, first.headers["accept-datetime"]) == (f"/web/{DEAD}", "Mon, 01 Jan 2018 12:00:00 GMT")
    assert second.path == f"/web/{LATE}id_/{DEAD}"
    assert "accept-datetime" not in second.headers


def test_each_day_is_asked_for(tmp_path: Path) -> None:
    """None is the day of the run."""
    _, server = look_up(tmp_path, redirect_to_late, {LATE: PAGE}, days=(DAY, None))
    asked = [visit.headers.get("accept-datetime") for visit in server.visits]
    assert asked[:2] == ["Mon, 01 Jan 2018 12:00:00 GMT", "Sun, 22 Nov 2026 12:00:00 GMT"]


def test_a_gate_may_show_the_capture_itself(tmp_path: Path) -> None:
    """Pattern 1.2: status 200, `Content-Location` and `Memento-Datetime`."""

    def shows(base: str) -> bytes:
        headers = [("Memento-Datetime", IN_WORDS[LATE]), ("Content-Location", f"{base}/{LATE}/{DEAD}")]
        return http(200, headers, PAGE)

    (memento,), server = look_up(tmp_path, shows, {LATE: PAGE})
    assert (memento.probed, memento.url) == (True, server.url(f"/web/{LATE}/{DEAD}"))


def test_a_captured_redirect_that_a_gate_shows_is_no_name_of_another(tmp_path: Path) -> None:
    """Its `Location` is what was captured, or that in the archive; the time is that of the header."""

    def shows(base: str) -> bytes:
        headers = [("Memento-Datetime", IN_WORDS[LATE]), ("Location", f"{base}/{EARLY}/http://elsewhere.test/")]
        return http(302, headers)

    (memento,), server = look_up(tmp_path, shows, {LATE: PAGE, EARLY: PAGE})
    assert memento.url == server.url(f"/web/{LATE}/{DEAD}")


def test_the_neighbours_are_taken_where_the_closest_is_no_page(tmp_path: Path) -> None:
    """`Link` names them: what is closest may be a captured error page."""

    def names(base: str) -> bytes:
        return redirect_to_late(base, linked(base, EARLY, "first prev memento"), linked(base, LATE))

    (memento,), server = look_up(tmp_path, names, {LATE: GONE, EARLY: PAGE})
    assert (memento.probed, memento.url) == (True, server.url(f"/web/{EARLY}/{DEAD}"))


def test_no_neighbour_is_taken_where_the_closest_is_the_page(tmp_path: Path) -> None:
    """The twin."""

    def names(base: str) -> bytes:
        return redirect_to_late(base, linked(base, EARLY, "first prev memento"))

    (memento,), server = look_up(tmp_path, names, {LATE: PAGE, EARLY: PAGE})
    assert memento.url == server.url(f"/web/{LATE}/{DEAD}")
    assert len(server.visits) == 2


def test_a_gate_may_send_on_to_another_of_its_host(tmp_path: Path) -> None:
    """A redirect that names no capture leads to the next gate, which is told the day, too."""
    answers = iter([None, True])

    def gate(base: str) -> bytes:
        return redirect_to_late(base) if next(answers) else http(302, [("Location", f"/gate/{DEAD}")])

    (memento,), server = look_up(tmp_path, gate, {LATE: PAGE})
    assert memento.probed
    assert [visit.headers.get("accept-datetime") is not None for visit in server.visits] == [True, True, False]


@pytest.mark.parametrize("where", ["http://other.test/gate/", "/gate/again/", "mailto:a@b.test?"])
def test_nobody_else_is_told_of_the_link(tmp_path: Path, where: str) -> None:
    """A gate of another host is not asked, nor a circle of gates for ever."""
    (memento,), server = look_up(tmp_path, lambda base: http(302, [("Location", where + DEAD)]), {LATE: PAGE})
    assert (memento.answer, memento.detail) == (LookupStatus.UNKNOWN, LookupFailure.UNREADABLE)
    assert len(server.visits) <= 3


def test_a_capture_elsewhere_is_not_taken(tmp_path: Path) -> None:
    """Only the archive's own playback address is ever written."""

    def elsewhere(base: str) -> bytes:
        link = f'<https://evil.example/web/{LATE}/{DEAD}>; rel="memento"'
        return http(302, [("Location", f"https://evil.example/web/{LATE}/{DEAD}"), ("Link", link)])

    (memento,), _ = look_up(tmp_path, elsewhere, {LATE: PAGE})
    assert (memento.answer, memento.url) == (LookupStatus.UNKNOWN, None)


@pytest.mark.parametrize(
    ("answer", "detail"),
    [
        (http(404, body=b"no TimeMap of that"), LookupFailure.NOT_ARCHIVED),
        (http(400, body=b"Accept-Datetime?"), LookupFailure.UNREADABLE),
        (http(503), LookupFailure.UNAVAILABLE),
        (http(429, [("Retry-After", "9")]), LookupFailure.RATE_LIMITED),
        (http(200, body=b"<title>We are moving</title>"), LookupFailure.UNREADABLE),
        (http(200, body=b"This URL has been excluded from the Wayback Machine."), LookupFailure.EXCLUDED),
    ],
)
def test_what_names_no_capture_is_never_none(tmp_path: Path, answer: bytes, detail: str) -> None:
    """A gate has no list: none can be said by a list alone."""
    (memento,), server = look_up(tmp_path, lambda base: answer, {})
    assert (memento.answer, memento.detail) == (LookupStatus.UNKNOWN, detail)
    assert len(server.visits) == 1


def test_a_gate_may_have_an_address_of_its_own(tmp_path: Path) -> None:
    """`timegate_url` says where it is."""
    (memento,), server = look_up(tmp_path, redirect_to_late, {LATE: PAGE}, 'timegate_url = "BASE/gate/"\n')
    assert memento.probed
    assert server.visits[0].path == f"/gate/{DEAD}"


def test_an_archive_without_raw_captures_is_asked_as_readers_do(tmp_path: Path) -> None:
    """`raw = false`: the page with what the archive has put around it is read."""
    (memento,), server = look_up(tmp_path, redirect_to_late, {}, "raw = false\n")
    assert not memento.probed
    assert server.visits[-1].path == f"/web/{LATE}/{DEAD}"


def test_arquivo_pt_as_it_is_documented(tmp_path: Path) -> None:
    """TimeGate and copies below `/wayback`, pywb's letters for a frame in what it names (its Memento API, 2019)."""

    async def run() -> None:
        def answer(visit: Visit) -> bytes:
            if visit.path == f"/wayback/{LATE}id_/{DEAD}":
                return http(200, [("Memento-Datetime", IN_WORDS[LATE])], PAGE)
            base = server.url("/wayback")
            return redirect_to_late(base).replace(f"{LATE}/".encode(), f"{LATE}mp_/".encode())

        async with serve(answer) as server:
            (tmp_path / "linkcheck.toml").write_text(
                '[archive]\norder = ["arquivo"]\n[archive.services.arquivo]\nkind = "rfc7089"\n'
                f'url = "{server.url("")}"\nplayback_url = "{server.url("/wayback")}"\n'
            )
            async with lookup_in(load(tmp_path, {}).archive) as lookup:
                (memento,) = await lookup.mementos(DEAD, [DAY])
        assert (memento.probed, memento.url) == (True, server.url(f"/wayback/{LATE}/{DEAD}"))

    asyncio.run(run())


@pytest.mark.parametrize("gate_first", [True, False])
def test_what_two_archives_say_is_said_of_both(tmp_path: Path, *, gate_first: bool) -> None:
    """None in the list of one and nothing at the gate of the other is none; an outage of the gate leaves it open."""

    async def ask(gate_answer: bytes) -> Memento:
        async with serve(gate_answer) as server, open_wayback([Snapshot(Url("http://x.test/"), LATE)]) as wayback:
            order = ["gate", "cdx"] if gate_first else ["cdx", "gate"]
            (tmp_path / "linkcheck.toml").write_text(
                f'[archive]\nurl = "{wayback.url}"\nrequests_per_minute = 0\norder = {order}\n'
                f'[archive.services.gate]\nkind = "rfc7089"\nurl = "{server.url("")}"\nbudget = 1\n'
            )
            async with lookup_in(load(tmp_path, {}).archive) as lookup:
                (memento,) = await lookup.mementos(DEAD, [DAY])
                (over,) = await lookup.mementos(Url("http://dead.test/two"), [DAY])
            assert over.detail == LookupFailure.BUDGET  # the gate's own; the other archive was asked
            assert services(wayback).count("cdx") >= 2
            return memento

    assert asyncio.run(ask(http(404))).answer is LookupStatus.NONE
    out = asyncio.run(ask(http(503)))
    assert (out.answer, out.detail) == (LookupStatus.UNKNOWN, LookupFailure.UNAVAILABLE)

"""The list of captures: waybackpy asks and holds the records, and never opens a connection of its own."""

from __future__ import annotations

import json
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any, NoReturn

import pytest
import requests
from hypothesis import given
from hypothesis import strategies as st
from waybackpy import WaybackMachineCDXServerAPI
from waybackpy.exceptions import WaybackError

from linkcheck.model import Capture, Response, Url
from linkcheck.web.archive.cdx_records import LIMIT, RUNTIME_ERROR, Query, has_good, read_captures
from tests.web.archive.cases import cases, load, response


def outcome(answer: Response) -> str | tuple[Capture, ...]:
    """Return the captures, or in a word why there are none."""
    listed = read_captures(answer)
    return listed.captures or listed.detail or listed.answer


@pytest.mark.parametrize("path", cases("cdx"), ids=lambda path: path.stem)
def test_case(path: Path) -> None:
    """What the file says: these captures, or why there are none."""
    case = load(path)
    expected: Any = case["expect"]
    if expected == "found":
        expected = tuple(Capture(stamp, digest or None, *more) for stamp, digest, *more in case["captures"])
    assert outcome(response(case)) == expected


@given(body=st.binary(), status=st.sampled_from([200, 200, 301, 404]))
def test_any_bytes_are_an_answer_or_unreadable(body: bytes, status: int) -> None:
    """Nothing that an archive sends is an exception of another kind."""
    outcome(Response(status, (("Content-Type", "text/x-ndjson"),), body))


def test_the_query_as_waybackpy_writes_it() -> None:
    """One good capture of each month, the dead link in one parameter, nothing that is known to answer wrongly."""
    query = Query(Url("http://example.test/a%20b?x=1&y=%C3%A9+z"), "http://archive.test/cdx/search/cdx")
    assert isinstance(query, WaybackMachineCDXServerAPI)
    assert query.request_url() == (
        "http://archive.test/cdx/search/cdx?gzip=false&filter=statuscode%3A200&collapse=timestamp%3A6"
        "&url=http%3A%2F%2Fexample.test%2Fa%2520b%3Fx%3D1%26y%3D%25C3%25A9%2Bz&output=json&limit=500"
    )


def test_a_star_is_no_wildcard() -> None:
    """A link that ends in `*` asks for itself, not for every page below it."""
    assert (
        "url=http%3A%2F%2Fexample.test%2F%252A&" in Query(Url("http://example.test/*"), "http://a.test").request_url()
    )


def test_waybackpy_cannot_connect(monkeypatch: pytest.MonkeyPatch) -> None:
    """Even when asked for snapshots in its own way: its network code is shut off before requests is reached."""

    def connect(*arguments: object, **options: object) -> NoReturn:
        raise AssertionError("waybackpy opened a connection")

    monkeypatch.setattr(requests.Session, "send", connect)
    query = Query(Url("http://example.test/"), "http://127.0.0.1:9/cdx")
    with pytest.raises(WaybackError):
        list(query.snapshots())
    with pytest.raises(WaybackError):
        query.near(wayback_machine_timestamp=f"{date(2018, 1, 1):%Y%m%d}")


SINCE = datetime(2026, 1, 20, 2, 30, tzinfo=UTC)
HEADER = ["urlkey", "timestamp", "original", "mimetype", "statuscode", "digest", "length"]


def test_a_witness_is_asked_for_all_since_an_instant() -> None:
    """Without a filter: what an archive found unchanged has no status there."""
    assert Query(Url("http://example.test/"), "http://archive.test/cdx", SINCE).request_url() == (
        "http://archive.test/cdx?from=20260120023000&gzip=false&url=http%3A%2F%2Fexample.test%2F&output=json&limit=500"
    )


def listed(*rows: tuple[str, str, str]) -> Response:
    """Return a list of captures: timestamp, type, status."""
    made = [["test,example)/", stamp, "http://example.test/", kind, status, "A", "1"] for stamp, kind, status in rows]
    return Response(200, (), json.dumps([HEADER, *made] if made else []).encode())


@pytest.mark.parametrize(
    ("answer", "seen"),
    [
        (listed(), False),
        (listed(("20260125000000", "text/html", "200")), True),
        (listed(("20260119000000", "text/html", "200")), False),  # an archive that does not know `from`
        (listed(("20260125000000", "warc/revisit", "-")), True),
        (listed(("20260125000000", "text/html", "404"), ("20260126000000", "text/html", "503")), False),
        (listed(*[("20260119000000", "text/html", "200")] * LIMIT), None),  # there may be more
        (Response(200, (), b"<html>down for maintenance"), None),
        (Response(503, (), b"[]"), None),
        (Response(200, (), b"[", complete=False), None),
        (Response(200, (("Content-Type", "text/x-ndjson"),), b""), False),
        (Response(403, ((RUNTIME_ERROR, "AccessControlException: excluded"),), b""), None),
    ],
)
def test_what_an_archive_witnesses(answer: Response, seen: bool | None) -> None:
    """A good capture since then, none, or nobody knows."""
    assert has_good(answer, SINCE) is seen

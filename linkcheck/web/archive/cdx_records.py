"""The question for a list of captures (CDX) and the records of its answer, as waybackpy writes and holds them.

waybackpy's own network code blocks, has no timeout, cannot be cancelled and takes a rate limit for "not archived": it
never runs here. The list has one good capture of each month, which no archive can have more than 367 of until the end
of 2026. `closest`, `sort` and negative limits are known to give wrong answers.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from datetime import datetime
from typing import NoReturn

from waybackpy import WaybackMachineCDXServerAPI
from waybackpy.cdx_snapshot import CDXSnapshot
from waybackpy.cdx_utils import full_url
from waybackpy.exceptions import WaybackError

from linkcheck.links.urls import without_default_port
from linkcheck.model import Capture, CaptureList, Folder, LookupStatus, Response, Url
from linkcheck.web.archive.addresses import page_key
from linkcheck.web.archive.failures import LookupFailure
from linkcheck.web.archive.ranking import moment, timestamp_of

LIMIT = 500
USUAL = "/cdx/search/cdx"

RUNTIME_ERROR = "X-Archive-Wayback-Runtime-Error"
ACCESS_CONTROL = "AccessControl"

GOOD = frozenset({"200", "203", "206"})
REDIRECTS = frozenset({"301", "302", "303", "307", "308"})
REVISIT = "warc/revisit"
STATUS_200 = "statuscode:200"
OTHERS = "statuscode:30[12378]|-"
"""Captured redirects, and revisits, which have no status of their own."""
PYWB_OTHERS = "~statuscode:30[12378]|-|$"
"""The same as pywb reads it: without the `~` a filter is no expression there, but a part of the value."""
FIRST_YEAR = 1991
"""Before the web nothing was captured: `00000000000000` is no time."""

COLUMNS = ("urlkey", "timestamp", "original", "mimetype", "statuscode", "digest", "length")
PYWB_COLUMNS = {"url": "original", "mime": "mimetype", "status": "statuscode"}


class Query(WaybackMachineCDXServerAPI):
    """The question for one URL; `request_url` is what to send.

    `wanted` is the filter for captures of a month; with `since` it asks for whatever was captured from then on: a
    revisit has no status that a filter would take. `below`: for all pages whose address begins so, one good capture of
    each.
    """

    def __init__(
        self, url: Url, endpoint: str, since: datetime | None = None, wanted: str = STATUS_200, *, below: bool = False
    ) -> None:
        # A star would ask for every page with that prefix; archives index it under its escape's meaning.
        exact = url.replace("*", "%2A")
        if below:
            super().__init__(exact, filters=[STATUS_200], match_type="prefix", collapses=["urlkey"], limit=str(LIMIT))
        elif since is None:
            super().__init__(exact, filters=[wanted], collapses=["timestamp:6"], limit=str(LIMIT))
        else:
            super().__init__(exact, start_timestamp=f"{since:%Y%m%d%H%M%S}", limit=str(LIMIT))
        self.endpoint = endpoint

    @classmethod
    def of_others(cls, url: Url, endpoint: str) -> Query:
        """Return the question for captured redirects and revisits; an index at another place than usual is pywb's."""
        return cls(url, endpoint, wanted=OTHERS if endpoint.endswith(USUAL) else PYWB_OTHERS)

    def request_url(self) -> Url:
        """Return the URL of this query, which asks for JSON."""
        payload: dict[str, str] = {}
        self.add_payload(payload)
        payload |= {"output": "json", "limit": str(self.limit)}
        return Url(full_url(self.endpoint, payload))

    def cdx_api_manager(self, payload: dict[str, str], headers: dict[str, str]) -> NoReturn:
        """Refuse: this is where waybackpy would open a connection of its own."""
        raise WaybackError("linkcheck carries the query itself")


def looks_like_a_list(response: Response) -> bool:
    """Tell a list of captures from an outage page by its first character. pywb sends no byte where it has no row."""
    text = response.body.lstrip()
    return text[:1] in {b"[", b"{"} or (not text and _is_ndjson(response)) or is_exclusion(response)


def is_exclusion(response: Response) -> bool:
    """Tell whether the archive keeps this page from view: in words (old form) or by a header alone (new form)."""
    header = response.header(RUNTIME_ERROR) or ""
    return (
        ACCESS_CONTROL in header
        or ACCESS_CONTROL.encode() in response.body
        or (response.status == 403 and header != "")
    )


def read_captures(response: Response) -> CaptureList:
    """Return the captures of an answer that may be usable, each timestamp once, in order.

    `NONE`: asked, and nothing there. `UNKNOWN`: the page is excluded, or this is no list, half a list, or rows of which
    none can be read.
    """
    if is_exclusion(response):
        return CaptureList(LookupStatus.UNKNOWN, detail=LookupFailure.EXCLUDED)
    try:
        good = _good(response)
    except WaybackError:
        return CaptureList(LookupStatus.UNKNOWN, detail=LookupFailure.UNREADABLE)
    if not good:
        return CaptureList(LookupStatus.NONE)
    return CaptureList(LookupStatus.FOUND, tuple(good[timestamp] for timestamp in sorted(good)))


def read_folder(response: Response) -> Folder:
    """Return the pages of an answer about a folder; `whole` unless it is cut off at its limit."""
    if is_exclusion(response):
        return Folder(LookupStatus.UNKNOWN)
    try:
        snapshots = _snapshots(response)
    except WaybackError:
        return Folder(LookupStatus.UNKNOWN)
    pages = {page_key(each.original) for each in snapshots if each.statuscode in GOOD}
    answer = LookupStatus.FOUND if pages else LookupStatus.NONE
    return Folder(answer, tuple(sorted(pages)), whole=len(snapshots) < LIMIT)


def has_good(response: Response, since: datetime) -> bool | None:
    """Tell whether an answer has a good capture since then, or one that found a good one unchanged.

    None where that cannot be told: the page is excluded, this is no list, or it is cut off at its limit.
    """
    try:
        snapshots = _snapshots(response)
    except WaybackError:
        return None
    if any(
        (each.statuscode in GOOD or each.mimetype == REVISIT) and moment(each.timestamp) >= since for each in snapshots
    ):
        return True
    return None if is_exclusion(response) or len(snapshots) >= LIMIT else False


def _good(response: Response) -> dict[str, Capture]:
    """Return the captures by timestamp that are good or may be; raises WaybackError for what is no list."""
    found: dict[str, Capture] = {}
    for each in _snapshots(response):
        digest = None if each.digest == "-" else each.digest
        if each.mimetype == REVISIT or each.statuscode in REDIRECTS:
            found.setdefault(each.timestamp, Capture(each.timestamp, digest, doubtful=True))
        elif each.statuscode in GOOD:
            found[each.timestamp] = Capture(each.timestamp, digest)
    return _vouched(found)


def _vouched(captures: Mapping[str, Capture]) -> dict[str, Capture]:
    """Return the captures by timestamp; a revisit that found the bytes of a good one is good."""
    good = {each.digest for each in captures.values() if not each.doubtful and each.digest is not None}
    return {
        timestamp: Capture(timestamp, each.digest, doubtful=each.doubtful and each.digest not in good)
        for timestamp, each in captures.items()
    }


def _snapshots(response: Response) -> list[CDXSnapshot]:
    """Return the rows that can be read; raises WaybackError for what is no list."""
    if response.status != 200 or not response.complete or not looks_like_a_list(response):
        raise WaybackError(f"no list: HTTP {response.status}, complete: {response.complete}")
    rows = list(_rows(response))
    snapshots = [snapshot for row in rows if (snapshot := _snapshot(row)) is not None]
    if rows and not snapshots:
        raise WaybackError("no row can be read")
    return snapshots


def _rows(response: Response) -> Iterator[Mapping[str, object]]:
    """Yield rows by column name: arrays under a header (Wayback Machine) or an object a line (pywb)."""
    text = response.body.decode("utf-8", "replace").strip()
    try:
        if text.startswith("["):
            yield from _table(json.loads(text))
        else:
            lines = [json.loads(line) for line in text.splitlines() if line.strip()]
            for line in lines:
                if not isinstance(line, dict) or "timestamp" not in line:
                    raise WaybackError(f"no row: {line}")
                if str(line.get("is_fuzzy", "0")) in {"0", "False"}:  # another page that pywb deems alike
                    yield {PYWB_COLUMNS.get(str(name), str(name)): value for name, value in line.items()}
    except (ValueError, TypeError, RecursionError) as error:
        raise WaybackError(f"not a list of captures: {error}") from error


def _table(rows: object) -> Iterator[Mapping[str, object]]:
    if not isinstance(rows, list):
        raise WaybackError("not a list of captures")
    if not rows:
        return
    header, *body = rows
    if not {"timestamp", "statuscode"} <= set(header):
        raise WaybackError(f"unknown columns: {header}")
    for row in body:
        if row == []:  # a resume key follows
            return
        yield dict(zip(header, row, strict=False)) if isinstance(row, list) else {}


def _snapshot(row: Mapping[str, object]) -> CDXSnapshot | None:
    """Return a row as waybackpy's record, or None where it has no usable timestamp.

    waybackpy dies of a timestamp that is no date: it gets the repaired one first, and then what the archive wrote,
    which is the name of the capture.
    """
    properties = {name: str(row.get(name) or "-") for name in COLUMNS}
    written = properties["timestamp"]
    if not (len(written) == 14 and written.isascii() and written.isdecimal()) or moment(written).year < FIRST_YEAR:
        return None
    properties["timestamp"] = timestamp_of(moment(written))
    properties["original"] = without_default_port(properties["original"])
    snapshot = CDXSnapshot(properties)
    snapshot.timestamp = written
    return snapshot


def _is_ndjson(response: Response) -> bool:
    return (response.header("Content-Type") or "").startswith("text/x-ndjson")

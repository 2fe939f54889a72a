"""The faults of a Wayback Machine in its answers: bodies and headers as recorded or reported."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum

from linkcheck.demo.snapshots import COLUMNS, bad_rows


class ArchiveFault(StrEnum):
    """The faults, each in place of an answer."""

    RATE_LIMITED = "429"
    RATE_LIMITED_FOR = "429-retry-after"
    RATE_LIMITED_A_DAY = "429-retry-after-a-day"
    RATE_LIMITED_EMPTY = "429-empty"
    UNAVAILABLE = "503"
    GATEWAY_TIMEOUT = "504"
    OUTAGE_PAGE = "200-html"
    BLOCKED_OLD = "403-old"
    BLOCKED_NEW = "403-new"
    TRUNCATED = "200-truncated"
    EMPTY_BODY = "200-empty"
    HEADER_ONLY = "200-header-only"
    BAD_ROWS = "200-bad-rows"
    HANG = "hang"
    RESET = "reset"


@dataclass(frozen=True, slots=True)
class Answer:
    """An answer as it is sent."""

    status: int
    headers: Mapping[str, str] = field(default_factory=dict)
    body: bytes = b""


def broken(fault: ArchiveFault, url: str, rows: Sequence[list[str]]) -> Answer:
    """Return the answer of a fault; the bodies are those that were recorded or reported."""
    limit = "<html><body><h1>429 Too Many Requests</h1>\nYou have sent too many requests.\n</body></html>\n"
    match fault:
        case ArchiveFault.RATE_LIMITED:
            return page(429, limit)
        case ArchiveFault.RATE_LIMITED_FOR:
            return page(429, limit, {"Retry-After": "90"})
        case ArchiveFault.RATE_LIMITED_A_DAY:
            return page(429, limit, {"Retry-After": "86400"})
        case ArchiveFault.RATE_LIMITED_EMPTY:
            return Answer(429)
        case ArchiveFault.UNAVAILABLE:
            return page(503, "<h1>503 Service Temporarily Unavailable</h1><hr>nginx")
        case ArchiveFault.GATEWAY_TIMEOUT:
            return page(504, "<h1>504 Gateway Time-out</h1><hr>nginx")
        case ArchiveFault.OUTAGE_PAGE:
            return page(200, "<h1>Temporarily Offline</h1> Internet Archive services are temporarily offline.")
        case ArchiveFault.BLOCKED_OLD:
            return blocked(url)
        case ArchiveFault.BLOCKED_NEW:
            return Answer(403, {"X-Archive-Wayback-Runtime-Error": "blocked"})
        case ArchiveFault.EMPTY_BODY:
            return Answer(200, {"Content-Type": "text/plain;charset=UTF-8"})
        case ArchiveFault.HEADER_ONLY:
            return listing([COLUMNS])
        case ArchiveFault.TRUNCATED:
            whole = listing([COLUMNS, *rows])
            return Answer(200, whole.headers, whole.body[: len(whole.body) * 2 // 3])
        case ArchiveFault.BAD_ROWS:
            return listing([COLUMNS, *rows, *rows, *bad_rows()])
        case ArchiveFault.HANG | ArchiveFault.RESET:
            raise AssertionError("no answer: the connection itself is at fault")


def page(status: int, html: str, headers: Mapping[str, str] | None = None) -> Answer:
    return Answer(status, {"Content-Type": "text/html", **(headers or {})}, html.encode())


def listing(value: object) -> Answer:
    return Answer(200, {"Content-Type": "text/plain;charset=UTF-8"}, json.dumps(value).encode())


def blocked(url: str) -> Answer:
    name = "org.archive.wayback.exception.AdministrativeAccessControlException"
    words = f"org.archive.util.io.RuntimeIOException: {name}: Blocked Site Error"
    return Answer(403, {"Content-Type": "text/plain", "X-Archive-Wayback-Runtime-Error": words}, words.encode())

"""Rows of the catalogue that a pure function answers: what no server can bring about, given to it by hand."""

from __future__ import annotations

import errno
import zlib
from dataclasses import dataclass

import aiohttp
from aiohttp.client_reqrep import ConnectionKey

from linkcheck.model import Check, Exchange, Reason, Request, State, Url, Verdict
from linkcheck.verdict.weighing import judge
from linkcheck.web.network.failures import failure
from tests.internet.machine import NOW

URL = Url("http://host0.lab/page")
KEY = ConnectionKey("host0.lab", 80, is_ssl=False, ssl=True, proxy=None, proxy_auth=None, proxy_headers_hash=None)


@dataclass(frozen=True, slots=True)
class Case:
    """An exception that a request may end with, and what a target is then."""

    identity: str
    name: str
    story: str
    error: Exception
    truth: State
    reason: Reason

    def verdict(self) -> Verdict:
        """Return what the failures' table and the signals make of it."""
        return judge(Check(URL, (Exchange(Request(URL), failure(self.error), 1),), NOW))


def _no_local_port() -> aiohttp.ClientConnectorError:
    return aiohttp.ClientConnectorError(KEY, OSError(errno.EADDRNOTAVAIL, "Cannot assign requested address"))


UNFORESEEN: dict[str, Exception] = {
    "assertion": AssertionError("x"),
    "key": KeyError("x"),
    "recursion": RecursionError("x"),
    "value": ValueError("x"),
    "zlib": zlib.error("x"),
}

CASES = (
    Case(
        "B310",
        "no-local-ports",
        "EADDRNOTAVAIL, as when each of thousands of sockets holds a port",
        _no_local_port(),
        State.UNCHECKED,
        Reason.ENVIRONMENT,
    ),
    *(
        Case(
            "B314",
            f"unforeseen-{name}",
            f"a fault of our own, or of a library: {name}",
            error,
            State.UNSURE,
            Reason.INTERNAL_ERROR,
        )
        for name, error in UNFORESEEN.items()
    ),
)

"""Which host is asked after a redirect: the one that browsers ask, however the server spells it."""

from __future__ import annotations

import asyncio

import pytest

from linkcheck.model import Reason, State
from tests.support.servers import LOOPBACK, Names, page, serve
from tests.web.network.trials import Trial, tried

START = "start.example"


def asked_after(host: bytes, known: str, *, own_port: bool = True) -> tuple[list[str], list[str], Trial]:
    """Redirect to `host`; return the names that were looked up, the hosts that the server was asked for, and the check.

    The DNS has `known`, a server whose port follows the host unless that has an own one.
    """

    async def ask() -> tuple[list[str], list[str], Trial]:
        async with serve(page()) as end:
            where = b"http://" + host + (f":{end.port}" if own_port else "").encode() + b"/page"
            redirect = b"HTTP/1.1 301 Moved\r\nContent-Length: 0\r\nLocation: " + where + b"\r\n\r\n"
            async with serve(redirect) as start:
                names = Names({START: LOOPBACK, known: LOOPBACK})
                seen = await tried(f"http://{START}:{start.port}/page", names=names)
            hosts = [visit.headers["host"].partition(":")[0] for visit in end.visits]
            return list(dict.fromkeys(names.asked)), hosts, seen

    return asyncio.run(ask())


@pytest.mark.parametrize(
    ("host", "known"),
    [
        ("stra\u00dfe.example", "xn--strae-oqa.example"),
        ("STRA\u1e9eE.example", "xn--strae-oqa.example"),
        ("fa\u00df.example", "xn--fa-hia.example"),
        ("\u03b2\u03cc\u03bb\u03bf\u03c2.example", "xn--nxasmm1c.example"),
        ("\u0392\u038c\u039b\u039f\u03a3.example", "xn--nxasmq6b.example"),
        ("\u2603.example", "xn--n3h.example"),
        ("b\u00fccher\u3002example", "xn--bcher-kva.example"),
        ("stra%C3%9Fe.example", "xn--strae-oqa.example"),
        ("b%c3%bccher.example", "xn--bcher-kva.example"),
        ("%73ite.example", "site.example"),
    ],
)
def test_a_redirect_asks_the_host_that_browsers_ask(host: str, known: str) -> None:
    """Python's own codec knows the names of 2003, in which sharp s is ss and a final sigma is an inner one."""
    names, hosts, seen = asked_after(host.encode(), known)
    assert names == [START, known]
    assert hosts == [known]
    assert seen.verdict.state not in (State.DEAD, State.INVALID)


@pytest.mark.parametrize(
    ("host", "known"),
    [
        ("Other.Example", "other.example"),
        ("foo_bar.example", "foo_bar.example"),
        ("u:secret@other.example", "other.example"),
        ("u@c:se@cret@other.example", "other.example"),
        ("xn--strae-oqa.example", "xn--strae-oqa.example"),
        ("XN--BCHER-KVA.example", "xn--bcher-kva.example"),
        ("b\u00fccher.example", "xn--bcher-kva.example"),
        (LOOPBACK, LOOPBACK),
    ],
)
def test_what_was_right_stays(host: str, known: str) -> None:
    """Plain names, user and password, names that are encoded already, addresses."""
    names, hosts, seen = asked_after(host.encode(), known)
    assert names == [name for name in (START, known) if name != LOOPBACK]
    assert hosts == [known]
    assert seen.verdict.state not in (State.DEAD, State.INVALID)


def test_latin_1_is_read_too() -> None:
    """A server that writes its own name in an old encoding means the same name."""
    names, _, _ = asked_after("b\u00fccher.example".encode("latin-1"), "xn--bcher-kva.example")
    assert names == [START, "xn--bcher-kva.example"]


@pytest.mark.parametrize(
    "host", [b"%ff.example", b"a%2Fb.example", b"a%00b.example", b"a..example", b"[::1%25lo]", b"a:0", b"a:70000"]
)
def test_a_host_that_can_be_none_is_not_asked(host: bytes) -> None:
    """A fault of the redirect, and no evidence of death."""
    names, _, seen = asked_after(host, "a.example", own_port=False)
    assert names == [START]
    assert (seen.verdict.state, seen.verdict.reason) == (State.UNSURE, Reason.BAD_REDIRECT)

"""Is it us? What counts as an answer, and a resolver that lies."""

from __future__ import annotations

import asyncio

import pytest

from linkcheck.model import Check, Failure, FailureCode, Request, Response, Url
from linkcheck.web import connectivity
from tests.support.checks import check, failure
from tests.support.servers import Names


def asked(outcome: Response | Failure, hosts: int) -> list[Check]:
    """Return checks of so many hosts that all ended alike."""
    urls = [Url(f"http://h{number}.example/") for number in range(hosts)]
    return [check((Request(url), outcome), url=url) for url in urls]


SILENT = [
    FailureCode.DNS_FAILURE,
    FailureCode.CONNECT_REFUSED,
    FailureCode.CONNECT_TIMEOUT,
    FailureCode.TIMEOUT,
    FailureCode.NO_ROUTE,
    FailureCode.PROXY,
    FailureCode.LOCAL,
]


@pytest.mark.parametrize("code", SILENT)
def test_five_silent_hosts_are_no_coincidence(code: FailureCode) -> None:
    """From five on it is this machine; four are four hosts."""
    assert connectivity.fault(asked(failure(code), 5)) is not None
    assert connectivity.fault(asked(failure(code), 4)) is None


def test_one_host_asked_five_times_is_one_host() -> None:
    """Distinct hosts count, not requests."""
    one = check(*[failure(FailureCode.TIMEOUT)] * 9)
    assert connectivity.fault([one] * 9) is None


@pytest.mark.parametrize("code", [code for code in FailureCode if code not in SILENT])
def test_an_answer_of_any_kind_clears_the_machine(code: FailureCode) -> None:
    """A name that does not exist, a reset, a handshake: somebody was there."""
    silent = asked(failure(FailureCode.TIMEOUT), 9)
    assert connectivity.fault([*silent, check(failure(code))]) is None
    assert connectivity.fault([*silent, check(Response(404))]) is None


def test_nothing_asked_is_no_fault() -> None:
    """A run without targets is healthy."""
    assert connectivity.fault([]) is None


def test_a_resolver_that_knows_every_name_lies() -> None:
    """A random name under .invalid has no address on an honest one; it is never the same name."""

    class Portal(Names):
        async def resolve(self, host: str, port: int = 0, family: int = 0) -> list[object]:  # type: ignore[override]  # what it gives is not looked at
            self.asked.append(host)
            return [object()]

    portal, honest = Portal({}), Names({})
    assert asyncio.run(connectivity.hijacked(portal)) is not None
    assert asyncio.run(connectivity.hijacked(honest)) is None
    assert portal.asked[0].endswith(".invalid")
    assert portal.asked != honest.asked

"""What NXDOMAIN is worth: a resolver that denies the top-level domain, or tells nothing of it, proves nothing."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping

import aiodns
import pytest

from linkcheck.model import Failure, FailureCode
from linkcheck.web.network import Knowledge
from linkcheck.web.network.second_opinion import SecondOpinion

NODATA, SERVFAIL, NXDOMAIN, NOTIMP, REFUSED, TIMEOUT = 1, 3, 4, 5, 6, 12
ANSWERED = None

Known = Mapping[tuple[str, str], int | None]


def resolver(monkeypatch: pytest.MonkeyPatch, known: Known) -> list[tuple[str, str]]:
    """Let c-ares say these codes, and NXDOMAIN of everything else; return what is asked."""
    asked: list[tuple[str, str]] = []

    class Cares:
        def __init__(self, **_: object) -> None:
            pass

        async def query_dns(self, name: str, kind: str) -> None:
            asked.append((name, kind))
            code = known.get((name, kind), NXDOMAIN)
            if code is not ANSWERED:
                raise aiodns.error.DNSError(code, "said c-ares")

        async def close(self) -> None:
            pass

    monkeypatch.setattr(aiodns, "DNSResolver", Cares)
    return asked


def opinion(host: str) -> Failure:
    """Return what is said of a name."""

    async def ask() -> Failure:
        return await SecondOpinion().of(host)

    return asyncio.run(ask())


@pytest.mark.parametrize(
    ("servers", "soa", "code"),
    [
        (ANSWERED, ANSWERED, FailureCode.DNS_NXDOMAIN),
        (ANSWERED, REFUSED, FailureCode.DNS_NXDOMAIN),
        (SERVFAIL, ANSWERED, FailureCode.DNS_NXDOMAIN),
        (NXDOMAIN, NXDOMAIN, FailureCode.DNS_DENIED),
        (NXDOMAIN, REFUSED, FailureCode.DNS_DENIED),
        (REFUSED, REFUSED, FailureCode.DNS_UNPROVEN),
        (NOTIMP, NODATA, FailureCode.DNS_UNPROVEN),
        (TIMEOUT, SERVFAIL, FailureCode.DNS_UNPROVEN),
    ],
)
@pytest.mark.parametrize("host", ["www.site.com", "site.com.", "xn--strae-oqa.com"])
def test_a_name_is_gone_where_its_top_level_domain_is_known(
    monkeypatch: pytest.MonkeyPatch, servers: int | None, soa: int | None, code: FailureCode, host: str
) -> None:
    """Name servers or SOA, one is enough; denied is denied, and no answer is none."""
    resolver(monkeypatch, {("com", "NS"): servers, ("com", "SOA"): soa})
    said = opinion(host)
    assert said.code is code
    assert ".com" in said.detail


ROOT_AND_COM: Known = {(".", "NS"): ANSWERED, ("com", "NS"): ANSWERED}


@pytest.mark.parametrize(
    ("host", "known", "code"),
    [
        ("site.nowheretld", ROOT_AND_COM, FailureCode.DNS_NXDOMAIN),  # there is none
        ("site.nowheretld", {(".", "NS"): ANSWERED}, FailureCode.DNS_DENIED),  # passes the root on, and no more
        ("site.nowheretld", {("com", "NS"): ANSWERED}, FailureCode.DNS_DENIED),  # has nothing from the root
        ("site.nowheretld", {}, FailureCode.DNS_DENIED),
        ("site.org", ROOT_AND_COM, FailureCode.DNS_DENIED),  # there is one, whatever the resolver says
        ("site.xn--p1ai", ROOT_AND_COM, FailureCode.DNS_DENIED),
        ("printer", ROOT_AND_COM, FailureCode.DNS_DENIED),  # of whoever reads the post
        ("com", ROOT_AND_COM, FailureCode.DNS_DENIED),
        ("nas.local", ROOT_AND_COM, FailureCode.DNS_DENIED),
        ("wiki.corp.", ROOT_AND_COM, FailureCode.DNS_DENIED),
        ("hidden.onion", ROOT_AND_COM, FailureCode.DNS_DENIED),
    ],
)
def test_a_top_level_domain_that_does_not_exist_needs_the_root(
    monkeypatch: pytest.MonkeyPatch, host: str, known: Known, code: FailureCode
) -> None:
    """The resolver knows the root and another top-level domain, and the world knows none of this name."""
    resolver(monkeypatch, known)
    assert opinion(host).code is code


def test_a_top_level_domain_is_asked_for_once(monkeypatch: pytest.MonkeyPatch) -> None:
    """However many names under it are gone."""
    asked = resolver(monkeypatch, ROOT_AND_COM)

    async def ask() -> None:
        second = SecondOpinion()
        await asyncio.gather(*(second.of(f"www{number}.com") for number in range(20)))
        second.close()

    asyncio.run(ask())
    assert [kind for name, kind in asked if name == "com"] == ["NS", "SOA"]


@pytest.mark.parametrize(
    ("code", "knowledge"),
    [(ANSWERED, Knowledge.KNOWN), (NXDOMAIN, Knowledge.DENIED), (TIMEOUT, Knowledge.UNTOLD)],
)
def test_what_a_resolver_knows_of_the_world(
    monkeypatch: pytest.MonkeyPatch, code: int | None, knowledge: Knowledge
) -> None:
    """It is asked for the commonest top-level domains."""
    resolver(monkeypatch, {(top, kind): code for top in ("com", "org", "net") for kind in ("NS", "SOA")})

    async def ask() -> set[Knowledge]:
        return await SecondOpinion().known()

    assert asyncio.run(ask()) == {knowledge}

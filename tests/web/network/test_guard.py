"""Which addresses are refused, however they are written, and whoever leads there."""

from __future__ import annotations

import asyncio
import socket
from ipaddress import ip_address, ip_network

import pytest
from hypothesis import given
from hypothesis import strategies as st

from linkcheck.model import Failure, FailureCode, Request, Url
from linkcheck.web.network import NetworkSettings, guard
from linkcheck.web.network.fetch import open_fetcher
from linkcheck.web.network.resolver import SystemResolver
from tests.support.servers import Names, serve

PRIVATE = [
    *("127.0.0.1", "127.255.255.254", "10.0.0.1", "172.16.0.1", "172.31.255.255", "192.168.1.1", "169.254.169.254"),
    *("0.0.0.0", "100.64.0.1", "224.0.0.1", "239.255.255.255", "240.0.0.1", "255.255.255.255", "192.0.2.1"),  # noqa: S104
    *("198.18.0.1", "198.51.100.1", "203.0.113.1", "192.0.0.1"),
    *("::", "::1", "fe80::1", "fc00::1", "fd12:3456::1", "ff02::1", "2001:db8::1"),
    *("::ffff:127.0.0.1", "::ffff:169.254.169.254", "::ffff:a00:1", "2002:7f00:1::", "2002:c0a8:101::1"),
    *("64:ff9b::7f00:1", "64:ff9b::a9fe:a9fe"),
    *("::127.0.0.1", "::ffff:0:127.0.0.1", "64:ff9b:1::1", "fec0::1", "192.88.99.1"),
]
PUBLIC = ["1.1.1.1", "93.184.216.34", "2606:4700::1111", "::ffff:1.1.1.1", "64:ff9b::101:101", "2002:101:101::1"]


@pytest.mark.parametrize("address", PRIVATE)
def test_private_addresses_are_refused(address: str) -> None:
    """Loopback, private, link-local, shared, multicast, unspecified, reserved; carried in IPv6 too."""
    assert not guard.allowed(ip_address(address), ())


@pytest.mark.parametrize("address", PUBLIC)
def test_public_addresses_are_allowed(address: str) -> None:
    """The twin: ordinary addresses may be asked, carried in IPv6 too."""
    assert guard.allowed(ip_address(address), ())


def test_what_the_user_allows_is_allowed_in_every_form() -> None:
    """An allowed IPv4 network holds for addresses that carry it, and for nothing beside it."""
    allow = (ip_network("127.0.0.0/8"), ip_network("fd00::/8"))
    for address in ("127.0.0.1", "::ffff:127.0.0.1", "64:ff9b::7f00:1", "fd00::1"):
        assert guard.allowed(ip_address(address), allow)
    for address in ("10.0.0.1", "::1", "fc00::1", "::ffff:10.0.0.1"):
        assert not guard.allowed(ip_address(address), allow)


METADATA = [
    *("169.254.169.254", "169.254.170.2", "169.254.0.23", "fd00:ec2::254", "fd20:ce::254", "fd00:42::42"),
    *("100.100.100.200", "192.0.0.192", "168.63.129.16", "fe80::a9fe:a9fe"),
    *("::ffff:169.254.169.254", "64:ff9b::a9fe:a9fe", "2002:a9fe:a9fe::", "::ffff:100.100.100.200"),
]
EVERYWHERE = (ip_network("0.0.0.0/0"), ip_network("::/0"))


@pytest.mark.parametrize("address", METADATA)
def test_metadata_is_opened_by_the_command_line_alone(address: str) -> None:
    """No network of a settings file holds it, however wide or exact; whoever starts the run may."""
    one = ip_address(address)
    assert not guard.allowed(one, ())
    assert not guard.allowed(one, (*EVERYWHERE, ip_network(address)))
    assert guard.allowed(one, (), EVERYWHERE)
    assert guard.allowed(one, (), (ip_network(address),))
    assert "--allow-network" in guard.why_refused("m.example", one)


@pytest.mark.parametrize("address", ["100.100.100.201", "10.0.0.1", "fd00:ec3::1", "168.63.129.17", "127.0.0.1"])
def test_what_only_resembles_metadata_is_opened_by_a_file(address: str) -> None:
    """The twin: neighbours are private addresses as any, or public."""
    assert guard.allowed(ip_address(address), EVERYWHERE)
    assert "--allow-network" not in guard.why_refused("m.example", ip_address(address))


@given(st.ip_addresses(v=4))
def test_ipv6_cannot_disguise_an_ipv4_address(address: object) -> None:
    """An address that carries another is judged as that other."""
    plain = ip_address(str(address))
    for disguise in (f"::ffff:{plain}", f"64:ff9b::{plain}"):
        assert guard.allowed(ip_address(disguise), ()) == guard.allowed(plain, ())


@pytest.mark.parametrize("host", ["0x7f.1", "2130706433", "127.1", "0177.0.0.1", "0x7f000001"])
def test_odd_spellings_of_an_address_are_seen_through(host: str) -> None:
    """What getaddrinfo takes for an address is judged by the address that it gives."""

    async def ask() -> Failure:
        async with open_fetcher(NetworkSettings("test", timeout=5, use_proxies=False), SystemResolver()) as fetcher:
            outcome = (await fetcher.exchange(Request(Url(f"http://{host}/")))).outcome
            assert isinstance(outcome, Failure)
            return outcome

    assert guard.literal(host) == ip_address("127.0.0.1")
    if socket.getaddrinfo("127.1", 80)[0][4][0] == "127.0.0.1":  # the C library reads such spellings
        assert asyncio.run(ask()).code is FailureCode.PRIVATE_ADDRESS


@pytest.mark.parametrize("host", ["1.example", "face.b00c.example", "0x.example", "1.2.3.4.5", "999.1.1.1", "x"])
def test_a_name_is_no_address(host: str) -> None:
    """The twin: digits alone do not make one."""
    assert guard.literal(host) is None


@pytest.mark.parametrize("url", ["http://127.0.0.1:{}/", "http://[::1]:{}/", "http://[::ffff:127.0.0.1]:{}/"])
def test_a_private_address_is_never_connected_to(url: str) -> None:
    """Neither as a literal nor by a name is there so much as a connection."""

    async def ask() -> tuple[list[FailureCode], int]:
        async with serve(b"HTTP/1.1 200 OK\r\n\r\n") as server:
            settings = NetworkSettings("test", timeout=5, use_proxies=False)
            async with open_fetcher(settings, Names({"inside.example": server.address})) as fetcher:
                urls = (url.format(server.port), f"http://inside.example:{server.port}/")
                outcomes = [(await fetcher.exchange(Request(Url(each)))).outcome for each in urls]
            return [outcome.code for outcome in outcomes if isinstance(outcome, Failure)], server.connections

    assert asyncio.run(ask()) == ([FailureCode.PRIVATE_ADDRESS] * 2, 0)


def test_a_proxy_is_the_users_and_nobody_elses(monkeypatch: pytest.MonkeyPatch) -> None:
    """It may be at a private address; a link that names it leads nowhere, and none sends it to private addresses."""

    async def ask() -> tuple[list[FailureCode | int], int, int]:
        async with serve(b"HTTP/1.1 200 OK\r\n\r\n") as inner, serve(b"HTTP/1.1 200 OK\r\n\r\n") as proxy:
            monkeypatch.setattr("urllib.request.getproxies", lambda: {"http": f"http://proxy.example:{proxy.port}"})
            monkeypatch.setattr("urllib.request.proxy_bypass", lambda host: host == "proxy.example")
            names = Names({"proxy.example": inner.address})
            async with open_fetcher(NetworkSettings("test", timeout=5), names) as fetcher:
                urls = (
                    "http://far.example/",
                    f"http://proxy.example:{inner.port}/",
                    "http://10.0.0.1/",
                    "http://0xa.1/",
                )
                outcomes = [(await fetcher.exchange(Request(Url(url)))).outcome for url in urls]
            told = [one.code if isinstance(one, Failure) else one.status for one in outcomes]
            return told, inner.connections, proxy.connections

    private = FailureCode.PRIVATE_ADDRESS
    assert asyncio.run(ask()) == ([200, private, private, private], 0, 1)

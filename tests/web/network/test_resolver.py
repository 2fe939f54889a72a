"""Names: what the system's resolver says, and that nobody is held up by it."""

from __future__ import annotations

import asyncio
import socket
import subprocess
import sys
import threading

import aiodns
import pytest

from linkcheck.model import FailureCode
from linkcheck.web.network import ResolutionError
from linkcheck.web.network.resolver import GuardedResolver, SystemResolver

NXDOMAIN, NODATA, SERVFAIL = 4, 1, 3


def found(host: str, port: int, **_: object) -> list[object]:
    """Stand in for getaddrinfo: the name has one address."""
    return [(socket.AF_INET, socket.SOCK_STREAM, 6, "", ("93.184.216.34", port))]


def unknown(*_: object, **__: object) -> list[object]:
    """Stand in for getaddrinfo: the name is not known."""
    raise socket.gaierror(socket.EAI_NONAME, "Name or service not known")


def second(monkeypatch: pytest.MonkeyPatch, codes: dict[str, int | None]) -> None:
    """Let c-ares say these codes for the two types of address, and know the top-level domain."""

    class Cares:
        def __init__(self, **_: object) -> None:
            pass

        async def query_dns(self, _: str, kind: str) -> None:
            if codes.get(kind) is not None:
                raise aiodns.error.DNSError(codes[kind], "said c-ares")

        async def close(self) -> None:
            pass

    monkeypatch.setattr(aiodns, "DNSResolver", Cares)


def code_of(host: str = "site.com") -> FailureCode:
    """Return why a name cannot be resolved."""

    async def ask() -> FailureCode:
        with pytest.raises(ResolutionError) as raised:
            await SystemResolver().resolve(host, 80)
        assert raised.value.detail
        return raised.value.code

    return asyncio.run(ask())


def test_a_machine_without_a_second_resolver_knows_nothing_of_names(monkeypatch: pytest.MonkeyPatch) -> None:
    """Where c-ares cannot begin, say for want of descriptors, a name that is not found is no name that is gone."""
    monkeypatch.setattr(socket, "getaddrinfo", unknown)

    def no_resolver(**_: object) -> None:
        raise OSError("too many open files")

    monkeypatch.setattr(aiodns, "DNSResolver", no_resolver)
    assert code_of() is FailureCode.DNS_FAILURE


@pytest.mark.parametrize(
    ("addresses", "is_ours"),
    [
        (("2606:4700::6810:84e5",), True),
        (("2606:4700::6810:84e5", "2606:4700::6810:85e5"), True),
        (("2606:4700::6810:84e5", "93.184.216.34"), False),
        (("93.184.216.34",), False),
    ],
)
def test_a_machine_without_ipv6_blames_no_host_that_has_nothing_else(
    addresses: tuple[str, ...], is_ours: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    """It may be well: that counts towards no death. A machine with IPv6, and one that has both, are asked."""

    def both(_: str, port: int, **__: object) -> list[object]:
        families = [socket.AF_INET6 if ":" in one else socket.AF_INET for one in addresses]
        return [
            (family, socket.SOCK_STREAM, 6, "", (one, port)) for family, one in zip(families, addresses, strict=True)
        ]

    monkeypatch.setattr(socket, "getaddrinfo", both)

    async def ask(*, way: bool) -> FailureCode | None:
        try:
            await GuardedResolver(SystemResolver(), lambda _: True, has_way=lambda _: way).resolve("site.com", 80)
        except ResolutionError as error:
            return error.code
        return None

    assert asyncio.run(ask(way=False)) is (FailureCode.NO_IPV6 if is_ours else None)
    assert asyncio.run(ask(way=True)) is None


@pytest.mark.parametrize(
    ("a", "aaaa", "code"),
    [
        (NXDOMAIN, NXDOMAIN, FailureCode.DNS_NXDOMAIN),
        (NXDOMAIN, SERVFAIL, FailureCode.DNS_FAILURE),
        (SERVFAIL, SERVFAIL, FailureCode.DNS_FAILURE),
        (NODATA, NODATA, FailureCode.DNS_NODATA),
        (NODATA, NXDOMAIN, FailureCode.DNS_NODATA),
        (None, NODATA, FailureCode.DNS_NODATA),
        (None, NXDOMAIN, FailureCode.DNS_FAILURE),
        (NODATA, SERVFAIL, FailureCode.DNS_FAILURE),
    ],
)
def test_a_name_is_gone_only_by_two_opinions(
    monkeypatch: pytest.MonkeyPatch, a: int | None, aaaa: int | None, code: FailureCode
) -> None:
    """getaddrinfo's "not known" is nothing until c-ares says NXDOMAIN for both types of address."""
    monkeypatch.setattr(socket, "getaddrinfo", unknown)
    second(monkeypatch, {"A": a, "AAAA": aaaa})
    assert code_of() is code


def test_other_failures_are_no_evidence(monkeypatch: pytest.MonkeyPatch) -> None:
    """A resolver that asks to be asked later says nothing of the name."""

    def later(*_: object, **__: object) -> list[object]:
        raise socket.gaierror(socket.EAI_AGAIN, "Temporary failure in name resolution")

    monkeypatch.setattr(socket, "getaddrinfo", later)
    assert code_of() is FailureCode.DNS_FAILURE


@pytest.mark.parametrize("host", ["a" * 64 + ".example", "a..example"])
def test_a_name_that_cannot_be_one_is_a_bad_url(host: str) -> None:
    """It is never sent to a name server."""
    assert code_of(host) is FailureCode.BAD_URL


def test_a_name_is_asked_once_for_many(monkeypatch: pytest.MonkeyPatch) -> None:
    """Answers are kept for the run, and whoever asks meanwhile waits for the same one."""
    asked = []

    def look_up(host: str, port: int, **_: object) -> list[object]:
        asked.append(host)
        return found(host, port)

    monkeypatch.setattr(socket, "getaddrinfo", look_up)

    async def ask() -> None:
        names = SystemResolver()
        await asyncio.gather(*(names.resolve("site.example", 80) for _ in range(20)))
        assert (await names.resolve("site.example", 80))[0]["host"] == "93.184.216.34"

    asyncio.run(ask())
    assert asked == ["site.example"]


def test_a_missing_name_is_asked_for_anew(monkeypatch: pytest.MonkeyPatch) -> None:
    """What failed is not kept: the second question is a question."""
    answers = iter([unknown, found])
    monkeypatch.setattr(socket, "getaddrinfo", lambda host, port, **_: next(answers)(host, port))
    second(monkeypatch, {"A": NXDOMAIN, "AAAA": NXDOMAIN})

    async def ask() -> None:
        names = SystemResolver()
        with pytest.raises(ResolutionError):
            await names.resolve("site.example", 80)
        assert await names.resolve("site.example", 80)

    asyncio.run(ask())


def test_one_that_gives_up_does_not_end_it_for_others(monkeypatch: pytest.MonkeyPatch) -> None:
    """A look-up serves all who wait for it."""
    go = threading.Event()
    monkeypatch.setattr(socket, "getaddrinfo", lambda host, port, **_: go.wait() and found(host, port))

    async def ask() -> None:
        names = SystemResolver()
        hasty, patient = (asyncio.ensure_future(names.resolve("site.example", 80)) for _ in range(2))
        await asyncio.sleep(0)
        hasty.cancel()
        await asyncio.wait([hasty])
        go.set()
        assert await patient

    asyncio.run(ask())


SILENT = """
import asyncio, socket, threading
from linkcheck.web.network.resolver import SystemResolver

socket.getaddrinfo = lambda *_, **__: threading.Event().wait()

async def main():
    asking = asyncio.ensure_future(SystemResolver().resolve("site.example", 80))
    await asyncio.sleep(0)
    asking.cancel()
    await asyncio.wait([asking])

asyncio.run(main())
print("the end")
"""


def test_a_silent_name_server_holds_up_no_end() -> None:
    """A program that is told to stop ends, though a look-up of it never does."""
    done = subprocess.run([sys.executable, "-c", SILENT], capture_output=True, text=True, timeout=60, check=True)
    assert (done.stdout, done.stderr) == ("the end\n", "")

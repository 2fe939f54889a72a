"""Faults of our own side that no host can show; importing this registers them.

None of them may end in a verdict `dead`: what a broken machine sees is no evidence of anything.
"""

from __future__ import annotations

import errno
import socket
from datetime import timedelta
from pathlib import Path

from aiohttp.abc import ResolveResult

from linkcheck.model import FailureCode
from linkcheck.web.network import ResolutionError, Resolver
from tests.internet.answers import gone, good, reply
from tests.internet.behaviour import HTTP_ONLY, HTTPS_ONLY
from tests.internet.harbour import Harbour
from tests.internet.machine import (
    NOW,
    Says,
    as_a_process,
    fault,
    hosts,
    in_a_line,
    in_this_process,
    scanned,
    site,
    trusting,
)
from tests.internet.visit import Visit
from tests.internet.world import open_world

CLOSED = ("127.0.0.1", 1)
"""tcpmux, which nobody has: connections are refused."""


async def _answers(_: Visit) -> bytes:
    return good()


class Leading(Says):
    """Leads to the hosts of a world, and lies about some of them; what leads there is closed with it."""

    def __init__(self, honest: Resolver, *, lies: bool = False) -> None:
        super().__init__(None, lies=lies)
        self._honest = honest

    async def close(self) -> None:
        """Close what leads to the hosts."""
        await self._honest.close()


class Sold(Leading):
    """Leads every name that is not there to a host of the provider's."""

    def __init__(self, honest: Resolver, own: str) -> None:
        super().__init__(honest, lies=True)
        self._own = own

    async def resolve(
        self, host: str, port: int = 0, family: socket.AddressFamily = socket.AF_UNSPEC
    ) -> list[ResolveResult]:
        """Return the address of the host, else the provider's."""
        try:
            return await self._honest.resolve(host, port)
        except ResolutionError:
            return await self._honest.resolve(self._own, port)


class Short(Leading):
    """Never has a descriptor for the look-ups of the first hosts."""

    def __init__(self, honest: Resolver, hosts: int) -> None:
        super().__init__(honest)
        self._hosts = {f"host{number}.lab" for number in range(hosts)}

    async def resolve(
        self, host: str, port: int = 0, family: socket.AddressFamily = socket.AF_UNSPEC
    ) -> list[ResolveResult]:
        """Return the address of a host, unless it is one of them."""
        if host in self._hosts:
            raise OSError(errno.EMFILE, "Too many open files")
        return await self._honest.resolve(host, port)


@fault("B306", "exit 3: 6 unchecked")
def offline(folder: Path) -> str:
    """no name server answers"""
    return in_a_line(in_this_process(folder, hosts(6), Says(None)))


@fault("B306", "exit 3: 6 unchecked")
def unplugged(folder: Path) -> str:
    """names have addresses, and nobody can be reached there"""
    return in_a_line(in_this_process(folder, hosts(6), Says(CLOSED)))


@fault("B241", "exit 3: 2 unchecked")
def captive_portal(folder: Path) -> str:
    """a resolver that has one address for every name, where a page asks for a room number"""
    with open_world([site("portal", _answers, HTTP_ONLY)], folder) as world:
        place = next(there for (address, _), there in world.places.items() if address.startswith("127."))
        return in_a_line(in_this_process(folder, hosts(2), Says(place, lies=True)))


@fault("B241", "exit 3: 2 unchecked")
def search_page_for_lost_names(folder: Path) -> str:
    """a provider that sells names that do not exist: one link is good, one is lost"""
    with open_world([site("host0", _answers, HTTP_ONLY), site("host2", _answers, HTTP_ONLY)], folder) as world:
        return in_a_line(in_this_process(folder, hosts(2), Sold(Harbour(world), "host2.lab")))


@fault("B306", "exit 0: 1 alive, 6 unreachable; a day later exit 0: 1 alive, 6 unreachable")
def only_the_silent_are_due(folder: Path) -> str:
    """a night on which nothing is due but six hosts that refuse: one that lived yesterday is asked before it is said"""
    return "; a day later ".join(two_nights(folder, lives=True))


@fault("B306", "exit 0: 1 alive, 6 unreachable; a day later exit 3: 7 unchecked")
def unplugged_on_the_second_night(folder: Path) -> str:
    """the same, and the one that lived yesterday does not answer either: the machine is offline"""
    return "; a day later ".join(two_nights(folder, lives=False))


def two_nights(folder: Path, *, lives: bool) -> list[str]:
    """Scan six hosts that refuse and one that answers, and again a day later, when only the six are due."""
    with open_world([site("host0", _answers, HTTP_ONLY)], folder) as world:
        harbour = Harbour(world)

        class SixRefuse(Says):
            async def resolve(
                self, host: str, port: int = 0, family: socket.AddressFamily = socket.AF_UNSPEC
            ) -> list[ResolveResult]:
                """Lead to the host that answers, as long as it lives."""
                if host == "host0.lab" and (lives or not tonight):
                    return await harbour.resolve(host, port)
                return await super().resolve(host, port)

            async def close(self) -> None:
                """Close what leads to the host."""
                await harbour.close()

        said = []
        for tonight in (False, True):
            now = NOW + timedelta(days=1) if tonight else NOW
            said.append(in_a_line(in_this_process(folder, hosts(7), SixRefuse(CLOSED), now)))
        return said


@fault("B228", "; ".join(["exit 0: 1 alive, 1 unreachable"] * 5))
def denied_for_weeks(folder: Path) -> str:
    """a list of allowed names that has one of two hosts: five nights of it are no evidence, either"""
    with open_world([site("host0", _answers, HTTP_ONLY)], folder) as world:

        class Listed(Says):
            async def resolve(
                self, host: str, port: int = 0, family: socket.AddressFamily = socket.AF_UNSPEC
            ) -> list[ResolveResult]:
                """Lead to the host that is on the list; deny the other, and its top-level domain."""
                if host != "host1.lab":
                    return await harbour.resolve(host, port)
                raise ResolutionError(FailureCode.DNS_DENIED, f"{host}: denied, as .lab is")

            async def close(self) -> None:
                """Close what leads to the host."""
                await harbour.close()

        said = []
        for days in (0, 2, 9, 20, 40):
            harbour = Harbour(world)
            said.append(in_a_line(in_this_process(folder, hosts(2), Listed(None), NOW + timedelta(days=days))))
        return "; ".join(said)


@fault("B308", "exit 0: 1 alive, tls-incomplete-chain")
def no_authorities(folder: Path) -> str:
    """a slim container without the certificate of any authority: encrypted pages are alive, with a flag"""
    nothing = folder / "nothing.pem"
    nothing.touch()
    with open_world([site("host0", _answers, HTTPS_ONLY)], folder) as world, trusting(nothing):
        said = in_this_process(folder, hosts(1, "https"), Harbour(world))
    return ", ".join([in_a_line(said), *said["targets"][0]["flags"]])


@fault("B204", "exit 0: 79 alive")
def too_few_descriptors(folder: Path) -> str:
    """79 hosts at once, and 32 file descriptors: it takes longer"""

    def text(port: int) -> str:
        return "".join(f"[{number}](http://127.64.1.{number}:{port}/page)\n" for number in range(1, 80))

    return in_a_line(as_a_process(folder, text, good(), limits="ulimit -n 32;"))


@fault("B204", "exit 3: 18 alive, 2 unchecked; exit 0: 19 alive, 1 unchecked")
def no_descriptor_for_some(folder: Path) -> str:
    """twenty hosts, and no descriptor for two of them, however long they are waited for; then for one"""
    said = []
    with open_world([site(f"host{number}", _answers, HTTP_ONLY) for number in range(20)], folder) as world:
        for short in (2, 1):
            blog = folder / f"short-of-{short}"
            blog.mkdir()
            said.append(in_a_line(in_this_process(blog, hosts(20), Short(Harbour(world), short))))
    return "; ".join(said)


@fault("B311", "exit 3: 6 unchecked")
def proxy_down(folder: Path) -> str:
    """HTTP_PROXY names a proxy that refuses connections"""
    return in_a_line(as_a_process(folder, lambda _: hosts(6), b"", HTTP_PROXY="http://127.0.0.1:1"))


@fault("B311", "exit 3: 6 unchecked")
def proxy_without_tunnels(folder: Path) -> str:
    """HTTPS_PROXY answers 403 to every CONNECT"""
    proxy = "http://127.0.0.1:PORT"
    return in_a_line(as_a_process(folder, lambda _: hosts(6, "https"), reply(403), HTTPS_PROXY=proxy))


@fault("B311", "exit 0: 6 unreachable")
def proxy_out_of_order(folder: Path) -> str:
    """HTTP_PROXY answers 504 for everything"""
    return in_a_line(as_a_process(folder, lambda _: hosts(6), reply(504), HTTP_PROXY="http://127.0.0.1:PORT"))


@fault("B311", "exit 0: 6 alive")
def proxy_that_works(folder: Path) -> str:
    """HTTP_PROXY knows names that this machine cannot look up"""
    return in_a_line(as_a_process(folder, lambda _: hosts(6), good(), HTTP_PROXY="http://127.0.0.1:PORT"))


@fault("B311", "exit 0: 1 alive")
def proxy_not_for_all(folder: Path) -> str:
    """HTTP_PROXY is down, and NO_PROXY has the host"""
    environment = {"HTTP_PROXY": "http://127.0.0.1:1", "NO_PROXY": "127.64.1.1"}
    return in_a_line(as_a_process(folder, lambda port: f"<http://127.64.1.1:{port}/page>", good(), **environment))


@fault("B313", "dead, alive; 40 days later alive, dead")
def old_answers(folder: Path) -> str:
    """one page comes back and another goes: neither is believed from memory for ever"""
    late = {"now": False}

    async def returns(_: Visit) -> bytes:
        return good() if late["now"] else gone()

    async def leaves(_: Visit) -> bytes:
        return gone() if late["now"] else good()

    nights = []
    with open_world([site("host0", returns, HTTP_ONLY), site("host1", leaves, HTTP_ONLY)], folder) as world:
        for late["now"] in (False, True):
            now = NOW + timedelta(days=40) if late["now"] else NOW
            said = in_this_process(folder, hosts(2), Harbour(world), now)
            nights.append(", ".join(target["verdict"] for target in said["targets"]))
    return "; 40 days later ".join(nights)


FOG = """\
---
title: Fog
---
[one](/posts/storm/) [two](../storm/) [three]({{< relref "storm" >}}) [four](#calm)

# Calm
"""
SITE = {
    "hugo.toml": 'baseURL = "https://keeper.lab/"\n',
    "content/_index.md": "",
    "content/posts/storm/index.md": "---\ntitle: Storm\n---\n![lens](lens.jpg) [log](/files/log.pdf)\n",
    "content/posts/storm/lens.jpg": "a picture",
    "content/posts/fog.md": FOG,
    "content/posts/calm.md": "---\ntitle: Calm\n---\n[gone](/posts/nowhere/) [lost](lost.png)\n",
    "static/files/log.pdf": "a file",
}


@fault("B277", "content/posts/calm.md: missing-file; content/posts/calm.md: missing-page")
def own_links(folder: Path) -> str:
    """links within a blog are judged by the files that its generator makes pages of, not by the network"""
    for name, text in SITE.items():
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_text(text, encoding="utf-8")
    said = scanned(folder, folder / "content", Says(None), offline=True)
    return "; ".join(sorted(f"{problem['path']}: {problem['rule']}" for problem in said["problems"]))

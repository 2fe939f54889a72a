"""Networks that are at fault as a whole, and their twins that are not, before the unmodified program.

Each is a run of `python -m linkcheck` in a network namespace: a name server at port 53 that answers as the network
wants, and one server for all addresses of 127.0.0.0/8. Needs root on Linux.
"""

from __future__ import annotations

import asyncio
import json
import sys
import threading
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from dnslib import NS, QTYPE, RR, DNSRecord  # type: ignore[import-untyped]  # it has none

from tests.internet.answers import page, redirect, reply
from tests.internet.machine import in_a_line
from tests.internet.names import NameServer, Question, Zone, fails, the_world, v4
from tests.internet.namespace import enter, program, settle
from tests.internet.world import NAME_SERVER, full

BLOG = 415
"""Hosts of the blog that the limits are for."""
PORTAL = "portal.hotel.example"
FORM = "<form><input name=room> <input type=password name=code> <button>Connect</button></form>"
LOGIN = reply(200, body=f"<title>Log in to our Wi-Fi</title><h1>Welcome</h1>{FORM}".encode())


def genuine(host: str, path: str) -> bytes:
    """Return a page of the host's own; none for a page that cannot be there."""
    return reply(200, body=page(f"All about {host}")) if path == "/page" else reply(404)


def login_everywhere(_host: str, _path: str) -> bytes:
    """Return the portal's page."""
    return LOGIN


def sent_to_login(host: str, path: str) -> bytes:
    """Send everybody to the portal's page."""
    return LOGIN if host == PORTAL else redirect(302, f"http://{PORTAL}/login?to=http://{host}{path}")


class Begins:
    """A network that is well until so many pages have been asked for; then a portal takes it."""

    def __init__(self, after: int, portal: Callable[[str, str], bytes] = login_everywhere) -> None:
        self._left = after
        self._portal = portal

    def server(self, host: str, path: str) -> bytes:
        """Answer as the host does, then as the portal; one host in seven has lost its pages."""
        if path == "/page":
            self._left -= 1
        if self._left < 0:
            return self._portal(host, path)
        return reply(404) if _address(host).endswith("7") else genuine(host, path)

    def hijacking(self, question: Question) -> DNSRecord | None:
        """Know the world, then only the portal."""
        return hijacking(question) if self._left <= 0 else everywhere(question)


def many_logins(host: str, path: str) -> bytes:
    """Return a page of the host's own, but for some hosts that all send to one log-in."""
    return sent_to_login(host, path) if "zz" in host or host == PORTAL else genuine(host, path)


def all_alike(_host: str, _path: str) -> bytes:
    """Return a page that asks for nothing and is the same everywhere."""
    return reply(200, body=page())


def everywhere(question: Question) -> DNSRecord:
    """Give every name there is an address of its own, and know the world."""
    top = question.name.rpartition(".")[2]
    if question.kind in ("NS", "SOA") or top == "invalid" or "." not in question.name:
        return the_world(question)
    return v4(question, _address(question.name))


def _address(name: str) -> str:
    number = int("".join(filter(str.isdigit, name)) or "0")
    return f"127.80.{number // 250}.{number % 250 + 1}"


def hijacking(question: Question) -> DNSRecord:
    """Give every name the same address, whether it can exist or not."""
    return v4(question, "127.80.0.1")


def allowing(*allowed: str, tops: str = "NXDOMAIN") -> Zone:
    """Return a resolver with a list of allowed names, which denies all others; top-level domains get `tops`."""

    def zone(question: Question) -> DNSRecord | None:
        if "." not in question.name:
            return question.reply(rcode=tops)
        return everywhere(question) if question.name in allowed else question.reply(rcode="NXDOMAIN")

    return zone


def only_asked_for_addresses(question: Question) -> DNSRecord:
    """Know the world but refuse to tell anything but addresses, as the resolvers of some routers do."""
    return question.reply(rcode="REFUSED") if question.kind in ("NS", "SOA") else everywhere_but_lost(question)


def everywhere_but_lost(question: Question) -> DNSRecord:
    """Know the world, in which names with `lost` in them are gone."""
    return question.reply(rcode="NXDOMAIN") if "lost" in question.name else everywhere(question)


def without_org(question: Question) -> DNSRecord:
    """Deny a top-level domain that exists and those that do not, and know the root and the others."""
    if question.name.endswith(("org", "nowheretld", "printer.local", "onion")):
        return question.reply(rcode="NXDOMAIN")
    server = RR(question.name, QTYPE.NS, rdata=NS("ns.lab"), ttl=1)
    return question.reply(server) if question.kind == "NS" and question.name == "" else everywhere(question)


Server = Callable[[str, str], bytes] | None
"""Gives the answer for a host and a path; None: connections are refused."""


@dataclass(frozen=True, slots=True)
class Network:
    """A network, and what a run in it must say."""

    story: str
    truth: str
    names: Zone | None
    """None: no name server at all."""
    server: Server = None
    urls: tuple[str, ...] = field(default_factory=lambda: blog())
    drops: bool = False
    """Packets to every host are dropped."""


def blog(count: int = BLOG, encrypted: int = 3) -> tuple[str, ...]:
    """Return a link to each of so many hosts, one in so many of them encrypted."""
    return tuple(f"http{'s' if number % encrypted else ''}://www.site{number}.com/page" for number in range(count))


def plain(*hosts: str) -> tuple[str, ...]:
    """Return a link to each host."""
    return tuple(f"http://{host}/page" for host in hosts)


LISTED = ("www.site1.com", "www.site2.com", "www.site3.org")
LOST = tuple(f"www.lost{number}.com" for number in range(6))
FAULT_LATE = "exit 3: 200 unchecked"
FAULT = f"exit 3: {BLOG} unchecked"

NETWORKS: Mapping[str, Network] = {
    "no-network": Network("nothing but loopback: not even a name server", FAULT, None),
    "servfail": Network("a resolver that answers SERVFAIL", FAULT, fails("SERVFAIL")),
    "refusing": Network("a resolver that answers REFUSED", FAULT, fails("REFUSED")),
    "silent": Network("a resolver that answers nothing", FAULT, lambda _: None),
    "no-upstream": Network("a resolver that knows no name at all", FAULT, fails("NXDOMAIN")),
    "no-upstream-small": Network(
        "the same, with two links", "exit 3: 2 unchecked", fails("NXDOMAIN"), urls=plain("a.com", "b.org")
    ),
    "refused": Network("names have addresses, and every connection is refused", FAULT, everywhere),
    "dropped": Network("names have addresses, and every packet is lost", FAULT, everywhere, drops=True),
    "portal-page": Network("one address for every name, with a log-in page", FAULT, hijacking, login_everywhere),
    "portal-redirect": Network("one address for every name, which sends to a log-in", FAULT, hijacking, sent_to_login),
    "honest-names-portal-page": Network("names are honest, http is a log-in page", FAULT, everywhere, login_everywhere),
    "honest-names-portal-redirect": Network("names are honest, http is sent away", FAULT, everywhere, sent_to_login),
    "allow-list": Network(
        "a resolver with a list of allowed names, which denies everything else",
        "exit 0: 3 alive, 6 unreachable",
        allowing(*LISTED),
        genuine,
        plain(*LISTED, *LOST),
    ),
    "allow-list-that-tells-nothing": Network(
        "the same, which refuses questions about top-level domains",
        "exit 0: 3 alive, 6 unreachable",
        allowing(*LISTED, tops="REFUSED"),
        genuine,
        plain(*LISTED, *LOST),
    ),
    "addresses-only": Network(
        "an honest resolver that answers no question but for addresses",
        "exit 1: 3 alive, 2 dead",
        only_asked_for_addresses,
        genuine,
        plain("www.site1.com", "www.site2.com", "www.site3.org", "lost1.com", "lost2.com."),
    ),
    "only-lost": Network(
        "an honest resolver, and every link is lost", "exit 1: 6 dead", everywhere_but_lost, urls=plain(*LOST)
    ),
    "denied-domain": Network(
        "a resolver that denies a top-level domain that exists, one that does not exist, and private names",
        "exit 1: 1 alive, 1 dead, 3 unreachable",
        without_org,
        genuine,
        plain("www.site1.com", "www.site3.org", "www.site.nowheretld", "printer.local", "hidden.onion"),
    ),
    "dead-first": Network(
        "sixty hosts that refuse, and one that lives",
        "exit 0: 1 alive, 60 unreachable",
        lambda question: v4(question, "127.99.0.1") if "site" in question.name else everywhere(question),
        genuine,
        (*blog(60, 1), "http://zz.lab/page"),
    ),
    "three-dead": Network("a small blog: three hosts, all refuse", "exit 0: 3 unreachable", everywhere, urls=blog(3)),
    "three-portals": Network(
        "a small blog: three hosts with the same log-in page",
        "exit 0: 3 blocked",
        everywhere,
        login_everywhere,
        blog(3, 1),
    ),
    "all-alike": Network(
        "forty hosts with one and the same page, which asks nothing",
        "exit 0: 40 alive",
        everywhere,
        all_alike,
        blog(40, 1),
    ),
    "dropped-small": Network("three hosts, dropped", "exit 0: 3 unreachable", everywhere, urls=blog(3), drops=True),
    "late-logins": Network(
        "forty hosts with pages of their own, and eight that all lead to one log-in, at the end of the run",
        "exit 0: 40 alive, 8 blocked",
        everywhere,
        many_logins,
        (*blog(40, 1), *plain(*(f"zz.zz{number}.com" for number in range(8)))),
    ),
    "one-genuine": Network(
        "hosts that all lead to one log-in, but for one with a page of its own",
        "exit 0: 1 alive, 39 blocked",
        everywhere,
        lambda host, path: genuine(host, path) if host.startswith("www.site7.") else sent_to_login(host, path),
        blog(40, 1),
    ),
}  # fmt: skip


MIDDLE = 100
LATE: Mapping[str, Network] = {
    "page": Network("a log-in page for everything", FAULT_LATE, everywhere, Begins(MIDDLE).server, blog(200, 1)),
    "redirect": Network(
        "everybody is sent to a log-in", FAULT_LATE, everywhere, Begins(MIDDLE, sent_to_login).server, blog(200, 1)
    ),
    "names": Network(
        "every name has the portal's address", FAULT_LATE, (it := Begins(MIDDLE)).hijacking, it.server, blog(200, 1)
    ),
    "small": Network("a small blog", "exit 3: 14 unchecked", everywhere, Begins(6).server, blog(14, 1)),
    "half-encrypted": Network(
        "a log-in page, and nobody for encrypted links",
        FAULT_LATE,
        everywhere,
        Begins(MIDDLE // 2).server,
        blog(200, 2),
    ),
}
"""Captive portals that begin in the middle of a run."""


def in_a_network(name: str, folder: Path) -> Mapping[str, Any]:
    """Run the program in a network; return its report, its words, and how many seconds it took."""
    output = folder / "told.json"
    done = enter("tests.internet.networks", name, str(folder), str(output))
    assert output.exists(), done.stderr
    told: Mapping[str, Any] = json.loads(output.read_bytes())
    return told


def main(name: str, folder: Path, output: Path) -> None:
    """Inside the namespace: open the network, run the program once, write what it said and what it kept."""
    network = NETWORKS[name] if name in NETWORKS else LATE[name]
    settle(folder)
    (folder / "post.md").write_text("".join(f"<{url}>\n\n" for url in network.urls), encoding="utf-8")
    with opened(network):
        started = time.monotonic()
        arguments = ("scan", "post.md", "--format", "json", "--no-archive", "--allow-network", "127.0.0.0/8")
        done = program(*arguments, cwd=folder, ca_file=folder / "none.pem")
        seconds = time.monotonic() - started
        explained = program("explain", network.urls[-1], "--no-archive", cwd=folder, ca_file=folder / "none.pem")
    kept = program("report", "post.md", "--format", "json", cwd=folder, ca_file=folder / "none.pem")
    report = json.loads(done.stdout)
    told = {
        "line": in_a_line(report),
        "seconds": seconds,
        "said": done.stderr,
        "explained": explained.stdout,
        "report": report,
        "kept": [target["reason"] for target in json.loads(kept.stdout)["targets"] if target["from_history"]],
    }
    output.write_text(json.dumps(told), encoding="utf-8")


@contextmanager
def opened(network: Network) -> Iterator[None]:
    """Run the servers of a network in a thread until the block ends."""
    ready, stop = threading.Event(), threading.Event()
    thread = threading.Thread(target=lambda: asyncio.run(_serve(network, ready, stop)), name="network")
    with ExitStack() as stack:
        if network.drops:
            for port in (80, 443):
                stack.enter_context(full(("0.0.0.0", port)))  # noqa: S104 -- all of 127.0.0.0/8 is wanted
        thread.start()
        ready.wait()
        try:
            yield
        finally:
            stop.set()
            thread.join()


async def _serve(network: Network, ready: threading.Event, stop: threading.Event) -> None:
    zone, server = network.names, network.server
    loop = asyncio.get_running_loop()
    if zone is not None:
        await loop.create_datagram_endpoint(lambda: NameServer({}, zone), local_addr=(NAME_SERVER, 53))

    async def answer(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        try:
            address = writer.get_extra_info("sockname")[0]
            head = (await reader.readuntil(b"\r\n\r\n")).decode("latin-1")
            host = head.lower().partition("\r\nhost: ")[2].partition("\r\n")[0]
            if server is not None and address != "127.99.0.1":
                writer.write(server(host, head.split(" ")[1]))
                await writer.drain()
        except (OSError, asyncio.IncompleteReadError):
            pass  # the client has left
        finally:
            writer.close()

    if server is not None:
        await asyncio.start_server(answer, "0.0.0.0", 80, backlog=4096)  # noqa: S104 -- all of 127.0.0.0/8 is wanted
    ready.set()
    await asyncio.to_thread(stop.wait)


if __name__ == "__main__":
    main(sys.argv[1], Path(sys.argv[2]), Path(sys.argv[3]))

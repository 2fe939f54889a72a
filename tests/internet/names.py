"""A DNS server on loopback that answers as each behaviour wants, faults included.

UDP only. Names under a behaviour's host are its own; any other name does not exist, but the root and the top-level
domains do. How often each question was asked is counted, so that a zone can change its mind.
"""

from __future__ import annotations

import asyncio
from collections import Counter
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from ipaddress import ip_address
from typing import cast

from dnslib import AAAA, CNAME, MX, NS, QTYPE, RCODE, RR, SOA, A, DNSError, DNSRecord  # type: ignore[import-untyped]  # it has none


@dataclass(frozen=True, slots=True)
class Question:
    """One question, as a zone sees it."""

    record: DNSRecord
    name: str
    """In lower case, without the final dot."""
    kind: str
    """`A`, `AAAA` …"""
    address: str
    """Where the host of this zone listens."""
    number: int
    """How often this name and kind were asked for, this time included."""

    def reply(self, *answers: RR, rcode: str = "NOERROR") -> DNSRecord:
        """Return a reply; one without answers has the SOA that lets resolvers believe it."""
        reply = self.record.reply()
        reply.header.rcode = getattr(RCODE, rcode)
        for answer in answers:
            reply.add_answer(answer)
        if not answers and rcode in ("NOERROR", "NXDOMAIN"):
            origin = self.name.partition(".")[2] or self.name
            reply.add_auth(RR(origin, QTYPE.SOA, rdata=SOA("ns.lab", "hostmaster.lab", (1, 60, 60, 60, 60)), ttl=1))
        return reply


Zone = Callable[[Question], DNSRecord | None]
"""Gives the reply; None is silence."""


def v4(question: Question, *addresses: str) -> DNSRecord:
    """Return these addresses for A, and nothing for any other type."""
    rows = [RR(question.name, QTYPE.A, rdata=A(address), ttl=1) for address in addresses]
    return question.reply(*(rows if question.kind == "A" else ()))


def v6(question: Question, *addresses: str) -> DNSRecord:
    """Return these addresses for AAAA, and nothing for any other type."""
    packed = [tuple(ip_address(address).packed) for address in addresses]  # dnslib cannot read a mapped one
    rows = [RR(question.name, QTYPE.AAAA, rdata=AAAA(numbers), ttl=1) for numbers in packed]
    return question.reply(*(rows if question.kind == "AAAA" else ()))


def alias(question: Question, target: str, *answers: RR, rcode: str = "NOERROR") -> DNSRecord:
    """Return a CNAME and what its target has."""
    reply = question.reply(RR(question.name, QTYPE.CNAME, rdata=CNAME(target), ttl=1), *answers)
    reply.header.rcode = getattr(RCODE, rcode)
    return reply


def mail_only(question: Question) -> DNSRecord:
    """Return an MX and no address."""
    rows = (RR(question.name, QTYPE.MX, rdata=MX("mail.lab"), ttl=1),) if question.kind == "MX" else ()
    return question.reply(*rows)


def own_address(question: Question) -> DNSRecord:
    """Return where the host listens: what an honest zone does."""
    return v4(question, question.address)


def addresses(*addresses: str) -> Zone:
    """Return a zone that gives these addresses for every name."""
    return lambda question: v4(question, *addresses)


def fails(rcode: str) -> Zone:
    """Return a zone that answers every question with this code."""
    return lambda question: question.reply(rcode=rcode)


TOP_LEVEL = frozenset({"", "lab", "demo", "com", "net", "org", "io"})
"""The root, and the top-level domains that there are."""


def the_world(question: Question) -> DNSRecord:
    """Return what an honest resolver knows beside the hosts: the top-level domains, and that nothing else exists."""
    if question.name not in TOP_LEVEL:
        return question.reply(rcode="NXDOMAIN")
    server = RR(question.name, QTYPE.NS, rdata=NS("ns.lab"), ttl=1)
    return question.reply(*((server,) if question.kind == "NS" else ()))


@dataclass(frozen=True, slots=True)
class Delegation:
    """A host's zone and its address."""

    zone: Zone
    address: str


class NameServer(asyncio.DatagramProtocol):
    """Answers for the delegated hosts and all names below them; `others` for all other names."""

    def __init__(self, delegations: Mapping[str, Delegation], others: Zone = the_world) -> None:
        self._delegations = delegations
        self._others = others
        self._asked: Counter[tuple[str, str]] = Counter()
        self._transport: asyncio.DatagramTransport | None = None

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        """Keep the transport to answer with."""
        self._transport = cast("asyncio.DatagramTransport", transport)  # asyncio's own is no subclass of it

    def datagram_received(self, data: bytes, address: tuple[str, int]) -> None:
        """Answer one question, or keep silent."""
        try:
            reply = self._reply(DNSRecord.parse(data))
        except DNSError:
            return  # not a question that a name server can read
        if reply is not None and self._transport is not None:
            self._transport.sendto(reply.pack(), address)

    def _reply(self, record: DNSRecord) -> DNSRecord | None:
        name = str(record.q.qname).lower().rstrip(".")
        kind = str(QTYPE.get(record.q.qtype))
        self._asked[name, kind] += 1
        labels = name.split(".")
        for start in range(len(labels)):
            delegation = self._delegations.get(".".join(labels[start:]))
            if delegation is not None:
                question = Question(record, name, kind, delegation.address, self._asked[name, kind])
                return delegation.zone(question)
        return self._others(Question(record, name, kind, "", 1))

"""Parts the work of a run among workers: plain data, so that any engine can carry it out.

What belongs to one registrable domain stays together: then one worker alone keeps the pace of each host, and needs to
know nothing of the others.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass

from linkcheck.model import host_of
from linkcheck.run.job import Work
from linkcheck.verdict.signals.addresses import registrable
from linkcheck.web.network import NetworkSettings

LATENCY_S = 0.3
"""The time that one request holds its place, as a guess: shards are compared by it, nothing else."""


@dataclass(frozen=True, slots=True)
class Shard:
    """The work of one registrable domain."""

    domain: str
    work: tuple[Work, ...]
    seconds: float
    """The time that the host with most of it takes, by its pace: no worker can do it in less."""


def shards(work: Sequence[Work], network: NetworkSettings) -> tuple[Shard, ...]:
    """Return the work by domain, the longest first; within a domain it keeps its order."""
    by_host: defaultdict[str, list[Work]] = defaultdict(list)
    for each in work:
        by_host[host_of(each.url)].append(each)
    hosts: defaultdict[str, list[str]] = defaultdict(list)
    for host in by_host:
        hosts[registrable(host)].append(host)
    made = (
        Shard(
            domain,
            tuple(each for host in names for each in by_host[host]),
            max(len(by_host[host]) * pace(host, network) for host in names),
        )
        for domain, names in hosts.items()
    )
    return tuple(sorted(made, key=lambda shard: (-shard.seconds, shard.domain)))


def pace(host: str, network: NetworkSettings) -> float:
    """Return the seconds between two requests to a host that takes its time."""
    own = network.hosts[host].request_interval if host in network.hosts else None
    interval = network.host_request_interval if own is None else own
    return max(interval, LATENCY_S / network.concurrency_of(host))

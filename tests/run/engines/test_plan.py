"""Work is put into shards that can be handed out, each with all hosts of a domain."""

from __future__ import annotations

import pickle

from linkcheck.model import Url, host_of
from linkcheck.run.engines.plan import shards
from linkcheck.run.job import Work
from linkcheck.verdict.signals.addresses import registrable
from linkcheck.web.network import HostSettings, NetworkSettings

NETWORK = NetworkSettings("a test", hosts={"slow.org": HostSettings(request_interval=5.0)})


def work(*hosts: str, each: int = 1) -> list[Work]:
    """Return links to hosts, in turn."""
    return [Work(Url(f"http://{host}/{number}")) for number in range(each) for host in hosts]


def test_a_domain_is_never_parted() -> None:
    """With all its hosts; an address is all its own."""
    links = work("a.one.org", "b.one.org", "two.org", "127.0.0.1", "127.0.0.2", "three.co.uk", each=7)
    found = shards(links, NETWORK)
    assert {shard.domain for shard in found} == {"one.org", "two.org", "127.0.0.1", "127.0.0.2", "three.co.uk"}
    assert len(found) == 5
    assert all(registrable(host_of(each.url)) == shard.domain for shard in found for each in shard.work)
    assert sorted(each.url for shard in found for each in shard.work) == sorted(each.url for each in links)


def test_the_longest_come_first() -> None:
    """That is not the one with most links where its host wants more time between them."""
    found = shards([*work("many.org", each=40), *work("slow.org", each=10), *work("few.org", each=2)], NETWORK)
    assert [shard.domain for shard in found] == ["slow.org", "many.org", "few.org"]
    assert found[0].seconds == 50.0


def test_a_host_keeps_the_order_of_the_whole() -> None:
    """What has gone unchecked longest is asked first."""
    links = work("one.org", "two.org", each=5)
    for shard in shards(links, NETWORK):
        assert list(shard.work) == [each for each in links if each in shard.work]
        assert len(shard.work) == 5


def test_a_plan_is_plain_data() -> None:
    """It reaches another machine as it is, and is the same for the same links."""
    links = work("one.org", "two.org", "three.org", each=3)
    plan = shards(links, NETWORK)
    assert pickle.loads(pickle.dumps(plan)) == plan == shards(links, NETWORK)  # noqa: S301 -- our own bytes

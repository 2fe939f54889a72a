"""Work is parted so that each worker has hosts of its own."""

from __future__ import annotations

import pickle

from linkcheck.model import Url, host_of
from linkcheck.run.engines.plan import in_order, parted, shards
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
    parts = parted(links, NETWORK, (1, 1))
    domains = [{shard.domain for shard in part} for part in parts]
    assert not domains[0] & domains[1]
    assert all(
        registrable(host_of(each.url)) == shard.domain for part in parts for shard in part for each in shard.work
    )
    assert sorted(each.url for part in parts for shard in part for each in shard.work) == sorted(
        each.url for each in links
    )


def test_the_longest_come_first() -> None:
    """That is not the one with most links where its host wants more time between them."""
    found = shards([*work("many.org", each=40), *work("slow.org", each=10), *work("few.org", each=2)], NETWORK)
    assert [shard.domain for shard in found] == ["slow.org", "many.org", "few.org"]
    assert found[0].seconds == 50.0


def test_workers_have_as_much_to_do() -> None:
    """Each shard goes to whoever has least so far."""
    links = [*work("large.org", each=30), *work(*(f"small{number}.org" for number in range(30)))]
    loads = [sum(len(shard.work) for shard in part) for part in parted(links, NETWORK, (1, 1))]
    assert loads == [30, 30]


def test_whoever_has_more_to_do_gets_fewer_links() -> None:
    """As many times fewer as a link weighs more."""
    links = work(*(f"host{number}.org" for number in range(30)))
    assert [len(part) for part in parted(links, NETWORK, (1, 2))] == [20, 10]


def test_a_part_keeps_the_order_of_the_whole() -> None:
    """What has gone unchecked longest is asked first."""
    links = work("one.org", "two.org", each=5)
    for part in parted(links, NETWORK, (1, 1)):
        mine = in_order(part, links)
        assert mine == [each for each in links if each in mine]
        assert len(mine) == 5


def test_a_plan_is_plain_data() -> None:
    """It reaches another machine as it is, and is the same for the same links."""
    links = work("one.org", "two.org", "three.org", each=3)
    plan = parted(links, NETWORK, (1, 1))
    assert pickle.loads(pickle.dumps(plan)) == plan == parted(links, NETWORK, (1, 1))  # noqa: S301 -- our own bytes

"""Links parted into files come back as they were, each in the shard of its domain."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from tempfile import TemporaryDirectory

from hypothesis import given, settings
from hypothesis import strategies as st

from linkcheck.model import Position, Quoting, Reference, Span, Syntax, Target, host_of
from linkcheck.run.sharded.shards import ShardWriter, read_shard, shard_of
from linkcheck.sources.dates import WrittenDays
from linkcheck.verdict.signals.addresses import registrable

HOSTS = st.sampled_from(["a.example.org", "b.example.org", "example.net", "127.0.0.1", "xn--bcher-kva.example.com"])
SHARDS = 5


@st.composite
def targets(draw: st.DrawFn, path: str) -> list[Target]:
    """Draw the links of one part of the documents."""
    urls = draw(st.lists(st.builds("http://{}/{}".format, HOSTS, st.integers(0, 9)), unique=True))
    spans = st.integers(0, 1000).map(lambda start: Span(start, start + 5))
    return [
        Target(url, tuple(_reference(f"{path}-{draw(st.integers(0, 3))}.md", span, url) for span in draw(places)))
        for url in sorted(urls)
        for places in [st.lists(spans, min_size=1, unique=True)]
    ]


def _reference(path: str, span: Span, url: str) -> Reference:
    return Reference(path, span, Position(1, 1 + span.start), Syntax.INLINE, url, Quoting.MARKDOWN)


@settings(max_examples=50)
@given(targets("2019-03-04-one"), targets("two"))
def test_links_come_back(one: list[Target], two: list[Target]) -> None:
    """Each once, with the places of all documents and their days."""
    with TemporaryDirectory() as name:
        folder = Path(name)
        writer = ShardWriter(folder, SHARDS)
        for target in (*one, *two):
            writer.put(target, WrittenDays({}, cwd=folder))
        writer.flush()
        found = [read_shard(folder, number) for number in range(SHARDS)]
    wanted: dict[str, tuple[Reference, ...]] = {}
    for target in (*one, *two):
        wanted[target.url] = (*wanted.get(target.url, ()), *target.references)
    assert {target.url: target.references for links, _ in found for target in links} == wanted
    for number, (links, days) in enumerate(found):
        assert [target.url for target in links] == sorted(target.url for target in links)
        assert {shard_of(host_of(target.url), SHARDS) for target in links} <= {number}
        for one_place in (place for target in links for place in target.references):
            assert days.of(one_place) == (date(2019, 3, 4) if one_place.path.startswith("2019") else None)


@given(HOSTS.filter(lambda host: host[-1].isalpha()), st.integers(1, 1000))
def test_hosts_of_a_domain_stay_together(host: str, count: int) -> None:
    """Whichever of them is asked."""
    assert shard_of(host, count) == shard_of(registrable(host), count) == shard_of(f"www.{registrable(host)}", count)


def test_a_shard_takes_as_long_as_its_slowest_host(tmp_path: Path) -> None:
    """By the links of that host and its pace, whatever else is in it."""
    writer = ShardWriter(tmp_path, SHARDS)
    for host, links in {"a.example.org": 3, "b.example.org": 2, "example.net": 4}.items():
        for number in range(links):
            url = f"http://{host}/{number}"
            writer.put(Target(url, (_reference("one.md", Span(0, 5), url),)), WrittenDays({}, cwd=tmp_path))
    seconds = writer.seconds({"a.example.org": 1.0, "b.example.org": 2.0, "example.net": 0.1}.__getitem__)
    assert seconds[shard_of("a.example.org", SHARDS)] == 4.0  # that of b, which is of the same domain
    assert seconds[shard_of("example.net", SHARDS)] in (0.4, 4.0)

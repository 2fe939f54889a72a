"""References → shards, as files: each link with all its places, by the registrable domain of its host."""

from __future__ import annotations

import hashlib
from collections import Counter, defaultdict
from collections.abc import Callable, Iterator
from datetime import date
from functools import lru_cache
from pathlib import Path

import msgspec

from linkcheck.model import Reference, Target, Verdict, host_of
from linkcheck.sources.dates import Days
from linkcheck.verdict.signals.addresses import registrable

BUFFER = 64 * 1024
"""Bytes of a shard that are gathered before they are written."""
LENGTH = 4
"""Bytes that say how long an entry is."""


class _Entry(msgspec.Struct, array_like=True, gc=False):
    """A link of some documents."""

    url: str
    preset: Verdict | None
    original: str | None
    places: tuple[tuple[Reference, date | None], ...]
    """Each with the day of its document."""


_encode = msgspec.msgpack.Encoder().encode
_decoder = msgspec.msgpack.Decoder(_Entry)


@lru_cache(maxsize=100_000)
def shard_of(host: str, count: int) -> int:
    """Return the number of the shard that has the links of a host: the same in every run, on every machine."""
    digest = hashlib.blake2b(registrable(host).encode("utf-8", "surrogatepass"), digest_size=8).digest()
    return int.from_bytes(digest) % count


class ShardWriter:
    """Appends links to the files of their shards; some of them wait in memory until `flush`."""

    def __init__(self, folder: Path, count: int) -> None:
        self._folder, self._count = folder, count
        self._waiting: defaultdict[int, bytearray] = defaultdict(bytearray)
        self._hosts = Counter[str]()
        self.links = 0

    def put(self, target: Target, days: Days) -> None:
        """Take a link with its places."""
        places = tuple((one, days.of(one)) for one in target.references)
        entry = _encode(_Entry(target.url, target.preset, target.original, places))
        host = host_of(target.url)
        self._hosts[host] += 1
        number = shard_of(host, self._count)
        waiting = self._waiting[number]
        waiting += len(entry).to_bytes(LENGTH) + entry
        self.links += 1
        if len(waiting) > BUFFER:
            self._write(number)

    def seconds(self, pace: Callable[[str], float]) -> list[float]:
        """Return how long each shard takes at least: its slowest host by its pace, in seconds between two requests."""
        least = [0.0] * self._count
        for host, links in self._hosts.items():
            number = shard_of(host, self._count)
            least[number] = max(least[number], links * pace(host))
        return least

    def flush(self) -> None:
        """Write what waits."""
        for number in tuple(self._waiting):
            self._write(number)

    def _write(self, number: int) -> None:
        with shard_file(self._folder, number).open("ab") as file:
            file.write(self._waiting.pop(number))


def shard_file(folder: Path, number: int) -> Path:
    """Return the file of a shard."""
    return folder / f"links-{number:04}"


def read_shard(folder: Path, number: int) -> tuple[tuple[Target, ...], DaysOfPlaces]:
    """Return the links of a shard, each once, sorted; and the days of their places."""
    file = shard_file(folder, number)
    entries: defaultdict[str, list[_Entry]] = defaultdict(list)
    days = DaysOfPlaces()
    for entry in _entries(file.read_bytes() if file.exists() else b""):
        entries[entry.url].append(entry)
        days.known.update({(one.path, one.span.start): day for one, day in entry.places if day is not None})
    return tuple(_target(entries.pop(url)) for url in sorted(entries)), days


def _entries(data: bytes) -> Iterator[_Entry]:
    start = 0
    while start < len(data):
        start, length = start + LENGTH, int.from_bytes(data[start : start + LENGTH])
        yield _decoder.decode(memoryview(data)[start : start + length])
        start += length


def _target(entries: list[_Entry]) -> Target:
    """Return the link of several parts of the documents; where one of them asks for it, it is asked for."""
    asked = [entry for entry in entries if entry.preset is None] or entries
    references = tuple(one for entry in entries for one, _ in entry.places)
    original = next((entry.original for entry in asked if entry.original is not None), None)
    return Target(asked[0].url, references, asked[0].preset, original)


class DaysOfPlaces(Days):
    """The days of places, as they were found when the documents were read."""

    def __init__(self) -> None:
        self.known: dict[tuple[str, int], date] = {}
        """Path and start of a reference → its day."""

    def of(self, reference: Reference) -> date | None:
        """Return the day, or None."""
        return self.known.get((reference.path, reference.span.start))

"""Documents → shards, some documents at a time."""

from __future__ import annotations

import shutil
from collections.abc import Mapping, Sequence
from functools import partial
from pathlib import Path

import msgspec

from linkcheck.config import Settings, state_directory
from linkcheck.model import Rule
from linkcheck.run.checker import job_of
from linkcheck.run.collect import collect, find_documents
from linkcheck.run.elsewhere import OtherInputs, inventories
from linkcheck.run.engines.plan import pace
from linkcheck.run.progress import Progress
from linkcheck.run.services import Services
from linkcheck.run.sharded.shards import ShardWriter
from linkcheck.sources.dates import WrittenDays
from linkcheck.sources.files import write_cache

AT_ONCE = 1000
"""Documents that are in memory at the same time."""
READ = "read.json"


class Read(msgspec.Struct, frozen=True):
    """What was read into the shards of a folder."""

    plan: str
    documents: int
    links: int
    """Links of each part of the documents, so that those of several parts count several times."""
    seconds: list[float]
    """The time that each shard takes at least."""


async def read(
    paths: Sequence[Path],
    listed: Sequence[Path],
    elsewhere: OtherInputs | None,
    settings: Settings,
    cwd: Path,
    *,
    folder: Path,
    count: int,
    plan: str,
    progress: Progress,
    services: Services,
) -> Read:
    """Part the links of all documents into so many shards in a folder, unless a run of the same plan has done so.

    Raises LinkcheckError for a path that is not there.
    """
    known = read_before(folder)
    if known is not None and known.plan == plan:
        return known
    documents = find_documents(paths, listed, settings, cwd)
    _clear(folder)
    writer = ShardWriter(folder, count)
    for start in range(0, len(documents), AT_ONCE):
        inventory = await collect((), settings, cwd, listed=documents[start : start + AT_ONCE])
        days = WrittenDays({one.path: one.extraction.front_matter for one in inventory.extracted.sources}, cwd=cwd)
        for target in inventory.targets:
            writer.put(target, days)
    count_elsewhere = 0
    if elsewhere is not None:
        count_elsewhere = await _read_elsewhere(elsewhere, settings, cwd, writer, progress, services)
    writer.flush()
    network = job_of(settings, services).network
    done = Read(plan, len(documents) + count_elsewhere, writer.links, writer.seconds(partial(pace, network=network)))
    write_cache(folder / READ, msgspec.json.encode(done))
    return done


async def _read_elsewhere(
    elsewhere: OtherInputs,
    settings: Settings,
    cwd: Path,
    writer: ShardWriter,
    progress: Progress,
    services: Services,
) -> int:
    """Part the links of what is on no path of this disk, too; return the number of documents."""
    state = state_directory(settings, cwd)
    front_matters: dict[str, Mapping[str, object]] = {}
    days = WrittenDays(front_matters, cwd=cwd)  # one for all parts of a list, of which git is asked as a whole
    paths = set[str]()
    async for inventory in inventories(elsewhere, settings, cwd, state, services, progress, AT_ONCE):
        front_matters.clear()
        front_matters.update((one.path, one.extraction.front_matter) for one in inventory.extracted.sources)
        paths.update(one.path for one in inventory.extracted.sources)
        for target in inventory.targets:
            writer.put(target, days)
        for words in inventory.messages:
            progress.warn(words)
        for one in inventory.problems:  # a dataset has no place for them
            if one.rule is Rule.UNREADABLE_FILE:
                progress.warn(f"{one.path}:{one.position.line}:{one.position.column}: {one.message}")
    return len(paths)


def _clear(folder: Path) -> None:
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(parents=True)


def read_before(folder: Path) -> Read | None:
    """Return what an earlier run has read into a folder to its end."""
    try:
        return msgspec.json.decode((folder / READ).read_bytes(), type=Read)
    except (OSError, msgspec.DecodeError):
        return None

"""files → references, for all files at once: in this process when there is little, in several when there is much.

What a cache knows of the same bytes is not read again. A pool costs about a second to start, so it must earn it. What
comes back is one `Source` a file, without its bytes: 60 MB of posts need not be kept in memory; who wants to edit reads
the file again and compares the digest.
"""

from __future__ import annotations

import gc
import hashlib
import os
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from itertools import islice
from pathlib import Path
from typing import TYPE_CHECKING

from linkcheck.model import Dialect, Document, Extraction, LinkcheckError, Position, Problem, Rule, Span
from linkcheck.sources import documents, files
from linkcheck.sources.extraction_cache import ExtractionCache
from linkcheck.sources.pauses import need_loop, pause

if TYPE_CHECKING:
    from concurrent.futures import ProcessPoolExecutor

POOL_FROM_BYTES = 30_000_000
"""About two seconds of work in one process."""
BATCH_BYTES = 1_000_000
MOST_KILLED = 3
"""Workers that may be killed over one file each; then the machine is short of memory, and the rest is left."""


@dataclass(frozen=True, slots=True)
class Source:
    """A file that was read, and all that it says."""

    file: Path
    path: str
    """For people: relative to the working directory, with `/`."""
    digest: bytes
    """SHA-256 of the bytes that were read: an edit is planned for these and no others."""
    extraction: Extraction
    document: Document | None = None
    """Its bytes, where no file has them: they came through standard input."""


_Read = tuple[Source | None, tuple[Problem, ...]]


@dataclass(frozen=True, slots=True)
class Extracted:
    """All sources in the order of the files, and the problems of files that could not be read."""

    sources: tuple[Source, ...]
    problems: tuple[Problem, ...]


def digest(data: bytes) -> bytes:
    """Return what tells whether a file still holds the bytes that were read."""
    return hashlib.sha256(data).digest()


def extract_file(file: Path, cwd: Path, dialect: Dialect, cache: ExtractionCache | None = None) -> _Read:
    """Read one file, unless the cache knows what its bytes say; one that cannot be read is a problem and no source."""
    document, problems = files.read(file, files.display(file, cwd))
    if document is None:
        return None, problems
    seen = digest(document.data)
    extraction = cache.recall(document.path, seen, dialect) if cache is not None else None
    if extraction is None:
        extraction = _extraction(document, dialect)
        if cache is not None:
            cache.keep(document.path, seen, dialect, extraction)
    return Source(file, document.path, seen, extraction), problems


def _recalled(file: Path, cwd: Path, dialect: Dialect, cache: ExtractionCache) -> _Read | None:
    """Return what a cache knows of a file as it is now."""
    document, problems = files.read(file, files.display(file, cwd))
    seen = digest(document.data) if document is not None else b""
    extraction = cache.recall(document.path, seen, dialect) if document is not None else None
    return (Source(file, document.path, seen, extraction), problems) if document and extraction else None


def _extraction(document: Document, dialect: Dialect) -> Extraction:
    """Extract a document; where a reader fails that must not, the document is a problem and has no references."""
    try:
        return documents.extract(document, dialect)
    except LinkcheckError:
        raise
    except Exception as error:  # a bug of ours; the other documents are read
        words = f"linkcheck failed on this file, nothing in it was checked: {type(error).__name__}: {error}"
        rule = Rule.UNPARSED_DOCUMENT
        return Extraction((), (Problem.of(rule, document.path, Position(1, 1), Span(0, 0), words),))


def extract_bytes(data: bytes, name: str | None, cwd: Path, dialect: Dialect) -> Extracted:
    """Extract what came through standard input; it stands where `name` says, else in the working directory."""
    path = documents.STDIN if name is None else files.display(cwd / name, cwd)
    document, problems = files.of_bytes(data, path)
    if document is None:
        return Extracted((), problems)
    extraction = _extraction(document, dialect)
    return Extracted((Source(cwd / path, path, digest(data), extraction, document),), problems)


def again(source: Source) -> Document | None:
    """Return the document that a source was read from; None where the file has other bytes by now."""
    if source.document is not None:
        return source.document
    document, _ = files.read(source.file, source.path)
    return document if document is not None and digest(document.data) == source.digest else None


async def extract_all(
    paths: Sequence[Path], cwd: Path, dialect_of: Callable[[Path], Dialect], cache: ExtractionCache | None = None
) -> Extracted:
    """Extract every file; the order of the result is the order of `paths` however the work was spread."""
    sizes = {path: _size(path) for path in paths}
    if cache is not None:
        cache.open(sum(sizes.values()))
    done: dict[Path, _Read] = {}
    processes = os.cpu_count() or 1
    if processes > 1 and sum(sizes.values()) >= POOL_FROM_BYTES:
        if cache is not None:
            done = {path: known for path in paths if (known := _recalled(path, cwd, dialect_of(path), cache))}
        left = {path: size for path, size in sizes.items() if path not in done}
        if sum(left.values()) >= POOL_FROM_BYTES:
            await need_loop()
            found = await _in_pool(_batches([*left], [*left.values()]), cwd, dialect_of, processes)
            done |= zip(left, found, strict=True)
            if cache is not None:
                for source in (source for source, _ in found if source is not None):
                    cache.keep(source.path, source.digest, dialect_of(source.file), source.extraction)
    for path in paths:
        if path not in done:
            done[path] = extract_file(path, cwd, dialect_of(path), cache)
            await pause()
    results = [done[path] for path in paths]
    return Extracted(
        tuple(source for source, _ in results if source is not None),
        tuple(problem for _, problems in results for problem in problems),
    )


def _batch(paths: Sequence[Path], cwd: Path, dialects: Sequence[Dialect]) -> list[_Read]:
    return [extract_file(path, cwd, dialect) for path, dialect in zip(paths, dialects, strict=True)]


async def _in_pool(
    batches: Sequence[Sequence[Path]], cwd: Path, dialect_of: Callable[[Path], Dialect], processes: int
) -> list[_Read]:
    """Read the batches side by side; those that died with a worker are read again, a file at a time."""
    import asyncio
    from concurrent.futures.process import BrokenProcessPool

    loop = asyncio.get_running_loop()
    with _pool(processes) as pool:

        async def read(batch: Sequence[Path]) -> list[_Read] | None:
            with suppress(BrokenProcessPool):
                return await loop.run_in_executor(pool, _batch, batch, cwd, [*map(dialect_of, batch)])
            return None

        done = await asyncio.gather(*map(read, batches))
    lost = [file for batch, results in zip(batches, done, strict=True) if results is None for file in batch]
    again = iter(await _one_by_one(lost, cwd, dialect_of))
    return [
        result
        for batch, results in zip(batches, done, strict=True)
        for result in (islice(again, len(batch)) if results is None else results)
    ]


async def _one_by_one(paths: Sequence[Path], cwd: Path, dialect_of: Callable[[Path], Dialect]) -> list[_Read]:
    """Read files in one worker, never here: a file that has it killed (for memory, say) is known, and costs itself."""
    import asyncio
    from concurrent.futures.process import BrokenProcessPool

    loop = asyncio.get_running_loop()
    results: list[_Read] = []
    killed = 0
    while len(results) < len(paths) and killed < MOST_KILLED:
        with _pool(1) as pool, suppress(BrokenProcessPool):
            for file in paths[len(results) :]:
                results += await loop.run_in_executor(pool, _batch, [file], cwd, [dialect_of(file)])
        if len(results) < len(paths):
            killed += 1
            results.append(_lost(paths[len(results)], cwd))
    return results + [_lost(file, cwd) for file in paths[len(results) :]]


def _lost(file: Path, cwd: Path) -> _Read:
    words = "the process that was to read this file was killed, nothing in it was checked"
    rule = Rule.UNPARSED_DOCUMENT
    return None, (Problem(rule, rule.level, files.display(file, cwd), Position(1, 1), Span(0, 0), words),)


@contextmanager
def _pool(processes: int) -> Iterator[ProcessPoolExecutor]:
    import multiprocessing  # takes long to load, and few blogs are so large
    from concurrent.futures import ProcessPoolExecutor

    # Not fork: the parent may have threads by now, and a forked lock stays locked.
    context = multiprocessing.get_context("spawn")
    # What a worker makes is handed over or gone at once: looking for cycles in it is time lost.
    pool = ProcessPoolExecutor(processes, mp_context=context, initializer=gc.disable)
    try:
        yield pool
    finally:
        pool.shutdown(wait=False, cancel_futures=True)


def _batches(paths: Sequence[Path], sizes: Sequence[int]) -> list[list[Path]]:
    batches: list[list[Path]] = [[]]
    filled = 0
    for path, size in zip(paths, sizes, strict=True):
        if filled >= BATCH_BYTES:
            batches.append([])
            filled = 0
        batches[-1].append(path)
        filled += size
    return batches


def _size(path: Path) -> int:
    try:
        return path.stat().st_size
    except OSError:
        return 0

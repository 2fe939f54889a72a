"""Many documents are read by worker processes, and one that is killed costs no run."""

from __future__ import annotations

import asyncio
import multiprocessing
import os
import signal
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from linkcheck.model import Dialect, Rule
from linkcheck.sources import extraction
from linkcheck.sources.extraction import Extracted, extract_all

POSTS = 12


@contextmanager
def killing() -> Iterator[list[int | None]]:
    """Kill the first worker as soon as it is there; what is given lists it."""
    killed: list[int | None] = []
    over = threading.Event()

    def kill() -> None:
        while not over.is_set() and not killed:
            for child in multiprocessing.active_children()[:1]:
                child.kill()
                killed.append(child.pid)

    thread = threading.Thread(target=kill)
    thread.start()
    try:
        yield killed
    finally:
        over.set()
        thread.join()


@pytest.fixture
def posts(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> list[Path]:
    """Posts of which each is a batch, enough for two workers."""
    monkeypatch.setattr(extraction, "POOL_FROM_BYTES", 1)
    monkeypatch.setattr(extraction, "BATCH_BYTES", 1)
    monkeypatch.setattr(os, "cpu_count", lambda: 2)
    paths = [tmp_path / f"{number:02}.md" for number in range(POSTS)]
    for path in paths:
        path.write_text(f"<https://{path.stem}.example/>\n")
    return paths


def read(posts: list[Path], folder: Path) -> Extracted:
    """Read the posts."""
    return asyncio.run(extract_all(posts, folder, lambda _: Dialect()))


def test_what_died_with_a_worker_is_read_again(posts: list[Path], tmp_path: Path) -> None:
    """One worker is killed: every post is read all the same, and in its order."""
    with killing() as killed:
        found = read(posts, tmp_path)
    assert len(killed) == 1
    assert [source.file for source in found.sources] == posts
    assert [source.extraction.references[0].destination for source in found.sources] == [
        f"https://{path.stem}.example/" for path in posts
    ]
    assert found.problems == ()


class Deadly(type(Path())):  # type: ignore[misc]  # the path class of this system
    """A file that has every worker killed that opens it, as one for which there is not memory enough."""

    def __fspath__(self) -> str:
        """Return its path to who is no worker."""
        if multiprocessing.parent_process() is not None:
            os.kill(os.getpid(), signal.SIGKILL)
        return str(self)


@pytest.mark.parametrize("deadly", [(5,), (0, POSTS - 1), tuple(range(POSTS))])
def test_a_document_that_has_its_worker_killed_costs_itself(
    deadly: tuple[int, ...], posts: list[Path], tmp_path: Path
) -> None:
    """It is a problem, and the others are read, unless worker after worker dies."""
    paths = [Deadly(path) if number in deadly else path for number, path in enumerate(posts)]
    found = read(paths, tmp_path)
    assert [source.file for source in found.sources] == [path for path in paths if not isinstance(path, Deadly)]
    assert [one.path for one in found.problems] == [posts[number].name for number in deadly]
    assert {one.rule for one in found.problems} == {Rule.UNPARSED_DOCUMENT}
    assert "was killed" in found.problems[0].message

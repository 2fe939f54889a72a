"""Kills a fix of many posts with SIGKILL, again and again, and looks whether any post was harmed.

After each kill every file must be as it was or as it is to be, never anything between; a second fix must finish the
work; `undo` must bring every byte back, as often as it takes for the runs there were. Run it with

    python -m tests.benchmarks.kill_fix --posts 1000 --kills 20
"""

from __future__ import annotations

import argparse
import random
import signal
import subprocess
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Iterable, Mapping
from pathlib import Path

from linkcheck.history import History
from linkcheck.model import Document, State
from linkcheck.repair import plan, proved, repair, undo
from tests.support.rewriting import ARCHIVE, dead, reader, rows_of, url_of, write_all

BEGUN = "begun"
COPY = f"{ARCHIVE}20160607080910/".encode()


def posts(count: int) -> dict[str, Document]:
    """Return posts of several kilobytes with a few dead links each."""
    text = "Word word word word word word word word word word.\r\n" * 60
    return {
        f"content/{number:04}.md": Document(
            f"content/{number:04}.md",
            f"---\ndate: 2016-06-05\n---\n[a](http://gone.example/{number}) é\n{text}[b][1] <http://gone.example/b>\n\n"
            f"[1]: http://gone.example/c/{number} 'title'".encode(),
        )
        for number in range(count)
    }


def fix(folder: Path, documents: Mapping[str, Document]) -> int:
    """Repair every link that is still dead; say when the writing begins. Return how many edits were applied."""
    extractions = {path: reader()(document) for path, document in documents.items()}
    rows = [row for extraction in extractions.values() for row in rows_of(extraction)]
    by_url = {
        url: dead(url, extraction)
        for extraction in extractions.values()
        for reference in extraction.references
        if (url := url_of(reference)) is not None and not url.startswith(ARCHIVE)
    }
    edits = proved(documents, plan(rows, by_url.values(), documents, frozenset({State.DEAD}), lambda _: None), reader())
    print(BEGUN, flush=True)
    with History(folder / ".linkcheck") as history:
        return sum(edit.applied for edit in repair(edits, documents, history.journal, cwd=folder))


def read(folder: Path, paths: Iterable[str]) -> dict[str, Document]:
    """Return the posts as they are now."""
    return {path: Document(path, (folder / path).read_bytes()) for path in paths}


def start(folder: Path) -> subprocess.Popen[str]:
    """Start a fix as a process of its own, and wait until it writes."""
    command = [sys.executable, "-m", "tests.benchmarks.kill_fix", "--child", str(folder)]
    child = subprocess.Popen(command, stdout=subprocess.PIPE, text=True)
    assert child.stdout is not None
    assert child.stdout.readline().strip() == BEGUN
    return child


def put_all_back(folder: Path) -> int:
    """Undo until there is nothing more to undo; return how many runs that were."""
    runs = 0
    with History(folder / ".linkcheck") as history:
        while (undone := undo(history.journal, None, reader(), cwd=folder)).run is not None:
            assert all(edit.refused is None for edit in undone.edits), undone.lines
            runs += 1
    return runs


def compare(folder: Path, before: Mapping[str, Document], kills: int, rng: random.Random) -> None:
    """Do it all and print what came of it; an assertion fails where a post was harmed."""
    write_all(folder, before)
    seconds = finished(folder)
    after = read(folder, before)
    repaired = {path: document.data.replace(b"http://gone", COPY + b"http://gone") for path, document in before.items()}
    assert {path: document.data for path, document in after.items()} == repaired
    print(f"undisturbed: {len(before)} posts written in {seconds:.2f} s")
    assert put_all_back(folder) == 1
    for number in range(1, kills + 1):
        child = start(folder)
        time.sleep(rng.uniform(0, seconds))
        child.send_signal(signal.SIGKILL)
        child.wait()
        state = Counter(state_of(now, before, after) for now in read(folder, before).values())
        strangers = sum(path.name not in names(before) for path in (folder / "content").iterdir())
        print(f"kill {number}: {state['new']} new, {state['old']} old, {state['HARMED']} harmed, {strangers} left over")
        assert state["HARMED"] == 0
        if number % 2:
            finished(folder)
            assert read(folder, before) == after
        put_all_back(folder)
        assert read(folder, before) == before
    print("after every kill undo brought all bytes back; after every second one a fix first finished the rest")


def finished(folder: Path) -> float:
    """Let a fix come to its end; return the seconds that the writing took."""
    child = start(folder)
    begun = time.perf_counter()
    assert child.wait() == 0
    return time.perf_counter() - begun


def state_of(now: Document, before: Mapping[str, Document], after: Mapping[str, Document]) -> str:
    """Tell whether a post is as it was, as it is to be, or neither."""
    return "old" if now == before[now.path] else "new" if now == after[now.path] else "HARMED"


def names(documents: Mapping[str, object]) -> frozenset[str]:
    """Return the names of the posts' files."""
    return frozenset(Path(path).name for path in documents)


def main() -> None:
    """Be the parent, or with --child the process that is killed."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--posts", type=int, default=1000)
    parser.add_argument("--kills", type=int, default=20)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--child", type=Path, help=argparse.SUPPRESS)
    options = parser.parse_args()
    if options.child is not None:
        paths = sorted(path.relative_to(options.child).as_posix() for path in options.child.glob("content/[0-9]*.md"))
        fix(options.child, read(options.child, paths))
        return
    with tempfile.TemporaryDirectory() as name:
        rng = random.Random(options.seed)  # noqa: S311 -- moments, not secrets
        compare(Path(name), posts(options.posts), options.kills, rng)


if __name__ == "__main__":
    main()

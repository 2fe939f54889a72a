"""Kills a fix of many posts with SIGKILL, again and again, and looks whether any post was harmed.

After each kill every file must be as it was or as it is to be, never anything between; a second fix must finish the
work; `undo` must bring every byte back, as often as it takes for the runs there were. Run it with

    python -m tests.benchmarks.kill_fix --posts 2000 --kills 500 [--folder DIR] [--report reports/kill-fix.md]

Each fix that is killed is a fork of this process, which has planned the edits once: what is killed is the writing. With
`--folder` on a disk in memory the moments are as many and the hours fewer.
"""

from __future__ import annotations

import argparse
import os
import random
import signal
import tempfile
import time
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path

from linkcheck.history import History
from linkcheck.model import Document, Edit, State
from linkcheck.repair import plan, proved, repair, undo
from tests.support.rewriting import ARCHIVE, dead, reader, rows_of, url_of, write_all

FINISHED_EVERY = 10
"""Kills after which a second fix finishes the work before it is put back; planning that anew takes seconds."""
COPY = f"{ARCHIVE}20160607080910/".encode()


def posts(count: int) -> dict[str, Document]:
    """Return posts of several kilobytes with a few dead links each."""
    text = "Word word word word word word word word word word.\r\n" * 60
    return {
        f"content/{number:04}.md": Document(
            f"content/{number:04}.md",
            f"---\ndate: 2016-06-05\n---\n[a](http://gone.example/{number}) é\n{text}[b][1] <http://gone.example/b>\n\n"
            f"[1]: http://gone.example/notes/{number} 'title'".encode(),
        )
        for number in range(count)
    }


def planned(documents: Mapping[str, Document]) -> tuple[Edit, ...]:
    """Return the proved edits of every link that is still dead."""
    extractions = {path: reader()(document) for path, document in documents.items()}
    rows = [row for extraction in extractions.values() for row in rows_of(extraction)]
    by_url = {
        url: dead(url, extraction)
        for extraction in extractions.values()
        for reference in extraction.references
        if (url := url_of(reference)) is not None and not url.startswith(ARCHIVE)
    }
    return proved(documents, plan(rows, by_url.values(), documents, frozenset({State.DEAD}), lambda _: None), reader())


def read(folder: Path, paths: Iterable[str]) -> dict[str, Document]:
    """Return the posts as they are now."""
    return {path: Document(path, (folder / path).read_bytes()) for path in paths}


def start(folder: Path, edits: Sequence[Edit], documents: Mapping[str, Document]) -> int:
    """Begin to write in a process of its own; return its number."""
    child = os.fork()
    if child == 0:
        with History(folder / ".linkcheck") as history:
            repair(edits, documents, history.journal, cwd=folder)
        os._exit(0)
    return child


def put_all_back(folder: Path) -> int:
    """Undo until there is nothing more to undo; return how many runs that were."""
    runs = 0
    with History(folder / ".linkcheck") as history:
        while (undone := undo(history.journal, None, reader(), cwd=folder)).run is not None:
            assert all(edit.refused is None for edit in undone.edits), undone.lines
            runs += 1
    return runs


def compare(folder: Path, before: Mapping[str, Document], kills: int, rng: random.Random) -> str:
    """Do it all and return what came of it; an assertion fails where a post was harmed."""
    write_all(folder, before)
    edits = planned(before)
    seconds = finished(folder, edits, before)
    after = read(folder, before)
    repaired = {path: document.data.replace(b"http://gone", COPY + b"http://gone") for path, document in before.items()}
    assert {path: document.data for path, document in after.items()} == repaired
    assert put_all_back(folder) == 1
    found: Counter[str] = Counter()
    for number in range(1, kills + 1):
        child = start(folder, edits, before)
        time.sleep(rng.uniform(0, 2 * seconds))  # a busy machine takes longer
        os.kill(child, signal.SIGKILL)
        os.waitpid(child, 0)
        now = read(folder, before)
        state = Counter(state_of(one, before, after) for one in now.values())
        assert state["HARMED"] == 0
        if number % FINISHED_EVERY == 0:
            finished(folder, planned(now), now)
            assert read(folder, before) == after
            found["finished"] += 1
        put_all_back(folder)
        assert read(folder, before) == before
        assert {path.name for path in (folder / "content").iterdir()} == names(before)
        found["in the middle"] += 0 < state["new"] < len(before)
        found["before the first post" if not state["new"] else "others"] += 1
    return (
        f"{len(before):,} posts, written in {seconds:.1f} s where nobody disturbs; {kills:,} times killed, "
        f"{found['in the middle']:,} of them between the first post and the last, {found['before the first post']:,} "
        f"before the first. No post was ever anything but old or new; undo brought all bytes back each time, with no "
        f"file left over; {found['finished']:,} times a fix first finished the rest."
    )


def finished(folder: Path, edits: Sequence[Edit], documents: Mapping[str, Document]) -> float:
    """Let a fix come to its end; return the seconds that the writing took."""
    begun = time.perf_counter()
    assert os.waitpid(start(folder, edits, documents), 0)[1] == 0
    return time.perf_counter() - begun


def state_of(now: Document, before: Mapping[str, Document], after: Mapping[str, Document]) -> str:
    """Tell whether a post is as it was, as it is to be, or neither."""
    return "old" if now == before[now.path] else "new" if now == after[now.path] else "HARMED"


def names(documents: Mapping[str, object]) -> frozenset[str]:
    """Return the names of the posts' files."""
    return frozenset(Path(path).name for path in documents)


def main() -> None:
    """Kill, and write the report."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--posts", type=int, default=2000)
    parser.add_argument("--kills", type=int, default=500)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--folder", type=Path, help="where the posts are written; else the system's temporary folder")
    parser.add_argument("--report", type=Path)
    options = parser.parse_args()
    with tempfile.TemporaryDirectory(dir=options.folder) as name:
        rng = random.Random(options.seed)  # noqa: S311 -- moments, not secrets
        words = compare(Path(name), posts(options.posts), options.kills, rng)
    print(words)
    if options.report is not None:
        options.report.write_text(f"# A fix that is killed\n\n{words}\n", encoding="utf-8")


if __name__ == "__main__":
    main()

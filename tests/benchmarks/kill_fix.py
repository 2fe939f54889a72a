"""Kills a fix of many posts with SIGKILL, again and again, and looks whether any post was harmed.

After each kill every file must be as it was or as it is to be, never anything between. Up to ten fixes in a row go on
from where the last one was killed; now and then one finishes the work; then `undo` must bring every byte back, as often
as it takes for the runs there were. Run it with

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

IN_A_ROW = 10
"""Fixes that are killed one after the other, before all is undone: that reads and proves every post again."""
LONGEST_S = 60.0
WHILE_IT_STARTS = 0.1
"""The share of the fixes that are killed before they have written a certain post, most of them before any."""
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
    now = before
    for number in range(1, kills + 1):
        left = [edit for edit in edits if now[edit.path] == before[edit.path]]
        done = len(before) - len({edit.path for edit in left})
        kill(start(folder, left, now), folder / rng.choice(left[: max(1, len(left) // 5)]).path, rng)
        now = read(folder, before)
        state = Counter(state_of(one, before, after) for one in now.values())
        assert state["HARMED"] == 0
        found["in the middle"] += done < state["new"] < len(before)
        if number % IN_A_ROW and state["old"] and number < kills:
            continue
        if state["old"] and number % (2 * IN_A_ROW) == 0:
            finished(folder, planned(now), now)
            assert read(folder, before) == after
            found["finished"] += 1
        found["undone runs"] += put_all_back(folder)
        now = read(folder, before)
        assert now == before
        assert {path.name for path in (folder / "content").iterdir()} == names(before)
    return (
        f"{len(before):,} posts, written in {seconds:.1f} s where nobody disturbs; {kills:,} times killed, "
        f"{found['in the middle']:,} of them between the first post and the last that were to be written, up to "
        f"{IN_A_ROW} in a row. No post was ever anything but old or new; {found['finished']:,} times a fix then "
        f"finished the rest; undo took back {found['undone runs']:,} runs and brought all bytes back each time, with "
        f"no file left over."
    )


def kill(child: int, post: Path, rng: random.Random) -> None:
    """Kill a fix a few steps after it has written a post, or at some moment before."""
    before, last = post.stat().st_ino, time.monotonic() + LONGEST_S
    if rng.random() < WHILE_IT_STARTS:
        last = time.monotonic() + rng.random()
    while post.stat().st_ino == before and time.monotonic() < last:
        time.sleep(0.0005)
    time.sleep(rng.uniform(0, 0.005))
    os.kill(child, signal.SIGKILL)
    os.waitpid(child, 0)


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

"""Reports over a hundred million rows: how long each question takes, and how much memory a fresh process needs.

`python -m tests.benchmarks.scale_reports [--rows N] [--nights N] [--folder DIR] [--keep]` makes a dataset (about 60
bytes a row), asks each question in a process of its own, and prints the table of `reports/scale_reports.md`. The hosts
have the shape of the links of fourteen public blogs (228,189 links on 14,258 hosts): one host has 63 of 100 links, the
next two have 5.4 and 2.2, and each tenfold of the ranks behind them has 8 of 100.
"""

from __future__ import annotations

import argparse
import json
import os
import resource
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from datetime import date, timedelta
from pathlib import Path

import duckdb
import msgspec
from tabulate import tabulate

from linkcheck.dataset import listing
from linkcheck.dataset.folder import ABOUT, MARK, About, created, file_name, night_name
from linkcheck.dataset.questions import Questions, questions
from linkcheck.dataset.rows import KINDS
from linkcheck.dataset.write import LARGEST_GROUP

FIRST = date(2026, 11, 1)
BATCH = 1_000_000
HOSTS_PER_LINK = 14_258 / 228_189

PARQUET = f"(FORMAT parquet, COMPRESSION zstd, ROW_GROUP_SIZE {LARGEST_GROUP})"
TARGETS = f"""
COPY (
  WITH numbered AS (
    SELECT i, hash(i) AS h, hash(i, 1) % 1000003 / 1000003.0 AS u, hash(i, 2) % 1000003 / 1000003.0 AS v,
           (hash(i, 3) % 1000)::INTEGER AS fate
    FROM range($first::BIGINT, $last::BIGINT) AS numbers(i)
  ), hosted AS (
    SELECT *, CASE WHEN u < 0.6285 THEN 1 WHEN u < 0.683 THEN 2 WHEN u < 0.705 THEN 3
                   ELSE floor(4 * pow($hosts / 4.0, v))::BIGINT END AS rank
    FROM numbered
  ), judged AS (
    SELECT *, 'site' || rank || ['.com', '.org', '.net', '.de', '.io'][rank % 5 + 1] AS domain,
           CASE WHEN rank % 3 = 0 THEN 'www.' WHEN rank % 7 = 0 THEN 'blog.' ELSE '' END || domain AS host,
           CASE WHEN fate < 60 + 4 * $night THEN 'dead' WHEN fate >= 990 THEN 'unreachable'
                WHEN fate >= 960 THEN 'blocked'
                WHEN fate >= 900 THEN 'moved' WHEN fate >= 895 THEN 'unsure' ELSE 'alive' END AS verdict
    FROM hosted
  )
  SELECT 'https://' || host || '/' || 2008 + i % 16 || '/some-words-of-a-title-' || i || '.html' AS url,
    host, domain, verdict,
    CASE verdict WHEN 'alive' THEN 'ok' WHEN 'moved' THEN 'permanent-redirect' WHEN 'blocked' THEN 'challenge'
      WHEN 'unsure' THEN 'different-site' WHEN 'unreachable' THEN 'timeout'
      ELSE CASE WHEN h % 10 < 7 THEN 'gone' WHEN h % 10 < 9 THEN 'dns-gone' ELSE 'soft-404' END END AS reason,
    CASE verdict WHEN 'dead' THEN '404, to a browser too' ELSE 'status 200' END AS detail,
    CASE verdict WHEN 'dead' THEN 404 WHEN 'blocked' THEN 403 WHEN 'alive' THEN 200 END::INTEGER AS status,
    CASE WHEN verdict = 'moved' THEN 'https://' || host || '/new/' || i END AS final_url,
    CASE WHEN h % 200 = 0 THEN ['insecure'] ELSE [] END::VARCHAR[] AS flags,
    $day::DATE::TIMESTAMPTZ + to_seconds((h % 7200)::BIGINT) AS checked_at,
    h % 5 > 0 AS from_history,
    CASE WHEN verdict <> 'dead' OR $night = 0 THEN NULL
      WHEN fate >= 56 + 4 * $night THEN 'new' ELSE 'still' END AS change,
    CASE WHEN verdict IN ('dead', 'unreachable') THEN TIMESTAMPTZ '2026-10-01 02:00:00+00' END AS failing_since,
    CASE WHEN verdict = 'alive' THEN $day::DATE::TIMESTAMPTZ END AS last_alive_at,
    0::INTEGER AS strikes, (1 + h % 3)::INTEGER AS requests,
    CASE WHEN verdict = 'dead' THEN CASE WHEN h % 4 = 0 THEN 'none' ELSE 'found' END END AS archive,
    CASE WHEN archive = 'found' THEN 'https://web.archive.org/web/20180704120000/' || url END AS archived_url,
    CASE WHEN archive = 'found' THEN TIMESTAMPTZ '2018-07-04 12:00:00+00' END AS archived_at,
    CASE WHEN h % 1000 = 0 THEN 20 WHEN h % 8 = 0 THEN 2 ELSE 1 END::INTEGER AS places
  FROM judged ORDER BY verdict
) TO $file {PARQUET}
"""  # noqa: S608 -- names of our own
REFERENCES = f"""
COPY (
  SELECT 'org' || h % 40 || '/repository-' || h % 500 AS repository, 'content/posts/' || h % 100000 || '.md' AS path,
    (hash(h, n) % 400 + 1)::INTEGER AS line, (hash(h, n) % 80 + 1)::INTEGER AS "column", 'inline' AS syntax,
    NULL::VARCHAR AS label, NULL::BOOLEAN AS used, url AS destination, url, host, domain, verdict, reason, change,
    archived_url AS archived, '@org/team-' || h % 90 AS owner
  FROM (SELECT *, hash(url) AS h, unnest(range(places)) AS n FROM read_parquet($targets))
  ORDER BY verdict
) TO $file {PARQUET}
"""  # noqa: S608 -- names of our own


def _parquet(asked: Questions) -> int:
    file = asked.night.path / "broken.parquet"
    listing.write_parquet(asked, file)
    size = file.stat().st_size
    file.unlink()
    return size


ASKED: dict[str, Callable[[Questions], object]] = {
    "links by verdict and reason": Questions.by_reason,
    "links by verdict, night after night": Questions.by_night,
    "worst hosts": Questions.worst_hosts,
    "worst domains": Questions.worst_domains,
    "repositories": Questions.repositories,
    "owners": Questions.owners,
    "broken links with most places": Questions.broken_links,
    "what is new": Questions.new_links,
    "everything (text, JSON, HTML)": Questions.overview,
    "every broken place as CSV": lambda asked: sum(map(len, listing.csv_pieces(asked))),
    "every broken place as JSON Lines": lambda asked: sum(map(len, listing.json_lines(asked))),
    "every broken place as Parquet": _parquet,
}


def make(folder: Path, rows: int, nights: int) -> None:
    """Write a dataset of so many targets, a night the same share of them."""
    per_night = rows // nights
    created(folder)
    with duckdb.connect(config={"memory_limit": "2GB", "threads": 2, "temp_directory": str(folder / ".spare")}) as made:
        for night in range(nights):
            day = FIRST + timedelta(night)
            here = folder / night_name(day)
            here.mkdir()
            for number, first in enumerate(range(0, per_night, BATCH)):
                targets, references = (str(here / file_name(kind, number)) for kind in KINDS)
                span = {"first": first, "last": min(first + BATCH, per_night), "hosts": rows * HOSTS_PER_LINK}
                made.execute(TARGETS, {**span, "night": night, "day": day, "file": targets})
                made.execute(REFERENCES, {"targets": targets, "file": references})
            (here / ABOUT).write_bytes(msgspec.json.encode(About(is_whole=True)))
            print(f"{day}: {per_night:,} targets", file=sys.stderr)


def in_one_night(folder: Path, into: Path) -> None:
    """Make a dataset of one night with all files of another one: as many rows as a night of all would have."""
    night = created(into) / night_name(FIRST)
    night.mkdir()
    for kind in KINDS:
        for number, file in enumerate(sorted(folder.glob(f"night=*/{kind}-*.parquet"))):
            (night / file_name(kind, number)).hardlink_to(file)
    (night / ABOUT).write_bytes(msgspec.json.encode(About(is_whole=True)))


def ask(folder: Path, name: str) -> None:
    """Ask one question in this process, and print the seconds and the peak of memory in MB as JSON."""
    started = time.perf_counter()
    with questions(folder) as asked:
        answer = ASKED[name](asked)
    took = time.perf_counter() - started
    usage = resource.getrusage(resource.RUSAGE_SELF)
    size = answer if isinstance(answer, int) else len(msgspec.json.encode(answer))
    print(json.dumps([took, usage.ru_utime + usage.ru_stime, _peak(), size]))


def _peak() -> float:
    """Return the most memory that this process had, in MB; `ru_maxrss` begins with that of the parent."""
    status = Path("/proc/self/status").read_text("ascii")
    return int(status.partition("VmHWM:")[2].split()[0]) / 1024


def measured(folder: Path) -> str:
    """Return the table of all questions."""
    rows = []
    for name in ASKED:
        command = [sys.executable, "-m", "tests.benchmarks.scale_reports", "--folder", str(folder), "--ask", name]
        done = subprocess.run(command, stdout=subprocess.PIPE, check=True)
        took, cpu, peak, size = json.loads(done.stdout)
        rows.append((name, f"{took:.1f} s", f"{cpu:.1f} s", f"{peak:.0f} MB", f"{size:,}"))
        print(rows[-1], file=sys.stderr)
    return tabulate(rows, ("question", "time", "both cores", "memory", "bytes of answer"), tablefmt="github")


def main() -> None:
    """Make, ask, print, remove."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rows", type=int, default=100_000_000)
    parser.add_argument("--nights", type=int, default=4)
    parser.add_argument("--folder", type=Path)
    parser.add_argument("--keep", action="store_true")
    parser.add_argument("--ask", choices=ASKED)
    given = parser.parse_args()
    if given.ask:
        ask(given.folder, given.ask)
        return
    folder = given.folder or Path(tempfile.mkdtemp(prefix="scale-reports-"))
    try:
        if not (folder / MARK).exists():
            make(folder, given.rows, given.nights)
        size = sum(file.stat().st_size for file in folder.rglob("*.parquet"))
        print(f"{given.rows:,} targets in {given.nights} nights, {size / 1e9:.2f} GB, {os.cpu_count()} cores\n")
        print(measured(folder))
        with tempfile.TemporaryDirectory(dir=folder.parent) as beside:
            in_one_night(folder, Path(beside) / "one")
            print(f"\nThe same files as one night, {os.getloadavg()[0]:.0f} processes waiting\n")
            print(measured(Path(beside) / "one"))
    finally:
        if not given.keep:
            shutil.rmtree(folder)


if __name__ == "__main__":
    main()

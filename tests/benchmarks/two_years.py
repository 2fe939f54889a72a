"""Simulates two years of a blog, a night a week, with and without `save` and `keep`: which deaths can be repaired?

    python -m tests.benchmarks.two_years [--links 2000] [--seed 1] [--report reports/two-years.md]

What counts is what the program did: what `--fix` wrote, what it proposes, and the kept copies of which its report says
where they lie. That a copy shows the living page is looked up in the simulated web.
"""

from __future__ import annotations

import argparse
import re
import sys
from collections import Counter
from collections.abc import Iterable
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass, field
from itertools import repeat
from pathlib import Path
from tempfile import TemporaryDirectory

from linkcheck.model import Report, State
from tests.benchmarks.years_nights import Years
from tests.benchmarks.years_web import DAYS, Page, Web
from tests.benchmarks.years_words import render

NIGHTS = range(0, int(DAYS) + 1, 7)
COPY = re.compile(r"http://archive\.lab/web/(\d{14})/(http://.*)")


@dataclass
class Fate:
    """What became of a link whose page died."""

    page: Page
    found: int | None = None
    """The night on which the program said that it is dead."""
    copy: str = "none"
    """Whose copy there is in an archive: `theirs`, `saved`; `wrong` is one that does not show the page."""
    written: bool = False
    left: str | None = None
    """Why `--fix` proposes the copy only."""
    kept: bool = False
    """There is a kept copy that shows the page."""
    told: bool = False
    """The last report said where a kept copy lies, since no archive has one."""
    because: str = ""
    """Where there is nothing: what the program knows of the reason."""

    @property
    def repairable(self) -> bool:
        """Tell whether a reader can be led to what was cited."""
        return (self.kept and self.told) or self.copy in ("theirs", "saved")


@dataclass
class Told:
    """Two years, told."""

    helped: bool
    fates: list[Fate]
    links: int
    requests: dict[str, int]
    captures: int
    too_many: int
    kept_bytes: int
    kept_files: int
    wronged: list[str] = field(default_factory=list)
    """Living pages that were called dead, or whose link was changed."""


def main() -> int:
    """Run both, and print the report."""
    parser = argparse.ArgumentParser(prog="python -m tests.benchmarks.two_years", description=__doc__)
    parser.add_argument("--links", type=int, default=2000, help="links of the ten years before")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--nights", type=int, default=len(NIGHTS), help="stop after so many; all are two years")
    parser.add_argument("--report", type=Path, help="write it to this file, too")
    options = parser.parse_args()
    nights = NIGHTS[: options.nights]
    with ProcessPoolExecutor(2) as pool:
        both = list(pool.map(live, repeat(options.seed), repeat(options.links), (False, True), repeat(nights)))
    text = render(both, options.links, options.seed, len(nights))
    sys.stdout.write(text)
    if options.report is not None:
        options.report.write_text(text, encoding="utf-8")
    return 0


def live(seed: int, links: int, helped: bool, nights: Iterable[int]) -> Told:
    """Go through the nights; `helped` is with `save` and `keep`. There are 13 new links for 100 old ones."""
    web = Web(seed, links, links * 13 // 100)
    fates = {page.url: Fate(page) for page in web.pages}
    wronged: list[str] = []
    seen: dict[str, str] = {}
    with TemporaryDirectory() as folder:
        years = Years(Path(folder), web, saves=helped, keeps=helped)
        for night in nights:
            _learn(years, years.night(night), fates, seen, wronged)
        _look_back(years, fates, seen)
        kept = [file.stat().st_size for file in Path(folder, "kept").rglob("*.warc.gz")]
    return Told(
        helped,
        [fate for fate in fates.values() if fate.page.dies <= years.day],
        sum(page.cited <= years.day for page in web.pages),
        years.requests,
        len(years.captures),
        len(years.too_many),
        sum(kept),
        len(kept),
        wronged,
    )


def _learn(years: Years, report: Report, fates: dict[str, Fate], seen: dict[str, str], wronged: list[str]) -> None:
    """Take what a night says of each link."""
    assert report.environment_fault is None, report.environment_fault
    for each in fates.values():
        each.left, each.told = None, False
    for finding in report.findings:
        fate = fates.get(finding.target.url)
        if fate is None:
            continue  # a link that leads to a copy already
        fate.told = finding.kept_copy is not None
        if finding.verdict.state is State.DEAD:
            fate.found = int(years.day) if fate.found is None else fate.found
            if fate.page.dies > years.day:
                wronged.append(f"{fate.page.url} on day {years.day}: {finding.verdict.reason}")
        else:
            seen[fate.page.url] = f"{finding.verdict.state} ({finding.verdict.reason})"
    for edit in report.edits:
        fate = fates[edit.old.decode()]
        fate.copy, fate.written, fate.left = _whose(years, fate.page, edit.new.decode()), edit.applied, edit.refused


def _whose(years: Years, page: Page, new: str) -> str:
    """Return whose copy a new address is, if it shows the page."""
    found = COPY.fullmatch(new)
    assert found is not None, new
    for whose, captures in (("theirs", (one for _, one in years.web.archived)), ("saved", years.captures)):
        for one in captures:
            if (one.timestamp, one.url) == (found[1], found[2]) and one.url == page.url:
                return whose if one.body == page.body else "wrong"
    return "wrong"


def _look_back(years: Years, fates: dict[str, Fate], seen: dict[str, str]) -> None:
    sent, copies = years.sent(), years.copies()
    for url, fate in fates.items():
        fate.kept = url in copies and fate.page.words in copies[url].document
        if not fate.repairable and fate.found is not None:
            told = [f"before its death {seen.get(url, 'never seen by the program')}"]
            told += [f"save: {sent[url]}"] if url in sent else []
            told += [f"keep: {years.not_kept[url]}"] if url in years.not_kept else []
            fate.because = "; ".join(told)


def counted(fates: Iterable[Fate]) -> Counter[str]:
    """Return in how many cases there is what."""
    counts: Counter[str] = Counter()
    for fate in fates:
        counts["deaths"] += 1
        counts["found"] += fate.found is not None
        if fate.found is not None:
            counts["repairable"] += fate.repairable
            counts["written"] += fate.written
            counts["proposed"] += fate.copy in ("theirs", "saved") and not fate.written
            counts["kept alone"] += fate.kept and fate.told
            counts["nothing"] += not fate.repairable
            counts[fate.copy] += 1
            counts["kept"] += fate.kept
    return counts


if __name__ == "__main__":
    sys.exit(main())

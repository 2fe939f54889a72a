"""An overview of 500 reports of 500 repositories: how long it takes to make, how large it is, how soon it is open.

`python -m tests.benchmarks.many_reports [--reports N]` makes the reports of made-up blogs, tells them with the program
as a process, opens the page in Chromium and writes `reports/many-reports.md`, with the picture beside it.
"""

from __future__ import annotations

import argparse
import os
import platform
import resource
import statistics
import subprocess
import sys
import time
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory

from playwright.sync_api import Browser
from tabulate import tabulate

from linkcheck.model import Forge, WorkTree
from linkcheck.report import render
from tests.support import paths
from tests.support.browsing import AXE, DESKTOP, PHONE, a_browser, opened
from tests.support.copies import replace
from tests.support.large_report import many

REPORTS = paths.ROOT / "reports"
TEAMS = 40
TIMES = 5
TIMING = "performance.getEntriesByType('navigation')[0].loadEventEnd"
ELEMENTS = "document.querySelectorAll('*').length"
VIOLATIONS = "() => axe.run({resultTypes: ['violations']}).then((result) => result.violations.map((one) => one.id))"


@dataclass(frozen=True)
class Made:
    """What it took to make the page."""

    seconds: float
    memory: int
    """Bytes of the process at most."""
    size: int


def write_reports(number: int, folder: Path) -> list[Path]:
    """Write the JSON reports of blogs of 400 to 1,000 references each, whose posts some team or nobody owns."""
    files = []
    for one in range(number):
        blog = many(400 + one % 7 * 100, one)
        posts = tuple(
            replace(post, owner=f"@org/team-{(one + index // 9) % TEAMS}" if (one + index) % 5 else None)
            for index, post in enumerate(blog.posts)
        )
        tree = WorkTree(f"{one:040x}", "", frozenset(), f"https://github.com/org-{one % 9}/blog-{one}", Forge.GITHUB)
        files.append(folder / f"{one}.json")
        files[-1].write_text(render(replace(blog, posts=posts, work_tree=tree), "json"), encoding="utf-8")
    return files


def made(files: list[Path], page: Path) -> Made:
    """Run the program."""
    before = time.monotonic()
    command = [sys.executable, "-m", "linkcheck", "report", *map(str, files), "-q", "-o", str(page)]
    done = subprocess.run(command, check=False, cwd=page.parent)
    assert done.returncode == 1, done.returncode  # something is broken
    memory = resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss * 1024
    return Made(time.monotonic() - before, memory, page.stat().st_size)


def times(browser: Browser, page: Path) -> tuple[list[float], int, list[str]]:
    """Open the page some times; return the seconds until it was there, its elements, and what axe says of it."""
    found, elements = [], 0
    for _ in range(TIMES):
        with opened(browser, page.as_uri()) as seen:
            found.append(seen.page.evaluate(TIMING) / 1000)
            elements = seen.page.evaluate(ELEMENTS)
            assert seen.all_trouble() == []
    violated: list[str] = []
    for size, scheme in ((DESKTOP, "light"), (PHONE, "dark")):
        with opened(browser, page.as_uri(), viewport=size, color_scheme=scheme, bypass_csp=True) as seen:
            seen.page.evaluate("document.querySelectorAll('tr:nth-child(n + 6)').forEach((one) => one.remove())")
            seen.page.add_script_tag(content=AXE)
            violated += seen.page.evaluate(VIOLATIONS)
            assert seen.page.evaluate("document.documentElement.scrollWidth") <= size["width"]
    return found, elements, violated


def main() -> None:
    """Measure and write it down."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--reports", type=int, default=500)
    number = parser.parse_args().reports
    with TemporaryDirectory() as directory, a_browser() as browser:
        folder = Path(directory)
        files, page = write_reports(number, folder), folder / "overview.html"
        size = sum(file.stat().st_size for file in files)
        told = made(files, page)
        found, elements, violated = times(browser, page)
        with opened(browser, page.as_uri(), viewport={"width": 1280, "height": 2100}) as seen:
            seen.page.screenshot(path=REPORTS / "many-reports.png")
    rows = [
        ("reports, JSON", f"{number:,}, {size / 1e6:,.0f} MB"),
        ("time to make the page", f"{told.seconds:.1f} s"),
        ("memory of the process at most", f"{told.memory / 1e6:,.0f} MB"),
        ("size of the page (limit 3 MB)", f"{told.size / 1e6:.2f} MB"),
        ("elements of the page", f"{elements:,}"),
        (f"until it is open, median of {TIMES} (limit 1 s)", f"{statistics.median(found):.2f} s"),
        ("slowest of these", f"{max(found):.2f} s"),
        ("violations that axe finds, light and wide, dark and narrow", ", ".join(violated) or "none"),
    ]
    load = os.getloadavg()[0] if hasattr(os, "getloadavg") else 0
    text = f"""# An overview of {number:,} reports

Written by `python -m tests.benchmarks.many_reports` with Python {platform.python_version()} on {platform.system()},
{os.cpu_count()} cores, load {load:.1f}: `linkcheck report *.json -o overview.html`, one repository each.

{tabulate(rows, ("what", "figure"), tablefmt="github")}

![The overview](many-reports.png)
"""
    (REPORTS / "many-reports.md").write_text(text, encoding="utf-8")


if __name__ == "__main__":
    main()

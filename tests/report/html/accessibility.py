"""What axe says of the page, view by view, in both schemes and at two widths.

`python -m tests.report.html.accessibility` writes it to `reports/html-axe.md`.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Literal

from playwright.sync_api import Browser
from tabulate import tabulate

from tests.support import paths
from tests.support.browsing import DESKTOP, FEW, PHONE, a_browser, with_axe
from tests.support.browsing import written as saved
from tests.support.large_report import many

REPORTS = paths.ROOT / "reports"
VIEWS = ("", "links", "posts", "hosts", "problems")
SCHEMES: tuple[Literal["light", "dark"], ...] = ("light", "dark")
RUN = """() => axe.run().then((result) => [
  axe.version, result.passes.length, result.violations.map((one) => one.id), result.incomplete.map((one) => one.id)
])"""


def rows(browser: Browser, address: str) -> Iterator[tuple[str, str, str, str, int, str, str]]:
    """Yield axe's version, what was looked at, how many rules passed, what is violated, what is for a person."""
    for view in VIEWS:
        with with_axe(browser, address) as seen:
            seen.page.evaluate(f"location.hash = '#{view}'")
            seen.page.evaluate(FEW)
            seen.unfold()
            for size in (DESKTOP, PHONE):
                for scheme in SCHEMES:
                    seen.page.set_viewport_size(size)
                    seen.page.emulate_media(color_scheme=scheme)
                    version, passed, violated, incomplete = seen.page.evaluate(RUN)
                    width = f"{size['width']} px"
                    words = ", ".join(violated) or "none", ", ".join(incomplete) or "none"
                    yield version, view or "as opened", scheme, width, passed, *words


def main() -> None:
    """Look at all and write it down."""
    with TemporaryDirectory() as directory, a_browser() as browser:
        found = list(rows(browser, saved(many(2_500, 8), Path(directory))))
    headers = ("view", "scheme", "width", "rules passed", "violations", "for a person to judge")
    table = tabulate([row[1:] for row in found], headers, tablefmt="github")
    text = f"""# The HTML report and axe

Written by `python -m tests.report.html.accessibility`: axe-core {found[0][0]} with all its rules, in Chromium, on the
report of a made-up blog; everything that folds is unfolded, four rows of each list are left.

{table}
"""
    (REPORTS / "html-axe.md").write_text(text, encoding="utf-8")


if __name__ == "__main__":
    main()

"""Pictures of the page for people who want to see it before they install anything.

`python -m tests.report.html.screenshots` writes them to `reports/`: a made-up blog of ten years, as in the tests.
"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory

from playwright.sync_api import ViewportSize

from linkcheck.config import editor_address
from linkcheck.model import Forge, WorkTree
from linkcheck.report import Context
from linkcheck.report.leads import Editor
from tests.support import paths
from tests.support.browsing import a_browser, opened, written
from tests.support.copies import replace
from tests.support.large_report import many

REPORTS = paths.ROOT / "reports"


@dataclass(frozen=True)
class Shot:
    """One picture: how the page is opened, and where it is looked at."""

    name: str
    width: int
    height: int
    dark: bool = False
    fragment: str = ""
    click: str = ""
    """What is unfolded."""
    scale: float = 1


SHOTS = (
    Shot("html-desktop", 1280, 2050),
    Shot("html-phone", 390, 1700, click=".card >> nth=0 >> button:has-text('What to do')", scale=1.5),
    Shot("html-dark", 1280, 1700, dark=True, fragment="#links?state=dead&q=harbour", click="#links .head >> nth=1"),
)

BLOG = replace(
    many(2_500, 8),
    work_tree=WorkTree("5f1e0c" + "0" * 34, "", frozenset(), "https://codeberg.org/ann/blog", Forge.FORGEJO),
)
"""As on its author's machine, in a repository."""
AT_HOME = Context(editor=Editor(editor_address("vscode"), "/home/ann/blog"))


def main() -> None:
    """Write all pictures."""
    with TemporaryDirectory() as directory, a_browser() as browser:
        address = written(BLOG, Path(directory), AT_HOME)
        for shot in SHOTS:
            size = ViewportSize(width=shot.width, height=shot.height)
            scheme = "dark" if shot.dark else "light"
            with opened(
                browser, address, shot.fragment, viewport=size, color_scheme=scheme, device_scale_factor=shot.scale
            ) as seen:
                if shot.click:
                    seen.page.locator(shot.click).first.click()
                    seen.page.mouse.move(0, 0)
                seen.page.screenshot(path=REPORTS / f"{shot.name}.png")


if __name__ == "__main__":
    main()

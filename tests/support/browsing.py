"""The page in a real browser, with everything written down that a quiet page would not do."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from importlib.resources import files
from pathlib import Path

from playwright.sync_api import Browser, Dialog, Page, ViewportSize, expect, sync_playwright

from linkcheck.model import Report
from linkcheck.report import Context, render
from tests.support.patience import patience
from tests.support.possible import chromium

VIOLATIONS = """
window.broken = [];
addEventListener("securitypolicyviolation", (event) => {
  window.broken.push(event.violatedDirective + " " + event.blockedURI);
});
"""

UNFOLD = """
document.querySelectorAll("details").forEach((one) => { one.open = true; });
document.querySelectorAll("[aria-expanded=false]").forEach((one) => one.click());
"""

AXE = (files("axe_playwright_python") / "axe.min.js").read_text(encoding="utf-8")
FEW = "document.querySelectorAll('.row:nth-child(n + 5)').forEach((one) => one.remove())"
"""Rows are alike: a few of them are enough."""

PHONE = ViewportSize(width=320, height=640)
DESKTOP = ViewportSize(width=1280, height=900)


@dataclass
class Opened:
    """A page, and what it did beside showing itself."""

    page: Page
    trouble: list[str] = field(default_factory=list)
    """Errors, words on the console, dialogs, requests, new windows, breaches of the page's own policy."""

    def note(self, kind: str, what: str) -> None:
        """Write down that something happened."""
        self.trouble.append(f"{kind}: {what}")

    def dismiss(self, dialog: Dialog) -> None:
        """Write a dialog down and close it, for nothing goes on before."""
        self.note("dialog", dialog.message)
        dialog.dismiss()

    def all_trouble(self) -> list[str]:
        """Return what went wrong until now."""
        return self.trouble + [str(one) for one in self.page.evaluate("window.broken")]

    def count(self) -> str:
        """Return what the list says of itself."""
        return self.page.inner_text("#count")

    def unfold(self) -> None:
        """Open all that can be opened."""
        self.page.evaluate(UNFOLD)

    def rows(self) -> list[str]:
        """Return the text of each row's head."""
        return self.page.locator(".rows .head").all_inner_texts()


@contextmanager
def a_browser() -> Iterator[Browser]:
    """Start the system's Chromium."""
    found = chromium()
    assert found is not None, "no chromium on PATH (Debian: apt-get install chromium)"
    with sync_playwright() as playwright:
        # Chromium's own sandbox needs rights that containers lack; the pages are our own.
        browser = playwright.chromium.launch(executable_path=found, args=["--no-sandbox", "--disable-gpu"])
        yield browser
        browser.close()


def written(report: Report, directory: Path, context: Context | None = None) -> str:
    """Write the page; return its address."""
    path = directory / "report.html"
    path.write_text(render(report, "html", context or Context()), encoding="utf-8")
    return path.as_uri()


@contextmanager
def opened(browser: Browser, address: str, fragment: str = "", **options: object) -> Iterator[Opened]:
    """Open a page in a fresh profile; options are those of Playwright's `new_context`."""
    profile = browser.new_context(**{"viewport": DESKTOP, "reduced_motion": "reduce", **options})  # type: ignore[arg-type]
    profile.set_default_timeout(patience(20) * 1000)
    expect.set_options(timeout=patience(5) * 1000)
    page = profile.new_page()
    seen = Opened(page)
    page.add_init_script(VIOLATIONS)
    page.on("console", lambda said: seen.note("console", said.text))
    page.on("pageerror", lambda error: seen.note("error", str(error)))
    page.on("dialog", seen.dismiss)
    page.on("popup", lambda popup: seen.note("window", popup.url))
    page.on("request", lambda request: seen.note("request", request.url) if request.url != address else None)
    page.goto(address + fragment)
    yield seen
    profile.close()


@contextmanager
def with_axe(browser: Browser, address: str) -> Iterator[Opened]:
    """Open a page and let axe past its policy."""
    with opened(browser, address, bypass_csp=True) as seen:
        seen.page.add_script_tag(content=AXE)
        yield seen

"""axe finds nothing that keeps people out: light and dark, wide and narrow, folded and unfolded."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from types import MappingProxyType

import pytest
from playwright.sync_api import Browser, expect

from linkcheck.links.urls import redact
from linkcheck.model import Report
from linkcheck.report import Context, render
from linkcheck.report.html import overview
from linkcheck.report.overview.gathering import gathered_report
from linkcheck.report.overview.joining import overview_of
from linkcheck.report.reading import decode
from tests.support.browsing import DESKTOP, FEW, PHONE, Opened, with_axe, written
from tests.support.large_report import many
from tests.support.sample_report import EMPTY, FIXED

pytestmark = pytest.mark.needs_chromium

RUN = "(rules) => axe.run({resultTypes: ['violations'], ...rules}).then((result) => result.violations)"

COLOURS = {"runOnly": ["color-contrast"]}
"""All that another scheme can change."""


def violations(seen: Opened, rules: Mapping[str, list[str]] = MappingProxyType({})) -> list[str]:
    """Return what axe says of the page as it stands, everything unfolded."""
    seen.page.evaluate(FEW)
    seen.unfold()
    found: list[Mapping[str, object]] = seen.page.evaluate(RUN, dict(rules))
    return [f"{one['id']}: {one['help']}: {one['nodes']}" for one in found]


def test_axe_finds_nothing(browser: Browser, sample: str) -> None:
    """One of everything, light and dark, wide and narrow."""
    with with_axe(browser, sample) as seen:
        for size in (DESKTOP, PHONE):
            seen.page.set_viewport_size(size)
            seen.page.emulate_media(color_scheme="light")
            assert violations(seen) == []
            seen.page.emulate_media(color_scheme="dark")
            assert violations(seen, COLOURS) == []


def test_axe_finds_nothing_in_any_view(browser: Browser, sample: str) -> None:
    """Posts, hosts and problems have rows of their own kind."""
    with with_axe(browser, sample) as seen:
        seen.page.evaluate("document.querySelectorAll('.group').forEach((one) => one.remove())")
        for view in ("posts", "hosts", "problems"):
            seen.page.evaluate(f"location.hash = '#{view}'")
            expect(seen.page.locator(".tabs a[aria-current]")).to_contain_text(view.capitalize())
            assert violations(seen) == []


def test_axe_finds_nothing_in_the_pictures(browser: Browser, blog: str) -> None:
    """Charts and their tables, in both schemes."""
    with with_axe(browser, blog) as seen:
        seen.page.evaluate("document.querySelectorAll('.group, #explorer').forEach((one) => one.remove())")
        assert violations(seen) == []
        seen.page.emulate_media(color_scheme="dark")
        assert violations(seen, COLOURS) == []


def test_axe_finds_nothing_in_an_overview_of_reports(browser: Browser, tmp_path: Path) -> None:
    """Its tables can be scrolled by the keyboard, and nothing is wider than a phone."""
    read = (gathered_report(decode(render(many(400, seed), "json").encode()), f"blog-{seed}") for seed in range(3))
    page = tmp_path / "overview.html"
    page.write_text(overview.render(overview_of(read, redact), Context()), encoding="utf-8")
    with with_axe(browser, page.as_uri()) as seen:
        for size in (DESKTOP, PHONE):
            seen.page.set_viewport_size(size)
            seen.page.emulate_media(color_scheme="light")
            assert violations(seen) == []
            assert seen.page.evaluate("document.documentElement.scrollWidth") <= size["width"]
            seen.page.emulate_media(color_scheme="dark")
            assert violations(seen, COLOURS) == []


@pytest.mark.parametrize("report", [EMPTY, FIXED], ids=["empty", "fixed"])
def test_axe_finds_nothing_where_nothing_is_wrong(browser: Browser, report: Report, tmp_path: Path) -> None:
    """A folder without posts, and a run that repaired something."""
    with with_axe(browser, written(report, tmp_path)) as seen:
        assert violations(seen) == []

"""One browser for all tests of a module: starting it costs more than any of them."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser

from linkcheck.model import Report
from tests.support.browsing import a_browser, written
from tests.support.large_report import many
from tests.support.sample_report import SAMPLE


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    """A running Chromium; not for the whole session, since Playwright keeps an event loop running meanwhile."""
    with a_browser() as running:
        yield running


@pytest.fixture(scope="session")
def large() -> Report:
    """A report as long as a page must bear: 25,000 references, 4,000 targets."""
    return many(25_000, 1)


@pytest.fixture(scope="session")
def blog(tmp_path_factory: pytest.TempPathFactory) -> str:
    """The address of a report of a middling blog: 240 links, 1,500 references."""
    return written(many(1_500, 4), tmp_path_factory.mktemp("blog"))


@pytest.fixture(scope="session")
def sample(tmp_path_factory: pytest.TempPathFactory) -> str:
    """The address of the shared sample, which has one of everything."""
    return written(SAMPLE, tmp_path_factory.mktemp("sample"))

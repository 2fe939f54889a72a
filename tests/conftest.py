"""Leaves out, and says so, what this machine cannot run."""

from __future__ import annotations

import functools
import gc
import sys
from collections.abc import Generator, Iterator
from typing import Any

import hypothesis
import pytest

from tests.support.pages import Pages, serving
from tests.support.paths import ROOT
from tests.support.patience import patience
from tests.support.possible import why_no_chromium, why_no_compiler, why_no_namespace, why_no_nginx

MARKERS = {
    "needs_linux": "full queues and resets are shown on loopback as only Linux does it",
    "needs_namespace": "runs in a network namespace of its own, which only root may make, and only on Linux",
    "needs_chromium": "opens the HTML report in a real browser",
    "needs_compiler": "lets system calls fail by a library in C, which `cc` makes for Linux",
    "needs_nginx": "lets a small part of each benchmark run against its own servers",
    "needs_runner": "runs the scripts of the Action in bash, as GitHub's Linux runner does",
    "slow": "takes longer than some seconds; left out of a run that names no test, unless --slow is given",
}
LEFT_OUT = pytest.StashKey[int]()
"""How many slow tests were left out."""
WAITING = 2
"""So many processes more than cores run tests: as many wait for a network, for a child or for the disk."""


def pytest_addoption(parser: pytest.Parser) -> None:
    """Let the slow tests be asked for."""
    parser.addoption("--slow", action="store_true", help="run the slow tests, too")


def pytest_configure(config: pytest.Config) -> None:
    """Declare the markers; let examples take their time, for the machine may be busy with something else."""
    late = [hypothesis.HealthCheck.too_slow]
    hypothesis.settings.register_profile("patient", deadline=None, suppress_health_check=late)
    hypothesis.settings.load_profile("patient")
    for name, words in MARKERS.items():
        config.addinivalue_line("markers", f"{name}: {words}")
    if config.args_source is pytest.Config.ArgsSource.ARGS or config.option.markexpr:
        config.option.slow = True  # whoever names tests wants those; the processes of xdist get the option, too
    if config.option.timeout is None:
        config.option.timeout = patience(float(config.getini("timeout")))


@pytest.hookimpl(optionalhook=True, wrapper=True)
def pytest_xdist_auto_num_workers() -> Generator[None, int, int]:
    """Let more processes run than there are cores."""
    return (yield) + WAITING


@pytest.hookimpl(wrapper=True)
def pytest_collection() -> Generator[None, object, object]:
    """Look for no garbage in what is imported, now or later: it is none, and took half the time of collecting."""
    gc.disable()
    try:
        return (yield)
    finally:
        gc.freeze()
        gc.enable()


@pytest.hookimpl(optionalhook=True)
def pytest_xdist_make_scheduler(config: pytest.Config, log: Any) -> Any:
    """Hand out tests one by one, so that no process is left alone with the long ones, and some files as a whole."""
    from xdist.scheduler import LoadScopeScheduling  # type: ignore[import-untyped]  # it has no marker of types

    config.option.loadscopereorder = False  # the longest are first already
    scheduler = LoadScopeScheduling(config, log)
    scheduler._split_scope = _scope  # xdist's own groups stand in the names of tests, where pytest 9.2 leaves no room
    return scheduler


def _scope(nodeid: str) -> str:
    """Return what goes to one process as a whole: a test, or a file."""
    file = nodeid.partition("::")[0]
    return file if _shares_fixtures(file) else nodeid


@functools.cache
def _shares_fixtures(file: str) -> bool:
    """Tell whether the tests of a file share a fixture: every other process would make it again."""
    places = ROOT / file, (ROOT / file).with_name("conftest.py")
    return any(place.exists() and 'scope="module"' in place.read_text("utf-8") for place in places)


def _lacking() -> dict[str, str]:
    """Return marker → why its tests cannot run here."""
    elsewhere = dict.fromkeys(("needs_linux", "needs_runner"), f"this is {sys.platform}")
    lacking = {} if sys.platform == "linux" else elsewhere
    reasons = {"needs_namespace": why_no_namespace(), "needs_chromium": why_no_chromium()}
    reasons |= {"needs_compiler": why_no_compiler(), "needs_nginx": why_no_nginx()}
    return lacking | {name: reason for name, reason in reasons.items() if reason is not None}


@pytest.hookimpl(optionalhook=True)
def pytest_testnodedown(node: Any) -> None:
    """Take over what a process of xdist left out; all of them left out the same."""
    node.config.stash[LEFT_OUT] = getattr(node, "workeroutput", {}).get("left_out", 0)


def pytest_sessionfinish(session: pytest.Session) -> None:
    """Tell the process that began this one, if any."""
    if hasattr(session.config, "workeroutput"):
        session.config.workeroutput["left_out"] = session.config.stash.get(LEFT_OUT, 0)


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter, config: pytest.Config) -> None:
    """Say what else there is."""
    count = config.stash.get(LEFT_OUT, 0)
    if count:
        terminalreporter.write_line(f"{count} slow tests were left out; `pytest --slow` runs them, too")


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Deselect what cannot run, rather than skip it: a skip would read as if it might. And the slow, unless wanted."""
    lacking = _lacking()
    items.sort(key=_longest_first)
    for item in items:
        if limit := item.get_closest_marker("timeout"):
            item.add_marker(pytest.mark.timeout(patience(limit.args[0])), append=False)
    slow = [item for item in items if item.get_closest_marker("slow") and not config.option.slow]
    config.stash[LEFT_OUT] = len(slow)
    left_out = [item for item in items if item in slow or any(item.get_closest_marker(name) for name in lacking)]
    if left_out:
        items[:] = [item for item in items if item not in left_out]
        config.hook.pytest_deselected(items=left_out)


def _longest_first(item: pytest.Item) -> float:
    """Order tests by the time that they may take: whoever ends last should not have begun last."""
    limit = item.get_closest_marker("timeout")
    return -float(limit.args[0]) if limit else 0.0


def pytest_report_header() -> list[str]:
    """Say what is left out, and why."""
    return [f"left out: {name} ({MARKERS[name]}): {reason}" for name, reason in _lacking().items()]


@pytest.fixture
def server() -> Iterator[Pages]:
    """A server with good and bad pages."""
    with serving() as running:
        yield running

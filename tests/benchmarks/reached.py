"""A plugin of pytest: writes down which test reaches which line of the package, and how long each test takes.

    REACHED=FOLDER python -m pytest -p tests.benchmarks.reached …

What a fixture of more than one test reaches is reached by all tests of its file. Each process writes a JSON file of
its own: `{"seconds": {test: s}, "lines": {path: {line: [test or file, …]}}}`.
"""

from __future__ import annotations

import json
import os
import time
from collections.abc import Generator
from pathlib import Path
from typing import Any

import coverage
import pytest

PACKAGE = Path.cwd() / "linkcheck"
_seconds: dict[str, float] = {}
_watched = coverage.Coverage(data_file=None, source=[str(PACKAGE)], config_file=False, messages=False)


def pytest_configure() -> None:
    """Watch from before the package is imported."""
    _watched.start()


@pytest.hookimpl(wrapper=True, tryfirst=True)
def pytest_runtest_protocol(item: pytest.Item) -> Generator[None, object, object]:
    """Say which test runs, and take its time."""
    began = time.perf_counter()
    _watched.switch_context(item.nodeid)
    try:
        return (yield)
    finally:
        _watched.switch_context("")
        _seconds[item.nodeid] = time.perf_counter() - began


@pytest.hookimpl(wrapper=True)
def pytest_fixture_setup(
    fixturedef: pytest.FixtureDef[Any], request: pytest.FixtureRequest
) -> Generator[None, object, object]:
    """Say that what is reached now is reached for several tests."""
    if fixturedef.scope == "function":
        return (yield)
    test = request._pyfuncitem.nodeid
    _watched.switch_context(test.partition("::")[0])
    try:
        return (yield)
    finally:
        _watched.switch_context(test)


def pytest_unconfigure() -> None:
    """Write down what was seen, where tests were run: not in the process that hands them out."""
    _watched.stop()
    if not _seconds:
        return
    data = _watched.get_data()
    lines = {
        Path(file).relative_to(PACKAGE.parent).as_posix(): {
            line: [context for context in contexts if context]
            for line, contexts in data.contexts_by_lineno(file).items()
        }
        for file in data.measured_files()
    }
    (Path(os.environ["REACHED"]) / f"{os.getpid()}.json").write_text(json.dumps({"seconds": _seconds, "lines": lines}))

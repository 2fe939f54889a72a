"""A forgotten line of a table is noticed: what is written to stand there is found. Some tables have tests of their own.

Formats are held by `tests/report/test_formats.py`, rules by `tests/links/test_rule_table.py`, settings by
`tests/config/test_wiring.py`.
"""

from __future__ import annotations

import importlib
import inspect
import pkgutil
from collections.abc import Callable, Collection, Iterator
from dataclasses import dataclass

import click
import pytest

from linkcheck.cli import COMMANDS
from linkcheck.cli.foreign import TOOLS, ForeignTool
from linkcheck.repair import PLANNERS
from linkcheck.repair.planner import Planner
from linkcheck.run.engines import ENGINES
from linkcheck.sources.documents import DOCUMENTS, reader
from linkcheck.sources.site import GENERATORS, Generator
from linkcheck.verdict.signals import SIGNALS
from linkcheck.verdict.signals.platforms import PLATFORMS
from linkcheck.verdict.signals.platforms.rule import Platform
from linkcheck.web.archive import ARCHIVES
from tests.internet import behaviours


@dataclass(frozen=True)
class Table:
    """A table, and what in its package is written to stand in it."""

    lines: Collection[object]
    package: str
    fits: Callable[[str, str, object], bool]
    """Takes the module, the name there and the object."""

    def written(self) -> Iterator[tuple[str, object]]:
        """Yield each fitting object once, with the module and name where it is defined."""
        path = importlib.import_module(self.package).__path__
        seen: set[int] = set()
        for module in sorted(each.name for each in pkgutil.iter_modules(path)):
            for name, value in vars(importlib.import_module(f"{self.package}.{module}")).items():
                if not name.startswith("_") and id(value) not in seen and self.fits(module, name, value):
                    seen.add(id(value))
                    yield f"{module}.{name}", value


def function(*takes: str, gives: str) -> Callable[[str, str, object], bool]:
    """Accept functions of this signature, where they are defined."""

    def fits(module: str, name: str, value: object) -> bool:
        if not inspect.isfunction(value) or not value.__module__.endswith(f".{module}"):
            return False
        signature = inspect.signature(value)
        taken = [each.annotation for each in signature.parameters.values()]
        return (taken, signature.return_annotation) == ([*takes], gives)

    return fits


def instance(kind: type) -> Callable[[str, str, object], bool]:
    """Accept the objects of a class."""
    return lambda module, name, value: isinstance(value, kind)


def is_signal(module: str, name: str, value: object) -> bool:
    """Accept signals; `moved` has their shape, but `status` asks it what a good answer behind redirects is."""
    return module != "moved" and function("Attempt", gives="Evidence | None")(module, name, value)


def is_engine(module: str, name: str, value: object) -> bool:
    """Accept what finds workers."""
    return inspect.isfunction(value) and value.__module__.endswith(f".{module}") and name == "workers"


def is_command(module: str, name: str, value: object) -> bool:
    """Accept a command that is named as its module."""
    return isinstance(value, click.Command) and name == module


LIST_CAPTURES = function("Url", "Sequence[date | None]", "ArchiveClient", "ArchiveEndpoint", gives="CaptureList")
TABLES = {
    "DOCUMENTS": Table(
        [*map(reader, DOCUMENTS)], "linkcheck.sources.documents", function("Document", "Dialect", gives="Extraction")
    ),
    "GENERATORS": Table(GENERATORS, "linkcheck.sources.site", instance(Generator)),
    "SIGNALS": Table(SIGNALS, "linkcheck.verdict.signals", is_signal),
    "PLATFORMS": Table(PLATFORMS, "linkcheck.verdict.signals.platforms", instance(Platform)),
    "ARCHIVES": Table([each.list_captures for each in ARCHIVES.values()], "linkcheck.web.archive", LIST_CAPTURES),
    "PLANNERS": Table(PLANNERS.values(), "linkcheck.repair", instance(Planner)),
    "ENGINES": Table(ENGINES.values(), "linkcheck.run.engines", is_engine),
    "TOOLS": Table(TOOLS, "linkcheck.cli.foreign", instance(ForeignTool)),
    "COMMANDS": Table(
        [getattr(importlib.import_module(f"linkcheck.cli.{name}"), name) for name in COMMANDS],
        "linkcheck.cli",
        is_command,
    ),
}


def unwired(table: Table, lines: Collection[object]) -> list[str]:
    """Return what is written and in no line."""
    return [where for where, value in table.written() if not any(value is line for line in lines)]


@pytest.mark.parametrize("name", TABLES)
def test_what_is_written_for_a_table_stands_in_it(name: str) -> None:
    """Nothing is written for nobody."""
    assert unwired(TABLES[name], TABLES[name].lines) == []


@pytest.mark.parametrize("name", TABLES)
def test_each_forgotten_line_is_noticed(name: str) -> None:
    """Take out one line after the other: what it named is found."""
    table = TABLES[name]
    for forgotten in {id(line): line for line in table.lines}.values():
        assert len(unwired(table, [line for line in table.lines if line is not forgotten])) == 1, forgotten


def test_every_file_of_behaviours_is_imported() -> None:
    """A section that is not imported registers nothing."""
    assert {each.name for each in pkgutil.iter_modules(behaviours.__path__)} == set(behaviours.__all__)

"""A setting that is declared and read nowhere is noticed."""

from __future__ import annotations

import ast
import inspect
from collections.abc import Iterable
from dataclasses import fields

import pytest

from linkcheck.config import ArchiveTable, ConfirmTable, HistoryTable, HostTable, SaveTable, Settings, parts, settings
from tests.support.house import imports
from tests.support.paths import PACKAGE

READ_BY_CONFIG = {"isolated", "no_archive"}
"""They become what is read at all, and `archive.enabled`."""


def reads(sources: Iterable[str], holder: str | None = None) -> set[str]:
    """Return the attributes that modules read of values called `holder`, as in `self.settings.fix`; None: of any."""
    found = (node for source in sources for node in ast.walk(ast.parse(source)) if isinstance(node, ast.Attribute))
    return {node.attr for node in found if holder is None or ast.unparse(node.value).split(".")[-1] == holder}


def names(table: type) -> set[str]:
    """Return the settings that a table declares."""
    return {field.name for field in fields(table)}


USERS = [
    path.read_text("utf-8")
    for path in sorted(PACKAGE.rglob("*.py"))
    if PACKAGE / "config" not in path.parents and any(name.startswith("linkcheck.config") for name in imports(path))
]
"""The modules that settings are handed to."""

METHODS = reads([inspect.getsource(Settings)], "self")


def test_every_setting_is_read() -> None:
    """By the name `settings`, which no other value has in these modules."""
    assert names(Settings) - reads(USERS, "settings") - METHODS == READ_BY_CONFIG


def test_every_key_of_a_table_is_read() -> None:
    """By any name, in these modules or in a method of the settings."""
    read = reads([*USERS, inspect.getsource(parts), inspect.getsource(settings)])
    for table in (ArchiveTable, HostTable, ConfirmTable, HistoryTable, SaveTable):
        assert names(table) <= read, table


@pytest.mark.slow
def test_a_setting_that_is_forgotten_is_noticed() -> None:
    """Each single one: without the reads of it, it is missed, though other values have attributes of its name."""
    for name in names(Settings) - READ_BY_CONFIG - METHODS:
        without = [text.replace(f"settings.{name}", f"other.{name}") for text in USERS]
        assert name not in reads(without, "settings")
        assert name in reads(USERS, "settings")

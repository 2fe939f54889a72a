"""A setting that is declared and read nowhere is noticed."""

from __future__ import annotations

import ast
import inspect
from collections.abc import Iterable
from dataclasses import fields

from linkcheck.config import ArchiveTable, ConfirmTable, HistoryTable, HostTable, Settings
from tests.support.house import imports
from tests.support.paths import PACKAGE

READ_BY_CONFIG = {"file", "no_archive"}
"""They become the folder of the history, and `archive.enabled`."""


def reads(sources: Iterable[str], holder: str | None) -> set[str]:
    """Return the attributes that modules read of values called `holder`, as in `self.settings.fix`; None: of any."""
    found = (node for source in sources for node in ast.walk(ast.parse(source)) if isinstance(node, ast.Attribute))
    return {node.attr for node in found if holder is None or ast.unparse(node.value).split(".")[-1] == holder}


def unread(table: type, sources: Iterable[str], holder: str | None = None) -> set[str]:
    """Return the settings of a table that neither a module nor a method of the table reads."""
    methods = reads((inspect.getsource(each) for each in table.__mro__[:-1]), "self")
    return {field.name for field in fields(table)} - methods - reads(sources, holder)


USERS = [
    path.read_text("utf-8")
    for path in sorted(PACKAGE.rglob("*.py"))
    if PACKAGE / "config" not in path.parents and any(name.startswith("linkcheck.config") for name in imports(path))
]
"""The modules that settings are handed to."""


def test_every_setting_is_read() -> None:
    """By the name `settings`, which no other value has in these modules; keys of tables by any name."""
    assert unread(Settings, USERS, "settings") == READ_BY_CONFIG
    for table in (ArchiveTable, HostTable, ConfirmTable, HistoryTable):
        assert unread(table, USERS) == set(), table


def test_a_setting_that_is_forgotten_is_noticed() -> None:
    """Each single one: without the modules' reads of it, it is reported, though other values have such a name."""
    for field in fields(Settings):
        if field.name not in READ_BY_CONFIG | {"accept"}:  # a method reads it
            without = [text.replace(f"settings.{field.name}", f"other.{field.name}") for text in USERS]
            assert field.name in unread(Settings, without, "settings")

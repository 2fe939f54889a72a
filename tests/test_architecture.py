"""Who may import whom. Imports point down only: cli → run → edges → core → model."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path

PACKAGE = Path(__file__).parent.parent / "linkcheck"

BASE = {"model", "errors"}
PURE = {
    *("documents", "site", "urls", "targets", "locations", "check", "signals", "fragments", "verdict", "archive"),
    *("rewrite", "report", "config", "nights", "drift", "health"),
}
EDGES = {"network", "probing", "files", "history", "repair", "dates", "schedule", "environment", "extraction", "recall"}

ALLOWED: dict[str, set[str]] = {
    "model": set(),
    "errors": set(),
    "documents": BASE,
    "urls": BASE,
    "site": BASE,
    "targets": BASE | {"site", "urls"},
    "health": BASE | {"documents"},
    "config": BASE,
    "locations": BASE,
    "signals": BASE | {"locations"},
    "check": BASE | {"locations", "signals"},
    "fragments": BASE | {"signals"},
    "verdict": BASE | {"signals", "fragments"},
    "probing": BASE | {"check", "signals"},
    "archive": BASE,
    "rewrite": BASE | {"documents"},
    "report": BASE,
    "network": BASE,
    "schedule": BASE,
    "environment": BASE | {"network"},
    "files": BASE,
    "history": BASE | {"archive"},
    "dates": BASE,
    "nights": BASE,
    "drift": BASE,
    "recall": BASE | {"signals", "verdict", "nights", "drift", "history"},
    "repair": BASE | {"rewrite", "files", "history"},
    "excerpts": BASE | {"dates", "extraction", "files", "report", "urls"},
    "extraction": BASE | {"documents", "files"},
    "changes": BASE,
    "judging": BASE | PURE | EDGES | {"session"},
    "asking": BASE | PURE | {"network", "judging"},
    "session": BASE | PURE | EDGES | {"judging", "asking"},
    "inventory": BASE | PURE | {"changes", "extraction", "files"},
    "run": BASE | PURE | EDGES | {"inventory", "excerpts", "judging", "session"},
    "scaffold": BASE | {"site", "config", "files"},
    "demo": BASE | {"network"},
    "github": BASE | {"report"},
    "progress": BASE | {"judging"},
    "tour": BASE | PURE | {"run", "judging", "demo", "files"},
    "cli": BASE | PURE | {"scaffold", "run", "judging", "progress", "tour", "files", "github"},
    "api": BASE | PURE | {"run", "judging"},
    "__main__": {"cli"},
    "__init__": {"api"},
}
"""Room → the rooms it may import (a room's own files may import each other)."""

PACKAGES_OF_ONE_ROOM = {
    "aiohttp": {"network", "demo", "github"},
    "aiodns": {"network"},
    "click": {"cli"},
    "frontmatter": {"documents"},
    "jinja2": {"report"},
    "protego": {"probing"},
    "pyromark": {"documents"},
    "rich": {"progress", "cli"},
    "sqlite3": {"history"},
    "tabulate": {"report"},
    "tenacity": {"network", "github"},
    "waybackpy": {"archive"},
}


def room(path: Path) -> str:
    """Return the first part of a module's path inside the package."""
    return path.relative_to(PACKAGE).parts[0].removesuffix(".py")


def imports(path: Path) -> Iterator[str]:
    """Yield the dotted name of everything a file imports, inside functions too."""
    for node in ast.walk(ast.parse(path.read_bytes())):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            assert node.level == 0, f"{path}:{node.lineno}: write the full name of what you import"
            assert node.module is not None
            yield node.module
            if node.module == "linkcheck":
                yield from (f"linkcheck.{alias.name}" for alias in node.names)


SOURCES = sorted(PACKAGE.rglob("*.py"))


def test_imports_point_down() -> None:
    """No module imports a room that the table does not grant it."""
    wrong = [
        f"{path.relative_to(PACKAGE)} imports {name}"
        for path in SOURCES
        for name in imports(path)
        if name.startswith("linkcheck.") and name.split(".")[1] not in ALLOWED[room(path)] | {room(path), "__version__"}
    ]
    assert wrong == []


def test_each_package_has_its_room() -> None:
    """A package that stands for one concern is imported in its room only."""
    wrong = [
        f"{path.relative_to(PACKAGE)} imports {name}"
        for path in SOURCES
        for name in imports(path)
        if (top := name.split(".")[0]) in PACKAGES_OF_ONE_ROOM and room(path) not in PACKAGES_OF_ONE_ROOM[top]
    ]
    assert wrong == []


def test_the_table_names_every_room() -> None:
    """A new room is put into the table; a room that is gone is taken out."""
    assert {room(path) for path in SOURCES} == set(ALLOWED)

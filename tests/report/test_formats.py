"""The table of formats is all that a format needs to be wired: a line of it without its function is noticed, and so is
a function without its line."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from dataclasses import replace

import pytest

from linkcheck.report import FORMATS, Format, compare
from tests.support.paths import PACKAGE

FOLDER = PACKAGE / "report"


def functions() -> Iterator[tuple[str, str]]:
    """Yield the module and the name of every function that makes text of a report and a context."""
    for path in sorted(FOLDER.rglob("*.py")):
        module = ".".join(path.relative_to(FOLDER).with_suffix("").parts)
        for node in ast.parse(path.read_text("utf-8")).body:
            if isinstance(node, ast.FunctionDef) and node.name.startswith("render"):
                takes = [ast.unparse(one.annotation) for one in node.args.args if one.annotation is not None]
                if takes == ["Report", "Context"]:
                    yield module, node.name


def unwired(formats: dict[str, Format]) -> list[str]:
    """Return the formats that cannot be loaded, and the functions that no format names."""
    missing = []
    for one in formats.values():
        try:
            one.load()
        except (ImportError, AttributeError):
            missing.append(one.name)
    named = {(one.module, one.function) for one in formats.values()}
    return [*missing, *(f"{module}.{name}" for module, name in functions() if (module, name) not in named)]


def test_every_format_has_its_function_and_every_function_its_format() -> None:
    """What is declared can be rendered, and nothing is written for nobody."""
    assert unwired(dict(FORMATS)) == []


@pytest.mark.parametrize("name", FORMATS)
def test_a_forgotten_function_is_noticed(name: str) -> None:
    """A line whose module, or whose function in it, does not exist."""
    for wrong in (replace(FORMATS[name], module="ghost"), replace(FORMATS[name], function="ghost")):
        assert name in unwired({**FORMATS, name: wrong})


@pytest.mark.parametrize("name", FORMATS)
def test_a_forgotten_line_is_noticed(name: str) -> None:
    """A function that no line of the table names; `render` of this package is what reads the table."""
    left = {key: one for key, one in FORMATS.items() if key != name}
    assert unwired(left) == [f"{FORMATS[name].module}.{FORMATS[name].function}"]


def test_comparisons_have_the_suffixes_of_reports() -> None:
    """A suffix means one format, whatever is written in it."""
    assert compare.SUFFIXES == {".txt": "text", ".json": "json", ".md": "markdown", ".markdown": "markdown"}

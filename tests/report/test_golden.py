"""Each format of the shared sample report, compared with a committed file.

After a change that is meant, `python -m tests.report.test_golden` writes them and the JSON Schema again; then read
the difference.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import partial
from pathlib import Path
from types import MappingProxyType

import pytest

from linkcheck.report import FORMATS, Context, contract, render, render_explanation, short_summary
from linkcheck.report.contract import schema_text
from tests.support import paths
from tests.support.sample_report import EMPTY, FIXED, GONE, SAMPLE, SOFT, VANISHED

CASES = paths.CASES / "report"
SCHEMA = Path(contract.__file__).parent / "schema.json"

ELSEWHERE = ("html",)
"""Formats whose output is too long to read here; `tests/report/html` looks at it."""


def _suffix(name: str) -> str:
    return next(iter(FORMATS[name].suffixes), f".{name}")


GOLDEN: Mapping[str, Callable[[], str]] = MappingProxyType(
    {
        **{f"sample{_suffix(name)}": partial(render, SAMPLE, name) for name in FORMATS if name not in ELSEWHERE},
        "verbose.txt": lambda: render(SAMPLE, "text", Context(verbose=2)),
        "narrow-colour.txt": lambda: render(SAMPLE, "text", Context(width=60, colour=True)),
        "links.txt": lambda: render(SAMPLE, "text", Context(link_base="file://desk/home/me/my%20blog/")),
        "summary.txt": lambda: short_summary(SAMPLE),
        "fixed.txt": lambda: render(FIXED, "text"),
        "fixed.json": lambda: render(FIXED, "json"),
        "fixed.md": lambda: render(FIXED, "markdown"),
        "empty.sarif": lambda: render(EMPTY, "sarif"),
        "fixed.xml": lambda: render(FIXED, "junit"),
        "empty.xml": lambda: render(EMPTY, "junit"),
        "fixed.github": lambda: render(FIXED, "github"),
        "empty.txt": lambda: render(EMPTY, "text"),
        "empty.json": lambda: render(EMPTY, "json"),
        "empty.md": lambda: render(EMPTY, "markdown"),
        "explain-gone.txt": lambda: render_explanation(GONE),
        "explain-soft.txt": lambda: render_explanation(SOFT),
        "explain-vanished.txt": lambda: render_explanation(VANISHED),
    }
)


@pytest.mark.parametrize("name", GOLDEN)
def test_the_sample_renders_as_committed(name: str) -> None:
    """A format changes only where somebody meant it and looked at it."""
    assert GOLDEN[name]() == (CASES / name).read_bytes().decode()


def test_the_committed_schema_is_what_the_types_make() -> None:
    """schema.json never falls behind the types."""
    assert SCHEMA.read_bytes().decode() == schema_text()


def test_no_committed_file_is_left_over() -> None:
    """Every file of the folder belongs to a format."""
    assert {path.name for path in CASES.iterdir()} == set(GOLDEN)


if __name__ == "__main__":
    for file_name, make in GOLDEN.items():
        (CASES / file_name).write_bytes(make().encode())
    SCHEMA.write_bytes(schema_text().encode())

"""Two reports compared, and the comparison told. A new format is one module and one line in `FORMATS`."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from types import MappingProxyType

from linkcheck import report
from linkcheck.report.compare import json, markdown, text
from linkcheck.report.compare.comparing import Comparison, Turn, compare
from linkcheck.report.view import Context

__all__ = ["FORMATS", "SUFFIXES", "Comparison", "Turn", "compare"]

FORMATS: Mapping[str, Callable[[Comparison, Context], str]] = MappingProxyType(
    {"text": text.render, "json": json.render, "markdown": markdown.render}
)

SUFFIXES: Mapping[str, str] = MappingProxyType(
    {suffix: name for name in FORMATS for suffix in report.FORMATS[name].suffixes}
)
"""The suffixes of output files, in lower case."""

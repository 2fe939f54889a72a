"""Coming from another checker: its settings, what it remembers, and its step in a workflow, taken over or named.

One tool is one file and one line of `TOOLS`.
"""

from __future__ import annotations

from collections.abc import Mapping
from fnmatch import fnmatchcase
from pathlib import Path

from linkcheck.cli.foreign.conversion import Conversion, LastAlive
from linkcheck.cli.foreign.formats import json_table, toml_table, yaml_table
from linkcheck.cli.foreign.htmltest import HTMLTEST
from linkcheck.cli.foreign.linkinator import LINKINATOR
from linkcheck.cli.foreign.linkspector import LINKSPECTOR
from linkcheck.cli.foreign.lychee import LYCHEE
from linkcheck.cli.foreign.markdown_link_check import MARKDOWN_LINK_CHECK
from linkcheck.cli.foreign.mlc import MLC
from linkcheck.cli.foreign.steps import StepRewriter
from linkcheck.cli.foreign.tool import ForeignTool, Reader
from linkcheck.model import LinkcheckError
from linkcheck.strangers import read_regular

__all__ = ["ACTIONS", "TOOLS", "Conversion", "ForeignTool", "LastAlive", "convert", "reader_of"]

TOOLS: tuple[ForeignTool, ...] = (LYCHEE, HTMLTEST, MARKDOWN_LINK_CHECK, LINKSPECTOR, LINKINATOR, MLC)

ACTIONS: Mapping[str, StepRewriter] = {name: step for tool in TOOLS for name, step in tool.actions.items()}
"""`owner/name` of an Action, in lower case → what makes a step of ours of it."""

LARGEST = 1 << 26
"""Bytes; a cache has a line for each link."""

FORMATS = {".toml": toml_table, ".json": json_table, ".yml": yaml_table, ".yaml": yaml_table}


def convert(file: Path) -> tuple[ForeignTool, Conversion]:
    """Read a file of another checker; raises LinkcheckError for one that cannot be read, or is nobody's."""
    try:
        text = read_regular(file, LARGEST).decode("utf-8-sig")
        tool, read = reader_of(file.name, text)
        return tool, read(text)
    except OSError as error:
        raise LinkcheckError(f"{file}: it cannot be read: {error.strerror or error}") from error
    except UnicodeDecodeError:
        raise LinkcheckError(f"{file}: it is not UTF-8") from None
    except ValueError as error:
        raise LinkcheckError(f"{file}: {error}") from None


def reader_of(name: str, text: str) -> tuple[ForeignTool, Reader]:
    """Return whose a file is, and what reads it: by its name, else by its keys; raises ValueError in words."""
    for tool in TOOLS:
        for pattern, read in tool.files.items():
            if fnmatchcase(name.lower(), pattern.lower()):
                return tool, read
    suffix = Path(name).suffix.lower()
    keys = FORMATS[suffix](text).keys() if suffix in FORMATS else set[str]()
    counts = {tool.title: len(keys & tool.keys.keys()) for tool in TOOLS if suffix in tool.suffixes}
    most = max(TOOLS, key=lambda tool: counts.get(tool.title, 0))
    if not counts.get(most.title):
        known = ", ".join(tool.title for tool in TOOLS)
        raise ValueError(f"this is no file of a checker that is known: {known}")
    return most, most.read

"""The examples of the README and of the documentation: fenced blocks, each by its page, its language and its title."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from tests.support.paths import ROOT

PAGES = ROOT / "docs" / "pages"

FENCE = re.compile(r'^```([\w-]*)(?: title="([^"]+)")?\n(.*?)^```$', re.MULTILINE | re.DOTALL)

QUICK_START = "python3 -m venv"
"""The beginning of commands that are run elsewhere: by `.ci/run` and by the test of the demo."""


@dataclass(frozen=True, slots=True)
class Example:
    """A fenced block."""

    page: Path
    language: str
    title: str
    """The file that it shows; empty where it names none."""
    text: str

    def __str__(self) -> str:
        """Return its page and its first line, as the name of a test."""
        return f"{self.page.relative_to(ROOT).as_posix()}: {self.text.partition(chr(10))[0]}"


@dataclass(frozen=True, slots=True)
class Step:
    """A command, and the lines that its page shows of its output."""

    command: str
    shown: tuple[str, ...] = ()


def pages() -> list[Path]:
    """Return the README and every page."""
    return [ROOT / "README.md", *sorted(PAGES.rglob("*.md"))]


def examples(language: str) -> list[Example]:
    """Return the blocks in a language, in the order of the pages."""
    found = [(page, one) for page in pages() for one in FENCE.finditer(page.read_text("utf-8"))]
    return [Example(page, one[1], one[2] or "", one[3]) for page, one in found if one[1] == language]


def steps(page: Path) -> list[Step]:
    """Return every command that is run, in the order of the page: those of `sh` and of `console` blocks."""
    found = FENCE.finditer(page.read_text("utf-8"))
    every = (step for block in found for step in _steps_of(block[1], block[3]))
    return [step for step in every if not step.command.startswith(QUICK_START)]


def _steps_of(language: str, text: str) -> Iterator[Step]:
    if language == "sh":
        yield from (Step(line) for line in text.splitlines() if line.strip())
    if language == "console":
        for command, output in re.findall(r"^\$ (.*)\n((?:(?!\$ ).*\n)*)", text, re.MULTILINE):
            yield Step(command, tuple(line for line in output.splitlines() if line.strip() not in ("", "…")))

"""The files of other checkers taken over at once: what is written, what is told, what is proposed."""

from __future__ import annotations

import os
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from linkcheck.cli.foreign import ACTIONS, TOOLS, Conversion, convert
from linkcheck.cli.foreign.settings_file import merged, taken_lines, with_taken
from linkcheck.cli.foreign.workflows import FOLDER, WorkflowProposal, propose
from linkcheck.cli.scaffold import TakenOver, action_reference
from linkcheck.config import settings_text
from linkcheck.links.urls import redact
from linkcheck.model import LinkcheckError
from linkcheck.report.words import counted, visible
from linkcheck.run.adopting import adopt_last_alive
from linkcheck.run.settings import load
from linkcheck.strangers import Boundary

LARGEST = 1 << 20
"""Bytes of a workflow."""


@dataclass(frozen=True, slots=True)
class Takeover:
    """What some files come to."""

    home: Path
    conversions: dict[str, tuple[str, Conversion]]
    """Name of a file → its checker, and what becomes of it."""
    whole: Conversion
    proposals: tuple[WorkflowProposal, ...]

    @classmethod
    def of(cls, files: Sequence[Path], home: Path) -> Takeover:
        """Read the files; raises LinkcheckError for one that cannot be read, or is nobody's."""
        found = {}
        for file in files:
            tool, conversion = convert(file)
            found[Path(os.path.relpath(file, home)).as_posix()] = (tool.title, conversion)
        whole = merged({name: conversion for name, (_, conversion) in found.items()})
        return cls(home, found, whole, tuple(_proposals(home)))

    def files(self) -> TakenOver:
        """Return what is to be written."""
        template = settings_text()
        text = with_taken(template, self._sources(), self.whole.settings) if self.whole.settings else template
        ignored = "".join(f"{line}\n" for line in self.whole.ignore_lines)
        return TakenOver(text, ignored, proposes=bool(self.proposals))

    def _sources(self) -> list[str]:
        return [name for name, (_, conversion) in self.conversions.items() if conversion.settings]

    def told(self, *, kept: bool) -> Iterator[str]:
        """Yield what is said of all that, and keep what the caches know; `kept`: settings are there already."""
        for name, (tool, conversion) in self.conversions.items():
            yield visible(f"From {name} ({tool}):")
            yield from map(_clean, _parts(conversion))
        if self.whole.alive:
            yield f"  {'known':<8}  {self._adopted()}"
        if kept and self.whole.settings:
            yield "The settings are there already; these lines could be added to them:"
            yield from (f"  {_clean(line)}" for line in taken_lines(_without_values(self.whole.settings)))
        for proposal in self.proposals:
            yield visible(f"Proposed for {proposal.file.relative_to(self.home)}, where nothing is written:")
            yield from map(_clean, _grouped("left out", proposal.left))
            yield from map(visible, proposal.diff.splitlines())

    def _adopted(self) -> str:
        """Keep what the caches know, and say how much that is."""
        try:
            number = adopt_last_alive(((one.url, one.at) for one in self.whole.alive), load(self.home, {}), self.home)
        except LinkcheckError as error:
            return f"nothing of the cache: {visible(str(error))}"
        return f"{counted(number, 'link')} last seen alive by another checker; each is asked anew all the same"


def foreign_files(home: Path) -> list[Path]:
    """Return the files of other checkers that lie in a folder under a name of their own."""
    shared = {"pyproject.toml", "cargo.toml", "package.json"}
    patterns = [pattern for tool in TOOLS for pattern in tool.files if pattern.lower() not in shared]
    return sorted({file for pattern in patterns for file in home.glob(pattern) if file.is_file()})


def _without_values(settings: Mapping[str, Any]) -> dict[str, Any]:
    """Return settings to be shown: the value of a header may be a secret."""
    return {
        key: dict.fromkeys(value, "…") if key.rpartition(".")[2] == "headers" else value
        for key, value in settings.items()
    }


def _parts(conversion: Conversion) -> Iterator[str]:
    taken = ", ".join(conversion.settings)
    if conversion.ignore_lines:
        number = sum(bool(line) and not line.startswith("#") for line in conversion.ignore_lines)
        taken = f"{counted(number, 'expression')}, for .linkcheckignore"
    if taken:
        yield f"  {'taken':<8}  {taken}"
    yield from _grouped("note", conversion.remarks)
    yield from _grouped("left out", conversion.left)


def _grouped(word: str, pairs: Iterable[tuple[str, str]]) -> Iterator[str]:
    """Yield a line for each reason, with all that it holds for."""
    by_reason: defaultdict[str, list[str]] = defaultdict(list)
    for name, why in pairs:
        by_reason[why].append(name)
    for why, names in by_reason.items():
        yield f"  {word:<8}  {', '.join(dict.fromkeys(names))}: {why}"


def _clean(line: str) -> str:
    """Return a line of a stranger's words without secrets, and without what could steer a terminal."""
    return visible(redact(line))


def _proposals(home: Path) -> Iterator[WorkflowProposal]:
    for file in sorted((home / FOLDER).glob("*.y*ml")):
        try:
            text = Boundary.around(home).read(file, LARGEST).decode()
        except (OSError, UnicodeDecodeError):
            continue
        name = file.relative_to(home).as_posix()
        proposal = propose(file, text, name, ACTIONS, action_reference())
        if proposal is not None:
            yield proposal

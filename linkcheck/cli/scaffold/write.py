"""Writes the settings, the workflows and the line of .gitignore that a blog needs.

Files that are there already are left alone. Each file is written wholly or not at all.
"""

from __future__ import annotations

import hashlib
import json
import os
import shlex
from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path

from linkcheck.__about__ import HOME, __version__
from linkcheck.cli.scaffold.automations import ACTION, AUTOMATIONS, Automation
from linkcheck.cli.scaffold.survey import Survey, WorkflowHost
from linkcheck.config import IGNORE, STATE, nearest_file, settings_text
from linkcheck.model import LinkcheckError
from linkcheck.sources.files import LARGEST, IgnoreSpec, write_atomically
from linkcheck.strangers import read_regular

TEMPLATES = Path(__file__).parent


class Done(StrEnum):
    """The outcome for a file."""

    WROTE = "wrote"
    ADDED = "added to"
    KEPT = "kept"
    LEFT_OUT = "no"


@dataclass(frozen=True, slots=True)
class Step:
    """A file and its outcome."""

    done: Done
    file: Path
    words: str
    """The reason of the outcome, or the purpose of the file."""


@dataclass(frozen=True, slots=True)
class TakenOver:
    """What another checker's files come to."""

    settings: str
    """Of the whole settings file."""
    ignored: str
    """Of the whole ignore file; empty where there is to be none."""
    proposes: bool = False
    """A workflow that is there already is proposed to be changed."""


def set_up(survey: Survey, *, workflow: bool | None, taken: TakenOver | None = None) -> Iterator[Step]:
    """Write what is not there yet, and yield each step once it is done.

    `workflow`: whether to write some; None leaves it to whether there is a remote at a forge. `taken`: what stands in
    the new files that is taken over from another checker. Raises LinkcheckError for what cannot be written; the steps
    before it stay done.
    """
    yield _settings(survey, taken)
    if taken is not None and taken.ignored:
        yield _ignored_links(survey, taken)
    for part in AUTOMATIONS[_forge(survey)]:
        if workflow is None and taken is not None and taken.proposes:
            why = "the workflow that is there could run linkcheck, as proposed below; --workflow writes it all the same"
            yield Step(Done.LEFT_OUT, survey.home / part.file, why)
        else:
            yield _workflow(survey, part, wanted=workflow)
    if survey.repository is not None:
        yield _ignored(survey)


def _found_settings(survey: Survey) -> Path | None:
    """Return the settings file that a scan of the posts finds; one above the repository is somebody else's."""
    found = next(filter(None, map(nearest_file, survey.content)), None)
    return found if found is not None and found.is_relative_to(survey.home) else None


def _settings(survey: Survey, taken: TakenOver | None) -> Step:
    file = survey.home / "linkcheck.toml"
    found = _found_settings(survey)
    if found is not None:
        return Step(Done.KEPT, found, "these settings are there already")
    if os.path.lexists(file):
        return Step(Done.KEPT, file, "it is there already")
    if taken is not None:
        _write(file, taken.settings.encode(), None, survey)
        return Step(Done.WROTE, file, "what was taken over, and the defaults commented out")
    _write(file, settings_text().encode(), None, survey)
    return Step(Done.WROTE, file, "settings, all commented out: the defaults hold")


def _ignored_links(survey: Survey, taken: TakenOver) -> Step:
    file = survey.home / IGNORE
    if os.path.lexists(file):
        return Step(Done.KEPT, file, "it is there already; compare the two")
    _write(file, taken.ignored.encode(), None, survey)
    return Step(Done.WROTE, file, "the links that are not checked")


def _forge(survey: Survey) -> WorkflowHost:
    return (survey.repository and survey.repository.forge) or WorkflowHost.GITHUB


def _workflow(survey: Survey, part: Automation, *, wanted: bool | None) -> Step:
    file = survey.home / part.file
    own = part.found(survey.home)
    if own is not None or os.path.lexists(file):
        return Step(Done.KEPT, own or file, _kept_words(part, file))
    is_known = survey.repository is not None and survey.repository.name is not None
    if wanted is False or not (wanted or is_known):
        why = (
            "not wanted"
            if wanted is False
            else "there is no remote at GitHub or the like; --workflow writes it all the same"
        )
        return Step(Done.LEFT_OUT, file, why)
    _write(file, workflow_text(survey, part).encode(), None, survey)
    return Step(Done.WROTE, file, part.words.format(minute=f"{_minute(survey):02}"))


def _kept_words(part: Automation, file: Path) -> str:
    """Return the outcome for a file that is there; where it lacks what it needs, that is what to do."""
    if part.wanted and part.wanted.encode() not in (_read(file) or b""):
        return f"it is there already; add to its `include:` the line `- {part.wanted}`"
    return "it is there already"


def workflow_text(survey: Survey, part: Automation) -> str:
    """Return a workflow of a blog."""
    settings = _found_settings(survey)
    start = settings.parent if settings is not None else survey.home
    forge, paths = _forge(survey), survey.paths(start)
    values = {
        "@MINUTE@": str(_minute(survey)),
        # Elsewhere a short name is one of that server's own.
        "@ACTION@": action_reference() if forge is WorkflowHost.GITHUB else f"https://github.com/{action_reference()}",
        "@FOLDER@": _quoted(Path(os.path.relpath(start, survey.home)).as_posix()),
        # A theme is often one, and without it less can be judged.
        "@SUBMODULES@": "submodules: true, " if (survey.home / ".gitmodules").is_file() else "",
        "@PATHS@": _quoted(shlex.join(paths) if forge is WorkflowHost.GITLAB else "\n".join(paths)),
        "@RUNNER@": "docker" if forge is WorkflowHost.FORGEJO else "ubuntu-latest",
        "@VERSION@": __version__,
        "@RAW@": f"{HOME.replace('//github.com', '//raw.githubusercontent.com')}/v{__version__}",
    }
    text = (TEMPLATES / part.template).read_text("utf-8")
    if start == survey.home and forge is not WorkflowHost.GITLAB:
        text = "".join(line for line in text.splitlines(keepends=True) if "@FOLDER@" not in line)
    for name, value in values.items():
        text = text.replace(name, value)
    return text


def action_reference() -> str:
    """Return what a step uses to run our Action of this version."""
    return f"{HOME.removeprefix('https://github.com/')}/{ACTION}@v{__version__}"


def _quoted(text: str) -> str:
    """Return a text as YAML, which JSON is."""
    return json.dumps(text, ensure_ascii=False)


def _minute(survey: Survey) -> int:
    """Return a minute of its own for each repository: at full hours, GitHub is late, and so would be everybody."""
    name = (survey.repository and survey.repository.name) or survey.home.name
    return 1 + int.from_bytes(hashlib.sha256(name.lower().encode()).digest()[:4]) % 59


def _ignored(survey: Survey) -> Step:
    """Have git ignore the history: it changes with every run, and is no part of the blog."""
    file = survey.home / ".gitignore"
    entry = f"{STATE}/"
    old = _read(file)
    lines = (old or b"").decode("utf-8", "replace").splitlines()
    if any(STATE in line for line in lines) or IgnoreSpec(lines, lenient=True).says(f"{entry}x"):
        return Step(Done.KEPT, file, f"it speaks of {entry} already")
    newline = b"\r\n" if old and b"\r\n" in old else b"\n"
    before = b"" if not old or old.endswith(b"\n") else newline
    _write(file, (old or b"") + before + entry.encode() + newline, old, survey)
    return Step(Done.ADDED if old is not None else Done.WROTE, file, f"git leaves out {entry}, the history")


def _read(file: Path) -> bytes | None:
    try:
        return read_regular(file, LARGEST)
    except FileNotFoundError:
        return None
    except OSError as error:
        raise LinkcheckError(f"{file}: it cannot be read: {error.strerror or error}") from error


def _write(file: Path, data: bytes, expected: bytes | None, survey: Survey) -> None:
    # A link in a checkout may lead anywhere; what is written stays below the folder that was looked at.
    if not Path(os.path.realpath(file)).is_relative_to(os.path.realpath(survey.home)):
        raise LinkcheckError(f"{file}: this leads out of the folder; write it yourself")
    try:
        file.parent.mkdir(parents=True, exist_ok=True)
        write_atomically(file, data, expected)
    except OSError as error:
        raise LinkcheckError(f"{file}: it cannot be written: {error.strerror or error}") from error

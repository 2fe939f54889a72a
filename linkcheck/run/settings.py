"""Settings as a run reads them: the names that the tables hold are the names that may stand there."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from pathlib import Path

from linkcheck import config
from linkcheck.config import Names, Settings
from linkcheck.report import FORMATS


def archives() -> Collection[str]:
    """Return the names that archives have."""
    from linkcheck.web.archive import ARCHIVES

    return ARCHIVES


def fixes() -> Collection[str]:
    """Return the kinds of repairs that there are."""
    from linkcheck.repair import PLANNERS

    return PLANNERS


NAMES = Names(FORMATS, archives, fixes)


def load(cwd: Path, flags: Mapping[str, object], *, explicit: Path | None = None) -> Settings:
    """Return the settings of a command line; raises LinkcheckError for whatever is wrong with a file or a flag."""
    return config.load(cwd, explicit=explicit, flags=flags, names=NAMES)


def load_with(cwd: Path, given: Mapping[str, object], *, explicit: Path | None, from_files: bool) -> Settings:
    """Return the settings of a call with keyword arguments; raises LinkcheckError as `load` does."""
    return config.load_with(cwd, given, explicit=explicit, from_files=from_files, names=NAMES)

"""What the user decides: defaults, a settings file, flags, made into one checked `Settings`.

`options` declares every option once, `values` reads single values, `tables` knows the shape of a file, `sources`
finds and reads the files.
"""

from __future__ import annotations

from linkcheck.config.keywords import Keywords, load_with
from linkcheck.config.options import OPTIONS, Kind, Option
from linkcheck.config.settings import (
    USER_AGENT,
    ArchiveEndpoint,
    ArchiveTable,
    ConfirmTable,
    HistoryTable,
    HostTable,
    Settings,
    leveled,
)
from linkcheck.config.sources import STATE, load, nearest_file, state_directory

__all__ = [
    "OPTIONS",
    "STATE",
    "USER_AGENT",
    "ArchiveEndpoint",
    "ArchiveTable",
    "ConfirmTable",
    "HistoryTable",
    "HostTable",
    "Keywords",
    "Kind",
    "Option",
    "Settings",
    "leveled",
    "load",
    "load_with",
    "nearest_file",
    "state_directory",
]

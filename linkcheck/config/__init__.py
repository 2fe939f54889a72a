"""Makes one checked `Settings` of all that the user decides: defaults, a settings file, flags.

`settings` and `parts` declare every option once, by the words of `options`; `values` reads single values and `tables`
reads tables; `sources` finds and reads the files. `schema` and `template` are made from the declarations.
"""

from __future__ import annotations

from linkcheck.config.editors import editor_address
from linkcheck.config.exposure import header_warnings
from linkcheck.config.names import Names
from linkcheck.config.options import HelpGroup, Kind, Option
from linkcheck.config.parts import (
    ArchiveEndpoint,
    ArchiveTable,
    ConfirmTable,
    HistoryTable,
    HostTable,
    KeepTable,
    RepairTable,
    SaveTable,
)
from linkcheck.config.settings import OPTIONS, USER_AGENT, Keywords, Settings, leveled
from linkcheck.config.sources import (
    IGNORE,
    STATE,
    ignore_file,
    ignored_lines,
    load,
    load_with,
    nearest_file,
    state_directory,
)
from linkcheck.config.template import settings_text

__all__ = [
    "IGNORE",
    "OPTIONS",
    "STATE",
    "USER_AGENT",
    "ArchiveEndpoint",
    "ArchiveTable",
    "ConfirmTable",
    "HelpGroup",
    "HistoryTable",
    "HostTable",
    "KeepTable",
    "Keywords",
    "Kind",
    "Names",
    "Option",
    "RepairTable",
    "SaveTable",
    "Settings",
    "editor_address",
    "header_warnings",
    "ignore_file",
    "ignored_lines",
    "leveled",
    "load",
    "load_with",
    "nearest_file",
    "settings_text",
    "state_directory",
]

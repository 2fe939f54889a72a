"""The editors that a place in a report can be opened in, and the addresses at which they listen.

An address begins with the scheme of one of them: settings may come with a stranger's repository, and other schemes
start other programs.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from types import MappingProxyType

EDITOR = "vscode"
"""The default."""

EDITORS: Mapping[str, str] = MappingProxyType(
    {
        "vscode": "vscode://file/{path}:{line}:{column}",
        "vscode-insiders": "vscode-insiders://file/{path}:{line}:{column}",
        "vscodium": "vscodium://file/{path}:{line}:{column}",
        "cursor": "cursor://file/{path}:{line}:{column}",
        "windsurf": "windsurf://file/{path}:{line}:{column}",
        "zed": "zed://file/{path}:{line}:{column}",
        "idea": "idea://open?file={path}&line={line}&column={column}",
        "pycharm": "pycharm://open?file={path}&line={line}&column={column}",
        "webstorm": "webstorm://open?file={path}&line={line}&column={column}",
        "sublime": "subl://open?url=file://{path}&line={line}&column={column}",
        "textmate": "txmt://open?url=file://{path}&line={line}&column={column}",
        "macvim": "mvim://open?url=file://{path}&line={line}&column={column}",
        "none": "",
    }
)
"""Name → address; empty for no links."""

_SCHEMES = sorted({address.partition(":")[0] for address in EDITORS.values() if address})

EDITOR_PATTERN = rf"^({'|'.join(map(re.escape, [*EDITORS]))}|({'|'.join(_SCHEMES)})://[!-~]*\{{path\}}[!-~]*)$"
"""What a setting may be."""


def editor_address(editor: str) -> str:
    """Return the address of an editor that was named, or the address that was given."""
    return EDITORS.get(editor, editor)

"""mlc: `.mlc.toml`. Its comments in documents are honoured without anything being done."""

from __future__ import annotations

import shlex
from collections.abc import Mapping
from typing import Any

from linkcheck.cli.foreign.conversion import Conversion, left, same, switch
from linkcheck.cli.foreign.formats import toml_table
from linkcheck.cli.foreign.headers import take_headers
from linkcheck.cli.foreign.steps import OurStep
from linkcheck.cli.foreign.tool import ForeignTool
from linkcheck.strangers import escape


def _ignored(conversion: Conversion, name: str, value: Any) -> None:
    """Take wildcards, which mlc holds against the whole of an address, as expressions."""
    for item in value if isinstance(value, list) else [value]:
        expression = escape(str(item)).replace(r"\*", ".*").replace(r"\?", ".")
        conversion.take_patterns(name, "exclude", [f"^{expression}$"])


def _ignored_paths(conversion: Conversion, name: str, value: Any) -> None:
    for item in value if isinstance(value, list) else [value]:
        conversion.take(name, "exclude_paths", [f"/{str(item).removeprefix('./').removeprefix('/')}"])


def _files(conversion: Conversion, name: str, value: Any) -> None:
    items = value if isinstance(value, list) else [value]
    conversion.take(name, "paths", [str(item).removeprefix("./") or "." for item in items])


KEYS = {
    "csv": left("name a file with this suffix: -o report.csv"),
    "debug": left("mlc's own messages; -v lists more findings here"),
    "do-not-warn-for-redirect-to": left("redirects are no warnings here"),
    "files": _files,
    "gitignore": left("what .gitignore leaves out is read only where `paths` names it"),
    "gituntracked": left("files are read whether git knows them or not"),
    "http-headers": lambda conversion, name, value: take_headers(conversion, name, value),
    "ignore-links": _ignored,
    "ignore-path": _ignored_paths,
    "markup-types": left("all documents that linkcheck can read are read; `exclude_paths` leaves some out"),
    "match-file-extension": left("what a link inside the site leads to is known from the site's generator"),
    "offline": switch("offline"),
    "root-dir": left("what a link inside the site leads to is known from the site's generator"),
    "throttle": same("host_request_interval", lambda value: value / 1000),
}


def read_settings(text: str) -> Conversion:
    """Read `.mlc.toml`."""
    conversion = Conversion()
    conversion.convert(KEYS, toml_table(text))
    return conversion


def _step(given: Mapping[str, str]) -> OurStep:
    """Return the step for one of mlc, whose only input is a line of arguments."""
    step = OurStep()
    for word in shlex.split(given.get("args", "")) if "${{" not in given.get("args", "") else []:
        if word.startswith("-"):
            step.left.append((f"args: {word}", "put it into .mlc.toml, which linkcheck init --from takes over"))
        elif not step.left:
            step.paths.append(word.removeprefix("./").rstrip("/") or ".")
    return step


MLC = ForeignTool(
    title="mlc",
    files={"*mlc*.toml": read_settings},
    keys=KEYS,
    suffixes=(".toml",),
    read=read_settings,
    actions={"becheran/mlc": _step},
)

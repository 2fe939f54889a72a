"""The settings file that is made of what was taken over: live lines first, and the defaults of all else below."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Mapping
from typing import Any

from linkcheck.cli.foreign.conversion import Conversion


def merged(conversions: Mapping[str, Conversion]) -> Conversion:
    """Return what is taken of all files, by their names; where two say different things, the first one's stands."""
    whole = Conversion()
    for file, one in conversions.items():
        for key, value in one.settings.items():
            if key not in whole.settings or isinstance(value, list | dict):
                whole.take(key, key, value)
            elif whole.settings[key] != value:
                one.leave(key, f"another file gives it {written(whole.settings[key])}; {file} says {written(value)}")
        whole.ignore_lines += one.ignore_lines
        whole.alive += one.alive
    return whole


def taken_lines(settings: Mapping[str, Any]) -> list[str]:
    """Return the lines of a settings file, a key each."""
    return [line for key, value in settings.items() for line in _lines(key, value)]


def with_taken(template: str, files: Iterable[str], settings: Mapping[str, Any]) -> str:
    """Return a new settings file with these settings in it; what is said of them by default is left out."""
    head, _, rest = template.partition("\n\n")
    names = {key.split(".")[0] if "." not in key else key for key in settings}
    kept = (line for line in rest.splitlines() if not _defines(line, names))
    own = [f"# Taken over from {', '.join(files)}.", *taken_lines(settings)]
    return "\n".join((head, "", *own, "", *kept)) + "\n"


def _defines(line: str, names: set[str]) -> bool:
    found = re.match(r"#([\w.\"-]+) = ", line)
    return found is not None and found[1] in names


def _lines(key: str, value: Any) -> list[str]:
    if isinstance(value, list) and len(value) > 1:
        return [f"{key} = [", *(f"  {written(one)}," for one in value), "]"]
    return [f"{key} = {written(value)}"]


def written(value: Any) -> str:
    """Return a value as TOML; expressions stand between single quotes, as people can read them there."""
    if isinstance(value, str) and "\\" in value and "'" not in value and value.isprintable():
        return f"'{value}'"
    if isinstance(value, list):
        return f"[{', '.join(map(written, value))}]"
    if isinstance(value, dict):
        return f"{{ {', '.join(f'{json.dumps(name)} = {written(item)}' for name, item in value.items())} }}"
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    return json.dumps(value, ensure_ascii=False)

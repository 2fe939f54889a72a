"""Headers of other checkers: for all hosts or for some addresses, with secrets that may stand in the environment."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from typing import Any
from urllib.parse import urlsplit

from linkcheck.cli.foreign.conversion import Conversion

OURS = {"accept-encoding", "range", "connection", "host"}
"""Headers of the connection, which linkcheck makes itself."""
VARIABLE = re.compile(r"\$\{?\w|\{\{\s*env\.")


def take_headers(conversion: Conversion, name: str, headers: Any, urls: Iterable[str] = ()) -> None:
    """Take headers for all requests, or for the hosts of these addresses."""
    headers = _table(headers) if isinstance(headers, list) else headers
    if not isinstance(headers, Mapping):
        conversion.leave(name, "this is no table of headers")
        return
    try:
        places = list(dict.fromkeys(map(_place, urls)))
    except ValueError as error:
        conversion.leave(name, f"an address of it cannot be read: {error}")
        return
    for header, value in headers.items():
        told = f"{name}: {header}"
        if header.lower() in OURS:
            conversion.leave(told, "linkcheck says itself what it can read")
        elif VARIABLE.search(str(value)):
            conversion.leave(told, "settings read no variables: give it with -H, from the environment")
        elif header.lower() == "user-agent" and (not places or None in places):
            conversion.take(told, "user_agent", str(value))
        else:
            _take_one(conversion, told, str(header), str(value), places)


def _take_one(conversion: Conversion, told: str, header: str, value: str, places: list[str | None]) -> None:
    if not places or None in places:
        conversion.take(told, "headers", {header: value})
        return
    for place in places:
        conversion.take(told, f'hosts."{place}".headers', {header: value})


def _table(lines: list[Any]) -> dict[str, str] | None:
    """Return a table of `Name: value` or `name=value`, as flags are written; None where a line is neither."""
    pairs = [re.split(r"\s*[:=]\s*", str(line), maxsplit=1) for line in lines]
    return {pair[0]: pair[1] for pair in pairs} if all(len(pair) > 1 for pair in pairs) else None


def _place(url: str) -> str | None:
    """Return the name of `[hosts]` for the beginning of an address, None for that of any; raises ValueError."""
    parts = urlsplit(url if "//" in url else f"https://{url}")
    if not parts.hostname:
        return None
    port = f":{parts.port}" if parts.port else ""
    scheme = "http://" if parts.scheme == "http" else ""
    return f"{scheme}{parts.hostname}{port}"

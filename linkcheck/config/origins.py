"""Names of `[hosts."NAME"]`: a host, alone or with the scheme and the port that its headers are bound to.

A name alone is told by its dot: a bare word is mostly half a name, and a table that fits no link would do nothing, in
silence. A host of one word (`wiki`) is written with its scheme or its port.
"""

from __future__ import annotations

import re
from dataclasses import replace

from linkcheck.config.values import BadValueError, shown
from linkcheck.model import DEFAULT_PORTS, Origin

_HOST = r"[^/:@\s*?#\[\]\x00-\x1f\x7f]+|\[[0-9A-Fa-f:.]+\]"
_NAME = rf"(?i)(?:(https?)://)?({_HOST})(?::([0-9]{{1,5}}))?/?"
HOST_NAME = (
    r"^(?=.*[.:]|localhost$)([Hh][Tt][Tt][Pp][Ss]?://)?"
    r"([^/:@ *?#\[\]\u0000-\u001f\u007f]+|\[[0-9A-Fa-f:.]+\])(:[0-9]{1,5})?/?$"
)
"""The same for the JSON Schema, whose regular expressions know no flags."""


def named(text: str) -> Origin:
    """Return what a name of `[hosts."NAME"]` covers; raises `BadValueError` for what names no host."""
    found = re.fullmatch(_NAME, text)
    port = int(found[3]) if found and found[3] else None
    if not found or not text.isprintable() or (port is not None and not 0 < port < 65536):
        raise BadValueError(f'{shown(text)} is no host name; write it as [hosts."example.com"]', text)
    host = found[2].lower().strip("[]").rstrip(".")
    if found[1] is None and port is None and host != "localhost" and not re.search("[.:]", host):
        words = f'is no host name; did you mean [hosts."{host}.com"]? (one word alone: [hosts."https://{host}"])'
        raise BadValueError(f"{shown(text)} {words}", text)
    return Origin(found[1].lower() if found[1] else None, host, port)


def written(origin: Origin) -> str:
    """Return the one spelling of a name."""
    scheme = f"{origin.scheme}://" if origin.scheme else ""
    host = f"[{origin.host}]" if ":" in origin.host else origin.host
    return f"{scheme}{host}" + (f":{origin.port}" if origin.port else "")


def bound(origin: Origin) -> Origin:
    """Return where the headers of a host go: they may be secrets, so by https alone unless the name says otherwise."""
    if origin.port is not None:
        return origin
    scheme = origin.scheme or "https"
    return replace(origin, scheme=scheme, port=DEFAULT_PORTS[scheme])

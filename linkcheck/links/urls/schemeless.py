"""Recognises a host that lacks its scheme: `](www.x.org)` leads to a page of that name on the blog itself."""

from __future__ import annotations

import re

_LABEL = r"[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?"
_HOST = re.compile(rf"((?:{_LABEL}\.){{1,5}}([a-z]{{2,24}}))(?::\d{{1,5}})?(?=[/?#]|$)", re.IGNORECASE)
ALONE = frozenset({"com", "edu", "gov", "net"})
"""No file and no page of a site ends so; `.org` is Emacs's, `.info` Texinfo's."""
WITH_PATH = ALONE | frozenset({
    "ai", "at", "au", "be", "biz", "br", "ca", "ch", "cn", "co", "cz", "de", "dev", "dk", "es", "eu", "fi", "fr", "il",
    "info", "io", "it", "jp", "kr", "nl", "no", "nz", "org", "pt", "ru", "se", "tv", "tw", "uk", "us", "za",
})  # fmt: skip
"""Common ends of host names that are no suffixes of files and folders; a path must follow."""


def host_without_scheme(text: str) -> str | None:
    """Return the host that a destination without scheme begins with; None where it may be a path."""
    found = _HOST.match(text)
    if found is None:
        return None
    host, top = found[1].lower(), found[2].lower()
    if host.startswith("www.") and host.count(".") > 1:
        return host
    return host if top in (WITH_PATH if text[found.end() : found.end() + 1] == "/" else ALONE) else None

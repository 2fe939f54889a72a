"""Recognises schemes that nobody has (`htps:`), and says which was meant."""

from __future__ import annotations

import re

from linkcheck.links.urls.faults import invalid
from linkcheck.model import Reason, Verdict

SCHEME = re.compile(r"([A-Za-z][A-Za-z0-9+.-]*):")
MEANT = {
    "ttp": "http", "htp": "http", "htt": "http", "hhttp": "http", "httpp": "http", "hptt": "http", "http.": "http",
    "ttps": "https", "htps": "https", "htttp": "http", "htttps": "https", "httsp": "https", "hhttps": "https",
    "httpss": "https", "hptts": "https", "htpps": "https", "https.": "https",
}  # fmt: skip
SLASH_BEFORE = re.compile(r"\.{0,2}/+(https?)://?([^/\s].*)", re.IGNORECASE)
NO_COLON = re.compile(r"(https?)//+(.+)", re.IGNORECASE)
MAIL = re.compile(r"mail-?to-?", re.IGNORECASE)


def scheme_of(text: str) -> str | None:
    """Return a reference's scheme in lower case, None where it has none."""
    match = SCHEME.match(text)
    return match[1].lower() if match else None


def misspelt(text: str) -> Verdict | None:
    """Say what a scheme that nobody has was meant to be; None where it may be meant."""
    if text.startswith(("http://", "https://")):
        return None
    match = SCHEME.match(text)
    if match is not None:
        scheme, rest = match[1].lower(), text[match.end() :]
        meant = MEANT.get(scheme)
        if meant is not None:
            return invalid(Reason.BAD_SCHEME, f"no such scheme; did you mean {meant}://{rest.lstrip('/')}?")
        if MAIL.fullmatch(scheme) and scheme != "mailto":
            return invalid(Reason.BAD_SCHEME, f"no such scheme; did you mean mailto:{rest}?")
    behind_slash = SLASH_BEFORE.match(text)
    if behind_slash is not None:
        meant = f"{behind_slash[1]}://{behind_slash[2]}"
        return invalid(Reason.BAD_SCHEME, f"a slash stands before the scheme; did you mean {meant}?")
    without_colon = NO_COLON.match(text)
    if without_colon is not None:
        return invalid(
            Reason.BAD_SCHEME, f"no colon after the scheme; did you mean {without_colon[1]}://{without_colon[2]}?"
        )
    return None

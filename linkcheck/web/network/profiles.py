"""Says who we are: honestly at first, as a browser does only to contradict a negative.

The honest profile comes first because a false browser is often treated worse than an honest stranger
(endless redirects at developer.android.com, linkinator#517). The browser profile is for servers that refuse
whatever lacks a browser's usual headers; it is never used to get past a challenge.
"""

from __future__ import annotations

import base64
from urllib.parse import unquote, urlsplit

from linkcheck.model import Profile, Request, Tls
from linkcheck.web.network.settings import NetworkSettings

ACCEPT = "text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8"
ENCODINGS = "gzip, deflate, br, zstd"

HONEST = {"Accept": ACCEPT, "Accept-Language": "en,*;q=0.5", "Accept-Encoding": ENCODINGS}

BROWSER = {
    "User-Agent": "Mozilla/5.0 (X11; Linux x86_64; rv:145.0) Gecko/20100101 Firefox/145.0",
    "Accept": ACCEPT,
    "Accept-Language": "en-US,en;q=0.5",
    "Accept-Encoding": ENCODINGS,
    "Upgrade-Insecure-Requests": "1",
    "Sec-Fetch-Dest": "document",
    "Sec-Fetch-Mode": "navigate",
    "Sec-Fetch-Site": "none",
    "Sec-Fetch-User": "?1",
}


def headers(request: Request, settings: NetworkSettings) -> dict[str, str]:
    """Return the headers of a request: the profile's, the user's, the host's, and the chain's cookies.

    A server that could not prove who it is gets neither what is its host's alone nor the password of a URL.
    """
    result = dict(BROWSER) if request.profile is Profile.BROWSER else {"User-Agent": settings.user_agent, **HONEST}
    is_proved = request.tls is not Tls.LOOSE or settings.insecure
    credentials = _credentials(request.url)
    if credentials is not None and is_proved:
        result["Authorization"] = credentials
    bound = [own for origin, own in settings.bound_headers if is_proved and origin.covers(request.url)]
    general = settings.headers
    if request.profile is Profile.BROWSER:  # a second opinion is one only when somebody else asks
        general = {name: value for name, value in general.items() if name.lower() != "user-agent"}
    for later in (general, *bound, dict(request.headers)):
        if later:
            names = {name.lower() for name in later}
            result = {name: value for name, value in result.items() if name.lower() not in names} | dict(later)
    return result


def _credentials(url: str) -> str | None:
    """Return what the user and password in a URL mean (RFC 7617), which the settings of a host overrule."""
    parts = urlsplit(url) if "@" in url else None
    if parts is None or parts.username is None:
        return None
    user, password = unquote(parts.username), unquote(parts.password or "")
    return "Basic " + base64.b64encode(f"{user}:{password}".encode()).decode("ascii")

"""Who we say we are: honestly at first, as a browser does only to contradict a negative.

The honest profile comes first because a false browser is often treated worse than an honest stranger
(endless redirects at developer.android.com, linkinator#517). The browser profile is for servers that refuse
whatever lacks a browser's usual headers; it is never used to get past a challenge.
"""

from __future__ import annotations

from linkcheck.model import Profile, Request
from linkcheck.network.settings import NetworkSettings

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


def headers(request: Request, settings: NetworkSettings, host: str) -> dict[str, str]:
    """Return the headers of a request: the profile's, the user's, the host's, and the chain's cookies."""
    honest = {"User-Agent": settings.user_agent, **HONEST}
    result = {**(BROWSER if request.profile is Profile.BROWSER else honest), **settings.headers}
    own = settings.hosts.get(host)
    if own is not None:
        result |= own.headers
    return result | dict(request.headers)

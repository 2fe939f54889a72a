"""URLs as they are sent, the hosts in them, and URLs as they are shown.

canonical   what an author wrote → a URL as it is sent, or an `invalid` verdict with a hint
redirects   what a server wrote → a URL as it is sent, another scheme, or nowhere
hosts       host names and default ports, for both
redaction   a URL without its secrets
tracking    a URL without what tells where its reader came from
"""

from __future__ import annotations

from linkcheck.links.urls.canonical import WEB, canonicalise
from linkcheck.links.urls.hosts import ascii_host, without_default_port
from linkcheck.links.urls.misspelt import misspelt, scheme_of
from linkcheck.links.urls.redaction import redact
from linkcheck.links.urls.schemeless import host_without_scheme

__all__ = [
    "WEB",
    "ascii_host",
    "canonicalise",
    "host_without_scheme",
    "misspelt",
    "redact",
    "scheme_of",
    "without_default_port",
]

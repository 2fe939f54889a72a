"""Says where the headers of the settings go that their author may not have meant to go there, or not to."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

from linkcheck.config import origins
from linkcheck.config.settings import Settings

CREDENTIAL = (
    r"(?i)(?:^|[-_])(?:auth|authorization|authentication|bearer|cookie|credentials?|jwt|pass(?:word|wd)?|secret|session"
    r"|(?:\w*token)|(?:(?:api|access|private|secret|subscription)[-_]?key))(?:$|[-_])"
)
"""Names of headers that say who asks, compiled when there are any: `Authorization`, `Cookie`, `X-Api-Key` …"""


def header_warnings(settings: Settings, urls: Iterable[str] = ()) -> Iterator[str]:
    """Yield a line for each general header that is a secret, and for each host whose headers `urls` do not get."""
    for name, value in settings.headers.items():
        if value and re.search(CREDENTIAL, name):
            yield (
                f"headers: {name} goes to every host that is asked, whoever put its link there; "
                f'for one host alone write [hosts."example.com"] headers = {{ {name} = "…" }}'
            )
    asked = tuple(urls)
    for origin, table in settings.origins if any(table.headers for table in settings.hosts.values()) else ():
        bound = origins.bound(origin)
        if table.headers and any(origin.covers(url) and not bound.covers(url) for url in asked):
            name = origins.written(origin)
            yield (
                f'hosts."{name}".headers go to {origins.written(bound)} alone, and not to links that begin otherwise; '
                f'for those write [hosts."http://{origin.host}"], or name the port'
            )

"""Keeps connections between the requests of one host's queue, and no longer than the queue lasts.

A connection that is used again may have been closed by its server meanwhile (aiohttp#3609), or hold what a server sent
unasked. So it is noted that a connection was used before, and what fails there is asked again on a fresh one.
"""

from __future__ import annotations

from collections.abc import Callable
from contextvars import ContextVar
from typing import TYPE_CHECKING

import aiohttp
from aiohttp.client_proto import ResponseHandler

if TYPE_CHECKING:
    from aiohttp.client_reqrep import ConnectionKey
    from aiohttp.connector import Connection
    from aiohttp.tracing import Trace

KEPT_S = 4.0
"""Below the 5 s after which Apache and Node close a connection that is idle."""

REUSED: ContextVar[list[str]] = ContextVar("REUSED")
"""Gets a line when the connection of a request was used before."""


class KeptConnections(aiohttp.TCPConnector):
    """Keeps no more connections of a host than are wanted, and those of `most` hosts."""

    def __init__(
        self, wanted: Callable[[str], int], most: int, *, resolver: aiohttp.abc.AbstractResolver | None = None
    ) -> None:
        """Take what tells how many requests of a host are still to be made."""
        super().__init__(limit=0, keepalive_timeout=KEPT_S, use_dns_cache=False, resolver=resolver)
        self._wanted, self._most = wanted, most

    async def _get(self, key: ConnectionKey, traces: list[Trace]) -> Connection | None:
        """Take a connection that is kept, if it holds nothing: that would be taken for the next answer."""
        while (kept := await super()._get(key, traces)) is not None:
            if kept.protocol is not None and not kept.protocol.should_close:
                if (reused := REUSED.get(None)) is not None:
                    reused.append(key.host)
                return kept
            kept.close()
        return None

    def _release(self, key: ConnectionKey, protocol: ResponseHandler, *, should_close: bool = False) -> None:
        """Keep a connection where a later request needs it, and close it otherwise."""
        idle = len(self._conns.get(key, ()))
        full = idle == 0 and len(self._conns) >= self._most
        super()._release(key, protocol, should_close=should_close or full or idle >= self._wanted(key.host))

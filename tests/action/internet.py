"""A web of a few pages and its archive, both on loopback, in a thread: pages die and come back as a test says."""

from __future__ import annotations

import asyncio
import threading
from contextlib import AsyncExitStack
from typing import Self

from linkcheck.demo.snapshots import Snapshot
from linkcheck.demo.wayback import open_wayback
from tests.support.over_nights import ANSWERS, told
from tests.support.servers import Visit, serve

PAGES = {
    "/teapots": told(
        "Teapots of Meissen", "The first were red and hard as stone, and nobody knew how they were made. "
    ),
    "/harbour": told("The old harbour", "Ships lay here in winter, and their captains wrote letters about the ice. "),
    "/bread": told("Bread over night", "Take flour and water, knead them for ten minutes, and let the dough rest. "),
    "/lamps": told("Lamps of the coast", "A thousand candles burned in them, and later oil, and gas from the town. "),
    "/keeper": told("The keeper", "He trimmed the wick each hour and noted the weather in a book with a brown back. "),
}
ARCHIVED = ("/teapots", "/harbour", "/lamps")
"""Pages of which there is a copy."""
CAPTURED = "20150301120000"


class Internet:
    """A context manager: `gone` holds the paths that answer 404."""

    def __init__(self) -> None:
        self.gone: set[str] = set()
        self.url = ""
        self.archive_url = ""
        self._loop = asyncio.new_event_loop()
        self._over = asyncio.Event()
        self._thread = threading.Thread(target=self._loop.run_until_complete, args=(self._serve(),), daemon=True)
        self._ready = threading.Event()

    def __enter__(self) -> Self:
        self._thread.start()
        self._ready.wait()
        return self

    def __exit__(self, *_: object) -> None:
        self._loop.call_soon_threadsafe(self._over.set)
        self._thread.join()
        self._loop.close()

    async def _serve(self) -> None:
        async with AsyncExitStack() as stack:
            server = await stack.enter_async_context(serve(self._answer))
            self.url = f"http://{server.address}:{server.port}"
            captures = [Snapshot(self.url + path, CAPTURED, body=_body(PAGES[path])) for path in ARCHIVED]
            self.archive_url = (await stack.enter_async_context(open_wayback(captures))).url
            self._ready.set()
            await self._over.wait()

    def _answer(self, visit: Visit) -> bytes:
        return ANSWERS["gone"] if visit.path in self.gone else PAGES.get(visit.path, ANSWERS["gone"])

    def settings(self) -> str:
        """Return a linkcheck.toml for it."""
        return (
            'allow_networks = ["127.0.0.0/8"]\nhost_request_interval = 0\nmax_retries = 0\n\n'
            f'[archive]\nurl = "{self.archive_url}"\nrequests_per_minute = 0\nplayback_per_minute = 0\n'
        )


def _body(answer: bytes) -> bytes:
    return answer.partition(b"\r\n\r\n")[2]

"""Titles of copies, asked for one at a time while a person decides; what cannot be asked is not worth a wait."""

from __future__ import annotations

import asyncio
from contextlib import AsyncExitStack
from types import TracebackType
from typing import Self

from linkcheck.config import Settings
from linkcheck.links.urls import redact
from linkcheck.model import Fetch, Memento, Request, Response, Url
from linkcheck.run.checker import job_of, open_archive_fetch
from linkcheck.run.services import Services
from linkcheck.verdict.signals.page import with_page
from linkcheck.web.network import system_resolver

PATIENCE = 10.0
"""Seconds; a person waits."""


class CopyTitles:
    """`with CopyTitles(settings) as titles`, then `titles.of(memento)`. One connection; nobody else is asked."""

    def __init__(self, settings: Settings) -> None:
        self._settings = settings
        self._runner = asyncio.Runner()
        self._stack = AsyncExitStack()
        self._fetch: Fetch | None = None
        self._works = settings.archive.enabled and not settings.offline

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        with self._runner:
            self._runner.run(self._stack.aclose())

    def of(self, memento: Memento) -> str | None:
        """Return the title of a copy; None where it has none, or cannot be had. After a failure none is asked for."""
        if not self._works or memento.url is None or redact(memento.url) != memento.url:
            return None
        return self._runner.run(self._title(Url(memento.url)))

    async def _title(self, url: Url) -> str | None:
        if self._fetch is None:
            job = job_of(self._settings, Services())
            opened = open_archive_fetch(job, PATIENCE, system_resolver())
            self._fetch = await self._stack.enter_async_context(opened)
        exchange = with_page((await self._fetch(Request(url)))[-1])
        answer = exchange.outcome
        self._works = isinstance(answer, Response) and answer.status < 500 and answer.status != 429
        return answer.page.title or None if isinstance(answer, Response) and answer.page is not None else None

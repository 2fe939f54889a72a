"""GitHub's REST API, as the publications use it."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from linkcheck.forge.client import Client, open_session
from linkcheck.forge.service import ForgeService, Refusal
from linkcheck.github.environment import Environment
from linkcheck.github.errors import explain_refusal
from linkcheck.github.models import Repository
from linkcheck.github.pauses import pause

VERSION = "2022-11-28"


class Api(Client):
    """Speaks with one repository of one GitHub."""

    async def repository(self, name: str) -> Repository:
        """Return the repository; its `full_name` is the one of today, if it was renamed during the run."""
        return await self.get(f"/repos/{name}", Repository, doing="read the repository", needs="contents")


def github(environment: Environment) -> ForgeService:
    """Return the service of a step; its environment was checked."""
    headers = {
        "Accept": "application/vnd.github+json",
        "Authorization": f"Bearer {environment.token}",
        "X-GitHub-Api-Version": VERSION,
    }
    return ForgeService("GitHub", environment.api_url, environment.token, headers, _explain, pause, {"per_page": "100"})


def _explain(status: int, refused: Refusal, doing: str, needs: str) -> str:
    return explain_refusal(status, refused.words, refused.details(), doing=doing, needs=needs)


@asynccontextmanager
async def open_api(environment: Environment) -> AsyncIterator[Api]:
    """Open a client for a step; raises PublishError where the environment is not enough."""
    environment.check()
    service = github(environment)
    async with open_session(service) as session:
        yield Api(session, service)

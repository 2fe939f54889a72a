"""GitHub's REST API, as the publications use it."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager

from linkcheck.publishing.forge.client import Client, Session, open_session
from linkcheck.publishing.forge.errors import ApiError
from linkcheck.publishing.forge.service import ForgeService, Refusal
from linkcheck.publishing.github.dialect import GITHUB, ForgeDialect
from linkcheck.publishing.github.environment import Environment
from linkcheck.publishing.github.errors import explain_elsewhere, explain_refusal
from linkcheck.publishing.github.models import Person, Repository
from linkcheck.publishing.github.pauses import pause

VERSION = "2022-11-28"


class Api(Client):
    """Speaks with one repository of one GitHub, or of a forge that speaks nearly as it does."""

    def __init__(
        self,
        session: Session,
        environment: Environment,
        *,
        sleep: Callable[[float], Awaitable[None]] = asyncio.sleep,
    ) -> None:
        """Take a session without cookies, and an environment that was checked."""
        super().__init__(session, service_of(environment), sleep=sleep)
        self._dialect = environment.dialect

    async def repository(self, name: str) -> Repository:
        """Return the repository; its `full_name` is the one of today, if it was renamed during the run."""
        return await self.get(f"/repos/{name}", Repository, doing="read the repository", needs="contents")

    @property
    def dialect(self) -> ForgeDialect:
        """The words of this forge."""
        return self._dialect

    async def token_owner(self) -> str | None:
        """Return the login of the token's owner; None where the token is an app's, which may not ask."""
        try:
            return (await self.get("/user", Person, doing="ask whose token it is", needs="contents")).login
        except ApiError as error:
            if error.status in {403, 404} or (error.status == 401 and not self._dialect.says_roles):
                return None
            raise

    async def believed(self) -> frozenset[str]:
        """Return the names whose words are believed without more; to Gitea, all others are strangers."""
        me = await self.token_owner()
        return self._dialect.bots | ({me} if me else frozenset())


def service_of(environment: Environment) -> ForgeService:
    """Return the service of a step; its environment was checked."""
    headers = {
        "Accept": "application/vnd.github+json",
        "Authorization": f"Bearer {environment.token}",
        "X-GitHub-Api-Version": VERSION,
    }
    dialect = environment.dialect

    def explain(status: int, refused: Refusal, doing: str, needs: str) -> str:
        if dialect is GITHUB:
            return explain_refusal(status, refused.words, refused.details(), doing=doing, needs=needs)
        return explain_elsewhere(dialect.name, status, refused.words, doing=doing)

    return ForgeService(
        dialect.name,
        environment.api_url,
        environment.token,
        headers,
        explain,
        pause,
        dialect.page,
        names_itself=dialect is GITHUB,
    )


@asynccontextmanager
async def open_api(environment: Environment) -> AsyncIterator[Api]:
    """Open a client for a step; raises PublishError where the environment is not enough."""
    environment.check()
    async with open_session(service_of(environment)) as session:
        yield Api(session, environment)

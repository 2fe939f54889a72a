"""GitLab's REST API, as the note uses it.

Sources: docs.gitlab.com, "Notes API", "REST API authentication", "Rate limits".
"""

from __future__ import annotations

from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from datetime import datetime

import msgspec

from linkcheck.publishing.forge.client import Client, open_session
from linkcheck.publishing.forge.errors import sanitise
from linkcheck.publishing.forge.service import ForgeService, Refusal
from linkcheck.publishing.gitlab.environment import JobEnvironment

UNNAMED_PAUSE_S = 60.0
"""GitLab's limits are of requests in a minute."""


class Member(msgspec.Struct, frozen=True):
    """A user, be it a person or the bot that a token of a project is."""

    id: int
    username: str = ""


class Note(msgspec.Struct, frozen=True):
    """A comment on a merge request; `system` ones are GitLab's own."""

    id: int
    body: str = ""
    system: bool = False
    author: Member | None = None


def gitlab(environment: JobEnvironment) -> ForgeService:
    """Return the service of a job; its environment was checked."""
    headers = {"Accept": "application/json", "Authorization": f"Bearer {environment.token}"}
    return ForgeService("GitLab", environment.api_url, environment.token, headers, explain, pause, {"per_page": "100"})


@asynccontextmanager
async def open_client(environment: JobEnvironment) -> AsyncIterator[Client]:
    """Open a client for a job; raises PublishError where the environment is not enough."""
    environment.check()
    service = gitlab(environment)
    async with open_session(service) as session:
        yield Client(session, service)


def pause(status: int, headers: Mapping[str, str], message: str, now: datetime) -> float | None:
    """Return for how many seconds a rate limit holds; None where the answer is no rate limit."""
    if status != 429:
        return None
    said = headers.get("Retry-After", "").strip()
    return float(said) if said.isascii() and said.isdigit() and len(said) <= 9 else UNNAMED_PAUSE_S


def explain(status: int, refused: Refusal, doing: str, needs: str) -> str:
    """Return a sentence that says why GitLab refused, and what is missing."""
    said = sanitise(refused.words)
    match status:
        case 401:
            return "GitLab does not accept the token (401): it may have run out; give the job a new one as GITLAB_TOKEN"
        case 403 if "insufficient_scope" in (refused.error, refused.words):
            return f"the token may not {doing}: it needs the scope {needs}"
        case 403:
            return f"the token may not {doing} (403): it needs the scope {needs} and at least the role Reporter"
        case 404:
            return f"GitLab finds nothing there (404), so linkcheck cannot {doing}: the token may not see the project"
        case _:
            return f"GitLab refuses to {doing} ({status}): {said}"

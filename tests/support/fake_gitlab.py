"""A fake of GitLab's REST API on loopback: notes of merge requests, which it keeps and refuses as GitLab does.

Sources: docs.gitlab.com, "Notes API" (merge requests), "REST API" (pagination, status codes), "Project access tokens".
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import urlencode

from aiohttp import web

from tests.support.threaded import served

TOKEN = "glpat-thisIsTheSecretTokenOfTheTests00"  # noqa: S105 - it opens nothing
PROJECT, REQUEST = 41, 7
LONGEST = 1_000_000
"""Characters of a note."""
USUAL_PER_PAGE, MOST_PER_PAGE = 20, 100

Json = dict[str, Any]


@dataclass(slots=True)
class Fault:
    """Answers the next requests of a method in its own way."""

    method: str
    status: int
    body: Json
    times: int = 1
    headers: dict[str, str] = field(default_factory=dict)
    after: bool = False
    """Whether what was asked is done all the same: the answer got lost."""


@dataclass(slots=True)
class FakeGitLab:
    """What it keeps."""

    me: Json = field(default_factory=lambda: {"id": 9, "username": f"project_{PROJECT}_bot_0a1b"})
    token: str = TOKEN
    notes: list[Json] = field(default_factory=list)
    requests: list[str] = field(default_factory=list)
    faults: list[Fault] = field(default_factory=list)
    url: str = ""

    def write(self, body: str, author: Json, *, system: bool = False) -> Json:
        """Add a note, as somebody does on the page."""
        note = {"id": 300 + len(self.notes), "body": body, "author": author, "system": system, "noteable_iid": REQUEST}
        self.notes.append(note)
        return note

    def written(self) -> list[str]:
        """Return every request that was to change something."""
        return [each for each in self.requests if not each.startswith("GET")]

    def environment(self, **more: str) -> dict[str, str]:
        """Return the variables that a job of the merge request has."""
        return {
            "GITLAB_CI": "true",
            "GITLAB_TOKEN": self.token,
            "CI_API_V4_URL": f"{self.url}/api/v4",
            "CI_PROJECT_ID": str(PROJECT),
            "CI_MERGE_REQUEST_PROJECT_ID": str(PROJECT),
            "CI_MERGE_REQUEST_IID": str(REQUEST),
            "CI_MERGE_REQUEST_SOURCE_PROJECT_URL": "https://gitlab.example/me/blog",
            "CI_MERGE_REQUEST_SOURCE_BRANCH_SHA": "a" * 40,
            "CI_JOB_URL": "https://gitlab.example/me/blog/-/jobs/77",
            "NO_PROXY": "127.0.0.1",
            **more,
        }

    @contextmanager
    def serving(self) -> Iterator[FakeGitLab]:
        """Run the server."""
        app = web.Application(middlewares=[self._guarded])
        root = f"/api/v4/projects/{PROJECT}/merge_requests/{REQUEST}/notes"
        app.router.add_get("/api/v4/user", self._user)
        app.router.add_get(root, self._list)
        app.router.add_post(root, self._add)
        app.router.add_put(root + r"/{id:\d+}", self._edit)
        with served(app) as self.url:
            yield self

    @web.middleware
    async def _guarded(self, request: web.Request, handler: Any) -> web.StreamResponse:
        self.requests.append(f"{request.method} {request.path}")
        if request.headers.get("Authorization") != f"Bearer {self.token}":
            return web.json_response({"message": "401 Unauthorized"}, status=401)
        for fault in self.faults:
            if fault.times and fault.method == request.method:
                fault.times -= 1
                if fault.after:
                    await handler(request)
                return web.json_response(fault.body, status=fault.status, headers=fault.headers)
        try:
            answer: web.StreamResponse = await handler(request)
        except web.HTTPNotFound:
            return web.json_response({"message": "404 Not found"}, status=404)
        return answer

    async def _user(self, _: web.Request) -> web.Response:
        return web.json_response(self.me)

    async def _list(self, request: web.Request) -> web.Response:
        assert request.query["order_by"] == "created_at"
        notes = self.notes if request.query["sort"] == "asc" else self.notes[::-1]
        size = min(int(request.query.get("per_page", USUAL_PER_PAGE)), MOST_PER_PAGE)
        page = int(request.query.get("page", 1))
        query = urlencode({**request.query, "page": page + 1})
        link = f'<{self.url}{request.path}?{query}>; rel="next"'
        headers = {"Link": link} if page * size < len(notes) else {}
        return web.json_response(notes[(page - 1) * size : page * size], headers=headers)

    async def _add(self, request: web.Request) -> web.Response:
        return web.json_response(self.write(await self._body(request), self.me), status=201)

    async def _edit(self, request: web.Request) -> web.Response:
        note = next((one for one in self.notes if one["id"] == int(request.match_info["id"])), None)
        if note is None:
            raise web.HTTPNotFound
        if note["author"]["id"] != self.me["id"] and not note["author"]["username"].startswith("project_"):
            return web.json_response({"message": "403 Forbidden"}, status=403)
        note["body"] = await self._body(request)
        return web.json_response(note)

    async def _body(self, request: web.Request) -> str:
        body = json.loads(await request.text()).get("body", "")
        if not body or len(body) > LONGEST:
            raise web.HTTPBadRequest(text='{"message": {"note": ["is too long"]}}', content_type="application/json")
        return str(body)

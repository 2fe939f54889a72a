"""A fake of Gitea's REST API, made from the one of GitHub's by all that Gitea does in another way.

Sources: the types that Gitea's own description of its API makes (npm's gitea-js 1.23), its documentation, and what its
server is known to do: it names itself by its own address, knows no `head` of a list of pull requests, no role of an
author, no POST /git/refs; it wants the numbers of labels, gives 50 records at most, and answers a PATCH with 201.
"""

from __future__ import annotations

import json
from dataclasses import dataclass, field
from typing import Any

from aiohttp import web

from tests.support.fake_github import FakeGitHub, Handler, sent_by
from tests.support.github_store import BOT, RefusedError

ITS_BOT = "gitea-actions"
ITS_ADDRESS = "https://git.example"
"""By which it knows itself; nobody here could reach it."""
MOST = 50


@dataclass(slots=True)
class FakeGitea(FakeGitHub):
    """The server."""

    labels: dict[str, int] = field(default_factory=dict)

    def environment(self, **more: str) -> dict[str, str]:
        """Return the variables that a step has there."""
        return {
            **FakeGitHub.environment(self),
            "GITHUB_API_URL": f"{self.url}/api/v1",
            "GITHUB_SERVER_URL": ITS_ADDRESS,
            "GITEA_ACTIONS": "true",
            "GITHUB_RUN_NUMBER": "12",
            **more,
        }

    def _application(self) -> web.Application:
        inner = FakeGitHub._application(self)
        inner.middlewares.insert(0, self._translated)
        inner.router.add_get("/repos/{owner}/{name}/labels", self._list_labels)
        inner.router.add_post("/repos/{owner}/{name}/branches", self._add_branch)
        whole = web.Application(client_max_size=2**24)
        whole.add_subapp("/api/v1", inner)
        return whole

    @web.middleware
    async def _translated(self, request: web.Request, handler: Handler) -> web.StreamResponse:
        """Answer as Gitea does, from what GitHub would."""
        if request.method == "POST" and request.path.endswith("/git/refs"):
            return web.json_response({"message": "Not Found"}, status=404)
        if "created_by" in request.query and request.query["created_by"] != self.login:
            return web.json_response({"message": "user does not exist"}, status=404)
        answer = await handler(request)
        if not isinstance(answer, web.Response) or answer.body is None:
            return answer
        body = _in_its_words(json.loads(bytes(answer.body)))  # type: ignore[arg-type] # a body of bytes, as json_response makes it
        link = answer.headers.get("Link", "").replace(self.url, ITS_ADDRESS)
        status = 201 if request.method == "PATCH" and answer.status == 200 else answer.status
        return web.json_response(body, status=status, headers={"Link": link} if link else {})

    def _size(self, request: web.Request) -> int:
        return min(int(request.query.get("limit", 30)), MOST)

    async def _add_issue(self, request: web.Request) -> web.Response:
        payload = sent_by(request)
        names = {number: name for name, number in self.labels.items()}
        if not all(isinstance(number, int) for number in payload.get("labels", [])):
            raise RefusedError(422, "[]: json: cannot unmarshal string into Go struct field .labels of type int64")
        self._need("issues")
        made = {**payload, "labels": [names[number] for number in payload.get("labels", [])]}
        return web.json_response(self.store.add_issue(made, self._me), status=201)

    async def _list_pulls(self, request: web.Request) -> web.Response:
        wanted = request.query.get("state", "open")
        return self._page(
            request, [pull for _, pull in sorted(self.pulls.items(), reverse=True) if wanted in {pull["state"], "all"}]
        )

    async def _list_labels(self, request: web.Request) -> web.Response:
        return self._page(request, [{"id": number, "name": name} for name, number in self.labels.items()])

    async def _add_branch(self, request: web.Request) -> web.Response:
        sent = sent_by(request)
        self._need("contents")
        made = self.store.add_ref({"ref": f"refs/heads/{sent['new_branch_name']}", "sha": sent["old_ref_name"]})
        return web.json_response(made, status=201)


def _in_its_words(value: Any) -> Any:
    if isinstance(value, list):
        return list(map(_in_its_words, value))
    if not isinstance(value, dict):
        return value
    told = {key: _in_its_words(each) for key, each in value.items() if key not in {"author_association", "type"}}
    if told.get("login") == BOT:
        told["login"] = ITS_BOT
    if isinstance(told.get("label"), str) and "ref" in told:
        told["label"] = told["label"].rpartition(":")[2]
    return told

"""A fake GitHub REST API on loopback, which keeps state and refuses what GitHub refuses.

    with FakeGitHub() as api:
        run(..., env=api.environment())
        assert api.issues[1]["state"] == "open"

As a process: `python -m tests.support.fake_github --port 0 [--remote BARE.git]` prints one line of JSON with `url` and
`token`; `GET /_state` tells everything it keeps.
"""

from __future__ import annotations

import argparse
import asyncio
import json
import re
import threading
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Self
from urllib.parse import urlencode

from aiohttp import web

from tests.support.github_store import BOT, Json, RefusedError, Store

TOKEN = "ghs_thisIsTheSecretTokenOfTheTests0000"  # noqa: S105 - it opens nothing
MOST_PER_PAGE = 100
USUAL_PER_PAGE = 30

PAYLOAD = web.RequestKey("payload", dict[str, Any])

Handler = Callable[[web.Request], Awaitable[web.StreamResponse]]


@dataclass(frozen=True, slots=True)
class Seen:
    """One request that came, and how it was answered."""

    method: str
    path: str
    query: Mapping[str, str]
    payload: Any
    status: int


@dataclass(slots=True)
class Fault:
    """Answers the next requests to a path in its own way."""

    method: str
    path: re.Pattern[str]
    status: int
    message: str
    headers: Mapping[str, str]
    times: int
    after: bool
    """Whether what was asked is done all the same: the answer got lost."""


@dataclass(slots=True)
class Hook:
    """Something that happens right before a request is served, once: what a second run would do meanwhile."""

    method: str
    path: re.Pattern[str]
    act: Callable[[], object]


@dataclass(slots=True)
class FakeGitHub:
    """The server; a context manager that runs it in a thread of its own."""

    repository: str = "me/blog"
    remote: Path | None = None
    token: str = TOKEN
    port: int = 0
    login: str | None = None
    """Whose token it is; None for the token of Actions, which may not ask who it is."""
    renamed_from: str | None = None
    permissions: dict[str, str] = field(
        default_factory=lambda: dict.fromkeys(("issues", "pull_requests", "contents", "actions"), "write")
    )
    may_open_pulls: bool = True
    """Settings → Actions → General → Allow GitHub Actions to create and approve pull requests."""
    requests: list[Seen] = field(default_factory=list)
    faults: list[Fault] = field(default_factory=list)
    hooks: list[Hook] = field(default_factory=list)
    store: Store = field(init=False)
    url: str = ""
    _loop: asyncio.AbstractEventLoop = field(init=False)
    _thread: threading.Thread = field(init=False)
    _runner: web.AppRunner = field(init=False)

    def __post_init__(self) -> None:
        self.store = Store(self.repository, self.remote, "https://github.example")

    @property
    def issues(self) -> dict[int, Json]:
        """By number, pull requests included."""
        return self.store.issues

    @property
    def pulls(self) -> dict[int, Json]:
        """By number."""
        for number in self.store.pulls:
            self.store.pull(number)
        return self.store.pulls

    @property
    def comments(self) -> dict[int, Json]:
        """By id."""
        return self.store.comments

    def written(self) -> list[str]:
        """Return `METHOD path` of every request that was to change something."""
        return [f"{seen.method} {seen.path}" for seen in self.requests if seen.method != "GET"]

    def fail(
        self,
        method: str,
        path: str,
        status: int,
        message: str = "Server Error",
        *,
        headers: Mapping[str, str] | None = None,
        times: int = 1,
        after: bool = False,
    ) -> None:
        """Answer the next `times` requests whose path matches (a regular expression) so."""
        self.faults.append(Fault(method, re.compile(path), status, message, headers or {}, times, after))

    def before(self, method: str, path: str, act: Callable[[], object]) -> None:
        """Call `act` right before the next request that matches is served."""
        self.hooks.append(Hook(method, re.compile(path), act))

    def environment(self, **more: str) -> dict[str, str]:
        """Return the variables that a step of a workflow has."""
        return {
            "GITHUB_ACTIONS": "true",
            "GITHUB_API_URL": self.url,
            "GITHUB_SERVER_URL": "https://github.example",
            "GITHUB_REPOSITORY": self.repository,
            "GITHUB_TOKEN": self.token,
            "GITHUB_RUN_ID": "77",
            "GITHUB_EVENT_NAME": "schedule",
            **more,
        }

    # --- the server ---

    def __enter__(self) -> Self:
        started = threading.Event()
        self._loop = asyncio.new_event_loop()
        self._thread = threading.Thread(target=self._run, args=(started,), daemon=True)
        self._thread.start()
        started.wait()
        return self

    def __exit__(self, *_: object) -> None:
        self._loop.call_soon_threadsafe(self._loop.stop)
        self._thread.join()

    def _run(self, started: threading.Event) -> None:
        asyncio.set_event_loop(self._loop)
        self._loop.run_until_complete(self._open())
        started.set()
        self._loop.run_forever()
        self._loop.run_until_complete(self._runner.cleanup())
        self._loop.close()

    async def _open(self) -> None:
        self._runner = web.AppRunner(self._application(), access_log=None)
        await self._runner.setup()
        site = web.TCPSite(self._runner, "127.0.0.1", self.port)
        await site.start()
        self.port = self._runner.addresses[0][1]
        self.url = f"http://127.0.0.1:{self.port}"

    def _application(self) -> web.Application:
        app = web.Application(middlewares=[self._guarded], client_max_size=2**24)
        app.router.add_get("/_state", self._tell)
        app.router.add_get("/user", self._user)
        for root in ("/repos/{owner}/{name}", "/repositories/{id}"):
            for method, path, handler in self._routes():
                app.router.add_route(method, root + path, handler)
        return app

    def _routes(self) -> list[tuple[str, str, Handler]]:
        return [
            ("GET", "", self._repo),
            ("GET", "/issues", self._list_issues),
            ("POST", "/issues", self._add_issue),
            ("GET", r"/issues/{number:\d+}", self._get_issue),
            ("PATCH", r"/issues/{number:\d+}", self._edit_issue),
            ("GET", r"/issues/{number:\d+}/comments", self._list_comments),
            ("POST", r"/issues/{number:\d+}/comments", self._add_comment),
            ("PATCH", r"/issues/comments/{number:\d+}", self._edit_comment),
            ("DELETE", r"/issues/comments/{number:\d+}", self._delete_comment),
            ("GET", "/pulls", self._list_pulls),
            ("POST", "/pulls", self._add_pull),
            ("GET", r"/pulls/{number:\d+}", self._get_pull),
            ("PATCH", r"/pulls/{number:\d+}", self._edit_pull),
            ("GET", "/git/ref/heads/{branch:.+}", self._get_ref),
            ("POST", "/git/refs", self._add_ref),
            ("DELETE", "/git/refs/heads/{branch:.+}", self._delete_ref),
            ("GET", "/actions/workflows/{file}", self._get_workflow),
            ("PUT", "/actions/workflows/{file}/enable", self._enable_workflow),
        ]

    @web.middleware
    async def _guarded(self, request: web.Request, handler: Handler) -> web.StreamResponse:
        if request.path == "/_state":
            return await handler(request)
        payload: Any = None
        try:
            for hook in [one for one in self.hooks if one.method == request.method and one.path.search(request.path)]:
                self.hooks.remove(hook)
                hook.act()
            payload = await self._admitted(request)
            request[PAYLOAD] = payload
            response = await self._faulty(request, handler)
        except RefusedError as refused:
            response = web.json_response(refused.body, status=refused.status)
        except web.HTTPException as missing:
            response = web.json_response({"message": "Not Found"}, status=missing.status)
        self.requests.append(Seen(request.method, request.path, dict(request.query), payload, response.status))
        return response

    async def _admitted(self, request: web.Request) -> Any:
        """Return what was sent, or refuse it as GitHub's door does."""
        if not request.headers.get("User-Agent"):
            raise RefusedError(
                403, "Request forbidden by administrative rules. Please make sure your request has a User-Agent header"
            )
        if request.headers.get("Authorization") not in {f"Bearer {self.token}", f"token {self.token}"}:
            raise RefusedError(401, "Bad credentials")
        if request.headers.get("X-GitHub-Api-Version", "2022-11-28") != "2022-11-28":
            raise RefusedError(400, "Unsupported 'X-GitHub-Api-Version'")
        text = await request.text()
        try:
            payload = json.loads(text) if text else {}
        except ValueError:
            raise RefusedError(400, "Problems parsing JSON") from None
        if not isinstance(payload, dict):
            raise RefusedError(400, "Body should be a JSON object")
        return payload

    async def _faulty(self, request: web.Request, handler: Handler) -> web.StreamResponse:
        for fault in self.faults:
            if fault.times and fault.method == request.method and fault.path.search(request.path):
                fault.times -= 1
                if fault.after:
                    await handler(request)
                return web.json_response({"message": fault.message}, status=fault.status, headers=fault.headers)
        old = self.renamed_from
        if old and request.path.startswith(f"/repos/{old}"):
            place = f"{self.url}/repositories/1{request.path.removeprefix(f'/repos/{old}')}"
            raise_at = place + (f"?{request.query_string}" if request.query_string else "")
            return web.json_response({"message": "Moved Permanently"}, status=301, headers={"Location": raise_at})
        name = f"{request.match_info.get('owner')}/{request.match_info.get('name')}"
        if "owner" in request.match_info and name != self.repository:
            raise RefusedError(404, "Not Found")
        return await handler(request)

    def _need(self, *anyone: str) -> None:
        if not any(self.permissions.get(one) == "write" for one in anyone):
            raise RefusedError(403, "Resource not accessible by integration")

    @property
    def _me(self) -> str:
        return self.login or BOT

    def _page(self, request: web.Request, records: list[Json]) -> web.Response:
        size = self._size(request)
        page = int(request.query.get("page", 1))
        shown = records[(page - 1) * size : page * size]
        headers = {}
        if page * size < len(records):
            query = urlencode({**request.query, "page": page + 1})
            last = urlencode({**request.query, "page": -(-len(records) // size)})
            place = f"{self.url}{request.path}"
            headers["Link"] = f'<{place}?{query}>; rel="next", <{place}?{last}>; rel="last"'
        return web.json_response(shown, headers=headers)

    def _size(self, request: web.Request) -> int:
        return min(int(request.query.get("per_page", USUAL_PER_PAGE)), MOST_PER_PAGE)

    # --- what is asked ---

    async def _tell(self, _: web.Request) -> web.Response:
        kept = {"repo": self.store.repo, "issues": self.issues, "pulls": self.pulls, "comments": self.comments}
        requests = [f"{seen.status} {seen.method} {seen.path}" for seen in self.requests]
        return web.json_response(
            {**kept, "workflows": self.store.workflows, "events": self.store.events, "requests": requests}
        )

    async def _user(self, _: web.Request) -> web.Response:
        if self.login is None:
            raise RefusedError(403, "Resource not accessible by integration")
        return web.json_response(self.store.person(self.login))

    async def _repo(self, _: web.Request) -> web.Response:
        return web.json_response(self.store.repo)

    async def _list_issues(self, request: web.Request) -> web.Response:
        wanted, creator = request.query.get("state", "open"), request.query.get("creator")
        newest_first = request.query.get("direction", "desc") == "desc"
        found = [
            issue
            for _, issue in sorted(self.issues.items(), reverse=newest_first)
            if wanted in {issue["state"], "all"}
            and (creator is None or issue["user"]["login"] == creator)
            and (self.store.repo["has_issues"] or "pull_request" in issue)
            and not (issue.get("gone") or issue.get("moved_to"))
        ]
        return self._page(request, found)

    async def _add_issue(self, request: web.Request) -> web.Response:
        self._need("issues")
        return web.json_response(self.store.add_issue(sent_by(request), self._me), status=201)

    def _number(self, request: web.Request) -> int:
        return int(request.match_info["number"])

    async def _get_issue(self, request: web.Request) -> web.Response:
        return self._moved(request) or web.json_response(self.store.issue(self._number(request)))

    async def _edit_issue(self, request: web.Request) -> web.Response:
        self._need("issues")
        moved = self._moved(request)
        return moved or web.json_response(self.store.edit_issue(self._number(request), sent_by(request), self._me))

    def _moved(self, request: web.Request) -> web.Response | None:
        issue = self.issues.get(self._number(request), {})
        if "moved_to" not in issue:
            return None
        return web.json_response(
            {"message": "Moved Permanently"}, status=301, headers={"Location": f"{self.url}{issue['moved_to']}"}
        )

    async def _list_comments(self, request: web.Request) -> web.Response:
        number = self._number(request)
        self.store.issue(number)
        return self._page(request, [one for one in self.comments.values() if one["issue"] == number])

    async def _add_comment(self, request: web.Request) -> web.Response:
        self._need("issues", "pull_requests")
        made = self.store.add_comment(self._number(request), sent_by(request), self._me)
        return web.json_response(made, status=201)

    async def _edit_comment(self, request: web.Request) -> web.Response:
        self._need("issues", "pull_requests")
        return web.json_response(self.store.edit_comment(self._number(request), sent_by(request), self._me))

    async def _delete_comment(self, request: web.Request) -> web.Response:
        self._need("issues", "pull_requests")
        self.store.comment(self._number(request))
        del self.comments[self._number(request)]
        return web.Response(status=204)

    async def _list_pulls(self, request: web.Request) -> web.Response:
        wanted, head, base = (request.query.get(key) for key in ("state", "head", "base"))
        owner = self.repository.partition("/")[0]
        found = [
            pull
            for _, pull in sorted(self.pulls.items(), reverse=True)
            if (wanted or "open") in {pull["state"], "all"}
            and head in {None, f"{owner}:{pull['head']['ref']}"}
            and base in {None, pull["base"]["ref"]}
        ]
        return self._page(request, found)

    async def _add_pull(self, request: web.Request) -> web.Response:
        self._need("pull_requests")
        if self.login is None and not self.may_open_pulls:
            raise RefusedError(403, "GitHub Actions is not permitted to create or approve pull requests.")
        return web.json_response(self.store.add_pull(sent_by(request), self._me), status=201)

    async def _get_pull(self, request: web.Request) -> web.Response:
        return web.json_response(self.store.pull(self._number(request)))

    async def _edit_pull(self, request: web.Request) -> web.Response:
        self._need("pull_requests")
        return web.json_response(self.store.edit_pull(self._number(request), sent_by(request), self._me))

    async def _get_ref(self, request: web.Request) -> web.Response:
        return web.json_response(self.store.ref(request.match_info["branch"]))

    async def _add_ref(self, request: web.Request) -> web.Response:
        self._need("contents")
        return web.json_response(self.store.add_ref(sent_by(request)), status=201)

    async def _delete_ref(self, request: web.Request) -> web.Response:
        self._need("contents")
        self.store.delete_ref(request.match_info["branch"])
        return web.Response(status=204)

    async def _get_workflow(self, request: web.Request) -> web.Response:
        return web.json_response(self.store.workflow(request.match_info["file"]))

    async def _enable_workflow(self, request: web.Request) -> web.Response:
        self._need("actions")
        workflow = self.store.workflow(request.match_info["file"])
        workflow |= {"state": "active", "updated_at": self.store.now()}
        return web.Response(status=204)


def sent_by(request: web.Request) -> Json:
    payload = request[PAYLOAD]
    return payload  # noqa: RET504 - tells mypy which of the key's types is meant


def main() -> None:
    """Serve until the process is ended."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--port", type=int, default=0)
    parser.add_argument("--repository", default="me/blog")
    parser.add_argument("--remote", type=Path, help="a bare git repository, whose branches pull requests are of")
    given = parser.parse_args()
    with FakeGitHub(repository=given.repository, remote=given.remote, port=given.port) as api:
        print(json.dumps({"url": api.url, "token": api.token, "repository": api.repository}), flush=True)  # noqa: T201
        threading.Event().wait()


if __name__ == "__main__":
    main()

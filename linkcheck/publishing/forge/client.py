"""A small typed client of a forge's REST API: GitHub's, GitLab's, Gitea's.

What may pass is tried again, for as long as a night's job can wait: faults of the server, broken connections and rate
limits, whose pause the forge names. A POST whose answer got lost is not repeated, for it may have been heard: its
caller looks and decides.
"""

from __future__ import annotations

import asyncio
import urllib.request
from collections.abc import AsyncIterator, Awaitable, Callable, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import TypeVar
from urllib.parse import urlsplit

import aiohttp
import msgspec
import tenacity
from yarl import URL

from linkcheck.__about__ import __version__
from linkcheck.publishing.forge.errors import ApiError, PublishError, UncertainError, sanitise
from linkcheck.publishing.forge.service import ForgeService, Refusal

T = TypeVar("T")
Session = aiohttp.ClientSession
"""Without cookies; `open_session` opens it."""

TIMEOUT_S = 30.0
ATTEMPTS = 5
PATIENCE_S = 240.0
"""Seconds that all the pauses of one request may take together."""
LONGEST_PAUSE_S = 120.0
"""A pause that a forge asks for and a job waits; the primary limit of GitHub may hold for an hour."""
REDIRECTS = {301, 302, 307, 308}


class _RetryableError(Exception):
    """A request failed in a way that another try may mend."""

    def __init__(self, words: str, *, pause_s: float | None, unheard: bool) -> None:
        super().__init__(words)
        self.pause_s = pause_s
        """Seconds that the forge asks for; None where it names none."""
        self.unheard = unheard
        """True where the forge certainly did nothing."""


@dataclass(frozen=True, slots=True)
class ApiResponse:
    """The bytes of an answer, and the address of the next page."""

    data: bytes
    next_url: str | None


class Client:
    """Speaks with one forge."""

    def __init__(
        self,
        session: Session,
        service: ForgeService,
        *,
        sleep: Callable[[float], Awaitable[None]] = asyncio.sleep,
        now: Callable[[], datetime] = lambda: datetime.now(UTC),
    ) -> None:
        """Take a session without cookies, and a service whose address was checked."""
        self._session = session
        self._service = service
        self._name = service.name
        self._token = service.token
        self._root = service.root
        self._proxy = _proxy_for(service.root)
        self._sleep = sleep
        self._now = now

    @property
    def service(self) -> ForgeService:
        """The forge."""
        return self._service

    async def get(self, path: str, kind: type[T], *, doing: str, needs: str) -> T:
        """Return one record. Raises PublishError, as all methods do."""
        return self._read((await self._ask("GET", path, None, doing, needs)).data, kind)

    async def pages(
        self, path: str, kind: type[T], query: Mapping[str, str], *, doing: str, needs: str
    ) -> AsyncIterator[T]:
        """Yield the records of all pages of a list."""
        url: str | None = str(URL(f"{self._root}{path}").with_query({**self._service.page, **query}))
        while url is not None:
            answer = await self._ask("GET", url, None, doing, needs)
            for record in self._read(answer.data, list[kind]):  # type: ignore[valid-type]
                yield record
            url = answer.next_url

    async def post(self, path: str, payload: Mapping[str, object], kind: type[T], *, doing: str, needs: str) -> T:
        """Make something; UncertainError where nobody knows whether it was made."""
        return self._read((await self._ask("POST", path, payload, doing, needs)).data, kind)

    async def patch(self, path: str, payload: Mapping[str, object], *, doing: str, needs: str) -> None:
        """Change something."""
        await self._ask("PATCH", path, payload, doing, needs)

    async def put(self, path: str, payload: Mapping[str, object] | None = None, *, doing: str, needs: str) -> None:
        """Switch something on, or set what it says."""
        await self._ask("PUT", path, payload, doing, needs)

    async def _ask(
        self, method: str, path: str, payload: Mapping[str, object] | None, doing: str, needs: str
    ) -> ApiResponse:
        url = path if "://" in path else f"{self._root}{path}"

        def worth_it(error: BaseException) -> bool:
            if not isinstance(error, _RetryableError) or (method == "POST" and not error.unheard):
                return False
            return error.pause_s is None or error.pause_s <= LONGEST_PAUSE_S

        def wait(state: tenacity.RetryCallState) -> float:
            error = state.outcome.exception() if state.outcome is not None else None
            said = error.pause_s if isinstance(error, _RetryableError) else None
            return float(2 ** (state.attempt_number - 1)) if said is None else said

        retrying = tenacity.AsyncRetrying(
            retry=tenacity.retry_if_exception(worth_it),
            stop=lambda state: state.attempt_number >= ATTEMPTS or state.idle_for > PATIENCE_S,
            wait=wait,
            sleep=self._sleep,
            reraise=True,
        )
        try:
            return await retrying(self._once, method, url, payload, doing, needs)
        except _RetryableError as error:
            if method == "POST" and not error.unheard:
                raise UncertainError(f"{self._name} gave no clear answer when asked to {doing}: {error}") from error
            raise PublishError(f"{self._name} could not be asked to {doing}: {error}; try again later") from error

    async def _once(
        self, method: str, url: str, payload: Mapping[str, object] | None, doing: str, needs: str
    ) -> ApiResponse:
        for _ in range(4):
            try:
                data = None if payload is None else msgspec.json.encode(payload)
                async with self._session.request(
                    method, URL(url, encoded=True), data=data, proxy=self._proxy, allow_redirects=False
                ) as response:
                    text = await response.read()
            except (aiohttp.ClientConnectorError, aiohttp.ClientProxyConnectionError) as error:
                raise _RetryableError(self._sanitise(str(error)), pause_s=None, unheard=True) from error
            except (aiohttp.ClientError, TimeoutError, OSError) as error:
                words = self._sanitise(str(error)) or "no answer in time"
                raise _RetryableError(words, pause_s=None, unheard=False) from error
            if response.status not in REDIRECTS:
                return self._judge(response, text, doing, needs)
            url = self._elsewhere(method, response, doing)
        raise PublishError(f"{self._name} redirects in circles when asked to {doing}")

    def _judge(self, response: aiohttp.ClientResponse, text: bytes, doing: str, needs: str) -> ApiResponse:
        if response.status < 300:
            return ApiResponse(text, self._next_page(response, doing))
        refused = _refused(text)
        message = refused.words
        seconds = self._service.pause(response.status, response.headers, message, self._now())
        if seconds is not None:
            words = f"its rate limit is used up ({response.status})"
            if seconds > LONGEST_PAUSE_S:
                words += f" for another {seconds / 60:.0f} minutes, longer than linkcheck waits"
            raise _RetryableError(words, pause_s=seconds, unheard=True)
        if response.status >= 500 or response.status == 408:
            raise _RetryableError(f"it answered {response.status}", pause_s=None, unheard=False)
        words = self._service.explain(response.status, refused, doing, needs)
        raise ApiError(self._sanitise(words), response.status, message)

    def _elsewhere(self, method: str, response: aiohttp.ClientResponse, doing: str) -> str:
        """Return where to ask instead. The token goes to no other host, and nothing is written in another place."""
        if method != "GET":
            words = f"what was to be changed has moved elsewhere (was the issue transferred?): cannot {doing}"
            raise ApiError(words, response.status)
        place = self._same_origin(str(response.url.join(URL(response.headers.get("Location", ""), encoded=True))))
        if place is None:
            raise PublishError(
                f"{self._name} redirects to another host when asked to {doing}; linkcheck does not follow"
            )
        return place

    def _next_page(self, response: aiohttp.ClientResponse, doing: str) -> str | None:
        link = response.links.get("next")
        if link is None:
            return None
        url = self._same_origin(self._paged(str(response.url), str(link["url"])))
        if url is None:  # half a list would be taken for the whole, and a second issue opened
            raise PublishError(
                f"{self._name}'s next page is on another host when asked to {doing}; linkcheck does not follow"
            )
        return url

    def _paged(self, asked: str, named: str) -> str:
        """Return the address of the next page, where the forge knows itself by another name than we do."""
        page = URL(named, encoded=True).query.get("page", "")
        if self._service.names_itself or not (page.isascii() and page.isdigit()):
            return named
        return str(URL(asked, encoded=True).update_query(page=page))

    def _same_origin(self, url: str) -> str | None:
        one, other = urlsplit(url), urlsplit(self._root)
        return url if (one.scheme, one.netloc) == (other.scheme, other.netloc) else None

    def _sanitise(self, text: str) -> str:
        return sanitise(text, self._token)

    def _read(self, data: bytes, kind: type[T]) -> T:
        try:
            return msgspec.json.decode(data, type=kind)
        except (msgspec.MsgspecError, UnicodeDecodeError) as error:
            raise PublishError(f"{self._name}'s answer cannot be read: {self._sanitise(str(error))}") from error


def _refused(text: bytes) -> Refusal:
    try:
        return msgspec.json.decode(text, type=Refusal)
    except (msgspec.MsgspecError, UnicodeDecodeError):
        return Refusal(text[:200].decode("utf-8", "replace"))  # a proxy's page


def _proxy_for(url: str) -> str | None:
    """Return the proxy of the environment. Not aiohttp's `trust_env`, which would read ~/.netrc and send that too."""
    parts = urlsplit(url)
    if urllib.request.proxy_bypass(parts.hostname or ""):
        return None
    return urllib.request.getproxies().get(parts.scheme)


@asynccontextmanager
async def open_session(service: ForgeService) -> AsyncIterator[Session]:
    """Open a session for a client."""
    headers = {"Content-Type": "application/json", "User-Agent": f"linkcheck/{__version__}", **service.headers}
    timeout = aiohttp.ClientTimeout(total=TIMEOUT_S)
    async with aiohttp.ClientSession(headers=headers, timeout=timeout, cookie_jar=aiohttp.DummyCookieJar()) as session:
        yield session

"""The client: what it tries again, for how long it waits, what it follows, and what it says of a refusal."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Iterator
from datetime import UTC, datetime
from typing import TypeVar

import msgspec
import pytest

from linkcheck.publishing.forge.errors import ApiError, PublishError, UncertainError, sanitise
from linkcheck.publishing.github.api import Api, open_api
from linkcheck.publishing.github.environment import Environment
from linkcheck.publishing.github.pauses import pause
from tests.support.fake_github import TOKEN, FakeGitHub

T = TypeVar("T")
NOW = datetime(2026, 3, 1, tzinfo=UTC)
ISSUES = "/repos/me/blog/issues"


class Numbered(msgspec.Struct):
    """All that these tests read of an issue."""

    number: int


@pytest.fixture
def api() -> Iterator[FakeGitHub]:
    """Run a fake GitHub."""
    with FakeGitHub() as running:
        yield running


def asked(api: FakeGitHub, ask: Callable[[Api], Awaitable[T]], **environment: str) -> tuple[T, list[float]]:
    """Ask with a clock that stands still; return the answer, and for how long was waited each time."""
    waits: list[float] = []

    async def sleep(seconds: float) -> None:
        waits.append(seconds)

    async def run() -> T:
        async with open_api(Environment.of(api.environment(**environment))) as client:
            client._sleep, client._now = sleep, lambda: NOW
            return await ask(client)

    return asyncio.run(run()), waits


async def read(client: Api) -> Numbered:
    """Read an issue."""
    return await client.get(f"{ISSUES}/1", Numbered, doing="read it", needs="issues")


async def make(client: Api) -> Numbered:
    """Open an issue."""
    return await client.post(ISSUES, {"title": "x"}, Numbered, doing="open the issue", needs="issues")


async def change(client: Api) -> None:
    """Edit an issue."""
    await client.patch(f"{ISSUES}/1", {"body": "y"}, doing="edit the issue", needs="issues")


def test_faults_of_the_server_are_tried_again(api: FakeGitHub) -> None:
    """Each wait is twice as long as the one before."""
    api.store.add_issue({"title": "x"})
    api.fail("GET", "/issues/1", 502, times=3)
    assert asked(api, read) == (Numbered(1), [1, 2, 4])


def test_it_gives_up(api: FakeGitHub) -> None:
    """After five tries."""
    api.fail("GET", "/issues/1", 500, times=99)
    with pytest.raises(PublishError, match=r"could not be asked to read it: it answered 500; try again later"):
        asked(api, read)
    assert len(api.requests) == 5


def test_a_post_is_not_repeated_when_it_may_have_been_heard(api: FakeGitHub) -> None:
    """Its caller looks first."""
    api.fail("POST", "/issues", 502)
    with pytest.raises(UncertainError, match="no clear answer when asked to open the issue"):
        asked(api, make)
    assert len(api.requests) == 1


def test_a_change_is_repeated(api: FakeGitHub) -> None:
    """To say the same twice does no harm."""
    api.store.add_issue({"title": "x"})
    api.fail("PATCH", "/issues", 503, after=True)
    asked(api, change)
    assert api.issues[1]["body"] == "y"


LIMITS = {
    "secondary": (403, "You have exceeded a secondary rate limit", {"Retry-After": "7"}, 7),
    "too-many": (429, "Too many requests", {"retry-after": "3"}, 3),
    "unnamed": (403, "You have exceeded a secondary rate limit. Please wait", {}, 60),
    "primary": (
        *(403, "API rate limit exceeded"),
        {"X-RateLimit-Remaining": "0", "X-RateLimit-Reset": str(int(NOW.timestamp()) + 30)},
        31,
    ),
}


@pytest.mark.parametrize("name", LIMITS)
def test_a_rate_limit_is_waited_for(api: FakeGitHub, name: str) -> None:
    """As long as GitHub says; a POST too, for it was not heard."""
    status, message, headers, seconds = LIMITS[name]
    api.fail("POST", "/issues", status, message, headers=headers)
    assert asked(api, make) == (Numbered(1), [seconds])


def test_nobody_waits_for_an_hour(api: FakeGitHub) -> None:
    """The report is in the summary, and the next night comes."""
    later = str(int(NOW.timestamp()) + 3_000)
    headers = {"X-RateLimit-Remaining": "0", "X-RateLimit-Reset": later}
    api.fail("GET", "/issues/1", 403, "API rate limit exceeded", headers=headers)
    with pytest.raises(PublishError, match=r"rate limit is used up \(403\) for another 50 minutes, longer than"):
        asked(api, read)


@pytest.mark.parametrize(
    ("status", "headers", "message"),
    [(403, {}, "Resource not accessible by integration"), (404, {}, ""), (500, {"Retry-After": "5"}, "")],
)
def test_what_is_no_rate_limit(status: int, headers: dict[str, str], message: str) -> None:
    """A missing permission is not waited for."""
    assert pause(status, headers, message, NOW) is None


@pytest.mark.parametrize("value", ["", "soon", "-1", "٣", "1" * 30])
def test_an_odd_pause_is_a_minute(value: str) -> None:
    """Whatever a proxy makes of the header."""
    assert pause(429, {"Retry-After": value}, "", NOW) == 60


def test_a_server_that_is_not_there(api: FakeGitHub) -> None:
    """Refused connections are tried again, then said."""
    with pytest.raises(PublishError, match=r"could not be asked to open the issue: .*try again later"):
        asked(api, make, GITHUB_API_URL="http://127.0.0.1:1")


REFUSALS = {
    401: ("Bad credentials", "GitHub does not accept the token (401)"),
    403: ("Resource not accessible by integration", "add `permissions: issues: write` to the job (to edit the issue)"),
    404: ("Not Found", "GitHub finds nothing there (404), so linkcheck cannot edit the issue"),
    410: ("Issues has been disabled in this repository.", "issues are switched off in this repository"),
    422: ("Validation Failed", "GitHub refuses to edit the issue (422): Validation Failed"),
    418: (
        "I'm a\x1b[31m teapot\n::error::x",
        r"GitHub refuses to edit the issue (418): I'm a\x1b[31m teapot ::error::x",
    ),
}


@pytest.mark.parametrize("status", REFUSALS)
def test_a_refusal_is_one_line_that_says_what_is_missing(api: FakeGitHub, status: int) -> None:
    """At once, for waiting would not help."""
    message, words = REFUSALS[status]
    api.fail("PATCH", "/issues", status, message)
    with pytest.raises(ApiError) as caught:
        asked(api, change)
    assert words in str(caught.value)
    assert "\n" not in str(caught.value)
    assert len(api.requests) == 1


def test_the_details_of_a_422_are_told(api: FakeGitHub) -> None:
    """Which field, and what is wrong with it."""

    async def too_long(client: Api) -> None:
        await client.post(ISSUES, {"title": "x", "body": "y" * 70_000}, Numbered, doing="open it", needs="issues")

    with pytest.raises(ApiError, match=r"\(422\): body is too long \(maximum is 65536 characters\)"):
        asked(api, too_long)


def test_no_line_holds_the_token(api: FakeGitHub) -> None:
    """Not even where the answer repeats it."""
    api.fail("PATCH", "/issues", 400, f"bad header {TOKEN}")
    with pytest.raises(ApiError) as caught:
        asked(api, change)
    assert TOKEN not in str(caught.value)
    assert "***" in str(caught.value)
    assert sanitise("https://me:secret@github.com/x", None) == "https://github.com/x"
    assert TOKEN not in repr(Environment(token=TOKEN))


def test_a_redirect_to_another_host_is_not_followed(api: FakeGitHub) -> None:
    """The token stays here."""
    with FakeGitHub() as other:
        api.fail("GET", "/issues/1", 301, headers={"Location": f"{other.url}{ISSUES}/1"})
        with pytest.raises(PublishError, match="another host"):
            asked(api, read)
        assert other.requests == []


def test_a_next_page_on_another_host_is_no_end_of_the_list(api: FakeGitHub) -> None:
    """Half a list is not taken for the whole."""
    api.fail("GET", "/issues$", 200, headers={"Link": '<https://other.example/2>; rel="next"'})

    async def listed(client: Api) -> list[Numbered]:
        return [one async for one in client.pages(ISSUES, Numbered, {}, doing="list issues", needs="issues")]

    with pytest.raises(PublishError, match="next page is on another host"):
        asked(api, listed)


def test_a_redirect_in_circles_ends(api: FakeGitHub) -> None:
    """After a few hops."""
    api.fail("GET", "/issues/1", 302, headers={"Location": f"{ISSUES}/1"}, times=99)
    with pytest.raises(PublishError, match="in circles"):
        asked(api, read)


def test_an_answer_that_is_no_json(api: FakeGitHub) -> None:
    """Or not the JSON that was asked for."""

    async def wrong(client: Api) -> object:
        return await client.get("/repos/me/blog", Numbered, doing="read it", needs="issues")

    with pytest.raises(PublishError, match="GitHub's answer cannot be read: Object missing required field"):
        asked(api, wrong)


WRONG = {
    "no-token": ({"GITHUB_TOKEN": ""}, "there is no token: give the step GITHUB_TOKEN"),
    "odd-token": ({"GITHUB_TOKEN": "a\nb: c"}, "GITHUB_TOKEN is no token"),
    "no-repository": ({"GITHUB_REPOSITORY": ""}, "GITHUB_REPOSITORY should be owner/name, and is not set"),
    "path": ({"GITHUB_REPOSITORY": "me/.."}, "GITHUB_REPOSITORY should be owner/name"),
    "plain-http": ({"GITHUB_API_URL": "http://github.example"}, "GITHUB_API_URL should be https"),
    "no-url": ({"GITHUB_API_URL": "https://[x"}, "GITHUB_API_URL should be https"),
}


@pytest.mark.parametrize("name", WRONG)
def test_an_environment_that_is_not_enough(api: FakeGitHub, name: str) -> None:
    """Said before anything is asked."""
    environment, words = WRONG[name]
    with pytest.raises(PublishError, match=words):
        asked(api, read, **environment)
    assert api.requests == []

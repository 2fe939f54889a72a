"""A page that an earlier run read is read again only if it has changed; and nothing else is believed of an answer."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest

from tests.support.over_nights import ANSWERS, Nights
from tests.support.servers import Visit, reply

OLD, NEW = "Mon, 05 Jan 2015 10:00:00 GMT", "Sat, 10 Jan 2026 10:00:00 GMT"
TAG = '"5f3c-1a2b"'
ESSAY = ANSWERS["essay"].partition(b"\r\n\r\n")[2]
RECIPE = ANSWERS["recipe"].partition(b"\r\n\r\n")[2]
LOST = b"<title>Page not found</title><h1>404 Page not found</h1><p>The page you are looking for does not exist.</p>"
WEEK = 8.0

Answer = Callable[[Visit], bytes]


def send(body: bytes, *headers: str, status: int = 200) -> bytes:
    """Return an answer with a page."""
    return reply(status, "Content-Type: text/html", *headers, body=body)


def tagged(body: bytes, tag: str = TAG) -> Answer:
    """Answer as RFC 9110 §13 says."""

    def answer(visit: Visit) -> bytes:
        same = visit.headers.get("if-none-match", "").removeprefix("W/") == tag.removeprefix("W/")
        return reply(304, f"ETag: {tag}") if same else send(body, f"ETag: {tag}")

    return answer


def dated(body: bytes, date: str = NEW) -> Answer:
    """Answer by the date alone."""

    def answer(visit: Visit) -> bytes:
        same = visit.headers.get("if-modified-since") == date
        return reply(304, f"Last-Modified: {date}") if same else send(body, f"Last-Modified: {date}")

    return answer


def conditional(answer: bytes, otherwise: Answer) -> Answer:
    """Give this answer to every conditional request."""
    return lambda visit: answer if {"if-none-match", "if-modified-since"} & visit.headers.keys() else otherwise(visit)


class Web(Nights):
    """One host, that answers differently from night to night."""

    def __init__(self, folder: Path) -> None:
        super().__init__(folder, {"site.lab": "alive", "other.lab": "alive"})
        self.page: Answer = tagged(ESSAY)
        self.visits: list[Visit] = []
        self.write("site.lab", "other.lab")

    def _answer(self, visit: Visit) -> bytes:
        if visit.headers["host"].partition(":")[0] != "site.lab" or visit.path != "/page":
            return super()._answer(visit)
        self.visits.append(visit)
        return self.page(visit)

    def night(self, *, fresh: bool = False) -> dict[str, Any]:
        """Return the target; then a week goes by."""
        self.visits.clear()
        said: dict[str, Any] = self.targets(fresh=fresh)["site.lab"]
        self.sleep(WEEK)
        return said

    @property
    def conditions(self) -> list[bool]:
        """Whether each request of the last night was conditional."""
        return [bool({"if-none-match", "if-modified-since"} & visit.headers.keys()) for visit in self.visits]


@pytest.fixture
def web(tmp_path: Path) -> Web:
    """Return a blog with a link to the page."""
    return Web(tmp_path)


def told(target: dict[str, Any]) -> tuple[object, ...]:
    """Return what a report says of a target, but for times and how it was asked."""
    return tuple(target[key] for key in ("verdict", "reason", "detail", "flags", "status", "final_url", "evidence"))


@pytest.mark.parametrize("page", [tagged(ESSAY), tagged(ESSAY, f"W/{TAG}"), dated(ESSAY), lambda _: send(ESSAY)])
def test_an_unchanged_page_is_what_it_was(web: Web, page: Answer) -> None:
    """By its tag, weak or not, by its date, or by its bytes: night after night, with one request, and not read."""
    web.page = page
    first = web.night()
    assert "unchanged" not in first["exchanges"][-1]
    for _ in range(2):
        later = web.night()
        assert len(web.visits) == 1
        assert later["exchanges"][-1]["unchanged"]
        assert told(later) == told(first)
    read = web.night(fresh=True)
    assert web.conditions == [False]
    assert told(read) == told(first)


def test_a_page_that_changed_is_read(web: Web) -> None:
    """And what it has become is told: drift."""
    web.night()
    web.page = tagged(RECIPE, '"6a00-9f9f"')
    changed = web.night()
    assert (changed["verdict"], changed["flags"]) == ("alive", ["drift"])
    assert "unchanged" not in changed["exchanges"][-1]
    assert web.night()["flags"] == ["drift"]
    assert web.conditions == [True]


def test_a_page_that_is_gone_is_gone(web: Web) -> None:
    """The first answer says so; the second look is a whole one."""
    web.night()
    web.page = lambda _: ANSWERS["gone"]
    assert (web.night()["verdict"], web.conditions) == ("dead", [True, False])


LIES = {
    "304 to all": reply(304),
    "304 with another tag": reply(304, 'ETag: "other-tag"'),
    "304 with the date alone, of a page that had a tag": reply(304, f"Last-Modified: {NEW}"),
    "304 with a date that is another": reply(304, f"ETag: {TAG}", f"Last-Modified: {OLD}"),
    "304 that sets a cookie": reply(304, f"ETag: {TAG}", "Set-Cookie: session=1"),
    "304 that leads elsewhere": reply(304, f"ETag: {TAG}", "Refresh: 0; url=/lost"),
    "another request": reply(400),
    "precondition failed": reply(412),
    "not implemented": reply(501),
    "an error of the server": reply(500),
}


@pytest.mark.parametrize("lie", LIES)
@pytest.mark.parametrize(("body", "verdict"), [(ESSAY, "alive"), (LOST, "unsure")])
def test_lies_are_asked_again(web: Web, lie: str, body: bytes, verdict: str) -> None:
    """What may come of the conditions says nothing of the page, living or dead."""
    web.night()
    web.page = conditional(LIES[lie], lambda _: send(body))
    found = web.night()
    assert found["verdict"] == verdict
    assert web.conditions[:2] == [True, False]
    statuses = [exchange["status"] for exchange in found["exchanges"]]
    assert statuses == [200] * len(statuses)


def test_an_older_page_is_another(web: Web) -> None:
    """Apache says 304 for whatever is not newer: here what it shows in place of one, made years before."""
    web.page = dated(ESSAY)
    web.night()
    web.page = conditional(reply(304, f"Last-Modified: {OLD}"), dated(LOST, OLD))
    assert web.night()["verdict"] == "unsure"
    assert web.conditions[:2] == [True, False]


def test_a_304_that_nobody_asked_for_is_no_sign_of_life(web: Web) -> None:
    """As it always was."""
    web.page = lambda _: reply(304)
    assert web.night()["verdict"] not in {"alive", "moved"}
    assert web.night()["verdict"] not in {"alive", "moved"}


@pytest.mark.parametrize("tag", ['""', '"0"', "-"])
def test_tags_that_tell_nothing(web: Web, tag: str) -> None:
    """They are the same for every page."""
    web.page = lambda visit: (
        reply(304, f"ETag: {tag}") if "if-none-match" in visit.headers else send(ESSAY, f"ETag: {tag}")
    )
    web.night()
    web.page = lambda _: send(LOST, f"ETag: {tag}")
    assert (web.night()["verdict"], web.conditions[0]) == ("unsure", False)


def test_a_tag_that_two_pages_share_is_none(web: Web) -> None:
    """A server that has one tag for all says 304 for a page that is gone, too."""
    web.hosts["site.lab/second"] = "essay"
    answers = {"/page": tagged(ESSAY), "/second": tagged(RECIPE)}

    class Two(Web):
        def _answer(self, visit: Visit) -> bytes:
            if visit.path in answers and visit.headers["host"].startswith("site.lab"):
                self.visits.append(visit)
                return answers[visit.path](visit)
            return super()._answer(visit)

    two = Two(web.folder)
    two.write("site.lab", "site.lab/second", "other.lab")
    two.night()
    two.night()
    assert two.conditions == [False, False]
    answers["/second"] = tagged(RECIPE, '"another-tag"')
    two.night()
    two.night()
    assert two.conditions == [True, True]


def test_a_month_later_it_is_read_by_all_means(web: Web) -> None:
    """So no server can say for ever that a page that is gone has not changed."""
    web.night()
    asked = []
    for _ in range(5):
        web.night()
        asked += web.conditions
    assert asked == [True, True, True, False, True]


def test_where_redirects_end(web: Web) -> None:
    """The conditions are for the page itself; where the chain leads elsewhere there are none."""
    chain: dict[str, Answer] = {"/page": lambda _: reply(302, "Location: /there"), "/there": tagged(ESSAY)}

    class Chain(Web):
        def _answer(self, visit: Visit) -> bytes:
            if visit.path in chain and visit.headers["host"].startswith("site.lab"):
                self.visits.append(visit)
                return chain[visit.path](visit)
            return super()._answer(visit)

    chained = Chain(web.folder)
    first = chained.night()
    later = chained.night()
    assert (told(later), chained.conditions) == (told(first), [False, True])
    chain["/page"] = lambda _: reply(302, "Location: /elsewhere")
    chain["/elsewhere"] = tagged(RECIPE)
    assert (chained.night()["flags"], chained.conditions) == (["drift"], [False, False])


def test_a_place_in_the_page_has_to_be_seen(web: Web) -> None:
    """A reference with a fragment has the whole page read."""
    web.write("site.lab/page#salt", "other.lab")
    web.night()
    web.night()
    assert web.conditions == [False]


@pytest.mark.parametrize(
    "change",
    [
        "UPDATE targets SET evidence = NULL",
        "UPDATE targets SET evidence = x'00'",
        "UPDATE targets SET validators = replace(validators, 'site.lab', 'sight.lab')",
        "UPDATE targets SET validators = x'00'",
        "UPDATE targets SET validators = '[]'",
    ],
)
def test_a_history_that_lacks_the_page(web: Web, change: str) -> None:
    """Then it is read again, and the verdict is the same."""
    first = web.night()
    with closing(sqlite3.connect(web.folder / ".linkcheck" / "history.sqlite")) as db, db:
        db.execute(change)
    assert told(web.night()) == told(first)
    assert web.conditions[-1] is False


def test_other_rules_read_again(web: Web, monkeypatch: pytest.MonkeyPatch) -> None:
    """A better reader may see more in the page."""
    web.night()
    monkeypatch.setattr("linkcheck.run.rules_version._digest", lambda *_: "other rules")
    web.night()
    assert web.conditions == [False]

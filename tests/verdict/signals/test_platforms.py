"""Platforms: which URLs are theirs, what is asked about them, and what it means together."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Mapping
from dataclasses import replace
from urllib.parse import quote

import pytest
from hypothesis import given
from hypothesis import strategies as st

from linkcheck.model import (
    Check,
    Exchange,
    Failure,
    FailureCode,
    Fragment,
    Profile,
    Reason,
    Request,
    Response,
    State,
    Url,
)
from linkcheck.verdict.signals.attempts import Attempt, attempts
from linkcheck.verdict.signals.page import without_bodies
from linkcheck.verdict.signals.platforms import PLATFORMS, is_inquiry, parted, platform_of
from linkcheck.verdict.signals.soft404 import suspicious
from linkcheck.verdict.weighing import judge
from linkcheck.web.check import SECOND_ATTEMPT_S, next_request
from tests.support.checks import NOW, OUTCOMES, failure, html

WATCH = Url("https://www.youtube.com/watch?v=lens")
OEMBED = Url(f"https://www.youtube.com/oembed?format=json&url={quote(WATCH, safe='')}")
ANY_FILM = html("<script>var text = 'Video unavailable'</script>", " - YouTube")
FILM = html("words " * 90, "How a lens turns - YouTube")
KNOWN = Response(200, (("Content-Type", "application/json"),), b'{"title": "How a lens turns"}')
GONE = Response(404)
BOTH = set(Profile)

Outcome = Response | Failure
Answers = Mapping[str, Outcome | Callable[[Request], Outcome]]


def walk(url: str, answers: Answers) -> Check:
    """Return the check of a URL in a world of these answers; all other addresses are silent."""
    made = Check(Url(url), (), NOW)
    while (request := next_request(made)) is not None:
        says = answers.get(request.url, failure(FailureCode.TIMEOUT))
        outcome = says if isinstance(says, Response | Failure) else says(request)
        made = replace(made, exchanges=(*made.exchanges, Exchange(request, outcome, 1)))
        assert len(made.exchanges) < 40
    return made


def said(url: str, answers: Answers) -> tuple[State, Reason]:
    """Return the verdict of a URL in such a world, which must be the same without the bodies."""
    made = walk(url, answers)
    verdict = judge(made)
    assert judge(without_bodies(made)) == verdict
    return verdict.state, verdict.reason


@pytest.mark.parametrize(
    ("url", "name"),
    [
        ("https://www.youtube.com/watch?v=x", "YouTube"),
        ("https://m.youtube.com/watch?v=x", "YouTube"),
        ("https://www.youtube-nocookie.com/embed/x", "YouTube"),
        ("https://youtu.be/x", "YouTube"),
        ("https://www.youtube.com./watch?v=x", "YouTube"),
        ("https://de-de.facebook.com/x", "Meta"),
        ("https://nl.linkedin.com/in/x", "LinkedIn"),
        ("https://old.reddit.com/r/x", "Reddit"),
        ("https://dx.doi.org/10.1/x", "the resolver"),
        ("https://web.archive.org/web/2010/http://x.example/", "the Wayback Machine"),
        ("https://notyoutube.com/watch?v=x", None),
        ("https://www.notyoutube.com/watch?v=x", None),
        ("https://youtube.com.example/watch?v=x", None),
        ("https://www.example/?u=https://youtube.com/watch", None),
        ("https://developers.facebook.com/docs", None),
        ("https://archive.org/details/x", None),
        ("https://fox.com/", None),
        ("https://t.me.example/x", None),
        ("http://[::1]/", None),
    ],
)
def test_a_platform_is_known_by_its_whole_name(url: str, name: str | None) -> None:
    """By the host alone, and no name that only ends or begins like it."""
    platform = platform_of(url)
    assert (platform.name if platform is not None else None) == name


def test_a_host_has_one_rule() -> None:
    """No host is in the table twice."""
    hosts = Counter(host for platform in PLATFORMS for host in platform.hosts)
    assert [host for host, count in hosts.items() if count > 1] == []


@pytest.mark.parametrize(
    ("url", "address"),
    [
        *((url, OEMBED) for url in (WATCH, "http://m.youtube.com/watch?list=PL1&v=lens", "https://youtu.be/lens?t=9")),
        ("https://www.youtube.com/shorts/lens", OEMBED),
        ("https://www.youtube.com/embed/lens?rel=0", OEMBED),
        (
            "https://www.youtube.com/playlist?list=PL1",
            OEMBED.replace(quote("watch?v=lens", safe=""), quote("playlist?list=PL1", safe="")),
        ),
        ("https://www.youtube.com/@keeper", None),
        ("https://www.youtube.com/watch", None),
        ("https://www.youtube.com/embed/videoseries", None),
        (OEMBED, None),
        ("https://discord.gg/abc", "https://discord.com/api/v10/invites/abc"),
        ("https://discord.com/invite/abc/", "https://discord.com/api/v10/invites/abc"),
        ("https://discord.com/developers/docs", None),
        ("https://github.com/keeper/lens.git", "https://github.com/keeper/lens"),
        ("https://me:secret@github.com/keeper/lens.git", "https://github.com/keeper/lens"),
        ("https://github.com/keeper/lens", None),
        ("https://github.com/keeper/lens/blob/main/a.git", None),
        ("https://crates.io/crates/fresnel/1.0.0", "https://crates.io/api/v1/crates/fresnel"),
        ("https://crates.io/", None),
        ("https://www.npmjs.com/package/@keeper/lamp/v/1.0.0", "https://registry.npmjs.org/@keeper/lamp"),
        ("https://www.npmjs.com/~keeper", None),
        ("https://docs.npmjs.com/package/x", None),
        (
            "https://twitter.com/keeper/status/1?s=20",
            "https://publish.twitter.com/oembed?omit_script=1&url=https%3A%2F%2Ftwitter.com%2Fkeeper%2Fstatus%2F1",
        ),
        ("https://x.com/keeper", None),
    ],
)
def test_what_a_platform_is_asked(url: str, address: str | None) -> None:
    """One address for all spellings of a link, and none for pages that speak for themselves."""
    inquiry = parted(Check(Url(url), (Exchange(Request(Url(url)), GONE, 1),), NOW))[1]
    assert (inquiry.url if inquiry is not None else None) == address


@pytest.mark.parametrize(
    ("watch", "oembed", "expected"),
    [
        (ANY_FILM, KNOWN, (State.ALIVE, Reason.OK)),
        (ANY_FILM, GONE, (State.DEAD, Reason.GONE)),
        (FILM, GONE, (State.DEAD, Reason.GONE)),
        (ANY_FILM, Response(400), (State.DEAD, Reason.GONE)),
        (ANY_FILM, Response(401), (State.UNSURE, Reason.UNDISCLOSED)),
        (FILM, Response(403), (State.UNSURE, Reason.UNDISCLOSED)),
        (ANY_FILM, Response(429), (State.UNSURE, Reason.UNDISCLOSED)),
        (ANY_FILM, Response(500), (State.UNSURE, Reason.UNDISCLOSED)),
        (ANY_FILM, failure(FailureCode.TIMEOUT), (State.UNSURE, Reason.UNDISCLOSED)),
        (ANY_FILM, failure(FailureCode.DNS_NXDOMAIN), (State.UNSURE, Reason.UNDISCLOSED)),
        (ANY_FILM, html("", "Just a moment...", 403), (State.UNSURE, Reason.UNDISCLOSED)),
        (FILM, Response(429), (State.ALIVE, Reason.OK)),
        (Response(429), KNOWN, (State.ALIVE, Reason.OK)),
        (Response(429), GONE, (State.DEAD, Reason.GONE)),
        (Response(429), Response(429), (State.UNREACHABLE, Reason.RATE_LIMITED)),
        (failure(FailureCode.TIMEOUT), GONE, (State.UNREACHABLE, Reason.TIMEOUT)),
    ],
)
def test_a_film_is_where_oembed_says(watch: Outcome, oembed: Outcome, expected: tuple[State, Reason]) -> None:
    """Its page outvotes no oEmbed, and only both profiles together say that it is gone."""
    assert said(WATCH, {WATCH: watch, OEMBED: oembed}) == expected


def test_an_inquiry_is_a_check_of_its_own() -> None:
    """After the page, honestly first; a negative is asked again as a browser, a second later, and then no more."""
    made = walk(WATCH, {WATCH: FILM, OEMBED: GONE})
    assert [one.request for one in made.exchanges] == [
        Request(WATCH),
        Request(OEMBED),
        Request(OEMBED, Profile.BROWSER, delay=SECOND_ATTEMPT_S),
    ]


def test_one_profile_that_knows_it_is_enough() -> None:
    """An API may refuse honest programs with 404."""
    answers: Answers = {WATCH: ANY_FILM, OEMBED: lambda request: KNOWN if request.profile is Profile.BROWSER else GONE}
    assert said(WATCH, answers) == (State.ALIVE, Reason.OK)


def test_half_an_inquiry_is_no_death() -> None:
    """Where the time ran out after the first answer, nothing is dead."""
    made = walk(WATCH, {WATCH: ANY_FILM, OEMBED: GONE})
    assert judge(replace(made, exchanges=made.exchanges[:2])).state is State.UNSURE
    assert judge(replace(made, exchanges=made.exchanges[:1])).state is State.UNSURE


def test_a_last_look_at_the_page_does_not_ask_anew() -> None:
    """Whatever is looked at after an inquiry, it is done; and the page does not outvote it."""
    made = walk(WATCH, {WATCH: ANY_FILM, OEMBED: GONE})
    again = Exchange(Request(WATCH, Profile.BROWSER, delay=2.0), ANY_FILM, 1)
    looked = replace(made, exchanges=(*made.exchanges, again))
    assert next_request(looked) is None
    assert judge(looked).state is State.DEAD


def test_a_redirect_stays_what_it_is() -> None:
    """An inquiry that finds it alive takes nothing from what the page said: here, that it moved to https."""
    http = Url("http://www.youtube.com/watch?v=lens")
    made = walk(http, {http: Response(301, (("Location", WATCH),)), WATCH: ANY_FILM, OEMBED: KNOWN})
    verdict = judge(made)
    assert (verdict.state, verdict.reason, verdict.final_url) == (State.MOVED, Reason.HTTPS_UPGRADE, WATCH)


def test_no_link_is_led_to_an_api() -> None:
    """What was asked about a page is never where the page is."""
    url = "https://www.npmjs.com/package/lens"
    verdict = judge(walk(url, {url: Response(403), "https://registry.npmjs.org/lens": KNOWN}))
    assert (verdict.state, verdict.final_url) == (State.ALIVE, None)


@pytest.mark.parametrize(
    ("page", "registry", "state"),
    [
        (html("words " * 99), failure(FailureCode.INTERNAL), State.ALIVE),
        (Response(403), KNOWN, State.ALIVE),
        (Response(403), GONE, State.DEAD),
        (Response(403), Response(403), State.BLOCKED),
        (Response(403), Response(500), State.BLOCKED),
        (GONE, KNOWN, State.ALIVE),
        (GONE, GONE, State.DEAD),
        (GONE, Response(500), State.UNSURE),
    ],
)
def test_a_registry_is_asked_where_its_pages_refuse(page: Response, registry: Outcome, state: State) -> None:
    """A good page needs no registry; of a refused one the registry tells."""
    url = "https://www.npmjs.com/package/lens"
    assert said(url, {url: page, "https://registry.npmjs.org/lens": registry})[0] is state


LOGIN = html("<input type=password>", "Log into Facebook")
TELEGRAM = html("<div class='tgme_page_title'>Lamps</div>", "Telegram: View @lamps")


@pytest.mark.parametrize(
    ("url", "answer", "state"),
    [
        ("https://x.com/keeper", html("", ""), State.UNSURE),
        ("https://x.com/keeper/likes", html("", "X"), State.UNSURE),
        ("https://x.com/keeper", Response(403), State.UNSURE),
        ("https://x.com/keeper", Response(500), State.UNREACHABLE),
        ("https://x.com/", html("words"), State.ALIVE),
        ("https://twitter.com/intent/tweet?text=x", html("words"), State.ALIVE),
        ("https://www.facebook.com/harbour", LOGIN, State.BLOCKED),
        ("https://www.facebook.com/harbour", html("words", "Facebook"), State.BLOCKED),
        ("https://www.facebook.com/harbour", html("words", "The harbour | Facebook"), State.ALIVE),
        ("https://www.facebook.com/harbour", GONE, State.UNSURE),
        ("https://www.facebook.com/harbour", Response(400), State.BLOCKED),
        ("https://www.facebook.com/", html("words", "Facebook – log in or sign up"), State.BLOCKED),
        ("https://www.instagram.com/p/1/", html("words", "Instagram"), State.BLOCKED),
        ("https://www.instagram.com/p/1/", html("words", "Page not found • Instagram"), State.UNSURE),
        ("https://www.instagram.com/keeper/", html("words", "Keeper (@keeper) • Instagram photos"), State.ALIVE),
        ("https://www.linkedin.com/in/x", Response(999), State.BLOCKED),
        ("https://www.linkedin.com/in/x", GONE, State.UNSURE),
        ("https://www.linkedin.com/company/x", GONE, State.DEAD),
        ("https://www.linkedin.com/in/x", html("words", "Sign Up | LinkedIn"), State.BLOCKED),
        ("https://www.linkedin.com/pulse/x", html("words", "How to sign up | LinkedIn"), State.ALIVE),
        ("https://www.reddit.com/r/x", Response(403), State.BLOCKED),
        ("https://www.reddit.com/r/x", Response(429), State.BLOCKED),
        ("https://www.reddit.com/r/x", failure(FailureCode.RATE_LIMITED), State.BLOCKED),
        ("https://www.reddit.com/r/x", GONE, State.DEAD),
        ("https://t.me/lamps", TELEGRAM, State.ALIVE),
        ("https://t.me/lamps/12", html("words", "Telegram: Contact @lamps"), State.UNSURE),
        ("https://t.me/share/url?url=x", html("words", "Telegram: Share Link"), State.ALIVE),
        ("https://discord.gg/x", html("words", "Discord"), State.UNSURE),
        ("https://github.com/o/r/settings", GONE, State.UNSURE),
        ("https://github.com/o/r/edit/main/a.md", GONE, State.UNSURE),
        ("https://github.com/o/r", GONE, State.DEAD),
        ("https://github.com/o/settings", GONE, State.DEAD),
        ("https://en.wikipedia.org/wiki/Fresnel_lamp_lens", GONE, State.DEAD),
        ("https://archive.ph/x", Response(429), State.BLOCKED),
        ("https://docs.google.com/document/d/x", html("words", "Google Docs: Sign-in"), State.BLOCKED),
        ("https://docs.google.com/document/d/x", html("words", "Sign-in sheet - Google Docs"), State.ALIVE),
        ("https://docs.google.com/document/d/x", GONE, State.DEAD),
        ("https://groups.google.com/forum/", html("words"), State.UNSURE),
        ("https://groups.google.com/g/lamps", html("words"), State.ALIVE),
    ],
)
def test_answers_of_a_platform_mean_what_they_mean_there(url: str, answer: Outcome, state: State) -> None:
    """The same answer whoever asks."""
    assert said(url, {url: answer})[0] is state


def test_a_list_behind_a_hash_is_not_seen() -> None:
    """`groups.google.com/#!forum/x`: the fragment tells that the home page is not what is cited."""
    url = "https://groups.google.com/"
    made = walk(url, {url: html("words")})
    assert judge(made).state is State.ALIVE
    assert judge(replace(made, fragments=(("!forum/x", Fragment.UNKNOWN),))).state is State.UNSURE


DOI, PAPER = "https://doi.org/10.1000/182", "https://papers.example/182"
TO_PAPER = Response(302, (("Location", PAPER),))


@pytest.mark.parametrize(
    ("resolver", "paper", "state"),
    [
        (TO_PAPER, html("words " * 99), State.ALIVE),
        (TO_PAPER, Response(403), State.BLOCKED),
        (TO_PAPER, Response(503), State.BLOCKED),
        (TO_PAPER, html("", "Just a moment...", 403), State.BLOCKED),
        (TO_PAPER, GONE, State.UNSURE),
        (TO_PAPER, failure(FailureCode.DNS_NXDOMAIN), State.UNSURE),
        (TO_PAPER, failure(FailureCode.TIMEOUT), State.UNSURE),
        (TO_PAPER, failure(FailureCode.CONNECT_REFUSED), State.UNSURE),
        (TO_PAPER, failure(FailureCode.MALFORMED), State.UNSURE),
        (GONE, html("words"), State.DEAD),
        (Response(500), html("words"), State.UNREACHABLE),
        (failure(FailureCode.TIMEOUT), html("words"), State.UNREACHABLE),
    ],
)
def test_only_the_resolver_says_that_a_doi_is_none(resolver: Outcome, paper: Outcome, state: State) -> None:
    """Whatever becomes of its publisher, a DOI that resolves is registered; silence there is no strike either."""
    assert said(DOI, {DOI: resolver, PAPER: paper})[0] is state


def test_it_is_told_which_publisher_gives_no_answer() -> None:
    """The resolver's own name would send people to the wrong place."""
    silent = failure(FailureCode.TIMEOUT)
    assert "papers.example gives no answer" in judge(walk(DOI, {DOI: TO_PAPER, PAPER: silent})).detail


CAPTURE = "https://web.archive.org/web/20100102000000/http://lamps.example/"
REPLAYED = ("Memento-Datetime", "Sat, 02 Jan 2010 00:00:00 GMT")
NOT_ARCHIVED = "Hrm. Wayback Machine has not archived that URL."


@pytest.mark.parametrize(
    ("answer", "expected"),
    [
        (html("words", "Lamps", 200, REPLAYED), (State.ALIVE, Reason.OK)),
        (html("words", "Not found", 404, REPLAYED), (State.UNSURE, Reason.SAYS_NOT_FOUND)),
        (html(NOT_ARCHIVED, "Wayback Machine", 404), (State.DEAD, Reason.GONE)),
        (GONE, (State.UNSURE, Reason.CONTRADICTORY)),
        (Response(403), (State.BLOCKED, Reason.FORBIDDEN)),
        *((Response(status), (State.UNREACHABLE, Reason.RATE_LIMITED)) for status in (429, 500, 503, 504)),
        *(
            (failure(code), (State.UNREACHABLE, Reason.RATE_LIMITED))
            for code in (FailureCode.CONNECT_REFUSED, FailureCode.TIMEOUT, FailureCode.RESET)
        ),
    ],
)
def test_an_archive_is_slow_and_no_less_alive(answer: Outcome, expected: tuple[State, Reason]) -> None:
    """What would be a strike elsewhere is its way to ask for patience, and rate limits are no strikes."""
    assert said(CAPTURE, {CAPTURE: answer}) == expected


def test_no_platform_is_probed() -> None:
    """Random siblings tell nothing where the page is the same for all."""
    assert not suspicious(walk(WATCH, {WATCH: ANY_FILM, OEMBED: KNOWN}))
    assert not suspicious(walk("https://t.me/lamps", {"https://t.me/lamps": html("few")}))


CITED = [
    *(WATCH, "https://youtu.be/lens", "https://discord.gg/x", "https://x.com/k/status/1", "https://x.com/k"),
    *("https://github.com/o/r.git", "https://crates.io/crates/x", "https://www.npmjs.com/package/x", DOI, CAPTURE),
    *("https://www.facebook.com/x", "https://www.reddit.com/r/x", "https://t.me/lamps", "https://groups.google.com/"),
]


@given(st.sampled_from(CITED), st.data())
def test_every_check_of_a_platform_ends(url: str, data: st.DataObject) -> None:
    """Whatever the world answers; and what is dead was said to be by both profiles, at the page or at the API."""
    made = walk(url, _Drawn(data))
    verdict = judge(made)
    assert judge(without_bodies(made)) == verdict
    assert verdict.evidence
    if verdict.state is State.DEAD and verdict.reason is Reason.GONE:
        parts: dict[bool, set[Profile]] = {True: set(), False: set()}
        for chain in attempts(made.exchanges):
            attempt = Attempt(made, chain)
            if attempt.response is not None and attempt.response.status in (400, 404, 410):
                parts[is_inquiry(attempt)].add(attempt.last.request.profile)
        assert BOTH in parts.values()


class _Drawn(dict[str, Outcome | Callable[[Request], Outcome]]):
    """Answers drawn as they are asked for."""

    def __init__(self, data: st.DataObject) -> None:
        super().__init__()
        self._data = data

    def get(self, _url: str, _default: object = None) -> Outcome:
        return self._data.draw(OUTCOMES)

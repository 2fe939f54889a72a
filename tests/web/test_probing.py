"""Probes: addresses of nothing, and how few, slow and well-behaved the requests for them are."""

from __future__ import annotations

import asyncio
import re
from collections.abc import Callable, Coroutine
from random import Random
from urllib.parse import parse_qsl, urlsplit

import pytest
from hypothesis import given
from hypothesis import strategies as st

from linkcheck.model import Check, Exchange, Failure, FailureCode, Profile, Request, Response, State, Url
from linkcheck.verdict.signals.page import seen, without_bodies
from linkcheck.verdict.signals.probes import ProbeKind, home_of, is_home_request, outcomes
from linkcheck.verdict.signals.soft404 import suspicious
from linkcheck.verdict.weighing import judge
from linkcheck.web.probing import Prober, Suspects, opinion, siblings
from linkcheck.web.probing.siblings import shape
from tests.support.checks import NOW, check, failure, html

URL = Url("http://site.example/keeper/storm-of-the-century")
LOST = html("<h1>Page not found</h1>", "Page not found")
GONE = Response(404)
ALLOWED = Response(200, (("Content-Type", "text/plain"),), b"User-agent: *\nDisallow: /private/\nCrawl-delay: 3\n")


class Host:
    """Stands in for the network: answers by path, and remembers what it was asked."""

    def __init__(self, answer: Callable[[Request], Response | Failure], robots: Response | Failure = GONE) -> None:
        self._answer = answer
        self._robots = robots
        self.asked: list[Request] = []

    async def __call__(self, request: Request) -> tuple[Exchange, ...]:
        """Answer one request."""
        self.asked.append(request)
        is_robots = urlsplit(request.url).path == "/robots.txt"
        return (Exchange(request, self._robots if is_robots else self._answer(request), 1),)

    @property
    def paths(self) -> list[str]:
        """Return what was asked for but robots.txt."""
        paths = [urlsplit(request.url).path for request in self.asked]
        return [path for path in paths if path != "/robots.txt"]


class Cache:
    """Remembers probes as the history does."""

    def __init__(self) -> None:
        self.kept: dict[str, tuple[Exchange, ...]] = {}

    def probes(self, key: str) -> tuple[Exchange, ...] | None:
        """Return what was kept."""
        return self.kept.get(key)

    def keep_probes(self, key: str, probes: tuple[Exchange, ...]) -> None:
        """Keep it."""
        self.kept[key] = probes


def prober(host: Host, cache: Cache | None = None, avoid: Callable[[str], bool] = lambda _: False) -> Prober:
    """Return a prober with known luck."""
    return Prober(host, now=lambda: NOW, random=Random(4), cache=cache, avoid=avoid)  # noqa: S311 - no secret


def run(work: Coroutine[object, object, Check]) -> Check:
    """Run it to its end."""
    return asyncio.run(work)


@pytest.mark.parametrize(
    ("url", "first", "second"),
    [
        ("http://a.example/x", r"/[a-z]{25}", r"/[a-z]{5}(-[a-z]{5}){4}"),
        ("http://a.example/b/x/", r"/b/[a-z]{25}/", r"/b/[a-z-]{29}/"),
        ("http://a.example/b/x.html", r"/b/[a-z]{25}\.html", r"/b/[a-z-]{29}\.html"),
        ("http://a.example/2020/05/x", r"/2020/05/[a-z]{25}", r"/2020/05/[a-z-]{29}"),
        ("http://a.example/q/12345/x-y", r"/q/9\d{11}/[a-z]{25}", r"/q/9\d{11}/[a-z-]{29}"),
        ("http://a.example/b/x?lang=nl", r"/b/[a-z]{25}\?lang=nl", r"/b/[a-z-]{29}\?lang=nl"),
        ("http://a.example/?p=12", r"/\?p=9\d{11}", r"/\?p=[a-z]{25}"),
        ("http://a.example/v.php?id=a&lang=nl", r"/v\.php\?id=[a-z]{25}&lang=nl", r"/v\.php\?id=9\d{11}&lang=nl"),
        ("http://a.example/b/real-post?id=5", r"/b/real-post\?id=9\d{11}", r"/b/[a-z]{25}\?id=5"),
    ],
)
def test_siblings_have_the_shape_of_their_target(url: str, first: str, second: str) -> None:
    """The same directory, extension, slash and query; where the query tells, its value changes."""
    made = siblings(Url(url), Random(1))  # noqa: S311 - no secret
    assert re.fullmatch("http://a\\.example" + first, made[0])
    assert re.fullmatch("http://a\\.example" + second, made[1])
    assert made == siblings(Url(url), Random(1))  # noqa: S311 - no secret


@given(
    st.text("abc/.-_%41é", max_size=30),
    st.lists(st.tuples(st.sampled_from(["id", "p", "x"]), st.text("ab1", max_size=4)), max_size=3),
    st.integers(),
)
def test_siblings_of_any_address_are_others_of_its_host(path: str, pairs: list[tuple[str, str]], seed: int) -> None:
    """Nothing else of the URL changes."""
    query = "&".join(f"{name}={value}" for name, value in pairs)
    url = Url(f"http://site.example/{path}" + (f"?{query}" if query else ""))
    for sibling in siblings(url, Random(seed)):  # noqa: S311 - no secret
        assert sibling != url
        assert urlsplit(sibling).netloc == "site.example"
        assert shape(sibling).partition("/")[0] == shape(url).partition("/")[0]
        assert names(sibling) == names(url)


def names(url: str) -> list[str]:
    """Return the names of a query's parameters."""
    return [name for name, _ in parse_qsl(urlsplit(url).query, keep_blank_values=True)]


def test_an_honest_host_is_asked_once() -> None:
    """One 404 tells all; it is remembered for all that has its shape."""
    host, cache = Host(lambda _: GONE), Cache()
    asking = prober(host, cache)
    for name in ("storm", "calm"):
        probed = run(asking.probed(check(LOST, url=Url(f"http://site.example/keeper/{name}"))))
        assert len(probed.probes) == 1
    assert len(host.paths) == 1
    assert asking.requests == 2  # robots.txt is one
    assert list(cache.kept) == ["site.example/keeper"]
    again = Host(lambda _: GONE)
    assert run(prober(again, cache).probed(check(LOST, url=URL))).probes == cache.kept["site.example/keeper"]
    assert again.asked == []


def test_a_dishonest_host_is_asked_twice_and_follows_redirects() -> None:
    """By two shapes, and for its home page; what is kept has pages, no bodies."""
    host = Host(lambda request: LOST if "end" in request.url else Response(302, (("Location", "/end"),)))
    probed = run(prober(host).probed(check(LOST, url=URL)))
    assert len(host.paths) == 6
    assert host.paths[-2:] == ["/", "/end"]
    assert all(isinstance(each.outcome, Response) and not each.outcome.body for each in probed.probes)
    probes = [request for request in host.asked if request.hop == 0 and not request.url.endswith("/robots.txt")]
    assert len(probes) == 3
    assert all(request.delay >= 1.0 for request in probes)
    assert {request.profile for request in host.asked} == {Profile.HONEST}


def test_a_host_is_asked_for_five_siblings_at_most() -> None:
    """However many directories it has, and for its home page once."""
    host = Host(lambda _: LOST)
    asking = prober(host)
    for number in range(6):
        run(asking.probed(check(LOST, url=Url(f"http://site.example/d{number}/storm"))))
    assert len(host.paths) == 6
    assert host.paths.count("/") == 1


def of_sixth(answer: Callable[[Request], Response | Failure]) -> Check:
    """Return what is known of the sixth directory of a host, which is asked for five siblings."""
    asking = prober(Host(answer))
    for number in range(5):
        run(asking.probed(check(LOST, url=Url(f"http://site.example/d{number}/storm"))))
    return run(asking.probed(check(LOST, url=Url("http://site.example/d5/storm"))))


def test_a_host_that_was_honest_five_times_is_believed() -> None:
    """Its last answer stands for what it is not asked any more."""
    assert [probe.kind for probe in outcomes(of_sixth(lambda _: GONE))] == [ProbeKind.HONEST]


def test_a_host_that_was_dishonest_once_is_not_believed() -> None:
    """One directory with a page for anything, and the sixth may have one, too."""
    assert of_sixth(lambda request: LOST if "/d3/" in request.url else GONE).probes == ()


def with_home(home: Response | Failure, others: Response) -> Callable[[Request], Response | Failure]:
    """Return what a host answers that has a home page, and one page for all other addresses."""
    return lambda request: home if request.url.endswith("example/") else others


def test_the_home_page_is_what_it_is_tonight() -> None:
    """It is evidence of each check and remembered for the run; the one of another night would make a contrast."""
    cache, front = Cache(), html("what we show on Sundays " * 40, "The society of lamps")
    for shown in (front, LOST):
        host = Host(with_home(shown, LOST))
        asking = prober(host, cache)
        for name in ("storm", "calm"):
            probed = run(asking.probed(check(LOST, url=Url(f"http://site.example/keeper/{name}"))))
            assert urlsplit(probed.probes[-1].request.url).path == "/"
            assert home_of(probed) == seen(shown)
            assert len(outcomes(probed)) == 2
        assert host.paths.count("/") == 1
    assert all(not is_home_request(one.request.url) for kept in cache.kept.values() for one in kept)


def test_an_honest_host_is_not_asked_for_its_home_page() -> None:
    """Nor is one that tells nothing, or that robots.txt keeps us from."""
    forbids = Response(200, (("Content-Type", "text/plain"),), b"User-agent: *\nDisallow: /$\n")
    hosts = (Host(lambda _: GONE), Host(lambda _: Response(503)), Host(lambda _: LOST, forbids))
    for host in hosts:
        assert home_of(run(prober(host).probed(check(LOST, url=URL)))) is None
        assert "/" not in host.paths


def test_a_home_page_that_fails_is_none() -> None:
    """It makes no contrast."""
    host = Host(with_home(failure(FailureCode.TIMEOUT), LOST))
    assert home_of(run(prober(host).probed(check(LOST, url=URL)))) is None


@pytest.mark.parametrize(
    ("robots", "path", "asked"),
    [
        (ALLOWED, "/keeper/x", True),
        (ALLOWED, "/private/x", False),
        (GONE, "/private/x", True),
        (Response(403), "/keeper/x", False),
        (Response(401), "/keeper/x", False),
        (Response(429), "/keeper/x", False),
        (Response(503), "/keeper/x", False),
        (failure(FailureCode.TIMEOUT), "/keeper/x", False),
        (html("<h1>Anything</h1>"), "/keeper/x", True),
        (Response(200, (), b"User-agent: linkcheck\nDisallow: /*/x-\n\nUser-agent: *\nDisallow:\n"), "/keeper/x", True),
        (Response(200, (), b"User-agent: LinkCheck\nDisallow: /keeper\n"), "/keeper/x", False),
        (Response(200, (), b"User-agent: *\nCrawl-delay: 60\n"), "/keeper/x", False),
    ],
)
def test_robots_txt_is_obeyed(robots: Response | Failure, path: str, asked: bool) -> None:
    """Nobody linked to what is probed; a wall or a fault in its place forbids, too."""
    host = Host(lambda _: GONE, robots)
    probed = run(prober(host).probed(check(LOST, url=Url(f"http://site.example{path}"))))
    assert bool(probed.probes) is asked
    assert bool(host.paths) is asked
    assert len(host.asked) == 1 + asked


def test_the_pace_that_robots_txt_wants_is_kept() -> None:
    """Three seconds here."""
    host = Host(lambda _: GONE, ALLOWED)
    run(prober(host).probed(check(LOST, url=URL)))
    assert host.asked[-1].delay == 3.0


def test_a_host_with_a_wall_is_left_alone() -> None:
    """Not even its robots.txt is asked for."""
    host = Host(lambda _: GONE)
    for url in (URL, Url("https://me:secret@Site.example:8443/x")):
        assert run(prober(host, avoid=lambda name: name == "site.example").probed(check(LOST, url=url))).probes == ()
    assert host.asked == []


def test_what_told_nothing_is_not_remembered() -> None:
    """A server error today is no reason not to ask tomorrow."""
    cache = Cache()
    run(prober(Host(lambda _: Response(503)), cache).probed(check(LOST, url=URL)))
    assert cache.kept == {}


def resolved(host: Host, *checks: Check, targets: tuple[Url, ...] = ()) -> dict[str, State]:
    """Resolve the checks that are deferred, and return what is then said of each."""
    done: list[Check] = []

    async def again(made: Check) -> Check:
        exchanges = await host(Request(made.url, Profile.BROWSER, delay=2.0))
        return Check(made.url, made.exchanges + exchanges, NOW, probes=made.probes, sources=made.sources)

    async def work() -> None:
        suspects = Suspects(prober(host), judge, again, targets)
        for each in checks:
            each = await suspects.calibrated(each) if suspects.needs_calibration(each, opinion(each)) else each
            if not suspects.defer(each, opinion(each)):
                done.append(each)
        await suspects.resolve(done.append)
        assert not list(suspects.unresolved())

    asyncio.run(work())
    assert all(judge(without_bodies(each)) == judge(each) for each in done)
    return {str(urlsplit(each.url).path): judge(each).state for each in done}


def test_a_suspect_is_dead_only_after_a_last_attempt() -> None:
    """Two probes and the home page, an attempt as a browser, and one probe more."""
    host = Host(lambda _: LOST)
    assert resolved(host, check(LOST, url=URL)) == {"/keeper/storm-of-the-century": State.DEAD}
    assert [request.profile for request in host.asked].count(Profile.BROWSER) == 1
    assert len(host.paths) == 5


def test_a_last_attempt_that_finds_the_page_is_life() -> None:
    """What was seen was a bad moment."""
    host = Host(lambda request: html("words " * 90) if request.profile is Profile.BROWSER else LOST)
    assert resolved(host, check(LOST, url=URL)) == {"/keeper/storm-of-the-century": State.ALIVE}


def test_what_is_no_suspect_is_not_deferred() -> None:
    """No request is made for it."""
    host = Host(lambda _: LOST)
    real = html("the storm of the century " * 40, "The storm of the century")
    assert resolved(host, check(real, url=URL), check(Response(403), url=Url("http://b.example/x-y"))) == {
        "/keeper/storm-of-the-century": State.ALIVE,
        "/x-y": State.BLOCKED,
    }
    assert host.asked == []


def test_many_links_of_one_directory_calibrate_it() -> None:
    """One request tells that its pages are not to be believed, though each looks well."""
    urls = tuple(Url(f"http://site.example/a/{number}") for number in range(5))
    page = html("what is new in the shop and elsewhere " * 40, "What is new")
    front = html("the lighthouse and its keepers through the years " * 40, "The society of lamps")
    for home, expected in ((front, State.DEAD), (page, State.UNSURE)):
        host = Host(with_home(home, page))
        assert set(resolved(host, *(check(page, url=url) for url in urls), targets=urls).values()) == {expected}
    honest = Host(lambda _: GONE)
    assert set(resolved(honest, *(check(page, url=url) for url in urls), targets=urls).values()) == {State.ALIVE}
    assert len(honest.paths) == 1


def test_a_shortener_is_asked_for_a_random_key() -> None:
    """What it does not know it sends to a home page, and so it does with a key that has gone; or it says 404."""
    short = Url("https://aka.ms/storm-guide")
    front = html("search the web and read what is new today " * 40, "Search")

    def moved(end: str) -> Check:
        first = Request(short)
        return check((first, Response(301, (("Location", end),))), (Request(Url(end), hop=1), front), url=short)

    def everything(request: Request) -> Response:
        return front if "bing" in request.url else Response(301, (("Location", "https://www.bing.example/"),))

    assert suspicious(moved("https://www.bing.example/"))
    for end, answers, expected in (
        ("https://www.bing.example/", everything, State.DEAD),
        ("https://learn.example/storms", everything, State.ALIVE),
        ("https://learn.example/storms", lambda _: GONE, State.ALIVE),
    ):
        assert judge(run(prober(Host(answers)).probed(moved(end)))).evidence[-1].state is expected


def test_the_words_of_a_trade_raise_a_probe() -> None:
    """Of a home page as well, of which random siblings could tell nothing else."""
    page = html("spin and win " * 200, "Goldrush: best casino tonight")
    for path in ("", "report/x"):
        target = check(page, url=Url(f"http://lamps.example/{path}"))
        assert set(resolved(Host(lambda _: page), target).values()) == {State.DEAD}
        assert set(resolved(Host(lambda _: GONE), target).values()) == {State.ALIVE}


def test_many_targets_that_end_at_one_address_are_a_sink() -> None:
    """Each of them is asked for its siblings then."""

    def moved(name: str) -> Check:
        first = Request(Url(f"http://site.example/{name}"))
        end = Request(Url("http://site.example/storm-of-the-century"), hop=1)
        page = html("the storm of the century " * 40, "The storm of the century")
        return check((first, Response(302, (("Location", end.url),))), (end, page), url=first.url)

    host = Host(lambda _: GONE)
    resolved(host, *(moved(name) for name in ("storm", "century")))
    assert host.paths == []
    resolved(host, *(moved(name) for name in ("storm", "century", "storms")))
    assert len(host.paths) == 1

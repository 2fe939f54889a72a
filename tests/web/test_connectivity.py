"""Is it us? What counts as an answer, when enough is known, and a resolver that lies."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Collection, Sequence

import pytest

from linkcheck.model import Check, Exchange, Failure, FailureCode, Profile, Request, Response, Tls, Url
from linkcheck.verdict.weighing import judge
from linkcheck.web import connectivity
from linkcheck.web.connectivity import Connectivity
from linkcheck.web.network import Knowledge, Resolver, SystemResolver
from tests.support.checks import check, failure, html
from tests.support.servers import Names

Outcome = Response | Failure
OK = html("The lighthouse stands at the harbour. " * 30)


class Told(SystemResolver):
    """The system's resolver, of which it is known what it knows."""

    def __init__(self, *knowledge: Knowledge) -> None:
        super().__init__()
        self._told = set(knowledge)

    async def resolve(self, host: str, port: int = 0, family: int = 0) -> list[object]:  # type: ignore[override]  # it raises only
        """Know no name."""
        raise OSError(host)

    async def knowledge(self) -> set[Knowledge]:
        """Return what it was told to know."""
        return self._told


def urls(count: int, name: str = "h") -> list[Url]:
    """Return a link to each of so many sites."""
    return [Url(f"http://{name}{number}.example/page") for number in range(count)]


def asked(outcome: Outcome, count: int) -> list[Check]:
    """Return checks of so many sites that all ended alike."""
    return [check((Request(url), outcome), url=url) for url in urls(count)]


def fault(
    checks: Sequence[Check],
    *,
    planned: Collection[Url] = (),
    resolver: Resolver | None = None,
    known: Sequence[Check] = (),
    over: bool = True,
) -> str | None:
    """Return what is wrong after these checks of the hosts that are planned, theirs for the default.

    `known`: the checks of links that were known to be alive, which are asked only if that is wanted.
    """

    def take(watch: Connectivity, done: Check) -> None:
        for exchange in done.exchanges:
            watch.heard(exchange)
        watch.checked(done, judge(done))

    async def go() -> str | None:
        hosts = [url.split("/")[2] for url in (planned or [done.url for done in checks])]
        watch = Connectivity(hosts, resolver or Names({}))

        def ask_known(others: Collection[str]) -> Collection[str]:
            assert set(hosts) == set(others)
            for done in known:
                take(watch, done)
            return [done.url.split("/")[2] for done in known]

        for done in checks:
            take(watch, done)
        if over:
            watch.over()
        said = await watch.fault(ask_known)
        assert watch.is_well is (said is None)
        return said

    return asyncio.run(go())


SILENT = [
    FailureCode.DNS_NXDOMAIN,  # of a resolver that is not shown to know anything
    FailureCode.DNS_DENIED,
    FailureCode.DNS_UNPROVEN,
    FailureCode.DNS_NODATA,
    FailureCode.DNS_FAILURE,
    FailureCode.CONNECT_REFUSED,
    FailureCode.CONNECT_TIMEOUT,
    FailureCode.TIMEOUT,
    FailureCode.NO_ROUTE,
    FailureCode.RESET,
    FailureCode.TLS_ALERT,
    FailureCode.PROXY,
    FailureCode.LOCAL,
]


@pytest.mark.parametrize("code", SILENT)
def test_five_silent_hosts_are_no_coincidence(code: FailureCode) -> None:
    """From five on it is this machine; four are four hosts."""
    assert fault(asked(failure(code), 5)) is not None
    assert fault(asked(failure(code), 4)) is None


@pytest.mark.parametrize("code", sorted(connectivity.SAYS_NOTHING))
def test_what_was_not_sent_says_nothing_of_the_network(code: FailureCode) -> None:
    """A private address, a host that was given up, a bug of ours."""
    assert fault(asked(failure(code), 9)) is None


def test_names_that_are_gone_are_no_silent_hosts() -> None:
    """The system's resolver knows their top-level domain, so there is a network."""
    assert fault(asked(failure(FailureCode.DNS_NXDOMAIN), 9), resolver=Told(Knowledge.KNOWN)) is None


def test_one_host_asked_five_times_is_one_host() -> None:
    """Distinct hosts count, not requests."""
    one = check(*[failure(FailureCode.TIMEOUT)] * 9)
    assert fault([one] * 9) is None


@pytest.mark.parametrize("answer", [Response(404), Response(503), OK])
def test_one_http_answer_clears_the_machine(answer: Response) -> None:
    """Whatever it says, and whenever it comes."""
    silent = asked(failure(FailureCode.TIMEOUT), 30)
    assert fault([*silent, check(answer)]) is None
    assert fault([check(answer), *silent]) is None


def test_links_known_to_be_alive_are_asked_first() -> None:
    """A night on which only dead hosts are due is none of this machine's."""
    silent = asked(failure(FailureCode.CONNECT_REFUSED), 9)
    (alive,) = urls(1, "alive")
    assert fault(silent, known=[check((Request(alive), OK), url=alive)]) is None
    assert fault(silent, known=[check((Request(alive), failure(FailureCode.CONNECT_REFUSED)), url=alive)]) is not None


def test_nothing_asked_is_no_fault() -> None:
    """A run without targets is healthy."""
    assert fault([]) is None


def test_it_is_said_before_the_run_is_over() -> None:
    """All hosts have been heard of once; nobody waits for the rest of their links."""
    assert fault(asked(failure(FailureCode.DNS_FAILURE), 9), over=False) is not None


@pytest.mark.parametrize(
    ("knowledge", "words"),
    [(Knowledge.DENIED, "no top-level domain"), (Knowledge.KNOWN, None), (Knowledge.UNTOLD, None)],
)
def test_a_resolver_that_knows_no_top_level_domain_is_none(knowledge: Knowledge, words: str | None) -> None:
    """One link is enough to tell; where it knows any, it has a list of allowed names."""
    said = fault(asked(failure(FailureCode.DNS_DENIED), 1), resolver=Told(knowledge))
    assert (said is None) is (words is None)
    assert words is None or words in str(said)


def test_a_list_of_allowed_names_is_no_fault() -> None:
    """It denies every top-level domain, and names of its list answer."""
    denied = asked(failure(FailureCode.DNS_DENIED), 9)
    assert fault([*denied, check(OK)], resolver=Told(Knowledge.DENIED)) is None


def held(first: Failure, again: Callable[[Request], Request], *, others: Outcome | None = None) -> bool:
    """Tell whether a request waits after one that failed, and `others` have said what they say."""

    async def go() -> bool:
        watch = Connectivity(["a.example", "b.example"], Names({}))
        request = Request(Url("http://a.example/1"))
        await watch.turn(request)
        watch.heard(Exchange(request, first, 1))
        if others is not None:
            watch.heard(Exchange(Request(Url("http://b.example/")), others, 1))
        turn = asyncio.ensure_future(watch.turn(again(request)))
        for _ in range(5):
            await asyncio.sleep(0)
        waits = not turn.done()
        turn.cancel()
        return waits

    return asyncio.run(go())


def test_hosts_are_asked_once_until_somebody_answers() -> None:
    """Who is offline is not to wait for retries, nor for the other links of each host."""
    silence = failure(FailureCode.DNS_FAILURE)
    assert held(silence, lambda request: request)
    assert held(silence, lambda _: Request(Url("http://a.example/2"), delay=1.0))
    assert held(silence, lambda request: request, others=silence)
    assert not held(silence, lambda request: request, others=Response(404))


def test_another_way_to_ask_is_no_repetition() -> None:
    """The other scheme, another host, a looser handshake, a browser: each may find somebody."""
    refused = failure(FailureCode.CONNECT_REFUSED)
    assert not held(refused, lambda _: Request(Url("https://a.example/1")))
    assert not held(refused, lambda _: Request(Url("http://c.example/1")))
    assert not held(refused, lambda request: Request(request.url, tls=Tls.LOOSE))
    assert not held(refused, lambda request: Request(request.url, profile=Profile.BROWSER))


def test_a_resolver_that_knows_every_name_lies() -> None:
    """A random name under .invalid has no address on an honest one; it is never the same name."""

    class Portal(Names):
        async def resolve(self, host: str, port: int = 0, family: int = 0) -> list[object]:  # type: ignore[override]  # what it gives is not looked at
            self.asked.append(host)
            return [object()]

    portal, honest = Portal({}), Names({})
    assert asyncio.run(connectivity.hijacked(portal)) is not None
    assert asyncio.run(connectivity.hijacked(honest)) is None
    assert portal.asked[0].endswith(".invalid")
    assert portal.asked != honest.asked
    assert "captive portal" in str(fault(asked(OK, 9), resolver=Portal({})))


def test_behind_a_proxy_no_name_is_looked_up() -> None:
    """Not the one that cannot exist, either: the proxy would be asked for nothing."""

    async def go() -> None:
        names = Names({})
        watch = Connectivity([], names, looks_up=False)
        watch.over()
        assert await watch.fault(lambda _: ()) is None
        assert names.asked == []

    asyncio.run(go())


LOGIN = html("<form>Room number <input name=room> <input type=password name=code></form>", "Hotel Wi-Fi")


def begins(*, again: Outcome, could: bool = True, resolver: Resolver | None = None) -> tuple[str | None, int, bool]:
    """Return what is said where a site lives and six then show a log-in, how many were asked again, and if all is well.

    `again`: what the living site shows when it is asked again; `could`: the budget lets it.
    """
    watch = Connectivity([], resolver or Names({}))
    asked_again: list[Url] = []

    def take(outcome: Outcome, url: Url) -> None:
        done = check((Request(url), outcome), url=url)
        watch.checked(done, judge(done))

    async def ask_again(links: Collection[Url]) -> bool:
        asked_again.extend(links)
        for url in links:
            take(again, url)
        return could

    async def go() -> str | None:
        watch.is_well = True
        take(OK, Url("http://own.lab/page"))
        for url in urls(6):
            take(LOGIN, url)
        watch.over()
        return await watch.late_fault(ask_again)

    return asyncio.run(go()), len(asked_again), watch.is_well and not watch.may_be_portal


def test_a_portal_that_begins_late_shows_itself_at_sites_that_lived() -> None:
    """A site that lived in this run shows the log-in now, or nothing at all."""
    for again in (LOGIN, failure(FailureCode.CONNECT_TIMEOUT)):
        said, count, well = begins(again=again)
        assert "in the middle of the run" in str(said)
        assert (count, well) == (1, False)


def test_a_log_in_that_many_share_is_no_portal() -> None:
    """The site that lived lives still, or there is no request left to ask it with."""
    assert begins(again=OK) == (None, 1, True)
    assert begins(again=failure(FailureCode.OVER_BUDGET), could=False) == (None, 1, True)


def test_a_portal_that_begins_late_may_be_known_by_its_names() -> None:
    """Names that were looked up before are not looked up again; one that cannot exist has an address now."""

    class Lies(Names):
        async def resolve(self, host: str, port: int = 0, family: int = 0) -> list[object]:  # type: ignore[override]
            return []

    said, count, well = begins(again=OK, resolver=Lies({}))
    assert "which cannot exist" in str(said)
    assert (count, well) == (0, False)

"""Politeness and retries with a clock of our own: no test waits, every wait is counted."""

from __future__ import annotations

import asyncio
import heapq
import itertools
from collections import Counter
from collections.abc import Awaitable, Callable
from dataclasses import replace

import pytest

from linkcheck.model import Exchange, Failure, FailureCode, Request, Response, Url
from linkcheck.web.network import HostSettings, NetworkSettings
from linkcheck.web.network.politeness import SILENCES, HostQueue, Politeness
from linkcheck.web.network.retries import Retrying
from tests.support.servers import SETTINGS

DEFAULTS = NetworkSettings("test")
OK = Response(200)


class Time:
    """A clock that jumps to the next sleeper once nobody else can go on."""

    def __init__(self) -> None:
        self.now = 1000.0
        self._sleepers: list[tuple[float, int, asyncio.Future[None]]] = []
        self._numbers = itertools.count()

    def clock(self) -> float:
        """Return the time."""
        return self.now

    async def sleep(self, seconds: float) -> None:
        """Wait until the clock has come so far."""
        awake: asyncio.Future[None] = asyncio.get_running_loop().create_future()
        heapq.heappush(self._sleepers, (self.now + seconds, next(self._numbers), awake))
        await awake

    async def pass_for(self, work: Awaitable[object]) -> None:
        """Let time pass until `work` is done."""
        task = asyncio.ensure_future(work)
        while not task.done():
            for _ in range(50):  # whatever can go on without time passing goes on
                await asyncio.sleep(0)
            if self._sleepers and not task.done():
                self.now, _, awake = heapq.heappop(self._sleepers)
                if not awake.done():
                    awake.set_result(None)
        await task


class World:
    """Servers that answer as told, each request taking `takes` seconds."""

    def __init__(self, answer: Callable[[str, int], Response | Failure], time: Time, takes: float = 0.05) -> None:
        self.answer = answer
        self.time = time
        self.takes = takes
        self.started: list[tuple[float, str]] = []
        self.limits: list[float | None] = []
        self.running = 0
        self.most = 0

    async def exchange(self, request: Request, limit: float | None = None) -> Exchange:
        """Take a while, then answer."""
        self.started.append((self.time.now, request.url))
        self.limits.append(limit)
        number = sum(1 for _, url in self.started if url == request.url)
        self.running += 1
        self.most = max(self.most, self.running)
        await self.time.sleep(self.takes)
        self.running -= 1
        return Exchange(request, self.answer(request.url, number), round(self.takes * 1000))


def run(
    urls: list[str],
    answer: Callable[[str, int], Response | Failure],
    settings: NetworkSettings = DEFAULTS,
    *,
    takes: float = 0.05,
) -> tuple[dict[str, tuple[Exchange, ...]], World, Time]:
    """Ask for all URLs at once."""
    time = Time()
    world = World(answer, time, takes)
    results: dict[str, tuple[Exchange, ...]] = {}

    async def one(fetch: Retrying, url: str) -> None:
        results[url] = await fetch(Request(Url(url)))

    async def all_of_them() -> None:
        politeness = Politeness(settings, clock=time.clock, sleep=time.sleep)
        fetch = Retrying(
            world.exchange, politeness, max_retries=settings.max_retries, budget=2 * settings.timeout, sleep=time.sleep
        )
        await time.pass_for(asyncio.gather(*(one(fetch, url) for url in urls)))

    asyncio.run(all_of_them())
    return results, world, time


def links(host: str, count: int) -> list[str]:
    """Return links to one host."""
    return [f"http://{host}/{number}" for number in range(count)]


def test_a_host_is_asked_every_so_often() -> None:
    """Requests to one host start at least the interval apart, however many wait."""
    _, world, _ = run(links("a.example", 20), lambda *_: OK, takes=0.001)
    starts = [moment for moment, _ in world.started]
    assert min(after - before for before, after in itertools.pairwise(starts)) >= 0.1 - 1e-6


def test_what_broke_on_a_kept_connection_waits_for_its_turn_again() -> None:
    """It is one exchange, and still a request."""
    time = Time()
    world = World(lambda *_: OK, time, 0.01)

    async def broken(request: Request, limit: float | None = None) -> None:
        await world.exchange(request, limit)

    async def ask() -> tuple[Exchange, ...]:
        politeness = Politeness(DEFAULTS, clock=time.clock, sleep=time.sleep)
        fetch = Retrying(world.exchange, politeness, max_retries=3, budget=40, sleep=time.sleep, exchange_kept=broken)
        made: tuple[Exchange, ...] = ()

        async def one() -> None:
            nonlocal made
            made = await fetch(Request(Url("http://a.example/")))

        await time.pass_for(one())
        return made

    assert len(asyncio.run(ask())) == 1
    (first, _), (again, _) = world.started
    assert again - first >= 0.1 - 1e-6


def test_a_host_is_asked_a_few_things_at_once() -> None:
    """A slow host never has more than four requests, or what its own table says."""
    _, world, _ = run(links("a.example", 20), lambda *_: OK, takes=10)
    assert world.most == 4
    own = replace(DEFAULTS, hosts={"a.example": HostSettings(concurrency=1, request_interval=0.0)})
    assert run(links("a.example", 5), lambda *_: OK, own, takes=10)[1].most == 1


def test_the_whole_run_has_a_limit() -> None:
    """No more requests than that are under way, and each is made in the end."""
    urls = [f"http://h{number}.example/" for number in range(40)]
    results, world, _ = run(urls, lambda *_: OK, replace(DEFAULTS, max_concurrency=8))
    assert world.most == 8
    assert len(results) == 40


def test_starts_stay_apart_when_the_run_is_crowded() -> None:
    """Waiting for a place in the run does not make a host's requests come all at once."""
    urls = [url for number in range(10) for url in links(f"h{number}.example", 4)]
    _, world, _ = run(urls, lambda *_: OK, replace(DEFAULTS, max_concurrency=2))
    for number in range(10):
        starts = [moment for moment, url in world.started if f"//h{number}." in url]
        assert len(starts) == 4
        assert min(after - before for before, after in itertools.pairwise(starts)) >= 0.1 - 1e-6


@pytest.mark.parametrize(("value", "seconds"), [("7", 7), ("0", 0), (None, 2), ("1m30s", 2), ("-5", 2)])
def test_a_host_gets_the_peace_that_it_asks_for(value: str | None, seconds: float) -> None:
    """After a 429 nothing is sent to the host for so long; without a usable Retry-After for two seconds."""
    headers = () if value is None else (("Retry-After", value),)
    refusal = Response(429, headers)
    results, world, _ = run(["http://a.example/0"], lambda _, number: refusal if number == 1 else OK)
    (first, _), (second, _) = world.started
    assert seconds <= second - first <= max(seconds, 1.5) + 0.2, "a second attempt comes after a second and a half"
    assert [exchange.outcome for exchange in results["http://a.example/0"]] == [refusal, OK]


def test_a_refusal_holds_for_all_links_of_the_host() -> None:
    """Those that waited already wait on."""
    refusal = Response(429, (("Retry-After", "60"),))
    _, world, _ = run(links("a.example", 8), lambda url, number: refusal if (url[-1], number) == ("0", 1) else OK)
    began = world.started[0][0]
    assert all(moment - began <= 0.06 or moment - began >= 60 for moment, _ in world.started)


def test_a_host_that_keeps_refusing_is_given_up() -> None:
    """The rest of its links get no request and say why; nothing is asked a fourth time in peace."""
    results, world, _ = run(links("a.example", 50), lambda *_: Response(429, (("Retry-After", "5"),)))
    last = [exchanges[-1].outcome for exchanges in results.values()]
    given_up = [one for one in last if isinstance(one, Failure)]
    assert {one.code for one in given_up} == {FailureCode.RATE_LIMITED}
    assert len(given_up) >= 40
    assert len(world.started) <= 12


def test_refusals_of_requests_under_way_count_once() -> None:
    """Four links asked at once and refused at once are one refusal: after the pause all of them are answered."""
    refusal = Response(429, (("Retry-After", "5"),))
    own = replace(DEFAULTS, hosts={"a.example": HostSettings(concurrency=4, request_interval=0.0)})
    results, _, _ = run(links("a.example", 4), lambda _, number: refusal if number == 1 else OK, own)
    assert [exchanges[-1].outcome for exchanges in results.values()] == [OK] * 4


def test_a_host_under_load_is_asked_more_seldom_but_not_ever_more() -> None:
    """Each sign of load doubles the pause between two requests, up to ten seconds; an ordinary answer ends that."""
    host = HostQueue(1, 0.0)
    pauses = []
    for _ in range(8):
        host.slow_down()
        moment = host.turn(0.0)
        pauses.append(host.turn(0.0) - moment)
    assert pauses == [0.5, 1.0, 2.0, 4.0, 8.0, 10.0, 10.0, 10.0]
    host.answered()
    moment = host.turn(0.0)
    assert host.turn(0.0) == moment


def test_a_host_that_asks_for_a_day_is_given_up_at_once() -> None:
    """Nobody waits for it."""
    results, world, time = run(links("a.example", 50), lambda *_: Response(503, (("Retry-After", "86400"),)))
    assert len(results) == 50
    assert len(world.started) <= 4
    assert time.now < 1000 + 60


def test_unrelated_hosts_do_not_wait() -> None:
    """While one host wants a minute of peace and another hangs, all others are done in a second."""
    urls = [*links("busy.example", 4), *links("slow.example", 4), *links("well.example", 5)]

    def answer(url: str, number: int) -> Response | Failure:
        if "busy" in url and number == 1:
            return Response(429, (("Retry-After", "60"),))
        return Failure(FailureCode.TIMEOUT, "") if "slow" in url else OK

    _, world, _ = run(urls, answer)
    assert max(moment for moment, url in world.started if "well" in url) <= 1001


def test_a_wall_is_not_asked_again() -> None:
    """A challenge is no overload, whatever its status; it delays nobody."""
    wall = Response(503, (("cf-mitigated", "challenge"), ("Retry-After", "60")))
    results, world, _ = run(links("a.example", 3), lambda *_: wall)
    assert len(world.started) == 3
    assert all(len(exchanges) == 1 for exchanges in results.values())
    assert world.started[-1][0] < 1001


@pytest.mark.parametrize("status", [500, 502, 503, 504, 408])
def test_a_fault_that_may_pass_is_asked_again(status: int) -> None:
    """All attempts are kept, the deciding one last."""
    results, _, _ = run(["http://a.example/0"], lambda _, number: Response(status) if number < 3 else OK)
    outcomes = [exchange.outcome for exchange in results["http://a.example/0"]]
    assert outcomes == [Response(status), Response(status), OK]


@pytest.mark.parametrize(
    "outcome",
    [
        Response(404),
        Response(403),
        Response(501),
        OK,
        *(
            Failure(code, "")
            for code in (FailureCode.DNS_NXDOMAIN, FailureCode.CONNECT_REFUSED, FailureCode.TLS_EXPIRED)
        ),
    ],
)
def test_what_is_certain_is_asked_once(outcome: Response | Failure) -> None:
    """The twin: nothing that a second attempt cannot change gets one."""
    results, _, _ = run(["http://a.example/0"], lambda *_: outcome)
    assert len(results["http://a.example/0"]) == 1


def test_attempts_end() -> None:
    """After the retries that the settings allow; or when the time of all attempts is spent."""
    always = lambda *_: Failure(FailureCode.RESET, "")  # noqa: E731 -- said once, used twice
    results, _, _ = run(["http://a.example/0"], always)
    assert len(results["http://a.example/0"]) == 1 + DEFAULTS.max_retries
    results, world, _ = run(["http://a.example/0"], always, takes=20)
    assert len(results["http://a.example/0"]) == 2
    assert world.limits == [40, 20]


def test_silence_for_all_the_time_is_told_once() -> None:
    """A server that says nothing for twenty seconds is not waited for twice; a short silence may be chance."""
    silent = lambda *_: Failure(FailureCode.TIMEOUT, "")  # noqa: E731 -- said once, used twice
    results, _, _ = run(["http://a.example/0"], silent, takes=20)
    assert len(results["http://a.example/0"]) == 1
    results, _, _ = run(["http://a.example/0"], silent, takes=3)
    assert len(results["http://a.example/0"]) == 1 + DEFAULTS.max_retries


def test_a_fault_that_takes_its_time_is_asked_again() -> None:
    """Only silence for most of the time is told once: an answer, however late, may be another the next time."""
    results, _, _ = run(["http://a.example/0"], lambda *_: Response(502), takes=25)
    assert len(results["http://a.example/0"]) == 2


def test_a_request_in_haste_has_less_time_for_all_its_attempts() -> None:
    """What is left of a target's time is all that its attempts get."""
    time = Time()
    world = World(lambda *_: Failure(FailureCode.RESET, ""), time, takes=3)

    async def go() -> None:
        politeness = Politeness(SETTINGS, clock=time.clock, sleep=time.sleep)
        fetch = Retrying(world.exchange, politeness, max_retries=9, budget=40, sleep=time.sleep)
        await time.pass_for(fetch(Request(Url("http://a.example/"), timeout=5)))

    asyncio.run(go())
    assert world.limits == [5, 2]


SILENCE = Failure(FailureCode.TIMEOUT, "")
REFUSED = Failure(FailureCode.CONNECT_REFUSED, "")


def codes(results: dict[str, tuple[Exchange, ...]]) -> Counter[object]:
    """Return how each URL ended, counted."""
    last = [exchanges[-1].outcome for exchanges in results.values()]
    return Counter(one.code if isinstance(one, Failure) else one.status for one in last)


@pytest.mark.parametrize("silence", [SILENCE, REFUSED, Failure(FailureCode.CONNECT_TIMEOUT, "")])
def test_a_host_that_never_answers_is_left(silence: Failure) -> None:
    """After eight in a row nothing more is asked, by nobody, and 382 links take less than a minute."""
    results, world, time = run(links("a.example", 382), lambda *_: silence, takes=20)
    assert len(world.started) == SILENCES
    assert codes(results) == {silence.code: SILENCES, FailureCode.SILENT_HOST: 382 - SILENCES}
    assert time.now - 1000 <= 60


def test_an_answer_now_and_then_keeps_a_host() -> None:
    """Seven silences and an answer, over and over: all of its links are asked."""
    own = replace(DEFAULTS, host_concurrency=1)
    results, world, _ = run(
        links("a.example", 50), lambda url, _: OK if int(url.rpartition("/")[2]) % 8 == 7 else REFUSED, own
    )
    assert FailureCode.SILENT_HOST not in codes(results)
    assert len({url for _, url in world.started}) == 50


@pytest.mark.parametrize(
    "outcome",
    [Response(500), Response(404), *(Failure(code, "") for code in (FailureCode.RESET, FailureCode.TLS_EXPIRED))],
)
def test_whoever_says_anything_is_not_left(outcome: Response | Failure) -> None:
    """A reset or an alert comes from somebody."""
    own = replace(DEFAULTS, max_retries=0)
    results, _, _ = run(links("a.example", 30), lambda *_: outcome, own)
    assert FailureCode.SILENT_HOST not in codes(results)


def test_one_port_may_be_silent_and_the_other_not() -> None:
    """Links with http are left, those with https are not."""
    urls = [*links("a.example", 20), *(f"https://a.example/{number}" for number in range(20))]
    results, _, _ = run(urls, lambda url, _: OK if url.startswith("https") else REFUSED)
    assert codes(results) == {200: 20, FailureCode.CONNECT_REFUSED: SILENCES, FailureCode.SILENT_HOST: 20 - SILENCES}


def test_silent_hosts_do_not_slow_one_that_answers() -> None:
    """Seventy hosts hold no more places than leaves enough for the living one, from the first second on."""
    urls = [url for number in range(70) for url in links(f"silent{number}.example", 12)]
    answers = links("living.example", 40)
    _, world, _ = run([*urls, *answers], lambda url, _: OK if "living" in url else SILENCE, takes=0.05)
    assert max(moment for moment, url in world.started if "living" in url) - 1000 < 40 * 0.15

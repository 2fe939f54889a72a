"""Verdicts: what looks mean together. Nothing is worse than a wrong `dead`."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from linkcheck.model import (
    Check,
    Exchange,
    Failure,
    FailureCode,
    Flag,
    Profile,
    Reason,
    Request,
    Response,
    State,
    Tls,
    Url,
)
from linkcheck.verdict.weighing import judge
from tests.support.checks import BROWSER, CHECKS, URL, check, failure, html

GONE = Response(404)
NXDOMAIN = failure(FailureCode.DNS_NXDOMAIN)
AGAIN = Request(URL, delay=1.0)


def said(judged: Check, accept: frozenset[int] = frozenset()) -> tuple[State, Reason]:
    """Return the verdict and its reason."""
    verdict = judge(judged, accept=accept)
    return verdict.state, verdict.reason


def died(exchange: Exchange) -> bool:
    """Return whether an exchange could be evidence of death."""
    outcome = exchange.outcome
    if isinstance(outcome, Failure):
        return outcome.code is FailureCode.DNS_NXDOMAIN
    return outcome.status in (404, 410)


@pytest.mark.parametrize("status", [404, 410])
def test_two_profiles_that_find_nothing_are_death(status: int) -> None:
    """The honest one and the browser's."""
    gone = Response(status)
    assert said(check(gone, (BROWSER, gone))) == (State.DEAD, Reason.GONE)


def test_one_look_is_never_death() -> None:
    """Whatever it says; nor are two attempts as the same client."""
    for outcome in (GONE, NXDOMAIN, Response(410)):
        assert judge(check(outcome)).state is not State.DEAD
    assert judge(check(GONE, (AGAIN, GONE))).state is not State.DEAD


def test_a_page_in_either_look_is_life() -> None:
    """One attempt that found it is enough."""
    assert said(check(GONE, (BROWSER, html("here")))) == (State.ALIVE, Reason.OK)
    assert said(check(html("here"))) == (State.ALIVE, Reason.OK)


@pytest.mark.parametrize(
    ("other", "state"),
    [
        (Response(403), State.BLOCKED),
        (Response(500), State.UNSURE),
        (failure(FailureCode.TIMEOUT), State.UNSURE),
        (failure(FailureCode.RESET), State.UNSURE),
    ],
)
def test_a_look_that_says_otherwise_prevents_death(other: Response | Failure, state: State) -> None:
    """Whichever comes first."""
    assert judge(check(GONE, (BROWSER, other))).state is state
    assert judge(check(other, (BROWSER, GONE))).state is state


def test_a_name_that_is_missing_twice_is_death() -> None:
    """Asked again a second later, and never answered in between."""
    assert said(check(NXDOMAIN, (AGAIN, NXDOMAIN))) == (State.DEAD, Reason.DNS_GONE)
    hop = Request(Url("http://site.example/2"), hop=1)
    redirect = Response(302, (("Location", "/2"),))
    assert judge(check(redirect, (hop, NXDOMAIN), (hop, NXDOMAIN))).state is State.UNSURE
    assert judge(check(GONE, (BROWSER, NXDOMAIN), (BROWSER, NXDOMAIN))).state is State.UNSURE


def test_a_name_that_is_missing_once_is_no_death() -> None:
    """Another failure of the same target does not count for it."""
    silent = failure(FailureCode.TIMEOUT)
    assert said(check(silent, (BROWSER, NXDOMAIN))) == (State.UNREACHABLE, Reason.TIMEOUT)
    assert said(check(NXDOMAIN, (BROWSER, silent))) == (State.UNREACHABLE, Reason.DNS_FAILURE)


def test_a_name_that_comes_back_is_no_death() -> None:
    """Missing twice, and found by the last look: whoever is asked cannot make up their mind."""
    silent = failure(FailureCode.TIMEOUT)
    assert said(check(NXDOMAIN, (AGAIN, NXDOMAIN), (BROWSER, silent))) == (State.UNSURE, Reason.CONTRADICTORY)


def test_a_redirect_to_a_missing_name_is_no_death() -> None:
    """The host that was cited still answers."""
    hop = Request(Url("http://gone.example/"), hop=1)
    redirect = Response(302, (("Location", "http://gone.example/"),))
    twice = check(redirect, (hop, NXDOMAIN), (Request(hop.url, hop=1, delay=1.0), NXDOMAIN))
    assert said(twice) == (State.UNSURE, Reason.BAD_REDIRECT)


@pytest.mark.parametrize("code", [code for code in FailureCode if code is not FailureCode.DNS_NXDOMAIN])
def test_no_other_failure_is_ever_death(code: FailureCode) -> None:
    """However often it comes."""
    assert judge(check(failure(code), (BROWSER, failure(code)))).state is not State.DEAD


@settings(max_examples=500)
@given(CHECKS, st.sets(st.sampled_from([200, 403, 404, 999])).map(frozenset))
def test_every_check_has_a_verdict_and_death_two_witnesses(judged: Check, accept: frozenset[int]) -> None:
    """Judging is total, keeps its evidence, and never says `dead` on one exchange's word."""
    verdict = judge(judged, accept=accept)
    assert verdict.detail
    assert verdict.evidence[0].state is verdict.state
    if verdict.state is State.DEAD:
        witnesses = [exchange for exchange in judged.exchanges if died(exchange)]
        assert len(witnesses) >= 2
        if verdict.reason is Reason.DNS_GONE:
            assert not any(isinstance(exchange.outcome, Response) for exchange in judged.exchanges)
        else:
            assert {exchange.request.profile for exchange in witnesses} == set(Profile)


def test_a_status_that_the_user_accepts_is_alive() -> None:
    """… wherever the redirects led."""
    assert said(check(Response(403)), frozenset({403})) == (State.ALIVE, Reason.ACCEPTED)


def test_a_page_behind_a_bad_certificate_is_alive_with_a_flag() -> None:
    """Unless the certificate is for another name: then it may be another's page."""
    url = Url("https://site.example/")
    loose = (Request(url, tls=Tls.LOOSE), html("here"))
    for code, flag in (
        (FailureCode.TLS_EXPIRED, Flag.INSECURE),
        (FailureCode.TLS_INCOMPLETE_CHAIN, Flag.INCOMPLETE_CHAIN),
    ):
        verdict = judge(check(failure(code), loose, url=url))
        assert (verdict.state, verdict.flags) == (State.ALIVE, (flag,))
    assert said(check(failure(FailureCode.TLS_WRONG_HOST), loose, url=url)) == (State.UNSURE, Reason.TLS_IDENTITY)


def test_a_page_gone_behind_a_bad_certificate_is_not_dead() -> None:
    """A fault of TLS never becomes death."""
    url = Url("https://site.example/")
    loose, browser = Request(url, tls=Tls.LOOSE), Request(url, Profile.BROWSER, delay=1.0)
    expired = failure(FailureCode.TLS_EXPIRED)
    attempts = ((loose, GONE), (browser, expired), (Request(url, Profile.BROWSER, tls=Tls.LOOSE), GONE))
    assert judge(check(expired, *attempts, url=url)).state is State.UNREACHABLE


def test_nothing_asked_is_nothing_known() -> None:
    """A check without exchanges, as of a run out of time, is unsure."""
    assert judge(check()).state is State.UNSURE


def test_where_it_ended_is_told() -> None:
    """Status and address of the deciding look; a way down to http is flagged."""
    url = Url("https://site.example/a")
    hop = Request(Url("http://site.example/b"), hop=1)
    verdict = judge(check(Response(302, (("Location", hop.url),)), (hop, html("here")), url=url))
    assert (verdict.status, verdict.final_url, verdict.flags) == (200, hop.url, (Flag.HTTPS_TO_HTTP,))


@pytest.mark.parametrize(("hops", "flags"), [(9, ()), (10, (Flag.LONG_CHAIN,))])
def test_a_long_chain_is_flagged(hops: int, flags: tuple[Flag, ...]) -> None:
    """Ten redirects are too many to be meant; nine are let pass."""
    urls = [Url(f"http://site.example/{number}") for number in range(hops + 1)]
    away = [Response(302, (("Location", url),)) for url in urls[1:]]
    requests = [Request(url, hop=hop) for hop, url in enumerate(urls)]
    verdict = judge(check(*zip(requests, [*away, html("here")], strict=True), url=urls[0]))
    assert (verdict.state, verdict.flags) == (State.ALIVE, flags)


def test_all_evidence_is_kept() -> None:
    """One for each look, the deciding one first."""
    verdict = judge(check(GONE, (BROWSER, Response(403))))
    assert [one.state for one in verdict.evidence] == [State.BLOCKED, State.DEAD]

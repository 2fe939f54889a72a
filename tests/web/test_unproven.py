"""A resolver that tells nothing of top-level domains is believed where it knows other names of the same one."""

from __future__ import annotations

from linkcheck.model import Check, FailureCode, Request, Response, State, Url
from linkcheck.verdict.weighing import judge
from linkcheck.web.unproven import Unproven
from tests.support.checks import check, failure

UNPROVEN = failure(FailureCode.DNS_UNPROVEN)


def denied(host: str) -> Check:
    """Return a check of a name that the resolver does not know, asked twice."""
    url = Url(f"http://{host}/page")
    return check((Request(url), UNPROVEN), (Request(url, delay=1.0), UNPROVEN), url=url)


def resolved(*hosts: str, answered: tuple[str, ...]) -> dict[str, State]:
    """Return the verdicts on denied names, where other hosts gave an answer."""
    unproven = Unproven()
    for host in answered:
        unproven.heard(check(Response(200), url=Url(f"http://{host}/")))
    checks = [denied(host) for host in hosts]
    assert all(map(unproven.defer, checks))
    return {done.url.split("/")[2]: judge(done).state for done in unproven.resolved()}


def test_a_name_is_gone_where_another_of_its_domain_answered() -> None:
    """Also with a dot at its end; names of other top-level domains prove nothing, nor do addresses."""
    assert resolved("lost.com", answered=("site.com",)) == {"lost.com": State.DEAD}
    assert resolved("lost.com.", answered=("site.com",)) == {"lost.com.": State.DEAD}
    assert resolved("lost.org", answered=("site.com", "127.0.0.1")) == {"lost.org": State.UNREACHABLE}
    assert resolved("lost.com", answered=()) == {"lost.com": State.UNREACHABLE}


def test_a_list_of_allowed_names_is_no_proof() -> None:
    """Where more names are denied than answer, the resolver may deny all that it was not told of."""
    few = resolved("a.com", "b.com", "c.com", answered=("x.com", "y.com"))
    assert set(few.values()) == {State.UNREACHABLE}
    assert set(resolved("a.com", "b.com", answered=("x.com", "y.com")).values()) == {State.DEAD}


def test_links_of_one_name_are_one_name() -> None:
    """Each is judged, and the name counts once."""
    unproven = Unproven()
    unproven.heard(check(Response(404), url=Url("http://x.com/")))
    for path in ("1", "2", "3"):
        url = Url(f"http://lost.com/{path}")
        assert unproven.defer(check((Request(url), UNPROVEN), (Request(url, delay=1.0), UNPROVEN), url=url))
    assert [judge(done).state for done in unproven.resolved()] == [State.DEAD] * 3
    assert list(unproven.resolved()) == []


def test_what_is_no_such_name_is_not_deferred() -> None:
    """An answer, a name that is proven to be gone, a name that is denied with its whole domain."""
    for outcome in (Response(200), failure(FailureCode.DNS_NXDOMAIN), failure(FailureCode.DNS_DENIED)):
        assert not Unproven().defer(check(outcome))

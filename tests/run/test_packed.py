"""What a run keeps of a target as bytes is all that reports show of it, and its record is whole."""

from __future__ import annotations

import pickle
from dataclasses import replace
from datetime import timedelta

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from linkcheck import report
from linkcheck.links.urls import redact
from linkcheck.model import Check, Finding, Page, Past, Report, StrikeKind, Target
from linkcheck.run.cached import TargetResult, lean
from linkcheck.run.packed import packed_result
from linkcheck.verdict.confirmation import remember
from linkcheck.verdict.signals.page import without_bodies
from linkcheck.verdict.strikes import Confirm
from linkcheck.verdict.weighing import judge
from tests.support.checks import CHECKS, NOW, check, html
from tests.support.sample_report import definition

PAGES = st.builds(
    Page,
    title=st.text(max_size=9),
    headings=st.lists(st.text(max_size=9), max_size=3).map(tuple),
    words=st.integers(0, 9999),
    simhash=st.integers(0, 2**64 - 1),
)
NIGHTS = st.tuples(st.sampled_from(StrikeKind), st.integers(0, 3), st.integers(0, 86_400_000_000))
"""What the nights before came to: a kind of strike, their number, the microseconds of the first."""


def known(done: Check, probes: Check, nights: tuple[StrikeKind, int, int] | None, page: Page | None) -> TargetResult:
    """Return what a run knows after a check that looked at siblings, too."""
    done = without_bodies(replace(done, probes=probes.exchanges))
    said, past = judge(done), None
    if nights is not None:
        kind, strikes, since = nights
        at = NOW - timedelta(days=9, microseconds=since)
        past = Past(done.url, at, said, at, at, (at,) * strikes, 2, page, (kind,) * strikes, at, at, 2)
    return TargetResult(said, done, remember(past, done, said, Confirm(), page), None)


@settings(max_examples=25, suppress_health_check=[HealthCheck.too_slow])
@given(CHECKS, CHECKS, st.none() | NIGHTS, st.none() | PAGES)
def test_reports_are_those_of_the_objects(
    done: Check, probes: Check, nights: tuple[StrikeKind, int, int] | None, page: Page | None
) -> None:
    """In every format, secrets taken out; and the record is the record."""
    result = known(done, probes, nights, page)
    target, kept = (
        Target(done.url, (definition("post.md", 3, "1", done.url),)),
        packed_result(result, lambda verdict: verdict),
    )
    assert kept.past() == result.past
    whole = replace(lean(result.check), probes=result.check.probes) if result.check is not None else None
    objects = Finding(target, result.verdict, whole, past=result.past)
    small = Finding.of(kept, target, result.verdict, (), from_history=False, change=None)
    for name in report.FORMATS:
        said = [
            report.render(Report(0, False, 1.0, 1, None, 1, (), (each,), (), ()), name, report.Context(redact=redact))
            for each in (objects, small)
        ]
        assert said[0] == said[1]


def test_a_small_finding_is_a_finding() -> None:
    """It is equal to the one with the objects, can be changed, copied and sent elsewhere, and knows its names."""
    result = known(check(html("words")), check(), None, None)
    kept = packed_result(result, lambda verdict: verdict)
    small = Finding.of(kept, Target(kept.url, ()), kept.verdict, (), from_history=False, change=None)
    whole = Finding(small.target, small.verdict, small.check, past=result.past)
    assert small == whole
    assert hash(small) == hash(whole)
    assert replace(small, target=small.target) == whole
    assert pickle.loads(pickle.dumps(small)) == whole  # noqa: S301 -- our own bytes
    assert repr(small) == repr(whole)
    with pytest.raises(AttributeError, match="no 'cheque'"):
        getattr(small, "cheque")  # noqa: B009 -- mypy knows, too

"""The detector of soft 404s on the half of the labelled set that nothing was fitted on."""

from __future__ import annotations

from collections.abc import Sequence

import pytest

from linkcheck.verdict.signals.probes import ProbeKind, outcomes
from tests.soft404.labelled import Case, Label, load
from tests.soft404.measure import LEAST_PRECISION, LEAST_RECALL, LEAST_SETTLED, judged, tally


@pytest.fixture(scope="module")
def measured() -> tuple[Case, ...]:
    return load(1)


def test_the_set_is_large_and_speaks_many_languages(measured: Sequence[Case]) -> None:
    assert sum(case.label is Label.DEAD for case in measured) >= 200
    assert sum(case.label is Label.ALIVE for case in measured) >= 200
    assert len({case.language for case in measured}) >= 20


def test_precision_and_recall(measured: Sequence[Case]) -> None:
    counted = tally(measured)[""]
    assert counted.precision >= LEAST_PRECISION
    assert counted.recall >= LEAST_RECALL
    assert counted.doubted <= 0.05


def test_precision_and_recall_when_nights_have_settled_it(measured: Sequence[Case]) -> None:
    counted = tally(measured, settled=True)[""]
    assert counted.precision >= LEAST_PRECISION
    assert counted.recall >= LEAST_SETTLED


def test_nothing_that_only_seems_so_is_called_dead(measured: Sequence[Case]) -> None:
    called = [case.check.url for case in measured if case.label is not Label.DEAD and judged(case)[0] == "dead"]
    assert called == []


def test_what_is_the_same_for_everyone_never_becomes_dead(measured: Sequence[Case]) -> None:
    called = [
        case.check.url for case in measured if case.label is not Label.DEAD and judged(case, settled=True)[0] == "dead"
    ]
    assert called == []


def test_a_case_has_two_probes_as_a_run_would_make_them(measured: Sequence[Case]) -> None:
    for case in measured:
        kinds = [probe.kind for probe in outcomes(case.check)]
        assert len(kinds) == 2
        assert case.is_honest == all(kind is ProbeKind.HONEST for kind in kinds)

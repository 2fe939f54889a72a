"""The program before every behaviour of the small internet, as a library in this process."""

from __future__ import annotations

from pathlib import Path

import pytest

from linkcheck.model import State
from tests.internet import behaviours, catalogue, table, trial
from tests.internet.behaviour import REGISTRY
from tests.internet.machine import FAULTS, Fault
from tests.internet.pure import CASES, Case
from tests.internet.table import Row
from tests.internet.trial import Judged

pytestmark = [pytest.mark.needs_linux, pytest.mark.timeout(600)]  # one scan for all, on a machine that may be busy

Trial = tuple[list[Judged], list[str]]


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Where the posts and the history of that scan lie."""
    return tmp_path_factory.mktemp("internet")


@pytest.fixture(scope="module")
def tried(folder: Path) -> Trial:
    """One scan of all behaviours; it serves every test here."""
    chosen = [behaviour for behaviour in REGISTRY.values() if not behaviour.real_ports]
    return trial.in_this_process(chosen, folder)


@pytest.mark.parametrize("section", behaviours.__all__)
def test_behaviours_of_a_section_are_judged_right(tried: Trial, section: str) -> None:
    """Every behaviour of the section gets a verdict that is true of it."""
    judged = [each for each in tried[0] if each.behaviour.section == section]
    wrong = [each for each in judged if not each.right]
    assert judged
    assert not wrong, table.render(table.of_behaviours(wrong))


def test_nothing_that_lives_is_called_dead(tried: Trial) -> None:
    """No behaviour is called dead that is not: the worst fault there is."""
    wrong = [each for each in tried[0] if State.DEAD not in each.behaviour.truth]
    assert [each.behaviour.name for each in wrong if any(said.state is State.DEAD for said in each.said)] == []


def test_evidence_that_was_kept_is_judged_the_same(tried: Trial, folder: Path) -> None:
    """Bodies and most headers are gone, and every verdict stands."""
    before = {said.url: (said.state.value, said.reason) for each in tried[0] for said in each.said}
    after = trial.from_evidence(folder)
    assert len(after) > 400
    assert {url: said for url, said in after.items() if before[url] != said} == {}


def test_neither_servers_nor_program_break(tried: Trial) -> None:
    """No behaviour's server raises, and no check ends in a fault of the program's own."""
    assert tried[1] == []
    assert [each.behaviour.name for each in tried[0] for said in each.said if said.reason == "internal-error"] == []


@pytest.mark.parametrize("fault", FAULTS, ids=lambda fault: fault.name)
def test_a_faulty_machine_blames_nobody(fault: Fault, tmp_path: Path) -> None:
    """A run on a machine that is at fault itself ends as it should."""
    assert fault.run(tmp_path) == fault.truth


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.name)
def test_pure_rows(case: Case) -> None:
    """What no server can bring about is judged right, too."""
    verdict = case.verdict()
    assert (verdict.state, verdict.reason) == (case.truth, case.reason)


def test_every_row_of_the_catalogue_is_somewhere() -> None:
    """On the small internet, in a whole run, in a pure function, or in the list of what cannot be shown."""
    series = [f"B{number:03}" for number in range(1, 318)], [f"W{number:03}" for number in range(1, 136)]
    assert [*catalogue.words()] == [identity for numbers in series for identity in numbers]
    assert catalogue.missing() == {}


def test_nothing_is_tried_that_the_catalogue_does_not_have() -> None:
    """What cannot be shown is not shown, and no id is a typing error."""
    tried = {each.identity for each in REGISTRY.values()} | {each.identity for each in FAULTS}
    tried |= {each.identity for each in CASES}
    assert tried <= catalogue.words().keys() - catalogue.NOT_REPRODUCIBLE.keys() - catalogue.IN_OTHER_TESTS.keys()


def test_table_has_a_row_for_each_id(tried: Trial) -> None:
    """The table that `python -m tests.internet` prints leaves nothing out."""
    ran = [(fault, fault.truth) for fault in FAULTS]
    untried = [behaviour for behaviour in REGISTRY.values() if behaviour.real_ports]
    rows = [*table.of_behaviours(tried[0]), *table.of_faults(ran), *table.of_cases(), *table.of_the_rest(untried)]
    text = table.render(rows)
    assert all(f"\n| {identity} |" in text for identity in catalogue.words())
    untold = len(catalogue.NOT_REPRODUCIBLE) + len(catalogue.IN_OTHER_TESTS)
    assert text.count("\n| B") + text.count("\n| W") == len(REGISTRY) + len(FAULTS) + len(CASES) + untold
    assert "452 of 452 ids of the catalogue are covered" in text


def test_the_table_tells_how_something_is_wrong() -> None:
    """A wrong `dead` and a missed one are counted, and a forgotten id is not covered."""
    wrong = Row("B001", "x", "", "alive", "dead", "gone", "internet", right=False, wrongly_dead=True)
    missed = Row("B002", "y", "", "dead", "alive", "ok", "internet", right=False, missed=True)
    forgotten = Row("B003", "", "", "", "", "", "nowhere", right=False)
    assert table.summary([wrong, missed, forgotten], 1.25) == (
        "0 of 2 behaviours are judged right; wrongly dead: 1; missed dead: 1; "
        "2 of 452 ids of the catalogue are covered; 1.2 s."
    )

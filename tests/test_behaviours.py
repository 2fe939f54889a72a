"""The program before every behaviour of the small internet, as a library in this process."""

from __future__ import annotations

from pathlib import Path

import pytest

from linkcheck.model import State
from tests.internet import behaviours, table, trial
from tests.internet.behaviour import REGISTRY
from tests.internet.trial import Judged

pytestmark = pytest.mark.needs_linux

Trial = tuple[list[Judged], list[str]]


@pytest.fixture(scope="module")
def tried(tmp_path_factory: pytest.TempPathFactory) -> Trial:
    """One scan of all behaviours; it serves every test here."""
    chosen = [behaviour for behaviour in REGISTRY.values() if not behaviour.real_ports]
    return trial.in_this_process(chosen, Path(tmp_path_factory.mktemp("internet")))


@pytest.mark.parametrize("section", behaviours.__all__)
def test_behaviours_of_a_section_are_judged_right(tried: Trial, section: str) -> None:
    """Every behaviour of the section gets a verdict that is true of it."""
    judged = [each for each in tried[0] if each.behaviour.section == section]
    wrong = [each for each in judged if not each.right]
    assert judged
    assert not wrong, table.render(wrong)


def test_nothing_that_lives_is_called_dead(tried: Trial) -> None:
    """No behaviour is called dead that is not: the worst fault there is."""
    wrong = [each for each in tried[0] if State.DEAD not in each.behaviour.truth]
    assert [each.behaviour.name for each in wrong if any(said.state is State.DEAD for said in each.said)] == []


def test_neither_servers_nor_program_break(tried: Trial) -> None:
    """No behaviour's server raises, and no check ends in a fault of the program's own."""
    assert tried[1] == []
    assert [each.behaviour.name for each in tried[0] for said in each.said if said.reason == "internal-error"] == []


def test_table_has_a_row_for_each_behaviour(tried: Trial) -> None:
    """The table that `python -m tests.internet` prints leaves nothing out."""
    text = table.render(tried[0])
    assert all(f"| {each.behaviour.name} |" in text for each in tried[0])
    assert text.count("\n| B") == len(tried[0])

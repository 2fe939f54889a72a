"""Whole runs of the unmodified program in networks that are at fault, and in some that only seem so."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.internet import networks
from tests.internet.networks import LATE, MIDDLE, NETWORKS
from tests.support.patience import patience

pytestmark = [pytest.mark.needs_namespace, pytest.mark.slow, pytest.mark.timeout(120)]

LIMIT_S = 20.0
"""Nobody waits longer to hear that the machine is offline."""


@pytest.mark.parametrize("name", NETWORKS)
def test_a_network_at_fault_blames_nobody(name: str, tmp_path: Path) -> None:
    """A fault is told in one sentence, in time, and nothing is kept; where there is none, each link has its verdict."""
    told = networks.in_a_network(name, tmp_path)
    assert told["line"] == NETWORKS[name].truth, told["report"]["targets"]
    if told["line"].startswith("exit 3"):
        assert len(told["said"].splitlines()) == 1
        assert told["report"]["run"]["environment_fault"] in told["said"]
        assert told["kept"] == []
        assert told["seconds"] < patience(LIMIT_S)


@pytest.mark.parametrize(
    ("name", "verdict", "why"),
    [
        ("allow-list", "unreachable", "denies .com"),
        ("allow-list-that-tells-nothing", "unreachable", "answers no question about .com"),
        ("no-upstream-small", "unreachable", "denies .org"),
        ("only-lost", "dead", "knows .com"),
    ],
)
def test_explain_says_what_the_resolver_knows(name: str, verdict: str, why: str, tmp_path: Path) -> None:
    """One URL is judged by the same rule, and its words are those of the evidence."""
    words = " ".join(networks.in_a_network(name, tmp_path)["explained"].split())
    assert f"{verdict}: " in words
    assert why in words


@pytest.mark.parametrize("name", LATE)
def test_a_portal_that_begins_in_the_middle_of_a_run_blames_nobody(name: str, tmp_path: Path) -> None:
    """It is told in one sentence; nothing is called dead, and nothing is kept from after it began."""
    told = networks.in_a_network(name, tmp_path)
    assert told["line"] == LATE[name].truth, told["said"]
    assert "in the middle of the run" in told["said"] or "which cannot exist" in told["said"]
    assert len(told["said"].splitlines()) == 1
    assert set(told["kept"]) <= {"ok", "gone", "refused"}
    assert sum(reason != "refused" for reason in told["kept"]) <= MIDDLE

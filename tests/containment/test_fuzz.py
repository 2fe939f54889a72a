"""The short form of `tests/benchmarks/fuzz_strangers.py`."""

from __future__ import annotations

import random

import pytest

from tests.support.odd_pieces import TRIALS

TIMES = {"archive": 300, "history": 15, "site": 25}


@pytest.mark.parametrize("trial", TRIALS)
def test_nothing_that_strangers_write_ends_a_run(trial: str) -> None:
    """Answers of archives, histories and sites made at random of odd pieces."""
    for seed in range(TIMES[trial]):
        TRIALS[trial](random.Random(seed))  # noqa: S311 -- reproducible, no secret

"""Judges the labelled set as a run would, and counts what came of it under given thresholds."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from itertools import product
from unittest.mock import patch

from linkcheck.model import Reason, State
from linkcheck.verdict.signals import likeness, soft404
from linkcheck.verdict.weighing import judge
from tests.soft404.labelled import Case, Label

ALIVE = (State.ALIVE, State.MOVED)
LEAST_PRECISION = 1.0
LEAST_RECALL = 0.9
LEAST_SETTLED = 0.95
"""The recall when three runs over seven days have agreed."""


@dataclass(frozen=True, slots=True)
class Thresholds:
    """What is fitted; the names are those of the constants in `signals/soft404.py` and `likeness.py`."""

    same: float
    near: float
    few_words: int

    @contextmanager
    def set(self) -> Iterator[None]:
        """Make the detector use them."""
        with (
            patch.object(likeness, "SAME", self.same),
            patch.object(soft404, "NEAR", self.near),
            patch.object(soft404, "FEW_WORDS", self.few_words),
        ):
            yield


CURRENT = Thresholds(likeness.SAME, soft404.NEAR, soft404.FEW_WORDS)
GRID = (
    *(Thresholds(*each, CURRENT.few_words) for each in product((0.75, 0.8, 0.85, 0.9, 0.95), (0.5, 0.6, 0.7))),
    *(Thresholds(CURRENT.same, CURRENT.near, few) for few in (40, 120)),
)


@dataclass(slots=True)
class Tally:
    """Counts of (label, verdict), and of the suspicious."""

    verdicts: Counter[tuple[Label, str]] = field(default_factory=Counter)
    suspected: Counter[Label] = field(default_factory=Counter)

    def add(self, label: Label, verdict: str, suspected: bool) -> None:
        """Count one case."""
        self.verdicts[label, verdict] += 1
        self.suspected[label] += suspected

    def of(self, label: Label) -> int:
        """Return how many cases have a label."""
        return sum(count for (one, _), count in self.verdicts.items() if one is label)

    @property
    def precision(self) -> float:
        """Of those that were called dead, the share that is; 1 where none was."""
        called = sum(count for (_, verdict), count in self.verdicts.items() if verdict == "dead")
        return self.verdicts[Label.DEAD, "dead"] / called if called else 1.0

    @property
    def recall(self) -> float:
        """Of the dead, the share that was called so."""
        return self.verdicts[Label.DEAD, "dead"] / max(self.of(Label.DEAD), 1)

    @property
    def caught(self) -> float:
        """Of the dead, the share that was suspicious enough for probes."""
        return self.suspected[Label.DEAD] / max(self.of(Label.DEAD), 1)

    @property
    def doubted(self) -> float:
        """Of the genuine pages, the share that is `unsure` though it is there."""
        return self.verdicts[Label.ALIVE, "unsure"] / max(self.of(Label.ALIVE), 1)


def judged(case: Case, *, settled: bool = False) -> tuple[str, bool]:
    """Return the state that a run would conclude, and whether it would send probes; without suspicion there are none.

    `settled`: after nights enough that agree, when what is the same everywhere is dead like any failure. What is
    blocked or alive, and what has moved, is not called `dead` or `unsure` and so is all one here: `alive`.
    """
    suspected = soft404.suspicious(replace(case.check, probes=()))
    verdict = judge(case.check if suspected else replace(case.check, probes=()))
    persists = settled and verdict.reason is Reason.SAME_EVERYWHERE
    state = State.DEAD if persists else verdict.state
    return ("alive" if state in ALIVE else str(state)), suspected


def tally(
    cases: Iterable[Case], key: Callable[[Case], str] = lambda case: "", *, settled: bool = False
) -> dict[str, Tally]:
    """Judge cases, counted by a key; `settled` as in `judged`."""
    tallies: dict[str, Tally] = {}
    for case in cases:
        tallies.setdefault(key(case), Tally()).add(case.label, *judged(case, settled=settled))
    return tallies


def wrong(cases: Iterable[Case]) -> Iterator[tuple[Case, str, bool]]:
    """Yield what is misjudged: a wrong `dead`, a dead page that is not called so, a genuine one that is doubted."""
    for case in cases:
        state, suspected = judged(case)
        is_dead, is_doubted = state == "dead", state == "unsure"
        if is_dead != (case.label is Label.DEAD) or (is_doubted and case.label is Label.ALIVE):
            yield case, state, suspected


def fit(cases: Sequence[Case]) -> tuple[Thresholds, list[tuple[Thresholds, Tally]]]:
    """Return the best thresholds of the grid for these cases, and how each did.

    Best: precise enough, then the highest recall, then the fewest genuine pages in doubt, then the strictest.
    """
    tried = []
    for thresholds in GRID:
        with thresholds.set():
            tried.append((thresholds, tally(cases)[""]))

    def worth(one: tuple[Thresholds, Tally]) -> tuple[float, ...]:
        thresholds, counted = one
        return (
            counted.precision >= LEAST_PRECISION,
            round(counted.recall, 3),
            -round(counted.doubted, 3),
            thresholds.same,
            thresholds.near,
            -thresholds.few_words,
        )

    return max(tried, key=worth)[0], tried

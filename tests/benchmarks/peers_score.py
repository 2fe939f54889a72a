"""Right or wrong, by the same measure for all: does the program fail a link that is broken, and no other?

The truth of a behaviour is a set of verdicts. `dead` and `invalid` must fail a run; where the set has others, too,
both answers are right.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum

from linkcheck.model import State
from tests.benchmarks.peers_tools import Answer, Said, Told
from tests.internet.behaviour import Behaviour

FAILS = frozenset({State.DEAD, State.INVALID})
FAILING = frozenset({Answer.BROKEN, Answer.TIMEOUT})


class Mark(StrEnum):
    """What an answer is worth."""

    RIGHT = "right"
    WRONGLY_DEAD = "wrongly dead"
    MISSED_DEAD = "missed dead"


@dataclass(frozen=True, slots=True)
class Scored:
    """A behaviour and what a program said of its links."""

    behaviour: Behaviour
    said: tuple[Said, ...]
    """Empty where it saw no link."""

    @property
    def mark(self) -> Mark:
        """Judge every link of it; a timeout counts as broken, what was left out or not seen as good."""
        return self._mark(self.behaviour.truth)

    @property
    def lenient_mark(self) -> Mark:
        """The same, but a link that cannot be reached now may be called broken as well."""
        truth = self.behaviour.truth
        return self._mark(truth | FAILS) if State.UNREACHABLE in truth else self.mark

    @property
    def exact(self) -> bool:
        """Whether each verdict is among the true ones; for a program that says its verdicts."""
        truth = self.behaviour.truth
        verdicts = [said.words.partition(":")[0] for said in self.said] or [State.UNCHECKED.value]
        return all(verdict in truth for verdict in verdicts)

    def _mark(self, truth: frozenset[State]) -> Mark:
        fails = {said.answer in FAILING for said in self.said} or {False}
        if True in fails and not truth & FAILS:
            return Mark.WRONGLY_DEAD
        if False in fails and truth <= FAILS:
            return Mark.MISSED_DEAD
        return Mark.RIGHT


def score(behaviours: Sequence[Behaviour], told: Told) -> tuple[Scored, ...]:
    """Return each behaviour with what was said of it."""
    return tuple(Scored(behaviour, tuple(told.get(behaviour.name, ()))) for behaviour in behaviours)

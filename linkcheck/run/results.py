"""The targets as a run knows them while it goes on."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import TYPE_CHECKING, TypeVar

from msgspec import Struct, field

from linkcheck.model import Memento, State, Target, Url, Verdict

if TYPE_CHECKING:
    from linkcheck.run.cached import TargetResult
    from linkcheck.run.packed import PackedResult

T = TypeVar("T")


class Results(Struct):
    """All that is known so far; it grows while the run goes on."""

    known: dict[str, PackedResult] = field(default_factory=dict)
    mementos: dict[str, tuple[Memento, ...]] = field(default_factory=dict)
    probing: int = 0
    """Requests for pages that cannot be there, which many checks may share."""

    _same: dict[object, object] = field(default_factory=dict)

    def learn(self, url: str, result: TargetResult) -> None:
        """Take what is known of a target after its check, or without one.

        Thousands of targets have the same verdict: what is equal is kept once.
        """
        from linkcheck.run.packed import packed_result

        self.known[url] = packed_result(result, self._once)

    def amend(self, known: PackedResult, verdict: Verdict, recorded: Verdict) -> None:
        """Take another verdict on a target, and on its record."""
        self.known[known.url] = replace(known, verdict=self._once(verdict), recorded=self._once(recorded))

    def _once(self, value: T) -> T:
        return self._same.setdefault(value, value)  # type: ignore[return-value] # equal, and of one type

    def known_to_be_dead(self, waiting: Mapping[Url, Target]) -> tuple[Url, ...]:
        """Return what is not due, and dead by what earlier runs saw, where what this run is about names it."""
        return tuple(
            Url(url)
            for url, known in self.known.items()
            if known.verdict.state is State.DEAD and _is_minded(waiting[Url(url)])
        )

    @property
    def requests(self) -> int:
        """Return how many requests reached somebody, as far as we can tell: not those refused or given up before."""
        return self.probing + sum(known.requests for known in self.known.values() if not known.from_history)


def _is_minded(target: Target) -> bool:
    """Tell whether a document names it, and `--since` does not leave it aside."""
    return bool(target.references) and not target.untouched

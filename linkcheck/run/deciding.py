"""What a person decides about proposals: on the disk at once, and written to the posts at the end, all in one run."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

from linkcheck.history import Choice, History
from linkcheck.run.loop import run_to_end
from linkcheck.run.reviewing import Proposed, ReviewItem, write
from linkcheck.run.rewriting import Rewritten
from linkcheck.run.state import bounds_of, fault_of_state


class Decisions:
    """The decisions of this review and of those before it. Raises LinkcheckError where they cannot be kept."""

    def __init__(self, proposed: Proposed, history: History) -> None:
        self._proposed, self._table = proposed, history.decisions
        known = self._table.all()
        self.kept = [one for one in proposed.proposals if known.get(one.pair) is Choice.KEEP]
        """Those that an earlier review left as they are."""
        self.chosen = [one for one in proposed.proposals if known.get(one.pair) is Choice.REPLACE and not one.unwritten]
        """Those to be written at the end; an earlier review may have ended before that."""
        self.open = [one for one in proposed.proposals if one not in self.kept and one not in self.chosen]
        """Those that nobody has decided about."""

    def keep(self, one: ReviewItem) -> None:
        """Leave a link as it is, in later reviews too."""
        self._table.keep(one.pair, Choice.KEEP)

    def replace(self, one: ReviewItem) -> None:
        """Have a proposal written at the end."""
        self._table.keep(one.pair, Choice.REPLACE)
        self.chosen.append(one)

    def write(self, cwd: Path, warn: Callable[[str], None], *, commit: bool) -> Rewritten:
        """Write what was chosen, and forget that it was: what is undone, or could not be, is asked about again."""
        done = run_to_end(write(self.chosen, self._proposed, cwd, warn=warn, commit=commit))
        if any(edit.applied for edit in done.edits) or not done.messages:
            self._table.forget([one.pair for one in self.chosen])
        return done


@contextmanager
def open_decisions(proposed: Proposed, warn: Callable[[str], None]) -> Iterator[Decisions]:
    """Open what is remembered beside the posts; raises LinkcheckError where it cannot be read."""
    inventory = proposed.inventory
    fault, bounds = fault_of_state(inventory.state), bounds_of(inventory.state, inventory.root)
    with History(inventory.state, warn=warn, fault=fault, bounds=bounds) as history:
        yield Decisions(proposed, history)

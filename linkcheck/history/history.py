"""The history as one object: a database, and one part for each kind of fact that it keeps."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import UTC, datetime
from pathlib import Path
from types import TracebackType
from typing import Self

from linkcheck.history.archive_cache import ArchiveCache
from linkcheck.history.baseline import Baseline
from linkcheck.history.best_effort import BestEffort
from linkcheck.history.database import Database
from linkcheck.history.decisions import DecisionTable
from linkcheck.history.journal import Journal
from linkcheck.history.probes import ProbeTable
from linkcheck.history.run_stats import RunStatsTable
from linkcheck.history.saves import SavedTable
from linkcheck.history.targets import TargetTable
from linkcheck.strangers import Boundary


class History:
    """Opens the parts over one database. `folder` is `.linkcheck/`; it is made when there is something to keep.

    `journal`, `decisions` and `saves` raise LinkcheckError where they cannot be read or written; all other parts then
    do without. `warn` gets one sentence when the file is damaged and set aside, and one when it cannot be used.
    `fault` is why the folder must not be used at all, `bounds` where the journal's files lie: around the folder, unless
    they are given.
    """

    def __init__(
        self,
        folder: Path,
        *,
        now: Callable[[], datetime] = lambda: datetime.now(UTC),
        warn: Callable[[str], None] = lambda message: None,
        fault: str | None = None,
        bounds: Sequence[Boundary] = (),
    ) -> None:
        self._database = Database(folder.absolute(), warn, fault)
        self.journal = Journal(self._database, now, bounds)
        self.decisions = DecisionTable(self._database, now)
        self.saves = SavedTable(self._database)
        self._best_effort = best_effort = BestEffort(self._database, warn)
        self.targets = TargetTable(best_effort, now)
        self.probes = ProbeTable(best_effort, now)
        self.archive_cache = ArchiveCache(best_effort, now)
        self.run_stats = RunStatsTable(best_effort)
        self.baseline = Baseline(best_effort)

    @property
    def works(self) -> bool:
        """Tell whether all that was asked of it so far could be read and written."""
        return self._best_effort.works

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._database.close()

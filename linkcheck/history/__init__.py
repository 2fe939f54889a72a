"""What is kept between runs, in `.linkcheck/history.sqlite`: each link's nights, what each run came to, what archives
said, and the edits."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from types import TracebackType
from typing import Self

from linkcheck.history.archive_cache import Memory
from linkcheck.history.best_effort import BestEffort
from linkcheck.history.database import Database
from linkcheck.history.journal import ChangeState, FileChange, Journal, Run, digest
from linkcheck.history.run_stats import RunStatsTable
from linkcheck.history.shared import Shared
from linkcheck.history.targets import TargetTable

__all__ = ["ChangeState", "FileChange", "History", "Run", "digest"]


class History(Journal, Shared):
    """The whole of it. `folder` is `.linkcheck/`; neither it nor the file is made before there is something to keep.

    `warn` is told in one sentence when the file was damaged and had to be set aside, or cannot be used.
    """

    def __init__(
        self,
        folder: Path,
        *,
        now: Callable[[], datetime] = lambda: datetime.now(UTC),
        warn: Callable[[str], None] = lambda message: None,
    ) -> None:
        database = Database(folder.absolute(), warn)
        Journal.__init__(self, database, now)
        forgiving = BestEffort(database, warn)
        Memory.__init__(self, forgiving, now)
        TargetTable.__init__(self, forgiving, now)
        RunStatsTable.__init__(self, forgiving)
        self.close = database.close

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

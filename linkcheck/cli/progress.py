"""Draws a progress bar at a terminal, and nothing on a pipe.

The bar goes to standard error, so that a report on standard output stays clean.
"""

from __future__ import annotations

from types import TracebackType

from rich import progress as rich_progress
from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, TaskID, TextColumn, TimeRemainingColumn

from linkcheck.model import State, Verdict
from linkcheck.report.words import visible
from linkcheck.run.progress import Progress


class ProgressBar(Progress):
    """A bar of a site's pages; one with links asked, dead, held for a second look, rate, time left; one of look-ups."""

    def __init__(self, console: Console) -> None:
        self._progress = rich_progress.Progress(
            TextColumn("{task.description}"),
            BarColumn(bar_width=24),
            MofNCompleteColumn(),
            TextColumn("{task.fields[note]}"),
            TimeRemainingColumn(elapsed_when_finished=True),
            console=console,
            transient=True,
        )
        self._pages: TaskID | None = None
        self._checks: TaskID | None = None
        self._lookups: TaskID | None = None
        self._answered = self._judged = self._dead = 0

    def __enter__(self) -> ProgressBar:
        self._progress.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, traceback: TracebackType | None
    ) -> None:
        self._progress.stop()

    def pages_planned(self, count: int) -> None:
        """Show the bar of the pages, or lengthen it: a run may be about several sites."""
        if self._pages is None:
            self._pages = self._progress.add_task("Reading pages", total=0, note="")
        self._progress.update(self._pages, total=(self._progress.tasks[self._pages].total or 0) + count)

    def page_read(self) -> None:
        """Count one more page as read."""
        if self._pages is not None:
            self._progress.update(self._pages, advance=1)

    def checks_planned(self, count: int) -> None:
        """Show the bar of the checks, or lengthen it."""
        if self._checks is None:
            self._checks = self._progress.add_task("Checking links", total=0, note="")
        self._progress.update(self._checks, total=count)

    def answered(self) -> None:
        """Count one more target as asked."""
        self._answered += 1
        self._draw(1)

    def checked(self, verdict: Verdict) -> None:
        """Count one more target as judged."""
        self._judged += 1
        self._dead += verdict.state is State.DEAD
        self._draw(0)

    def _draw(self, advance: int) -> None:
        if self._checks is None:
            return
        task = self._progress.tasks[self._checks]
        held = self._answered - self._judged
        notes = (
            f"{self._dead} dead" if self._dead or not held else "",
            f"{held} held for a second look" if held > 0 else "",
            f"{task.speed:.0f}/s" if task.speed else "",
        )
        self._progress.update(self._checks, advance=advance, note="  ".join(filter(None, notes)))

    def lookups_planned(self, count: int, estimate: str) -> None:
        """Show or lengthen the bar of the look-ups; `estimate` says in words how long they will take."""
        if self._lookups is None:
            self._lookups = self._progress.add_task("Asking the archive", total=count, note="")
        self._progress.update(self._lookups, total=count, note=estimate)

    def looked_up(self) -> None:
        """Count one more look-up as answered."""
        if self._lookups is not None:
            self._progress.update(self._lookups, advance=1)

    def warn(self, message: str) -> None:
        """Print a line above the bars."""
        self._progress.console.print(f"linkcheck: {visible(message)}", markup=False, highlight=False, soft_wrap=True)

"""What listens to a run at a terminal, on a pipe, and where nothing is to be heard but warnings."""

from __future__ import annotations

import sys
from contextlib import AbstractContextManager, nullcontext

from linkcheck.cli.streams import tell
from linkcheck.config import Settings
from linkcheck.run.progress import Progress


class Warner(Progress):
    """Draws no progress, and prints warnings on standard error at once."""

    def warn(self, message: str) -> None:
        tell(message)


def listener(settings: Settings) -> AbstractContextManager[Progress]:
    """Return what shows how far a run is: a bar at a terminal, else warnings alone."""
    if settings.quiet or settings.no_progress or not sys.stderr.isatty():
        return nullcontext(Warner())
    from rich.console import Console

    from linkcheck.cli.progress import ProgressBar

    return ProgressBar(Console(stderr=True))

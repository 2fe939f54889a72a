"""The listener of a run: it hears what goes on while the run goes on."""

from __future__ import annotations

from linkcheck.model import Verdict


class Progress:
    """Hears what goes on and does nothing; `cli.progress.ProgressBar` draws it."""

    def pages_planned(self, count: int) -> None:
        """Hear how many pages of a published site will be read."""

    def page_read(self) -> None:
        """Hear that one more is read."""

    def checks_planned(self, count: int) -> None:
        """Hear how many targets will be checked."""

    def answered(self) -> None:
        """Hear that one more target is asked; its verdict may be held for a second look."""

    def checked(self, verdict: Verdict) -> None:
        """Hear that one more target is judged."""

    def lookups_planned(self, count: int, estimate: str) -> None:
        """Hear how many dead targets are looked up so far; `estimate` says in words how long the rest will take."""

    def looked_up(self) -> None:
        """Hear that one more look-up is answered."""

    def warn(self, message: str) -> None:
        """Hear what the user should know at once."""

"""The history as a file that the repository owns (`[history] file`): taken over before a run, written after it.

For runners without a disk of their own: git carries it from night to night. SQLite stays the working copy.
"""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from linkcheck.history import jsonl
from linkcheck.history.archive_cache import Memory
from linkcheck.history.run_stats import RunStatsTable
from linkcheck.history.targets import TargetTable


class Shared(TargetTable, Memory, RunStatsTable):
    """What of the history goes into the file."""

    def take_over(self, file: Path, warn: Callable[[str], None]) -> bool:
        """Take what the file knows better; False where it must not be written over, for a newer version wrote it.

        What cannot be read is told, and loses nothing but itself.
        """
        try:
            text = file.read_text(encoding="utf-8")
        except FileNotFoundError:
            return True
        except (OSError, UnicodeDecodeError) as error:
            warn(f"{file}: the history cannot be read ({error}); it is left as it is")
            return False
        known = jsonl.read(text)
        if known.newer:
            warn(f"{file}:1: written by a newer linkcheck: update linkcheck; it is left as it is")
            return False
        if known.bad:
            more = f" and {len(known.bad) - 1:,} more lines" if len(known.bad) > 1 else ""
            warn(f"{file}:{known.bad[0]}: this line{more} cannot be read and will be left out (a merge conflict?)")
        self.adopt(known.pasts)
        self.adopt_mementos(known.mementos)
        self.keep_nights(known.nights)
        if known.baseline is not None:
            self.draw_baseline(known.baseline)
        return True

    def as_text(self) -> str:
        """Return the whole file; the same facts give the same text."""
        return jsonl.written(self.pasts().values(), self.mementos(), self.baseline(), self.nights())

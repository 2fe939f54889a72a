"""The history as a file that the repository owns (`[history] file`): merged before a run, written after it.

It is for runners without a disk of their own: git carries the file from night to night. SQLite stays the working copy.
"""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from linkcheck.history import jsonl
from linkcheck.history.history import History
from linkcheck.model import LinkcheckError
from linkcheck.strangers import read_regular

LARGEST = 1 << 28
"""Bytes; a hundred thousand links take a fifth of it."""

_NO_HISTORY = "{}: this file is no history of linkcheck and is left as it is; let [history] file name another"


def merge_shared(history: History, file: Path, warn: Callable[[str], None]) -> bool:
    """Take from the file what is newer there; return whether the file may be written afterwards.

    It may not where it cannot be read, or where a newer linkcheck wrote it. A line that cannot be read is told, and
    costs no other line. Raises LinkcheckError for a file that is no history at all: its name may be a stranger's idea.
    """
    try:
        text = read_regular(file, LARGEST).decode()
    except FileNotFoundError:
        return True
    except UnicodeDecodeError:
        raise LinkcheckError(_NO_HISTORY.format(file)) from None
    except OSError as error:
        warn(f"{file}: the history cannot be read ({error.strerror or error}); it is left as it is")
        return False
    found = jsonl.decode(text)
    if found.bad_lines and len(found.bad_lines) == sum(bool(line.strip()) for line in text.split("\n")):
        raise LinkcheckError(_NO_HISTORY.format(file))
    if found.newer:
        warn(f"{file}:1: written by a newer linkcheck: update linkcheck; it is left as it is")
        return False
    if found.bad_lines:
        more = f" and {len(found.bad_lines) - 1:,} more lines" if len(found.bad_lines) > 1 else ""
        warn(f"{file}:{found.bad_lines[0]}: this line{more} cannot be read and will be left out (a merge conflict?)")
    history.targets.adopt(found.pasts)
    history.archive_cache.adopt(found.mementos)
    history.run_stats.keep(found.run_stats)
    if found.baseline is not None:
        history.baseline.draw(found.baseline)
    return True


def shared_text(history: History) -> str:
    """Return the whole file; the same facts give the same text."""
    return jsonl.encode(
        jsonl.SharedHistory(
            tuple(history.targets.pasts().values()),
            history.archive_cache.mementos(),
            history.baseline.keys(),
            history.run_stats.all(),
        )
    )

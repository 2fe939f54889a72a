"""The ignore file: a line more for a link that a person gave up on, and the lines that match no link any more."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from linkcheck.config import Settings, ignore_file, ignored_lines
from linkcheck.model import LinkcheckError, Reason, Target
from linkcheck.sources.files import FileChangedError, write_atomically
from linkcheck.strangers import MOST_PATTERNS, escape, read_regular

LARGEST = 1 << 20
"""Bytes; as much as is read of it."""


@dataclass(frozen=True, slots=True)
class StaleIgnore:
    """An expression that matches no link any more."""

    place: str
    pattern: str


def ignore(url: str, reason: str, day: date, settings: Settings, cwd: Path) -> Path:
    """Put a line for a URL at the end of the ignore file, below a comment; no other byte changes. Return the file.

    Raises LinkcheckError where that cannot be done.
    """
    file = ignore_file(settings, cwd)
    before = _bytes(file)
    if len(list(ignored_lines(settings, cwd))) >= MOST_PATTERNS:
        raise LinkcheckError(f"{file}: there are {MOST_PATTERNS:,} expressions already; join some")
    try:
        write_atomically(file, with_line(before or b"", url, reason, day), before)
    except FileChangedError:
        raise LinkcheckError(f"{file}: it changed just now; say it again") from None
    except OSError as error:
        raise LinkcheckError(f"{file}: it cannot be written: {error.strerror or error}") from error
    return file


def with_line(before: bytes, url: str, reason: str, day: date) -> bytes:
    """Return the text of an ignore file with one expression more, in its own line ends."""
    end = b"\r\n" if b"\r\n" in before else b"\n"
    words = " ".join("".join(each if each.isprintable() else " " for each in reason).split())
    lines = [f"# {day.isoformat()}: {words}" if words else f"# {day.isoformat()}", f"^{escape(url)}$"]
    gap = b"" if before.endswith(b"\n") or not before.removeprefix(b"\xef\xbb\xbf") else end
    return before + gap + b"".join(line.encode("utf-8", "replace") + end for line in lines)


def stale_ignores(targets: Iterable[Target], settings: Settings, cwd: Path) -> Iterator[StaleIgnore]:
    """Yield what is in the ignore file or under `exclude`, and matches none of these links."""
    urls = [one.url for one in targets if one.preset is not None and one.preset.reason is Reason.EXCLUDED]
    lines = ignored_lines(settings, cwd)
    of_file = {pattern for _, pattern in lines}
    others = [("exclude", pattern) for pattern in settings.exclude if pattern not in of_file]
    for place, pattern in (*lines, *others):
        if not any(pattern.search(url) for url in urls):
            yield StaleIgnore(place, pattern.pattern)


def _bytes(file: Path) -> bytes | None:
    """Return the file's bytes, None where there is none; who laid out the repository may have made a link of it."""
    if file.is_symlink():
        raise LinkcheckError(f"{file}: it is a link, and nothing is written through it; make it a file")
    try:
        return read_regular(file, LARGEST)
    except FileNotFoundError:
        return None
    except OSError as error:
        raise LinkcheckError(f"{file}: it cannot be read: {error.strerror or error}") from error

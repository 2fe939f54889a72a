"""Names the rules of today, so that what is kept between runs is taken only where the same code found it.

These are verdicts on evidence, in the history, and what documents say, in the cache beside it.
"""

from __future__ import annotations

import functools
import sys
from collections.abc import Callable
from hashlib import blake2b
from pathlib import Path

from linkcheck.sources.extraction_cache import parsers

PACKAGE = Path(__file__).parents[1]
JUDGES = ("model", "strangers", "links", "verdict", "history", "run/cached.py")
"""The code and the words from which a verdict on kept evidence follows; a test holds it against what is imported."""
DATA = ("publicsuffixlist", "idna", "google-re2")
"""What else knows names or words, apart from Python itself."""
READERS = ("model", "strangers", "sources/documents", "sources/files", "sources/front_matter", "sources/slugs.py")
"""The code from which follows what a document says, and how it is kept."""


def rules_of(accept: Callable[[str], frozenset[int]]) -> Callable[[str], str]:
    """Return what names the rules for a URL: those of the program, and the statuses that the user takes for alive."""
    from importlib.metadata import version  # takes 10 ms to load

    digest = _digest(JUDGES, tuple(map(version, DATA)))

    def rules(url: str) -> str:
        return " ".join((digest, *map(str, sorted(accept(url)))))

    return rules


def readers() -> str:
    """Return what names the code that reads documents."""
    return _digest(READERS, parsers())


@functools.cache
def _digest(parts: tuple[str, ...], packages: tuple[str, ...]) -> str:
    """Return a digest of the files themselves: a version number would miss a change in a working copy (3 ms)."""
    digest = blake2b(f"{sys.version} {[*packages]}".encode(), digest_size=16)
    for file in sorted(file for part in parts for file in _files(PACKAGE / part)):
        data = file.read_bytes()
        digest.update(f"\n{file.relative_to(PACKAGE).as_posix()} {len(data)}\n".encode())
        digest.update(data)
    return digest.hexdigest()


def _files(part: Path) -> list[Path]:
    if part.is_file():
        return [part]
    return [file for file in part.rglob("*") if file.suffix != ".pyc" and file.is_file()]

"""Tells a dead link that was there once from one that most likely never was: mistyped by its author, or invented.

That an archive has nothing of an address says little by itself, for archives have about half of the web. It says more
where they have what stands beside it: a page that is spelt nearly so, or many pages, and all that are known to be real.
`reports/never-archived.md` has how often this is right.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Collection
from dataclasses import dataclass

from linkcheck.model import Flag, Folder, LookupStatus

MANY = 20
"""Pages of a folder that are archived before one that is not is remarkable."""
REAL = 20
"""Pages of the folder that are known to be real, all of which must be archived: by Laplace's rule of succession, one
real page in 22 of such a folder is not. With five it was one in seven, and one link in nine was accused wrongly."""
LONG, LONGER = 7, 14
"""Letters of a name from which on one slip, and two, are taken for slips: `post` and `past` are two words."""

_SUFFIX = re.compile(r"\.(?:html?|php\d?|aspx?|jsp|md|pdf|txt|xml)$")
_DIGITS = re.compile(r"\d+")


@dataclass(frozen=True, slots=True)
class Unarchived:
    """What it means that nothing of an address was ever archived."""

    flag: Flag
    words: str


def unarchived(page: str, folder: Folder, real: Collection[str] = ()) -> Unarchived | None:
    """Return what it means that a page was never archived, by what its archive has of its folder; None: nothing.

    Pages are given as in `Folder.pages`, without a scheme. `real` are other pages that are known to be or to have been.
    """
    if folder.answer is not LookupStatus.FOUND:
        return None
    name, start = _name(page), page.rstrip("/").rpartition("/")[0] + "/"
    beside = {_name(one): one for one in folder.pages if "?" not in one and _is_in(one, start)}
    if name in beside:
        return None  # another spelling of it is archived
    near = next((one for other, one in sorted(beside.items()) if _is_slip(name, other)), None)
    if near is not None:
        return Unarchived(Flag.MISTYPED, f"nothing of this address was ever archived, but {near} was: mistyped?")
    known = [one for one in real if _is_in(one, start) and _name(one) != name]
    missing = sum(_name(one) not in beside for one in known)
    if not folder.whole or missing or len(known) < REAL or len(beside) < MANY or not re.search(r"[a-z]{3}", name):
        return None
    words = (
        f"nothing of this address was ever archived, and {len(beside):,} pages beside it were: mistyped, or invented?"
    )
    return Unarchived(Flag.NEVER_ARCHIVED, words)


def _name(page: str) -> str:
    """Return the last part of an address as archives compare it, without what says how it is made."""
    return _SUFFIX.sub("", page.rstrip("/").rpartition("/")[2].lower())


def _is_in(page: str, start: str) -> bool:
    return page.lower().startswith(start.lower()) and "/" not in page[len(start) :].rstrip("/")


def _is_slip(one: str, other: str) -> bool:
    """Tell whether two names are one but for a slip or two of the hand; numbers that differ are other pages."""
    if _DIGITS.findall(one) != _DIGITS.findall(other):
        return False
    letters = min(len(_DIGITS.sub("", one)), len(_DIGITS.sub("", other)))
    most = 2 if letters >= LONGER else 1 if letters >= LONG else 0
    if not most or abs(len(one) - len(other)) > most or {one, other} in ({f"{one}s", one}, {f"{other}s", other}):
        return False
    left = Counter(one)
    left.subtract(other)
    return sum(map(abs, left.values())) <= 2 * most and _slips(one, other) <= most


def _slips(one: str, other: str) -> int:
    """Return how many letters are wrong, missing, too many or in the wrong order (optimal string alignment)."""
    before: list[int] = []
    row = list(range(len(other) + 1))
    for i, a in enumerate(one, 1):
        then, before, row = before, row, [i]
        for j, b in enumerate(other, 1):
            best = min(before[j] + 1, row[j - 1] + 1, before[j - 1] + (a != b))
            if i > 1 and j > 1 and a == other[j - 2] and one[i - 2] == b:
                best = min(best, then[j - 2] + 1)
            row.append(best)
    return row[-1]

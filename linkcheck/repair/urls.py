"""Tells which edits are about some URLs: by the address that stood there, or by the one that was written.

A journal has bytes as they are written; what they mean depends on their syntax, so each of their readings counts. Of
lines that were taken out it is the definitions in them.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Iterable, Iterator, Sequence
from difflib import get_close_matches
from urllib.parse import urlsplit

from linkcheck.links.urls import canonicalise
from linkcheck.model import Edit, Verdict
from linkcheck.repair.titles import without_marks
from linkcheck.sources.documents.destinations import decode

_DEFINED = re.compile(rb"\]:\s*(?:<([^<>\n]*)>|(\S+))")

_ALIKE = 0.8
"""As `difflib` measures it: a slash or some letters more or less in an address, one letter in a short host."""
_AROUND = 200


class Urls:
    """Some URLs; where there are none, all edits are concerned."""

    def __init__(self, urls: Sequence[str] = ()) -> None:
        """Take them as their author writes them, with or without a fragment, which does not count."""
        self._asked = {_canonical(url): url for url in urls}

    def __bool__(self) -> bool:
        """Tell whether there are any."""
        return bool(self._asked)

    def concern(self, edit: Edit) -> bool:
        """Tell whether an edit, or its inverse, is about one of them."""
        return not self._asked or not self._asked.keys().isdisjoint(_addresses(edit))

    def missing(self, edits: Iterable[Edit]) -> list[str]:
        """Return those that none of the edits is about."""
        found = {address for edit in edits for address in _addresses(edit)}
        return [url for address, url in self._asked.items() if address not in found]


def nearest(url: str, edits: Iterable[Edit]) -> str | None:
    """Return the address that is most like this one, of those that edits replaced or wrote; None where none is."""
    by_host: dict[str, set[str]] = {}
    for edit in edits:
        for address in _addresses(edit):
            by_host.setdefault(_host(address), set()).add(address)
    wanted = _canonical(url)
    # To compare tens of thousands takes seconds: so the hosts, then what stands around it in the order of letters.
    for host in get_close_matches(_host(wanted), by_host, n=1, cutoff=_ALIKE):
        ordered = sorted(by_host[host])
        place = bisect_left(ordered, wanted)
        around = ordered[max(0, place - _AROUND) : place + _AROUND]
        return next(iter(get_close_matches(wanted, around, n=1, cutoff=_ALIKE)), None)
    return None


def _addresses(edit: Edit) -> Iterator[str]:
    lines = not (edit.old and edit.new)  # definitions that were taken out
    for each in (*_defined(edit.old), *_defined(edit.new)) if lines else without_marks(edit.old, edit.new):
        text = each.decode(errors="replace")
        yield from dict.fromkeys((_canonical(text), _canonical(decode(text))))


def _defined(lines: bytes) -> list[bytes]:
    return [angle or bare for angle, bare in _DEFINED.findall(lines)]


def _canonical(text: str) -> str:
    """Return a URL as it is sent; what is none as it is written."""
    text = text.strip()
    if text.startswith(("//", "www.")):
        text = f"https://{text.removeprefix('//')}"
    url = canonicalise(text)
    return text if isinstance(url, Verdict) else url


def _host(address: str) -> str:
    try:
        return urlsplit(address).netloc
    except ValueError:
        return ""

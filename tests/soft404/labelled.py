"""The labelled set: sites with their pages, each with a URL, what it truly is, and what random siblings answer.

`pages.jsonl.xz` has one line a site. `README.md` says how it was made, `LICENCES.md` whose the texts are.
"""

from __future__ import annotations

import json
import lzma
import zlib
from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path
from typing import Any
from urllib.parse import urljoin

from linkcheck.model import Check, Exchange, Page, Profile, Request, Response, Url
from linkcheck.verdict.signals.page import read
from linkcheck.verdict.signals.probes import ProbeKind, outcomes
from tests.support.checks import NOW

FILE = Path(__file__).parent / "pages.jsonl.xz"
KIND = "text/html; charset=utf-8"


class Label(StrEnum):
    """What a page truly is."""

    DEAD = "dead"
    """A not-found page, or a redirect to where everything missing goes."""
    ALIVE = "alive"
    """A genuine page."""
    UNSURE = "unsure"
    """Nobody can tell: the same shell, wall or notice for every address. `dead` would be wrong, `unsure` is right."""


@dataclass(frozen=True, slots=True)
class Case:
    """One link: its label, and the check that a run would have made of it, probes included."""

    site: str
    source: str
    language: str
    label: Label
    trap: str | None
    """Why it is hard; None where it is plain."""
    check: Check

    @property
    def is_honest(self) -> bool:
        """Whether the host says 404 for what is not there."""
        return all(probe.kind is ProbeKind.HONEST for probe in outcomes(self.check))


def half(site: str) -> int:
    """Return 0 for the sites that thresholds are fitted on, 1 for those that are measured; by a stable hash."""
    return zlib.crc32(site.encode()) >> 8 & 1


def load(which: int | None = None) -> tuple[Case, ...]:
    """Read the set, or one half of it."""
    with lzma.open(FILE, "rt", encoding="utf-8") as lines:
        return tuple(
            case
            for site in map(json.loads, lines)
            if which is None or half(site["site"]) == which
            for case in _cases(site)
        )


def _cases(site: dict[str, object]) -> Iterator[Case]:
    bodies: object = site["bodies"]
    cases: object = site["cases"]
    assert isinstance(bodies, list)
    assert isinstance(cases, list)
    pages: dict[tuple[int, str], Page] = {}

    def attempt(url: str, hops: list[list[object]], profile: Profile) -> Iterator[Exchange]:
        for number, (status, location, body, *kinds) in enumerate(hops):
            kind = str(kinds[0]) if kinds else KIND
            assert isinstance(status, int)
            headers = (("Content-Type", kind), *((("Location", str(location)),) if location is not None else ()))
            page = None
            if isinstance(body, int) and bodies[body]:
                page = pages.get((body, kind)) or read(str(bodies[body]).encode("utf-8", "replace"), kind)
                pages[body, kind] = page
            yield Exchange(Request(Url(url), profile, hop=number), Response(status, headers, page=page), 1)
            url = urljoin(url, str(location)) if location is not None else url

    genuine = [each for each in cases if each["label"] == Label.ALIVE and each.get("trap") != "picture"]

    def home(case: dict[str, Any]) -> Iterator[Exchange]:
        """Yield the home page: the place itself of what is the same for everyone, else a genuine page of the site."""
        other = next((each for each in genuine if each.get("trap") == "home"), genuine[0] if genuine else None)
        shown = case if case["label"] == Label.UNSURE or case.get("trap") == "home page" else other
        if shown is not None:
            yield from attempt(urljoin(case["url"], "/"), shown["target"][-1:], Profile.HONEST)

    for case in cases:
        url = Url(case["url"])
        target = (*attempt(url, case["target"], Profile.HONEST), *attempt(url, case["target"], Profile.BROWSER))
        probes = tuple(
            exchange
            for sibling, hops in zip(case["siblings"], case["probes"], strict=True)
            for exchange in attempt(sibling, hops, Profile.HONEST)
        )
        probes += tuple(home(case)) if any(one[-1][0] != 404 for one in case["probes"]) else ()
        yield Case(
            str(site["site"]), str(site["source"]), str(site["language"]), Label(case["label"]), case.get("trap"),
            Check(url, target, NOW, probes),
        )  # fmt: skip

"""The web of two simulated years: pages that are cited, archived and die at published rates, drawn by a seed.

Published: Pew Research Center 2024, "When Online Content Disappears": 8 % of the pages of a year are gone in its first
year, 38 % after ten; of all that are gone, 9 in 25 because their whole site is. Bar-Yossef et al., WWW 2004: 29 % of
dead pages do not say so by their status. That archives cover 55 % is what issue 14 asks for. The rest is our guess.
"""

from __future__ import annotations

import math
import re
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import cached_property
from random import Random

from linkcheck.demo.wayback import Snapshot
from tests.support.over_nights import ANSWERS, START
from tests.support.servers import reply

FIRST_YEAR = -math.log(1 - 0.08)
LATER_YEARS = -math.log((1 - 0.38) / (1 - 0.08)) / 9
OF_SITE = 9 / 25
SOFT = 0.29
COVERED = 0.55
YEAR = 365.25
DAYS = 2 * YEAR

# Nobody published these for links of blogs; they are small, and each is named in the report where it costs a repair.
WALLED, NO_TEXT, NO_ARCHIVE, EXCLUDED = 0.03, 0.05, 0.01, 0.01
FAULTS, JUNK, CAPTURE_FAILS = 0.01, 0.3, 0.05
ENDS = {"no-name": 0.6, "refused": 0.2, "for-sale": 0.2}
"""How a whole site ends."""
WORDS = re.findall(
    r"\w+",
    """
    harbour winter library copper garden signal paper engine valley market kitchen window
    lantern orchard granite teacher railway island clockwork meadow printer violin compass anchor
    barley chimney doctor eagle farmer glacier hammer iron juniper kettle ladder mirror
    needle ocean pepper quarry river saddle timber umbrella village wagon
    """,
)
FOR_SALE = (
    b"<title>This domain is for sale</title><h1>This domain is for sale</h1><p>Buy this domain. Related searches:</p>"
)
NOT_FOUND = b"<title>Page not found</title><h1>Page not found</h1><p>Sorry, this page does not exist any more.</p>"
MISSING = {
    "gone": ANSWERS["gone"],
    "words": reply(200, "Content-Type: text/html", body=NOT_FOUND),
    "home": reply(302, "Location: /"),
}


@dataclass(frozen=True)
class Site:
    """A host, with the day of its end (`math.inf`: none in our time)."""

    name: str
    dies: float
    end: str
    missing: str
    """What it says where it has nothing: `gone`, `words` (200, and says so), `home` (redirect to its home page)."""
    walled: bool
    excluded: bool
    """Archives do not capture it: it asked them not to."""


@dataclass(frozen=True)
class Page:
    """A page that a post cites; days count from the first night."""

    site: Site
    number: int
    cited: float
    gone: float
    """The day on which it goes, its site or not."""
    captured: float | None
    """The day on which somebody else had it archived."""
    kind: str
    """`text`, `pdf` or `noarchive`."""

    @property
    def path(self) -> str:
        """Return the address on its site."""
        return f"/notes/{self.number}-{WORDS[self.number % len(WORDS)]}"

    @property
    def url(self) -> str:
        """Return the address."""
        return f"http://{self.site.name}{self.path}"

    @property
    def dies(self) -> float:
        """Return the day of its end."""
        return min(self.gone, self.site.dies)

    @property
    def end(self) -> str:
        """Return in a word how it ends."""
        return self.site.end if self.site.dies <= self.gone else self.site.missing

    @property
    def words(self) -> bytes:
        """Return the words that no other page has."""
        return f"{' '.join(drawn(self.url).choices(WORDS, k=40))}.".encode()

    @cached_property
    def body(self) -> bytes:
        """Return what it shows while it lives."""
        chance = drawn(self.number)
        name = " ".join(chance.choices(WORDS, k=3)).capitalize()
        text = f"<p>{self.words.decode()}</p>" + "".join(
            f"<p>{' '.join(chance.choices(WORDS, k=40))}.</p>" for _ in range(3)
        )
        robots = '<meta name="robots" content="noarchive">' if self.kind == "noarchive" else ""
        page = f"<!doctype html>{robots}<title>{name}</title><h1>{name}</h1>{text}".encode()
        return b"%PDF-1.4\n" + page if self.kind == "pdf" else page

    @property
    def mimetype(self) -> str:
        """Return the type of what it shows."""
        return "application/pdf" if self.kind == "pdf" else "text/html"

    def capture(self, day: float) -> Snapshot:
        """Return a capture of that day: of the page, or of what stood there after its end."""
        at = f"{at_day(day):%Y%m%d%H%M%S}"
        return (
            Snapshot(self.url, at, body=self.body, mimetype=self.mimetype)
            if day < self.dies
            else Snapshot(self.url, at, body=NOT_FOUND)
        )


def drawn(seed: int | str) -> Random:
    """Return a source of the same chances each time."""
    return Random(seed)  # noqa: S311 -- reproducible, no secret


def at_day(day: float) -> datetime:
    """Return the moment."""
    return START + timedelta(days=day)


class Web:
    """The pages and what they answer on a day."""

    def __init__(self, seed: int, old: int, new: int) -> None:
        self._chance = drawn(seed)
        self._seed = seed
        self._sites: list[Site] = []
        cited = [-10 * YEAR * (1 - number / old) for number in range(old)]
        cited += [28 * (number * int(DAYS // 28) // new) for number in range(1, new)]
        self.pages = [self._page(number, day) for number, day in enumerate(cited)]
        self.by_url = {page.url: page for page in self.pages}
        self.by_host = {site.name: site for site in self._sites}

    @cached_property
    def archived(self) -> list[tuple[float, Snapshot]]:
        """Return what others have archived or will have, with the days: pages, and what was left of some."""
        good = [(page.captured, page.capture(page.captured)) for page in self.pages if page.captured is not None]
        chance = drawn(self._seed)
        junk = [(page.dies + 5, page.capture(page.dies + 5)) for page in self.pages if page.end == "words"]
        return good + [each for each in junk if chance.random() < JUNK]

    def is_up(self, page: Page, day: float) -> bool:
        """Tell whether a page shows itself to a stranger on a day."""
        return day < page.dies and not page.site.walled and not self._is_faulty(page.url, day)

    def answer(self, host: str, path: str, day: float) -> bytes:
        """Return what a host answers."""
        site, page = self.by_host[host], self.by_url.get(f"http://{host}{path}")
        if site.walled and day < site.dies:
            return ANSWERS["wall"]
        if site.dies <= day:
            return reply(200, "Content-Type: text/html", body=FOR_SALE)
        if path == "/":
            words = " ".join(drawn(host).choices(WORDS, k=80))
            return reply(200, "Content-Type: text/html", body=f"<title>{host}</title><p>{words}</p>".encode())
        if page is not None and self._is_faulty(page.url, day):
            return ANSWERS["fault"]
        if page is not None and day < page.dies:
            return reply(200, f"Content-Type: {page.mimetype}", body=page.body)
        return MISSING[site.missing]

    def place(self, host: str, day: float) -> str:
        """Return `up`, `no-name` or `refused`."""
        site = self.by_host.get(host)
        if site is None:
            return "no-name"
        return "up" if day < site.dies or site.end == "for-sale" else site.end

    def fails(self, what: str, share: float) -> bool:
        """Tell whether a thing goes wrong, as often as `share` says; the same thing always does, or never."""
        return drawn(f"{self._seed} {what}").random() < share

    def _is_faulty(self, url: str, day: float) -> bool:
        return self.fails(f"{url} {int(day)}", FAULTS)

    def _page(self, number: int, cited: float) -> Page:
        chance = self._chance
        site = chance.choice(self._sites[-50:]) if self._sites and chance.random() < 0.5 else None
        if site is None or site.dies < cited + 1:
            site = self._site(cited)
        gone = self._end(cited, 1 - OF_SITE)
        captured = chance.uniform(cited, min(cited + YEAR, gone, site.dies))
        covered = chance.random() < COVERED and not site.excluded
        kind = chance.choices(("text", "pdf", "noarchive"), (1 - NO_TEXT - NO_ARCHIVE, NO_TEXT, NO_ARCHIVE))[0]
        return Page(site, number, cited, gone, captured if covered else None, kind)

    def _site(self, cited: float) -> Site:
        chance = self._chance
        end = chance.choices(tuple(ENDS), tuple(ENDS.values()))[0]
        missing = "gone" if chance.random() >= SOFT else chance.choice(("words", "home"))
        walled, excluded = chance.random() < WALLED, chance.random() < EXCLUDED
        site = Site(f"site{len(self._sites)}.lab", self._end(cited, OF_SITE), end, missing, walled, excluded)
        self._sites.append(site)
        return site

    def _end(self, cited: float, share: float) -> float:
        """Return a day of death, by the published rates; `share` is the part of them that is of this kind."""
        left = self._chance.expovariate(1.0)
        first = FIRST_YEAR * share
        years = left / first if left < first else 1 + (left - first) / (LATER_YEARS * share)
        return cited + 1 + years * YEAR

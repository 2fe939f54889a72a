"""What a night over very many links came to, in numbers and in the few links that matter most: for people and programs.

A report of a run holds every link, and so everything that is made from it. This one is made from the answers to a few
questions, and stays small whatever was asked: `linkcheck.dataset` asks them.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from datetime import date, datetime
from typing import Literal

from msgspec import Struct

from linkcheck.model import State

SCHEMA: Literal["linkcheck-overview/1"] = "linkcheck-overview/1"


class ReasonCount(Struct, frozen=True):
    """Links by verdict and reason."""

    verdict: str
    reason: str
    links: int


class NightCount(Struct, frozen=True):
    """The links of one night by verdict."""

    night: date
    verdicts: dict[str, int]


class FailingHost(Struct, frozen=True):
    """A host, or a registered domain, with links that are dead or unreachable."""

    name: str
    links: int
    reasons: dict[str, int]
    """Numbers by reason; all of them together are `links`."""


class BrokenPlaces(Struct, frozen=True):
    """A repository, or an owner, with links in its documents that are dead or invalid."""

    name: str
    places: int


class LinkPlace(Struct, frozen=True):
    """Where a link stands."""

    repository: str | None
    path: str
    line: int
    column: int


class BrokenLink(Struct, frozen=True):
    """A link that is dead or invalid."""

    url: str
    verdict: str
    reason: str
    detail: str
    change: str | None
    failing_since: datetime | None
    archived_url: str | None
    places: int
    """All of them."""
    first_places: list[LinkPlace]


class RepositoryNumbers(Struct, frozen=True):
    """What the newest report of one repository came to."""

    name: str
    url: str | None
    """Its page on the web; null where nobody knows one."""
    night: date | None
    documents: int
    references: int
    verdicts: dict[str, int]
    new: int
    """Links that are dead, and were not the time before."""
    places: int
    """Those of links that are dead or invalid."""
    problems: dict[str, int]
    """Numbers by level."""
    owners: list[str]
    fault: str | None
    """Why the run could judge nothing; null where it could."""

    @property
    def links(self) -> int:
        """The number of its links."""
        return sum(self.verdicts.values())


class OwnerNumbers(Struct, frozen=True):
    """What an owner has in all repositories, as their CODEOWNERS say."""

    name: str | None
    """Null for what belongs to nobody."""
    repositories: int
    documents: int
    places: int
    """Those of links that are dead or invalid."""
    new: int
    """Places of links that are dead, and were not the time before."""


class AgeCount(Struct, frozen=True):
    """The links in documents of one year, as far as it is known whether they live."""

    year: int
    links: int
    alive: int


class Overview(Struct, frozen=True, kw_only=True):
    """All that is told of a night; the same as JSON."""

    schema: Literal["linkcheck-overview/1"] = SCHEMA
    night: date
    is_whole: bool
    """False where not all batches of the night are there."""
    documents: int | None
    requests: int | None
    references: int
    links: int
    new: int
    """Links that are dead, and were not the time before."""
    back: int
    """Links that are alive again."""
    reasons: list[ReasonCount]
    nights: list[NightCount]
    """Oldest first."""
    hosts: list[FailingHost]
    domains: list[FailingHost]
    repositories: list[BrokenPlaces]
    owners: list[BrokenPlaces]
    new_links: list[BrokenLink]
    broken_links: list[BrokenLink]
    """Those with most places first."""
    by_repository: list[RepositoryNumbers] = []
    """Every repository, where the overview is made of their reports; those with most new ones first."""
    by_owner: list[OwnerNumbers] = []
    ages: list[AgeCount] = []
    left_out: int = 0
    """Older reports of a repository of which there is a newer one."""

    def states(self) -> Counter[State]:
        """Return the numbers of links by verdict."""
        numbers: Counter[str] = Counter()
        for one in self.reasons:
            numbers[one.verdict] += one.links
        return known_states(numbers)


def known_states(verdicts: Mapping[str, int]) -> Counter[State]:
    """Return numbers by verdict; what is no verdict of this version is left out."""
    return Counter({state: verdicts[state.value] for state in State if verdicts.get(state.value)})

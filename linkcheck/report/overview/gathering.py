"""What an overview keeps of one report: `joining` makes one of many, and no two of them are ever held whole."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime
from hashlib import blake2b
from sys import intern

from linkcheck.model import Change, State, host_of
from linkcheck.report.contract import JsonReference, JsonReport, JsonTarget
from linkcheck.report.leads import Pages
from linkcheck.report.overview import LinkPlace, RepositoryNumbers
from linkcheck.report.reading import work_tree_of

MOST_PLACES = 5
"""Places of a link that are named."""

MOST_NIGHTS = 366
"""Nights of each repository that are counted."""

NEVER = datetime.min.replace(tzinfo=UTC)

Key = int
"""A URL in few bytes: there may be millions."""


@dataclass(frozen=True, slots=True)
class GatheredReport:
    """What is kept of one report."""

    numbers: RepositoryNumbers
    at: datetime
    links: Mapping[Key, tuple[str, str, str]]
    """URL → verdict, reason and host; the words are shared."""
    broken: Mapping[str, JsonTarget]
    places: Mapping[str, list[LinkPlace]]
    """URL of a broken link → its first places."""
    counts: Mapping[str, int]
    """URL of a broken link → the number of its places."""
    owned: Mapping[str | None, tuple[int, int, int]]
    """Owner → documents, places of broken links, and places of new ones."""
    ages: Mapping[int, tuple[int, int]]
    nights: Mapping[date, Mapping[str, int]]
    back: frozenset[Key]
    """Links that are alive again."""
    requests: int


def gathered_report(report: JsonReport, name: str) -> GatheredReport:
    """Return what an overview keeps of a report; `name` is for a repository whose page nobody knows."""
    broken = {one.url: one for one in report.targets if one.verdict.is_broken and one.known is not True}
    pages = Pages.of(work_tree_of(report))
    told = _name(pages) if pages is not None else name
    placed = [one for one in report.references if one.url in broken]
    places: defaultdict[str, list[LinkPlace]] = defaultdict(list)
    for one in placed:
        if len(places[one.url or ""]) < MOST_PLACES:
            places[one.url or ""].append(LinkPlace(told, one.path, one.line, one.column))
    at = report.run.started_at or NEVER
    return GatheredReport(
        numbers=_numbers(report, told, pages.work_tree.url if pages is not None else None, broken, len(placed)),
        at=at if at.tzinfo is not None else at.replace(tzinfo=UTC),
        links={
            _key(one.url): (one.verdict.value, one.reason.value, intern(host_of(one.url))) for one in report.targets
        },
        broken=broken,
        places=places,
        counts=Counter(one.url or "" for one in placed),
        owned=_owned(report, placed, broken),
        ages=_ages(report),
        nights={night.at.date(): night.verdicts for night in report.nights[-MOST_NIGHTS:]},
        back=frozenset(_key(one.url) for one in report.targets if one.change is Change.BACK),
        requests=report.run.requests,
    )


def _key(url: str) -> Key:
    return int.from_bytes(blake2b(url.encode("utf-8", "surrogatepass"), digest_size=8).digest())


def _name(pages: Pages) -> str:
    tree = pages.work_tree
    name = (tree.url or "").partition("://")[2]
    return f"{name}/{tree.folder}" if tree.folder else name


def _numbers(
    report: JsonReport, name: str, url: str | None, broken: Mapping[str, JsonTarget], places: int
) -> RepositoryNumbers:
    verdicts = Counter(one.verdict.value for one in report.targets)
    owners = {owner for one in report.documents for owner in _owners(one.owner or "")}
    return RepositoryNumbers(
        name=name,
        url=url,
        night=report.run.started_at.date() if report.run.started_at else None,
        documents=report.summary.documents,
        references=len(report.references),
        verdicts=dict(verdicts),
        new=sum(one.change is Change.NEW for one in broken.values()),
        places=places,
        problems=dict(Counter(one.level.value for one in report.problems if one.known is not True)),
        owners=sorted(owners),
        fault=report.run.environment_fault,
    )


def _owners(text: object) -> list[str]:
    return text.split() if isinstance(text, str) else []


def _owned(
    report: JsonReport, placed: Iterable[JsonReference], broken: Mapping[str, JsonTarget]
) -> Mapping[str | None, tuple[int, int, int]]:
    owners: dict[str, Sequence[str | None]] = {one.path: _owners(one.owner) or (None,) for one in report.documents}
    documents: Counter[str | None] = Counter()
    places: Counter[str | None] = Counter()
    new: Counter[str | None] = Counter()
    for names in owners.values():
        documents.update(names)
    for one in placed:
        named = owners.get(one.path, (None,))
        places.update(named)
        if broken[one.url or ""].change is Change.NEW:
            new.update(named)
    return {name: (documents[name], places[name], new[name]) for name in {**documents, **places}}


def _ages(report: JsonReport) -> Mapping[int, tuple[int, int]]:
    """Return year → links in documents of that year that are known to live or not, and how many live."""
    years = {one.path: one.date.year for one in report.documents if one.date is not None}
    known = {one.url: one.verdict.is_good for one in report.targets if one.verdict.is_good or one.verdict is State.DEAD}
    pairs = {(years[one.path], one.url) for one in report.references if one.path in years and one.url in known}
    links, alive = Counter(year for year, _ in pairs), Counter(year for year, url in pairs if url and known[url])
    return {year: (links[year], alive[year]) for year in links}

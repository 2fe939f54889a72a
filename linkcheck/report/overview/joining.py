"""An overview made of many reports, one repository each.

They may be of different nights: of a repository the newest counts, and a night of all is what was known of each by
then. A repository counts from the first night on as it was when it was seen first, so that none that joins later makes
the curve rise.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping
from datetime import date

from linkcheck.model import Change, LookupStatus
from linkcheck.report.contract import JsonTarget
from linkcheck.report.hosts import FAILING
from linkcheck.report.overview import (
    AgeCount,
    BrokenLink,
    BrokenPlaces,
    FailingHost,
    LinkPlace,
    NightCount,
    Overview,
    OwnerNumbers,
    ReasonCount,
)
from linkcheck.report.overview.gathering import MOST_PLACES, NEVER, GatheredReport
from linkcheck.report.view import redacted_text
from linkcheck.verdict.signals.addresses import registrable

MOST_NAMES, MOST_LINKS, MOST_NIGHTS = 30, 200, 100
"""Rows of each list, as in the overview of a dataset."""

Told = tuple[str, str, str]
"""Verdict, reason and host of a link."""


def overview_of(reports: Iterable[GatheredReport], redact: Callable[[str], str]) -> Overview:
    """Return the overview of reports, one at least; `redact` takes the secrets out of the URLs that it names."""
    in_order = sorted(reports, key=lambda each: each.at)
    all_of = list({one.numbers.name: one for one in in_order}.values())
    links = {key: told for one in all_of for key, told in one.links.items()}
    numbers = [one.numbers for one in all_of]
    broken = _broken(all_of, redact)
    owners = _by_owner(all_of)
    return Overview(
        night=max((one.night for one in numbers if one.night is not None), default=NEVER.date()),
        is_whole=True,
        documents=sum(one.documents for one in numbers),
        requests=sum(one.requests for one in all_of),
        references=sum(one.references for one in numbers),
        links=len(links),
        new=len({url for one in all_of for url, each in one.broken.items() if each.change is Change.NEW}),
        back=len(frozenset().union(*(one.back for one in all_of))),
        reasons=_reasons(links.values()),
        nights=_nights(all_of),
        hosts=_failing(links.values(), lambda host: host),
        domains=_failing(links.values(), registrable),
        repositories=_worst((one.name, one.places) for one in numbers),
        owners=_worst((one.name, one.places) for one in owners if one.name is not None),
        new_links=[one for one in broken if one.change == Change.NEW.value][:MOST_LINKS],
        broken_links=broken[:MOST_LINKS],
        by_repository=sorted(numbers, key=lambda one: (-one.new, -one.places, one.name)),
        by_owner=owners,
        ages=_all_ages(all_of),
        left_out=len(in_order) - len(all_of),
    )


def _broken(reports: Iterable[GatheredReport], redact: Callable[[str], str]) -> list[BrokenLink]:
    """Return the broken links, those with most places first; one that many repositories have is one."""
    told: dict[str, JsonTarget] = {}
    counts: Counter[str] = Counter()
    places: defaultdict[str, list[LinkPlace]] = defaultdict(list)
    for one in reports:
        told |= one.broken
        counts.update(one.counts)
        for url, found in one.places.items():
            places[url] += found[: MOST_PLACES - len(places[url])]
    links = (_link(each, counts[url], places[url], redact) for url, each in told.items())
    return sorted(links, key=lambda link: (-link.places, link.url))


def _link(one: JsonTarget, number: int, places: list[LinkPlace], redact: Callable[[str], str]) -> BrokenLink:
    found = (
        redact(each.url) for each in one.mementos if each.answer is LookupStatus.FOUND and each.probed and each.url
    )
    detail, change = redacted_text(one.detail, redact), one.change.value if one.change else None
    return BrokenLink(
        *(redact(one.url), one.verdict.value, one.reason.value, detail, change),
        *(one.failing_since, next(found, None), number, places),
    )


def _reasons(links: Iterable[Told]) -> list[ReasonCount]:
    pairs = Counter((verdict, reason) for verdict, reason, _ in links)
    return [ReasonCount(*pair, number) for pair, number in sorted(pairs.items())]


def _failing(links: Iterable[Told], named: Callable[[str], str]) -> list[FailingHost]:
    reasons: defaultdict[str, Counter[str]] = defaultdict(Counter)
    for verdict, reason, host in links:
        if host and verdict in FAILING:
            reasons[named(host)][reason] += 1
    hosts = [FailingHost(name, counts.total(), dict(counts)) for name, counts in reasons.items()]
    return sorted(hosts, key=lambda one: (-one.links, one.name))[:MOST_NAMES]


def _worst(numbers: Iterable[tuple[str, int]]) -> list[BrokenPlaces]:
    found = [BrokenPlaces(name, places) for name, places in numbers if places]
    return sorted(found, key=lambda one: (-one.places, one.name))[:MOST_NAMES]


def _nights(reports: Iterable[GatheredReport]) -> list[NightCount]:
    known = [sorted(one.nights.items()) for one in reports if one.nights]
    by_day: defaultdict[date, list[int]] = defaultdict(list)
    for number, nights in enumerate(known):
        for day, _ in nights:
            by_day[day].append(number)
    now = [Counter(nights[0][1]) for nights in known]
    coming = [iter(nights) for nights in known]
    return list(_summed(by_day, now, coming))[-MOST_NIGHTS:]


def _summed(
    by_day: dict[date, list[int]], now: list[Counter[str]], coming: list[Iterator[tuple[date, Mapping[str, int]]]]
) -> Iterator[NightCount]:
    """Yield the sums of each day; of a repository without a night that day the one before counts."""
    whole: Counter[str] = Counter()
    for one in now:
        whole.update(one)
    for day in sorted(by_day):
        for number in by_day[day]:
            whole.subtract(now[number])
            now[number] = Counter(next(coming[number])[1])
            whole.update(now[number])
        yield NightCount(day, {verdict: links for verdict, links in whole.items() if links})


def _by_owner(reports: Iterable[GatheredReport]) -> list[OwnerNumbers]:
    """Return the owners, those with most broken places first; what belongs to nobody comes last."""
    sums: defaultdict[str | None, list[int]] = defaultdict(lambda: [0, 0, 0, 0])
    for one in reports:
        for name, (documents, places, new) in one.owned.items():
            sums[name] = [was + more for was, more in zip(sums[name], (1, documents, places, new), strict=True)]
    owners = [OwnerNumbers(name, *numbers) for name, numbers in sums.items()]
    return sorted(owners, key=lambda one: (one.name is None, -one.places, one.name or ""))


def _all_ages(reports: Iterable[GatheredReport]) -> list[AgeCount]:
    links: Counter[int] = Counter()
    alive: Counter[int] = Counter()
    for one in reports:
        for year, (all_of, living) in one.ages.items():
            links[year] += all_of
            alive[year] += living
    return [AgeCount(year, links[year], alive[year]) for year in sorted(links)]

"""The links that live, and the blog's own posts by choice → Save Page Now, as far as they are anybody's business."""

from __future__ import annotations

import asyncio
from collections import Counter, defaultdict
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from ipaddress import ip_address, ip_network
from pathlib import Path
from urllib.parse import urljoin

from linkcheck.config import Settings, header_warnings
from linkcheck.history import History
from linkcheck.links.sending import why_not_sent
from linkcheck.links.urls import canonicalise
from linkcheck.model import LinkcheckError, Reference, Save, SaveState, Target, host_of
from linkcheck.run.checker import job_of, open_archive_fetch
from linkcheck.run.collect import Inventory, collect
from linkcheck.run.judge import judge
from linkcheck.run.progress import Progress
from linkcheck.run.services import Services
from linkcheck.run.state import bounds_of, fault_of_state
from linkcheck.sources import site
from linkcheck.sources.dates import WrittenDays
from linkcheck.web.archive.addresses import is_archived
from linkcheck.web.archive.pace import in_words
from linkcheck.web.archive.save_page_now import ADDRESS, Keys, SavePageNow
from linkcheck.web.archive.saving import SaveLimits, Saver
from linkcheck.web.network import ResolutionError, Resolver, guard, system_resolver

__all__ = ["ADDRESS", "Keys", "SavePlan", "Saved", "Told", "estimate", "limited", "plan_saving", "save"]

Told = Callable[[Save], None]
"""Hears what became of a page, or that this is not known."""

NIGHT = timedelta(hours=20)
LONG = timedelta(days=30)
ATTEMPTS = 5
"""Captures of one page that fail, a night apart, before it is left for a month."""
JOB_KNOWN_FOR = timedelta(days=2)
PATIENCE = 90.0
"""Seconds for an answer; the service takes its time."""


@dataclass(frozen=True, slots=True)
class SavePlan:
    """What would be sent, and what not."""

    pages: tuple[tuple[str, Save | None], ...]
    """Each with what is known of it, pages of one host apart from each other."""
    under_way: tuple[Save, ...]
    """Captures that an earlier run asked for, and did not see end."""
    begun_today: int
    left_out: Mapping[str, int]
    """Why → how many."""
    inventory: Inventory


@dataclass(frozen=True, slots=True)
class Saved:
    """What became of it."""

    counts: Mapping[SaveState, int]
    left: int
    """Pages that were not sent, or of which it is not known what became."""
    stopped: str | None


async def plan_saving(
    paths: Sequence[Path],
    settings: Settings,
    cwd: Path,
    *,
    own: bool,
    warn: Callable[[str], None],
    listed: Sequence[Path] = (),
    services: Services | None = None,
) -> SavePlan:
    """Return what would be sent; nobody is asked but name servers, where private networks are allowed.

    Raises LinkcheckError where it cannot be told what is public.
    """
    services = services or Services()
    for words in header_warnings(settings):
        raise LinkcheckError(f"nobody knows which pages are public: {words}")
    settings = replace(settings, offline=False)
    inventory = await collect(paths, settings, cwd, listed=listed)
    days = WrittenDays({source.path: source.extraction.front_matter for source in inventory.extracted.sources}, cwd=cwd)
    with _history(inventory, warn, services) as history:
        judged = await judge(inventory.targets, settings, days, history, Progress(), services, ask=False)
        known = history.saves.all()
    living = {finding.target.url for finding in judged.findings if finding.verdict.state.is_good}
    reasons: dict[str, str | None] = {}
    drafts = _drafts(inventory)
    for target in inventory.targets:
        reasons[target.url] = _why_not(target, living, drafts, settings)
    for url in _own_pages(inventory, drafts) if own else ():
        reasons[url] = why_not_sent(url, settings.save.private)
    now = services.now()
    reasons |= {url: _known(known[url], settings, now) for url, why in reasons.items() if why is None and url in known}
    if settings.allow_networks:
        await _look_for_private(reasons, services.resolver or system_resolver())
    pages = [url for url, why in reasons.items() if why is None]
    return SavePlan(
        tuple((url, known.get(url)) for url in _apart(pages)),
        tuple(save for save in known.values() if _is_under_way(save, now)),
        sum(_is_begun(save) and save.at > now - timedelta(days=1) for save in known.values()),
        Counter(why for why in reasons.values() if why is not None),
        inventory,
    )


def limited(plan: SavePlan, most: int) -> SavePlan:
    """Return a plan with no more pages than that; the others are left out of this run."""
    beyond = {"beyond --limit": len(plan.pages) - most} if len(plan.pages) > most else {}
    return replace(plan, pages=plan.pages[:most], left_out={**plan.left_out, **beyond})


def estimate(plan: SavePlan, settings: Settings) -> str:
    """Return in words how long it takes to send the pages, at best."""
    return in_words(len(plan.pages) / settings.save.per_minute * 60)


async def save(
    plan: SavePlan,
    settings: Settings,
    address: str,
    keys: Keys,
    *,
    warn: Callable[[str], None],
    told: Told,
    services: Services | None = None,
) -> Saved:
    """Send what is planned, within all limits; what is known of each page is kept at once. Raises LinkcheckError."""
    services = services or Services()
    counts: Counter[SaveState] = Counter()

    def hear(one: Save) -> None:
        counts[one.state] += one.state is not SaveState.ASKED  # it counts when it is known what became of it
        told(one)

    table = settings.save
    limits = SaveLimits(table.in_flight, table.per_minute, max(0, table.per_day - plan.begun_today))
    job = job_of(settings, services)
    networks = settings.allow_networks if guard.literal(host_of(address)) is None else (ip_network(host_of(address)),)
    job = replace(job, network=replace(job.network, insecure=False, allow_networks=networks))
    resolver = services.resolver or system_resolver()
    with _history(plan.inventory, warn, services) as history:
        # A POST on a connection that the service has closed meanwhile fails, and nothing may send it twice.
        async with open_archive_fetch(job, PATIENCE, resolver, keep_alive=False) as fetch:
            service = SavePageNow(fetch, address, keys, table.if_not_archived_within, services.now)
            saver = Saver(
                service,
                limits,
                history.saves,
                clock=services.clock,
                sleep=services.sleep,
                now=services.now,
                told=hear,
            )
            await saver.run(plan.pages, plan.under_way)
    return Saved(counts, len(plan.pages) + len(plan.under_way) - counts.total(), saver.stopped)


def _history(inventory: Inventory, warn: Callable[[str], None], services: Services) -> History:
    fault, bounds = fault_of_state(inventory.state), bounds_of(inventory.state, inventory.root)
    return History(inventory.state, warn=warn, now=services.now, fault=fault, bounds=bounds)


def _why_not(target: Target, living: Collection[str], drafts: Collection[str], settings: Settings) -> str | None:
    if target.url not in living or target.preset is not None:
        return "not known to live"
    if not any(_is_met(reference, drafts) for reference in target.references):
        return "no published page shows it"
    if is_archived(target.url, settings.archive.playback):
        return "a copy in an archive"
    if any(origin.covers(target.url) for origin, _ in settings.bound_headers()):
        return "its host gets headers of your own"
    return why_not_sent(target.url, settings.save.private)


def _is_met(reference: Reference, drafts: Collection[str]) -> bool:
    hidden = reference.disabled or reference.unrendered or reference.commented or reference.used is False
    return not hidden and not reference.untouched and reference.path not in drafts


def _drafts(inventory: Inventory) -> Collection[str]:
    """Return the paths of what is not published yet: what it links to is its author's secret."""
    blog = site.load(inventory.root)
    return {source.path for source in inventory.extracted.sources if blog.is_unpublished(source.file)}


def _own_pages(inventory: Inventory, drafts: Collection[str]) -> Iterator[str]:
    """Yield the addresses of the blog's own pages; raises LinkcheckError where its address is not known."""
    blog = site.load(inventory.root)
    if blog.base_url is None:
        raise LinkcheckError("--posts: the site's settings do not say at which address it is")
    for source in inventory.extracted.sources:
        path = None if source.path in drafts else blog.page_path(source.file, source.extraction.front_matter)
        url = None if path is None else canonicalise(urljoin(blog.base_url, path.lstrip("/")))
        if isinstance(url, str):
            yield url


def _known(save: Save, settings: Settings, now: datetime) -> str | None:
    """Return why a page is not sent again; None where it is."""
    if save.state in (SaveState.SAVED, SaveState.ARCHIVED):
        rest, why = timedelta(days=settings.save.if_not_archived_within), "saved, or found to be archived, before"
    elif save.state is SaveState.ASKED:
        rest, why = NIGHT, "sent before"
    elif save.state is SaveState.FAILED and save.attempts < ATTEMPTS:
        rest, why = NIGHT, "it failed in the last hours"
    else:
        rest, why = LONG, "the archive could not, or would not, capture it"
    return why if save.at > now - rest or _is_under_way(save, now) else None


def _is_under_way(save: Save, now: datetime) -> bool:
    return save.state is SaveState.ASKED and save.job is not None and save.at > now - JOB_KNOWN_FOR


def _is_begun(save: Save) -> bool:
    return save.attempts > 0 and save.state is not SaveState.ARCHIVED


def _apart(urls: Iterable[str]) -> list[str]:
    """Return the URLs so that those of one host do not follow each other, as far as that can be."""
    of_host: defaultdict[str, int] = defaultdict(int)
    turns = []
    for url in sorted(urls):
        turns.append((of_host[host_of(url)], url))
        of_host[host_of(url)] += 1
    return [url for _, url in sorted(turns)]


async def _look_for_private(reasons: dict[str, str | None], resolver: Resolver) -> None:
    """Leave out the hosts whose names lead into a private network: only where such are allowed can they be alive."""
    hosts = sorted({host_of(url) for url, why in reasons.items() if why is None})
    private = dict(zip(hosts, await asyncio.gather(*(_is_private(host, resolver) for host in hosts)), strict=True))
    for url in [url for url, why in reasons.items() if why is None and private[host_of(url)]]:
        reasons[url] = "its host is a private one, or cannot be looked up"


async def _is_private(host: str, resolver: Resolver) -> bool:
    literal = guard.literal(host)
    if literal is not None:
        return not guard.allowed(literal, ())
    try:
        found = await resolver.resolve(host, 0)
    except ResolutionError:
        return True
    return not all(guard.allowed(ip_address(one["host"].split("%", 1)[0]), ()) for one in found)

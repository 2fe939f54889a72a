"""Copies in one archive → the nearest copies in the archives of the settings: `linkcheck replace --archive`."""

from __future__ import annotations

import asyncio
from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import date
from pathlib import Path

from linkcheck.config import Settings
from linkcheck.history import History
from linkcheck.links.originals import Originals
from linkcheck.links.urls import canonicalise, redact
from linkcheck.model import LinkcheckError, LookupStatus, Memento, Replaced, Url, Verdict, host_of
from linkcheck.run.checker import job_of, open_archive_fetch
from linkcheck.run.collect import Inventory
from linkcheck.run.replacing import replace
from linkcheck.run.rewriting import Rewritten
from linkcheck.run.services import Services
from linkcheck.run.state import bounds_of
from linkcheck.web.archive import ArchiveLookup
from linkcheck.web.network import system_resolver

Answers = Mapping[tuple[Url, date | None], Memento]


async def recopy(
    paths: Sequence[Path],
    settings: Settings,
    cwd: Path,
    archive: str,
    *,
    warn: Callable[[str], None],
    listed: Sequence[Path] = (),
    services: Services | None = None,
) -> Rewritten:
    """Lead links to copies in an archive to copies elsewhere, of the days on which they were made.

    Raises LinkcheckError as `rewrite` does, and where nobody else can be asked.
    """
    originals = Originals(archive)
    if settings.offline or not settings.archive.enabled:
        raise LinkcheckError("--archive: other archives have to be asked, and the settings say not to")
    services = services or Services()
    becomes: dict[str, Replaced] = {}

    async def prepare(inventory: Inventory) -> None:
        texts = {
            row.reference.destination
            for row in inventory.rows
            if not (row.reference.disabled or row.reference.untouched)
        }
        copies = {text: found for text in sorted(texts) if (found := originals.of(text)) is not None}
        becomes.update(await _elsewhere(copies, originals, settings, inventory, services, warn))

    return await replace(paths, settings, cwd, becomes.get, warn=warn, listed=listed, prepare=prepare)


async def _elsewhere(
    copies: Mapping[str, Replaced],
    originals: Originals,
    settings: Settings,
    inventory: Inventory,
    services: Services,
    warn: Callable[[str], None],
) -> Mapping[str, Replaced]:
    """Return what each address of a copy becomes, refused where no copy is known elsewhere."""
    days = {text: originals.day(text) for text in copies}
    urls = {text: _url(text, found) for text, found in copies.items()}
    wanted: defaultdict[Url, set[date | None]] = defaultdict(set)
    for text, url in urls.items():
        if not isinstance(url, str):
            continue
        wanted[url].add(days[text])
    answers = await _asked(wanted, originals, settings, inventory, services, warn) if wanted else {}
    return {text: _replaced(found, urls[text], days[text], answers) for text, found in copies.items()}


async def _asked(
    wanted: Mapping[Url, Iterable[date | None]],
    originals: Originals,
    settings: Settings,
    inventory: Inventory,
    services: Services,
    warn: Callable[[str], None],
) -> Answers:
    fault, bounds = inventory.fault, bounds_of(inventory.state, inventory.root)
    answers: dict[tuple[Url, date | None], Memento] = {}
    with History(inventory.state, warn=warn, now=services.now, fault=fault, bounds=bounds) as history:
        resolver = services.resolver or system_resolver()
        async with (
            open_archive_fetch(job_of(settings, services), settings.archive.timeout, resolver) as fetch,
            ArchiveLookup(fetch, settings.archive, history.archive_cache, now=services.now) as lookup,
        ):
            if any(host_of(each) in originals.hosts for each in lookup.playbacks):
                words = "this archive is asked for copies itself; name another in the settings, [archive] has them"
                raise LinkcheckError(f"--archive: {words}")

            async def ask(url: Url, days: Iterable[date | None]) -> None:
                for memento in await lookup.mementos(url, sorted(days, key=str)):
                    answers[url, memento.near] = memento

            await asyncio.gather(*(ask(url, days) for url, days in wanted.items()))
            if lookup.gave_up is not None:
                warn(lookup.gave_up)
    return answers


def _url(text: str, found: Replaced) -> Url | Verdict | None:
    """Return the URL of what was copied, or nothing where it is unknown or nobody else's business."""
    original = (text[: found.start] + found.new + text[found.end :]).partition("#")[0]
    url = None if found.refused else canonicalise(original)
    return None if isinstance(url, str) and redact(url) != url else url


def _replaced(found: Replaced, url: Url | Verdict | None, day: date | None, answers: Answers) -> Replaced:
    if found.refused is not None:
        return found
    memento = answers.get((url, day)) if isinstance(url, str) else None
    if memento is None or url is None:
        why = "what was copied cannot be looked up"
    elif memento.answer is LookupStatus.FOUND and memento.probed and (memento.url or "").endswith(str(url)):
        return Replaced(found.start, found.end, (memento.url or "").removesuffix(str(url)) + found.new)
    elif memento.answer is LookupStatus.UNKNOWN:
        why = f"the archives could not tell: {memento.detail}" if memento.detail else "the archives could not tell"
    else:
        why = "no good copy near that day is known elsewhere"
    return Replaced(found.start, found.end, "", why)

"""What a run reads beside the paths of this disk: lists of URLs, documents of other places, repositories.

Each is an inventory of its own, told by its own name, so that a run in shards takes them in one after the other, and
any other run joins them. Nothing of them is edited.
"""

from __future__ import annotations

from collections.abc import AsyncIterator
from functools import partial
from pathlib import Path

from msgspec import Struct

from linkcheck.config import Settings
from linkcheck.links.urls import redact
from linkcheck.run.collect import Inventory
from linkcheck.run.elsewhere.joining import collect_as, faulty, joined
from linkcheck.run.progress import Progress
from linkcheck.run.services import Services
from linkcheck.web.daemon import in_daemon


class OtherInputs(Struct, frozen=True):
    """The names of what is read."""

    remotes: tuple[str, ...]
    """Addresses of sites, and what fsspec knows."""
    url_lists: tuple[str, ...]
    repositories: str | None
    """A list of them."""
    spare: Path
    """An empty folder that lasts as long as the run."""

    @property
    def names(self) -> tuple[str, ...]:
        """All of them."""
        return (*self.remotes, *self.url_lists, *filter(None, [self.repositories]))


async def inventories(
    elsewhere: OtherInputs,
    settings: Settings,
    cwd: Path,
    state: Path,
    services: Services,
    progress: Progress,
    at_once: int | None = None,
) -> AsyncIterator[Inventory]:
    """Yield what stands in each, of some documents or lines `at_once` where that is given; `state` is `.linkcheck/`.

    Raises LinkcheckError for what the user can mend.
    """
    if elsewhere.repositories is not None:
        from linkcheck.run.elsewhere.repositories import of_repositories

        async for inventory in of_repositories(elsewhere.repositories, settings, cwd, state, at_once):
            yield inventory
    for number, url in enumerate(elsewhere.remotes):
        if url.lower().startswith(("http://", "https://")):
            from linkcheck.run.elsewhere.sites import of_site

            async for inventory in of_site(url, settings, cwd, services, progress):
                yield inventory
            continue
        async for inventory in _of_remote(url, elsewhere.spare / str(number), settings, at_once):
            yield inventory
    for name in elsewhere.url_lists:
        from linkcheck.run.elsewhere.url_lists import of_list

        for inventory in of_list(name, settings, cwd):
            yield inventory


async def with_others(
    inventory: Inventory,
    elsewhere: OtherInputs,
    settings: Settings,
    cwd: Path,
    services: Services,
    progress: Progress,
) -> Inventory:
    """Return an inventory of this disk together with what stands elsewhere; raises LinkcheckError."""
    others = inventories(elsewhere, settings, cwd, inventory.state, services, progress)
    return joined(inventory, [one async for one in others])


async def _of_remote(url: str, folder: Path, settings: Settings, at_once: int | None) -> AsyncIterator[Inventory]:
    from linkcheck.sources.remote import lay_out

    laid = await in_daemon(partial(lay_out, url, folder))
    told = redact(url.rstrip("/") if laid.below == folder else url.rpartition("/")[0])
    if laid.faults:
        yield faulty([(f"{told}/{name}", why) for name, why in laid.faults], settings, folder)
    async for inventory in collect_as(told, folder, laid.below, settings, at_once, is_part=True):
        yield inventory

"""A list of repositories → inventories: each is fetched, and read by its own settings as far as these are its own.

They may be a stranger's. So they say what of their own posts is read and reported, and nothing else: no request, no
file and no address is theirs to choose, and what the run itself excludes stays excluded.
"""

from __future__ import annotations

import asyncio
import sys
from collections.abc import AsyncIterator
from dataclasses import replace
from functools import partial
from pathlib import Path

from linkcheck.config import Settings, ignored_lines
from linkcheck.links.urls import redact
from linkcheck.model import LinkcheckError
from linkcheck.report import redacted_text
from linkcheck.run.collect import Inventory
from linkcheck.run.elsewhere.joining import collect_as, faulty
from linkcheck.run.settings import load
from linkcheck.run.state import fault_of_state
from linkcheck.sources.pauses import need_loop
from linkcheck.sources.repositories import ListedRepository, fetch, is_fetched, place_of, read_list
from linkcheck.strangers import Boundary
from linkcheck.web.daemon import in_daemon

AT_ONCE = 4
"""Repositories that are fetched side by side: they are of a few hosts."""
FOLDER = "repositories"


async def of_repositories(
    name: str, settings: Settings, cwd: Path, state: Path, at_once: int | None
) -> AsyncIterator[Inventory]:
    """Yield what stands in the repositories of a list, in its order; one that cannot be read is a problem.

    Raises LinkcheckError for a list that cannot be read, and for a `.linkcheck/` that is not ours.
    """
    repositories = read_list(_list(name, cwd), "<stdin>" if name == "-" else name, cwd)
    if (fault := fault_of_state(state)) is not None:
        raise LinkcheckError(f"--repositories: {fault}")
    copies = state / FOLDER
    await need_loop()
    places = asyncio.Semaphore(AT_ONCE)
    turns = [asyncio.ensure_future(_fetched(one, copies, places, offline=settings.offline)) for one in repositories]
    try:
        for one, turn in zip(repositories, turns, strict=True):
            folder = cwd / one.name if one.address is None else place_of(one, copies)
            if (words := await turn) is not None:
                yield faulty([(one.name, words)], settings, cwd)
            own, faults = _chosen(one, folder, settings)
            if faults:
                yield faulty([(one.name, why) for why in faults], settings, cwd)
            if own is not None:
                async for inventory in collect_as(one.name, folder, folder / one.below, own, at_once):
                    yield inventory
    finally:
        for turn in turns:
            turn.cancel()


async def _fetched(
    repository: ListedRepository, copies: Path, places: asyncio.Semaphore, *, offline: bool
) -> str | None:
    """Bring a copy up to date; return why that failed."""
    if repository.address is None:
        return None
    place = place_of(repository, copies)
    has_copy = is_fetched(place)
    if offline:
        return None if has_copy else "it was never fetched, and --offline fetches nothing"
    async with places:
        try:
            _make(copies)
            await in_daemon(partial(fetch, repository, place))
        except (LinkcheckError, OSError) as error:
            words = redacted_text(str(error), redact)
            return f"{words}; the copy of an earlier run was read instead" if has_copy else words
    return None


def _make(copies: Path) -> None:
    """Make the folder of copies, which git ignores as all of `.linkcheck/`."""
    copies.mkdir(parents=True, exist_ok=True)
    ignore = copies.parent / ".gitignore"
    if not ignore.exists():
        ignore.write_text("*\n")


def _chosen(repository: ListedRepository, folder: Path, settings: Settings) -> tuple[Settings | None, tuple[str, ...]]:
    """Return by which settings a repository is read, None where it is not; and what is wrong with it."""
    if repository.address is not None and not is_fetched(folder):
        return None, ()  # which is told
    below = folder / repository.below
    if not below.is_dir() or not Boundary.around(folder).holds(below):
        return None, (f"there is no folder {repository.below} in it",)
    try:
        return _with_own(settings, folder), ()
    except LinkcheckError as error:
        return settings, (f"its settings are not used: {error}",)


def _with_own(settings: Settings, folder: Path) -> Settings:
    """Return the settings by which a repository is read; raises LinkcheckError for its own."""
    theirs = load(folder, {})
    exclude = theirs.exclude
    if theirs.file is not None and not theirs.file.is_relative_to(folder):  # of a folder above, and not its own
        theirs = replace(load(folder, {"isolated": True}), isolated=False)
        exclude = tuple(pattern for _, pattern in ignored_lines(theirs, folder))
    return replace(
        settings,
        exclude=(*settings.exclude, *exclude),
        include=settings.include or (() if settings.exclude else theirs.include),
        exclude_paths=(*settings.exclude_paths, *theirs.exclude_paths),
        rules={**settings.rules, **theirs.rules},
        keep=theirs.keep,
    )


def _list(name: str, cwd: Path) -> bytes:
    if name == "-":
        return sys.stdin.buffer.read()
    try:
        return (cwd / name).read_bytes()
    except OSError as error:
        raise LinkcheckError(f"--repositories: {name} cannot be read: {error.strerror or error}") from error

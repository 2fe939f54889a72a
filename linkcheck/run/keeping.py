"""Links that live → copies in a folder of the repository: `linkcheck keep`.

Only a page that a check finds alive, and of which nothing has to be asked twice, is kept: a copy of an error page
would be worth less than none.
"""

from __future__ import annotations

import asyncio
from collections.abc import Iterable, Sequence
from contextlib import aclosing, suppress
from dataclasses import dataclass
from pathlib import Path

from linkcheck.config import Settings
from linkcheck.history import History
from linkcheck.history.copies import OwnCopy, document, pack, place_of
from linkcheck.links.urls import redact
from linkcheck.model import Check, LinkcheckError, Reason, Response, Url, Verdict
from linkcheck.run.checker import Checker, job_of, open_checker
from linkcheck.run.collect import Inventory, collect
from linkcheck.run.job import Work
from linkcheck.run.progress import Progress
from linkcheck.run.services import Services
from linkcheck.run.state import bounds_of, fault_of_state
from linkcheck.sources import files
from linkcheck.strangers import Boundary
from linkcheck.verdict.signals import shown
from linkcheck.verdict.signals.page import seen
from linkcheck.verdict.weighing import judge
from linkcheck.web import schedule
from linkcheck.web.network import system_resolver
from linkcheck.web.probing import Prober, Suspects, opinion

SUFFIX = ".warc.gz"
TEXTS = ("text/html", "text/plain", "application/xhtml")


@dataclass(frozen=True, slots=True)
class KeptCopies:
    """What became of the links."""

    folder: Path
    kept: tuple[Url, ...]
    size: int
    """Bytes of all files that were written."""
    there: int
    """Links with a copy from earlier."""
    unknown: int
    """Links that no run has found alive."""
    private: int
    """Links that are left out because they lead to private addresses."""
    left: tuple[tuple[Url, str], ...]
    """Links of which no copy could be made, with the reason."""
    messages: tuple[str, ...]
    exit_code: int
    """2 where a copy could not be written."""


async def keep(
    paths: Sequence[Path],
    settings: Settings,
    cwd: Path,
    *,
    progress: Progress,
    listed: Sequence[Path] = (),
    services: Services | None = None,
) -> KeptCopies:
    """Ask the links under `paths` that lived when they were last asked, and keep the text of those without a copy.

    Raises LinkcheckError for what the user can mend: a path that is not there, a folder outside of the repository.
    """
    if settings.offline:
        raise LinkcheckError("keep: pages have to be asked for, and the settings say not to (offline)")
    services = services or Services()
    inventory = await collect(paths, settings, cwd, listed=listed)
    folder = _folder(settings, inventory.state.parent)
    urls = [Url(one.url) for one in inventory.targets if one.preset is None and not one.untouched]
    alive = _alive(urls, inventory, services, progress)
    wanted = [url for url in alive if not _file(folder, url).exists()]
    copies = _Copies(folder, Boundary.around(inventory.state.parent), settings, progress)
    progress.checks_planned(len(wanted))
    with suppress(TimeoutError):
        async with (
            asyncio.timeout(settings.max_time),
            open_checker(job_of(settings, services), services, services.resolver or system_resolver()) as checker,
        ):
            await copies.make(checker, wanted)
    left = tuple((url, copies.left.get(url, "the run ended before")) for url in wanted if url not in copies.kept)
    sizes, there = copies.kept.values(), len(alive) - len(wanted)
    messages, code = (*inventory.messages, *copies.unwritten[:1]), 2 if copies.unwritten else 0
    private = sum(one.preset is not None and one.preset.reason is Reason.PRIVATE_ADDRESS for one in inventory.targets)
    return KeptCopies(
        *(folder, tuple(copies.kept), sum(sizes), there, len(urls) - len(alive), private, left, messages, code)
    )


class _Copies:
    """Makes and writes copies, of pages that stand for any other after probes have shown that they do not."""

    def __init__(self, folder: Path, bound: Boundary, settings: Settings, progress: Progress) -> None:
        self._folder, self._bound, self._settings, self._progress = folder, bound, settings, progress
        self._doubted: dict[Url, OwnCopy | str] = {}
        self.kept: dict[Url, int] = {}
        """URL → bytes of its file."""
        self.left: dict[Url, str] = {}
        """URL → why there is no copy."""
        self.unwritten: list[str] = []
        """Faults of the folder."""

    async def make(self, checker: Checker, urls: Sequence[Url]) -> None:
        """Ask every URL, and write what it shows."""
        prober = Prober(checker.fetch, now=checker.now)
        suspects = Suspects(prober, self._judge, checker.attempt_again, urls)
        done = schedule.checks(
            schedule.one_part(urls),
            lambda url: checker.check(Work(url)),
            host_concurrency=checker.job.network.concurrency_of,
            now=checker.now,
            ahead=checker.ahead,
        )
        try:
            async with aclosing(done) as checks:
                async for check in checks:
                    copy = copy_of(check, self._settings.keep.kilobytes * 1000)
                    first = opinion(check, self._settings.accepted(check.url))
                    if suspects.defer(check, first):
                        self._doubted[check.url] = copy
                    else:
                        self._conclude(check.url, first.verdict, copy)
            await suspects.resolve(lambda done: self._conclude(done.url, self._judge(done), self._doubted[done.url]))
        finally:
            suspects.unresolved()

    def _conclude(self, url: Url, verdict: Verdict, copy: OwnCopy | str) -> None:
        self._progress.checked(verdict)
        if not verdict.state.is_good:
            self.left[url] = f"it was {verdict.state} when it was asked for its text ({verdict.reason})"
        elif isinstance(copy, str):
            self.left[url] = copy
        else:
            file = _file(self._folder, url)
            try:
                self.kept[url] = _written(file, copy, self._bound)
            except OSError as error:
                self.left[url] = f"{file} cannot be written: {error.strerror or error}"
                self.unwritten.append(self.left[url])

    def _judge(self, done: Check) -> Verdict:
        return judge(done, accept=self._settings.accepted(done.url))


def _folder(settings: Settings, home: Path) -> Path:
    """Return the folder of copies; raises LinkcheckError for one outside of the repository."""
    folder = home / settings.keep.folder
    if not Boundary.around(home).holds(folder):
        raise LinkcheckError(f"keep.folder: {settings.keep.folder} leads outside of {home}; name a folder in it")
    return folder


def _alive(urls: Iterable[Url], inventory: Inventory, services: Services, progress: Progress) -> list[Url]:
    """Return the links that lived when they were last asked, but those with a secret in their address."""
    fault, bounds = fault_of_state(inventory.state), bounds_of(inventory.state, inventory.root)
    with History(inventory.state, warn=progress.warn, now=services.now, fault=fault, bounds=bounds) as history:
        pasts = history.targets.pasts()
    return [url for url in urls if url in pasts and pasts[url].verdict.state.is_good and redact(url) == url]


def _file(folder: Path, url: Url) -> Path:
    place = place_of(url)
    return folder / place.with_name(place.name + SUFFIX)


def _written(file: Path, copy: OwnCopy, bound: Boundary) -> int:
    if not bound.holds(file):  # a folder below may be a link, too
        raise OSError(f"it leads outside of {bound.name}")
    data = pack(copy)
    file.parent.mkdir(parents=True, exist_ok=True)
    files.write_atomically(file, data, None)
    return len(data)


def copy_of(done: Check, most: int) -> OwnCopy | str:
    """Return the copy of the page that a check met, its document of at most `most` bytes; or why there is none."""
    last = done.exchanges[-1].outcome if done.exchanges else None
    kind = (last.header("Content-Type") or "text/html").lower() if isinstance(last, Response) else ""
    if not isinstance(last, Response) or not 200 <= last.status < 300 or not kind.startswith(TEXTS):
        return "it is no page of text"
    if shown.is_unwilling(last.body, last.header("X-Robots-Tag") or ""):
        return "it asks archives to keep no copy (noarchive)"
    said = [(block.tag, block.text) for block in shown.blocks(last.body, kind)]
    if not said:
        return "it shows no text without its scripts"
    page, at = seen(last), done.checked_at.replace(microsecond=0)
    return OwnCopy(done.url, at, document(done.url, at, page.title, page.language, said, most))

"""Links that live → copies in a folder of the repository: `linkcheck keep`.

Only a page that a check finds alive, and of which nothing has to be asked twice, is kept: a copy of an error page
would be worth less than none.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Iterable, Sequence
from contextlib import aclosing, suppress
from dataclasses import dataclass
from pathlib import Path

from linkcheck.config import Settings
from linkcheck.history import History
from linkcheck.history.copies import OwnCopy, document, pack
from linkcheck.links.urls import redact
from linkcheck.model import Check, LinkcheckError, Reason, Response, Url, Verdict
from linkcheck.run.checker import Checker, job_of, open_checker
from linkcheck.run.collect import Inventory, collect
from linkcheck.run.copy_files import CopyFiles
from linkcheck.run.job import Work
from linkcheck.run.progress import Progress
from linkcheck.run.services import Services
from linkcheck.run.state import bounds_of, fault_of_state
from linkcheck.verdict.signals import shown
from linkcheck.verdict.signals.page import seen
from linkcheck.verdict.weighing import judge
from linkcheck.web import schedule
from linkcheck.web.network import system_resolver
from linkcheck.web.probing import Prober, Suspects, opinion

NO_TEXT = "it is no page of text"
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
    files = _files(settings, inventory.state.parent)
    urls = [Url(one.url) for one in inventory.targets if one.preset is None and not one.untouched]
    alive, textless = _alive(urls, inventory, services, progress)
    lacking = [url for url in alive if not files.are_there(url)]
    wanted = [url for url in lacking if url not in textless]
    copies = _Copies(files, settings, progress)
    progress.checks_planned(len(wanted))
    with suppress(TimeoutError):
        async with (
            asyncio.timeout(settings.max_time),
            open_checker(job_of(settings, services), services, services.resolver or system_resolver()) as checker,
        ):
            await copies.make(checker, wanted)
    copies.left |= dict.fromkeys(textless, NO_TEXT)
    left = tuple((url, copies.left.get(url, "the run ended before")) for url in lacking if url not in copies.kept)
    sizes, there = copies.kept.values(), len(alive) - len(lacking)
    messages, code = (*inventory.messages, *copies.unwritten[:1]), 2 if copies.unwritten else 0
    private = sum(one.preset is not None and one.preset.reason is Reason.PRIVATE_ADDRESS for one in inventory.targets)
    return KeptCopies(
        *(files.folder, tuple(copies.kept), sum(sizes), there, len(urls) - len(alive), private, left, messages, code)
    )


class _Copies:
    """Makes and writes copies, of pages that stand for any other after probes have shown that they do not."""

    def __init__(self, files: CopyFiles, settings: Settings, progress: Progress) -> None:
        self._files, self._settings, self._progress = files, settings, progress
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
                    most, two = self._settings.keep.kilobytes * 1000, self._files.published_at is not None
                    copy = copy_of(check, most, with_page=two)
                    first = opinion(check, self._settings.accepted(check.url))
                    if suspects.defer(check, first):
                        self._doubted[check.url] = copy
                    else:
                        self._conclude(check.url, first.verdict, copy)
            await suspects.resolve(lambda done: self._conclude(done.url, self._judge(done), self._doubted[done.url]))
        finally:
            suspects.unresolved()

    def _conclude(self, url: Url, verdict: Verdict, copy: OwnCopy | str) -> None:
        self._progress.answered()
        self._progress.checked(verdict)
        if not verdict.state.is_good:
            self.left[url] = f"it was {verdict.state} when it was asked for its text ({verdict.reason})"
        elif isinstance(copy, str):
            self.left[url] = copy
        else:
            size = self._write(copy)
            if size is not None:
                self.kept[url] = size

    def _write(self, copy: OwnCopy) -> int | None:
        """Return the bytes of its files; None where they could not be written, which is told."""
        try:
            return self._files.write(copy)
        except OSError as error:
            self.left[copy.url] = f"{self._files.warc(copy.url)} cannot be written: {error.strerror or error}"
            self.unwritten.append(self.left[copy.url])
            return None

    def _judge(self, done: Check) -> Verdict:
        return judge(done, accept=self._settings.accepted(done.url))


def _files(settings: Settings, home: Path) -> CopyFiles:
    """Return the files of copies; raises LinkcheckError for a folder outside of the repository."""
    files = CopyFiles.of(settings.keep, home)
    if not files.bound.holds(files.folder):
        raise LinkcheckError(f"keep.folder: {settings.keep.folder} leads outside of {home}; name a folder in it")
    return files


def _alive(
    urls: Iterable[Url], inventory: Inventory, services: Services, progress: Progress
) -> tuple[list[Url], frozenset[Url]]:
    """Return the links that lived when they were last asked, but those with a secret in their address.

    And which of them were no text then: to ask a film for its text each night would be a burden to its host.
    """
    fault, bounds = fault_of_state(inventory.state), bounds_of(inventory.state, inventory.root)
    with History(inventory.state, warn=progress.warn, now=services.now, fault=fault, bounds=bounds) as history:
        pasts = history.targets.pasts()
        alive = [url for url in urls if url in pasts and pasts[url].verdict.state.is_good and redact(url) == url]
        return alive, frozenset(check.url for check in history.targets.evidence(alive) if _page(check) is None)


def copy_of(done: Check, most: int, *, with_page: bool = False) -> OwnCopy | str:
    """Return the copy of the page that a check met, its document of at most `most` bytes; or why there is none.

    `with_page`: the document is written a second time, as a page beside the WARC file, and `most` is of both.
    """
    last = _page(done)
    if last is None:
        return NO_TEXT
    if shown.is_unwilling(last.body, last.header("X-Robots-Tag") or ""):
        return "it asks archives to keep no copy (noarchive)"
    said = [(block.tag, block.text) for block in shown.blocks(last.body, _kind(last))]
    if not said:
        return "it shows no text without its scripts"
    page, at = seen(last), done.checked_at.replace(microsecond=0)

    def make(room: int) -> OwnCopy:
        return OwnCopy(done.url, at, document(done.url, at, page.title, page.language, said, room))

    return _of_two(make, most) if with_page else make(most)


def _of_two(make: Callable[[int], OwnCopy], most: int) -> OwnCopy | str:
    room = most
    while room > 0:
        copy = make(room)
        over = len(copy.document) + len(pack(copy)) - most
        if over <= 0:
            return copy
        room = min(room, len(copy.document)) - over
    return "its address alone takes more than may be kept"


def _page(done: Check) -> Response | None:
    """Return the answer that a check ended with, if it is a page of text."""
    last = done.exchanges[-1].outcome if done.exchanges else None
    if not isinstance(last, Response) or not 200 <= last.status < 300 or not _kind(last).startswith(TEXTS):
        return None
    return last


def _kind(answer: Response) -> str:
    return (answer.header("Content-Type") or "text/html").lower()

"""What earlier runs found and did not write → proposals for a person, one by one; those taken → files.

Nothing is asked of the web. A person may overrule a doubt of `--fix`, but neither the proof nor what cannot be written.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import partial
from pathlib import Path

from linkcheck import repair
from linkcheck.config import ArchiveTable, Settings
from linkcheck.history import History, Pair
from linkcheck.links.rules import junk_of
from linkcheck.model import (
    Document,
    Edit,
    Finding,
    LookupStatus,
    Memento,
    Position,
    Reason,
    Reference,
    Replaced,
    Report,
    Row,
    Rule,
    State,
)
from linkcheck.report.words import visible
from linkcheck.run.collect import Inventory, collect, policy_of, with_findings
from linkcheck.run.ignoring import StaleIgnore, stale_ignores
from linkcheck.run.judge import judge, with_own_copies
from linkcheck.run.progress import Progress
from linkcheck.run.rewriting import Rewritten, readers, written
from linkcheck.run.services import Services
from linkcheck.run.snippets import excerpt
from linkcheck.run.state import bounds_of, fault_of_state
from linkcheck.sources.dates import Days, WrittenDays
from linkcheck.sources.extraction import again

OF_RULES = (Rule.TRAILING_JUNK, Rule.BARE_DOMAIN, Rule.INSECURE_LINK)
"""Problems whose remedy is another address."""
KINDS = (*repair.PLANNERS, *OF_RULES)
USUAL = tuple(kind for kind in KINDS if kind is not Rule.INSECURE_LINK)
"""An old blog has thousands of links to http that work."""


@dataclass(frozen=True, slots=True)
class ReviewItem:
    """The same new address for the same old one, at every place."""

    old: str
    new: str
    kind: str
    """A key of `PLANNERS`, or a rule."""
    url: str | None
    """The target's URL, which an ignore names; None where it leads nowhere yet."""
    why: str
    """One phrase."""
    edits: tuple[Edit, ...]
    """By path and span; a doubt is overruled, what cannot be written is refused."""
    position: Position
    """Of the first."""
    line: str
    """That line, or what of it stands around the place."""
    doubt: str | None = None
    """Why `--fix` leaves it."""
    memento: Memento | None = None
    """The copy that it leads to."""

    @property
    def pair(self) -> Pair:
        """The key of the decision on it."""
        return self.old, self.new

    @property
    def unwritten(self) -> str | None:
        """Why it can be written nowhere; None where it can be, at one place at least."""
        refused = [edit.refused for edit in self.edits]
        return None if None in refused else refused[0]


@dataclass(frozen=True, slots=True)
class Proposed:
    """All that there is to say before a person is asked."""

    inventory: Inventory
    proposals: tuple[ReviewItem, ...]
    """In the order of posts."""
    stale: tuple[StaleIgnore, ...]
    """Only where whole folders were read."""
    known: bool
    """False where no run has judged any link, though there are some that could be."""
    private: int
    """Links that are left out because they lead to private addresses."""
    without: int
    """Dead links for which there is nothing to propose."""


async def propose(
    paths: Sequence[Path],
    settings: Settings,
    cwd: Path,
    kinds: Collection[str],
    *,
    warn: Callable[[str], None],
    told: Report | None = None,
) -> Proposed:
    """Read the documents, and what the history or a report tells of their links; raises LinkcheckError."""
    settings = replace(settings, offline=False)  # no request is made, and none was forbidden when it was
    inventory = await collect(paths, settings, cwd)
    fault, bounds = fault_of_state(inventory.state), bounds_of(inventory.state, inventory.root)
    days = WrittenDays({source.path: source.extraction.front_matter for source in inventory.extracted.sources}, cwd=cwd)
    if told is None:
        with History(inventory.state, warn=warn, fault=fault, bounds=bounds) as history:
            judged = await judge(inventory.targets, settings, days, history, Progress(), Services(), ask=False)
        findings = judged.findings
    else:
        findings = tuple(_told(inventory, told, settings.archive))
    findings = with_own_copies(findings, settings, inventory.state.parent, cwd)
    inventory = with_findings(inventory, findings, settings)
    reread = _documents(inventory, {row.reference.path for row in inventory.rows if row.url is not None or row.rules})
    policy = policy_of(inventory, settings)
    planned = _planned(inventory, findings, reread, days, kinds, policy)
    whole = any((cwd / path).is_dir() for path in paths)
    proposals = tuple(_grouped(planned, findings, inventory, reread, days))
    dead = {finding.target.url for finding in findings if finding.verdict.state is State.DEAD}
    private = sum(finding.verdict.reason is Reason.PRIVATE_ADDRESS for finding in findings)
    return Proposed(
        inventory,
        proposals,
        tuple(stale_ignores(inventory.targets, settings, cwd)) if whole else (),
        any(finding.verdict.state is not State.UNCHECKED for finding in findings) or len(findings) == private > 0,
        private,
        len(dead - {one.url for one in proposals}) if State.DEAD in kinds else 0,
    )


async def write(
    chosen: Iterable[ReviewItem], proposed: Proposed, cwd: Path, *, warn: Callable[[str], None], commit: bool
) -> Rewritten:
    """Prove and write what was chosen, as one run of the journal; raises LinkcheckError where no journal can be."""
    inventory = proposed.inventory
    edits = sorted((edit for one in chosen for edit in one.edits), key=lambda edit: (edit.path, edit.span))
    reread = _documents(inventory, {edit.path for edit in edits})
    changed = [replace(edit, refused=edit.refused or _why_changed(edit, reread)) for edit in edits]
    bounds = bounds_of(inventory.state, inventory.root)
    proved = repair.inside(repair.proved(reread, changed, readers(inventory)[0]), bounds, cwd)
    return written(proved, reread, inventory, cwd, warn, commit=commit)


def _why_changed(edit: Edit, reread: Mapping[str, Document]) -> str | None:
    return None if edit.path in reread else "the file changed since it was read; run linkcheck again"


def _documents(inventory: Inventory, paths: Collection[str]) -> Mapping[str, Document]:
    return {
        source.path: document
        for source in inventory.extracted.sources
        if source.path in paths and (document := again(source)) is not None
    }


def _told(inventory: Inventory, told: Report, archives: ArchiveTable) -> Iterator[Finding]:
    """Yield what a report says of the links that there are now: of copies only the digits count, one's own do not."""
    known = {finding.target.url: finding for finding in told.findings}
    for target in inventory.targets:
        if target.url in known and target.preset is None:
            found = known[target.url]
            mementos = tuple(_rebuilt(one, target.url, archives) for one in found.mementos)
            yield replace(found, target=target, mementos=mementos, kept_copy=None)


def _rebuilt(memento: Memento, url: str, archives: ArchiveTable) -> Memento:
    from linkcheck.web.archive.addresses import rebuilt_url
    from linkcheck.web.archive.archives import sources_by_address

    for sources in sources_by_address(archives):
        if (address := rebuilt_url(sources[0].endpoint.playback, memento.url, url)) is not None:
            return replace(memento, url=address)
    return Memento(memento.near, LookupStatus.UNKNOWN)


def _planned(
    inventory: Inventory,
    findings: Sequence[Finding],
    reread: Mapping[str, Document],
    days: Days,
    kinds: Collection[str],
    policy: repair.Policy,
) -> dict[tuple[str, int], tuple[str, Edit]]:
    """Return by place the kind and the edit; what mends an address itself comes before a copy of what it was."""
    planned: dict[tuple[str, int], tuple[str, Edit]] = {}
    for kind in (each for each in KINDS if each in kinds and each in repair.PLANNERS):
        for edit in repair.plan(inventory.rows, findings, reread, (kind,), days.of, at_once=False, policy=policy):
            planned[edit.path, edit.span.start] = kind, edit
    for rule in (each for each in OF_RULES if each in kinds):
        named = {(row.reference.path, row.reference.span.start) for row in inventory.rows if rule in row.rules}
        mended = repair.plan_replacing(inventory.rows, reread, partial(_mended, rule, named))
        for edit in mended:
            planned[edit.path, edit.span.start] = rule, replace(edit, reason=rule)
    return planned


def _mended(rule: Rule, named: Collection[tuple[str, int]], reference: Reference) -> Replaced | None:
    """Return what the remedy of a rule makes of a destination at one of these places."""
    text = reference.destination
    if (reference.path, reference.span.start) not in named:
        return None
    if rule is Rule.TRAILING_JUNK:
        return Replaced(len(text) - len(junk_of(text)), len(text), "") if junk_of(text) else None
    if rule is Rule.BARE_DOMAIN:
        return Replaced(0, 0, "https://")
    return Replaced(0, 5, "https:") if text.lower().startswith("http:") else None


def _grouped(
    planned: Mapping[tuple[str, int], tuple[str, Edit]],
    findings: Sequence[Finding],
    inventory: Inventory,
    reread: Mapping[str, Document],
    days: Days,
) -> Iterator[ReviewItem]:
    by_url = {finding.target.url: finding for finding in findings}
    rows = {(row.reference.path, row.reference.span.start): row for row in inventory.rows}
    groups: dict[tuple[str, str, str], list[tuple[Row, Edit]]] = {}
    for place, (kind, edit) in sorted(planned.items()):
        row = rows[place]
        groups.setdefault((row.reference.destination, edit.destination or "", kind), []).append((row, edit))
    for (old, new, kind), several in groups.items():
        row, first = several[0]
        reference, finding = row.reference, by_url.get(row.url or "")
        yield ReviewItem(
            old,
            new,
            kind,
            row.url,
            _why(kind, finding),
            tuple(repair.overruled(edit, one.reference, reread.get(edit.path)) for one, edit in several),
            reference.position,
            _line(reread.get(reference.path), reference),
            first.refused,
            _memento(finding, days.of(reference)) if kind == State.DEAD else None,
        )


def _why(kind: str, finding: Finding | None) -> str:
    if kind in OF_RULES:
        return Rule(kind).words
    return f"{finding.verdict.state}: {finding.verdict.detail}" if finding is not None else kind


def _memento(finding: Finding | None, near: object) -> Memento | None:
    found = (one for one in (finding.mementos if finding is not None else ()) if one.near == near)
    return next((one for one in found if one.answer is LookupStatus.FOUND), None)


def _line(document: Document | None, reference: Reference) -> str:
    if document is None:
        return ""
    lines = document.data.removeprefix(b"\xef\xbb\xbf").splitlines()
    line = lines[reference.position.line - 1].decode("utf-8", "backslashreplace")
    return visible(excerpt(line, reference.position.column).text.strip())

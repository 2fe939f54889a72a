"""Reads files, references and targets, and finds what is wrong without any request."""

from __future__ import annotations

import os
import re
from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace
from functools import cache as once
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from linkcheck.config import Settings, leveled, state_directory
from linkcheck.links import rules, targets
from linkcheck.model import Dialect, Finding, Gap, LinkcheckError, Problem, Row, Target
from linkcheck.run.rules_version import readers
from linkcheck.run.state import fault_of_state
from linkcheck.sources import documents, files, site
from linkcheck.sources.extraction import Extracted, Source, extract_all, extract_bytes, extract_file
from linkcheck.sources.extraction_cache import FILE, ExtractionCache
from linkcheck.strangers import Boundary

if TYPE_CHECKING:
    from linkcheck.repair import Policy
    from linkcheck.run.copy_files import CopyFiles
    from linkcheck.sources.changes import Changes, Key

_COPY = re.compile(r"[0-9a-f]{16}\.html")
"""Names of the pages that `keep` writes (`history.copies.place_of`)."""
_HEAD = 4096
"""Bytes of a page that say who wrote it."""


@dataclass(frozen=True, slots=True)
class Inventory:
    """The contents of the files, before any request is made."""

    extracted: Extracted
    dialect_of: Callable[[Path], Dialect]
    targets: tuple[Target, ...]
    rows: tuple[Row, ...]
    problems: tuple[Problem, ...]
    state: Path
    """`.linkcheck/`: journal and memory."""
    fault: str | None
    """Why that folder is not used; None where it may be."""
    root: Path
    """Of the site."""
    changes: Changes | None = None
    """The change that the run is about, where `--since` names one."""
    messages: tuple[str, ...] = ()
    gaps: tuple[Gap, ...] = ()
    """What was not judged of the blog itself."""
    cache: ExtractionCache | None = None
    """What was read, to be kept at the end of the run."""
    own_hosts: tuple[str, ...] = ()
    """The site's own, where its configuration says it."""


async def collect(
    paths: Sequence[Path],
    settings: Settings,
    cwd: Path,
    *,
    listed: Sequence[Path] = (),
    stdin: bytes | None = None,
    root: Path | None = None,
    within: Boundary | None = None,
    cached: bool = False,
) -> Inventory:
    """Read every file and group its references into targets; no request is made. `root` is the site's, where known.

    `within` is what of the site may be read; None for what is around its root. With `cached`, what an earlier run read
    of the same bytes is not read again.
    """
    named = (*paths, *listed)
    root = root or site.find_root(named, cwd)
    blog = site.load(root, within=within)
    state = state_directory(settings, root)
    fault = fault_of_state(state)
    cache = None
    if stdin is None:
        if cached and fault is None and (state.is_dir() or not settings.offline):
            cache = ExtractionCache(state / FILE, readers())
        found = _found(paths, listed, blog, settings, cwd)
        extracted = await extract_all(found.paths, cwd, blog.dialect_of, cache)
    else:
        found = files.Found((), ())
        extracted = extract_bytes(
            stdin, settings.stdin_filename, cwd, blog.dialect_of(cwd / (settings.stdin_filename or ""))
        )
    changes = await _changes(named, settings, cwd)
    if changes is not None:
        extracted = replace(extracted, sources=tuple(_marked(source, changes) for source in extracted.sources))
    collected, problems = collected_of(extracted, blog, settings, cwd, cache, state.parent)
    problems = in_order((*leveled(found.problems, settings.rules), *problems))
    if changes is not None:
        from linkcheck.sources.changes import mark_problems

        problems = mark_problems(problems, collected.rows, changes)
    return Inventory(
        extracted=extracted,
        dialect_of=blog.dialect_of,
        targets=collected.targets,
        rows=rules.marked(collected.rows, problems),
        problems=problems,
        state=state,
        fault=fault,
        root=root,
        changes=changes,
        gaps=collected.gaps,
        messages=changes.messages if changes is not None else (),
        cache=cache,
        own_hosts=tuple(filter(None, [urlsplit(blog.base_url or "").hostname])),
    )


def find_documents(
    paths: Sequence[Path], listed: Sequence[Path], settings: Settings, cwd: Path, root: Path | None = None
) -> tuple[Path, ...]:
    """Return the files that `collect` would read; raises LinkcheckError for a path that is not there."""
    return _found(paths, listed, site.load(root or site.find_root((*paths, *listed), cwd)), settings, cwd).paths


def _found(
    paths: Sequence[Path], listed: Sequence[Path], blog: site.Site, settings: Settings, cwd: Path
) -> files.Found:
    found = files.find(
        paths, cwd=cwd, exclude=settings.exclude_paths, readable=_readable(blog), listed=listed, root=blog.root
    )
    copies = state_directory(settings, blog.root).parent / settings.keep.folder
    given = {cwd / path for path in (*paths, *listed)}

    def is_ours(path: Path) -> bool:
        return _is_own_copy(path, copies) or (path not in given and _is_own_report(path))

    return files.Found(tuple(path for path in found.paths if not is_ours(path)), found.problems)


def _is_own_copy(path: Path, folder: Path) -> bool:
    """Tell whether a file is a page that `keep` wrote: its links are to stay what they were."""
    return bool(_COPY.fullmatch(path.name)) and os.path.realpath(path.parent.parent) == os.path.realpath(folder)


def _is_own_report(path: Path) -> bool:
    """Tell whether a file is an HTML report of an earlier run: its links are those of the posts once more."""
    if path.suffix.lower() not in (".html", ".htm") or not path.is_file():  # a pipe would never end
        return False
    from linkcheck.report.ours import is_html_report  # most folders hold no page

    try:
        with path.open("rb") as file:
            return is_html_report(file.read(_HEAD))
    except OSError:
        return False  # told where it is read


def _readable(blog: site.Site) -> files.Readable:
    below = documents.suffixes_below_folders(of_site=blog.dialect.known)
    return files.Readable(documents.suffixes(), below, documents.DATA, blog.data)


async def _changes(named: Sequence[Path], settings: Settings, cwd: Path) -> Changes | None:
    if settings.since is None:
        return None
    if settings.baseline:
        raise LinkcheckError("--baseline: it is drawn of the whole blog; leave out --since")
    from linkcheck.sources.changes import changes_since
    from linkcheck.web.daemon import in_daemon

    return await in_daemon(partial(changes_since, settings.since, named, cwd, documents.suffixes()))


def collected_of(
    extracted: Extracted, blog: site.Site, settings: Settings, cwd: Path, cache: ExtractionCache | None, home: Path
) -> tuple[targets.Collected, tuple[Problem, ...]]:
    """Group the references into targets; also return the problems that the files themselves show, at their levels."""
    pages = [_page(source) for source in extracted.sources]
    collected = targets.collect(
        pages,
        blog,
        exclude=settings.exclude,
        include=settings.include,
        allow_networks=settings.allow_networks,
        offline=settings.offline,
        own_copy=_own_copies(settings, home),
    )
    in_documents = (problem for source in extracted.sources for problem in source.extraction.problems)
    of_references = rules.of_references(
        rules.AllReferences([page.references for page in pages], collected.targets, blog.dialect)
    )
    headings = tuple(site.missing_headings(pages, blog, others=_others(pages, blog, cwd, cache)))
    of_site = (files.unreadable(files.display(one.file, cwd), one.words, one.line, one.column) for one in blog.faults())
    found = (*extracted.problems, *in_documents, *collected.problems, *of_references, *headings, *of_site)
    return collected, tuple(leveled(found, settings.rules))


def _own_copies(settings: Settings, home: Path) -> targets.OwnCopyAt:
    """Return what finds one's own copies by the addresses at which the site publishes them."""

    @once
    def files() -> CopyFiles:
        from linkcheck.run.copy_files import CopyFiles  # loads warcio, which few runs need

        return CopyFiles.of(settings.keep, home)

    def own_copy(url: str) -> tuple[str, bytes] | None:
        base = settings.keep.published_at
        copy = files().at(url) if base is not None and url.startswith(f"{base}/") else None
        return None if copy is None else (copy.url, copy.document)

    return own_copy


def _page(source: Source) -> site.SourcePage:
    said = source.extraction
    return site.SourcePage(source.file, source.path, said.front_matter, said.references, said.anchors)


def _others(
    pages: Sequence[site.SourcePage], blog: site.Site, cwd: Path, cache: ExtractionCache | None
) -> list[site.SourcePage]:
    """Return the pages that are not scanned themselves, but whose headings links of the scanned ones name."""
    files = site.unread_targets(pages, blog, documents.suffixes())
    read = (extract_file(file, cwd, blog.dialect_of(file), cache)[0] for file in sorted(files))
    return [_page(source) for source in read if source is not None]


def _marked(source: Source, changes: Changes) -> Source:
    """Return a source whose references know whether the change touches them."""
    from linkcheck.sources.changes import mark_references

    references = mark_references(source.extraction.references, changes.of(source.file))
    return replace(source, extraction=replace(source.extraction, references=references))


def policy_of(inventory: Inventory, settings: Settings) -> Policy:
    """Return which references may be led to a copy."""
    from linkcheck.repair import Policy  # most runs change nothing, and do without the room

    sources = inventory.extracted.sources if settings.repair.attributes else ()
    return Policy(
        keys=settings.repair.front_matter,
        bare_urls=settings.repair.bare_urls,
        images=settings.repair.images,
        own_hosts=(*settings.repair.own_hosts, *inventory.own_hosts),
        titles=settings.repair.titles,
        attributes=settings.repair.attributes or "",
        with_attributes={
            one.path
            for one in sources  # Jekyll copies what has no front matter as it is
            if one.extraction.front_matter and inventory.dialect_of(one.file).attribute_lists
        },
    )


async def answer_for_change(inventory: Inventory, settings: Settings) -> Inventory:
    """Return the inventory with old problems as notes; what the change broke on lines that it does not touch is new."""
    changes = inventory.changes
    if changes is None:
        return inventory
    from linkcheck.sources.changes import demote, find_suspects, unmark_caused

    problems, messages = inventory.problems, inventory.messages
    if asked := find_suspects(problems, changes):
        try:
            before = await _before(asked, inventory.root, settings, changes)
        except (LinkcheckError, OSError) as error:
            messages += (f"--since: what the change breaks in other posts is not known: {error}",)
        else:
            problems = tuple(unmark_caused(problems, asked, inventory.rows, before))
    return replace(inventory, problems=demote(problems), messages=messages)


async def _before(asked: Iterable[Problem], root: Path, settings: Settings, changes: Changes) -> Counter[Key]:
    """Count what was wrong before the change in the files of these problems."""
    from linkcheck.sources.changes import count_keys, lay_out

    paths = {problem.path for problem in asked}
    with lay_out(changes, paths, root, documents.suffixes()) as then:
        listed = [Path(path) for path in then.paths]
        whole = replace(settings, since=None)
        inventory = await collect((), whole, then.cwd, listed=listed, root=then.root, within=then.within)
    return count_keys(inventory.problems, inventory.rows, then.paths)


def with_findings(inventory: Inventory, findings: Sequence[Finding], settings: Settings) -> Inventory:
    """Return the inventory with the problems that only the answers showed."""
    shown = leveled(rules.of_findings(findings), settings.rules)
    if not shown:
        return inventory
    if inventory.changes is not None:
        from linkcheck.sources.changes import demote, mark_problems

        shown = demote(mark_problems(shown, inventory.rows, inventory.changes))
    problems = in_order((*inventory.problems, *shown))
    return replace(inventory, problems=problems, rows=rules.marked(inventory.rows, problems))


def in_order(problems: Iterable[Problem]) -> tuple[Problem, ...]:
    """Return the problems sorted by place."""
    return tuple(sorted(problems, key=lambda one: (one.path, one.span.start, one.span.end, one.rule)))

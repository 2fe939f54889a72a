"""Finds links into pages of the blog whose page is there, but not the place in it: `missing-heading`.

A page's places are those that its reader found (`Extraction.anchors`) and the ids in the templates around it. Where
templates write ids that depend on data, or are not on this disk, less is said, or nothing.
"""

from __future__ import annotations

import difflib
import os
import re
import unicodedata
from collections.abc import Collection, Iterator, Mapping, Sequence
from pathlib import Path
from urllib.parse import unquote, urlsplit

from msgspec import Struct

from linkcheck.model import Certainty, Problem, Reference, Rule
from linkcheck.sources.site import comments
from linkcheck.sources.site.named import NAMING
from linkcheck.sources.site.paths import is_file
from linkcheck.sources.site.plain import INCLUDED, LOOSE, Reading, Site
from linkcheck.sources.site.published import Presence
from linkcheck.sources.site.templates import Templates
from linkcheck.strangers import Boundary

NO_PLACE = re.compile(r"top|.*[!/?=&{}<>].*|L\d+(?:C\d+)?(?:-L?\d+(?:C\d+)?)?", re.IGNORECASE | re.DOTALL)
"""Such a place needs no id, is read by a script, or is a line of a file on a forge."""
RENDERED = frozenset({"_posts", "_drafts", "_pages", "_docs", "_content", "_wiki", "_articles"})
"""Folders that begin with `_` and are no pieces of other pages."""
PIECES = frozenset({".qmd", ".rmd"})
"""Documents that are pasted into others where their own name begins with `_`."""
LONGEST = 200
"""Characters of an id that is compared with others for a hint."""
PREFIX = re.compile(r"^(?:(?:user-content|markdown-header|id|h|heading|section)-)+")
"""GitHub, Bitbucket, GitBook and others put these before some ids."""
NOT_A_LETTER = re.compile(r"[\W_]+|\d+$")


class SourcePage(Struct, frozen=True):
    """A document that was read, with its place, to resolve what it refers to."""

    file: Path
    path: str
    """For people: relative to the working directory, with `/`."""
    front_matter: Mapping[str, object]
    references: tuple[Reference, ...]
    anchors: tuple[str, ...] | None = None
    """The ids and names in it that links may lead to; None where they cannot all be seen."""


def missing_headings(pages: Sequence[SourcePage], site: Site, others: Sequence[SourcePage] = ()) -> Iterator[Problem]:
    """Yield the problem of every link to a place that no page of the blog has; `others` are pages to look into only."""
    by_file = {page.file: page for page in (*others, *pages)}
    around = Templates(site.templates, site.within or Boundary.around(site.root))
    for page, reference, fragment in _with_fragments(pages):
        target = _target(reference, page, site, by_file)
        if target is None or _has(target, fragment, site, around):
            continue
        found = _problem(reference, fragment, page, target, site, around)
        if found is not None:
            yield found


def unread_targets(pages: Sequence[SourcePage], site: Site, suffixes: Collection[str]) -> set[Path]:
    """Return the documents of the site that links name a place in, and that are not among the pages."""
    known = {page.file for page in pages}
    within = site.within or Boundary.around(site.root)
    files = {_file(reference, page, site) for page, reference, _ in _with_fragments(pages)}
    unread = (file for file in files if file is not None and file not in known)
    return {file for file in unread if file.suffix.lower() in suffixes and within.holds(file)}


def _with_fragments(pages: Sequence[SourcePage]) -> Iterator[tuple[SourcePage, Reference, str]]:
    for page in pages:
        for reference in page.references:
            seen = not (reference.disabled or reference.unrendered or reference.commented)
            if "#" in reference.destination and seen:
                fragment = _fragment(reference.call.argument if reference.call is not None else reference.destination)
                if fragment:
                    yield page, reference, fragment


def _fragment(destination: str) -> str:
    """Return the place that a destination names, decoded; empty where it names none that a page could lack."""
    fragment = unquote(destination.partition("#")[2].partition(":~:")[0].strip())
    return "" if NO_PLACE.fullmatch(fragment) else fragment


def _target(
    reference: Reference, page: SourcePage, site: Site, by_file: Mapping[Path, SourcePage]
) -> SourcePage | None:
    """Return the page that a link leads to; None where it was not read, or is part of others."""
    file = _file(reference, page, site)
    target = by_file.get(file) if file is not None else None
    return None if target is None or target.anchors is None or _is_piece(target.file, site.root) else target


def _file(reference: Reference, page: SourcePage, site: Site) -> Path | None:
    if reference.call is not None:
        name, _, _ = reference.call.argument.partition("#")
        return page.file if not name else site.find_call(reference.call.name, reference.call.argument, page.file).source
    path = reference.destination.partition("#")[0].strip()
    if "{{" in path or "{%" in path:
        path = site.expand(path) or "{"
    if not path:
        return page.file
    named = site.find_source(unquote(path), page.file) if reference.syntax in NAMING else None
    if named is not None:
        return named.source
    if reference.syntax in LOOSE or "{" in path:
        return None
    if "//" in path:
        path = urlsplit(path).path if site.is_own(path) else ""
    path = unquote(path.partition("?")[0]).replace("\\", "/")
    return _named(path, page, site) if path and ":" not in path else None


def _named(path: str, page: SourcePage, site: Site) -> Path | None:
    """Return the file of a path: one that lies there, or the page that the generator publishes there."""
    folder = site.root if path.startswith("/") else page.file.parent
    beside = Path(os.path.normpath(f"{folder}/{path}"))
    if beside.suffix and is_file(beside):
        return beside
    if not site.dialect.known:
        return None
    own = site.page_path(page.file, page.front_matter)
    inside = site.inside(path) if path.startswith("/") else site.from_page(own, path) if own is not None else None
    if inside is None:
        return None
    slash = "/" if inside.endswith("/") else ""
    found = site.find_page(os.path.normpath(inside).rstrip("/") + slash)
    published = found.source if found.presence is Presence.PRESENT else None
    if Reading.NAMES not in site.reading():
        return published
    named = site.find_name(path, page.file).source
    if named is None or named == published:
        return published
    return None if Reading.OWN in site.reading() else named  # Hugo's own hook goes by the name


def _is_piece(file: Path, root: Path) -> bool:
    """Tell whether a file is pasted into other pages, whose headings are around it."""
    folders = file.relative_to(root).parent.parts if file.is_relative_to(root) else file.parent.parts
    inside = any(part in INCLUDED or (part.startswith("_") and part not in RENDERED) for part in folders)
    return inside or (file.suffix.lower() in PIECES and file.name.startswith("_"))


def _has(target: SourcePage, fragment: str, site: Site, around: Templates) -> bool:
    anchors = target.anchors or ()
    if fragment in anchors or site.has_elsewhere(fragment):
        return True
    if target.front_matter.get("redirect_to"):  # Jekyll's plug-in leads to another page's place
        return True
    if not site.renders(target.file, target.front_matter):  # any id that reads alike may be its heading's
        letters = _letters(fragment)
        return not letters or any(_letters(each) == letters for each in anchors)
    if comments.is_place(fragment) and (site.has_comments or around.have_comments):
        return True
    return around.may_have(fragment, target.front_matter)


def _letters(text: str) -> str:
    """Return what all ways to make ids agree on: letters and digits, without accents, case and a number at the end."""
    return NOT_A_LETTER.sub("", PREFIX.sub("", unicodedata.normalize("NFKD", text).casefold()))


def _problem(
    reference: Reference, fragment: str, page: SourcePage, target: SourcePage, site: Site, around: Templates
) -> Problem | None:
    around_known = site.all_templates and (around.are_known or not site.templates)
    known = not site.dialect.known or site.is_outside(target.file) or around_known
    near = difflib.get_close_matches(fragment, [each for each in target.anchors or () if len(each) < LONGEST], n=1)
    if not (known or near):
        return None  # most likely an id of the templates that are not here
    where = "this page" if target is page else target.file.name
    hint = f"; did you mean #{near[0]}?" if near else ""
    words = f"{where} has no heading or id #{fragment}{hint}"
    return Problem.at(reference, Rule.MISSING_HEADING, words, _certainty(reference, site, known=known))


def _certainty(reference: Reference, site: Site, *, known: bool) -> Certainty:
    if reference.used is False:
        return Certainty.NO_USE
    whole = Certainty.COMPLETE if site.dialect.known else Certainty.PLAIN_FILES
    return whole if known else Certainty.PARTS_MISSING

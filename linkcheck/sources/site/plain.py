"""Judges the links inside a site, as far as all generators agree; by itself, a folder of files (a README, GitHub)."""

from __future__ import annotations

import posixpath
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from enum import Enum, Flag, auto
from pathlib import Path
from urllib.parse import unquote

from msgspec import Struct

from linkcheck.model import Certainty, Dialect, Problem, Reference, Rule, Syntax
from linkcheck.sources.site.named import NAMING, missing_source
from linkcheck.sources.site.paths import exists, is_folder, split
from linkcheck.sources.site.published import UNKNOWN, Lookup, Presence
from linkcheck.strangers import Boundary

SOURCE_SUFFIXES = frozenset({".md", ".markdown", ".mkd", ".mdx", ".qmd", ".rmd"})
DATA_SUFFIXES = frozenset({".csv", ".json", ".txt", ".yaml", ".yml"})
"""Files beside a README, but pages that a template writes on a site."""
FILE_SUFFIXES = frozenset({
    ".avif", ".bmp", ".docx", ".epub", ".gif", ".gz", ".ico", ".ipynb", ".jpeg", ".jpg", ".mp3", ".mp4", ".ogg", ".pdf",
    ".png", ".pptx", ".svg", ".tar", ".webm", ".webp", ".xlsx", ".zip",
})  # fmt: skip
"""They are files wherever they are linked; a path without suffix, or `.html`, may be a page that something makes."""
TEMPLATE_SUFFIXES = frozenset({
    ".atom", ".css", ".csv", ".ics", ".js", ".json", ".jsonld", ".map", ".mjs", ".rdf", ".rss", ".scss", ".svg",
    ".toml", ".txt", ".webmanifest", ".woff", ".woff2", ".xml", ".xsl", ".yaml", ".yml",
})  # fmt: skip
"""Templates and asset pipelines write these beside pages."""
MADE_BY_GENERATORS = frozenset({"favicon.ico", "404.html"})
INCLUDED = frozenset({"includes", "_includes", "snippets", "_snippets", "partials", "_partials"})
"""Folders of text that is pasted into other files, whose place decides."""
LOOSE = frozenset({Syntax.DATA, Syntax.SHORTCODE, Syntax.FRONTMATTER})
"""A relative path there is relative to whatever the template likes."""


HOST = re.compile(
    r"(?:www\.[\w-]|(?:[\w-]+\.)+(?:com|org|net|io|dev|edu|gov|info|app|co|me|ly|de|uk|fr|jp|cn|tv|gl|be)(?:[/:]|\Z))",
    re.IGNORECASE,
)
"""A host without a scheme is left to another rule."""


IS_PATH = re.compile(r"\A\.|/\Z|\.\w+\Z")
"""Such a destination is a path, whatever a site's own templates make of others."""


class Reading(Flag):
    """The ways of templates to read relative destinations, if not as browsers do."""

    NAMES = auto()
    """As the name of a page or file first."""
    BASE = auto()
    """From another place than the page's URL."""
    OWN = auto()
    """As the site's own templates like."""


AS_BROWSERS = Reading(0)
BESIDE = Dialect(front_matter_lines=True)
NAMES = ("~", "@", "{", "|")
"""What docfx, Zola, Docusaurus and Pelican begin a name with: their sites may lie below the folder that is scanned."""


class RootLinks(Enum):
    """What a link that begins with a slash means on a site below a path of its host."""

    HOST = "a path of the host"
    BASE = "a path of the site, unless it begins with the site's own"
    SITE = "a path of the site"


class SiteFault(Struct, frozen=True):
    """What is wrong with a file of a site; line and column count from 1."""

    file: Path
    line: int
    column: int
    words: str


@dataclass(frozen=True, slots=True)
class Site:
    """A blog, as far as it is known. Its generator fills in what it knows; by itself it is a plain folder."""

    root: Path
    dialect: Dialect = field(default_factory=Dialect)
    base_url: str | None = None
    """The site's address, with a trailing slash; None where it is not known."""
    page_path: Callable[[Path, Mapping[str, object]], str | None] = lambda file, front_matter: None
    """Return the path of a page's URL, from the root of the site; None where it cannot be told."""
    find_page: Callable[[str], Lookup] = lambda path: UNKNOWN
    """Look up a page or file of the site by a decoded path from its root."""
    find_call: Callable[[str, str, Path], Lookup] = lambda name, argument, page: UNKNOWN
    """Look up the page that a template call on a page names."""
    find_name: Callable[[str, Path], Lookup] = lambda name, page: UNKNOWN
    """Look up a name as the templates may do it for a link on a page."""
    find_source: Callable[[str, Path], Lookup | None] = lambda name, page: None
    """Look up what a destination on a page names in a way of the generator's own; None for one that is no such name."""
    static: tuple[Path, ...] = ()
    """Folders that are published as they are: what is not in them is not there."""
    elsewhere: tuple[Path, ...] = ()
    """Folders whose files may be published too."""
    data: tuple[Path, ...] = ()
    """Folders of data that the templates read."""
    within: Boundary | None = None
    """What may be read; None for what is around the root."""
    root_links: RootLinks = RootLinks.HOST
    templates: tuple[Path, ...] = ()
    """Folders of templates, which put ids of their own around a page."""
    all_templates: bool = True
    """False where a theme's are not on this disk."""
    has_comments: bool = False
    """Its configuration sets up a service for readers' comments, which has ids of its own."""
    certain: bool = True
    """False where themes or plugins that cannot be seen may add files and pages."""
    stops: bool = True
    """The build stops at a call that names no page."""
    reading: Callable[[], Reading] = lambda: AS_BROWSERS
    """Tell how the templates read the links of pages."""
    has_elsewhere: Callable[[str], bool] = lambda place: False
    """Tell whether a link to a place finds it in another page, where its own page has none of that name."""
    own_dialect: Callable[[Path], Dialect | None] = lambda file: None
    """Return the dialect of a document that differs from the site's; None for most."""
    is_outside: Callable[[Path], bool] = lambda file: False
    """Tell whether a file is beside the site, as a README is: a forge shows it, and the generator does not read it."""
    is_unpublished: Callable[[Path], bool] = lambda page: False
    """Tell whether a page is a draft or the like, whose links nobody meets yet."""
    renders: Callable[[Path, Mapping[str, object]], bool] = lambda file, front_matter: False
    """Tell whether the generator renders a file in its dialect; what it copies as it is, something else may render."""
    expand: Callable[[str], str | None] = lambda text: None
    """Return a destination with its template calls filled in, where these are simple; else None."""

    faults: Callable[[], tuple[SiteFault, ...]] = lambda: ()
    """Return what is wrong with the site's own files, as far as it is known by now."""

    gaps: tuple[str, ...] = ()
    """Sentences that say what of the site is not on this disk, with the command that brings it."""

    def dialect_of(self, file: Path) -> Dialect:
        """Return how a document is read: one beside the site as on a forge, to which no front matter is a fault."""
        return BESIDE if self._is_beside(file) else self.own_dialect(file) or self.dialect

    def _is_beside(self, file: Path) -> bool:
        return file.suffix.lower() in SOURCE_SUFFIXES and self.is_outside(file)

    def is_own(self, url: str) -> bool:
        """Tell whether a URL is on the blog's own host, below its base."""
        if self.base_url is None:
            return False
        base = split(self.base_url)
        if (base.hostname or "") not in url.lower():
            return False
        parts = split(url)
        return parts.hostname == base.hostname and parts.port == base.port and (parts.path or "/").startswith(base.path)

    @property
    def base_path(self) -> str:
        """The path of the site on its host, with slashes around it; `/` where none is known."""
        return split(self.base_url or "").path or "/"

    def inside(self, path: str) -> str | None:
        """Return the path from the root of the site for one from the root of its host; None for one beside the site."""
        base = "/" if self.root_links is RootLinks.SITE else self.base_path
        if f"{path}/".startswith(base):
            return f"/{path[len(base) :].lstrip('/')}"
        return f"/{path.lstrip('/')}" if self.root_links is RootLinks.BASE else None

    def from_page(self, url: str, path: str) -> str | None:
        """Return the path from the root of the site for a relative one on a page; None for one beside the site."""
        whole = posixpath.normpath(f"{self.base_path}{posixpath.dirname(url).lstrip('/')}/{path}")
        base = self.base_path
        if not f"{whole}/".startswith(base):
            return None
        return f"/{whole[len(base) :].lstrip('/')}{'/' if path.endswith('/') else ''}"

    def missing(
        self, reference: Reference, path: str, page: Path, front_matter: Mapping[str, object]
    ) -> Problem | None:
        """Return the problem of a link inside the blog: `path` is its destination without host, query, fragment."""
        path = unquote(path).replace("\\", "/")
        if reference.syntax in NAMING and (named := self.find_source(path, page)) is not None:
            stops = self.stops and not self.is_unpublished(page)
            return missing_source(reference, path, named, stops=stops, certain=self.certain)
        outside = self._is_beside(page)
        if outside and path.startswith("/"):
            return None  # from the root of a repository, or of nothing that is known
        if path.startswith("/"):
            return self._missing_from_root(reference, path, page)
        if reference.syntax in LOOSE or HOST.match(path):
            return None
        if outside or not self.dialect.known:
            there = exists(f"{page.parent}/{path}") or self.find_name(path, page).presence is Presence.PRESENT
            return None if there else _missing_beside(reference, path, page, self.root)
        return self._missing_from_page(reference, path, page, self.page_path(page, front_matter))

    def _missing_from_root(self, reference: Reference, path: str, page: Path) -> Problem | None:
        inside = self.inside(path)
        if inside is None:
            return None  # beside the blog, on the same host
        if Reading.NAMES in self.reading() and self.find_name(inside, page).presence is Presence.PRESENT:
            return None
        return self._judge(reference, _Place(path, inside, page))

    def _missing_from_page(self, reference: Reference, path: str, page: Path, url: str | None) -> Problem | None:
        """A relative link of a page: browsers read it from the page's URL, some templates from elsewhere."""
        if url is None:
            return None
        inside = self.from_page(url, path)
        if inside is None:
            return None
        place = _Place(path, inside, page)
        problem = self._judge(reference, place)
        reading = self.reading() if problem is not None else AS_BROWSERS
        if Reading.OWN in reading and not IS_PATH.search(path):
            return None
        if Reading.NAMES in reading and self.find_name(path, page).presence is not Presence.ABSENT:
            return None
        if reading & (Reading.BASE | Reading.OWN) and self._may_be_there(_Place(path, f"/{path}", page)):
            return None
        return problem

    def _may_be_there(self, place: _Place) -> bool:
        presence = self.find_page(place.inside).presence
        unknown = presence is Presence.UNKNOWN and not place.is_file
        return unknown or presence in (Presence.PRESENT, Presence.AMBIGUOUS) or self._lies_at(place.inside)

    def _judge(self, reference: Reference, place: _Place) -> Problem | None:
        """Hold a place against what is published."""
        if posixpath.basename(place.inside) in MADE_BY_GENERATORS or self._lies_at(place.inside):
            return None
        answer = self.find_page(place.inside)
        match answer.presence:
            case Presence.PRESENT | Presence.AMBIGUOUS:
                return None
            case Presence.UNKNOWN if self.certain or not place.is_file:
                return None
            case Presence.UNPUBLISHED:
                return self._waiting(reference, place, answer.detail)
            case Presence.OTHER_CASE:
                return Problem.at(
                    reference, place.rule, f"{place.words}; there is {answer.detail}", Certainty.OTHER_CASE
                )
            case Presence.UNKNOWN | Presence.ABSENT:
                pass
        if place.is_file:
            return self._missing_file(reference, place, surely=answer.presence is Presence.ABSENT)
        return Problem.at(reference, place.rule, place.words, self._wholeness) if place.is_page else None

    @property
    def _wholeness(self) -> Certainty:
        return Certainty.COMPLETE if self.certain else Certainty.PARTS_MISSING

    def _waiting(self, reference: Reference, place: _Place, why: str) -> Problem | None:
        if self.is_unpublished(place.page):
            return None
        return Problem.at(reference, Rule.DRAFT_TARGET, f"{place.shown} leads to a page that is {why}")

    def _missing_file(self, reference: Reference, place: _Place, *, surely: bool) -> Problem | None:
        """A file that is in no folder: surely missing where only a static folder could hold it."""
        here = (surely and not self.static) or self._would_lie_here(place.inside)
        if any(_in_any_case(folder, place.inside.lstrip("/")) for folder in self.static):
            words = f"{place.words}; there is one in other case"
            return Problem.at(reference, place.rule, words, Certainty.OTHER_CASE)
        if not (here or self.certain or (surely and not place.from_root)):
            return None
        folders = ", ".join(_relative(folder, self.root) for folder in self.static)
        certainty = self._wholeness if here or place.is_own else Certainty.OTHER_OWNER
        words = f"{place.words}; it is in none of: {folders}" if folders else place.words
        return Problem.at(reference, place.rule, words, certainty)

    def _lies_at(self, path: str) -> bool:
        return any(exists(f"{folder}{path}") for folder in (*self.static, *self.elsewhere))

    def _would_lie_here(self, path: str) -> bool:
        """Tell whether a file could only lie in a static folder: it has the file's first folder, or it is the root.

        Other top folders may be other sites: GitHub serves projects below a user's blog, servers have folders too.
        """
        first, slash, _ = path.lstrip("/").partition("/")
        if not (slash or self.certain):
            return False  # themes put files at the root, too
        return any(is_folder(folder / first if slash else folder) for folder in self.static)

    def broken_call(self, reference: Reference, page: Path) -> Problem | None:
        """Return the problem of a template call that names a page which is not there: the build stops at it."""
        if reference.call is None:
            return None
        name, argument = reference.call.name, reference.call.argument
        answer = self.find_call(name, argument, page)
        match answer.presence:
            case Presence.ABSENT:
                rule, words = Rule.BROKEN_REF, "names no page"
            case Presence.UNPUBLISHED:
                rule, words = Rule.DRAFT_TARGET, f"names a page that is {answer.detail}"
            case Presence.AMBIGUOUS:
                rule, words = Rule.AMBIGUOUS_REF, f"names several pages: {answer.detail}"
            case _:
                return None
        stops = self.stops and self.certain and not self.is_unpublished(page)
        certainty = Certainty.BUILD_STOPS if stops else Certainty.BUILD_MAY_STOP
        return Problem.at(reference, rule, f"{name} {argument!r} {words}; {certainty.words}", certainty)


class _Place(Struct, frozen=True):
    """The place that a link inside the site leads to."""

    shown: str
    """As written, decoded."""
    raw: str
    page: Path

    @property
    def from_root(self) -> bool:
        """Tell whether it is written from the root of the site."""
        return self.shown.startswith("/")

    @property
    def is_own(self) -> bool:
        """Tell whether it lies below the first folder of its page, in which only this site writes."""
        first, _, rest = self.raw.lstrip("/").partition("/")
        return not self.from_root and bool(rest) and self.inside.startswith(f"/{first}/")

    @property
    def inside(self) -> str:
        """The path from the root of the site; a slash at its end stays."""
        path = posixpath.normpath(f"/{self.raw.lstrip('/')}")
        return f"{path}/" if self.raw.endswith("/") and path != "/" else path

    @property
    def suffix(self) -> str:
        """The end of the path, in lower case; empty for a folder."""
        return posixpath.splitext(self.inside)[1].lower()

    @property
    def is_file(self) -> bool:
        """Tell whether no generator makes such a thing of a page."""
        return self.suffix in FILE_SUFFIXES

    @property
    def is_page(self) -> bool:
        """Tell whether it is missing where no page has this path: what templates write is not known."""
        return self.suffix not in TEMPLATE_SUFFIXES or self.inside.endswith("/")

    @property
    def rule(self) -> Rule:
        """The rule for such a place that is missing."""
        return Rule.MISSING_FILE if self.is_file else Rule.MISSING_PAGE

    @property
    def words(self) -> str:
        """Say what is missing."""
        kind = "file" if self.is_file else "page"
        return f"the site has no {kind} {self.inside}{'' if self.from_root else f', which {self.shown} leads to'}"


def _missing_beside(reference: Reference, path: str, page: Path, root: Path) -> Problem | None:
    """A relative link between plain files."""
    suffix = posixpath.splitext(path)[1].lower()
    if (
        suffix not in SOURCE_SUFFIXES | FILE_SUFFIXES | DATA_SUFFIXES
        or INCLUDED & set(page.parts)
        or path.startswith(NAMES)
    ):
        return None
    if _in_any_case(page.parent, path):
        return None  # read on a system, or by a generator, to which case is nothing
    rule = Rule.MISSING_PAGE if suffix in SOURCE_SUFFIXES else Rule.MISSING_FILE
    return Problem.at(reference, rule, f"{path} does not exist beside this file", Certainty.PLAIN_FILES)


def _in_any_case(folder: Path, path: str) -> bool:
    """Tell whether a relative path is there when upper and lower case are the same."""
    for part in path.split("/"):
        if exists(f"{folder}/{part}"):
            folder = folder / part
            continue
        try:
            folder = next(entry for entry in folder.iterdir() if entry.name.lower() == part.lower())
        except (OSError, StopIteration):
            return False
    return True


def _relative(folder: Path, root: Path) -> str:
    return f"{folder.relative_to(root).as_posix()}/" if folder.is_relative_to(root) else str(folder)

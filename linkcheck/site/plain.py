"""A site as far as all engines agree; by itself, a folder of files that link to one another (a README, GitHub)."""

from __future__ import annotations

import posixpath
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import unquote, urljoin

from linkcheck.model import Dialect, Engine, Level, Problem, Reference, Rule, Syntax
from linkcheck.site.places import exists, split

SOURCE_SUFFIXES = frozenset({".md", ".markdown", ".mkd", ".mdx"})
DATA_SUFFIXES = frozenset({".csv", ".json", ".txt", ".yaml", ".yml"})
"""Files beside a README, but pages that a template writes on a site."""
FILE_SUFFIXES = frozenset({
    ".avif", ".bmp", ".docx", ".epub", ".gif", ".gz", ".ico", ".ipynb", ".jpeg", ".jpg", ".mp3", ".mp4", ".ogg", ".pdf",
    ".png", ".pptx", ".svg", ".tar", ".webm", ".webp", ".xlsx", ".zip",
})  # fmt: skip
"""What is a file wherever it is linked; a path without suffix, or `.html`, may be a page that something makes."""
PAGE_SUFFIXES = frozenset({"", ".html", ".htm"})
MADE_BY_ENGINES = frozenset({"favicon.ico", "404.html"})
INCLUDED = frozenset({"includes", "_includes", "snippets", "_snippets", "partials", "_partials"})
"""Folders of text that is pasted into other files, whose place decides."""
LOOSE = frozenset({Syntax.SHORTCODE, Syntax.FRONTMATTER})
"""A relative path there is relative to whatever the template likes."""


@dataclass(frozen=True, slots=True)
class Site:
    """What is known of a blog. The engines fill in what they know; by itself it is a plain folder."""

    root: Path
    dialect: Dialect = field(default_factory=Dialect)
    base_url: str | None = None
    """Where the site is published, with a trailing slash; None where it is not known."""
    page_path: Callable[[Path, Mapping[str, object]], str | None] = lambda file, front_matter: None
    """The path of a page's URL, from the root of the site; None where it cannot be told."""
    find_page: Callable[[str], bool | None] = lambda path: None
    """Whether the site has this page (a path from its root): yes, no, or cannot be told."""
    static: tuple[Path, ...] = ()
    """Folders that are published as they are: what is not in them is not there."""
    elsewhere: tuple[Path, ...] = ()
    """Folders whose files may be published too."""
    certain: bool = True
    """False where themes or plugins that cannot be seen may add files and pages."""
    find_call: Callable[[str, str, Path], bool | None] = lambda name, argument, page: None
    """Whether a template call names a page that is there."""
    expand: Callable[[str], str | None] = lambda text: None
    """A destination with its template calls filled in, where these are simple; else None."""

    def page_url(self, file: Path, front_matter: Mapping[str, object]) -> str | None:
        """Return a page's own URL; None where it is not known."""
        path = self.page_path(file, front_matter)
        if self.base_url is None or path is None:
            return None
        return split(urljoin(self.base_url, f"./{path.lstrip('/')}")).geturl()

    def is_own(self, url: str) -> bool:
        """Tell whether a URL is on the blog's own host, below its base."""
        if self.base_url is None:
            return False
        base, parts = split(self.base_url), split(url)
        return parts.hostname == base.hostname and parts.port == base.port and (parts.path or "/").startswith(base.path)

    def missing(
        self, reference: Reference, path: str, page: Path, front_matter: Mapping[str, object]
    ) -> Problem | None:
        """Return the problem of a link inside the blog: `path` is its destination without host, query, fragment."""
        path = unquote(path).replace("\\", "/")
        if path.startswith("/"):
            return self._missing_from_root(reference, path)
        if reference.syntax in LOOSE or exists(f"{page.parent}/{path}"):
            return None
        if self.dialect.engine is Engine.PLAIN:
            return _missing_beside(reference, path, page, self.root)
        return self._missing_from_page(reference, path, page, self.page_path(page, front_matter))

    def _missing_from_root(self, reference: Reference, path: str) -> Problem | None:
        base = split(self.base_url or "").path or "/"
        if not f"{path}/".startswith(base):
            return None  # beside the blog, on the same host
        inside = posixpath.normpath("/" + path[len(base) :].lstrip("/"))
        suffix = posixpath.splitext(inside)[1].lower()
        if posixpath.basename(inside) in MADE_BY_ENGINES or self._lies_at(inside):
            return None
        if suffix in FILE_SUFFIXES and self._would_lie_here(inside):
            folders = ", ".join(_relative(folder, self.root) for folder in self.static)
            level = Level.ERROR if self.certain else Level.WARNING
            return problem(reference, Rule.MISSING_FILE, level, f"{path} is in none of: {folders}")
        if suffix in PAGE_SUFFIXES and self.find_page(inside) is False:
            return problem(reference, Rule.MISSING_PAGE, Level.WARNING, f"the site has no page {path}")
        return None

    def _missing_from_page(self, reference: Reference, path: str, page: Path, url: str | None) -> Problem | None:
        """A relative link of a page: browsers read it from the page's URL, some templates from elsewhere."""
        suffix = posixpath.splitext(path)[1].lower()
        if url is None or suffix not in SOURCE_SUFFIXES | FILE_SUFFIXES | PAGE_SUFFIXES:
            return None
        inside = posixpath.normpath(posixpath.join("/", posixpath.dirname(url), path))
        if self._lies_at(inside) or self._lies_at(posixpath.normpath(f"/{path}")):
            return None
        if suffix in PAGE_SUFFIXES:
            missing = self.find_page(inside) is False
            words = f"the site has no page {inside}, which {path} leads to"
            return problem(reference, Rule.MISSING_PAGE, Level.WARNING, words) if missing else None
        if suffix in SOURCE_SUFFIXES or not (self._would_lie_here(inside) or page.stem == "index"):
            return None
        return problem(reference, Rule.MISSING_FILE, Level.WARNING, f"{path} is neither beside this file nor {inside}")

    def _lies_at(self, path: str) -> bool:
        return any(exists(f"{folder}{path}") for folder in (*self.static, *self.elsewhere))

    def _would_lie_here(self, path: str) -> bool:
        """Tell whether a file could only lie in a static folder: it has the file's first folder, or it is the root.

        Other top folders may be other sites: GitHub serves projects below a user's blog, servers have folders too.
        """
        first, slash, _ = path.lstrip("/").partition("/")
        return any((folder / first if slash else folder).is_dir() for folder in self.static)

    def broken_call(self, reference: Reference, page: Path) -> Problem | None:
        """Return the problem of a template call that names a page which is not there: the engine stops at it."""
        if reference.call is None:
            return None
        name, argument = reference.call.name, reference.call.argument
        if self.find_call(name, argument, page) is not False:
            return None
        level, words = (
            (Level.ERROR, "the build stops here") if self.certain else (Level.WARNING, "the build may stop here")
        )
        return problem(reference, Rule.BROKEN_REF, level, f"{name} {argument!r} names no page; {words}")


def _missing_beside(reference: Reference, path: str, page: Path, root: Path) -> Problem | None:
    """A relative link between plain files."""
    suffix = posixpath.splitext(path)[1].lower()
    if (
        suffix not in SOURCE_SUFFIXES | FILE_SUFFIXES | DATA_SUFFIXES
        or INCLUDED & set(page.parts)
        or path.startswith("~")
    ):
        return None  # `~` is the root of a docfx project
    if _in_any_case(page.parent, path):
        return None  # read on a system, or by a generator, to which case is nothing
    rule = Rule.MISSING_PAGE if suffix in SOURCE_SUFFIXES else Rule.MISSING_FILE
    level = Level.WARNING if reference.used is False else Level.ERROR
    return problem(reference, rule, level, f"{path} does not exist beside this file")


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


def problem(reference: Reference, rule: Rule, level: Level, message: str) -> Problem:
    """Return a problem at a reference."""
    return Problem(rule, level, reference.path, reference.position, reference.span, message)


def _relative(folder: Path, root: Path) -> str:
    return f"{folder.relative_to(root).as_posix()}/" if folder.is_relative_to(root) else str(folder)

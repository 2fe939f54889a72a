"""A site as far as all engines agree; by itself, a folder of files that link to one another (a README, GitHub)."""

from __future__ import annotations

import functools
import posixpath
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import unquote, urljoin, urlsplit

from linkcheck.model import Dialect, Level, Problem, Reference, Rule

SOURCE_SUFFIXES = frozenset({".md", ".markdown", ".mkd", ".mdx"})
FILE_SUFFIXES = frozenset({
    ".avif", ".bmp", ".csv", ".docx", ".epub", ".gif", ".gz", ".ico", ".ipynb", ".jpeg", ".jpg", ".json", ".mp3",
    ".mp4", ".ogg", ".pdf", ".png", ".pptx", ".svg", ".tar", ".txt", ".webm", ".webp", ".xlsx", ".yaml", ".yml", ".zip",
})  # fmt: skip
"""What is a file wherever it is linked; a path without suffix, or `.html`, may be a page that something makes."""
MADE_BY_ENGINES = frozenset(
    {"feed.xml", "index.xml", "atom.xml", "rss.xml", "sitemap.xml", "robots.txt", "404.html", "manifest.json"}
)


@functools.lru_cache(maxsize=100_000)
def exists(path: str) -> bool:
    """Tell whether a file or folder is there."""
    return Path(path).exists()


@dataclass(frozen=True, slots=True)
class Site:
    """What is known of a blog. The engines fill in `page_url` and `resolve`."""

    root: Path
    dialect: Dialect = field(default_factory=Dialect)
    base_url: str | None = None
    """Where the site is published, with a trailing slash; None where it is not known."""
    page_path: Callable[[Path, Mapping[str, object]], str | None] = lambda file, front_matter: None
    """The path of a page's URL, from the root of the site; None where it cannot be told."""
    find_page: Callable[[str], bool | None] = lambda path: None
    """Whether the site has this page (a path from its root): yes, no, or cannot be told."""
    static: tuple[Path, ...] = ()
    """Folders that are published as they are."""
    find_call: Callable[[str, str, Path], bool | None] = lambda name, argument, page: None
    """Whether a template call names a page that is there."""
    expand: Callable[[str], str | None] = lambda text: None
    """A destination with its template calls filled in, where these are simple; else None."""

    def page_url(self, file: Path, front_matter: Mapping[str, object]) -> str | None:
        """Return a page's own URL; None where it is not known."""
        path = self.page_path(file, front_matter)
        return urljoin(self.base_url, path.lstrip("/")) if self.base_url and path is not None else None

    def is_own(self, url: str) -> bool:
        """Tell whether a URL is on the blog's own host, below its base."""
        if self.base_url is None:
            return False
        base, parts = urlsplit(self.base_url), urlsplit(url)
        return parts.hostname == base.hostname and parts.port == base.port and (parts.path or "/").startswith(base.path)

    def missing(self, reference: Reference, path: str, page: Path) -> Problem | None:
        """Return the problem of a link inside the blog: `path` is its destination without host, query, fragment."""
        path = unquote(path)
        base = urlsplit(self.base_url).path if self.base_url else "/"
        if path.startswith("/"):
            inside = path.removeprefix(base.rstrip("/")) if path.startswith(base) else path
            return self._missing_from_root(reference, posixpath.normpath("/" + inside.lstrip("/")), path)
        return self._missing_beside(reference, path, page)

    def _missing_beside(self, reference: Reference, path: str, page: Path) -> Problem | None:
        """A relative link: a file beside the page's source, or something that only the engine knows."""
        suffix = posixpath.splitext(path)[1].lower()
        if suffix not in SOURCE_SUFFIXES | FILE_SUFFIXES or exists(str(page.parent / path)):
            return None
        if posixpath.basename(path) in MADE_BY_ENGINES:
            return None
        if self.base_url is not None or self.static:
            return None  # relative to the page's URL, which need not be where its source lies
        rule = Rule.MISSING_PAGE if suffix in SOURCE_SUFFIXES else Rule.MISSING_FILE
        return problem(reference, rule, Level.ERROR, f"{path} does not exist beside this file")

    def _missing_from_root(self, reference: Reference, path: str, written: str) -> Problem | None:
        if not self.static:
            return None  # a plain folder: where its root is published is not known
        if posixpath.basename(path) in MADE_BY_ENGINES or any(exists(f"{folder}{path}") for folder in self.static):
            return None
        suffix = posixpath.splitext(path)[1].lower()
        if suffix in FILE_SUFFIXES:
            if self.find_page(path):
                return None
            folders = ", ".join(_relative(folder, self.root) for folder in self.static)
            return problem(reference, Rule.MISSING_FILE, Level.ERROR, f"{written} is in none of: {folders}")
        if self.find_page(path) is False:
            return problem(reference, Rule.MISSING_PAGE, Level.WARNING, f"the site has no page {written}")
        return None

    def broken_call(self, reference: Reference, page: Path) -> Problem | None:
        """Return the problem of a template call that names a page which is not there: the engine stops at it."""
        if reference.call is None:
            return None
        name, argument = reference.call.name, reference.call.argument
        if self.find_call(name, argument, page) is not False:
            return None
        return problem(
            reference, Rule.BROKEN_REF, Level.ERROR, f"{name} {argument!r} names no page; the build stops here"
        )


def problem(reference: Reference, rule: Rule, level: Level, message: str) -> Problem:
    """Return a problem at a reference."""
    return Problem(rule, level, reference.path, reference.position, reference.span, message)


def _relative(folder: Path, root: Path) -> str:
    return f"{folder.relative_to(root).as_posix()}/" if folder.is_relative_to(root) else str(folder)

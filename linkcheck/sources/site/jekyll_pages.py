"""Finds the files that Jekyll writes: pages, posts, collections, redirects and what is copied.

Source: jekyllrb.com, "Pages", "Posts", "Collections", "Front matter defaults", and what Jekyll 4.3 writes.
"""

from __future__ import annotations

import functools
import posixpath
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from urllib.parse import unquote

from linkcheck.sources.site.front_matter import Head, in_utc, instant, read_head
from linkcheck.sources.site.jekyll_files import (
    Collection,
    Filter,
    collections,
    defaults,
    filter_of,
    post_folders,
    walk,
    walk_all,
)
from linkcheck.sources.site.jekyll_permalinks import STYLES, TEXTS, JekyllFacts, clean, days, fill, suffix_for
from linkcheck.sources.site.plain import FILE_SUFFIXES
from linkcheck.sources.site.published import Published
from linkcheck.strangers import Boundary, LinearPattern

PAGE_OPENING = re.compile(rb"---[^\S\n]*\n")
"""How a file begins that is a page: on the first byte, so that one with a byte order mark is copied."""
POST_OPENING = re.compile(rb"(?:\xef\xbb\xbf)?---\s*\n")
MARKDOWN = frozenset({".md", ".markdown", ".mkdown", ".mkdn", ".mkd"})
RENDERED = {".sass": ".css", ".scss": ".css", ".coffee": ".js"}
POST = re.compile(r"(?P<year>\d{2,4})-(?P<month>\d{1,2})-(?P<day>\d{1,2})-(?P<slug>.*)")
PAGE_FIELD = re.compile(r":(path|basename|output_ext)")
README = re.compile(r"readme\.(?:md|markdown)\Z", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class JekyllDocument:
    """A file that Jekyll reads."""

    path: str
    """From the source folder, with `/`."""
    head: Head
    """With the configuration's defaults under it."""
    urls: tuple[str, ...]
    """URL paths: none where it cannot be told, several where the builder's time zone decides."""
    why_not: str = ""
    """The reason why nothing is published; empty where it is."""
    kind: str = "pages"
    """`pages`, `static`, or a collection's label."""


@dataclass(frozen=True)
class JekyllPages:
    """The files that the source folder becomes."""

    source: Path
    within: Boundary
    """What may be read."""
    config: Mapping[str, object]
    now: datetime
    open: tuple[LinearPattern, ...] = ()
    """Paths of which nothing can be told."""
    led: tuple[LinearPattern, ...] = ()
    """Paths that hosting rules lead elsewhere."""
    shared: bool = False
    """Other sites may lie below the same host."""
    filter: Filter = field(init=False)

    def __post_init__(self) -> None:
        """Read what is left out once."""
        object.__setattr__(self, "filter", filter_of(self.config))

    @functools.cached_property
    def sources(self) -> Mapping[str, JekyllDocument]:
        """Path → source, of all files that Jekyll reads."""
        found: dict[str, JekyllDocument] = {}
        skipped = str(self.config.get("collections_dir") or "").strip("/")
        for path in walk(self.source, self.filter, skipped=skipped):
            found[path] = self._page(path)
        for collection in collections(self.config):
            for path in self._files_of(collection):
                found[path] = self._document(path, collection)
        return found

    @functools.cached_property
    def published(self) -> Published:
        """All files that are written, with those that would be if drafts were published."""
        files: dict[str, Path | None] = {"sitemap.xml": None, "feed.xml": None}
        waiting: dict[str, tuple[str, Path]] = {}
        unknown = list(self.open)
        for source in self.sources.values():
            file = self.source / source.path
            if not source.urls:
                unknown.append(LinearPattern(""))
            for name in source.urls:
                target = _target(name, _output_ext(source.path) if source.head.exists else "")
                if source.why_not:
                    waiting.setdefault(target, (source.why_not, file))
                else:
                    files[target] = file
            files |= {_target(url, ".html"): file for url in self._redirects(source)}
        return Published(files, waiting, tuple(unknown), self.led, self.shared)

    def _redirects(self, source: JekyllDocument) -> Iterator[str]:
        """Yield what else leads to a page, whichever plugin makes it; GitHub also makes an index of a README."""
        if not source.why_not:
            yield from (clean(url) for url in source.head.all("redirect_from"))
        folder, name = posixpath.split(source.path)
        if README.match(name):
            yield f"/{folder}/".replace("//", "/")
        if source.kind == "static" and posixpath.splitext(name)[1].lower() in MARKDOWN:
            yield f"/{posixpath.splitext(source.path)[0]}"

    def _page(self, path: str) -> JekyllDocument:
        """Return what a file outside collections becomes: a page if it has front matter, else a copy."""
        stem, suffix = posixpath.splitext(path)
        is_file = suffix.lower() in FILE_SUFFIXES
        head = Head(exists=False) if is_file else read_head(self.source / path, PAGE_OPENING, self.within)
        if not head.exists:
            return JekyllDocument(path, head, (f"/{unquote(path)}",), kind="static")
        head = Head(exists=True, values=defaults(self.config, path, "pages") | dict(head.values))
        folder, name = posixpath.split(stem)
        facts = JekyllFacts(None, name=name, path=folder, output_ext=_output_ext(path))
        pattern = head.one("permalink") or self._page_pattern(name, facts.output_ext)
        url = clean(PAGE_FIELD.sub(lambda match: TEXTS[match[1]](facts), pattern))
        return JekyllDocument(path, head, (url,), "" if head.flag("published") is not False else "not published")

    def _page_pattern(self, name: str, output_ext: str) -> str:
        if output_ext not in (".html", ".xhtml", ".htm"):
            return "/:path/:basename:output_ext"
        return "/:path/" if name == "index" else f"/:path/:basename{suffix_for(self._style)}"

    @property
    def _style(self) -> str:
        return str(self.config.get("permalink") or "date")

    def _files_of(self, collection: Collection) -> Iterator[str]:
        """Yield the files of a collection; posts and drafts may lie below any folder."""
        if collection.label != "posts":
            yield from walk_all(self.source, collection.folder, self.filter)
            return
        for kind in ("_posts", "_drafts"):
            folders = set(post_folders(self.source, self.filter, kind))
            parent = posixpath.dirname(collection.folder)
            for folder in sorted(folders | ({f"{parent}/{kind}"} if parent else set())):
                for path in walk_all(self.source, folder, self.filter):
                    if kind == "_drafts" or POST.match(posixpath.basename(path)):
                        yield path

    def _document(self, path: str, collection: Collection) -> JekyllDocument:
        """Return what a file of a collection becomes."""
        posts, draft = collection.label == "posts", "_drafts/" in path
        head = read_head(self.source / path, POST_OPENING if posts else PAGE_OPENING, self.within)
        if not head.exists and not posts:
            return self._copied(path, collection)
        kind = "drafts" if draft else collection.label
        head = Head(exists=True, values=defaults(self.config, path, kind) | dict(head.values))
        stem = posixpath.splitext(posixpath.basename(path))[0]
        match = POST.match(stem)
        named = instant(match[0][: match.start("slug") - 1]) if match else None
        found = days(named, head.one("date"), str(self.config.get("timezone") or "") or None)
        slug = head.one("slug") or (match["slug"] if match else stem).rstrip(".")
        urls = [
            fill(
                self._pattern(head, collection),
                JekyllFacts(
                    day,
                    _categories(path, head) if posts else head.all("categories"),
                    slug,
                    stem,
                    posixpath.splitext(path)[0].removeprefix(collection.folder),
                    collection.label,
                    _output_ext(path),
                ),
            )
            for day in found or (None,)
        ]
        urls_known = tuple(url for url in urls if url is not None)
        why = self._why_not(head, found, collection, draft=draft)
        if why and not urls_known:
            urls_known = (f"/{path}",)  # a draft has no date yet, so no URL that anybody could link to
        return JekyllDocument(path, head, urls_known, why, collection.label)

    def _copied(self, path: str, collection: Collection) -> JekyllDocument:
        stem, suffix = posixpath.splitext(path)
        name = posixpath.basename(stem)
        facts = JekyllFacts(None, (), name, name, stem.removeprefix(collection.folder), collection.label, "")
        url = fill(self._pattern(Head(exists=False), collection), facts)
        urls = () if url is None else (f"{url.rstrip('/')}{suffix}",)
        return JekyllDocument(
            path, Head(exists=False), urls, "" if collection.output else "of a collection without pages"
        )

    def _pattern(self, head: Head, collection: Collection) -> str:
        own = head.one("permalink")
        if own is not None:
            return own
        given = collection.permalink
        if collection.label == "posts":
            given = given or self._style
            return STYLES.get(given, given)
        return given or f"/:collection/:path{suffix_for(self._style)}"

    def _why_not(self, head: Head, found: tuple[datetime, ...], collection: Collection, *, draft: bool) -> str:
        config = self.config
        if draft and config.get("show_drafts") is not True:
            return "a draft"
        if head.flag("published") is False and config.get("unpublished") is not True:
            return "not published"
        if not collection.output:
            return "of a collection without pages"
        later = min(map(in_utc, found), default=None)
        if later is not None and later > self.now and config.get("future") is not True:
            return f"of the future ({later:%Y-%m-%d})"
        return ""

    def path_of(self, file: Path, front_matter: Mapping[str, object]) -> str | None:
        """Return a page's URL path; None where it is not known."""
        if not file.is_relative_to(self.source):
            return None
        source = self.sources.get(file.relative_to(self.source).as_posix())
        return source.urls[0] if source is not None and len(source.urls) == 1 else None

    def is_unpublished(self, file: Path) -> bool:
        """Tell whether a file is a draft or the like."""
        source = (
            self.sources.get(file.relative_to(self.source).as_posix()) if file.is_relative_to(self.source) else None
        )
        return source is not None and bool(source.why_not)


def _categories(path: str, head: Head) -> tuple[str, ...]:
    """Return a post's categories: the folders above `_posts`, then those of the front matter."""
    folders = re.split(r"(?:^|/)_(?:posts|drafts)/", path)[0].split("/")
    given = head.values.get("categories")
    many = given.split() if isinstance(given, str) else head.all("categories")
    return tuple(each for each in (*folders, *many, *head.all("category")) if each and not each.startswith("_"))


def _output_ext(path: str) -> str:
    suffix = posixpath.splitext(path)[1].lower()
    return ".html" if suffix in MARKDOWN else RENDERED.get(suffix, suffix)


def _target(url: str, output_ext: str) -> str:
    """Return the file that a URL path is written to."""
    name = url.lstrip("/")
    if url.endswith("/"):
        return f"{name}index{output_ext if output_ext in ('.html', '.htm', '.xhtml') else '.html'}"
    return name if name.endswith(output_ext) else f"{name}{output_ext}"

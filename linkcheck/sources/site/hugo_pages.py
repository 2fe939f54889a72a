"""Finds the files that Hugo writes of its content: pages, aliases and the resources beside them.

Sources: gohugo.io, "URL management", "Aliases", "Ugly URLs", "Page resources", and what Hugo 0.168 writes.
"""

from __future__ import annotations

import functools
import os
import posixpath
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

from linkcheck.sources.site.front_matter import Head
from linkcheck.sources.site.hugo_content import ADAPTER, Content, Item, Node, PageKind, normal
from linkcheck.sources.site.hugo_modules import is_plain
from linkcheck.sources.site.hugo_outputs import Rules, other_outputs, written_rules
from linkcheck.sources.site.hugo_permalinks import NO_DATE, TOKEN, HugoFacts, expand, sanitize
from linkcheck.sources.site.hugo_settings import HugoSettings
from linkcheck.sources.site.published import Published, below
from linkcheck.sources.site.redirects import redirects
from linkcheck.strangers import LinearPattern

DATE_TOKEN = re.compile(r":(?:year|month|monthname|day|weekday|weekdayname|yearday)\b")
FIRST_PART = re.compile(r"[^:]*")


@dataclass(frozen=True)
class HugoPages:
    """The URLs of a site's content."""

    content: Content
    shared: bool = False
    """Other sites may lie below the same host."""

    @property
    def settings(self) -> HugoSettings:
        """The configuration."""
        return self.content.settings

    @functools.cached_property
    def by_file(self) -> Mapping[Path, Node]:
        """File → what it becomes."""
        return {node.file: node for node in self.content.made if node.file is not None}

    @functools.cached_property
    def published(self) -> Published:
        """All files that are written, with those that would be if drafts were published."""
        files: dict[str, Path | None] = {"sitemap.xml": None, "index.xml": None}
        waiting: dict[str, tuple[str, Path]] = {}
        unknown = dict.fromkeys(self._unseen())
        led = redirects((self.settings.root, *(mount.folder for mount in self.settings.static)), self.settings.within)
        for node in self.content.made:
            target, why = self.target(node), self.content.why_not(node)
            if target is None:
                unknown |= dict.fromkeys(self._where_it_may_be(node))
            elif why and node.file is not None and not (self._rules.pages and self.content.is_hidden(node)):
                waiting.setdefault(target, (why, node.file))
            else:
                files.setdefault(target, node.file)
                files |= {alias: node.file for alias in self._aliases(node, target) if alias not in files}
        files |= {path: item.file for item in self.content.items for path in self._resource(item) if path not in files}
        if len(self.settings.languages) > 1 or self.settings.flag("defaultcontentlanguageinsubdir"):
            files |= {"index.html": None, f"{self.settings.default_language}/index.html": None}
        files |= dict(self._mounted())
        return Published(files, waiting, tuple(unknown), (*led, *self._rules.led), self.shared, self._judged())

    @functools.cached_property
    def _rules(self) -> Rules:
        return written_rules(self.settings)

    def _judged(self) -> tuple[str, ...]:
        """Return the starts of paths that can be judged: with a theme missing, those below the site's own sections."""
        if not self.settings.missing:
            return ("",)
        own = {node.path.split("/")[1] for node in self.content.made if node.path.count("/") > 1 and node.file}
        return tuple(f"{self.settings.prefix(language)}{top}/" for top in own for language in self.settings.languages)

    def _unseen(self) -> Iterator[LinearPattern]:
        """Yield patterns of the paths of which nothing can be told."""
        settings = self.settings
        if not (settings.understood and settings.permalinks_known) or settings.has_hosts or settings.keeps_case:
            yield LinearPattern("")
        if not all(is_plain(node.head.values) for node in self.by_file.values()):
            yield LinearPattern("")
        named = frozenset(name.lower() for node in self.content.made for name in node.head.all("outputs"))
        yield from other_outputs(settings.config, named)
        adapters = [normal(posixpath.dirname(item.path)) for item in self.content.items if _is_adapter(item)]
        if any(folder.partition("/")[0] in settings.permalinks.get(PageKind.PAGE, {}) for folder in adapters):
            yield LinearPattern("")
        for folder in (*adapters, *(settings.taxonomies if adapters else ())):
            yield from below(f"{settings.prefix(language)}{folder}" for language in settings.languages)

    def _where_it_may_be(self, node: Node) -> Iterator[LinearPattern]:
        """Yield a pattern of all URLs that a page may have whose own is not known."""
        known = FIRST_PART.match(self._pattern(node) or "")
        start = f"/{known[0]}".rpartition("/")[0].strip("/") if known else ""
        yield from below([f"{self.settings.prefix(node.language)}{start}/".lstrip("/").lower()])

    def _pattern(self, node: Node) -> str | None:
        url = node.head.one("url")
        first = node.path.split("/")[1] if node.path.count("/") > 1 or node.kind is not PageKind.PAGE else "/"
        return url or self.settings.permalinks.get(node.kind, {}).get(first or "/")

    def target(self, node: Node) -> str | None:
        """Return the file that a page is written to; None where that cannot be told."""
        prefix, url = self.settings.prefix(node.language), node.head.one("url")
        if node.kind is PageKind.HOME:
            return f"{prefix}index.html"
        if url:
            if TOKEN.search(url):
                url = self._expanded(url, node)
            return None if url is None else _joined("" if url.startswith("/") else prefix, url)
        pattern = self._pattern(node)
        path = self._usual(node) if pattern is None else self._expanded(pattern, node)
        if path is None:
            return None
        path = posixpath.normpath(f"/{path if pattern is None else self._spell(path)}").lstrip("/")
        ugly = self.settings.is_ugly(node.path.split("/")[1]) and node.kind in (PageKind.PAGE, PageKind.TERM)
        return f"{prefix}{path}{'.html' if ugly else '/index.html'}".removeprefix("/")

    def _usual(self, node: Node) -> str:
        """Return the path without a pattern: its folder's, and its slug or name."""
        last = node.head.one("slug") or posixpath.basename(node.path)
        return f"{self._folder(node)}/{self._spell(last)}"

    def _folder(self, node: Node) -> str:
        """Return the path of a node's folder; a section's slug counts for what is below it."""
        known = self.content.nodes[node.language]
        parts = []
        for path in _ancestors(node.path)[1:]:
            above = known.get(path)
            slug = above.head.one("slug") if above is not None and above.kind is not PageKind.PAGE else None
            parts.append(self._spell(slug or posixpath.basename(path)))
        return "/".join(parts)

    def _expanded(self, pattern: str, node: Node) -> str | None:
        """Fill in a pattern of `permalinks`; lists take their dates from their pages, which is not followed here."""
        if node.kind is not PageKind.PAGE and DATE_TOKEN.search(pattern):
            return None
        if ":section" in pattern and PageKind.SECTION in self.settings.disabled_kinds:
            return None
        known = self.content.nodes[node.language]
        above = [known[path] for path in (*_ancestors(node.path), node.path)[1:] if path in known]
        sections = [each for each in above if each.kind is not PageKind.PAGE]
        title = node.head.one("title") or ("" if node.file is not None else node.name)
        facts = HugoFacts(
            self.content.date(node, "date") or NO_DATE,
            title if node.kind is PageKind.TERM else title.replace("/", "-"),
            node.head.one("slug") or "",
            node.name,
            node.path.split("/")[1] if node.path.count("/") > 1 or node.kind is not PageKind.PAGE else "",
            [posixpath.basename(each.path) for each in sections],
            [each.head.one("slug") or (each.head.one("title") or each.name).replace("/", "-") for each in sections],
        )
        if ":sectionslug" in pattern and any(each.file is None for each in sections):
            return None  # the title that Hugo gives such a section is its name, capitalised and in the plural
        if not title and re.search(r":(?:title|slug)\b", pattern) and not facts.slug:
            return None  # Hugo makes one of the file's name or of the first heading
        return expand(pattern, facts, self._spell)

    def _spell(self, text: str) -> str:
        return sanitize(text, accents=not self.settings.flag("removepathaccents"))

    def _aliases(self, node: Node, target: str) -> Iterator[str]:
        """Yield the files that lead to a page: an alias without a slash in front is beside it."""
        if self.settings.flag("disablealiases") and not self._rules.aliases:
            return
        page = target.removesuffix("/index.html").removesuffix(".html")
        ugly = self.settings.is_ugly(node.path.split("/")[1])
        for alias in node.head.all("aliases"):
            prefix = self.settings.prefix(node.language)
            path = f"/{prefix}{alias}" if alias.startswith("/") else posixpath.join("/", posixpath.dirname(page), alias)
            path = posixpath.normpath(path).lstrip("/")
            if posixpath.splitext(path)[1] in (".html", ".htm"):
                yield path
            else:
                yield f"{path}.html" if ugly else f"{path}/index.html"

    def _resource(self, item: Item) -> Iterator[str]:
        """Yield where a file beside pages is published; pages of other languages refer to the same copy."""
        if item.file in self.by_file or _is_adapter(item) or _is_page(item):
            return
        owners = {language: self._owner(item, known) for language, known in self.content.nodes.items()}
        if not item.told and owners.get(item.language) is not None:
            owners = {item.language: owners.get(item.language)}
        elif item.told:  # in a bundle of another language it is that one's as well
            bundles = {name: one for name, one in owners.items() if one is not None and one.kind is PageKind.PAGE}
            owners = {item.language: owners.get(item.language), **bundles}
        for owner in owners.values():
            target = None if owner is None or not self._has_resources(owner) else self.target(owner)
            if owner is not None and target is not None:
                rest = item.path.split("/")[owner.path.rstrip("/").count("/") :]
                page, name = posixpath.split(target)
                folder = page if name == "index.html" else posixpath.splitext(target)[0]
                yield posixpath.join(folder, *rest[:-1], item.file.name)

    def _has_resources(self, node: Node) -> bool:
        made = node.kind not in self.settings.disabled_kinds
        if node.kind is PageKind.SECTION:
            return made  # of a draft, too
        return made and (not self.content.why_not(node) or self.content.is_hidden(node))

    def _owner(self, item: Item, known: Mapping[str, Node]) -> Node | None:
        """Return the page that a resource belongs to: its bundle's, else the nearest section's."""
        leaf = self.content.owner_of(item.path)
        if leaf is not None and (bundle := known.get(f"/{leaf}")) is not None:
            return bundle
        for path in reversed(_ancestors(f"/{normal(item.path)}")):
            if path in known and known[path].kind is not PageKind.PAGE:
                return known[path]
        return None

    def _mounted(self) -> Iterator[tuple[str, Path]]:
        """Yield the static files that are mounted below a folder of the site."""
        for mount in self.settings.static:
            for folder, _, names in os.walk(mount.folder) if mount.target else ():
                for name in names:
                    file = Path(folder, name)
                    yield f"{mount.target}{file.relative_to(mount.folder).as_posix()}", file

    def path_of(self, file: Path, front_matter: Mapping[str, object]) -> str | None:
        """Return a page's URL path; None where it is not known, and for what is no content."""
        node = self.by_file.get(file)
        if node is None:
            url = Head(True, front_matter).one("url")
            return posixpath.join("/", url) if url else None
        target = self.target(node)
        return None if target is None else f"/{target.removesuffix('index.html')}"

    def is_unpublished(self, file: Path) -> bool:
        """Tell whether a file is a draft or the like."""
        node = self.by_file.get(file)
        return node is not None and bool(self.content.why_not(node)) and not self.content.is_hidden(node)


def _is_adapter(item: Item) -> bool:
    return posixpath.basename(item.path) == ADAPTER


def _is_page(item: Item) -> bool:
    """Tell whether a file below a bundle is a page that only its bundle uses."""
    return posixpath.splitext(item.path)[1].lower() in (".md", ".markdown", ".html", ".htm")


def _ancestors(path: str) -> list[str]:
    """Return all folders above a path, the root first."""
    parts = path.strip("/").split("/")[:-1]
    return ["/", *("/" + "/".join(parts[: end + 1]) for end in range(len(parts)))] if path != "/" else []


def _joined(prefix: str, url: str) -> str:
    """Return the file of a `url` in front matter: a folder's unless it ends as a file does."""
    path = posixpath.normpath(f"/{prefix}{url.lstrip('/')}").lstrip("/")
    if url.endswith("/") or "." not in url:
        return posixpath.join(path, "index.html")
    return path

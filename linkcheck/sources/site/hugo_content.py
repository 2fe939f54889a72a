"""Reads the content of a Hugo site: files, bundles, sections and terms as Hugo sees them, before they have URLs.

Source: gohugo.io, "Page bundles", "Content organization", "Front matter", "Build options", and what Hugo 0.168 builds.
"""

from __future__ import annotations

import functools
import os
import posixpath
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from enum import StrEnum
from pathlib import Path

from msgspec import structs

from linkcheck.sources.front_matter import LARGEST
from linkcheck.sources.site.config import lower_keys
from linkcheck.sources.site.front_matter import Head, instant, read_head, texts
from linkcheck.sources.site.hugo_modules import Mount, in_matrix
from linkcheck.sources.site.hugo_settings import HugoSettings
from linkcheck.sources.site.paths import is_file
from linkcheck.strangers import BadPatternError, LinearPattern

PAGE_SUFFIXES = frozenset({
    ".md", ".markdown", ".mdown", ".html", ".htm", ".org", ".adoc", ".asciidoc", ".ad", ".rst", ".pandoc", ".pdc",
})  # fmt: skip
"""Files of other kinds are resources, published as they are."""
ADAPTER = "_content.gotmpl"
"""A template that makes pages of data: what lies below its folder cannot be told."""
FRONT_MATTER = re.compile(rb"(?:\xef\xbb\xbf)?\s*(?:---|\+\+\+|\{)")
ORG_KEY = re.compile(r"^#\+(\w+)(\[\])?:[ \t]*(.*?)\s*$", re.MULTILINE)
NOTHING = LinearPattern(r"[^\x00-\x{10FFFF}]")
FILE_DATE = re.compile(r"\d{4}-\d{2}-\d{2}(?:[-_. ]|$)")


NO_HEAD = Head(exists=False)


class PageKind(StrEnum):
    """Kinds of pages, by Hugo's names."""

    HOME = "home"
    PAGE = "page"
    SECTION = "section"
    TAXONOMY = "taxonomy"
    TERM = "term"


@dataclass(frozen=True, slots=True)
class Item:
    """A file below `content`: where it appears there, and in which language."""

    file: Path
    path: str
    """As written, with suffix, without language: `Posts/a/index.md`."""
    language: str
    told: bool
    """Its name or its folder told the language."""


@dataclass(frozen=True, slots=True)
class Node:
    """A file, folder or term that may become a page."""

    kind: PageKind
    language: str
    path: str
    """As `ref` names it: `/posts/a`; `/` for the home page."""
    name: str
    """The last part of the path as written."""
    file: Path | None = None
    bundle: bool = False
    head: Head = NO_HEAD

    @property
    def parent(self) -> str:
        """The path of the folder that it is in."""
        return posixpath.dirname(self.path)


@dataclass(frozen=True)
class Content:
    """All content of a site."""

    settings: HugoSettings
    now: datetime

    @functools.cached_property
    def items(self) -> tuple[Item, ...]:
        """Every file, in the order of the mounts: the first of two at one place wins."""
        found: dict[tuple[str, str], Item] = {}
        for mount in self.settings.content:
            for file, path in _walk(mount, self.settings.ignored):
                item = self._item(mount, file, path)
                found.setdefault((item.language, item.path.lower()), item)
        return tuple(found.values())

    def _item(self, mount: Mount, file: Path, path: str) -> Item:
        rest, language = without_language(path, self.settings.named_languages)
        if language:
            return Item(file, rest, language, told=True)
        return Item(file, path, mount.language or self.settings.default_language, told=mount.language is not None)

    def language_of(self, file: Path) -> str:
        """Return the language of a file, one that is no page by itself too."""
        return self._languages_by_file.get(file, self.settings.default_language)

    @functools.cached_property
    def _languages_by_file(self) -> Mapping[Path, str]:
        return {item.file: item.language for item in self.items}

    @functools.cached_property
    def has_adapters(self) -> bool:
        """Tell whether templates make pages of data."""
        return any(posixpath.basename(item.path) == ADAPTER for item in self.items)

    @functools.cached_property
    def leaves(self) -> frozenset[str]:
        """Folders with an `index` file, normalised: all below belongs to that one page."""
        return frozenset(posixpath.dirname(normal(item.path)) for item in self.items if _is_index(item, "index"))

    @functools.cached_property
    def nodes(self) -> Mapping[str, Mapping[str, Node]]:
        """Language → path → node: drafts and the like too, and those of kinds that are switched off."""
        nodes: dict[str, dict[str, Node]] = {language: {} for language in self.settings.languages}
        for item in self.items:
            node = self._node(item)
            if node is None:
                continue
            for language in self._languages(node):
                nodes.get(language, {}).setdefault(node.path, replace(node, language=language))
        for language, known in nodes.items():
            self._add_sections(known, language)
            cascades = _Cascades(self.settings, known)
            known.update(
                {path: replace(node, head=self._head(cascades.laid_under(node), node)) for path, node in known.items()}
            )
            self._add_terms(known, language)
        return nodes

    @functools.cached_property
    def made(self) -> tuple[Node, ...]:
        """All nodes of kinds that are not switched off."""
        nodes = (node for known in self.nodes.values() for node in known.values())
        return tuple(node for node in nodes if node.kind not in self.settings.disabled_kinds)

    def _node(self, item: Item) -> Node | None:
        """Return what a file becomes; None for a resource."""
        stem, suffix = posixpath.splitext(item.path)
        if suffix.lower() not in PAGE_SUFFIXES or self.owner_of(item.path, index_too=False) is not None:
            return None
        folder, name = posixpath.split(stem)
        path, bundle = f"/{normal(stem)}", name.lower() in ("index", "_index")
        if bundle:
            path, name = posixpath.dirname(path), posixpath.basename(folder)
        kind = self._kind(path) if bundle and posixpath.basename(stem).lower() == "_index" else PageKind.PAGE
        return Node(kind, item.language, path, name, item.file, bundle, self._read_head(item.file))

    def _read_head(self, file: Path) -> Head:
        head = read_head(file, FRONT_MATTER, self.settings.within, loose=True)
        if head.values or file.suffix.lower() != ".org":
            return head
        try:
            text = self.settings.within.read(file, LARGEST).decode("utf-8", "replace")
        except OSError:
            return head
        found = ORG_KEY.findall(text.partition("\n*")[0])
        return Head(
            exists=bool(found), values={key.lower(): _org_value(key, value, mark) for key, mark, value in found}
        )

    def _languages(self, node: Node) -> Sequence[str]:
        """Return the languages in which a file is a page: its front matter may name several."""
        chosen = in_matrix(node.head.values.get("sites"), self.settings.languages)
        return (node.language,) if chosen is None else chosen

    def _kind(self, path: str) -> PageKind:
        """Return the kind of a folder with an `_index` file."""
        for plural in self.settings.taxonomies:
            if path == f"/{plural}":
                return PageKind.TAXONOMY
            if path.startswith(f"/{plural}/"):
                return PageKind.TERM
        return PageKind.HOME if path == "/" else PageKind.SECTION

    def owner_of(self, path: str, *, index_too: bool = True) -> str | None:
        """Return the leaf bundle that a file belongs to, normalised; the page's own file only if asked for."""
        folder = posixpath.dirname(normal(path))
        is_index = not index_too and posixpath.splitext(posixpath.basename(path))[0].lower() == "index"
        owner = None
        while True:
            if folder in self.leaves and not (is_index and folder == posixpath.dirname(normal(path))):
                owner = folder
            if not folder:
                return owner
            folder = posixpath.dirname(folder)

    def _add_sections(self, known: dict[str, Node], language: str) -> None:
        """Add the home page and the sections that Hugo makes of top folders."""
        known.setdefault("/", Node(PageKind.HOME, language, "/", ""))
        for node in tuple(known.values()):
            first = node.path.split("/")[1]
            if node.path.count("/") > 1:
                kind = PageKind.TAXONOMY if first in self.settings.taxonomies else PageKind.SECTION
                known.setdefault(f"/{first}", Node(kind, language, f"/{first}", _written(node, first)))

    def _head(self, head: Head, node: Node) -> Head:
        """Return front matter with the slug of a file's name under it, where names tell dates."""
        named = FILE_DATE.match(node.name) if node.file is not None else None
        if named is None or ":filename" not in self.settings.dates("date"):
            return head
        return structs.replace(head, values={"slug": node.name[named.end() :], **head.values})

    def _add_terms(self, known: dict[str, Node], language: str) -> None:
        """Add the pages of taxonomies and of the terms that published pages name."""
        for plural in self.settings.taxonomies:
            known.setdefault(f"/{plural}", Node(PageKind.TAXONOMY, language, f"/{plural}", plural))
            for node in (*known.values(), *self._inner(language)):
                if node.file is None or (self.why_not(node) and not self.is_hidden(node)):
                    continue
                for term in texts(node.head.values.get(plural)):
                    path = f"/{plural}/{normal(term.strip('/'))}"
                    known.setdefault(
                        path, Node(PageKind.TERM, language, path, term, head=Head(exists=True, values={"title": term}))
                    )

    def _inner(self, language: str) -> Iterator[Node]:
        """Yield the pages that are resources of a bundle: they are not written, and yet have terms."""
        for item in self.items:
            is_page = item.language == language and posixpath.splitext(item.path)[1].lower() in PAGE_SUFFIXES
            if is_page and self.owner_of(item.path, index_too=False) is not None:
                head = self._read_head(item.file)
                yield Node(PageKind.PAGE, language, f"/{normal(item.path)}", "", item.file, head=head)

    def why_not(self, node: Node) -> str:
        """Return why Hugo writes no page of a node; empty where it writes one."""
        return self._why_waiting(node) or ("never rendered" if _is_never_rendered(node.head) else "")

    def _why_waiting(self, node: Node) -> str:
        head, config = node.head, self.settings
        if head.flag("draft") and not config.flag("builddrafts"):
            return "a draft"
        published, expires = self.date(node, "publishdate"), self.date(node, "expirydate")
        if published is not None and published > self.now and not config.flag("buildfuture"):
            return f"of the future ({published:%Y-%m-%d})"
        if expires is not None and expires < self.now and not config.flag("buildexpired"):
            return f"expired ({expires:%Y-%m-%d})"
        return ""

    def is_hidden(self, node: Node) -> bool:
        """Tell whether a page is built, so that `ref` finds it, and not written."""
        return _is_never_rendered(node.head) and not self._why_waiting(node)

    def date(self, node: Node, name: str) -> datetime | None:
        """Return a page's date by the keys that Hugo asks; None where there is none."""
        for key in self.settings.dates(name):
            named = node.file is not None and FILE_DATE.match(node.name)
            found = instant(node.name[:10]) if key == ":filename" and named else node.head.instant(key)
            if found is not None:
                return found
        return None


def _is_never_rendered(head: Head) -> bool:
    build = lower_keys(head.values.get("build") or head.values.get("_build"))
    return head.flag("headless") is True or str(build.get("render", "")).lower() in ("never", "link", "false")


def _org_value(key: str, value: str, mark: str) -> object:
    """Return a value of Org's front matter; a key with brackets holds words, and Hugo splits some others."""
    return (
        value.split() if mark or key.lower() in ("aliases", "tags", "categories", "keywords") else value.strip("<>[]")
    )


def normal(path: str) -> str:
    """Return a path as `ref` compares it."""
    return path.lower().replace(" ", "-")


def without_language(path: str, languages: frozenset[str]) -> tuple[str, str]:
    """Return a file's path without the language in its name, and that; `a.de.md` has one.

    What stands between the language and the suffix goes with it.
    """
    folder, name = posixpath.split(path)
    first, *parts = name.split(".")
    for at in range(len(parts) - 2, -1, -1):
        if parts[at].lower() in languages:
            return posixpath.join(folder, ".".join((first, *parts[:at], parts[-1]))), parts[at].lower()
    return path, ""


def _walk(mount: Mount, ignored: tuple[LinearPattern, ...]) -> Iterator[tuple[Path, str]]:
    """Yield the files of a mount with their places; a mount may be a single file."""
    if is_file(mount.folder):
        yield mount.folder, mount.target.rstrip("/")
    for folder, folders, names in os.walk(mount.folder):
        folders[:] = [name for name in folders if not name.startswith(".")]
        below = Path(folder).relative_to(mount.folder).as_posix()
        for name in sorted(names):
            file = Path(folder, name)
            if name[0] not in ".#" and name[-1] != "~" and not any(pattern.search(str(file)) for pattern in ignored):
                yield file, posixpath.normpath(posixpath.join(mount.target, below, name))


def _is_index(item: Item, name: str) -> bool:
    stem, suffix = posixpath.splitext(posixpath.basename(item.path))
    return stem.lower() == name and suffix.lower() in PAGE_SUFFIXES


def _written(node: Node, first: str) -> str:
    """Return a top folder as it is written on the disk."""
    parts = node.file.parts if node.file is not None else ()
    return next((part for part in reversed(parts) if normal(part) == first), first)


class _Cascades:
    """Front matter that sections hand down to what is below them, and the configuration to all."""

    def __init__(self, settings: HugoSettings, known: Mapping[str, Node]) -> None:
        self._known = known
        self._site = tuple(_rules(settings.config.get("cascade")))
        self._of = functools.cache(lambda path: tuple(_rules(known[path].head.values.get("cascade"))))

    def laid_under(self, node: Node) -> Head:
        """Return a page's front matter with what is handed down under it; the nearest wins."""
        values: dict[str, object] = dict(node.head.values)
        path = node.path
        while True:
            rules = self._of(path) if path in self._known else ()
            for rule in rules if path != "/" else (*rules, *self._site):
                if rule.takes(node):
                    values = {**rule.values, **values}
            if path == "/":
                return structs.replace(node.head, values=values)
            path = posixpath.dirname(path)


@dataclass(frozen=True, slots=True)
class _Rule:
    """Values and the pages they are for."""

    values: Mapping[str, object]
    paths: LinearPattern | None
    kinds: LinearPattern | None
    languages: LinearPattern | None

    def takes(self, node: Node) -> bool:
        """Tell whether a page is one of those."""
        tests = ((self.paths, node.path), (self.kinds, node.kind), (self.languages, node.language))
        return all(pattern is None or pattern.fullmatch(value) is not None for pattern, value in tests)


def _rules(cascade: object) -> Iterator[_Rule]:
    for each in cascade if isinstance(cascade, list) else [cascade] if isinstance(cascade, Mapping) else []:
        values = lower_keys(each)
        target = lower_keys(values.pop("_target", None) or values.pop("target", None))
        values |= lower_keys(values.pop("params", None) if set(values) == {"params"} else None)
        yield _Rule(values, *(_glob(target.get(key)) for key in ("path", "kind", "lang")))


def _glob(pattern: object) -> LinearPattern | None:
    """Make an expression of a glob: `**` takes slashes too, braces choose."""
    if not pattern:
        return None
    text = re.sub(
        r"\\\*\\\*|\\\*|\\\?|\\\{|\\\}|,",
        lambda match: {r"\*\*": ".*", r"\*": "[^/]*", r"\?": "[^/]", r"\{": "(?:", r"\}": ")", ",": "|"}[match[0]],
        re.escape(str(pattern).lower()),
    )
    try:
        return LinearPattern(text)
    except BadPatternError:
        return NOTHING

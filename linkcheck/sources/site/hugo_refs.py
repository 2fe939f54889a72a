"""Finds pages as `ref` and `relref` do: from the page they stand on, from the root, and by a last name alone.

Sources: gohugo.io, "Cross references", and what Hugo 0.168 finds. It stops the build where a name is no page, and
where several pages have it.
"""

from __future__ import annotations

import collections
import functools
import posixpath
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import unquote

from linkcheck.sources.site.hugo_content import PAGE_SUFFIXES, Content, Node, PageKind, normal, without_language
from linkcheck.sources.site.hugo_pages import HugoPages
from linkcheck.sources.site.published import ABSENT, UNKNOWN, Lookup, Presence

REFS = ("ref", "relref")
INDEXES = ("index", "_index")


@dataclass(frozen=True)
class Refs:
    """The names of a site's pages."""

    pages: HugoPages

    @property
    def content(self) -> Content:
        """The files, folders and terms that may become pages."""
        return self.pages.content

    def find_call(self, call: str, argument: str, page: Path) -> Lookup:
        """Look up what a template call names."""
        path = unquote(argument.strip().partition("#")[0].partition("?")[0]).replace("\\", "/")
        if call not in REFS or "{{" in argument or not path or "://" in path:
            return UNKNOWN
        if self.content.has_adapters:
            found = self.find(path, page)
            return found if found.presence is Presence.PRESENT else UNKNOWN
        return self.find(path, page)

    def find(self, path: str, page: Path) -> Lookup:
        """Look up a name as written on a page."""
        here = self.pages.by_file.get(page)
        language = here.language if here is not None else self.content.language_of(page)
        known = self.content.nodes.get(language, {})
        drafts: list[Lookup] = []
        for name in self._names(path, here):
            node = known.get(name)
            if node is None or node.kind in self.content.settings.disabled_kinds:
                continue
            answer = self._answer(node)
            if answer.presence is Presence.PRESENT:
                return answer
            drafts.append(answer)
        if "/" not in path.rstrip("/") and not path.startswith("."):
            name = path if posixpath.splitext(path)[1] else f"{path}.md"
            last, _ = without_language(normal(name), self.content.settings.named_languages)
            return self._by_last_name(posixpath.splitext(last)[0], language, drafts)
        return drafts[0] if drafts else ABSENT

    def _names(self, path: str, here: Node | None) -> Iterator[str]:
        """Yield the paths that a name may mean, the likeliest first."""
        name = self._plain(path)
        if path.startswith("/"):
            yield _clean(name)
            return
        if here is not None:
            folder = here.path if here.kind is not PageKind.PAGE else here.parent
            yield _clean(posixpath.join(folder, name))
            if here.bundle and here.kind is PageKind.PAGE:  # files name others by their place on the disk too
                yield _clean(posixpath.join(here.path, name))
        if not path.startswith("."):
            yield _clean(f"/{name}")

    def _plain(self, path: str) -> str:
        """Return a name without suffix, language and `index`, as paths are compared."""
        path = normal(path.rstrip("/")) or "/"
        if not path.strip("./"):
            return path
        name = path if posixpath.splitext(path)[1] in PAGE_SUFFIXES else f"{path}.md"
        return posixpath.splitext(without_language(name, self.content.settings.named_languages)[0])[0]

    def _answer(self, node: Node) -> Lookup:
        why = "" if self.content.is_hidden(node) else self.content.why_not(node)
        return Lookup(Presence.UNPUBLISHED if why else Presence.PRESENT, why, node.file)

    def _by_last_name(self, name: str, language: str, drafts: list[Lookup]) -> Lookup:
        nodes = self._last_names.get(language, {}).get(name, [])
        answers = [self._answer(node) for node in nodes]
        there = [answer for answer in answers if answer.presence is Presence.PRESENT]
        if len(there) > 1:
            paths = sorted(
                node.path for node, answer in zip(nodes, answers, strict=True) if answer.presence is Presence.PRESENT
            )
            return Lookup(Presence.AMBIGUOUS, ", ".join(paths))
        return next(iter((*there, *drafts, *answers)), ABSENT)

    @functools.cached_property
    def _last_names(self) -> Mapping[str, Mapping[str, list[Node]]]:
        """Language → the last part of a path → all pages that end so."""
        found: dict[str, dict[str, list[Node]]] = {}
        for node in self.content.made:
            names = found.setdefault(node.language, collections.defaultdict(list))
            names[posixpath.basename(node.path)].append(node)
        return found


def _clean(path: str) -> str:
    """Return a path from the root; an `index` is its folder."""
    path = posixpath.normpath(f"/{path.lstrip('/')}")
    return posixpath.dirname(path) if posixpath.basename(path) in INDEXES else path

"""A site as its generator wrote it: which addresses there are, and what the content of each page has."""

from __future__ import annotations

import functools
import posixpath
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from pathlib import Path
from urllib.parse import unquote, urljoin, urlsplit

from selectolax.lexbor import LexborHTMLParser

_JUNK = re.compile(r"[^\w\[\]():]+")
_RULE = re.compile(r"^(/\S*)\s+(\S+)(?:\s+(\d{3})!?)?", re.MULTILINE)
_TOML_RULE = re.compile(r"\[\[redirects\]\]\s*\n(?:\s*#[^\n]*\n|\s*\w+\s*=[^\n]*\n)*")
_FROM = re.compile(r"""^\s*from\s*=\s*["']([^"']+)""", re.MULTILINE)
_ATTRIBUTES = {"a": "href", "area": "href", "img": "src", "source": "src", "video": "src", "audio": "src"}


class State(StrEnum):
    """What a browser finds at the end of a link."""

    OUTSIDE = "outside"
    LIVE = "live"
    NO_PAGE = "no page"
    NO_ID = "no id"


@dataclass(frozen=True)
class Link:
    """A link in a page's content."""

    raw: str
    place: str
    """The path inside the site, unquoted, with its fragment."""
    state: State


@dataclass(frozen=True)
class Page:
    """What the author's file became."""

    url: str
    html: str

    @functools.cached_property
    def tree(self) -> LexborHTMLParser:
        """The content, parsed."""
        return LexborHTMLParser(self.html)

    def text(self, without: str = "code, pre, script, style") -> str:
        """Return the visible text, only letters, digits and brackets."""
        tree = LexborHTMLParser(self.html)
        for node in tree.css(without):
            node.decompose()
        return squeezed(tree.root.text(deep=True) if tree.root else "")


def squeezed(text: str) -> str:
    """Return letters, digits and brackets only: typographers change the rest."""
    return _JUNK.sub("", text)


@dataclass(frozen=True)
class Rendered:
    """A built site."""

    base: str
    """Its address, with a slash at its end."""
    folders: Sequence[Path]
    """What was written; an address is there if one of them has it."""
    pages: Mapping[str, Sequence[Page]]
    """Path of the source, relative to where linkcheck runs → the pages that were made of it."""
    refused: frozenset[str] = frozenset()
    """Sources whose front matter the generator refuses."""
    broken: frozenset[tuple[str, str]] = frozenset()
    """Source and name of each `ref` that the generator does not find."""
    rooted: bool = True
    """Whether a link from the root is one inside the site."""
    ids: dict[Path, frozenset[str]] = field(default_factory=dict)

    @functools.cached_property
    def files(self) -> Mapping[str, Path]:
        """All files by their paths; a later folder does not hide an earlier one."""
        found: dict[str, Path] = {}
        for folder in self.folders:
            for path in folder.rglob("*"):
                if path.is_file():
                    found.setdefault(path.relative_to(folder).as_posix(), path)
        return found

    @functools.cached_property
    def rules(self) -> Sequence[re.Pattern[str]]:
        """What redirect files catch."""
        return [_pattern(start) for folder in self.folders for start in _rules(folder)]

    def links(self, page: Page) -> Iterator[Link]:
        """Yield the links of a page's content; a script or a feed has none."""
        if re.search(r"\.(?:js|css|xml|json|txt|webmanifest)$", page.url):
            return
        for tag, name in _ATTRIBUTES.items():
            for node in page.tree.css(f"{tag}[{name}]"):
                raw = (node.attributes.get(name) or "").strip()
                if not re.match(r"(?!https?:)[A-Za-z][\w+.-]*:", raw):
                    yield self.link(page, raw)

    def link(self, page: Page, raw: str) -> Link:
        """Follow one link as a browser does."""
        base = urlsplit(self.base)
        try:
            parts = urlsplit(urljoin(urljoin(self.base, page.url), raw))
            host = parts.hostname
        except ValueError:
            return Link(raw, raw, State.OUTSIDE)
        if not self.rooted and raw.startswith("/"):
            return Link(raw, raw, State.OUTSIDE)
        if host != base.hostname or not f"{parts.path}/".startswith(base.path):
            return Link(raw, raw, State.OUTSIDE)
        path = unquote(parts.path)[len(base.path) - 1 :] or "/"
        fragment = unquote(parts.fragment)
        return Link(raw, f"{path}#{fragment}" if fragment else path, self.state(path, fragment))

    def state(self, path: str, fragment: str) -> State:
        """Tell what is at a path inside the site."""
        file = self.find(path)
        if file is None:
            return State.LIVE if any(rule.fullmatch(path) for rule in self.rules) else State.NO_PAGE
        if not fragment or fragment == "top" or ":~:" in fragment:
            return State.LIVE
        if file not in self.ids and file.suffix.lower() not in {".html", ".htm"}:
            return State.LIVE
        if file not in self.ids:
            self.ids[file] = _ids(file)
        found = self.ids[file]
        return State.LIVE if fragment in found or "\0redirect" in found else State.NO_ID

    def find(self, path: str) -> Path | None:
        """Return the file that a server sends for a path."""
        name = posixpath.normpath(f"/{path}").lstrip("/")
        name = "" if name == "." else name
        for each in (*([name] if not path.endswith("/") else []), posixpath.join(name, "index.html"), f"{name}.html"):
            if each in self.files:
                return self.files[each]
        return None


def _ids(file: Path) -> frozenset[str]:
    data = file.read_bytes()
    tree = LexborHTMLParser(data)
    found = {value for node in tree.css("[id]") if (value := node.attributes.get("id"))}
    found |= {value for node in tree.css("a[name]") if (value := node.attributes.get("name"))}
    if b'http-equiv="refresh"' in data or b"http-equiv=refresh" in data:
        found.add("\0redirect")
    return frozenset(found)


def _rules(folder: Path) -> Iterator[str]:
    file = folder / "_redirects"
    if file.is_file():
        yield from (match[1] for match in _RULE.finditer(file.read_text("utf-8", "replace")))
    for toml in (folder / "netlify.toml", folder.parent / "netlify.toml"):
        if toml.is_file():
            for rule in _TOML_RULE.finditer(toml.read_text("utf-8", "replace")):
                yield from _FROM.findall(rule[0])


def _pattern(start: str) -> re.Pattern[str]:
    """Return what a rule of Netlify catches: `*` the rest, `:name` one part; a slash at the end does not matter."""
    text = re.escape(urlsplit(start).path.rstrip("/")).replace(r"/\*", "(?:/.*)?").replace(r"\*", ".*")
    return re.compile(re.sub(r":\w+", "[^/]+", text) + "/?")

"""Reads the rules of hosting services that lead paths elsewhere: a path that one of them takes is never missing.

Sources: the documentation of Netlify and Cloudflare (`_redirects`, `netlify.toml`), Vercel, Firebase, Azure Static Web
Apps, and Apache's mod_alias. A rule that is not understood takes every path.
"""

from __future__ import annotations

import functools
import json
import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from pathlib import Path

from linkcheck.strangers import Boundary, LinearPattern, escape, load_toml

PLACEHOLDER = re.compile(r":\w+|\*+")
PLAIN = re.compile(r"[\w%./~+@ :*-]*\Z")
"""A pattern of path, placeholders and stars alone."""
LARGEST = 4 * 1024 * 1024
"""Bytes of a file of rules; Netlify and Cloudflare take far less."""
SOURCES = ("source", "src", "route", "glob", "regex", "from")
"""The keys of JSON rules that hold the path they take."""


@functools.cache
def everything() -> LinearPattern:
    """Return the pattern of all paths; it is made by need, for RE2 takes a while to load."""
    return LinearPattern("")


def redirects(folders: Iterable[Path], within: Boundary) -> tuple[LinearPattern, ...]:
    """Return patterns of the paths (without a slash in front) that rules in these folders take."""
    return tuple(
        pattern
        for folder in folders
        for name, read in READERS.items()
        for pattern in _read(folder / name, read, within)
    )


def _read(file: Path, reader: Callable[[str], Iterator[LinearPattern]], within: Boundary) -> list[LinearPattern]:
    try:
        return list(reader(within.read_text(file, LARGEST)))
    except FileNotFoundError:
        return []
    except (OSError, ValueError, RecursionError):
        return [everything()]


def lines(text: str) -> Iterator[LinearPattern]:
    """Yield a pattern of each rule of `_redirects`: `/from /to 301`, one a line."""
    for line in text.splitlines():
        words = line.partition("#")[0].split()
        if len(words) > 1 and not words[-1].startswith("404"):
            yield from _pattern(words[0])


def _netlify(text: str) -> Iterator[LinearPattern]:
    rules = load_toml(text).get("redirects", [])
    for rule in rules if isinstance(rules, list) else []:
        if isinstance(rule, Mapping) and rule.get("status") not in (404, "404"):
            yield from _pattern(str(rule.get("from", "")))


def _json(text: str) -> Iterator[LinearPattern]:
    yield from _sources(json.loads(text or "{}"))


def _sources(data: object) -> Iterator[LinearPattern]:
    if isinstance(data, list):
        for item in data:
            yield from _sources(item)
    elif isinstance(data, Mapping):
        if "navigationFallback" in data:
            yield everything()
        moves = any(key in data for key in ("destination", "dest", "redirect", "rewrite", "type", "function", "run"))
        for key, value in data.items():
            if key in SOURCES and isinstance(value, str) and moves:
                yield from _pattern(value)
            elif key not in ("headers", "has", "missing", "cleanUrls"):
                yield from _sources(value)


def _apache(text: str) -> Iterator[LinearPattern]:
    for line in text.splitlines():
        words = line.split()
        match [word.lower() for word in words[:1]]:
            case ["redirect" | "redirectpermanent" | "redirecttemp"]:
                start = next((word for word in words[1:] if word.startswith("/")), "/")
                yield LinearPattern(rf"\A{escape(start.strip('/'))}(?:/|\Z)" if start.strip("/") else "")
            case ["redirectmatch" | "rewriterule" | "fallbackresource" | "aliasmatch" | "alias"]:
                yield everything()
            case _:
                pass


def _pattern(source: str) -> Iterator[LinearPattern]:
    """Make a pattern of a rule's path; a rule of another host, as `https://old.example/*`, takes none of ours."""
    if "://" in source:
        return
    if not PLAIN.match(source):
        yield everything()
        return
    pieces = PLACEHOLDER.split(source.strip("/"))
    marks = PLACEHOLDER.findall(source.strip("/"))
    regex = escape(pieces[0])
    for mark, piece in zip(marks, pieces[1:], strict=True):
        regex += (".*" if mark.startswith("*") else "[^/]+") + escape(piece)
    yield LinearPattern(rf"(?s)\A{regex.removesuffix('/.*')}{'(?:/.*)?' if regex.endswith('/.*') else '/?'}\Z")


READERS: Mapping[str, Callable[[str], Iterator[LinearPattern]]] = {
    "_redirects": lines,
    "netlify.toml": _netlify,
    "vercel.json": _json,
    "now.json": _json,
    "firebase.json": _json,
    "staticwebapp.config.json": _json,
    ".htaccess": _apache,
}

"""Reads what the templates of a Hugo site write beside its pages: rules of hosting services, and other output formats.

Source: gohugo.io, "Configure outputs" and "Configure output formats", and what Hugo 0.168 writes. Lines of a template
that hold no action are read as they stand; of those that actions fill in, what they may take is not known.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from pathlib import Path

from msgspec import Struct

from linkcheck.sources.site.config import section
from linkcheck.sources.site.hugo_modules import listed
from linkcheck.sources.site.hugo_settings import HugoSettings
from linkcheck.sources.site.redirects import everything, lines
from linkcheck.sources.site.templates import LARGEST, files_below
from linkcheck.strangers import LinearPattern, escape

HOSTING = frozenset({"redirects", "htaccess", "vercel", "netlify", "staticwebapp"})
"""Base names of such files, without the signs in front."""
ACTION = re.compile(r"\{\{-?\s*(.*?)\s*-?\}\}", re.DOTALL)
CONTROL = re.compile(r"(?:range|with|if|else|end|define|block|return|break|continue)\b|\$\w+\s*:?=|/\*")
ITS_OWN = re.compile(r"\.(?:Rel)?Permalink\Z")
MADE_BY_HAND = re.compile(r"\"/?(?:_redirects|\.htaccess)\"")
"""A template that writes such a file by itself, as a resource."""
UNKNOWN, OWN = "\x00", "\x01"
"""They stand for what an action writes: anything, or the path of a page."""


class Rules(Struct, frozen=True):
    """The paths that rules which templates write lead elsewhere."""

    led: tuple[LinearPattern, ...] = ()
    pages: bool = False
    """The paths of pages, those that are not rendered too."""
    aliases: bool = False
    """The aliases of pages, though they are switched off."""


def written_rules(settings: HugoSettings) -> Rules:
    """Read the templates that write rules; a template that is not on this disk may take every path."""
    folders = [folder / "layouts" for folder in (settings.root, *settings.themes)]
    layouts = [file for folder in folders for file in files_below(folder, settings.within)]
    formats = section(settings.config, "outputformats")
    texts = []
    for name in formats:
        base = str(section(formats, name).get("basename") or "")
        if base.strip("._").lower() in HOSTING or HOSTING & set(_suffixes(settings.config, name)):
            marks = {name.lower(), *_suffixes(settings.config, name), base.lower().strip(".")}
            found = [_text(file, settings) for file in layouts if marks & set(file.name.lower().split("."))]
            texts += found if base == "_redirects" and found else [UNKNOWN]
    if any(file.suffix == ".html" and MADE_BY_HAND.search(_text(file, settings)) for file in layouts):
        texts.append(UNKNOWN)
    return _rules("\n".join(texts))


def _text(file: Path, settings: HugoSettings) -> str:
    try:
        return settings.within.read(file, LARGEST).decode("utf-8", "replace")
    except OSError:
        return UNKNOWN


def _rules(template: str) -> Rules:
    text = ACTION.sub(lambda action: _meaning(action[1]), template)
    has_aliases = "aliases" in template.lower()
    led: list[LinearPattern] = []
    plain, starts = [], set()
    for line in text.splitlines():
        start = (line.split() or [""])[0]
        known = re.split(f"[{UNKNOWN}{OWN}]", start)[0]
        if known == start:
            plain.append(line)
        elif start == OWN or (start == UNKNOWN and has_aliases):
            starts.add(start)
        else:
            led.append(LinearPattern(rf"\A{escape(known.strip('/'))}") if known.strip("/") else everything())
    return Rules((*led, *lines("\n".join(plain))), OWN in starts, UNKNOWN in starts)


def _meaning(action: str) -> str:
    if CONTROL.match(action):
        return ""
    return OWN if ITS_OWN.search(action) else UNKNOWN


def other_outputs(config: Mapping[str, object], named: frozenset[str]) -> Iterator[LinearPattern]:
    """Yield patterns of the files of output formats other than the usual page; `named` are those of single pages."""
    formats = section(config, "outputformats")
    used = {str(name).lower() for names in section(config, "outputs").values() for name in listed(names)}
    for name in sorted({*used, *named, *formats}):
        table = section(formats, name)
        path = str(table.get("path") or ("amp" if name == "amp" else "")).strip("/").lower()
        if path:
            yield LinearPattern(rf"(?:\A|/){escape(path)}/")
        base = str(table.get("basename") or "index")
        if base.lower() != "index":
            yield LinearPattern(rf"(?:\A|/){escape(base)}(?:\.|/|\Z)")
        elif "md" in _suffixes(config, name) or name in ("markdown", "md"):
            yield LinearPattern(r"\.md\Z")


def _suffixes(config: Mapping[str, object], name: str) -> list[str]:
    """Return the suffixes of an output format's media type, in lower case."""
    media = str(section(config, "outputformats", name).get("mediatype") or "")
    suffixes = listed(section(config, "mediatypes", media.lower()).get("suffixes"))
    usual = {"text/markdown": ["md"]}.get(media, [])
    return [str(suffix).lower() for suffix in suffixes] or usual

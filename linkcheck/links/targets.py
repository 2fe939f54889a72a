"""Makes targets of references: each URL once, owning all its references. What needs no request is judged here.

Every reference ends in exactly one row. A link inside the blog, a template that cannot be filled in and a bare
fragment have no target; what is wrong with the first is a problem.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Callable, Sequence
from functools import cache
from ipaddress import IPv4Network, IPv6Network, ip_address
from pathlib import Path
from urllib.parse import urlsplit

from msgspec import Struct
from msgspec.structs import replace

from linkcheck.links.originals import played_at
from linkcheck.links.unjudged import GapCounter
from linkcheck.links.urls import WEB, canonicalise, host_without_scheme, misspelt, redact, scheme_of
from linkcheck.model import (
    Certainty,
    Evidence,
    Gap,
    Problem,
    Reason,
    Reference,
    Row,
    Rule,
    State,
    Syntax,
    Target,
    TemplateLanguage,
    Verdict,
    host_of,
)
from linkcheck.sources.site import Site, SourcePage
from linkcheck.sources.site.paths import exists
from linkcheck.strangers import LinearPattern

Network = IPv4Network | IPv6Network

TEMPLATE = re.compile(r"\{\{|\{%|\$\{|%7[Bb]%7[Bb]|<[A-Za-z_][\w-]*>|%3[Cc][A-Za-z_][\w-]*%3[Ee]")
"""A program or a reader fills these in."""
RESERVED_NAMES = ("localhost", "example.com", "example.org", "example.net")
"""RFC 2606 and 6761: they lead nowhere by agreement."""
RESERVED_ENDS = (".example", ".test", ".invalid", ".localhost", ".example.com", ".example.org", ".example.net")
PAGES = (".md", ".html")
"""Suffixes of files that are linked without them."""
NO_LINKS = frozenset({Syntax.DATA, Syntax.FRONTMATTER, Syntax.SHORTCODE})
"""A template may put a scheme before what stands there."""


class Collected(Struct, frozen=True):
    """The targets of all documents, and a row for each reference."""

    targets: tuple[Target, ...]
    """Sorted by URL."""
    rows: tuple[Row, ...]
    """Sorted by path, then span: one for each reference."""
    problems: tuple[Problem, ...]
    gaps: tuple[Gap, ...]
    """The reasons why links inside the blog were not judged, with their numbers."""


OwnCopyAt = Callable[[str], tuple[str, bytes] | None]
"""URL → what the author's own copy is of that the site publishes there, and its document; None where there is none."""


class _Resolved(Struct, frozen=True):
    """The end of a destination: `url` is a target, `inside` a place of the blog; neither means nothing checkable."""

    url: str | None = None
    preset: Verdict | None = None
    inside: str | None = None
    kept: tuple[str, bytes] | None = None
    """What one's own copy there is of, and its document."""


def collect(
    pages: Sequence[SourcePage],
    site: Site,
    *,
    exclude: Sequence[LinearPattern],
    include: Sequence[LinearPattern],
    allow_networks: Sequence[Network],
    offline: bool,
    own_copy: OwnCopyAt = lambda url: None,
) -> Collected:
    """Resolve all references and group them by URL."""
    presets: dict[str, Verdict | None] = {}
    kept: dict[str, tuple[str, bytes]] = {}
    owned: defaultdict[str, list[Reference]] = defaultdict(list)
    rows: list[Row] = []
    problems: list[Problem] = []
    cache: dict[str, _Resolved] = {}
    counter = GapCounter(site)
    site = counter.site
    for page in pages:
        for reference in page.references:
            resolved = _resolve(reference, site, cache, own_copy)
            counter.begin()
            problem = site.broken_call(reference, page.file) if reference.call is not None else None
            if problem is None and resolved.inside is not None and not reference.disabled:
                problem = _bare_domain(reference, resolved.inside, page.file, site) or site.missing(
                    reference, resolved.inside, page.file, page.front_matter
                )
            if problem is not None:
                problem = _unseen(problem, reference, site)
            elif resolved.url is None:
                counter.count(reference, resolved.inside, page.file, page.front_matter)
            if problem is not None and not reference.disabled:
                problems.append(problem)
            rows.append(Row(reference, resolved.url, (problem.rule,) if problem is not None else ()))
            if resolved.url is not None:
                owned[resolved.url].append(reference)
                presets[resolved.url] = resolved.preset
                if resolved.kept is not None:
                    kept[resolved.url] = resolved.kept
    chosen = _Choice(exclude, include, allow_networks, offline=offline)

    def target(url: str, references: Sequence[Reference]) -> Target:
        preset = presets[url] or chosen.preset(url, references)
        copied, document = kept.get(url, (played_at(url), None))
        original = _original(copied, references, site, chosen) if preset is None or url in kept else None
        return Target(url, tuple(sorted(references, key=_place)), preset, original, document)

    targets = (target(url, references) for url, references in sorted(owned.items()))
    ordered = tuple(sorted(rows, key=lambda row: _place(row.reference)))
    return Collected(tuple(targets), ordered, tuple(problems), (*map(Gap, site.gaps), *counter.gaps))


def _original(copied: str | None, references: Sequence[Reference], site: Site, chosen: _Choice) -> str | None:
    """Return the URL of what was copied, where that may be asked: nobody's secret, and no page of this site."""
    original = canonicalise(copied) if copied is not None else None
    if not isinstance(original, str) or site.is_own(original) or redact(original) != original:
        return None
    return original if chosen.preset(original, references) is None else None


def _place(reference: Reference) -> tuple[str, int, int]:
    return reference.path, reference.span.start, reference.span.end


def _resolve(reference: Reference, site: Site, cache: dict[str, _Resolved], own_copy: OwnCopyAt) -> _Resolved:
    if reference.call is not None:
        return _Resolved()  # names a page of the site; `broken_call` looks after it
    text = reference.destination
    if text not in cache:
        cache[text] = _resolve_text(text, site, own_copy)
    return cache[text]


def _resolve_text(text: str, site: Site, own_copy: OwnCopyAt) -> _Resolved:
    if "{{" in text or "{%" in text:
        filled = site.expand(text)
        if filled is None:
            return _template(text)
        text = filled
    text = text.strip()
    if not text or text.startswith("#"):
        return _Resolved()
    if text.startswith("//") and not text.startswith("///"):
        text = f"{scheme_of(site.base_url or '') or 'https'}:{text}"
    wrong = misspelt(text)
    if wrong is not None:
        return _Resolved(text, wrong)
    scheme = scheme_of(text)
    if scheme is None or (scheme not in WEB and _is_windows_path_or_name(text)):
        return _Resolved(inside=re.split(r"[?#]", text, maxsplit=1)[0] or None)
    if scheme not in WEB:
        return _Resolved(text, _unchecked(Reason.SCHEME, f"{scheme}: is not checked"))
    return _web(text, site, own_copy)


def _web(text: str, site: Site, own_copy: OwnCopyAt) -> _Resolved:
    if any(sign in text for sign in "{%<") and TEMPLATE.search(text):
        return _template(text)
    url = canonicalise(text)
    if isinstance(url, Verdict):
        return _Resolved(text, url)
    if (copy := own_copy(url)) is not None:
        return _Resolved(url, _unchecked(Reason.EXCLUDED, f"it is your own copy of {copy[0]}"), kept=copy)
    if site.is_own(url):
        return _Resolved(inside=urlsplit(url).path)
    return _Resolved(text if text == url else url)  # one text for both, of thousands


def _bare_domain(reference: Reference, path: str, page: Path, site: Site) -> Problem | None:
    """Return the problem of a host without a scheme, unless a file of that name is there."""
    if reference.syntax in NO_LINKS or (host := host_without_scheme(path)) is None or _is_reserved(host):
        return None
    names = [path, *(f"{path.rstrip('/')}{suffix}" for suffix in PAGES)]
    folders = (page.parent, site.root, *site.static, *site.elsewhere)
    if any(exists(f"{folder}/{name}") for folder in folders for name in names):
        return None
    meant = reference.destination.strip()
    words = f"{meant} has no scheme, so it is taken for a path of this site; did you mean https://{meant}?"
    return Problem.at(reference, Rule.BARE_DOMAIN, words)


def _unseen(problem: Problem, reference: Reference, site: Site) -> Problem:
    """Make a note of what nobody meets: HTML that is left out of the page, and definitions that no link uses."""
    # Liquid runs before anybody knows what is used.
    runs = reference.call is not None and site.dialect.templates is not TemplateLanguage.SHORTCODES
    unused = reference.used is False and not runs
    if not reference.unrendered and not unused:
        return problem
    unstopped = replace(problem, message=problem.message.partition("; the build")[0])
    return unstopped.with_certainty(Certainty.NO_USE if unused else Certainty.LEFT_OUT)


def _template(text: str) -> _Resolved:
    if scheme_of(text) in WEB:
        return _Resolved(text, _unchecked(Reason.TEMPLATE, "a template stands in this URL"))
    return _Resolved()


def _is_windows_path_or_name(text: str) -> bool:
    """`C:\\x` is a path; `std::iter` is a name of a programming language: neither has a scheme."""
    return bool(re.match(r"[A-Za-z]:[\\/]|\w+::", text))


class _Choice:
    """The URLs that the user and common sense leave out."""

    def __init__(
        self,
        exclude: Sequence[LinearPattern],
        include: Sequence[LinearPattern],
        allow_networks: Sequence[Network],
        *,
        offline: bool,
    ) -> None:
        self._exclude = exclude
        self._include = include
        self._allow_networks = allow_networks
        self._asked = _unchecked(Reason.OFFLINE, "offline") if offline else None
        self._reserved = cache(self._reserved_host)  # thousands of URLs, hundreds of hosts

    def preset(self, url: str, references: Sequence[Reference]) -> Verdict | None:
        """Return the verdict of a URL that is not asked for; None where it is."""
        if all(reference.disabled for reference in references):
            return _unchecked(Reason.DISABLED, "switched off by a comment")
        if self._excluded(url):
            return _unchecked(Reason.EXCLUDED, "excluded")
        return self._reserved(host_of(url).rstrip(".")) or self._asked

    def _excluded(self, url: str) -> bool:
        if any(pattern.search(url) for pattern in self._include):
            return False
        return any(pattern.search(url) for pattern in self._exclude)

    def _reserved_host(self, host: str) -> Verdict | None:
        if host == "localhost" and self._allowed("127.0.0.1"):
            return None
        try:
            address = ip_address(host)
        except ValueError:
            if _is_reserved(host):
                return _unchecked(Reason.PLACEHOLDER, f"{host} is reserved for examples")
            return None
        if address.is_global or self._allowed(host):
            return None
        return _unchecked(Reason.PRIVATE_ADDRESS, f"{host} is a private address; allow_networks would allow it")

    def _allowed(self, host: str) -> bool:
        address = ip_address(host)
        return any(address in network for network in self._allow_networks if network.version == address.version)


def _is_reserved(host: str) -> bool:
    return host in RESERVED_NAMES or host.endswith(RESERVED_ENDS)


def _unchecked(reason: Reason, detail: str) -> Verdict:
    evidence = Evidence("targets", State.UNCHECKED, reason, detail)
    return Verdict(State.UNCHECKED, reason, detail, evidence=(evidence,))

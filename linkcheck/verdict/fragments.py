"""Tells whether a fetched page has the place that a link names, by the ids and names in its markup.

`missing` is said only where the page's own source decides. Places that scripts make, states of an application, pages
that were cut off and what is no HTML are `unknown`; what browsers find without help (`#top`, `:~:text=`) is `ok`.

The source is searched, not parsed: a tree of two megabytes of unclosed tags takes a parser minutes to build.
"""

from __future__ import annotations

import functools
import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from html import unescape
from urllib.parse import unquote

from msgspec import structs

from linkcheck.model import Check, Finding, Flag, Fragment, Reason, Reference, Response, Row, Url, host_of

MAX_BODY = 2 * 1024 * 1024
"""Bytes of a page to read when a fragment is asked for: half of the long manuals do not fit into the usual."""
DIRECTIVE = ":~:"
"""Begins what is for the browser alone (WICG, "URL Fragment Text Directives")."""
HTML = ("text/html", "application/xhtml+xml")
FORGES = re.compile(r"(?:^|\.)(?:github\.com|bitbucket\.org|codeberg\.org|gitea\.com|framagit\.org|sr\.ht)$|^gitlab\.")
LINES = re.compile(r"(?:[\w.-]+-)?L\d+(?:C\d+)?(?:-L?\d+(?:C\d+)?)?|L\d+,\d+|(?:[\w.-]+-)?lines-\d+(?::\d+)?")
"""`#L10-L20`, a gist's `#file-x-L3`, Bitbucket's `#lines-7`: the page is written around them by a script."""
BY_GITHUB = re.compile(r"readme|files|[\w.-]+-ov-file")
STATE = re.compile(r"[!/?:]|.*[=&]|.*/.")
"""`#!/route`, `#/route`, `#gid=0`, `#t=30`, `#code/PTAE`: what a script is to show, not where."""
FRAMEWORKS = re.compile(
    rb"<app-root|\sng-version=|\sdata-reactroot|\sshadowrootmode=|<frameset|<div id=[\"']?(?:root|app|__next)[\"'\s>]",
    re.IGNORECASE,
)
ANCHOR_SCRIPTS = re.compile(
    rb"\brespec\b|__NEXT_DATA__|self\.__next_f|__NUXT__|__remixContext|__sveltekit|\bdocsify\b|\bredoc\b"
    rb"|\banchor(?:js|\.min)\b|\btocbot\b"
)
"""Names of scripts that write the page, or the ids of its headings, in the browser."""
NO_MARKUP = re.compile(rb"<!--|<(script|style|textarea|title)\b", re.IGNORECASE)
ID = re.compile(rb"""[\s"'/]id\s*=\s*(?:"([^"<>]*)"|'([^'<>]*)'|([^\s"'<>]+))""", re.IGNORECASE)
NAME = re.compile(rb"""<a\s[^<>]*?\bname\s*=\s*(?:"([^"<>]*)"|'([^'<>]*)'|([^\s"'<>]+))""", re.IGNORECASE)
XML_ID = re.compile(rb"""\s(?:xml:)?id\s*=\s*(?:"([^"<]*)"|'([^'<]*)')""")
HEADING = re.compile(rb"<h[1-6]\b", re.IGNORECASE)
HEADING_WITH_ID = re.compile(
    rb"<h[1-6]\b[^<>]*\sid\s*=|<h[1-6]\b[^<>]*>\s*(?:<span[^<>]*>\s*)?<(?:a|span)\s[^<>]*(?:\sid|name)\s*="
    rb"|<(?:section|div|a|dt|span)\s[^<>]*(?:\bid|\bname)\s*=[^<>]*>\s*(?:</(?:a|span)>\s*)?<h[1-6]\b",
    re.IGNORECASE,
)
IDS_SHARE = 1 / 3
"""Of a page's headings that have an id where its server makes them; those around the article seldom have one."""
DOTTED = re.compile(r"\.([0-9A-F]{2})")
"""MediaWiki wrote bytes so in ids that were to be ASCII."""


def look_up(fragment: str, url: Url, response: Response) -> Fragment:
    """Tell whether the page that `url` gave has a place; `fragment` is as written, without its `#`."""
    wanted = fragment.partition(DIRECTIVE)[0]
    if not wanted or unquote(wanted).lower() == "top":
        return Fragment.OK
    kind = (response.header("Content-Type") or "").partition(";")[0].strip().lower()
    if "xml" in kind and kind not in HTML:
        return Fragment.OK if _spellings(wanted) & set(_values(XML_ID, response.body)) else Fragment.UNKNOWN
    if (kind and kind not in HTML) or not response.body:
        return Fragment.UNKNOWN
    return _in_page(wanted, url, _Places.of(response.body), complete=response.complete)


def _in_page(wanted: str, url: Url, places: _Places, *, complete: bool) -> Fragment:
    spellings = _spellings(wanted)
    if spellings & places.ids or {f"user-content-{each}" for each in spellings} & places.ids:
        return Fragment.OK
    if FORGES.search(host_of(url)):
        return _on_forge(spellings, places)
    if spellings & places.ids_with_slash:
        return Fragment.MISSING  # `#anchor/`: somebody put a slash behind the whole URL
    if not complete or places.made_by_scripts or STATE.match(unquote(wanted)):
        return Fragment.UNKNOWN
    return Fragment.UNKNOWN if any(places.mentions(each) for each in spellings) else Fragment.MISSING


def _on_forge(spellings: frozenset[str], places: _Places) -> Fragment:
    """Judge by a README that came as HTML alone: forges keep files and talks as data for their scripts."""
    if any(LINES.fullmatch(each) or BY_GITHUB.fullmatch(each) for each in spellings):
        return Fragment.OK
    if any(f"user-content-{each}\\".encode() in places.scripts for each in spellings):
        return Fragment.OK
    of_readme = any(each.startswith("user-content-") for each in places.ids)
    is_slug = all(re.fullmatch(r"[^\d=:/]*[^\W\d][^\d=:/]*", each) for each in spellings)
    return Fragment.MISSING if of_readme and is_slug and b"user-content-" not in places.scripts else Fragment.UNKNOWN


def _spellings(wanted: str) -> frozenset[str]:
    """Return the ids that a browser would go to; MediaWiki's old spelling too, which its pages still lead on."""
    decoded = unquote(wanted)
    spellings = {wanted, decoded}
    if DOTTED.search(wanted):
        spellings.add(unquote(DOTTED.sub(r"%\1", wanted)))
    return frozenset(spellings)


@dataclass(frozen=True)
class _Places:
    """The places that the source of one HTML page names."""

    ids: frozenset[str]
    markup: bytes
    """Without comments, scripts and styles."""
    scripts: bytes

    @staticmethod
    @functools.lru_cache(maxsize=2)
    def of(body: bytes) -> _Places:
        """Read a page, once for all fragments that are asked of it."""
        markup, scripts = _parted(body)
        return _Places(frozenset((*_values(ID, markup), *_values(NAME, markup))), markup, scripts)

    @functools.cached_property
    def ids_with_slash(self) -> frozenset[str]:
        return frozenset(f"{each}/" for each in self.ids)

    @functools.cached_property
    def made_by_scripts(self) -> bool:
        """Tell whether scripts may make the ids: by a framework's mark, or headings nearly all of which have none."""
        if not self.scripts:
            return False
        if FRAMEWORKS.search(self.markup) or ANCHOR_SCRIPTS.search(self.scripts):
            return True
        headings = len(HEADING.findall(self.markup))
        return len(HEADING_WITH_ID.findall(self.markup)) < max(headings * IDS_SHARE, 1)

    def mentions(self, wanted: str) -> bool:
        """Tell whether the page itself counts on the place: its scripts name it, or its own links lead there."""
        word = wanted.encode()
        quoted = (b'"' + word + b'"', b"'" + word + b"'", b"#" + word + b'"', b"#" + word + b"'")
        return bool(self.scripts) and any(each in self.scripts or each in self.markup for each in quoted)


def _parted(body: bytes) -> tuple[bytes, bytes]:
    """Return a page without what is no markup, and its scripts with their tags."""
    markup, scripts, position = [], [], 0
    while begin := NO_MARKUP.search(body, position):
        markup.append(body[position : begin.start()])
        name = begin[1]
        end = body.find(b"-->", begin.end()) if name is None else _end_of(name, body, begin.end())
        position = len(body) if end < 0 else end
        if name is not None and name.lower() == b"script":
            scripts.append(body[begin.start() : position])
    return b" ".join((*markup, body[position:])), b" ".join(scripts)


def _end_of(name: bytes, body: bytes, position: int) -> int:
    found = re.compile(rb"</" + name, re.IGNORECASE).search(body, position)
    return -1 if found is None else found.start()


def _values(attribute: re.Pattern[bytes], markup: bytes) -> Iterator[str]:
    for groups in attribute.findall(markup):
        yield unescape(next(filter(None, groups), b"").decode("utf-8", "replace"))


# --- checks and reports ------------------------------------------------------------------------


def named(destination: str) -> str | None:
    """Return the fragment of a destination as written; None where it has none, or a template stands in it."""
    fragment = destination.partition("#")[2].strip()
    return fragment if fragment and "{{" not in fragment and "{%" not in fragment else None


def wanted_of(references: Iterable[Reference]) -> tuple[str, ...]:
    """Return the fragments that a target's references name, sorted, each once."""
    found = (named(reference.destination) for reference in references if not reference.disabled)
    return tuple(sorted({each for each in found if each is not None}))


def looked_up(check: Check, wanted: Iterable[str]) -> Check:
    """Return the check with what the page that it found says of these fragments; nothing is said without a page."""
    from linkcheck.verdict.signals.attempts import attempts  # a night that asks nothing does without the signals

    for attempt in attempts(check.exchanges):
        last = attempt[-1]
        if isinstance(last.outcome, Response) and 200 <= last.outcome.status < 300:
            page, url = last.outcome, last.request.url
            sent_elsewhere = any(_names_a_place(exchange.outcome) for exchange in attempt[:-1])
            found = (
                (each, Fragment.UNKNOWN if sent_elsewhere else look_up(each, url, page))  # browsers take the redirect's
                for each in wanted
            )
            return replace(check, fragments=tuple(found))
    return check


def _names_a_place(outcome: object) -> bool:
    return isinstance(outcome, Response) and "#" in (outcome.header("Location") or "").rstrip("#")


def flags(check: Check, reason: Reason) -> tuple[Flag, ...]:
    """Return the flag of a living target on whose page a place is missing."""
    missing = reason is not Reason.CONSENT and any(found is Fragment.MISSING for _, found in check.fragments)
    return (Flag.FRAGMENT_MISSING,) if missing else ()


def of_rows(rows: Iterable[Row], findings: Iterable[Finding]) -> tuple[Row, ...]:
    """Return the rows with what is known of their fragments, which is said only of targets that are there."""
    there = {
        finding.target.url: _known(finding)
        for finding in findings
        if finding.check is not None and finding.verdict.state.is_good
    }
    return tuple(_of_row(row, there[row.url]) if row.url in there else row for row in rows)


def _known(finding: Finding) -> dict[str, Fragment]:
    if finding.check is None or finding.verdict.reason is Reason.CONSENT:
        return {}  # the page itself was not seen
    return dict(finding.check.fragments)


def _of_row(row: Row, known: Mapping[str, Fragment]) -> Row:
    fragment = None if row.reference.disabled else named(row.reference.destination)
    return row if fragment is None else structs.replace(row, fragment=known.get(fragment, Fragment.UNKNOWN))

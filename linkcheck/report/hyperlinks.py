"""URLs and places of a text report as links that a terminal opens (OSC 8).

Put in last, into finished lines: the escapes have no width, so nothing that was measured changes. Only what the report
itself holds becomes a link, and only a URL of plain ASCII goes into an escape, so that none can end it early.

Source: https://gist.github.com/egmontkob/eb114294efbcd5adb1944c9f3cb5feda
"""

from __future__ import annotations

import re
import zlib
from collections.abc import Iterable, Mapping
from urllib.parse import quote, urljoin, urlsplit

from linkcheck.model import Finding, Position, Problem, Row
from linkcheck.report.view import Context
from linkcheck.report.words import visible

LONGEST = 2083
"""Bytes of a URL; VTE passes over longer ones."""

SAFE = "%/:?#@!$&'()*+,;=~._-[]"
"""What stays as it is in a URL; all else is percent-encoded."""

COLUMN = re.compile(r"( {2,})")
END = ",.;:)"
"""What a sentence puts behind a word."""


def linked(text: str, links: Mapping[str, str]) -> str:
    """Return text with each known word as a link: `links` has the URL for what is shown."""
    return "\n".join(_line(line, links) for line in text.split("\n")) if links else text


def links_of(
    findings: Iterable[Finding], problems: Iterable[Problem], rows: Iterable[Row], context: Context
) -> dict[str, str]:
    """Return what may be a link in a report, and where it leads; nothing where no links are wanted."""
    if context.link_base is None:
        return {}
    base = context.link_base
    links = dict(_place(one.reference.path, one.reference.position, base) for one in rows)
    links |= (_place(one.path, one.position, base) for one in problems)
    for finding in findings:
        links |= _of_finding(finding, base)
    return links


def _of_finding(finding: Finding, base: str) -> dict[str, str]:
    exchanges = finding.check.exchanges if finding.check is not None else ()
    copies = (memento.url for memento in finding.mementos)
    urls = (finding.target.url, finding.verdict.final_url, *copies, *(one.request.url for one in exchanges))
    places = (_place(one.path, one.position, base) for one in finding.target.references)
    return _checked(filter(None, urls)) | dict(places)


def _checked(urls: Iterable[str]) -> dict[str, str]:
    """Return what is shown of each URL that may be opened, and the URL as it goes into an escape."""
    quoted = ((url, quote(url.encode("utf-8", "surrogateescape"), safe=SAFE)) for url in urls)
    return {visible(url): clean for url, clean in quoted if _may_be_opened(clean)}


def _may_be_opened(url: str) -> bool:
    """Tell whether it is a web address, whole and without a mask in place of a secret."""
    try:
        parts = urlsplit(url)
    except ValueError:
        return False
    return parts.scheme in ("http", "https") and bool(parts.netloc) and len(url) <= LONGEST and "***" not in url


def _place(path: str, position: Position, base: str) -> tuple[str, str]:
    """Return `path:line:column` as it is shown, and the file's URL; many terminals take the fragment for a line."""
    file = quote(path.encode("utf-8", "surrogateescape"), safe="/")
    url = urljoin(base, file if file.startswith("/") else f"./{file}")
    return f"{visible(path)}:{position.line}:{position.column}", f"{url}#{position.line}"


def _line(line: str, links: Mapping[str, str]) -> str:
    return "".join(_cell(cell, links) for cell in COLUMN.split(line))


def _cell(cell: str, links: Mapping[str, str]) -> str:
    """Link a whole column (a path may hold blanks), else its words."""
    if cell in links:
        return _link(cell, links[cell])
    return " ".join(_word(word, links) for word in cell.split(" "))


def _word(word: str, links: Mapping[str, str]) -> str:
    if word in links:
        return _link(word, links[word])
    bare = word.rstrip(END)
    return _link(bare, links[bare]) + word[len(bare) :] if bare in links else word


def _link(shown: str, url: str) -> str:
    """Return a link; its id lets a terminal light up all parts of one that is broken over lines."""
    return f"\x1b]8;id={zlib.crc32(url.encode()):08x};{url}\x1b\\{shown}\x1b]8;;\x1b\\"

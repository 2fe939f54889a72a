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

from linkcheck.model import Finding, Problem
from linkcheck.report.pieces import place
from linkcheck.report.view import Context
from linkcheck.report.words import visible

LONGEST = 2083
"""Bytes of a URL; VTE passes over longer ones."""

SAFE = "%/:?#@!$&'()*+,;=~._-[]"
"""Characters that stay as they are in a URL; all others are percent-encoded."""

COLUMN = re.compile(r"( {2,})")
END = ",.;:)"
"""Punctuation that may follow a word in a sentence."""


Leads = str | tuple[str, int]
"""A URL, or a path and a line."""


def linked(text: str, findings: Iterable[Finding], problems: Iterable[Problem], context: Context) -> str:
    """Return text with the URLs and places of findings and problems as links, where the context wants links."""
    base = context.link_base
    if base is None:
        return text
    links = _known(findings, problems)
    return "\n".join(_line(line, links, base) for line in text.split("\n"))


def _known(findings: Iterable[Finding], problems: Iterable[Problem]) -> dict[str, Leads]:
    """Return the text of everything that may be a link, and its address; a short report shows few of them."""
    links: dict[str, Leads] = {}
    for problem in problems:
        links[place(problem)] = (problem.path, problem.position.line)
    for finding in findings:
        for one in finding.target.references:
            links[place(one)] = (one.path, one.position.line)
        exchanges = (*finding.check.exchanges, *finding.check.probes) if finding.check is not None else ()
        copies = (memento.url for memento in finding.mementos)
        asked = (exchange.request.url for exchange in exchanges)
        links |= {visible(url): url for url in (finding.target.url, finding.verdict.final_url, *copies, *asked) if url}
    return links


def _line(line: str, links: Mapping[str, Leads], base: str) -> str:
    return "".join(_cell(cell, links, base) for cell in COLUMN.split(line))


def _cell(cell: str, links: Mapping[str, Leads], base: str) -> str:
    """Link a whole column (a path may hold blanks), else its words."""
    if cell in links:
        return _link(cell, links[cell], base)
    return " ".join(_word(word, links, base) for word in cell.split(" "))


def _word(word: str, links: Mapping[str, Leads], base: str) -> str:
    if word in links:
        return _link(word, links[word], base)
    bare = word.rstrip(END)
    return _link(bare, links[bare], base) + word[len(bare) :] if bare in links else word


def _link(shown: str, leads: Leads, base: str) -> str:
    """Return a link; its id lets a terminal light up all parts of one that is broken over lines."""
    url = _web_address(leads) if isinstance(leads, str) else _file_address(*leads, base)
    return f"\x1b]8;id={zlib.crc32(url.encode()):08x};{url}\x1b\\{shown}\x1b]8;;\x1b\\" if url else shown


def _web_address(url: str) -> str | None:
    """Return a URL as it goes into an escape; None unless it is a web address, whole and without a redacted secret."""
    clean = quote(url.encode("utf-8", "surrogateescape"), safe=SAFE)
    try:
        parts = urlsplit(clean)
    except ValueError:
        return None
    is_whole = len(clean) <= LONGEST and "***" not in clean
    return clean if parts.scheme in ("http", "https") and parts.netloc and is_whole else None


def _file_address(path: str, line: int, base: str) -> str:
    """Return a file's URL; many terminals take the fragment for a line."""
    file = quote(path.encode("utf-8", "surrogateescape"), safe="/")
    return f"{urljoin(base, file if file.startswith('/') else f'./{file}')}#{line}"

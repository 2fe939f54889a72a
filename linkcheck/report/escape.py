"""Text from files and from the web made inert in a Markdown table of an issue at GitHub or GitLab.

Two ways only. What is plain prose stands as it is; everything else goes into a code span, where no mention, no
issue number, no HTML and no emphasis is read. A URL becomes a link only with its specials percent-encoded.
"""

from __future__ import annotations

import re
from urllib.parse import quote

from linkcheck.report.words import shortened, visible

LONGEST_CELL = 300

# `!7` and `%7` are a merge request and a milestone to GitLab.
_PROSE = re.compile(r"(?!.*(?:://|www\.|_|[Gg][Hh]-\d|[!%]\w))[\w ,.;:'\"’“”()%!?/+–—…→-]*", re.ASCII)


def prose(text: str) -> str:
    """Return words of our own as they are, and as code where they quote anything that could act."""
    clean = shortened(visible(" ".join(text.split())), LONGEST_CELL)
    return clean if _PROSE.fullmatch(clean) else code(clean)


def code(text: str) -> str:
    """Return text as a code span that fits into a table cell."""
    # GitHub takes a pipe for the end of a cell even inside code, and `\\|` differently by what stands before it.
    clean = visible(shortened(" ".join(text.split()), LONGEST_CELL)).replace("|", "\\x7c")
    if not clean:
        return ""
    fence = "`" * (max((len(run) for run in re.findall("`+", clean)), default=0) + 1)
    pad = " " if clean.startswith("`") or clean.endswith("`") else ""
    return f"{fence}{pad}{clean}{pad}{fence}"


def link(text: str, url: str) -> str:
    """Return a link; `text` must be inert already. A URL that is too long for a cell is left out."""
    safe = quote(url.encode("utf-8", "replace"), safe="%/:?#@!$&'()*+,;=~._-").replace("&", "&amp;")
    return f"[{text}](<{safe}>)" if len(safe) <= 2 * LONGEST_CELL else text

"""One document without its unused definitions, as `linkcheck prune` writes it; and documents made at random."""

from __future__ import annotations

import random

from linkcheck.links.rules import removable_definitions
from linkcheck.model import Dialect, Document, Edit
from linkcheck.repair import apply, plan_pruning, proved, with_places
from linkcheck.sources import documents

PIECES = (
    "text [a][1] and [b][2]\n", "text\n", "[1][]\n", "\n", "\n", "\n", "\n", "[1]: https://u1.example/\n",
    "[2]: https://u2.example/ 'title'\n", "[3]: <https://u3.example/>\n", "[4]: https://u4.example/\n  \"next line\"\n",
    "[5]:\n  https://u5.example/\n", "[long\nlabel]: https://u6.example/\n", "[3]: https://u7.example/\n",
    "[1]: https://u8.example/\n", "  [6]: https://u9.example/\n", "[7]: https://u10.example/ (round)\n",
    "[8]: https://u11.example/ \"two\nlines\"\n", "- item\n", "- item\n\n", "* other\n", "1. one\n", "2. two\n",
    "  in it\n", "  [9]: https://u12.example/\n", "   [9]: https://u12.example/\n", "    [10]: https://u13.example/\n",
    "> quote\n", "> [11]: https://u14.example/\n", ">\n", "> - item\n", "> > deep\n", "> > [12]: https://u15.example/\n",
    "- [13]: https://u16.example/\n", "    code\n", "\tcode\n", "```\n", "```\n[14]: https://u17.example/\n```\n",
    "# Heading\n", "===\n", "---\n", "***\n", "<div>\n", "</div>\n", "<!-- remark\n", "-->\n", "<pre>\n", "</pre>\n",
    "<span>x</span>\n", "[^1]: note\n", "    [15]: https://u18.example/\n", "note [^1]\n", "| a | b |\n", "|---|---|\n",
    "| [a][1] | c |\n", "[16]: https://u19.example/ trailing\n", "[17]:\n", "[18]: #\n", "term\n",
    ": meaning\n", "{: .class}\n", "{.class}\n", "\\[19]: https://u20.example/\n", "[20]: https://u21.example/\\\n",
    "*[HTML]: words\n", "[21]: https://u22.example/\t\n",
    "[22]: <>\n", "[ä]: https://u23.example/\n", "[Ä][] text\n", "hard  \n", "+ plus\n",
)  # fmt: skip


def pruned(document: Document, dialect: Dialect) -> tuple[bytes, tuple[Edit, ...]]:
    """Return the bytes of a document without its unused definitions, and the edits."""
    found = documents.extract(document, dialect).references
    files = {document.path: document}
    lines = {document.path: documents.lines_of_definitions(document, dialect)}
    planned = plan_pruning(removable_definitions(found, dialect), files, lines)
    edits = with_places(
        files,
        proved(files, planned, lambda one: documents.extract(one, dialect), lambda one: documents.render(one, dialect)),
    )
    return apply(document, edits), edits


def invented(seed: str) -> bytes:
    """Return a document of pieces at random; some have CRLF, a byte order mark, or no line end at their end."""
    draw = random.Random(seed)  # noqa: S311 - documents, no secrets
    text = "A text.\n\n" * draw.randint(0, 1) + "".join(draw.choice(PIECES) for _ in range(draw.randint(3, 16)))
    if draw.random() < 0.1:
        text = text.replace("\n", "\r\n")
    if draw.random() < 0.1:
        text = text.rstrip("\n")
    data = text.encode()
    return b"\xef\xbb\xbf" + data if draw.random() < 0.05 else data

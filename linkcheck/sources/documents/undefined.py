"""Finds `[text][label]` and `[label][]` that no definition stands behind: readers see the brackets.

Brackets alone, `[label]`, are ordinary text until somebody defines them, so they are no problem; nor are two pairs
that are something else: `a[0][1]`, `[a-z][0-9]`, `[1][2]`, `[[page][its name]]`. What remains is an error where the
document has definitions, which show that its author writes links so.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Iterator, Sequence

from linkcheck.model import Certainty, Problem, Rule, Span
from linkcheck.sources.documents import templates
from linkcheck.sources.documents.definitions import Definition, fold
from linkcheck.sources.documents.malformed_definitions import MalformedDefinition
from linkcheck.sources.documents.page import MarkdownPage
from linkcheck.sources.documents.structure import Structure, Undefined
from linkcheck.sources.documents.utf8 import readable

_BEFORE = re.compile(rb"[\w\])}/\\#$=]", re.ASCII)
"""An index or a pattern follows this. ASCII: in Chinese text a link has no blank before it."""
_BRACKET = b"["
_NUMBER = re.compile(r"[\d\s.,:;-]*")
_PATTERN = re.compile(r"[\^@!].*|-@.*|.*\\[dswb].*|(?:[^\W_]-[^\W_])+[^\w\s]*", re.DOTALL)
"""A footnote, a citation, or a character class of a regular expression."""
_NAME = re.compile(r"\w+(?:(?:\.|::)\w+)+(?:\(\))?|`.*`", re.DOTALL)
"""Names that plug-ins of documentation sites resolve without a definition: `std::iter`, `package.Class`."""
_TAG = re.compile(r"[A-Z][\w/-]*(?:\s[A-Z][\w/-]*)*", re.ASCII)
"""`[Bug Bash][Unstable]`, `[Flags][Serializable]`, `[Ctrl][C]`."""
_MEANT = re.compile(r"\d+|[a-z][a-z0-9_-]*")
"""Labels that only links have."""
_INCLUDES = re.compile(rb"--8<--|\[!INCLUDE|\{!.*!\}|^\.\. include::", re.IGNORECASE | re.MULTILINE)
"""The signs of mkdocs and docfx that paste another file in."""
_SIGNS = (b"--8<--", b"[!include", b"{!", b".. include::")
"""No match is without one of these, and they are found in no time."""
_INCLUDING = ("include", "readfile", "import")


def undefined_references(
    page: MarkdownPage, structure: Structure, found: Sequence[Definition], malformed: Iterable[MalformedDefinition]
) -> Iterator[Problem]:
    """Yield the links that ask for a label which the document does not define."""
    linked = {link.start for link in structure.links}
    asked = [each for each in structure.undefined if _is_link(page.text, each, linked)]
    if not asked or page.dialect.labels_elsewhere or _defined_by_template(page, found, structure.undefined):
        return
    known = {*page.dialect.labels, *_known(page, structure, malformed)}
    borrowed = _borrows(page)
    for each in asked:
        if fold(each.label) not in known and not templates.touches(page.masked, Span(each.start, each.end)):
            certainty = _certainty(page, each, by_habit=bool(found), borrowed=borrowed)
            if certainty is not None:
                yield _problem(page, each, certainty)


def _is_link(text: bytes, asked: Undefined, linked: Collection[int]) -> bool:
    """Tell whether brackets ask for a label; in `[tag][text](url)` the second ones begin a link of their own."""
    if asked.full and text.find(b"]\\[", asked.start, asked.end) > text.rfind(b"][", asked.start, asked.end):
        return False  # pulldown-cmark 0.13 takes `[text]\[label]` for a reference (its issue 1080)
    collapsed = not asked.full and text[asked.end : asked.end + 2] == b"[]"
    if not asked.full and not collapsed:
        return False
    end = asked.end + 2 if collapsed else asked.end
    second = asked.end if collapsed else text.rfind(b"][", asked.start, asked.end) + 1
    if second in linked:
        return False
    before, after = text[asked.start - 1 : asked.start] if asked.start else b"", text[end : end + 1]
    if _BEFORE.match(before) or after == _BRACKET or (before == _BRACKET and after == b"]"):
        return False
    shown = _shown(text, asked)
    return not (
        not shown.strip()
        or _PATTERN.fullmatch(asked.label)
        or (_NUMBER.fullmatch(shown) and _NUMBER.fullmatch(asked.label))
    )


def _shown(text: bytes, asked: Undefined) -> str:
    """Return the text of the link."""
    middle = text.rfind(b"][", asked.start, asked.end)
    return text[asked.start + 1 : middle if middle > 0 else asked.end - 1].decode()


def _defined_by_template(page: MarkdownPage, found: Iterable[Definition], undefined: Iterable[Undefined]) -> bool:
    """Tell whether a loop writes definitions: `[#{{ issue }}]: {{ site.repository }}/issues/{{ issue }}`."""
    if not page.masked.calls:
        return False
    heads = [Span(each.start, each.label_end) for each in found]
    heads += [Span(each.start, each.end) for each in undefined if page.text[each.end : each.end + 1] == b":"]
    return templates.touches_any(page.masked, heads)


def _known(page: MarkdownPage, structure: Structure, malformed: Iterable[MalformedDefinition]) -> Collection[str]:
    """Return the labels that the parser does not know: of destinations with blanks, and in HTML with `markdown="1"`."""
    known = {line.folded for line in malformed if line.counts}
    if page.has_markdown_in_html:
        html = b"\n".join(page.text[start:end] for start, end in structure.html)
        known |= {fold(label.decode()) for label in re.findall(rb"^\s*\[([^\[\]]+)\]:", html, re.MULTILINE)}
    return known


def _borrows(page: MarkdownPage) -> bool:
    """Tell whether definitions may come from another file."""
    return any(call.name.startswith(_INCLUDING) for call in page.masked.calls) or pastes(page)


def pastes(page: MarkdownPage) -> bool:
    """Tell whether a mark of mkdocs, docfx or Sphinx pastes another file in."""
    text = page.text.lower()
    return any(sign in text for sign in _SIGNS) and _INCLUDES.search(page.text) is not None


def _certainty(page: MarkdownPage, asked: Undefined, *, by_habit: bool, borrowed: bool) -> Certainty | None:
    named = not page.dialect.known and _NAME.fullmatch(asked.label) is not None
    tagged = asked.full and _TAG.fullmatch(asked.label) and _TAG.fullmatch(_shown(page.text, asked))
    if by_habit:
        by_design = Certainty.BY_DESIGN if named or tagged else Certainty.SEEN
        return Certainty.PASTED if borrowed else by_design
    return Certainty.BY_DESIGN if not borrowed and _MEANT.fullmatch(asked.label) else None


def _problem(page: MarkdownPage, asked: Undefined, certainty: Certainty) -> Problem:
    end = asked.end if asked.full else asked.end + 2
    label = readable(asked.label.encode())
    return page.problem(
        Rule.UNDEFINED_REFERENCE,
        asked.start,
        end,
        f"[{label}] is not defined, so readers see the brackets: define it, or take them away",
        certainty,
    )

"""Finds reference definitions with their duplicates, and tells which of them count.

The parser keeps the first definition of a label and drops the others without a word. So labels that seem to
occur twice are made unique in a copy of the text, and that copy is read for definitions once more.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections import Counter
from collections.abc import Collection, Iterator, Sequence

from msgspec import Struct
from msgspec.structs import replace

from linkcheck.model import Dialect, Wins
from linkcheck.sources.documents.destinations import DestinationPlace, find
from linkcheck.sources.documents.structure import FoundDefinition, read_definitions

_LABEL = re.compile(rb"\[(?:\\[^\r\n]|[^\[\]\\]|\\(?=[\r\n]))*\]:")
_LONGEST_LABEL = 4 * 999
"""Bytes; CommonMark allows 999 characters."""
_BLANKS = re.compile(r"[ \t\r\n]+")
_LINE_END = re.compile(r"\n[ \t>]*")
"""With the `>` of the quotes around it."""
_MOST_INDENT = 3
_UNDERLINE = re.compile(rb"[ \t]*\r?\n(?:-+|=+)[ \t]*(?:\r?\n|\Z)")
_PLACEHOLDER = re.compile(r"\[[^\[\]]+\]:")
_PRIVATE_PLANE = 0xF0000
"""Characters that no text uses; each takes four bytes and has no case."""
_MARK_BYTES = 8


def fold(label: str) -> str:
    """Return what CommonMark compares of a label: its case folded, inner blanks as one space (§4.7)."""
    if label.isalnum():  # most are a number or a word
        return label.casefold()
    return _BLANKS.sub(" ", label).strip(" ").casefold()


class Definition(Struct, frozen=True):
    """One definition as it stands in the text; offsets are bytes."""

    start: int
    """Of its `[`."""
    label_end: int
    """Past its `]:`."""
    end: int
    folded: str
    meaning: str
    place: DestinationPlace | None
    """None where the destination's bytes could not be proved."""
    counts: bool
    """False for a duplicate that loses."""
    empty: bool
    """Nothing stands behind its label: what the parser took for its destination is the next definition."""
    lost: bool = False
    """A line of `---` or `===` below makes a heading of it."""


def read(text: bytes, dialect: Dialect) -> list[Definition]:
    """Return all definitions of a text (UTF-8) in document order. Raises `UnparsedError`."""
    found = [_locate(text, each, dialect) for each in _with_duplicates(text, dialect)]
    if dialect.underlined_definitions:
        found = [replace(each, lost=True) if _is_underlined(text, each) else each for each in found]
    winners: dict[str, int] = {}
    for definition in found:
        if not (definition.empty or definition.lost) and (
            dialect.definition_wins is Wins.LAST or definition.folded not in winners
        ):
            winners[definition.folded] = definition.start
    return [each if winners.get(each.folded) == each.start else replace(each, counts=False) for each in found]


def _is_underlined(text: bytes, definition: Definition) -> bool:
    """Tell whether a definition is a line by itself, below a blank one, and one of dashes or equals signs follows."""
    line = text.rfind(b"\n", 0, definition.start) + 1
    written = text[definition.start : definition.end].rstrip()
    if definition.start - line > _MOST_INDENT or text[line : definition.start].strip(b" ") or b"\n" in written:
        return False
    before = text[text.rfind(b"\n", 0, max(line - 1, 0)) + 1 : line].strip()
    return not before and _UNDERLINE.match(text, definition.start + len(written)) is not None


def _locate(text: bytes, found: FoundDefinition, dialect: Dialect) -> Definition:
    label = _LABEL.match(text, found.start, found.end)
    label_end = label.end() if label else found.start
    place = find(text, label_end, found.end, found.meaning) if label else None
    on_next_line = b"\n" in text[label_end : place.start if place else found.end]
    # A parser that takes destinations from the next line takes even the label of a definition from there.
    empty = on_next_line and (not dialect.destination_on_next_line or _PLACEHOLDER.fullmatch(found.meaning) is not None)
    return Definition(
        found.start, label_end, found.end, fold(found.label), found.meaning, place, counts=True, empty=empty
    )


def _with_duplicates(text: bytes, dialect: Dialect) -> Sequence[FoundDefinition]:
    firsts = read_definitions(text, dialect) if b"]:" in text else []
    if not firsts:
        return firsts
    places = _repeated(text, {fold(definition.label) for definition in firsts})
    if not places:
        return firsts
    marked_places = [place + count * _MARK_BYTES for count, place in enumerate(places)]

    def original(offset: int) -> int:
        return offset - _MARK_BYTES * bisect_right(marked_places, offset)

    return [
        FoundDefinition(_unmarked(found.label), original(found.start), original(found.end), found.meaning)
        for found in read_definitions(_marked(text, places), dialect)
    ]


def _repeated(text: bytes, labels: Collection[str]) -> list[int]:
    """Return where labels end that are followed by a colon, are among `labels`, and stand so more than once."""
    candidates = [(place, label) for place, label in _candidates(text) if label in labels]
    counts = Counter(label for _, label in candidates)
    return [place for place, label in candidates if counts[label] > 1]


def _candidates(text: bytes) -> Iterator[tuple[int, str]]:
    """Yield the place of the `]` and the folded label of everything that looks like `[label]:`."""
    earlier = 0
    place = text.find(b"]:")
    while place >= 0:
        start = text.rfind(b"[", max(earlier, place - _LONGEST_LABEL), place)
        while start > earlier and text[start - 1] == ord("\\"):  # an escaped bracket within the label
            start = text.rfind(b"[", max(earlier, place - _LONGEST_LABEL), start)
        if start >= 0:
            written = text[start + 1 : place].decode()
            if label := fold(_LINE_END.sub(" ", written) if "\n" in written else written):
                yield place, label
        earlier = place + 2
        place = text.find(b"]:", earlier)


def _marked(text: bytes, places: Sequence[int]) -> bytes:
    """Return the text with a different mark of `_MARK_BYTES` bytes put in at each place."""
    pieces: list[bytes] = []
    earlier = 0
    for number, place in enumerate(places):
        high, low = divmod(number, 0xFFFD)
        pieces += (text[earlier:place], f"{chr(_PRIVATE_PLANE + high)}{chr(_PRIVATE_PLANE + low)}".encode())
        earlier = place
    pieces.append(text[earlier:])
    return b"".join(pieces)


def _unmarked(label: str) -> str:
    return label[:-2] if label and ord(label[-1]) >= _PRIVATE_PLANE else label

"""Turns the front matter of a document into references and problems with their bytes."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from msgspec import Struct, field

from linkcheck.model import Dialect, Document, Problem, Quoting, Reference, Role, Rule, Span, Syntax
from linkcheck.sources.documents.line_index import LineIndex
from linkcheck.sources.documents.shown_text import ShownText
from linkcheck.sources.documents.utf8 import readable
from linkcheck.sources.front_matter import FrontMatterBlock, Value, find, is_picture, proved, strings


class FrontMatter(Struct, frozen=True):
    """The front matter of a document, read."""

    end: int = 0
    """The byte where the body begins; 0 where there is no front matter (a byte order mark is still there then)."""
    data: Mapping[str, object] = field(default_factory=dict)
    references: tuple[Reference, ...] = ()
    problems: tuple[Problem, ...] = ()

    def texts(self) -> Iterator[str]:
        """Yield all strings in it."""
        return (text for _, text in strings(self.data))


def read(document: Document, places: LineIndex, dialect: Dialect) -> FrontMatter:
    """Return a document's front matter; the body begins behind it even where it has faults, which are problems."""
    block = find(document.data, loose=dialect.loose_fences)
    if block is None:
        return FrontMatter()
    if block.fault:
        return FrontMatter(block.end, problems=(_problem(document, places, block, block.text.start, block.fault),))
    text = ShownText(document.data, block.text)
    metadata = block.read(text.shown, dialect.yaml)
    if block.optional and not metadata.data:
        return FrontMatter()
    wrong = f"front matter is not good {block.format}"
    problems = tuple(
        _problem(document, places, block, text.byte(fault.offset), f"{wrong}: {fault.message}")
        for fault in metadata.faults
        if not dialect.front_matter_lines
    )
    references = tuple(value_reference(document, places, text, value, Syntax.FRONTMATTER) for value in proved(metadata))
    return FrontMatter(block.end, metadata.data, references, problems)


def value_reference(document: Document, places: LineIndex, text: ShownText, value: Value, syntax: Syntax) -> Reference:
    """Make a reference of a string that one of the readers of front matter found in a text of the document."""
    span = Span(text.byte(value.start), text.byte(value.end))
    destination, quoting = value.text, value.quoting
    if "\ufffd" in destination:  # its bytes may be no UTF-8, and then were not read as they are
        destination, quoting = readable(document.data[span.start : span.end]), Quoting.FIXED
    place, key = places.position(span.start), next(reversed(value.keys), None)
    role = Role.SHOWN if is_picture(value) else Role.LINKED
    return Reference(document.path, span, place, syntax, destination, quoting, role=role, key=key)


def _problem(document: Document, places: LineIndex, block: FrontMatterBlock, offset: int, message: str) -> Problem:
    position = places.position(offset)
    return Problem.of(Rule.BAD_FRONT_MATTER, document.path, position, block.text, message)

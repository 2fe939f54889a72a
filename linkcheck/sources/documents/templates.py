"""Sets template calls aside before Markdown or HTML is parsed, and reads the references inside them.

`[1]: {{< relref "x.md" >}}` has spaces where no destination may have any; unmasked, it takes the definitions below
it down too (6 % of one blog's). So each call is overwritten by as many `X`, which is what Hugo itself does with its
placeholder words, and all offsets stay those of the file.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterable, Iterator, Sequence
from typing import assert_never

from msgspec import Struct

from linkcheck.model import Call, Document, Quoting, Reference, Role, Span, Syntax, TemplateLanguage
from linkcheck.sources.documents import liquid, shortcodes
from linkcheck.sources.documents.calls import Argument, Scan, TemplateCall
from linkcheck.sources.documents.line_index import LineIndex
from linkcheck.sources.documents.spans import union

__all__ = ["Argument", "Masked", "TemplateCall", "call_at", "mask", "references_of", "touches", "touches_any"]

_SPELLED_OUT = re.compile(rb"[^\n\r]")


class Masked(Struct, frozen=True):
    """A document with its template calls overwritten."""

    text: bytes
    """As long as the document; calls, shown and opaque text are `X` (or blanks, where a tag prints nothing)."""
    calls: tuple[TemplateCall, ...]
    """The calls that run, in order, disjoint."""
    shown: tuple[Span, ...] = ()
    """Escaped calls (`{{</* */>}}`, inside `{% raw %}`): text for the reader."""
    opaque: tuple[Span, ...] = ()
    """Inner text of calls that is no Markdown."""
    hidden: tuple[Span, ...] = ()
    """The union of the three, sorted and disjoint."""


def mask(data: bytes, language: TemplateLanguage, start: int = 0) -> Masked:
    """Overwrite the calls of a template language from `start` on."""
    if b"{{" not in data and b"{%" not in data:
        return Masked(data, ())
    scan = _scan(data, language, start)
    hidden = union([*(call.span for call in scan.calls), *scan.shown, *scan.opaque])
    text = bytearray(data)
    for span in hidden:
        text[span.start : span.end] = b"X" * (span.end - span.start)
    for span in scan.silent:
        text[span.start : span.end] = _SPELLED_OUT.sub(b" ", data[span.start : span.end])
    return Masked(bytes(text), scan.calls, scan.shown, scan.opaque, hidden)


def _scan(data: bytes, language: TemplateLanguage, start: int) -> Scan:
    match language:
        case TemplateLanguage.SHORTCODES:
            return shortcodes.scan(data, start)
        case TemplateLanguage.LIQUID:
            return liquid.scan(data, start)
        case TemplateLanguage.EITHER:
            return _merged(shortcodes.scan(data, start), liquid.scan(data, start, one_line=True))
        case _:
            assert_never(language)


def _merged(first: Scan, second: Scan) -> Scan:
    """Join two languages; where both claim the same bytes (`{{% x %}}` looks like a tag too), the first has them."""
    taken = union([*(call.span for call in first.calls), *first.shown])
    calls = [call for call in second.calls if not _overlaps(taken, call.span)]
    return Scan(
        tuple(sorted([*first.calls, *calls], key=lambda call: call.span)),
        (*first.shown, *second.shown),
        (*first.opaque, *second.opaque),
        tuple(span for span in second.silent if not _overlaps(taken, span)),
    )


def _overlaps(spans: Sequence[Span], span: Span) -> bool:
    """Tell whether one of sorted, disjoint spans shares a byte with another."""
    index = bisect_right(spans, span.end, key=lambda other: other.start)
    return any(other.end > span.start and other.start < span.end for other in spans[max(0, index - 2) : index])


def touches(masked: Masked, span: Span) -> bool:
    """Return whether template text stands in a span: then its bytes are not what the page will have."""
    hidden = masked.hidden
    if not hidden or span.start >= hidden[-1].end or span.end <= hidden[0].start:
        return False  # most calls stand above the definitions
    return _overlaps(hidden, span)


def touches_any(masked: Masked, spans: Iterable[Span]) -> bool:
    """Return whether template text stands in any of several spans."""
    joined = union(spans)
    return any(_overlaps(joined, span) for span in masked.hidden)


# --- references --------------------------------------------------------------------------------

_URL = re.compile(r"(?:[A-Za-z][A-Za-z0-9+.-]*:)?//[^\s/]\S*")
_PATH = re.compile(
    r"(?:/|\.{1,2}/)[^\s*]*|[^\s:*?#{}]+\.(?:avif|gif|html?|jpe?g|md|mp3|mp4|ogg|pdf|png|svg|webm|webp|zip)", re.I
)
_PLACES = frozenset((
    "attrlink", "cover", "file", "href", "icon", "image", "image_url", "img", "link", "large", "logo", "mp4",
    "page", "path", "photo", "poster", "src", "src_l", "src_s", "srcset", "thumb", "thumbnail", "uri", "url",
    "video", "webm",
))  # fmt: skip
"""Parameters whose value is a place, whatever the shortcode."""
_PICTURES = frozenset(["audio", "figure", "image", "img", "picture", "video"])
"""Calls whose positional parameter may be a path."""
_CONDITIONS = frozenset(["case", "elsif", "for", "if", "unless", "when"])
"""Words in these are compared, not printed."""


_LINKING = frozenset((
    "a", "attribution_link", "attrlink", "blockquote", "button", "cite", "ext_link", "external_link", "extlink", "href",
    "link", "link_to", "linkto", "quote", "ref", "target", "url_link",
))  # fmt: skip
"""Calls and parameters that make a link of what they are given."""


def _role(call: TemplateCall, argument: Argument) -> Role:
    """Return what becomes of a URI; of an unknown call nobody knows, and most of them embed it."""
    words = [None if word is None else word.lower().replace("-", "_") for word in (call.name, argument.key)]
    if call.page or words[1] in _LINKING or (words[0] in _LINKING and words[1] in (None, "url", "to")):
        return Role.LINKED
    return Role.SHOWN if call.name in _PICTURES - {"audio", "video"} else Role.LOADED


def call_at(masked: Masked, span: Span) -> Call | None:
    """Return the page that a destination names when the whole of it is one call, else None."""
    index = bisect_right(masked.calls, span.start, key=lambda call: call.span.start) - 1
    if index < 0 or masked.calls[index].span != span:
        return None
    return _named_page(masked.calls[index])


def _named_page(call: TemplateCall) -> Call | None:
    return Call(call.name, call.page.value) if call.page else None


def references_of(
    masked: Masked, document: Document, lines: LineIndex, taken: Iterable[Span] = ()
) -> tuple[Reference, ...]:
    """Return what the calls of a document refer to.

    `taken` are the destinations found elsewhere: a call that is the whole of one is that reference, not another.
    Ids (`{{< youtube ID >}}`, `gist`, `vimeo`) are no URIs, so they give none.
    """
    whole = frozenset(taken)
    return tuple(
        Reference(
            path=document.path,
            span=argument.span,
            position=lines.position(argument.span.start),
            syntax=Syntax.SHORTCODE,
            destination=argument.value,
            quoting=Quoting.FIXED if call.page else argument.quoting,  # a URL in there would break the build
            call=_named_page(call),
            role=_role(call, argument),
        )
        for call in masked.calls
        if not (call.page and call.span in whole)
        for argument in _places(call)
    )


def _places(call: TemplateCall) -> Iterator[Argument]:
    if call.page:
        yield call.page
    elif call.name not in _CONDITIONS:
        yield from (argument for argument in call.arguments if _is_place(call, argument))


def _is_place(call: TemplateCall, argument: Argument) -> bool:
    if _URL.fullmatch(argument.value):
        return True
    known = call.name in _PICTURES if argument.key is None else argument.key.lower().replace("-", "_") in _PLACES
    return known and _PATH.fullmatch(argument.value) is not None

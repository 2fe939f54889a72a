"""Documents: bytes with a path, places in them, and the dialect in which a site reads them."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from msgspec import Struct


class Wins(StrEnum):
    """The one of several definitions of a label that counts."""

    FIRST = "first"
    LAST = "last"


class Linkify(StrEnum):
    """The bare URLs in text that become links."""

    NONE = "none"
    GFM = "gfm"
    GOLDMARK = "goldmark"


class TemplateLanguage(StrEnum):
    """The calls in documents that are run before or while a page is made."""

    SHORTCODES = "shortcodes"
    """`{{< … >}}` and `{{% … %}}`; one in a definition that nothing uses never runs."""
    LIQUID = "liquid"
    """`{% … %}` and `{{ … }}`, run before any Markdown is read."""
    EITHER = "either"
    """It is not known which; both are set aside."""


class YamlReader(StrEnum):
    """The readers of YAML front matter, by what they refuse."""

    ANY = "any"
    """It is not known which: a fault is what all of them refuse."""
    LIBYAML = "libyaml"
    """Of two equal keys the last counts; a tab behind a dash and control characters are refused."""
    STRICT = "strict"
    """Two equal keys, keys that are lists or tables, and days that no calendar has are refused."""


class HeadingIds(StrEnum):
    """The ways to make the ids of headings of their text."""

    GITHUB = "github"
    GOLDMARK = "goldmark"
    """`github` as Hugo has goldmark do it: it differs from GitHub in letters, links and duplicates."""
    GOLDMARK_ASCII = "github-ascii"
    BLACKFRIDAY = "blackfriday"
    KRAMDOWN = "kramdown"
    KRAMDOWN_GFM = "kramdown-gfm"
    SLUG = "slug"
    """Of the text and the words of pictures; letters and digits in ASCII with a hyphen between words."""
    TOC = "toc"
    """Of the text without pictures, in ASCII; `_1` is put behind an id that is taken."""
    TOC_UNICODE = "toc-unicode"
    """As `toc`, with letters of all scripts and a hyphen for each blank."""
    PANDOC = "pandoc"
    BLANKS_ONLY = "blanks-only"
    """The same text with `_` for each blank."""
    NONE = "none"
    UNKNOWN = "unknown"


@dataclass(frozen=True, slots=True)
class Dialect:
    """A site's way to read its documents. The defaults are those of a folder that nothing is known to render."""

    known: bool = False
    """It is known what renders the documents; else components and plug-ins may write anything."""
    templates: TemplateLanguage = TemplateLanguage.EITHER
    definition_wins: Wins = Wins.FIRST
    destination_on_next_line: bool = True
    """A definition's destination may stand in the line below its label."""
    underlined_definitions: bool = False
    """A line of `---` below a definition makes a heading of it."""
    destinations_hold_blanks: bool = False
    """A destination goes on up to its title or end, with the blanks in it and without escapes; else a blank ends it."""
    labels: frozenset[str] = frozenset()
    """Labels in lower case that the site's settings define for all documents."""
    definitions_in_text: bool = False
    """A line that reads as a definition is one within a paragraph, too, and an empty one takes no other for its own."""
    links_hold_blanks: bool = False
    """`[a](b c.md)` is a link."""
    labels_elsewhere: bool = False
    """Plug-ins know labels that no document defines."""
    block_marks: tuple[str, ...] = ()
    """A line that begins with one (`!!!`, `:`) opens a block of what is indented by four below; else that is code."""
    fenced_directives: bool = False
    """A fence with a name in braces (`{note}`) may hold Markdown; else it is code."""
    front_matter_lines: bool = False
    """Front matter is `Key: value` to the end of each line, so that nothing in it is a fault."""
    linkify: Linkify = Linkify.GFM
    entities_in_autolinks: bool = True
    definition_lists: bool = False
    """Text may stand indented below a `:`; else it is code."""
    html_to_end_tag: bool = False
    """A block of HTML ends at its end tag, and `<div markdown="1">` has Markdown inside; else a blank line ends it."""
    markdown_in_html: bool = False
    """Every block of HTML has Markdown inside."""
    attribute_lists: bool = False
    """`{: .class}` in a line of its own and `{::comment}` are no text."""
    blanks_in_brackets: bool = False
    """`[text] [label]` is a reference, and a blank at either end of a label is part of it."""
    display_math: bool = False
    """`$$…$$` hides links."""
    any_end_tag: bool = True
    """`</script>` ends a block of `<pre>`, too (CommonMark §4.6, start condition 1); else its own end tag does."""
    drops_raw_html: bool = False
    """Raw HTML does not reach the page, nor do template calls in its comments run."""
    math: bool = False
    """`$…$` hides links; only where the site turns it on."""
    loose_fences: bool = False
    """Front matter ends at any line that begins with `---`, whatever follows."""
    heading_ids: HeadingIds = HeadingIds.GITHUB
    yaml: YamlReader = YamlReader.ANY


@dataclass(frozen=True, slots=True)
class Document:
    """A file as bytes, never text: CRLF, BOM and bad UTF-8 survive."""

    path: str
    """Relative to the working directory, with `/`."""
    data: bytes


class Span(Struct, frozen=True, order=True, array_like=True, gc=False):
    """Half-open byte offsets into a document."""

    start: int
    end: int


class Position(Struct, frozen=True, order=True, array_like=True, gc=False):
    """A place for people: line and column count from 1, columns in characters."""

    line: int
    column: int


@dataclass(frozen=True, slots=True)
class Post:
    """A document as its readers know it."""

    path: str
    date: date | None = None
    """The day of its publication; None where nothing tells it."""
    title: str | None = None
    owner: str | None = None
    """Whose it is, by CODEOWNERS; None for nobody."""

"""One occurrence of a URI in a document, and how it is written there."""

from __future__ import annotations

from enum import StrEnum

from msgspec import Struct

from linkcheck.model.documents import Position, Span


class Syntax(StrEnum):
    """The ways to write a reference; CommonMark's words where it has them."""

    DEFINITION = "definition"
    INLINE = "inline"
    IMAGE = "image"
    AUTOLINK = "autolink"
    BARE = "bare"
    HTML = "html"
    FRONTMATTER = "frontmatter"
    SHORTCODE = "shortcode"
    DATA = "data"
    """A value in a file of data: YAML, TOML, JSON, BibTeX."""


class Quoting(StrEnum):
    """The surroundings of a destination's bytes, which decide how another one must be escaped there."""

    MARKDOWN = "markdown"
    """A destination without `<…>`: no spaces, parentheses balanced."""
    ANGLE = "angle"
    """Inside `<…>` of a link or definition."""
    AUTOLINK = "autolink"
    """Inside `<…>` in text."""
    TEXT = "text"
    """A bare URL in running text."""
    HTML_DOUBLE = "html-double"
    HTML_SINGLE = "html-single"
    HTML_UNQUOTED = "html-unquoted"
    SRCSET = "srcset"
    """One candidate of a quoted `srcset`: no spaces, no comma at either end, HTML-escaped."""
    YAML_PLAIN = "yaml-plain"
    YAML_FLOW = "yaml-flow"
    """A plain scalar inside `[…]` or `{…}`, which a comma or bracket would end."""
    YAML_SINGLE = "yaml-single"
    YAML_DOUBLE = "yaml-double"
    TOML_BASIC = "toml-basic"
    TOML_LITERAL = "toml-literal"
    JSON = "json"
    VERBATIM = "verbatim"
    """In a place where a URL stands as it is: BibTeX, reStructuredText, AsciiDoc."""
    LATEX = "latex"
    """As LaTeX has it in running text: `_`, `%` and their like have a backslash before them."""
    TEMPLATE_DOUBLE = "template-double"
    TEMPLATE_SINGLE = "template-single"
    """Liquid's single quotes or Hugo's backticks: nothing can be escaped inside."""
    TEMPLATE_BARE = "template-bare"
    FIXED = "fixed"
    """Never rewritten: a template stands in it, or its bytes could not be proved."""


class Role(StrEnum):
    """The business of a reference in its page: what a reader does with it, or a browser does by itself."""

    LINKED = "linked"
    """A reader may follow it."""
    SHOWN = "shown"
    """A picture in the page."""
    LOADED = "loaded"
    """The page takes it in or runs it: scripts, frames, stylesheets, players; or nobody knows."""


class Call(Struct, frozen=True, array_like=True, gc=False):
    """A template call that names a page of the site: Hugo's `ref`/`relref`, Jekyll's `link`/`post_url`."""

    name: str
    argument: str


class Reference(Struct, frozen=True, array_like=True, gc=False):
    """One occurrence of a URI in a document."""

    path: str
    span: Span
    """The destination's bytes as written, without `<` and `>`."""
    position: Position
    syntax: Syntax
    destination: str
    """The meaning of the bytes: escapes and entities resolved; a template call stands as written."""
    quoting: Quoting
    label: str | None = None
    """A definition's label as written; None for other syntaxes."""
    used: bool | None = None
    """True for a definition that a link uses, false for any other and for the duplicate that loses; else None."""
    used_at: tuple[Position, ...] = ()
    call: Call | None = None
    """Set when the whole destination is a template call that names a page."""
    disabled: bool = False
    """Switched off by a `linkcheck-disable` comment."""
    unrendered: bool = False
    """In raw HTML that is left out of the page: no reader meets it, and no call in it runs."""
    commented: bool = False
    """In an HTML comment: no reader meets it, but a template call there runs."""
    untouched: bool = False
    """Neither its line nor a line that uses it is part of the change that `--since` asks about."""
    role: Role = Role.LINKED
    key: str | None = None
    """The innermost key of metadata or data that it is a value of; None elsewhere, and for an item of no key."""

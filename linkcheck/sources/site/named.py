"""Judges destinations that name a source in a generator's own way: `@/a.md` of Zola, `{filename}a.md` of Pelican."""

from __future__ import annotations

import posixpath

from linkcheck.model import Certainty, Problem, Reference, Rule, Syntax
from linkcheck.sources.site.published import Lookup, Presence

NAMING = frozenset({Syntax.INLINE, Syntax.IMAGE, Syntax.DEFINITION, Syntax.HTML})
"""Where a generator may read a destination as a name."""
PAGES = frozenset({"", ".adoc", ".htm", ".html", ".ipynb", ".markdown", ".md", ".mdx", ".qmd", ".rmd", ".rst"})


def missing_source(reference: Reference, name: str, found: Lookup, *, stops: bool, certain: bool) -> Problem | None:
    """Return the problem of a destination that names nothing: the build stops at it, or leaves it as it is written."""
    page = posixpath.splitext(name)[1].lower() in PAGES
    match found.presence:
        case Presence.ABSENT:
            rule = Rule.MISSING_PAGE if page else Rule.MISSING_FILE
            words = f"{name} names no {'page' if page else 'file'} of the site"
        case Presence.UNPUBLISHED:
            rule, words = Rule.DRAFT_TARGET, f"{name} names a page that is {found.detail}"
        case _:
            return None
    if rule is Rule.DRAFT_TARGET:
        return Problem.at(reference, rule, words)
    if not certain:
        return Problem.at(reference, rule, words, Certainty.PARTS_MISSING)
    certainty = Certainty.BUILD_STOPS if stops else Certainty.COMPLETE
    return Problem.at(reference, rule, f"{words}; {certainty.words}" if stops else words, certainty)

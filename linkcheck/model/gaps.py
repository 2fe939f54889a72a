"""What nobody could judge of the blog itself, and why: where nothing is said of a link, it need not be well."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Gap:
    """Links inside the blog that were not judged for one reason, or a part of the site that is not on this disk."""

    words: str
    """Behind a number of links, which ones: `in files whose own address is not known`. Without one, a sentence."""
    links: int = 0
    """The number of places; 0 for a part of the site."""

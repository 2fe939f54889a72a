"""Replacements for broken destinations, in formats that carry fixes.

A fix that an editor or a bot applies is not proved as `--fix` proves its own. So only two kinds are
offered: an edit that the run planned, and a copy whose characters mean themselves wherever the destination stands.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass

from linkcheck.model import Edit, Memento, Quoting, Reference, Report, Syntax
from linkcheck.report.pieces import decoded
from linkcheck.verdict.outcome import Place, place_of

_UNPROVED = frozenset({Syntax.DATA, Syntax.FRONTMATTER, Syntax.SHORTCODE})
"""Syntaxes with a quoting of their own around the bytes; a report that was read back does not tell which."""

_PLAIN = re.compile(r"https?://[A-Za-z0-9._~:/?#@=%+-]+")
"""Characters that mean themselves in every quoting; `***`, which stands for a secret, is none of them."""

_SHOWN = re.compile(r"[!-~]+")


@dataclass(frozen=True, slots=True)
class Replacements:
    """The edits of a run by place: planned and not written, or refused."""

    planned: Mapping[Place, Edit]
    refused: frozenset[Place]

    @classmethod
    def of(cls, report: Report) -> Replacements:
        """Read the edits of a report."""
        planned = {place_of(edit): edit for edit in report.edits if not edit.refused and not edit.applied}
        refused = frozenset(place_of(edit) for edit in report.edits if edit.refused)
        return cls(planned, refused)

    def of_reference(self, reference: Reference, url: str, copy: Memento | None) -> str | None:
        """Return the text that may replace the bytes of a reference, or None."""
        where = place_of(reference)
        if where in self.refused:
            return None
        if where in self.planned:
            return _of_edit(self.planned[where], reference)
        return _of_copy(reference, url, copy)


def _of_edit(edit: Edit, reference: Reference) -> str | None:
    new = decoded(edit.new)
    same = edit.span == reference.span and len(edit.old) == edit.span.end - edit.span.start
    return new if same and _SHOWN.fullmatch(new) and "***" not in new else None


def _of_copy(reference: Reference, url: str, copy: Memento | None) -> str | None:
    """Return the copy's address with the author's fragment, as `repair.archived` would write it."""
    address, mark, fragment = reference.destination.partition("#")
    if copy is None or copy.url is None or "#" in copy.url or address != url or not _stands_as_meant(reference):
        return None
    new = f"{copy.url}{mark}{fragment}"
    return new if _PLAIN.fullmatch(new) else None


def _stands_as_meant(reference: Reference) -> bool:
    """Tell whether the bytes are the destination itself; an escape would make them longer."""
    same = reference.span.end - reference.span.start == len(reference.destination)
    proved = reference.quoting is not Quoting.FIXED or reference.syntax not in _UNPROVED
    # What follows a bare URL may belong to it, or not, by rules that differ from engine to engine.
    return same and proved and reference.syntax is not Syntax.BARE and bool(_PLAIN.fullmatch(reference.destination))

"""Finds schemes that nobody has: `htps://`, `http:/`, `http://http://`.

Their targets are `invalid` already, which fails a run; the rule gives the fault a name at each place, no more.
"""

from __future__ import annotations

from collections.abc import Iterator

from linkcheck.links.rules.material import AllReferences
from linkcheck.model import Problem, Reason, Rule


def typo_schemes(references: AllReferences) -> Iterator[Problem]:
    """Yield the references of targets whose scheme is misspelt."""
    for target in references.targets:
        if target.preset is not None and target.preset.reason is Reason.BAD_SCHEME:
            for reference in target.references:
                if not reference.disabled:
                    yield Problem.at(reference, Rule.TYPO_SCHEME, target.preset.detail)

"""Schemes that nobody has: `htps://`, `http:/`, `http://http://`.

Their targets are `invalid` already, which fails a run; the rule gives the fault a name at each place, no more.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from linkcheck.links.rules.problems import problem
from linkcheck.model import Problem, Reason, Rule, Target


def typo_schemes(targets: Iterable[Target]) -> Iterator[Problem]:
    """Yield the references of targets whose scheme is misspelt."""
    for target in targets:
        if target.preset is not None and target.preset.reason is Reason.BAD_SCHEME:
            for reference in target.references:
                if not reference.disabled:
                    yield problem(reference, Rule.TYPO_SCHEME, target.preset.detail)

"""Asks hosts for pages that cannot be there, to tell what a good status of theirs is worth."""

from __future__ import annotations

from linkcheck.web.probing.prober import ProbeCache, Prober
from linkcheck.web.probing.siblings import siblings
from linkcheck.web.probing.suspects import Opinion, Suspects, opinion

__all__ = ["Opinion", "ProbeCache", "Prober", "Suspects", "opinion", "siblings"]

"""Asks hosts for pages that cannot be there, to tell what a good status of theirs is worth."""

from __future__ import annotations

from linkcheck.probing.doubts import Doubts
from linkcheck.probing.prober import ProbeCache, Prober
from linkcheck.probing.siblings import siblings

__all__ = ["Doubts", "ProbeCache", "Prober", "siblings"]

"""References cross processes quickly.

Frozen dataclasses with slots are pickled field by field through functions written in Python; for a quarter of a million
references that took longer than finding them. Here each is pickled as a call of its own constructor.
"""

from __future__ import annotations

import copyreg
from operator import attrgetter

from linkcheck.model import Position, Reference, Span


def _register(kind: type[Span] | type[Position] | type[Reference]) -> None:
    fields = attrgetter(*kind.__match_args__)
    copyreg.pickle(kind, lambda value: (kind, fields(value)))


for _kind in (Span, Position, Reference):
    _register(_kind)

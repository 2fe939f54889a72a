"""The bytes of a destination of which a part changes: what is kept keeps the bytes that it has."""

from __future__ import annotations

from linkcheck.model import Reference, Replaced
from linkcheck.sources.documents import encode


def written(reference: Reference, replaced: Replaced, old: bytes, wanted: str) -> bytes | None:
    """Return the new bytes: only those that are given up differ, where they are written as they are meant."""
    before, given_up = (
        reference.destination[a:b].encode() for a, b in ((0, replaced.start), (replaced.start, replaced.end))
    )
    head = encode(replaced.new, reference) if replaced.new else b""
    if head is None or not old.startswith(before + given_up):
        return encode(wanted, reference)
    return before + head + old[len(before) + len(given_up) :]

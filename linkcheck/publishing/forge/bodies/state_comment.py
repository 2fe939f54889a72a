"""The state that a body carries to the next run, in HTML comments that GitHub does not show.

The first line is a marker: a body that begins with it is ours. The second holds a digest of the shown text, so that a
night that changes nothing edits nothing, and the keys of broken links, so that the next night can say which are fixed.
"""

from __future__ import annotations

import re
from base64 import b32encode
from collections.abc import Collection
from dataclasses import dataclass
from hashlib import blake2b

ISSUE = "<!-- linkcheck:issue -->"
COMMENT = "<!-- linkcheck:comment -->"
PULL = "<!-- linkcheck:pull-request -->"

MOST_KEYS = 1_200
"""Keys that are kept: 11,000 characters of the body. With more, the history tells the new from the old."""

_STATE = re.compile(r"<!-- linkcheck:state 1 ([a-z2-7]{16}|-)((?: [a-z2-7]{8})*)( many)? -->")


@dataclass(frozen=True, slots=True)
class StateComment:
    """The state that a body carries."""

    digest: str
    """Digest of the shown text."""
    keys: frozenset[str] | None = frozenset()
    """Keys of broken links and errors; None where there were too many to keep."""


def key(name: str) -> str:
    """Return the short form of a name, 40 bits: two of a thousand names are the same once in two million nights."""
    return _hash(name.encode("utf-8", "surrogatepass"), 5)


def _hash(data: bytes, size: int) -> str:
    return b32encode(blake2b(data, digest_size=size).digest()).decode().lower()


def with_state(marker: str, shown: str, footer: str = "", keys: Collection[str] = (), extra: str = "") -> str:
    """Return a whole body. The footer is not in the digest: it names the run, which is another each night."""
    digest = _hash((extra + "\0" + shown).encode("utf-8", "surrogatepass"), 10)
    known = sorted(set(keys))
    kept = " many" if len(known) > MOST_KEYS else "".join(f" {each}" for each in known)
    parts = [f"{marker}\n<!-- linkcheck:state 1 {digest}{kept} -->", shown, footer]
    return "\n\n".join(filter(None, parts)) + "\n"


def read_state(body: str) -> StateComment | None:
    """Return the state of a body of ours; None where it holds none that can be read."""
    _, _, rest = body.partition("\n")
    found = _STATE.match(rest)
    if found is None:
        return None
    return StateComment(found[1], None if found[3] else frozenset(found[2].split()))

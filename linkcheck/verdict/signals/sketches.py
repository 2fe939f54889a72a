"""Sketches of texts, by which two pages are compared that are kept no longer.

A shingle is three words in a row; its hash is the sum of its words' hashes, each times an odd number of its own. What
is computed here is kept in histories, so another way to compute it must come to the same numbers.
"""

from __future__ import annotations

import re
import struct
from collections.abc import Sequence
from hashlib import blake2b

SKETCH = 64
SAMPLE = 256
"""Shingles that vote for the simhash: the smallest hashes, which near pages share as they share the rest."""
HASHED_CHARACTERS = 8 * 1024
"""Of a text: enough to know it by, and thousands of pages are read in a run."""
LONGEST_WORD = 20
"""A longer one is no word but an address or a code, and differs from page to page."""
UNSPACED = "\u0e00-\u0e7f\u3040-\u30ff\u3400-\u9fff"
"""Thai, kana, Chinese characters: written without spaces, so each stands for a word."""
WORD = re.compile(rf"[{UNSPACED}]|[^\W\d_{UNSPACED}]+")
ADDRESS = re.compile(r"(?<![!-~])(?:[!-~]*?[/_=@\d]|[!-~]*?\w[.-]\w+[.-]\w)[!-~]*", re.ASCII)
"""Dates, numbers and addresses: what differs between two copies of one page. Begins where a run of ASCII does."""

HASH = 12
"""Bytes of a hash."""
LANE = 25
"""Bytes for one hash in a number that holds those of all words: so much room have three products of two hashes."""
MOST_PARTS = 16 * 1024
"""Three megabytes of them."""
PADDING = bytes(LANE - HASH)
ODDS = (0x9E3779B97F4A7C15F39CC061, 0xC2B2AE3D27D4EB4F165667B1, 0xD6E8FEB86659FD93CA5A8269)
SHINGLE = sum(odd << 8 * LANE * place for place, odd in enumerate(ODDS))
"""Times a number of lanes it adds in each lane the products of three words: one multiplication for the whole text."""
BITS = (1 << 8 * HASH) - 1
ONES = tuple(int.from_bytes(bytes([1 << bit]) * SAMPLE) for bit in range(8))
"""The same bit of every byte in a column of them."""


def sketched(text: str) -> tuple[tuple[int, ...], int]:
    """Return the sketch (32 bits each, sorted) and the simhash (64 bits) of a text with single spaces."""
    hashes = _smallest(_shingles(text[:HASHED_CHARACTERS].lower()))
    return tuple(int.from_bytes(one[:4]) for one in hashes[:SKETCH]), _simhash(hashes)


def _smallest(hashes: Sequence[bytes]) -> list[bytes]:
    """Return the smallest hashes, sorted; of many, those below a limit that let a quarter more than needed through."""
    if len(hashes) > 2 * SAMPLE:
        limit = ((BITS + 1) * SAMPLE * 5 // (4 * len(hashes))).to_bytes(HASH)
        few = sorted({one for one in hashes if one < limit})
        if len(few) >= SAMPLE:
            return few[:SAMPLE]
    return sorted(set(hashes))[:SAMPLE]


def _shingles(text: str) -> Sequence[bytes]:
    """Return the hashes of a text's shingles; without numbers, dates and addresses."""
    lanes = b"".join(map(LANES.__getitem__, text.split(" ")))
    words = len(lanes) // LANE
    if words < 3:
        hashes = (int.from_bytes(lanes[at : at + LANE]) for at in range(0, len(lanes), LANE))
        return ((sum(hashes) & BITS).to_bytes(HASH),) if words else ()
    sums = (int.from_bytes(lanes) * SHINGLE).to_bytes((words + 2) * LANE)
    whole = sums[2 * LANE : words * LANE]  # at both ends stand sums of fewer than three words
    return struct.unpack(f"{LANE - HASH}x{HASH}s" * (words - 2), whole)


class _Lanes(dict[str, bytes]):
    """The hash of each word in a part of a text between two spaces, in lanes; pages share most of their parts."""

    def __missing__(self, part: str) -> bytes:
        if len(part) > LONGEST_WORD:
            return b"".join(map(_lane, WORD.findall(ADDRESS.sub(" ", part))))
        if len(self) >= MOST_PARTS:
            self.clear()
        if part.isascii() and part.isalpha():
            self[part] = lanes = _lane(part)
        else:
            self[part] = lanes = b"".join(map(_lane, WORD.findall(ADDRESS.sub(" ", part))))
        return lanes


def _lane(word: str) -> bytes:
    code = word.encode("utf-8", "replace")
    return PADDING + blake2b(code, digest_size=HASH).digest() if len(word) <= LONGEST_WORD else b""


LANES = _Lanes()


def _simhash(hashes: list[bytes]) -> int:
    """Return Charikar's fingerprint: each of the 64 low bits as most of the hashes have it."""
    low = b"".join([one[HASH - 8 :] for one in hashes])
    columns = [int.from_bytes(low[place::8]) for place in range(8)]
    return sum(
        1 << 8 * (7 - place) + bit
        for place, column in enumerate(columns)
        for bit in range(8)
        if (column & ONES[bit]).bit_count() > len(hashes) // 2
    )

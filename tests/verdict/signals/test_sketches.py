"""The numbers that histories hold: another way to compute them comes to the same."""

from __future__ import annotations

from hashlib import blake2b

import pytest
from hypothesis import given
from hypothesis import strategies as st

from linkcheck.verdict.signals import sketches
from linkcheck.verdict.signals.sketches import sketched

TEXTS = st.lists(
    st.one_of(
        st.sampled_from(
            ["page", "don't", "2024-01-02", "a/b", "node.js.org", "(see", "End.", "漢字テスト", "“q”", "İ"]
        ),
        st.text(st.characters(exclude_categories=["Z", "C"]), min_size=1, max_size=30),
    ),
    max_size=400,
).map(" ".join)

KEPT = ((170887325, 2559530542), 1417570111222137165)


def slowly(text: str) -> tuple[tuple[int, ...], int]:
    """Compute a sketch and a simhash as they are defined, word by word and bit by bit."""
    known = sketches.ADDRESS.sub(" ", text[: sketches.HASHED_CHARACTERS].lower())
    words = [word for word in sketches.WORD.findall(known) if len(word) <= sketches.LONGEST_WORD]
    codes = [int.from_bytes(blake2b(word.encode("utf-8", "replace"), digest_size=12).digest()) for word in words]
    triples = zip(codes, codes[1:], codes[2:], strict=False)
    shingles = {sum(map(int.__mul__, triple, sketches.ODDS)) % 2**96 for triple in triples}
    hashes = sorted(shingles or {sum(codes) % 2**96 for _ in codes[:1]})[: sketches.SAMPLE]
    votes = {bit: sum(number >> bit & 1 for number in hashes) for bit in range(64)}
    simhash = sum(1 << bit for bit, vote in votes.items() if vote > len(hashes) // 2)
    return tuple(number >> 64 for number in hashes[: sketches.SKETCH]), simhash


@given(TEXTS)
def test_a_sketch_is_what_it_is_defined_as(text: str) -> None:
    assert sketched(text) == slowly(text)


@pytest.mark.parametrize("text", ["", "one", "one two", "one two three", "2024 one", "x" * 9000, "ab " * 5000])
def test_few_words_and_many(text: str) -> None:
    assert sketched(text) == slowly(text)


def test_kept_numbers_stay_comparable() -> None:
    """Those of an old history, as the first version computed them."""
    sketch, simhash = sketched("the quick brown fox jumps over the lazy dog")
    assert (sketch, simhash) == slowly("the quick brown fox jumps over the lazy dog")
    assert sketch[:2] == KEPT[0]
    assert simhash == KEPT[1]


def test_what_is_remembered_of_words_is_bounded() -> None:
    for number in range(sketches.MOST_PARTS // 100 + 2):
        sketched(" ".join(f"{chr(97 + number % 26)}{'bcdef'[number % 5]}{at:x}" for at in range(0, 200, 2)))
    assert len(sketches.LANES) <= sketches.MOST_PARTS
    assert all(len(part) <= sketches.LONGEST_WORD for part in sketches.LANES)

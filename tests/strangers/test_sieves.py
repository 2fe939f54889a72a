"""A sieve lets through whatever the expression behind it finds."""

from __future__ import annotations

import functools
import re
import sys
from collections.abc import Iterator

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from linkcheck.strangers import Sieve, SievedPattern
from linkcheck.verdict.signals import addresses, closures, marks, phrases, soft404, usurped, vacant_host, wording

TABLES = ("closures", "gates", "logins", "offers", "outages", "queues", "trades", "walls")
PATTERNS = {
    **{
        f"{module.__name__.rpartition('.')[2]}.{name}": one
        for module in (addresses, closures, phrases, soft404, usurped, vacant_host)
        for name, one in vars(module).items()
        if isinstance(one, SievedPattern)
    },
    **{f"words/{table}": wording._pattern(table) for table in TABLES},
}
CASED = "".join(
    one for one in map(chr, range(sys.maxunicode + 1)) if {one.lower(), one.upper(), one.casefold()} != {one}
)


@pytest.mark.parametrize("name", [name for name in PATTERNS if name != "phrases.SAYING"])
@settings(max_examples=25, suppress_health_check=[HealthCheck.too_slow])
@given(data=st.data())
def test_behind_its_sieve_an_expression_finds_the_same(name: str, data: st.DataObject) -> None:
    pattern = PATTERNS[name]
    flags = re.IGNORECASE if pattern._ignore_case else 0
    parts = data.draw(st.lists(st.sampled_from(pattern._alternatives), min_size=1, max_size=2))
    text = data.draw(st.sampled_from([" ", "", "é ", " – "])).join(
        data.draw(st.from_regex(re.compile(part, flags))) for part in parts
    )
    exact = _compiled(pattern.pattern, flags)
    for written in (text, text.lower(), " ".join(text.split())):
        assert _spans(pattern.finditer(written)) == _spans(exact.finditer(written))
        for sieved, found in (
            (pattern.search(written), exact.search(written)),
            (pattern.fullmatch(written), exact.fullmatch(written)),
        ):
            assert (sieved and sieved.span()) == (found and found.span())


def _spans(matches: Iterator[re.Match[str]]) -> list[tuple[int, int]]:
    return [match.span() for match in matches]


@functools.cache
def _compiled(pattern: str, flags: int) -> re.Pattern[str]:
    return re.compile(pattern, flags)


@pytest.mark.parametrize("name", PATTERNS)
def test_alternatives_are_the_whole_expression_and_have_no_groups_to_refer_to(name: str) -> None:
    pattern = PATTERNS[name]
    assert "|".join(pattern._alternatives) == pattern.pattern
    assert not any(re.compile(one).groups for one in pattern._alternatives)


def test_a_sieve_takes_letters_for_the_same_where_python_does_whatever_their_case() -> None:
    letters = set("".join(pattern.pattern for pattern in PATTERNS.values())) - set(" \n")
    for letter in sorted(filter(str.isalpha, letters)):
        pattern = SievedPattern(letter, ignore_case=True)
        for same in set(re.findall(letter, CASED, re.IGNORECASE)):
            assert pattern.may(same), (letter, same)


@pytest.mark.parametrize(
    ("expression", "text"),
    [
        (r"\bend$", "the end\n"),
        (r"(?<![a-z])page\w+", "pageы"),
        (r"[\w.-]+x", "ñx"),
        (r"a[^.]{0,40}?b", "a" + "é" * 40 + "b"),
        (r"\d\D", "\u0663-"),
        (r"a.b", "a\u00e9b"),
        (r"a[\s,]b", "a\u00a0b"),
        (r"^a(?=b)b(?!c)", "ab"),
    ],
)
def test_a_sieve_is_as_wide_as_python_where_re2_is_narrower(expression: str, text: str) -> None:
    assert re.search(expression, text)
    assert SievedPattern(expression).search(text)


def test_a_sieve_keeps_off_what_has_nothing_of_it() -> None:
    assert not phrases.SAYING.may("How we built a faster search – our blog")
    assert SievedPattern("gone").search("here") is None


def test_a_sieve_of_marks_finds_each_mark_and_no_ordinary_page() -> None:
    sieve = marks._vendors()
    for table in marks.VENDORS.values():
        for mark in table:
            assert sieve.has(b"<html>" + b" ".join(mark))
    assert not sieve.has(b"<html><title>how to bake bread</title>")
    assert Sieve([b"a.b"]).has(b"xa.bx")
    assert not Sieve([b"a.b"]).has(b"aab")

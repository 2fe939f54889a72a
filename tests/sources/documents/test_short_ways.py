"""The short ways of the readers of Markdown say what the long ways say, which they spare for usual texts."""

from __future__ import annotations

import re
from types import SimpleNamespace
from typing import Any

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from linkcheck.model import Span
from linkcheck.sources.documents import definitions, destinations, templates, undefined
from linkcheck.sources.documents.spans import union

PIECES = ("a", "/b", "é", "\u00a0", " ", "  ", "\n", "\r\n", "\t", "<", ">", "\\", "\\)", "&amp;", "&", "|", "[", "]:")
TEXTS = st.lists(st.sampled_from(PIECES), max_size=8).map("".join)
SIGNS = ("--8<--", "[!InClude", "{!", "!}", "\n", ".. INCLUDE::", ".. ", "x", "é")
NEVER = re.compile(rb"(?!)()")


@given(TEXTS, TEXTS, st.data())
@example(" a>b", "a>b", None)
@example(" >b", ">b", None)
def test_a_usual_destination_is_found_where_the_long_way_finds_it(text: str, meaning: str, data: Any) -> None:
    written = text.encode()
    meanings = [meaning, text.strip(), text.strip(" >")]
    limit = len(written) if data is None else data.draw(st.integers(0, len(written)))
    for each in meanings:
        short = _outcome(written, limit, each)
        with pytest.MonkeyPatch.context() as patch:
            patch.setattr(destinations, "_USUAL", NEVER)
            assert _outcome(written, limit, each) == short


def _outcome(written: bytes, limit: int, meaning: str) -> object:
    try:
        return destinations.find(written, 0, limit, meaning)
    except UnicodeDecodeError:  # the limit is within a character, where no parser puts one
        return None


@given(st.text() | TEXTS)
@example("ſ")
@example("１")
def test_labels_are_folded_alike(label: str) -> None:
    assert definitions.fold(label) == re.sub(r"[ \t\r\n]+", " ", label).strip(" ").casefold()


@given(
    st.lists(st.sampled_from(["--8<--", "[!InClude", "{!", "!}", "\n", ".. INCLUDE::", ".. ", "x", "é"])).map("".join)
)
def test_pasted_files_are_seen_alike(text: str) -> None:
    page: Any = SimpleNamespace(text=text.encode(), masked=SimpleNamespace(calls=()))
    short = undefined._borrows(page)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(undefined, "_SIGNS", (b"",))
        assert undefined._borrows(page) == short


SPANS = st.builds(lambda start, length: Span(start, start + length), st.integers(0, 40), st.integers(1, 9))


@given(st.lists(SPANS), st.lists(SPANS))
def test_templates_are_met_in_all_spans_as_in_each(calls: list[Span], spans: list[Span]) -> None:
    masked = templates.Masked(b"", (), hidden=tuple(union(calls)))
    assert templates.touches_any(masked, spans) == any(templates.touches(masked, span) for span in spans)

"""What pages say in many languages that were not found; and pages that are there, and speak of the same."""

from __future__ import annotations

import random
import tomllib
from dataclasses import replace

import pytest

from linkcheck.model import Check, Exchange, Page, Profile, Request, Response, State, Url
from linkcheck.verdict.signals.phrases import PAGES, mentions_not_found, says
from linkcheck.verdict.weighing import judge
from tests.support.checks import check, html
from tests.support.paths import CASES

WORDINGS: dict[str, list[str]] = tomllib.loads((CASES / "not-found/wordings.toml").read_text("utf-8"))
GENUINE: dict[str, list[str]] = tomllib.loads((CASES / "not-found/genuine.toml").read_text("utf-8"))
SAID = [(language, words) for language, several in WORDINGS.items() for words in several]
TITLES = [(language, title) for language, several in GENUINE.items() for title in several]
POST, SIBLINGS = (
    Url("http://site.example/2019/the-keepers-diary"),
    ("http://site.example/2019/qq", "http://site.example/x"),
)
SYLLABLES = ("lu", "ba", "mi", "so", "re", "na", "ko", "ti", "va", "do")


def _prose(seed: str, words: int) -> str:
    """Return words that no page says but this one."""
    draw = random.Random(seed)  # noqa: S311 - no secret
    return " ".join("".join(draw.choices(SYLLABLES, k=3)) for _ in range(words))


def _missing(words: str) -> Response:
    return html(f"<nav>{_prose('nav', 9)}</nav><h1>{words}</h1><p>{_prose('missing', 20)}", "The old harbour")


def _checked(page: Response, sibling: Response) -> Check:
    made = check((Request(POST), page), (Request(POST, Profile.BROWSER), page), url=POST)
    return replace(made, probes=tuple(Exchange(Request(Url(url)), sibling, 1) for url in SIBLINGS))


@pytest.mark.parametrize(("language", "words"), SAID)
def test_the_words_are_known(language: str, words: str) -> None:
    """In a heading, and in the text of a short page."""
    assert says(words)
    assert says(f"{words} – The old harbour")
    assert mentions_not_found(Page(text=f"lunako {words} batiso", words=12)) or language == "en" or len(words) < 24


@pytest.mark.parametrize(("language", "words"), SAID)
def test_a_page_that_says_so_for_any_address_is_dead(language: str, words: str) -> None:
    """In a language in which only the heading says it."""
    assert language
    assert judge(_checked(_missing(words), _missing(words))).state is State.DEAD


@pytest.mark.parametrize("words", [60, 300])
@pytest.mark.parametrize(("language", "title"), TITLES)
def test_a_page_that_speaks_of_it_is_not_dead(language: str, title: str, words: int) -> None:
    """On an honest host, and on one that has a page for any address."""
    page = html(f"<nav>{_prose('nav', 9)}</nav><h1>{title}</h1><p>{_prose(title, words)}", title)
    missing = _missing(WORDINGS[language][0])
    for sibling in (Response(404), missing):
        assert judge(_checked(page, sibling)).state is not State.DEAD


def test_there_are_enough_of_them() -> None:
    """Three wordings and two titles a language, in thirty languages and more."""
    assert len(WORDINGS) >= 50
    assert min(map(len, WORDINGS.values())) >= 3
    assert len(TITLES) >= 60
    assert set(GENUINE) <= set(WORDINGS)
    assert {"en"} | set(PAGES) >= set(WORDINGS) - {"nb"}

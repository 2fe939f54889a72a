"""The tables of rules: every rule is found by somebody, and what stands in a table is called."""

from __future__ import annotations

import ast
import sys
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path

import pytest

from linkcheck.links import rules
from linkcheck.links.rules import RULES, AllReferences
from linkcheck.links.rules.schemes import typo_schemes
from linkcheck.links.rules.secure import insecure_links
from linkcheck.model import Dialect, Level, Position, Problem, Quoting, Reference, Rule, Span, Syntax

LINK = Reference("a.md", Span(1, 2), Position(1, 2), Syntax.INLINE, "https://x.org", Quoting.MARKDOWN)


def unwired(table: Mapping[Rule, Callable[..., object]]) -> set[Rule]:
    """Return the rules that nothing finds: not in the table, or by a function whose module never names them."""
    return {rule for rule in Rule if rule not in table or rule.name not in _named(table[rule])}


def _named(finder: Callable[..., object]) -> set[str]:
    file = sys.modules[finder.__module__].__file__
    tree = ast.parse(Path(file or "").read_bytes())
    return {
        node.attr
        for node in ast.walk(tree)
        if isinstance(node, ast.Attribute) and isinstance(node.value, ast.Name) and node.value.id == "Rule"
    }


def test_every_rule_is_found_by_somebody() -> None:
    """A name in the closed set and no function behind it would be a promise that nobody keeps."""
    assert unwired(RULES) == set()
    assert len(RULES) == len(rules.OF_REFERENCES) + len(rules.OF_FINDINGS) + len(rules.WHILE_READING)


@pytest.mark.parametrize("rule", Rule)
def test_a_forgotten_wire_is_noticed(rule: Rule) -> None:
    """A rule that is declared and not in a table, or is there with another's function, is named."""
    assert unwired({each: finder for each, finder in RULES.items() if each is not rule}) == {rule}
    strange = insecure_links if rule is Rule.TYPO_SCHEME else typo_schemes
    assert unwired({**RULES, rule: strange}) == {rule}


@pytest.mark.parametrize("rule", Rule)
def test_every_rule_has_words(rule: Rule) -> None:
    """The README and the formats for machines say what it is."""
    assert rule.words[0].islower() or rule.words[0] == "`"
    assert Rule(rule.value) is rule


def test_what_stands_in_the_tables_is_called(monkeypatch: pytest.MonkeyPatch) -> None:
    """To add a rule is one line in a table; a function of several rules is called once."""
    calls: list[object] = []

    def find(material: object) -> Iterator[Problem]:
        calls.append(material)
        yield Problem.at(LINK, Rule.TYPO_SCHEME, "made up")

    table = dict.fromkeys((Rule.TYPO_SCHEME, Rule.TRAILING_JUNK), find)
    monkeypatch.setattr(rules, "OF_REFERENCES", table)
    monkeypatch.setattr(rules, "OF_FINDINGS", table)
    references = AllReferences([[LINK]], (), Dialect())
    found = [*rules.of_references(references), *rules.of_findings(())]
    assert calls == [references, ()]
    assert [(one.message, one.level, one.span) for one in found] == [("made up", Level.WARNING, LINK.span)] * 2

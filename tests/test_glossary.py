"""One word for one thing: names of public classes and modules against the glossary in CONTRIBUTING.md."""

from __future__ import annotations

import ast
import re
from collections import defaultdict

from tests.support.paths import PACKAGE, ROOT

CONTRIBUTING = ROOT / ".github" / "CONTRIBUTING.md"


def glossary() -> dict[str, tuple[str, ...]]:
    """Return noun → the words that are not used for it."""
    table = CONTRIBUTING.read_text("utf-8").partition("\n## Words\n")[2].partition("\n## ")[0]
    rows = re.findall(r"^\| (?!noun|---)([^|]+) \| [^|]+ \|([^|]*)\|$", table, re.MULTILINE)
    return {
        noun: tuple(word.strip() for word in other.split(",") if word.strip())
        for nouns, other in rows
        for noun in nouns.split(", ")
    }


def classes() -> dict[str, list[str]]:
    """Return public class → the modules that define one of this name."""
    found: defaultdict[str, list[str]] = defaultdict(list)
    for path in sorted(PACKAGE.rglob("*.py")):
        for node in ast.parse(path.read_bytes()).body:
            if isinstance(node, ast.ClassDef) and not node.name.startswith("_"):
                found[node.name].append(str(path.relative_to(PACKAGE)))
    return found


def names() -> set[str]:
    """Return the names of public classes, and of modules and packages with what they lie in, as words in lower case."""
    modules = {part.removesuffix(".py") for path in PACKAGE.rglob("*.py") for part in path.relative_to(PACKAGE).parts}
    camel = {" ".join(re.findall(r"[A-Z][a-z0-9]*", name)).lower() for name in classes()}
    return {name.replace("_", " ").strip() for name in modules} | camel


def singular(text: str) -> str:
    """Return words without the ends of their plurals, as far as these nouns need it."""
    return re.sub(r"\b(\w{3,}?)(?:(?<=x)es|(?<!s)s)\b", r"\1", text)


def test_the_glossary_is_read() -> None:
    """The table is where this test looks for it."""
    assert len(glossary()) > 50
    assert "look" in glossary()["attempt"]


def test_no_name_uses_another_word() -> None:
    """A word under "not" is in no name of a class or module."""
    others = {word: noun for noun, words in glossary().items() for word in words}
    used = {(name, word, others[word]) for name in names() for word in singular(name).split() if word in others}
    assert used == set()


def test_every_noun_is_used() -> None:
    """A noun that names nothing any more leaves the glossary."""
    found = {singular(name) for name in names()}
    nouns = {singular(noun) for noun in glossary()}
    assert {noun for noun in nouns if not any(f" {noun} " in f" {name} " for name in found)} == set()


def test_no_two_public_classes_share_a_name() -> None:
    """Whoever reads a name need not ask which one it is."""
    assert {name: modules for name, modules in classes().items() if len(modules) > 1} == {}

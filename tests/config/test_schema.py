"""The JSON Schema of a settings file: it takes what the program takes, and editors find it.

`python -m tests.config.test_schema` writes it anew.
"""

from __future__ import annotations

import json
import re
import string
import tomllib
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from jsonschema import Draft202012Validator

from linkcheck import config
from linkcheck.__about__ import HOME
from linkcheck.config import OPTIONS, Settings, settings_text
from linkcheck.config.options import readers_of
from linkcheck.config.schema import schema_text
from linkcheck.config.tables import read_table
from linkcheck.config.template import SCHEMA_URL
from linkcheck.config.values import BadValueError
from linkcheck.model import LinkcheckError
from linkcheck.run.settings import NAMES
from tests.config.full import FULL
from tests.support import paths

FILE = paths.PACKAGE / "config" / "schema.json"
SCHEMA = json.loads(schema_text(NAMES))
VALIDATOR = Draft202012Validator(SCHEMA, format_checker=Draft202012Validator.FORMAT_CHECKER)


def test_the_committed_schema_is_what_the_declarations_make() -> None:
    """schema.json never falls behind the options."""
    assert FILE.read_text("utf-8") == schema_text(NAMES)


def test_it_is_a_schema() -> None:
    """Of the draft that it names, with each key and its words, and its own address."""
    Draft202012Validator.check_schema(SCHEMA)
    told = {option.key: option.help for option in OPTIONS if option.in_file}
    assert {key: each["description"] for key, each in SCHEMA["properties"].items()} == told
    assert SCHEMA["$id"] == SCHEMA_URL


def test_editors_find_it() -> None:
    """The first line of a new settings file names it, at the project's own home."""
    assert settings_text().splitlines()[0] == f"#:schema {SCHEMA_URL}"
    home = HOME.replace("https://github.com/", "https://raw.githubusercontent.com/")
    assert f"{home}/main/{FILE.relative_to(paths.ROOT).as_posix()}" == SCHEMA_URL


BEYOND = {
    "a-huge-number": "JSON has numbers without end",
    "archive-order": "a word or the name of another table",
    "archive-service-not-declared": "a word or the name of another table",
    "bad-cidr": "the length of a prefix",
    "empty-code-range": "one number compared with another",
    "not-a-number": "JSON has none",
}
"""Cases that the program refuses → what JSON Schema cannot say."""


def tables() -> list[tuple[str, dict[str, Any], bool]]:
    """Return each case of `cases/config` that is TOML: its name, its content, and whether the program takes it."""
    found = []
    for path in sorted((paths.CASES / "config").glob("*.toml")):
        try:
            table = tomllib.loads(path.read_text("utf-8"))
        except (ValueError, RecursionError):
            continue
        found.append((path.stem, table, taken(path)))
    return found


def taken(path: Path) -> bool:
    """Tell whether the program takes a settings file."""
    try:
        config.load(path.parent, explicit=path, names=NAMES)
    except LinkcheckError:
        return False
    return True


CASES = tables()


@pytest.mark.parametrize(("name", "table", "good"), CASES, ids=[name for name, _, _ in CASES])
def test_it_takes_what_the_program_takes(name: str, table: dict[str, Any], good: bool) -> None:
    """An unknown key, a wrong type, a value out of bounds are refused by both."""
    assert VALIDATOR.is_valid(table) == (good or name in BEYOND), name


def test_it_takes_every_key() -> None:
    """A file with all keys, and the commented lines of a new one."""
    VALIDATOR.validate(tomllib.loads(FULL))
    for line in settings_text().splitlines():
        if line[:1] == "#" and line[1:2] not in (" ", ":"):
            VALIDATOR.validate(tomllib.loads(line[1:]))


TEXTS = """x|-x|dead|dead, new|error|off|json|cdx,timegate|200|200..=204, 429|0s|500ms|2 m|-1|0.5|(|a b|X-Token|::1|
127.0.0.0/8|https://a.example/|ftp://a.example"""
WORDS = st.sampled_from(["", *re.split(r"\|\n?", TEXTS)])
PRINTABLE = WORDS | st.text(string.printable, max_size=6)
KEYS = st.sampled_from(
    sorted({*SCHEMA["properties"], *SCHEMA["properties"]["archive"]["properties"], "runs", "a.example"})
)
# JSON Schema takes 1.0 for an integer.
FRACTIONS = st.floats(allow_nan=False, allow_infinity=False).filter(lambda number: not number.is_integer())
VALUES: st.SearchStrategy[Any] = st.recursive(
    PRINTABLE | st.integers(-2, 1000) | FRACTIONS | st.booleans(),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(KEYS | PRINTABLE, inner, max_size=3),
    max_leaves=4,
)

UNSAYABLE = (
    "is no regular expression",  # another dialect than a schema's
    "is no network",
    "is an empty range",
    "must be one line of text",  # printable is more than a pattern can say
    "is no host name",
    "(known: cdx, timegate",  # or the name of a service
    "must be an http or https URL",
    "more than 0 seconds",  # text such as "0.0001 ms"
)
"""What a settings file can be refused for although the schema takes it."""


@given(st.sampled_from(sorted(SCHEMA["properties"])), VALUES)
def test_the_program_takes_what_it_takes(key: str, value: object) -> None:
    """Whatever an editor finds right, a run finds right, as far as a schema can say it."""
    if VALIDATOR.is_valid({key: value}):
        try:
            read_table({key: value}, readers_of(Settings, NAMES))
        except BadValueError as error:
            assert any(words in str(error) for words in UNSAYABLE), error  # noqa: PT017 -- most values raise nothing


if __name__ == "__main__":
    FILE.write_text(schema_text(NAMES), "utf-8")

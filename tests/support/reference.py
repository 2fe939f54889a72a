"""The tables of the documentation, made from the program's own.

A page holds a table between two comments that name it: `<!-- rules -->` and `<!-- /rules -->`. What a report leads to
has an id in its row: `{#soft-404}`.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from typing import Any

import yaml

from linkcheck.cli.foreign import TOOLS
from linkcheck.config import OPTIONS, Option
from linkcheck.config.options import options_of
from linkcheck.model import Level, Reason, Rule, State
from linkcheck.repair import PLANNERS
from linkcheck.report import FORMATS
from linkcheck.report.words import REASONS, VERDICTS
from linkcheck.run.settings import NAMES
from linkcheck.sources.site import GENERATORS
from tests.support import paths

ACTION = paths.ROOT / ".github" / "actions" / "linkcheck" / "action.yml"

FAILS = {State.DEAD: "yes", State.INVALID: "yes", State.MOVED: "`--fail-on moved`"}


def table(headers: tuple[str, ...], rows: Iterable[tuple[str, ...]]) -> str:
    """Return a table without padding: a change of one row is a change of one line."""
    lines = [headers, ("---",) * len(headers), *rows]
    return "\n".join(f"| {' | '.join(cell.replace('|', chr(92) + '|') for cell in line)} |" for line in lines)


def words_of(text: str) -> str:
    """Return a help text as Markdown: what one types, and what Markdown would take for its own, is code."""
    pieces = re.split(r"(`[^`]*`)", " ".join(text.split()))
    pieces[::2] = [
        re.sub(r"(?<![\w`'-])(--?[a-z][\w-]*(?:=\w+(?:,\w+)*)?|\[[\w.]+\])", r"`\1`", piece) for piece in pieces[::2]
    ]
    return "".join(pieces).replace("<", "&lt;")


def values_of(option: Option) -> str:
    """Return the values of a setting in words: those it knows, else their type."""
    reader = option.reader(NAMES)
    if reader.known:
        return ", ".join(f"`{word}`" for word in reader.known)
    return _type(reader.describe())


TYPES = {"boolean": "`true` or `false`", "integer": "a whole number", "number": "a number", "string": "text"}
TYPES |= {"object": "a table"}


def _type(schema: Mapping[str, Any]) -> str:
    """Return the type of a value that a JSON Schema takes."""
    if any("ms|" in each.get("pattern", "") for each in schema.get("anyOf", ())):
        return 'seconds, or text such as `"500ms"` and `"10m"`'
    if "anyOf" in schema:
        return " or ".join(dict.fromkeys(map(_type, schema["anyOf"])))
    if schema["type"] == "array":
        return f"a list ({_type(schema['items'])})"
    return TYPES[schema["type"]]


def _verdicts() -> str:
    return table(
        ("verdict", "meaning", "fails a run", "`--fix` changes it"),
        ((f"`{state}`{{#{state}}}", VERDICTS[state], FAILS.get(state, "no"), _fixes(state)) for state in State),
    )


def _fixes(state: State) -> str:
    """Return which kinds of repair change a verdict's links, and where they lead them."""
    kinds = [(kind, planner.words) for kind, planner in PLANNERS.items() if planner.state is state]
    said = [f"{'yes' if kind == 'dead' else f'`--fix={kind}`'}, {words}" for kind, words in kinds]
    return "; ".join(said) or "never"


def _rules() -> str:
    return table(
        ("rule", "meaning", "level", "another level"),
        (
            (f"`{rule}`{{#{rule}}}", rule.words, f"**{rule.level}**: {_reasons(rule, rule.level)}", _other_levels(rule))
            for rule in Rule
        ),
    )


def _reasons(rule: Rule, level: Level) -> str:
    return ", or ".join(each.words for each in rule.certainties if each.level is level)


def _other_levels(rule: Rule) -> str:
    levels = [level for level in Level if level is not rule.level and _reasons(rule, level)]
    return "<br>".join(f"**{level}**: {_reasons(rule, level)}" for level in levels)


def _code(value: object) -> str:
    return f"`{value}`" if value not in (None, "") else ""


def top_keys() -> str:
    """Return the keys that are options, too."""
    rows = [one for one in OPTIONS if one.flags and one.in_file]
    return table(
        ("key", "option", "default", "values"),
        ((f"`{one.key}`", f"`{one.flags[-1]}`", _code(one.toml_default()), values_of(one)) for one in rows),
    )


def keys_of_a_file() -> Iterable[tuple[str, Option]]:
    """Yield the keys that no flag has, with the tables that they stand in."""
    for option in OPTIONS:
        if not option.flags:
            name = f"{option.key}.{option.metavar}" if option.metavar else option.key
            inner = options_of(option.inner) if option.inner else ()
            yield from ((f"{name}.{each.key}", each) for each in inner)
            yield from () if inner else ((name, option),)


def inputs() -> Iterable[tuple[str, dict[str, str]]]:
    """Return the inputs of the Action, in its order."""
    action: dict[str, dict[str, dict[str, str]]] = yaml.safe_load(ACTION.read_bytes())
    return action["inputs"].items()


def tables() -> dict[str, str]:
    """Return every table by its name, but those of commands and of JSON."""
    return {
        "verdicts": _verdicts(),
        "verdicts_short": table(
            ("verdict", "meaning", "fails a run"),
            ((f"`{state}`", VERDICTS[state], FAILS.get(state, "no")) for state in State),
        ),
        "reasons": table(("reason", "meaning"), ((f"`{reason}`{{#{reason}}}", REASONS[reason]) for reason in Reason)),
        "rules": _rules(),
        "formats": table(
            ("format", "suffix", "what it is for"),
            (
                (f"`{one.name}`", " ".join(f"`{suffix}`" for suffix in one.suffixes), one.words)
                for one in FORMATS.values()
            ),
        ),
        "inputs": table(
            ("input", "default", "meaning"),
            ((f"`{name}`", _code(one["default"]), " ".join(one["description"].split())) for name, one in inputs()),
        ),
        "keys": top_keys(),
        "settings": table(
            ("key", "default", "values", "meaning"),
            (
                (f"`{key}`", _code(option.toml_default()), values_of(option), words_of(option.help))
                for key, option in keys_of_a_file()
            ),
        ),
        "foreign": table(
            ("checker", "files", "Actions"),
            (
                (one.title, *(", ".join(f"`{name}`" for name in names) or "–" for names in (one.files, one.actions)))
                for one in TOOLS
            ),
        ),
        "generators": table(
            ("generator", "known by"),
            (
                (one.title, ", ".join(f"`{name}`" for name in (*one.configs, *one.shared_configs)))
                for one in GENERATORS
                if one.configs
            ),
        ),
    }

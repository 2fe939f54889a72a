"""The README says what the program does: its tables are made from the program's own, its commands run.

`python -m tests.test_readme` writes the tables anew.
"""

from __future__ import annotations

import re
import textwrap
from collections.abc import Iterable

import pytest
import yaml
from tabulate import tabulate

from linkcheck.config import OPTIONS, Option
from linkcheck.config.options import options_of
from linkcheck.model import Reason, Rule, State
from linkcheck.repair import PLANNERS
from linkcheck.report import FORMATS
from linkcheck.report.words import REASONS, VERDICTS
from tests.support import paths

README = paths.ROOT / "README.md"
ACTION = README.parent / ".github" / "actions" / "linkcheck" / "action.yml"

FAILS = {State.DEAD: "yes", State.INVALID: "yes", State.MOVED: "`--fail-on moved`"}


def _fixes(state: State) -> str:
    """Return which kinds of repair change a verdict's links, and where they lead them."""
    kinds = [(kind, planner.words) for kind, planner in PLANNERS.items() if planner.state is state]
    said = [f"{'yes' if kind == 'dead' else f'`--fix={kind}`'}, {words}" for kind, words in kinds]
    return "; ".join(said) or "never"


def _table(headers: tuple[str, ...], rows: Iterable[tuple[str, ...]]) -> str:
    return tabulate([[cell.replace("|", r"\|") for cell in row] for row in rows], headers, tablefmt="github")


def tables() -> dict[str, str]:
    """Return every table of the README by its name."""
    return {
        "verdicts": _table(
            ("verdict", "meaning", "fails a run", "`--fix` changes it"),
            ((f"`{state}`", VERDICTS[state], FAILS.get(state, "no"), _fixes(state)) for state in State),
        ),
        "reasons": _table(("reason", "meaning"), ((f"`{reason}`", REASONS[reason]) for reason in Reason)),
        "inputs": _table(
            ("input", "default", "meaning"),
            ((f"`{name}`", _code(one["default"]), " ".join(one["description"].split())) for name, one in inputs()),
        ),
        "formats": _table(
            ("format", "suffix", "what it is for"),
            (
                (f"`{one.name}`", " ".join(f"`{suffix}`" for suffix in one.suffixes), one.words)
                for one in FORMATS.values()
            ),
        ),
        "rules": _table(("problem", "meaning", "level"), ((f"`{rule}`", rule.words, rule.levels) for rule in Rule)),
        "options": _table(
            ("option", "default", "meaning"),
            (
                (
                    " ".join(f"`{flag}{f' {option.metavar}' if option.metavar else ''}`" for flag in option.flags),
                    option.flag_default(),
                    option.flag_help(),
                )
                for option in OPTIONS
                if option.flags
            ),
        ),
        "keys": textwrap.fill(", ".join(f"`{one.key}`" for one in OPTIONS if one.flags and one.in_file) + ".", 120),
        "settings": _table(
            ("key", "default", "meaning"),
            ((f"`{key}`", _code(option.toml_default() or ""), option.help) for key, option in keys_of_a_file()),
        ),
    }


def keys_of_a_file() -> Iterable[tuple[str, Option]]:
    """Yield the keys that no flag has, with the tables that they stand in."""
    for option in OPTIONS:
        if not option.flags:
            table = f"{option.key}.{option.metavar}" if option.metavar else option.key
            inner = options_of(option.inner) if option.inner else ()
            yield from ((f"{table}.{each.key}", each) for each in inner)
            yield from () if inner else ((table, option),)


def _code(value: str) -> str:
    return f"`{value}`" if value else ""


def inputs() -> Iterable[tuple[str, dict[str, str]]]:
    """Return the inputs of the Action, in its order."""
    action: dict[str, dict[str, dict[str, str]]] = yaml.safe_load(ACTION.read_bytes())
    return action["inputs"].items()


def filled(text: str) -> str:
    """Return the README with its tables made anew; each stands between two comments that name it."""
    for name, table in tables().items():
        pattern = re.compile(rf"(<!-- {name} -->\n).*?(<!-- /{name} -->)", re.DOTALL)
        assert pattern.search(text), name
        text = pattern.sub(rf"\1\n{table.replace(chr(92), chr(92) * 2)}\n\n\2", text)
    return text


def test_the_tables_are_those_of_the_program() -> None:
    """No flag, key, verdict, reason or problem is missing or out of date."""
    text = README.read_text("utf-8")
    assert text == filled(text)


def test_the_quick_start_is_two_lines() -> None:
    """One block of two commands, which .ci/run and people take as they stand."""
    block = re.search(r"## Quick start\n+```sh\n(.*?)```", README.read_text("utf-8"), re.DOTALL)
    assert block is not None
    demo, tests = block[1].splitlines()
    assert demo.endswith("linkcheck demo")
    assert "pytest" in tests


@pytest.mark.parametrize("path", ["LICENSE", "CHANGELOG.md", ".github/CONTRIBUTING.md", "reports/behaviours.md"])
def test_what_it_points_to_is_there(path: str) -> None:
    """Files that the README links to exist."""
    assert (README.parent / path).exists()


if __name__ == "__main__":
    README.write_text(filled(README.read_text("utf-8")), "utf-8")

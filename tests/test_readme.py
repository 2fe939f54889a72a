"""The README says what the program does: its tables are made from the program's own, its commands run.

`python -m tests.test_readme` writes the tables anew.
"""

from __future__ import annotations

import re
from collections.abc import Iterable

import pytest
import yaml
from tabulate import tabulate

from linkcheck.config.names import Names
from linkcheck.config.options import OPTIONS
from linkcheck.config.tables import ARCHIVE, CONFIRM, HISTORY, HOST, keys
from linkcheck.model import Reason, Rule, State
from linkcheck.repair import PLANNERS
from linkcheck.report import FORMATS
from linkcheck.report.words import REASONS, VERDICTS
from tests.support import paths

README = paths.ROOT / "README.md"
ACTION = README.parent / ".github" / "actions" / "linkcheck" / "action.yml"

FAILS = {State.DEAD: "yes", State.INVALID: "yes", State.MOVED: "`--fail-on moved`"}
FIXED = {
    planner.state: f"{'yes' if kind == 'dead' else f'`--fix={kind}`'}, {planner.words}"
    for kind, planner in PLANNERS.items()
}

FILE_ONLY = {
    "archive.enabled": "Look for archived copies (`--no-archive` is false)",
    "archive.url": "The archive: `https://web.archive.org`, a pywb of your own …",
    "archive.cdx_url": "Its index of captures, where that is not at the usual place below `url`",
    "archive.playback_url": "What a capture's time and URL are appended to, where that is not `/web` below `url`",
    "archive.order": '`["cdx", "timegate"]`: what is asked first, and what if that fails',
    "archive.services.NAME.kind": "A further archive, which `order` may name, and which of those two it is",
    "archive.services.NAME.url": "Its address; `cdx_url`, `playback_url` and the limits below may stand beside it",
    "archive.requests_per_minute": "Look-ups in the index in any 60 seconds (24)",
    "archive.playback_per_minute": "Requests for captures in any 60 seconds (60)",
    "archive.in_flight": "Requests to the archive at once (3)",
    "archive.budget": "Look-ups in one run (200); the rest come first next time",
    "archive.timeout": "Seconds for one look-up (60)",
    "confirm.runs": "Runs in a row, a night apart, after which a failure that persists is taken for death (3)",
    "confirm.days": "Days from the first of them to the last (7)",
    "history.file": "JSON Lines that the repository owns, such as `reports/history.jsonl`: read before, written after",
    'hosts."NAME".concurrency': "Requests to this host at once",
    'hosts."NAME".request_interval': "Seconds between two requests to this host",
    'hosts."NAME".headers': "Headers for this host only; never sent to another",
    'hosts."NAME".accept': "Statuses of this host that are taken for alive",
    "rules.RULE": '`"error"`, `"warning"`, `"note"` or `"off"` for a problem of the table above',
}

FORMAT_WORDS = {
    "text": "for people, at a terminal: colours, and links that it can open",
    "json": "everything, by a [schema](linkcheck/report/schema.json); can be drawn again in any format, and compared",
    "markdown": "for an issue or a job summary: below 65,536 characters, and no text in it can act",
    "html": "one file to look at: what needs somebody today, pictures, search, all evidence; makes no request",
    "csv": "a row for each reference, for spreadsheets and databases",
    "atom": "a feed of what broke, came back and was repaired",
    "badge": "a picture for a page",
    "shields": "the JSON that an endpoint badge of shields.io asks for; `.json` where `--format` says so",
    "sarif": "SARIF 2.1.0, for code scanning",
    "github": "notes on the lines, as a step in GitHub Actions prints them",
    "rdjson": "for reviewdog, with the repairs as suggestions",
    "junit": "for CI systems that show tests",
}


def _table(headers: tuple[str, ...], rows: Iterable[tuple[str, ...]]) -> str:
    return tabulate([[cell.replace("|", r"\|") for cell in row] for row in rows], headers, tablefmt="github")


def tables() -> dict[str, str]:
    """Return every table of the README by its name."""
    return {
        "verdicts": _table(
            ("verdict", "meaning", "fails a run", "`--fix` changes it"),
            ((f"`{state}`", VERDICTS[state], FAILS.get(state, "no"), FIXED.get(state, "never")) for state in State),
        ),
        "reasons": _table(("reason", "meaning"), ((f"`{reason}`", REASONS[reason]) for reason in Reason)),
        "inputs": _table(
            ("input", "default", "meaning"),
            ((f"`{name}`", _code(one["default"]), " ".join(one["description"].split())) for name, one in inputs()),
        ),
        "formats": _table(
            ("format", "suffix", "what it is for"),
            (
                (f"`{one.name}`", " ".join(f"`{suffix}`" for suffix in one.suffixes), FORMAT_WORDS[one.name])
                for one in FORMATS.values()
            ),
        ),
        "rules": _table(("problem", "meaning"), ((f"`{rule}`", rule.words) for rule in Rule)),
        "options": _table(
            ("option", "default", "meaning"),
            (
                (
                    " ".join(f"`{flag}{f' {option.metavar}' if option.metavar else ''}`" for flag in option.flags),
                    option.default or "",
                    option.help,
                )
                for option in OPTIONS
            ),
        ),
        "settings": _table(("key", "meaning"), ((f"`{key}`", words) for key, words in FILE_ONLY.items())),
    }


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


def test_every_key_of_a_file_is_documented() -> None:
    """The README names each key that a settings file may have."""
    text = README.read_text("utf-8")
    flags = {option.key for option in OPTIONS if option.in_file}
    for key in keys(Names(FORMATS)):
        assert key in flags | {"archive", "confirm", "history", "hosts", "rules"}, key
    for key in flags:
        assert f"`{key}`" in text, key
    for table, known in (
        ("archive", {*ARCHIVE, "order", "services.NAME.kind", "services.NAME.url"}),
        ("confirm", CONFIRM),
        ("history", HISTORY),
    ):
        assert {key.removeprefix(f"{table}.") for key in FILE_ONLY if key.startswith(f"{table}.")} == set(known)
    assert {key.rpartition(".")[2] for key in FILE_ONLY if key.startswith("hosts.")} == set(HOST)


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

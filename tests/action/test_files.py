"""The files themselves: their schemas, what zizmor finds, and what every reader of them relies on."""

from __future__ import annotations

import re
import tomllib
from pathlib import Path
from typing import Any

import pytest
import yaml

from linkcheck import __version__
from tests.action.checks import COMMANDS, run
from tests.support.paths import ROOT

GITHUB = ROOT / ".github"
FILES = [GITHUB / "actions" / "linkcheck" / "action.yml", *sorted((GITHUB / "workflows").glob("*.yml"))]
PINNED = re.compile(r"[\w.-]+/[\w./-]+@[0-9a-f]{40} # v\d+\.\d+\.\d+")
OWN = ("./.github/actions/", "$/.github/actions/")


def read(file: Path) -> Any:
    """Return what a YAML file holds; `on` is no boolean to GitHub."""
    return yaml.load(file.read_text("utf-8"), yaml.BaseLoader)  # noqa: S506 - it makes only texts


def steps(whole: Any) -> list[Any]:
    """Return all steps of an action or a workflow."""
    jobs = [whole["runs"]] if "runs" in whole else whole["jobs"].values()
    return [step for job in jobs for step in job["steps"]]


@pytest.mark.parametrize("command", COMMANDS, ids=lambda command: " ".join(command[:4]))
def test_the_checkers_find_nothing(command: list[str]) -> None:
    """Schemas come with check-jsonschema, and zizmor asks no network."""
    done = run(command)
    assert done.returncode == 0, done.stdout


@pytest.mark.parametrize("file", FILES, ids=lambda file: file.name)
def test_no_expression_stands_in_a_script(file: Path) -> None:
    """What somebody wrote in a title or an input would be code there."""
    scripts = [step["run"] for step in steps(read(file)) if "run" in step]
    assert not [script for script in scripts if "${{" in script]


@pytest.mark.parametrize("file", FILES, ids=lambda file: file.name)
def test_foreign_actions_are_pinned_by_hash(file: Path) -> None:
    """And a comment tells which version that is."""
    lines = re.findall(r"^[ -]*uses: (.+)$", file.read_text("utf-8"), re.MULTILINE)
    assert not [line for line in lines if not line.startswith(OWN) and not PINNED.fullmatch(line)]


def test_one_version_of_an_action_everywhere() -> None:
    """Two hashes of the same action are one that was forgotten, be it in what `linkcheck init` writes."""
    files = [*FILES, *(ROOT / "linkcheck" / "cli" / "scaffold").glob("*.yml")]
    found = {use for file in files for use in re.findall(r"uses: ([\w./-]+@[0-9a-f]{40})", file.read_text("utf-8"))}
    assert len({use.partition("@")[0] for use in found}) == len(found)


def test_the_reusable_workflow_has_the_inputs_of_the_action() -> None:
    """Same names, same words, same defaults; the token is a secret there."""
    action, workflow = read(FILES[0]), read(GITHUB / "workflows" / "linkcheck.yml")
    ours = {
        name: {"description": each["description"], "default": each["default"]}
        for name, each in action["inputs"].items()
        if name != "token"
    }
    called = workflow["on"]["workflow_call"]
    theirs = {name: {key: each[key] for key in ("description", "default")} for name, each in called["inputs"].items()}
    assert theirs.pop("timeoutMinutes")["default"] == "60"
    assert theirs == ours
    (step,) = [step for step in steps(workflow) if step["uses"].endswith("actions/linkcheck")]
    assert step["with"] == {name: f"${{{{ inputs.{name} }}}}" for name in ours} | {
        "token": "${{ secrets.token || github.token }}"
    }
    assert all(
        (each["type"] == "boolean") == (each["default"] in {"true", "false"})
        for name, each in called["inputs"].items()
        if name != "timeoutMinutes"
    )


def test_every_input_is_read() -> None:
    """One that nothing reads would be a promise."""
    text = FILES[0].read_text("utf-8")
    assert [name for name in read(FILES[0])["inputs"] if f"inputs.{name}" not in text] == []


def test_two_nights_never_run_at_once() -> None:
    """And none runs for six hours."""
    for name in ("linkcheck.yml", "nightly.yml"):
        whole = read(GITHUB / "workflows" / name)
        assert all("timeout-minutes" in job for job in whole["jobs"].values())
        assert "concurrency" in whole or all("concurrency" in job for job in whole["jobs"].values())


@pytest.mark.parametrize("file", [FILES[0], GITHUB / "workflows" / "linkcheck.yml"], ids=lambda file: file.name)
def test_the_first_lines_are_what_a_user_writes(file: Path) -> None:
    """They are YAML, name the home and the version, and give inputs that there are."""
    head = file.read_text("utf-8").partition("\n\n")[0] if file is not FILES[0] else file.read_text("utf-8")
    lines = [line[4:] for line in head.splitlines() if line.startswith("#   ")]
    home = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["project"]["urls"]["Source"]
    place = home.removeprefix("https://github.com/")
    assert f"uses: {place}/{file.relative_to(ROOT).as_posix().removesuffix('/action.yml')}@v{__version__}" in "".join(
        lines
    )
    assert len(lines) <= 10
    written = yaml.safe_load("\n".join(lines))
    given = written["steps"][-1] if "steps" in written else written["jobs"]["links"]
    assert given["with"].keys() <= read(FILES[0])["inputs"].keys()

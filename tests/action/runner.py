"""Runs a composite action as GitHub's runner does: every step in its order, scripts as processes, outputs in files.

Other people's actions are emulated in a few lines each (`Foreign`); one that is not known here is an error, as is any
key of a step that this runner would have to pass over.
"""

from __future__ import annotations

import json
import os
import shutil
import subprocess
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import yaml

from tests.action.expressions import filled, is_met

Foreign = Callable[[Mapping[str, str]], tuple[str, dict[str, str]]]
"""An emulated action: its inputs → what it prints, and its outputs."""

KEYS = {"name", "id", "if", "uses", "with", "env", "shell", "run", "working-directory"}
OURS = ("GITHUB_", "RUNNER_", "GIT_", "ACTIONS_", "PYTHON", "VIRTUAL_ENV", "INPUT_")
"""Variables of whoever runs the tests, which no step may see."""


@dataclass(frozen=True, slots=True)
class Ran:
    """One step."""

    name: str
    outcome: str
    """`success`, `failure` or `skipped`, as GitHub says it."""
    printed: str = ""
    outputs: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Run:
    """One run of the action."""

    steps: tuple[Ran, ...]
    outputs: Mapping[str, str]
    summary: str

    @property
    def failed(self) -> bool:
        """Whether the job is red."""
        return any(step.outcome == "failure" for step in self.steps)

    @property
    def printed(self) -> str:
        """The whole log."""
        return "".join(step.printed for step in self.steps)

    def step(self, name: str) -> Ran:
        """Return a step by its name."""
        return next(step for step in self.steps if step.name == name)


@dataclass(slots=True)
class Runner:
    """A machine that runs an action."""

    action: Path
    """Folder of the action.yml."""
    workspace: Path
    temp: Path
    foreign: Mapping[str, Foreign]
    """By name, without the version."""
    github: Mapping[str, Any]
    """The context `github`, the event too."""
    environ: Mapping[str, str]
    """What GitHub sets for every step, beside the files of this runner."""
    done: Mapping[str, Mapping[str, str]] = field(default_factory=dict)
    """Outputs of steps, by id, that are not run again."""

    def run(self, **given: str) -> Run:
        """Run all steps with these inputs."""
        shutil.rmtree(self.temp, ignore_errors=True)
        self.temp.mkdir(parents=True)
        whole = yaml.safe_load((self.action / "action.yml").read_text("utf-8"))
        unknown = given.keys() - whole["inputs"].keys()
        assert not unknown, f"no such inputs: {unknown}"
        contexts: dict[str, Any] = {"github": self.github, "runner": {"temp": str(self.temp), "os": "Linux"}}
        defaults = {name: filled(each["default"], contexts) for name, each in whole["inputs"].items()}
        contexts |= {"inputs": {**defaults, **given}, "steps": {}}
        ran: list[Ran] = []
        for step in whole["runs"]["steps"]:
            assert step.keys() <= KEYS, step.keys() - KEYS
            failed = any(one.outcome == "failure" for one in ran)
            ran.append(self._step(step, contexts, failed=failed))
            if "id" in step:
                contexts["steps"][step["id"]] = {"outputs": ran[-1].outputs, "outcome": ran[-1].outcome}
        outputs = {name: filled(each["value"], contexts) for name, each in whole["outputs"].items()}
        return Run(tuple(ran), outputs, self._file("summary").read_text("utf-8"))

    def _step(self, step: Mapping[str, Any], contexts: Mapping[str, Any], *, failed: bool) -> Ran:
        name = step["name"]
        if not is_met(step.get("if"), contexts, failed=failed):
            return Ran(name, "skipped")
        if step.get("id") in self.done:
            return Ran(name, "success", outputs=self.done[step["id"]])
        if "uses" in step:
            inputs = {key: filled(value, contexts) for key, value in step.get("with", {}).items()}
            printed, outputs = self.foreign[step["uses"].partition("@")[0]](inputs)
            return Ran(name, "success", printed, outputs)
        return self._script(step, contexts)

    def _script(self, step: Mapping[str, Any], contexts: Mapping[str, Any]) -> Ran:
        assert step["shell"] == "bash", step
        script, output = self._file("script"), self._file("output")
        script.write_text(step["run"], "utf-8")
        output.write_bytes(b"")
        environment = {key: filled(value, contexts) for key, value in step.get("env", {}).items()}
        done = subprocess.run(
            ["bash", "--noprofile", "--norc", "-eo", "pipefail", str(script)],  # what GitHub's `shell: bash` is
            cwd=self.workspace / filled(step.get("working-directory", "."), contexts),
            env=self._environ() | environment,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            check=False,
        )
        for name in ("env", "path"):
            assert not self._file(name).read_bytes(), f"this runner does not know what to do with GITHUB_{name.upper()}"
        outcome = "failure" if done.returncode else "success"
        return Ran(step["name"], outcome, done.stdout.decode("utf-8", "replace"), _outputs(output.read_text("utf-8")))

    def _environ(self) -> dict[str, str]:
        kept = {key: value for key, value in os.environ.items() if not key.startswith(OURS)}
        files = {
            f"GITHUB_{name.upper()}": str(self._file(name.removeprefix("step_")))
            for name in ("output", "env", "path", "step_summary")
        }
        places = {
            "GITHUB_ACTION_PATH": str(self.action),
            "GITHUB_WORKSPACE": str(self.workspace),
            "RUNNER_TEMP": str(self.temp),
            "GITHUB_EVENT_PATH": str(self._event()),
        }
        return kept | {"GIT_CONFIG_GLOBAL": os.devnull, "GIT_CONFIG_NOSYSTEM": "1"} | files | places | {**self.environ}

    def _event(self) -> Path:
        file = self._file("event")
        file.write_text(json.dumps(self.github["event"]), "utf-8")
        return file

    def _file(self, name: str) -> Path:
        folder = self.temp / "_runner_file_commands"
        folder.mkdir(exist_ok=True)
        file = folder / name
        file.touch()
        return file


def _outputs(text: str) -> dict[str, str]:
    """Read an output file; values of several lines are not used, and an error."""
    lines = text.splitlines()
    assert all("=" in line and "<<" not in line for line in lines), lines
    return dict(line.split("=", 1) for line in lines)

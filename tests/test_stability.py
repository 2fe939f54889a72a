"""What a release wrote, every later one of the same major version reads; what one could call, one still can.

A folder of `cases/releases` is one release: its reports, settings, history and options as they were. Before a release
is tagged, `python -m tests.test_stability` writes the folder of its version; after that, nobody changes it.
"""

from __future__ import annotations

import json
import shutil
import tempfile
from collections.abc import Iterator
from enum import StrEnum
from pathlib import Path
from typing import Any

import click
import pytest

from linkcheck import cli, config, report
from linkcheck.__about__ import __version__
from linkcheck.model import Reason, Rule, State
from linkcheck.report import FORMATS, reading
from linkcheck.run.settings import NAMES
from tests.config.full import FULL as SETTINGS
from tests.support import paths
from tests.support.commands import every_command
from tests.support.full_report import FULL
from tests.support.kept_json import lost
from tests.support.over_nights import Nights
from tests.support.program import linkcheck

RELEASES = paths.CASES / "releases"
EACH = pytest.mark.parametrize("release", sorted(RELEASES.iterdir()), ids=lambda folder: folder.name)


@EACH
def test_its_report_is_read(release: Path) -> None:
    """And written again it holds all that it held, each value in its place."""
    text = (release / "report.json").read_bytes()
    again = json.loads(report.render(reading.read(text), "json"))
    assert list(lost(json.loads(text), again)) == []


@EACH
def test_its_history_is_known(release: Path, tmp_path: Path) -> None:
    """Each link has the verdict of then, and the reason, its strikes and what it was titled."""
    shutil.copytree(release / "blog", tmp_path / "blog")
    shutil.copy(release / "history.sqlite", _state(tmp_path / "blog") / "history.sqlite")
    done = linkcheck("report", ".", "-f", "json", cwd=tmp_path / "blog", code=1)
    assert _said(json.loads(done.stdout)) == json.loads((release / "verdicts.json").read_bytes())


@EACH
def test_its_settings_hold(release: Path, tmp_path: Path) -> None:
    """No key is unknown, and none has another meaning that would be refused."""
    shutil.copy(release / "linkcheck.toml", tmp_path)
    config.load(tmp_path, flags={}, names=NAMES)


@EACH
def test_its_options_are_there(release: Path) -> None:
    """Commands, their options, formats, verdicts, reasons and rules."""
    then = set((release / "names.txt").read_text().splitlines())
    assert then <= set(names())


def names() -> Iterator[str]:
    """Yield what people write into scripts and settings."""
    root = cli.commands
    for name, command in (("linkcheck", root), *every_command(click.Context(root, info_name="linkcheck"))):
        whole = name if command is root else f"linkcheck {name}"
        yield whole
        flags = (flag for parameter in command.params for flag in (*parameter.opts, *parameter.secondary_opts))
        yield from (f"{whole} {flag}" for flag in flags if flag[0] == "-")
    yield from (f"format {name}" for name in FORMATS)
    kinds: dict[str, type[StrEnum]] = {"verdict": State, "reason": Reason, "rule": Rule}
    for kind, members in kinds.items():
        yield from (f"{kind} {member.value}" for member in members)


def _said(told: Any) -> dict[str, list[object]]:
    keys = ("verdict", "reason", "strikes", "title", "last_alive_at")
    return {target["url"]: [target.get(key) for key in keys] for target in told["targets"]}


def _state(folder: Path) -> Path:
    state = folder / ".linkcheck"
    state.mkdir(exist_ok=True)
    return state


def _write(folder: Path) -> None:
    """Write the folder of a release."""
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(parents=True)
    (folder / "report.json").write_text(report.render(FULL, "json"), encoding="utf-8")
    (folder / "linkcheck.toml").write_text(SETTINGS, encoding="utf-8")
    (folder / "names.txt").write_text("".join(f"{name}\n" for name in sorted(set(names()))), encoding="utf-8")
    hosts = [f"{state}.harbour-notes.net" for state in ("alive", "gone", "wall", "fault", "refused", "no-name")]
    with tempfile.TemporaryDirectory() as name:
        nights = Nights(Path(name), {host: host.partition(".")[0] for host in hosts})
        nights.write(*hosts)
        for _ in range(3):
            nights.run()
            nights.sleep(4)
        told = json.loads(report.render(nights.run(ask=False).report, "json"))
        shutil.copytree(name, folder / "blog", ignore=shutil.ignore_patterns(".linkcheck"))
        shutil.copy(Path(name, ".linkcheck", "history.sqlite"), folder)
    (folder / "verdicts.json").write_text(json.dumps(_said(told), indent=1) + "\n", encoding="utf-8")


if __name__ == "__main__":
    _write(RELEASES / __version__)

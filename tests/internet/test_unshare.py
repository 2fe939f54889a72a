"""The unmodified program, `python -m linkcheck`, in a network namespace: real names, real ports, nothing passed in."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from tests.internet import behaviours, namespace, story, table
from tests.internet.behaviour import REGISTRY

__all__ = ["behaviours"]  # imported for its effect: it fills the registry

pytestmark = [pytest.mark.needs_namespace, pytest.mark.slow, pytest.mark.timeout(600)]


@pytest.fixture(scope="module")
def told(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Any]:
    """What the four runs of the story said: scan, fix, scan, fix."""
    folder = tmp_path_factory.mktemp("story")
    output = folder / "told.json"
    done = namespace.enter("tests.internet.story", str(folder), str(output))
    assert output.exists(), done.stderr
    loaded: dict[str, Any] = json.loads(output.read_bytes())
    assert all(run["report"] for run in loaded["runs"]), [run["said"] for run in loaded["runs"]]
    return loaded


def verdicts(told: dict[str, Any], run: int) -> dict[str, str]:
    """Return URL → verdict of a run."""
    return {target["url"]: target["verdict"] for target in told["runs"][run]["report"]["targets"]}


def test_verdicts_of_real_names(told: dict[str, Any]) -> None:
    """Through the system's resolver, ports 80 and 443 and an authority of our own, the verdicts are true."""
    assert told["errors"] == []
    assert verdicts(told, 0) == {
        "http://www.old-forum.net/viewtopic.php?t=42": "dead",
        "http://lost-startup.com/jobs": "dead",
        "https://www.daily-paper.org/2010/05/harbour": "alive",
        "http://docs.moved-project.io/guide": "moved",
    }
    assert told["runs"][0]["code"] == 1


def test_mementos_come_from_the_archive_of_the_real_name(told: dict[str, Any]) -> None:
    """The captures nearest to the post's date are found at web.archive.org, over TLS, and an error is none."""
    targets = told["runs"][0]["report"]["targets"]
    found = {target["url"]: target["mementos"] for target in targets if target["verdict"] == "dead"}
    assert {url: [memento["answer"] for memento in mementos] for url, mementos in found.items()} == {
        "http://www.old-forum.net/viewtopic.php?t=42": ["found"],
        "http://lost-startup.com/jobs": ["found"],
    }


def test_fix_writes_the_mementos_and_nothing_else(told: dict[str, Any]) -> None:
    """The post differs from what the author wrote in the two dead destinations only."""
    assert told["post"] == story.REPAIRED
    assert told["runs"][1]["code"] == 0


def test_a_second_fix_changes_nothing(told: dict[str, Any]) -> None:
    """After the repair every link is alive or moved, the archived ones too, and no edit is planned."""
    assert set(verdicts(told, 2).values()) == {"alive", "moved"}
    assert told["runs"][3]["report"]["edits"] == []
    assert [run["code"] for run in told["runs"][2:]] == [0, 0]


def test_behaviours_by_the_program_itself(tmp_path: Path) -> None:
    """The whole table is judged right by one run of the program against real ports and addresses."""
    judged, errors = namespace.in_a_namespace(list(REGISTRY.values()), tmp_path)
    wrong = [each for each in judged if not each.right]
    assert not wrong, table.render(table.of_behaviours(wrong))
    assert errors == []

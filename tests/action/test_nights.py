"""The blog's seven nights: one issue, and one pull request at a time, whatever happens."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

import pytest

from tests.action.seven_nights import RunStats, blog_in, nights

pytestmark = [pytest.mark.needs_runner, pytest.mark.slow]

FEWER = {"jobSummary": "false", "annotations": "false"}
"""Steps that are left out but for one night, to save a second each."""


@pytest.mark.timeout(400)  # eight nights of two dozen processes each, on a machine that may have other work
def test_seven_nights(tmp_path: Path, installed: Mapping[str, Mapping[str, str]]) -> None:
    """One test, for the nights take a while and stand upon each other."""
    with blog_in(tmp_path / "blog", installed) as blog:
        told = list(nights(blog, **FEWER))
    _each_night_does_what_has_to_be_done(told)
    _there_is_a_commit_for_each_post(told)
    _the_issue_says_what_is_new(told)
    _a_night_without_the_api_loses_nothing(told)
    _the_history_goes_from_night_to_night(told)
    _outputs_and_artifact_are_there(told)


def _each_night_does_what_has_to_be_done(told: list[RunStats]) -> None:
    """People are told of what changed, once, and of nothing else."""
    bot = "github-actions[bot]"
    edited = f"{bot} edited the body of issue #1"
    assert [night.events for night in told] == [
        (f"{bot} opened issue #1", f"{bot} opened pull request #2"),
        (edited,),
        (),
        (edited,),
        (edited,),
        (edited, f"{bot} opened pull request #3"),
        (),
        (
            *(f"{bot} commented on #1", edited, f"{bot} closed issue #1"),
            *(f"{bot} edited the body of pull request #3", f"{bot} closed pull request #3"),
        ),
        (
            *(edited, f"{bot} reopened issue #1"),
            *(f"{bot} reopened pull request #3", f"{bot} edited the body of pull request #3"),
        ),
    ]
    assert [night.requests for night in told if not night.events] == [(), ()]
    assert [night.open for night in told] == [(1, 1), (1, 1), (1, 1), (1, 1), (1, 0), (1, 1), (1, 1), (0, 0), (1, 1)]


def _there_is_a_commit_for_each_post(told: list[RunStats]) -> None:
    """The owner can take one and leave the other."""
    first = ("Replace 1 dead link in content/ships.md", "Replace 1 dead link in content/tea.md")
    second = ("Replace 1 dead link in content/lamps.md",)
    assert [night.commits for night in told] == [first, first, first, first, (), second, second, (), second]


def _the_issue_says_what_is_new(told: list[RunStats]) -> None:
    """Its first line is all that most people read."""
    heads = [next(line for line in night.issue.splitlines() if line.startswith("**")) for night in told]
    assert heads[0].startswith("**1 broken link**: **1 new**")
    assert heads[1] == heads[2] == "**1 broken link**: nothing new, 1 still broken since the night before."
    assert heads[3].startswith("**2 broken links**: **1 new**, 1 still broken")
    assert "1 fixed" in heads[5]
    assert heads[6] == heads[5], "GitHub could not be asked"
    assert heads[7] == "**Nothing is broken any more.**"
    assert heads[8].startswith("**1 broken link**: **1 new**")


def _a_night_without_the_api_loses_nothing(told: list[RunStats]) -> None:
    """One clear line each; the job is no redder than the links, and the history goes on."""
    night = told[6]
    step = night.run.step("Keep the issue")
    assert step.outcome == "success"
    assert step.printed.startswith("::warning::linkcheck: GitHub could not be asked to read the repository: its rate")
    assert not night.run.failed
    assert night.run.outputs["new"] == "1"
    assert "/bread" in night.run.summary
    assert len(night.keys) == 7


def _the_history_goes_from_night_to_night(told: list[RunStats]) -> None:
    """Each night finds the entry of the one before, and keeps its own under a new key."""
    keys = [f"linkcheck-history-.@{7001 + number}.1" for number in range(len(told))]
    assert list(told[-1].keys) == keys
    restored = [night.run.step("Restore the history from the cache").outputs.get("cache-matched-key") for night in told]
    assert restored == [None, *keys[:-1]]


def _outputs_and_artifact_are_there(told: list[RunStats]) -> None:
    """What later steps of a workflow can build on."""
    assert [night.run.outputs["dead"] for night in told] == ["3", "3", "3", "4", "2", "2", "3", "0", "2"]
    assert [night.run.outputs["exit_code"] for night in told] == ["1"] * 7 + ["0", "1"]
    assert [night.run.outputs["new"] for night in told][3:8] == ["1", "0", "1", "1", "0"]
    assert all("uploaded" in night.run.step("Upload the reports").printed for night in told)
    assert not any(night.run.failed for night in told)

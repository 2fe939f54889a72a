"""One note on a merge request, about what the change adds or touches; and Code Quality with the repository's paths."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from linkcheck.model import Finding, Report, State
from linkcheck.publishing.forge.bodies import COMMENT
from linkcheck.report import render
from tests.support.copies import replace
from tests.support.fake_gitlab import PROJECT, TOKEN, FakeGitLab, Fault
from tests.support.nights_at_forges import link, night

ONE, TWO = "http://gone.example/1", "http://gone.example/2"
HEALTHY = night(link(ONE, State.ALIVE))
EVE = {"id": 66, "username": "eve"}


@pytest.fixture
def lab() -> Iterator[FakeGitLab]:
    """Run a fake GitLab."""
    with FakeGitLab().serving() as running:
        yield running


def told(folder: Path, report: Report, environment: dict[str, str], command: str = "note") -> tuple[str, str]:
    """Run `linkcheck gitlab …` as a process, which must end with 0; return what it printed, and what it warned of."""
    file = folder / "report.json"
    file.write_text(render(report, "json"), "utf-8")
    clean = {key: value for key, value in os.environ.items() if not key.startswith(("CI_", "GITLAB_"))}
    done = subprocess.run(
        [sys.executable, "-m", "linkcheck", "gitlab", command, str(file)],
        cwd=folder,
        env=clean | environment,
        capture_output=True,
        encoding="utf-8",
        check=False,
    )
    assert done.returncode == 0, done.stderr
    assert TOKEN not in done.stdout + done.stderr
    return done.stdout, done.stderr


def heads(lab: FakeGitLab) -> list[str]:
    """Return the line that matters of each note."""
    return [str(one["body"]).split("\n\n")[1] for one in lab.notes]


def test_one_note_is_kept_up_to_date(lab: FakeGitLab, tmp_path: Path) -> None:
    """None for a good change; one that follows the pushes, is not edited for nothing, and turns green."""
    here = lab.environment()
    assert "breaks nothing: no note" in told(tmp_path, HEALTHY, here)[0]
    assert "wrote a note on merge request !7" in told(tmp_path, night(link(ONE), link(TWO)), here)[0]
    assert heads(lab) == ["**2 broken links** in what this change adds or touches."]
    line = f"https://gitlab.example/me/blog/-/blob/{'a' * 40}/a.md?plain=1#L1"
    assert line in lab.notes[0]["body"]
    assert "[Report of the run](https://gitlab.example/me/blog/-/jobs/77)" in lab.notes[0]["body"]
    told(tmp_path, night(link(ONE), link(TWO, State.ALIVE)), here)
    assert heads(lab) == ["**1 broken link** in what this change adds or touches."]
    before = lab.written()
    assert "already says so" in told(tmp_path, night(link(ONE), link(TWO, State.ALIVE)), here)[0]
    assert lab.written() == before
    told(tmp_path, HEALTHY, here)
    assert heads(lab) == ["**Every link that this change adds or touches is in order.**"]


def untouched(found: Finding) -> Finding:
    """Return a finding as `--since` leaves it aside."""
    references = tuple(replace(one, untouched=True) for one in found.target.references)
    return replace(found, target=replace(found.target, references=references))


def test_old_rot_is_a_number(lab: FakeGitLab, tmp_path: Path) -> None:
    """What the change does not touch blames nobody."""
    told(tmp_path, replace(night(link(ONE), untouched(link(TWO))), since="main"), lab.environment())
    assert heads(lab) == ["**1 broken link** in what this change adds or touches."]
    assert TWO not in lab.notes[0]["body"]


def test_a_strangers_marker_is_not_written_over(lab: FakeGitLab, tmp_path: Path) -> None:
    """Nor GitLab's own note; but the note of a token that has run out is the project's."""
    lab.write(f"{COMMENT}\nhaha", EVE)
    lab.write(f"{COMMENT}\nhaha", {"id": 67, "username": f"project_{PROJECT}_bot_but_not"})
    lab.write(f"{COMMENT}\nx", lab.me, system=True)
    told(tmp_path, night(link(ONE)), lab.environment())
    assert len(lab.notes) == 4
    lab.me = {"id": 10, "username": f"project_{PROJECT}_bot_ffff"}
    told(tmp_path, night(link(ONE), link(TWO)), lab.environment())
    assert len(lab.notes) == 4
    assert [one["body"].endswith("haha") for one in lab.notes] == [True, True, False, False]


def test_it_is_found_on_a_later_page(lab: FakeGitLab, tmp_path: Path) -> None:
    """A long discussion is read to its end."""
    for number in range(130):
        lab.write(f"hm {number}", EVE)
    told(tmp_path, night(link(ONE)), lab.environment())
    told(tmp_path, night(link(ONE), link(TWO)), lab.environment())
    assert len(lab.notes) == 131


def test_a_lost_answer_makes_no_second_note(lab: FakeGitLab, tmp_path: Path) -> None:
    """It was written, though the answer said nothing of it; linkcheck looks."""
    lab.faults.append(Fault("POST", 502, {"message": "502"}, after=True))
    told(tmp_path, night(link(ONE)), lab.environment())
    assert len(lab.notes) == 1


def test_a_rate_limit_is_waited_for(lab: FakeGitLab, tmp_path: Path) -> None:
    """As long as GitLab asks."""
    lab.faults.append(Fault("GET", 429, {"message": "Retry later"}, headers={"Retry-After": "0"}))
    told(tmp_path, night(link(ONE)), lab.environment())
    assert len(lab.notes) == 1


SCOPE = {"error": "insufficient_scope", "error_description": "The request requires higher privileges."}
FAULTS = {
    "no token": ({"GITLAB_TOKEN": ""}, None, "there is no token: give the job a project access token"),
    "odd token": ({"GITLAB_TOKEN": "a b"}, None, "GITLAB_TOKEN is no token"),
    "wrong token": ({"GITLAB_TOKEN": "glpat-other"}, None, "GitLab does not accept the token (401)"),
    "no https": ({"CI_API_V4_URL": "http://gitlab.example/api/v4"}, None, "CI_API_V4_URL should be https"),
    "odd project": ({"CI_MERGE_REQUEST_PROJECT_ID": "../1"}, None, "CI_PROJECT_ID should be a number"),
    "no scope": ({}, Fault("POST", 403, SCOPE), "the token may not write a note on the merge request: it needs"),
    "no role": ({}, Fault("POST", 403, {"message": "403 Forbidden"}), "at least the role Reporter"),
    "not seen": ({"CI_MERGE_REQUEST_IID": "8"}, None, "GitLab finds nothing there (404)"),
    "a form": ({}, Fault("POST", 400, {"message": {"note": ["is too long"]}}), "(400): note ['is too long']"),
}


@pytest.mark.parametrize("name", FAULTS)
def test_a_failure_is_one_line_and_fails_no_job(lab: FakeGitLab, tmp_path: Path, name: str) -> None:
    """It says what is missing; the report is still there."""
    variables, fault, words = FAULTS[name]
    if fault is not None:
        lab.faults.append(fault)
    printed, warned = told(tmp_path, night(link(ONE)), lab.environment(**variables))
    assert words in warned
    assert warned.count("\n") == 1
    assert (printed, lab.notes) == ("", [])


def test_a_job_of_no_merge_request_writes_none(lab: FakeGitLab, tmp_path: Path) -> None:
    """A schedule has none."""
    printed, _ = told(tmp_path, night(link(ONE)), lab.environment(CI_MERGE_REQUEST_IID=""))
    assert "for no merge request" in printed
    assert lab.requests == []


def test_code_quality_has_the_repositorys_paths(tmp_path: Path) -> None:
    """A job may run in a folder of it."""
    folder = tmp_path / "site"
    folder.mkdir()
    printed, _ = told(folder, night(link(ONE, path="content/a.md")), {"CI_PROJECT_DIR": str(tmp_path)}, "quality")
    assert [one["location"]["path"] for one in json.loads(printed)] == ["site/content/a.md"]

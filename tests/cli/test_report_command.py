"""`linkcheck report report.json` and `linkcheck diff` as processes: what a user types, sees and gets back."""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from linkcheck.report import render
from tests.support.full_report import FULL
from tests.support.sample_report import EMPTY, FIXED, SAMPLE

FINE = "http://fine.lab/"


@pytest.fixture
def run(tmp_path: Path) -> Callable[..., subprocess.CompletedProcess[str]]:
    """Return a function that runs the program in a folder with three reports."""
    for name, report in {"sample": FULL, "fixed": FIXED, "empty": EMPTY}.items():
        (tmp_path / f"{name}.json").write_text(render(report, "json"), encoding="utf-8")

    def linkcheck(*arguments: str, stdin: str = "") -> subprocess.CompletedProcess[str]:
        return subprocess.run(
            [sys.executable, "-m", "linkcheck", *arguments],
            cwd=tmp_path,
            input=stdin,
            capture_output=True,
            encoding="utf-8",
            check=False,
        )

    return linkcheck


Run = Callable[..., subprocess.CompletedProcess[str]]


def test_a_report_is_told_again(run: Run, tmp_path: Path) -> None:
    """In every format as the run itself would have told it, byte for byte."""
    done = run("report", "sample.json", "-o", "again.json", "-o", "again.txt", "-o", "out/again.md")
    assert (done.returncode, done.stderr) == (1, "")
    assert "distinct links" in done.stdout
    assert (tmp_path / "again.json").read_bytes() == (tmp_path / "sample.json").read_bytes()
    assert (tmp_path / "again.txt").read_text(encoding="utf-8") == render(FULL, "text")
    assert (tmp_path / "out" / "again.md").read_text(encoding="utf-8") == render(FULL, "markdown")


def test_standard_output_gets_the_format_asked_for(run: Run) -> None:
    """Text where nothing is asked."""
    assert run("report", "sample.json").stdout == render(FULL, "text")
    assert run("report", "sample.json", "-f", "markdown").stdout == render(FULL, "markdown")


def test_a_report_comes_from_standard_input(run: Run) -> None:
    """`linkcheck scan -f json | linkcheck report -`."""
    done = run("report", "-", "-f", "json", stdin=render(EMPTY, "json"))
    assert (done.returncode, done.stdout) == (0, render(EMPTY, "json"))


def test_a_report_is_known_by_its_beginning(run: Run, tmp_path: Path) -> None:
    """An artifact may be called anything."""
    (tmp_path / "sample.json").rename(tmp_path / "artifact")
    assert run("report", "artifact", "-f", "json").stdout == render(FULL, "json")


@pytest.mark.parametrize(
    ("report", "flags", "code"),
    [
        (SAMPLE, [], 1),
        (SAMPLE, ["--fail-on", "warning"], 1),
        (EMPTY, [], 0),
        (replace(EMPTY, exit_code=1), [], 0),
        (replace(EMPTY, exit_code=3, environment_fault="no connection"), [], 3),
        (replace(EMPTY, exit_code=130), [], 130),
        (replace(FULL, problems=()), ["--fail-on", "new"], 1),
    ],
)
def test_the_exit_code_is_judged_again(run: Run, report: Any, flags: list[str], code: int) -> None:
    """By today's `--fail-on`; a run that came to no judgement stays one."""
    done = run("report", "-", "-f", "json", *flags, stdin=render(report, "json"))
    assert done.returncode == code
    assert json.loads(done.stdout)["run"]["exit_code"] == code


def test_the_settings_outputs_are_not_those_of_an_old_report(run: Run, tmp_path: Path) -> None:
    """The newest report is not written over by telling an old one."""
    (tmp_path / "linkcheck.toml").write_text('outputs = ["report.json"]\nfail_on = ["error"]\n')
    done = run("report", "empty.json", "-f", "markdown")
    assert (done.returncode, done.stdout) == (0, render(EMPTY, "markdown"))
    assert not (tmp_path / "report.json").exists()


def test_secrets_stay_masked(run: Run) -> None:
    """Also those in a report that some other program made."""
    nasty = render(SAMPLE, "json").replace("http://old.example/", "http://me:verysecret@old.example/")
    for style in ("text", "json", "markdown"):
        assert "verysecret" not in run("report", "-", "-v", "-f", style, stdin=nasty).stdout
    assert "verysecret" not in run("diff", "empty.json", "-", "-v", stdin=nasty).stdout


def test_many_reports_are_one_overview(run: Run, tmp_path: Path) -> None:
    """By their files where they tell of no repository; something broken fails, as --fail-on says."""
    (tmp_path / "one").mkdir()
    (tmp_path / "sample.json").rename(tmp_path / "one" / "report.json")
    done = run("report", "one/report.json", "empty.json", "-o", "all.html", "-o", "all.json")
    assert (done.returncode, done.stderr) == (1, "")
    assert "1 link dead that was not the time before" in done.stdout
    told = json.loads((tmp_path / "all.json").read_bytes())
    assert [one["name"] for one in told["by_repository"]] == ["one/report", "empty"]
    assert "one/report" in (tmp_path / "all.html").read_text(encoding="utf-8")
    assert run("report", "empty.json", "empty.json").returncode == 0
    assert run("report", "one/report.json", "empty.json", "--fail-on", "warning").returncode == 1
    assert run("report", "empty.json", "empty.json", "--fail-on", "warning").returncode == 0


WRONG = {
    "missing": (["report", "none.json"], "linkcheck: none.json: cannot be read: No such file or directory"),
    "no report": (["report", "-"], "linkcheck: standard input: the file is empty"),
    "a report and a folder": (
        ["report", "sample.json", "."],
        "linkcheck: sample.json: a report is told without a folder beside it; leave out .",
    ),
    "many with one of standard input": (
        ["report", "sample.json", "-"],
        "linkcheck: -: a report on standard input is told alone; give the files of many",
    ),
    "many as what is none": (
        ["report", "sample.json", "fixed.json", "-o", "all.csv"],
        "linkcheck: --format: an overview of reports is told as one of text, json, html, and not as csv",
    ),
    "many with a flag of another job": (
        ["report", "sample.json", "fixed.json", "--exclude", "x"],
        "linkcheck: --exclude: reports are told as they are",
    ),
    "a flag of another job": (
        ["report", "sample.json", "--exclude", "x"],
        "linkcheck: --exclude: a report is told as it is; give the blog's folder instead of it",
    ),
    "no such format": (
        ["report", "sample.json", "-f", "htlm"],
        'linkcheck: --format: "htlm" is unknown, did you mean html?',
    ),
    "diff, missing": (["diff", "none.json", "empty.json"], "linkcheck: none.json: cannot be read: No such file"),
    "diff, both from standard input": (["diff", "-", "-"], "linkcheck: -: only one of the two reports can be"),
    "diff, a post": (["diff", "empty.json", "post.md"], "linkcheck: post.md:1:1: this is not JSON: invalid character"),
    "diff, a folder": (["diff", "empty.json", "."], "linkcheck: .: cannot be read: Is a directory"),
}


@pytest.mark.parametrize(("arguments", "line"), WRONG.values(), ids=WRONG)
def test_what_the_user_can_mend_is_one_line(run: Run, tmp_path: Path, arguments: list[str], line: str) -> None:
    """And exit code 2."""
    (tmp_path / "post.md").write_text("# A post\n")
    done = run(*arguments)
    assert (done.returncode, done.stdout) == (2, "")
    assert done.stderr.startswith(line)
    assert done.stderr.count("\n") == 1


def test_a_folder_is_reported_as_before(run: Run, tmp_path: Path) -> None:
    """A post beside the reports: only what the history knows is told."""
    (tmp_path / "post.md").write_text(f"[a]({FINE})\n")
    done = run("report", ".")
    assert done.returncode == 0
    assert "never asked" in run("report", "post.md", "-f", "json").stdout


def test_two_scans_are_compared(run: Run, tmp_path: Path) -> None:
    """A problem that is new fails, what is fixed does not."""
    post = tmp_path / "post.md"
    post.write_text("[typo](ttp://typo.example/)\n\n[a](http://fine.example/)\n")
    run("scan", "--offline", "post.md", "-o", "one.json")
    post.write_text("[b](http://fine.example/)\n")
    run("scan", "--offline", "post.md", "-o", "two.json")
    worse = run("diff", "two.json", "one.json")
    assert (worse.returncode, worse.stderr) == (1, "")
    assert worse.stdout.startswith("New\n  post.md:1:8  inline  ttp://typo.example/\n    invalid  bad-scheme: ")
    better = run("diff", "one.json", "two.json")
    assert better.returncode == 0
    assert "No longer in the blog\n  post.md:1:8  ttp://typo.example/\n" in better.stdout
    assert better.stdout.endswith("Nothing new is broken, 1 no longer in the blog.\n")


def test_a_comparison_goes_to_files(run: Run, tmp_path: Path) -> None:
    """The suffix gives the format, and nothing is printed beside them."""
    done = run("diff", "empty.json", "sample.json", "-o", "diff.json", "-o", "diff.md", "-o", "diff")
    assert (done.returncode, done.stdout) == (1, "")
    assert json.loads((tmp_path / "diff.json").read_text(encoding="utf-8"))["summary"]["new"] == 6
    assert (tmp_path / "diff.md").read_text(encoding="utf-8").startswith("6 newly broken, 1 new error, 1 fixed.")
    assert (tmp_path / "diff").read_text(encoding="utf-8").startswith("New\n")
    same = run("diff", "sample.json", "-", "-f", "json", stdin=render(FULL, "json"))
    assert (same.returncode, json.loads(same.stdout)["new"]) == (0, [])

"""Standard output that is full, closed or read by nobody, and outputs that cannot be written."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

from tests.support.program import linkcheck

SCAN = "scan . --offline -n"
TO_STDOUT = (SCAN, f"{SCAN} -f json", f"{SCAN} -o r.json", "--version", "--help", "undo", "init", "completion bash")


@pytest.fixture
def blog(tmp_path: Path) -> Path:
    """A blog with nothing wrong in it."""
    (tmp_path / "post.md").write_text("# A post\n")
    return tmp_path


def shell(command: str, cwd: Path) -> subprocess.CompletedProcess[str]:
    """Run the program in a shell, where `command` ends in a redirection."""
    program = f"{sys.executable} -m linkcheck {command}"
    return subprocess.run(["bash", "-c", program], cwd=cwd, capture_output=True, text=True, check=False)


@pytest.mark.parametrize("redirection", [">/dev/full", ">&-"])
@pytest.mark.parametrize("command", TO_STDOUT)
def test_what_cannot_be_printed_is_one_line_and_exit_code_2(command: str, redirection: str, blog: Path) -> None:
    """At the first write and at the last, and never with a traceback; a file beside it is there."""
    done = shell(f"{command} {redirection}", blog)
    assert done.returncode == 2, done.stderr
    assert done.stderr.startswith("linkcheck: standard output: ")
    assert done.stderr.count("\n") == 1
    assert (blog / "r.json").exists() == ("r.json" in command)


@pytest.mark.parametrize("command", [SCAN, f"{SCAN} -f json", "--version"])
def test_a_reader_that_has_gone_is_told_so(command: str, blog: Path) -> None:
    """As behind `| head`."""
    reader, writer = os.pipe()
    os.close(reader)
    program = [sys.executable, "-m", "linkcheck", *command.split()]
    done = subprocess.run(program, cwd=blog, stdout=writer, stderr=subprocess.PIPE, text=True, check=False)
    os.close(writer)
    assert (done.returncode, done.stderr) == (2, "linkcheck: standard output: cannot be written: Broken pipe\n")


@pytest.mark.parametrize("redirection", ["2>&-", "2>/dev/full", "<&-"])
def test_other_streams_cost_nothing(redirection: str, blog: Path) -> None:
    """Nobody reads warnings then, and nothing is read."""
    done = shell(f"{SCAN} {redirection}", blog)
    assert done.returncode == 0, done.stderr
    assert "No links" in done.stdout


@pytest.mark.parametrize("output", ["folder", "post.md/r.json", "/proc/r.json", "x" * 300 + ".json"])
def test_outputs_are_tried_before_the_work(output: str, blog: Path) -> None:
    """One line for each that cannot be written, and nothing else is written or left behind."""
    (blog / "folder").mkdir()
    before = sorted(blog.iterdir())
    done = linkcheck("scan", "none-such", "-o", output, "-o", "ok.html", "-o", "folder", "--offline", cwd=blog, code=2)
    assert [line.split(": ")[1] for line in done.stderr.splitlines()] == [output, "folder"]
    assert sorted(blog.iterdir()) == before
    assert done.stdout == ""


def test_an_output_may_make_its_folders(blog: Path) -> None:
    """They are made when there is something to be put there."""
    linkcheck("scan", ".", "--offline", "-n", "-o", "new/er/r.json", cwd=blog, code=0)
    assert (blog / "new/er/r.json").exists()


def test_an_output_that_fails_costs_no_other(blog: Path) -> None:
    """Its own line, and exit code 2; the others and the summary are there, in whichever order."""
    done = linkcheck("scan", ".", "--offline", "-n", "-o", "/dev/full", "-o", "ok.html", cwd=blog, code=2)
    assert done.stderr == "linkcheck: /dev/full: cannot write the report: No space left on device\n"
    assert (blog / "ok.html").exists()
    assert "No links" in done.stdout
    assert linkcheck("report", "ok.json", "-o", "/proc/x.json", cwd=blog, code=2).stderr.count("\n") == 1

"""What a settings file of a stranger may have written, with the program as a process."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from linkcheck.report import FORMATS, render, short_summary
from linkcheck.report.ours import MARKS
from tests.support.program import linkcheck
from tests.support.sample_report import EMPTY, FIXED, SAMPLE


@pytest.fixture
def blog(tmp_path: Path) -> Path:
    """Make a blog of one post, in a folder with a neighbour."""
    blog = tmp_path / "blog"
    blog.mkdir()
    (blog / "a.md").write_text("[x](http://x.example/)\n")
    (tmp_path / "bashrc").write_text("alias ls=ls\n")
    (blog / "out").symlink_to("..")
    (blog / "run.txt").symlink_to("../new.txt")
    return blog


def _settings(blog: Path, text: str) -> None:
    (blog / "linkcheck.toml").write_text(text)


@pytest.mark.parametrize(
    "output",
    ["../x.txt", "/etc/linkcheck-x.txt", "out/x.txt", "run.txt", ".git/x.txt", "a/../../x.txt", "a\\u0000.txt"],
)
def test_an_output_outside_of_the_settings_folder(blog: Path, output: str) -> None:
    """Links count, and what git keeps for itself: one line tells key and place, and nothing is written."""
    _settings(blog, f'format = "text"\noutputs = ["{output}"]\n')
    before = sorted(blog.parent.rglob("*"))
    done = linkcheck("scan", ".", "--offline", cwd=blog, code=2)
    assert done.stderr.startswith("linkcheck: linkcheck.toml:2: outputs: ")
    assert done.stderr.count("\n") == 1
    assert sorted(blog.parent.rglob("*")) == before


def test_a_flag_names_any_place(blog: Path) -> None:
    """What people type is theirs."""
    linkcheck("scan", ".", "--offline", "-o", "../x.pth", "-f", "text", cwd=blog, code=0)
    assert "distinct link" in (blog.parent / "x.pth").read_text()


@pytest.mark.parametrize("name", ["x.pth", "conftest.py", "Makefile", ".envrc", "a.yml"])
def test_an_output_that_has_no_suffix_of_reports(blog: Path, name: str) -> None:
    """What runs is no report."""
    _settings(blog, f'format = "text"\noutputs = ["{name}"]\n')
    done = linkcheck("scan", ".", "--offline", cwd=blog, code=2)
    assert f"outputs: {name}: the name of a report ends in" in done.stderr
    assert not (blog / name).exists()


@pytest.mark.parametrize("name", ["README.md", "data.json", "notes.txt", "table.csv", "page.html", "logo.svg", "a.xml"])
def test_a_file_that_is_no_report_is_not_replaced(blog: Path, name: str) -> None:
    """Nor is any other output written."""
    (blog / name).write_text("# Somebody's, about references in files\n")
    _settings(blog, f'outputs = ["first.json", "{name}"]\n')
    done = linkcheck("scan", "a.md", "--offline", cwd=blog, code=2)
    assert done.stderr == (
        f"linkcheck: outputs: {name} is there, and is no report of linkcheck: it is left as it is; "
        "remove it, or choose another name\n"
    )
    assert (blog / name).read_text().startswith("# Somebody's")
    assert not (blog / "first.json").exists()


def test_reports_are_replaced_every_night(blog: Path) -> None:
    """In all formats, and below folders that are made."""
    names = [f"reports/r{suffix}" for one in FORMATS.values() for suffix in one.suffixes]
    listed = ", ".join(f'"{name}"' for name in names)
    _settings(blog, f"outputs = [{listed}]\n")
    (blog / "reports").mkdir()
    (blog / "reports" / "r.txt").touch()  # an empty file has nothing to lose
    for _ in range(2):
        linkcheck("scan", "a.md", "--offline", cwd=blog, code=0)
    assert all((blog / name).stat().st_size for name in names)


@pytest.mark.parametrize("name", [name for name, one in FORMATS.items() if one.suffixes])
def test_each_format_is_known_again(name: str) -> None:
    """Whatever is in the report."""
    for report in (SAMPLE, FIXED, EMPTY):
        assert MARKS[name].search(render(report, name).encode())
    assert MARKS["text"].search(short_summary(SAMPLE).encode())


def test_a_pipe_in_the_place_of_a_report(blog: Path) -> None:
    """Nobody waits for its other end."""
    os.mkfifo(blog / "r.json")
    _settings(blog, 'outputs = ["r.json"]\n')
    done = linkcheck("scan", "a.md", "--offline", cwd=blog, code=2)
    assert done.stderr == "linkcheck: outputs: r.json: no report is written there: it is no regular file\n"


@pytest.mark.parametrize("file", ["../bashrc", "out/bashrc", "out/new.jsonl", ".git/config", "/etc/linkcheck.jsonl"])
def test_a_history_outside_of_the_settings_folder(blog: Path, file: str) -> None:
    """It is an error of the settings, whatever is there."""
    _settings(blog, f'[history]\nfile = "{file}"\n')
    done = linkcheck("scan", ".", cwd=blog, code=2)
    assert done.stderr.startswith("linkcheck: linkcheck.toml:2: history.file: ")
    assert (blog.parent / "bashrc").read_text() == "alias ls=ls\n"


@pytest.mark.parametrize("text", ["alias ls=ls\n", '{"a": 1}\n[1]\n', "\xff\n", '"schema"\n'])
def test_a_file_that_is_no_history_is_not_replaced(blog: Path, text: str) -> None:
    """Nothing is asked; the file is as it was."""
    (blog / "kept").write_text(text, encoding="latin-1")
    _settings(blog, '[history]\nfile = "kept"\n')
    done = linkcheck("scan", "a.md", cwd=blog, code=2)
    assert "this file is no history of linkcheck and is left as it is" in done.stderr
    assert done.stderr.count("\n") == 1
    assert (blog / "kept").read_text(encoding="latin-1") == text


def test_a_history_with_a_conflict_of_git_is_read(blog: Path) -> None:
    """Lines that nobody can read are passed over where others can be."""
    kept = blog / "kept"
    kept.write_text('{"schema":"linkcheck-history/1"}\n<<<<<<< ours\n=======\n>>>>>>> theirs\n')
    _settings(blog, '[history]\nfile = "kept"\n')
    done = linkcheck("scan", "a.md", cwd=blog, code=0)
    assert "this line and 2 more lines cannot be read" in done.stderr
    assert kept.read_text() == '{"schema":"linkcheck-history/1"}\n'

"""What a settings file of a stranger may have written, with the program as a process."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from linkcheck.report import FORMATS, render, short_summary
from linkcheck.report.ours import MARKS
from tests.support.program import forked
from tests.support.sample_report import EMPTY, FIXED, SAMPLE


@pytest.fixture
def blog(tmp_path: Path) -> Path:
    """Make a blog of one post, in a folder with a neighbour."""
    blog = tmp_path / "blog"
    blog.mkdir()
    (blog / "a.md").write_text("[x](http://x.example/)\n")
    (tmp_path / "bashrc").write_text("alias ls=ls\n")
    (blog / "out").symlink_to("..")
    (blog / "chain").symlink_to("out")
    (blog / "run.txt").symlink_to("../new.txt")
    return blog


def _settings(blog: Path, text: str) -> None:
    (blog / "linkcheck.toml").write_text(text)


@pytest.mark.parametrize(
    "output",
    [
        "../x.txt", "/etc/linkcheck-x.txt", "out/x.txt", "run.txt", ".git/x.txt", "a/../../x.txt", "a\\u0000.txt",
        ".GIT/x.txt", "chain/x.txt", "/dev/stdout", "sub/.git/x.txt", ".linkcheck/x.json", "sub/.LinkCheck/x.json",
    ],
)  # fmt: skip
@pytest.mark.parametrize("table", ["linkcheck.toml", "pyproject.toml"])
def test_an_output_outside_of_the_settings_folder(blog: Path, output: str, table: str) -> None:
    """Links count, and what git or the journal keeps: one line tells key and place, and nothing is written."""
    head = "[tool.linkcheck]" if table == "pyproject.toml" else "# ours"
    (blog / table).write_text(f'{head}\nformat = "text"\noutputs = ["{output}"]\n')
    before = sorted(blog.parent.rglob("*"))
    done = forked("scan", ".", "--offline", cwd=blog, code=2)
    assert done.stderr.startswith(f"linkcheck: {table}:3: outputs: ")
    assert done.stderr.count("\n") == 1
    assert sorted(blog.parent.rglob("*")) == before


def test_an_output_is_of_the_working_directory_and_stays_beside_its_settings(blog: Path) -> None:
    """From a folder below it may lead up to the settings; where a flag names settings elsewhere, it leads outside."""
    (blog / "sub").mkdir()
    (blog / "sub" / "b.md").write_text("x\n")
    _settings(blog, 'outputs = ["../r.json", "s.json"]\n')
    forked("scan", ".", "--offline", cwd=blog / "sub", code=0)
    assert (blog / "r.json").exists()
    assert (blog / "sub" / "s.json").exists()
    done = forked("scan", ".", "--offline", "-c", "blog/linkcheck.toml", cwd=blog.parent, code=2)
    assert '"../r.json" leads outside of the folder of this file' in done.stderr


def test_a_flag_names_any_place(blog: Path) -> None:
    """What people type is theirs."""
    forked("scan", ".", "--offline", "-o", "../x.pth", "-f", "text", cwd=blog, code=0)
    assert "distinct link" in (blog.parent / "x.pth").read_text()


@pytest.mark.parametrize("name", ["x.pth", "conftest.py", "Makefile", ".envrc", "a.yml"])
def test_an_output_that_has_no_suffix_of_reports(blog: Path, name: str) -> None:
    """What runs is no report."""
    _settings(blog, f'format = "text"\noutputs = ["{name}"]\n')
    done = forked("scan", ".", "--offline", cwd=blog, code=2)
    assert f"outputs: {name}: the name of a report ends in" in done.stderr
    assert not (blog / name).exists()


@pytest.mark.parametrize("name", ["README.md", "data.json", "notes.txt", "table.csv", "page.html", "logo.svg", "a.xml"])
def test_a_file_that_is_no_report_is_not_replaced(blog: Path, name: str) -> None:
    """Nor is any other output written."""
    (blog / name).write_text("# Somebody's, about references in files\n")
    _settings(blog, f'outputs = ["first.json", "{name}"]\n')
    done = forked("scan", "a.md", "--offline", cwd=blog, code=2)
    assert done.stderr == (
        f"linkcheck: outputs: {name} is there, and is no report of linkcheck: it is left as it is; "
        "remove it, or choose another name\n"
    )
    assert (blog / name).read_text().startswith("# Somebody's")
    assert not (blog / "first.json").exists()


@pytest.mark.parametrize("name", ["post.md", "post.markdown", "notes.txt", "data.json", "page.html"])
def test_a_file_that_quotes_a_report_is_none(blog: Path, name: str) -> None:
    """A post may tell what linkcheck said, in each of its formats."""
    quoted = "".join(f"    {line}\n" for one in MARKS for line in render(SAMPLE, one).splitlines())
    (blog / name).write_text(f"# My links\n\nIt said {short_summary(SAMPLE)}\n\n{quoted}")
    _settings(blog, f'outputs = ["{name}"]\n')
    before = (blog / name).read_bytes()
    forked("scan", "a.md", "--offline", cwd=blog, code=2)
    assert (blog / name).read_bytes() == before


def test_a_name_steers_no_terminal(blog: Path) -> None:
    """What an error tells of a settings file stays on one line, and begins no command of GitHub's runner."""
    _settings(blog, 'outputs = ["a.md/\\u001b]0;x\\u0007\\n::error::x.txt"]\n')
    done = forked("scan", "a.md", "--offline", cwd=blog, code=2)
    assert done.stderr.startswith(
        "linkcheck: outputs: a.md/\\x1b]0;x\\x07\\n::error::x.txt: no report is written there"
    )
    assert done.stderr.count("\n") == 1


def test_reports_are_replaced_every_night(blog: Path) -> None:
    """In all formats, and below folders that are made."""
    names = [f"reports/r{suffix}" for one in FORMATS.values() for suffix in one.suffixes]
    listed = ", ".join(f'"{name}"' for name in names)
    _settings(blog, f"outputs = [{listed}]\n")
    (blog / "reports").mkdir()
    (blog / "reports" / "r.txt").touch()  # an empty file has nothing to lose
    for _ in range(2):
        forked("scan", "a.md", "--offline", cwd=blog, code=0)
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
    done = forked("scan", "a.md", "--offline", cwd=blog, code=2)
    assert done.stderr == "linkcheck: outputs: r.json: no report is written there: it is no regular file\n"


@pytest.mark.parametrize(
    "file",
    [
        "../bashrc", "out/bashrc", "out/new.jsonl", ".git/config", "/etc/linkcheck.jsonl", "chain/bashrc", ".Git/new",
        ".linkcheck/history.sqlite", ".linkcheck/x.jsonl",
    ],
)  # fmt: skip
def test_a_history_outside_of_the_settings_folder(blog: Path, file: str) -> None:
    """It is an error of the settings, whatever is there."""
    _settings(blog, f'[history]\nfile = "{file}"\n')
    done = forked("scan", ".", cwd=blog, code=2)
    assert done.stderr.startswith("linkcheck: linkcheck.toml:2: history.file: ")
    assert (blog.parent / "bashrc").read_text() == "alias ls=ls\n"


@pytest.mark.parametrize("text", ["alias ls=ls\n", '{"a": 1}\n[1]\n', "\xff\n", '"schema"\n'])
def test_a_file_that_is_no_history_is_not_replaced(blog: Path, text: str) -> None:
    """Nothing is asked; the file is as it was."""
    (blog / "kept").write_text(text, encoding="latin-1")
    _settings(blog, '[history]\nfile = "kept"\n')
    done = forked("scan", "a.md", cwd=blog, code=2)
    assert "this file is no history of linkcheck and is left as it is" in done.stderr
    assert done.stderr.count("\n") == 1
    assert (blog / "kept").read_text(encoding="latin-1") == text


def test_a_history_with_a_conflict_of_git_is_read(blog: Path) -> None:
    """Lines that nobody can read are passed over where others can be."""
    kept = blog / "kept"
    kept.write_text('{"schema":"linkcheck-history/1"}\n<<<<<<< ours\n=======\n>>>>>>> theirs\n')
    _settings(blog, '[history]\nfile = "kept"\n')
    done = forked("scan", "a.md", cwd=blog, code=0)
    assert "this line and 2 more lines cannot be read" in done.stderr
    assert kept.read_text() == '{"schema":"linkcheck-history/1"}\n'

"""`scan --dataset` and `report --from` as processes: nights are added, and told again in every format."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path

import pytest

from linkcheck.cli.overview import FORMATS
from tests.support.nights_of_rows import FIRST, SECOND, rows, write
from tests.support.pages import Pages, serving
from tests.support.program import LOOPBACK, forked, linkcheck


@pytest.fixture
def pages() -> Iterator[Pages]:
    """A server with a good page."""
    with serving() as running:
        yield running


@pytest.fixture
def blog(tmp_path: Path, pages: Pages) -> Path:
    """A post with a link that lives and one that is dead, and a password in it."""
    (tmp_path / "content").mkdir()
    text = f"[a]({pages.url}/good) [b]({pages.url}/gone?api_key=9f8e7d6c5b4a39281706f5e4d3c2b1a0)\n"
    (tmp_path / "content" / "a.md").write_text(text)
    return tmp_path


@pytest.fixture
def dataset(tmp_path: Path) -> Path:
    """Two nights."""
    write(tmp_path / "d", FIRST, [rows(1, 30)])
    write(tmp_path / "d", SECOND, [rows(2, 300)])
    return tmp_path / "d"


def test_a_run_becomes_a_night_and_is_told(blog: Path) -> None:
    """Beside its own report; the same numbers, and no secret in any file."""
    (blog / "CODEOWNERS").write_text("content/ @me\n")
    forked("scan", "content", *LOOPBACK, "--dataset", "d", "-o", "r.json", cwd=blog, code=1)
    forked("report", "--from", "d", "-o", "o.json", cwd=blog, code=1)
    report, told = (json.loads((blog / name).read_text()) for name in ("r.json", "o.json"))
    assert told["links"] == report["summary"]["targets"] == 2
    assert {one["verdict"]: one["links"] for one in told["reasons"]} == {"alive": 1, "dead": 1}
    assert (told["documents"], told["requests"]) == (1, report["run"]["requests"])
    assert told["broken_links"][0]["first_places"][0]["path"] == "content/a.md"
    assert told["owners"] == [{"name": "@me", "places": 1}]
    assert not any(b"9f8e7d6c5b4a39281706f5e4d3c2b1a0" in file.read_bytes() for file in blog.glob("d/*/*"))


def test_all_formats_at_once(dataset: Path) -> None:
    """By their suffixes; the summary is printed beside them, and nothing with -q."""
    outputs = [f"o{suffix}" for suffixes in FORMATS.values() for suffix in suffixes]
    flags = [flag for output in outputs for flag in ("-o", output)]
    done = forked("report", "--from", "d", *flags, cwd=dataset.parent, code=1)
    assert done.stdout.startswith("The night of 29 November 2026\n")
    assert all((dataset.parent / output).stat().st_size > 300 for output in outputs)
    assert forked("report", "--from", "d", "-q", "-o", "o.txt", cwd=dataset.parent, code=1).stdout == ""
    text = forked("report", "--from", "d", cwd=dataset.parent, code=1).stdout
    assert (dataset.parent / "o.txt").read_text() == text
    assert "Night after night" in text
    csv = forked("report", "--from", "d", "-f", "csv", cwd=dataset.parent, code=1).stdout
    assert (dataset.parent / "o.csv").read_text() == csv


@pytest.mark.parametrize(("fail_on", "code"), [("dead", 1), ("new", 1), ("invalid", 1), ("blocked", 0), ("error", 0)])
def test_the_exit_code_is_that_of_fail_on(dataset: Path, fail_on: str, code: int) -> None:
    """As for any report."""
    forked("report", "--from", "d", "--fail-on", fail_on, cwd=dataset.parent, code=code)


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        ("report --from missing", "cannot be read|is no dataset"),
        ("report --from content", "content is no dataset of linkcheck"),
        ("report --from d x.md", "leave out x.md"),
        ("report --from d --exclude x", "--exclude: a dataset is told as it is"),
        ("report --from d -f sarif", "--format: a dataset is told as one of text, json, html, csv, jsonl, parquet"),
        ("report --from d -f parquet", "Parquet is no stream"),
        ("report --from d -o d", "cannot write the report"),
        ("scan content --dataset content", "content is no dataset of linkcheck"),
        ("scan content --dataset d --offline", "--dataset: a night is a whole run, and with --offline"),
        ("scan content --dataset d --since HEAD", "--dataset: a night is a whole run, and with --since"),
    ],
)
def test_what_cannot_be_is_one_line(blog: Path, dataset: Path, arguments: str, words: str) -> None:
    """Before anything is asked; nothing is written."""
    before = sorted(blog.rglob("*"))
    done = forked(*arguments.split(), cwd=blog, code=2)
    assert any(each in done.stderr for each in words.split("|"))
    assert done.stderr.count("\n") == 1
    assert sorted(blog.rglob("*")) == before
    assert dataset.exists()


def test_without_the_extra_its_name_is_told(blog: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Before the scan."""
    (blog / "site").mkdir()
    (blog / "site" / "sitecustomize.py").write_text(
        "import importlib.util as u\nfound = u.find_spec\n"
        "u.find_spec = lambda name, *rest: None if name == 'duckdb' else found(name, *rest)\n"
    )
    monkeypatch.setenv("PYTHONPATH", str(blog / "site"))
    done = linkcheck("scan", "content", "--dataset", "d", cwd=blog, code=2)
    assert "pip install 'linkcheck-md[scale]'" in done.stderr
    assert not (blog / "d").exists()


def test_a_part_of_the_links_is_no_night(blog: Path) -> None:
    """Where the network is at fault, the run says that nothing was added."""
    links = " ".join(f"<http://127.0.0.{number}:1/>" for number in range(2, 9))
    (blog / "content" / "a.md").write_text(f"{links}\n")
    done = forked("scan", "content", *LOOPBACK, "--max-retries", "0", "--dataset", "d", cwd=blog, code=3)
    assert "nothing is added to d: this run judged only a part of the links" in done.stderr
    assert not list((blog / "d").glob("night*"))


def test_no_settings_file_names_a_dataset(blog: Path) -> None:
    """Only who gives the flag says what is written into."""
    (blog / "linkcheck.toml").write_text('dataset = "d"\n')
    done = forked("scan", "content", "--offline", cwd=blog, code=2)
    assert "linkcheck.toml:1" in done.stderr
    assert not (blog / "d").exists()

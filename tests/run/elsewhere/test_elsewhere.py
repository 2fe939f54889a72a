"""The command reads lists, other places and repositories as it reads paths; no stranger's list or settings do harm."""

from __future__ import annotations

import json
import socket
import subprocess
import time
import zipfile
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import duckdb
import pytest

from linkcheck.model import LinkcheckError
from linkcheck.sources.repositories import read_list
from tests.support.git import run_git
from tests.support.pages import serving
from tests.support.patience import patience
from tests.support.program import LOOPBACK, linkcheck

OFFLINE = ("--offline", "-f", "json", "-n")


def report(*arguments: str, cwd: Path, code: int = 0) -> Any:
    """Return the JSON report of a scan."""
    return json.loads(linkcheck("scan", *arguments, cwd=cwd, code=code).stdout)


def places(told: Any) -> set[tuple[str, int, str]]:
    """Return path, line and destination of each reference."""
    return {(one["path"], one["line"], one["destination"]) for one in told["references"]}


def test_three_lists(tmp_path: Path) -> None:
    """Plain, CSV and Parquet: one target for the same URL, with a place in each; a bad line is told with its place."""
    (tmp_path / "a.txt").write_text("# list\nhttps://x.org/1\nno url\n")
    (tmp_path / "b.csv").write_text("id,url\n7,https://x.org/1\n")
    duckdb.sql(f"COPY (SELECT 'https://x.org/1' AS url, 1 AS n) TO '{tmp_path / 'c.parquet'}' (FORMAT parquet)")
    told = report("--urls", "a.txt", "--urls", "b.csv", "--urls", "c.parquet", *OFFLINE, cwd=tmp_path)
    url = "https://x.org/1"
    assert places(told) == {("a.txt", 2, url), ("b.csv", 2, url), ("c.parquet", 1, url)}
    assert [target["url"] for target in told["targets"]] == [url]
    assert [(one["path"], one["line"], one["column"]) for one in told["problems"]] == [("a.txt", 3, 1)]
    other = linkcheck("scan", "--urls", "c.parquet", "--url-column", "n", "--offline", cwd=tmp_path, code=2)
    assert "c.parquet: it has no column 'n' of text, but url" in other.stderr


def test_lists_in_shards(tmp_path: Path) -> None:
    """A run in shards asks for what a run in one part asks for, posts and lists alike."""
    (tmp_path / "posts").mkdir()
    with serving() as server:
        (tmp_path / "posts" / "a.md").write_text(f"<{server.url}/good>\n")
        (tmp_path / "list.txt").write_text(f"{server.url}/good\n{server.url}/gone\nno url\n")
        scan = ("posts", "--urls", "list.txt", *LOOPBACK, "-n", "-f", "json")
        whole = report(*scan, cwd=tmp_path, code=1)
        done = linkcheck("scan", *scan, "--dataset", "nights", "--shards", "2", cwd=tmp_path, code=1)
    there = {verdict: number for verdict, number in whole["summary"]["verdicts"].items() if number}
    assert json.loads(done.stdout)["nights"][-1]["verdicts"] == there == {"alive": 1, "dead": 1}
    assert "list.txt:3:1: cannot be read" in done.stderr


def test_another_place(tmp_path: Path) -> None:
    """Its site is read as on this disk; of links that lead out of what was fetched, nothing is said."""
    files = {
        "blog/hugo.toml": "",
        "blog/content/a.md": "[b](/b/) [gone](/gone/)",
        "blog/content/b.md": "<https://x.org/>",
        "notes/a.md": "[out](../blog/x.md) [in](b.md) [gone](c.md)",
        "notes/b.md": "",
    }
    with zipfile.ZipFile(tmp_path / "blog.zip", "w") as archive:
        for name, text in files.items():
            archive.writestr(name, text)
    site = report("zip://blog::blog.zip", "--exclude", ".", "-f", "json", cwd=tmp_path, code=1)
    assert [(one["rule"], one["path"]) for one in site["problems"]] == [
        ("missing-page", "zip://blog::blog.zip/content/a.md")
    ]
    notes = report("zip://notes::blog.zip", "--exclude", ".", "-f", "json", cwd=tmp_path, code=1)
    assert [one["message"].partition(" ")[0] for one in notes["problems"]] == ["c.md"]


@pytest.mark.parametrize("flag", ["--fix", "--diff", "--since=HEAD"])
@pytest.mark.parametrize("what", [["s3://bucket"], ["--urls", "list"], ["--repositories", "list"]])
def test_nothing_elsewhere_is_edited(tmp_path: Path, what: list[str], flag: str) -> None:
    """Which is said before anything is read."""
    done = linkcheck("scan", *what, flag, cwd=tmp_path, code=2)
    assert "this is read, and never edited" in done.stderr


@contextmanager
def daemon(folder: Path, repositories: Mapping[str, Mapping[str, str]]) -> Iterator[str]:
    """Serve repositories with these files by git's own daemon on loopback; yield its address."""
    for name, files in repositories.items():
        (folder / name).mkdir(parents=True)
        run_git(folder / name, "init", "--quiet", "--initial-branch=main")
        commit(folder / name, files)
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    command = ["git", "daemon", "--listen=127.0.0.1", f"--port={port}", f"--base-path={folder}", "--export-all"]
    with subprocess.Popen([*command, str(folder)], stderr=subprocess.DEVNULL) as process:
        address = f"git://127.0.0.1:{port}"
        end = time.monotonic() + patience(20)
        known = ["git", "ls-remote", f"{address}/{next(iter(repositories))}"]
        while subprocess.run(known, capture_output=True, check=False).returncode:
            assert time.monotonic() < end
        try:
            yield address
        finally:
            process.terminate()


def commit(folder: Path, files: Mapping[str, str]) -> None:
    """Write files and commit them."""
    for name, text in files.items():
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_text(text)
    run_git(folder, "add", "--all")
    run_git(folder, "commit", "--quiet", "--message", "files")


def test_repositories(tmp_path: Path) -> None:
    """Each has its name and its own settings; one that is not there is a problem, and the next run sees what is new."""
    two = {"docs/b.md": "<https://x.test/3>", "c.md": "<https://x.test/4>"}
    one = {"a.md": "<https://x.test/1> <https://x.test/2>", "linkcheck.toml": "exclude = ['x.test/1']"}
    with daemon(tmp_path / "there", {"one": one, "two": two}) as at:
        work = tmp_path / "work"
        work.mkdir()
        (work / "list").write_text(f"# all\n{at}/one\n{at}/two#main:docs\n{at}/nowhere\n../there/one\n")
        told = report("--repositories", "list", "--exclude", "x.test/3", "-f", "json", cwd=work)
        host = at.removeprefix("git://")
        assert {one["path"] for one in told["references"]} == {
            f"{host}/one/a.md",
            f"{host}/two@main/docs/b.md",
            "../there/one/a.md",
        }
        reasons = {target["url"]: target["reason"] for target in told["targets"]}
        assert (reasons["https://x.test/1"], reasons["https://x.test/3"]) == ("excluded", "excluded")
        assert reasons["https://x.test/2"] != "excluded"
        assert [(one["path"], one["rule"]) for one in told["problems"]] == [(f"{host}/nowhere", "unreadable-file")]
        commit(tmp_path / "there" / "one", {"new.md": "<https://x.test/5>"})
        for copy in (work / ".linkcheck" / "repositories").iterdir():
            (copy / ".git" / "index.lock").touch()  # as a run that was killed leaves it
        again = report("--repositories", "list", "--exclude", ".", "-f", "json", cwd=work)
        assert f"{host}/one/new.md" in {one["path"] for one in again["references"]}
    gone = report("--repositories", "list", "--exclude", ".", "-f", "json", cwd=work)
    assert places(gone) == places(again)
    assert any("the copy of an earlier run was read instead" in one["message"] for one in gone["problems"])
    assert places(report("--repositories", "list", "--exclude", ".", *OFFLINE, cwd=work)) == places(again)


def test_settings_of_a_repository_choose_nothing_else(tmp_path: Path) -> None:
    """No report, no address that is opened, nothing that the run itself excludes, and no file outside."""
    (tmp_path / "secret.md").write_text("<https://secret.org/>")
    settings = """
        include = ["127.0.0.1"]
        outputs = ["report.html"]
        allow_networks = ["127.0.0.0/8"]
        headers = { "X-Stolen" = "1" }
        """
    files = {"a.md": "<http://127.0.0.1:9/> <https://x.org/>", "linkcheck.toml": settings}
    (tmp_path / "there").mkdir()
    run_git(tmp_path / "there", "init", "--quiet")
    (tmp_path / "there" / "b.md").symlink_to(tmp_path / "secret.md")
    commit(tmp_path / "there", files)
    (tmp_path / "list").write_text("there\n")
    told = report("--repositories", "list", "--exclude", "x.org", "-f", "json", cwd=tmp_path)
    assert {target["url"]: target["reason"] for target in told["targets"]} == {
        "http://127.0.0.1:9/": "private-address",
        "https://x.org/": "excluded",
    }
    assert ["leads outside" in one["message"] for one in told["problems"]] == [True]
    assert not list(tmp_path.rglob("report.html"))


@pytest.mark.parametrize(
    "line",
    ["ext::sh -c id", "file:///etc", "--upload-pack=x", "https://a.org/r#-b", "https://a.org/r#b:../c"],
)
def test_lines_that_no_list_may_have(tmp_path: Path, line: str) -> None:
    """A list may be a stranger's: git is started for none of these."""
    with pytest.raises(LinkcheckError, match=r"^list:2: "):
        read_list(f"https://a.org/r\n{line}\n".encode(), "list", tmp_path)


def test_names_of_repositories(tmp_path: Path) -> None:
    """They show where a place is, without protocol, user and password; each line counts once."""
    lines = b"https://me:pass@a.org/o/r.git\ngit@a.org:o/s.git#v1:docs\nhttps://a.org/o/r\nhttps://a.org/o/r\n"
    found = read_list(lines, "list", tmp_path)
    assert [(one.name, one.ref, one.below) for one in found] == [
        ("a.org/o/r", None, "."),
        ("a.org/o/s@v1", "v1", "docs"),
        ("a.org/o/r", None, "."),
    ]

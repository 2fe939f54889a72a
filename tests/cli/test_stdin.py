"""One document through standard input, and lists of files: how editors, hooks and pipes run a scan."""

from __future__ import annotations

import json
import os
import re
import shlex
import subprocess
import sys
from pathlib import Path

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

from linkcheck.sources import documents
from linkcheck.sources.files import listed
from tests.support import paths
from tests.support.git import run_git
from tests.support.pages import Pages
from tests.support.program import LOOPBACK, linkcheck

POST = "---\ntitle: x\n---\n[a](other.md) [b](http:/x.org/)\r\n"


def piped(given: bytes, *arguments: str, cwd: Path, code: int) -> subprocess.CompletedProcess[bytes]:
    """Run a scan with these bytes on standard input."""
    done = subprocess.run(
        [sys.executable, "-m", "linkcheck", "scan", *arguments],
        cwd=cwd,
        input=given,
        capture_output=True,
        check=False,
        env={**os.environ, "NO_COLOR": "1", "NO_PROXY": "*"},
    )
    assert done.returncode == code, done.stdout.decode() + done.stderr.decode()
    return done


@pytest.fixture
def blog(tmp_path: Path) -> Path:
    """Write two posts, and files that are none."""
    posts = tmp_path / "posts"
    posts.mkdir()
    (posts / "a.md").write_text("[b](b.md)\n")
    (posts / "b.md").write_text("[x](never.md)\n")
    (tmp_path / "style.css").write_text("")
    (tmp_path / "LICENSE").write_text("")
    return tmp_path


# --- standard input ----------------------------------------------------------------------------


def test_a_document_through_standard_input(blog: Path) -> None:
    """Without a name it is Markdown of the working directory."""
    (blog / "other.md").write_text("")
    done = piped(POST.encode(), "-", "--offline", "--format", "json", cwd=blog, code=1)
    report = json.loads(done.stdout)
    assert {reference["path"] for reference in report["references"]} == {"<stdin>"}
    assert [problem["rule"] for problem in report["problems"]] == ["typo-scheme"]
    assert report["lines"][0]["text"] == POST.splitlines()[3]
    assert report["summary"]["documents"] == 1


def test_its_place_may_be_told(blog: Path) -> None:
    """Relative links and the kind of document are those of the file it stands for, which may hold something else."""
    done = piped(b"[b](b.md)\n[x](x.md)\n", "-", "--stdin-filename", "posts/new.md", "--offline", cwd=blog, code=1)
    assert b"posts/new.md:2:5  x.md does not exist beside this file" in done.stdout
    assert b"b.md does not" not in done.stdout
    done = piped(b"<a href='http:/x.org/'>", "-", "--stdin-filename", "page.html", "--offline", cwd=blog, code=1)
    assert b"page.html:1:10" in done.stdout


def test_its_site_is_found(blog: Path) -> None:
    """From the place that it stands for, or else from the working directory."""
    (blog / "hugo.toml").write_text('baseURL = "https://blog.example.io/"\n')
    (blog / "content").mkdir()
    text = b'[x]({{< ref "nowhere.md" >}})\n'
    for folder, name in ((blog, ["--stdin-filename", "content/x.md"]), (blog / "content", [])):
        done = piped(text, "-", *name, "--offline", "--format", "json", cwd=folder, code=1)
        assert json.loads(done.stdout)["summary"]["problems"] == {"broken-ref": 1}


@pytest.mark.parametrize("text", [POST.encode(), b"", b"\xef\xbb\xbfx\r\n\0\xff", b"no newline"])
def test_fix_gives_the_document_back(blog: Path, text: bytes) -> None:
    """All bytes of it, on standard output and nothing else; numbers go to standard error."""
    code = 1 if b"http:/x" in text else 0
    done = piped(text, "-", "--fix", "--offline", cwd=blog, code=code)
    assert done.stdout == text
    assert b"distinct link" in done.stderr
    assert piped(text, "-", "--fix", "--offline", "-q", cwd=blog, code=code).stderr == b""


def test_a_link_is_repaired_in_passing(blog: Path, server: Pages) -> None:
    """The new document comes out, the report says so, and neither the file nor a journal is written."""
    base = server.url
    text = f"[x]({base}/moved)\r\n".encode()
    (blog / "posts" / "a.md").write_bytes(text)
    fix = ("-", "--stdin-filename", "posts/a.md", *LOOPBACK, "-o", "a.json")
    done = piped(text, *fix, "--fix=moved", "--fix-unconfirmed", cwd=blog, code=0)
    assert done.stdout == text.replace(b"/moved", b"/good")
    assert [edit["applied"] for edit in json.loads((blog / "a.json").read_text())["edits"]] == [True]
    assert (blog / "posts" / "a.md").read_bytes() == text
    assert "Nothing to undo" in linkcheck("undo", cwd=blog, code=0).stdout
    done = piped(text, *fix, "--fix=moved", "--fix-unconfirmed", "--diff", cwd=blog, code=0)
    assert done.stdout.splitlines()[-1] == b"+" + text.replace(b"/moved", b"/good").strip()


def test_a_diff_is_made_of_it_too(blog: Path) -> None:
    """As of a file; nothing to repair is an empty one."""
    assert piped(POST.encode(), "-", "--diff", "--offline", cwd=blog, code=1).stdout == b""


def test_utf16_is_left_alone(blog: Path) -> None:
    """As in a file."""
    done = piped("x".encode("utf-16"), "-", "--offline", "--format", "json", cwd=blog, code=0)
    assert json.loads(done.stdout)["summary"]["problems"] == {"bad-encoding": 1}


def test_no_night_is_remembered(blog: Path) -> None:
    """One document is no blog."""
    piped(b"", "-", *LOOPBACK, cwd=blog, code=0)
    report = json.loads(piped(b"", "-", *LOOPBACK, "--format", "json", cwd=blog, code=0).stdout)
    assert report["nights"] == []


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (["-", "posts"], "read alone"),
        (["-", "--files-from", "list"], "read alone"),
        (["posts", "--stdin-filename", "x.md"], "--stdin-filename"),
        (["-", "--stdin-filename", "x.pdf"], "x.pdf"),
        (["-", "--fix", "-o", "-"], "standard output is the document's"),
        (["--files-from", "nowhere"], "nowhere cannot be read"),
        ([], "Missing argument"),
    ],
)
def test_what_does_not_go_together(blog: Path, arguments: list[str], words: str) -> None:
    """One line, exit 2, and no document on standard output that would be taken for a repaired one."""
    done = piped(b"x", *arguments, "--offline", cwd=blog, code=2)
    assert words in done.stderr.decode()
    assert b"Traceback" not in done.stderr
    assert done.stdout == b""


# --- lists of files ----------------------------------------------------------------------------


@pytest.mark.parametrize(
    "text",
    [
        b"posts/b.md\nstyle.css\nLICENSE\n",
        b"posts/b.md\r\n\r\n",
        b"\n\nposts/b.md",
        b"posts/b.md\0style.css\0",
        b"./posts/b.md\nposts/b.md\nposts\n",
    ],
)
def test_the_files_of_a_list(blog: Path, text: bytes) -> None:
    """One a line or between NULs, each once; other files are passed over, and folders: to git they are submodules."""
    done = piped(text, "--files-from", "-", "--offline", "--format", "json", cwd=blog, code=1)
    assert [document["path"] for document in json.loads(done.stdout)["documents"]] == ["posts/b.md"]
    (blog / "list").write_bytes(text)
    assert "posts/b.md:1:5" in linkcheck("scan", "--files-from", "list", "--offline", cwd=blog, code=1).stdout


def test_a_list_beside_paths(blog: Path) -> None:
    """Both are read."""
    (blog / "c.md").write_text("")
    done = piped(b"c.md\n", "posts", "--files-from", "-", "--offline", "--format", "json", cwd=blog, code=1)
    assert json.loads(done.stdout)["summary"]["documents"] == 3


@pytest.mark.parametrize("text", [b"", b"\n", b"LICENSE\n"])
def test_an_empty_list_is_healthy(blog: Path, text: bytes) -> None:
    """A change without posts needs no check, and says so."""
    done = piped(text, "--files-from", "-", "--offline", cwd=blog, code=0)
    assert b"No document was found" in done.stdout


def test_a_name_of_nothing_is_told(blog: Path) -> None:
    """A list that is out of date must not look like a healthy one."""
    done = piped(b"posts/gone.md\n", "--files-from", "-", "--offline", cwd=blog, code=2)
    assert b"posts/gone.md: no such file, though the list names it" in done.stderr


def test_what_git_lists(blog: Path) -> None:
    """Odd names come through with -z; ignored files are read when they are listed."""
    name = "posts/a b\nö.md"
    (blog / name).write_text("[x](never.md)\n")
    (blog / ".gitignore").write_text("b.md\n")
    run_git(blog, "init", "-q")
    run_git(blog, "add", "-A")
    run_git(blog, "add", "-f", "posts/b.md")
    names = run_git(blog, "ls-files", "-z")
    done = piped(names, "--files-from", "-", "--offline", "--format", "json", cwd=blog, code=1)
    documents = [document["path"] for document in json.loads(done.stdout)["documents"]]
    assert documents == sorted([name, "posts/a.md", "posts/b.md"])


@pytest.mark.parametrize("way", ["list", "arguments"])
def test_excluded_paths_stay_out(blog: Path, way: str) -> None:
    """A hook names files that the settings exclude."""
    (blog / "linkcheck.toml").write_text('exclude_paths = ["b.md"]\n')
    arguments = ["--files-from", "-"] if way == "list" else ["posts/a.md", "posts/b.md"]
    done = piped(b"posts/a.md\nposts/b.md\n", *arguments, "--offline", "--format", "json", cwd=blog, code=0)
    assert json.loads(done.stdout)["summary"]["documents"] == 1


def test_a_readme_before_the_posts(blog: Path) -> None:
    """The site is that of the first file that lies in one: a hook names files in any order."""
    (blog / "README.md").write_text("")
    site = blog / "site"
    (site / "content").mkdir(parents=True)
    (site / "hugo.toml").write_text("")
    (site / "content" / "a.md").write_text("[b](/b/)\n")
    (site / "content" / "b.md").write_text("")
    linkcheck("scan", "README.md", "site/content/a.md", "--offline", cwd=blog, code=0)


@given(st.lists(st.text(st.characters(codec="utf-8", exclude_characters="\0\n\r")).filter(str.strip)))
def test_every_name_comes_back(names: list[str]) -> None:
    """However the list is written."""
    encoded = [name.encode() for name in names]
    expected = tuple(Path(os.fsdecode(name)) for name in encoded)
    assert listed(b"\n".join(encoded)) == listed(b"\r\n".join(encoded)) == expected
    assert listed(b"".join(name + b"\0" for name in encoded)) == expected


# --- hooks -------------------------------------------------------------------------------------

HOOKS = paths.ROOT / ".pre-commit-hooks.yaml"


def test_the_hooks_are_sound() -> None:
    """By pre-commit's own schema; and what they take is what is read of any folder."""
    done = subprocess.run([sys.executable, "-m", "pre_commit", "validate-manifest", HOOKS], check=False)
    assert done.returncode == 0
    hooks = yaml.safe_load(HOOKS.read_text("utf-8"))
    assert [hook["id"] for hook in hooks] == ["linkcheck", "linkcheck-network"]
    read = documents.suffixes_below_folders(of_site=False)
    for hook in hooks:
        assert hook["verbose"], "what passes would be hidden, and the warnings with it"
        names = [f"a{suffix}" if suffix.startswith(".") else suffix for suffix in read]
        assert all(re.search(hook["files"], f"posts/{name}") for name in names)
        assert re.search(hook["files"], "a.MD")
        assert not re.search(hook["files"], "a.mdown")


@pytest.mark.parametrize("number", [0, 1])
def test_what_the_hooks_run_runs(blog: Path, number: int) -> None:
    """Files follow as arguments; a fault of the files is told by both."""
    program, *arguments = shlex.split(yaml.safe_load(HOOKS.read_text("utf-8"))[number]["entry"])
    assert program == "linkcheck"
    assert "never.md does not exist" in linkcheck(*arguments, "posts/a.md", "posts/b.md", cwd=blog, code=1).stdout
    linkcheck(*arguments, "posts/a.md", cwd=blog, code=0)

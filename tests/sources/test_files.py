"""Finding, reading and writing files, with real git as the judge of .gitignore."""

from __future__ import annotations

import os
import stat
import tempfile
from collections.abc import Iterator, Sequence
from pathlib import Path

import pytest

from linkcheck.model import Level, LinkcheckError, Rule
from linkcheck.sources import files
from linkcheck.sources.files import FileChangedError, Readable, find, read, write_atomically, write_output
from tests.support.git import run_git

READABLE = Readable(frozenset({".md", ".html", ".json"}), frozenset({".md", ".html"}), frozenset({".json"}))


def _names(root: Path, *paths: str, exclude: Sequence[str] = ()) -> list[str]:
    found = find([Path(path) for path in paths or (".",)], cwd=root, exclude=exclude, readable=READABLE)
    assert not found.problems
    return [files.display(path, root) for path in found.paths]


def _write(root: Path, *names: str, text: str = "") -> None:
    for name in names:
        (root / name).parent.mkdir(parents=True, exist_ok=True)
        (root / name).write_text(text)


def _entries(folder: Path) -> list[str]:
    return sorted(path.name for path in folder.iterdir())


IGNORES = {
    ".gitignore": "*.tmp.md\n/top.md\ndrafts/\n!keep.tmp.md\n# no\n\\#hash.md\na/**/z.md\nsp ace.md  \nq?.md\n"
    "[xy].md\n",
    "sub/.gitignore": "!other.tmp.md\n/only-here.md\ndeep/*.md\n!deep/kept.md\n",
    "ignored/.gitignore": "*\n",
}
FILES = (
    "a.md", "a.tmp.md", "keep.tmp.md", "top.md", "sub/top.md", "drafts/x.md", "sub/drafts/x.md", "#hash.md", "a/z.md",
    "a/b/c/z.md", "sp ace.md", "q1.md", "q12.md", "x.md", "z.md", "sub/other.tmp.md", "sub/more.tmp.md",
    "sub/only-here.md", "sub/below/only-here.md", "sub/deep/a.md", "sub/deep/kept.md", "sub/deep/er/a.md",
    "ignored/a.md", "drafts/keep.tmp.md",
)  # fmt: skip


def test_gitignore_as_git_reads_it(tmp_path: Path) -> None:
    """Exactly what git does not ignore is walked: nested files, negation, anchors, escapes, folders."""
    run_git(tmp_path, "init", "-q")
    _write(tmp_path, *FILES)
    for name, text in IGNORES.items():
        (tmp_path / name).write_text(text)
    answer = run_git(tmp_path, "check-ignore", "--stdin", "-z", given="\0".join(FILES).encode())
    ignored = set(answer.decode().split("\0"))
    assert len(ignored) > 8
    assert _names(tmp_path) == sorted(set(FILES) - ignored)
    assert _names(tmp_path, "sub") == sorted(name for name in set(FILES) - ignored if name.startswith("sub/"))


def test_what_is_named_is_read(tmp_path: Path) -> None:
    """A named file or folder is read though it is ignored, hidden or generated; walking leaves these out."""
    _write(tmp_path, "public/a.md", ".hidden/b.md", "node_modules/c.md", "themes/t/d.md", "e.md", "f.txt", "_site/g.md")
    assert _names(tmp_path) == ["e.md"]
    assert _names(tmp_path, "public", ".hidden/b.md", "themes") == [".hidden/b.md", "public/a.md", "themes/t/d.md"]


def test_each_file_once(tmp_path: Path) -> None:
    """A file that is named twice, or reached by a link too, is read once."""
    _write(tmp_path, "a/x.md")
    (tmp_path / "b.md").symlink_to("a/x.md")
    assert len(_names(tmp_path, "a", "a/x.md", ".", "a/../a/x.md")) == 1


def test_loop_of_links(tmp_path: Path) -> None:
    """A folder that contains itself ends."""
    _write(tmp_path, "a/x.md")
    (tmp_path / "a" / "again").symlink_to("..")
    assert _names(tmp_path) == ["a/x.md"]


def test_exclude(tmp_path: Path) -> None:
    """--exclude-path takes patterns of .gitignore, relative to the working directory."""
    _write(tmp_path, "a/x.md", "b/x.md", "b/y.md")
    assert _names(tmp_path, exclude=["a/", "*y.md"]) == ["b/x.md"]


def test_no_such_path(tmp_path: Path) -> None:
    """What the user named and is not there, or cannot be read, is the user's to mend."""
    _write(tmp_path, "a.pdf")
    with pytest.raises(LinkcheckError, match="gone: no such file"):
        find([Path("gone")], cwd=tmp_path, exclude=(), readable=READABLE)
    with pytest.raises(
        LinkcheckError, match=r"a\.pdf: cannot read this kind of file; the known ones are \.html, \.json, \.md"
    ):
        find([Path("a.pdf")], cwd=tmp_path, exclude=(), readable=READABLE)


def test_a_link_that_leads_nowhere(tmp_path: Path) -> None:
    """A dangling link is found by its name, and reading it is a problem, not an error."""
    (tmp_path / "dangling.md").symlink_to("gone.md")
    assert _names(tmp_path) == ["dangling.md"]
    document, problems = read(tmp_path / "dangling.md", "dangling.md")
    assert document is None
    assert [problem.rule for problem in problems] == [Rule.UNREADABLE_FILE]
    assert "No such file" in problems[0].message


def test_a_folder_that_cannot_be_listed(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """It is a problem with its name, and the rest is walked."""
    _write(tmp_path, "closed/x.md", "open/x.md")
    scandir = os.scandir

    def refuse(path: Path) -> object:
        if path.name == "closed":
            raise PermissionError(13, "Permission denied")
        return scandir(path)

    monkeypatch.setattr(os, "scandir", refuse)  # root may list anything, so chmod would prove nothing
    found = find([tmp_path], cwd=tmp_path, exclude=(), readable=READABLE)
    assert [path.name for path in found.paths] == ["x.md"]
    assert [(problem.path, problem.message) for problem in found.problems] == [
        ("closed", "cannot be read: Permission denied")
    ]


@pytest.mark.parametrize(
    ("data", "is_read", "place", "words"),
    [
        (b"a\nb\xff", True, (2, 2, 3), "0xff is not UTF-8"),
        ("é\n\u20ac".encode() + b"x\xe9", True, (2, 3, 7), "0xe9 is not UTF-8"),
        (b"\xef\xbb\xbfa\0b", True, (1, 3, 4), "NUL"),
        (b"a\r\nb\rc", True, (2, 2, 4), "carriage return"),
        ("a".encode("utf-16"), False, (1, 1, 0), "UTF-16"),
        ("a".encode("utf-16-be").join((b"\xfe\xff", b"")), False, (1, 1, 0), "UTF-16"),
        ("a".encode("utf-32"), False, (1, 1, 0), "UTF-32"),
    ],
)
def test_encodings(tmp_path: Path, data: bytes, is_read: bool, place: tuple[int, int, int], words: str) -> None:
    """Odd bytes are told with their place; only what is no UTF-8 at all is not read."""
    (tmp_path / "a.md").write_bytes(data)
    document, problems = read(tmp_path / "a.md", "a.md")
    assert (document is not None and document.data == data) is is_read
    (problem,) = problems
    assert (problem.position.line, problem.position.column, problem.span.start) == place
    assert words in problem.message
    assert problem.rule is Rule.BAD_ENCODING
    assert problem.level is not Level.ERROR


def test_nothing_odd(tmp_path: Path) -> None:
    """CRLF, BOM and an empty file are no problems."""
    for data in (b"\xef\xbb\xbfa\r\nb\r\n", b""):
        (tmp_path / "a.md").write_bytes(data)
        document, problems = read(tmp_path / "a.md", "a.md")
        assert document is not None
        assert document.data == data
        assert not problems


def test_too_large(tmp_path: Path) -> None:
    """A file beyond the limit is left out unread."""
    with (tmp_path / "a.md").open("wb") as large:
        large.truncate(files.LARGEST + 1)
    document, (problem,) = read(tmp_path / "a.md", "a.md")
    assert document is None
    assert "larger than 32 MiB" in problem.message


def test_write_keeps_mode_and_link(tmp_path: Path) -> None:
    """The bytes change; mode and symbolic link stay, and no other file is left."""
    (tmp_path / "real.md").write_bytes(b"old")
    (tmp_path / "real.md").chmod(0o640)
    (tmp_path / "link.md").symlink_to("real.md")
    write_atomically(tmp_path / "link.md", b"new", b"old")
    assert (tmp_path / "link.md").is_symlink()
    assert (tmp_path / "real.md").read_bytes() == b"new"
    assert stat.S_IMODE((tmp_path / "real.md").stat().st_mode) == 0o640
    assert _entries(tmp_path) == ["link.md", "real.md"]


@pytest.mark.parametrize(("now", "expected"), [(b"theirs", b"old"), (None, b"old"), (b"theirs", None)])
def test_write_not_over_a_change(tmp_path: Path, now: bytes | None, expected: bytes | None) -> None:
    """A file that was changed, removed or made meanwhile is left as it is."""
    file = tmp_path / "a.md"
    if now is not None:
        file.write_bytes(now)
    with pytest.raises(FileChangedError):
        write_atomically(file, b"new", expected)
    assert (file.read_bytes() if file.exists() else None) == now
    assert len(_entries(tmp_path)) == (now is not None)


def test_write_fails_whole(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Where the last step fails, the old file stands and no temporary one is left."""
    (tmp_path / "a.md").write_bytes(b"old")

    def fail(self: Path, target: Path) -> Path:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(Path, "replace", fail)
    with pytest.raises(OSError, match="No space left"):
        write_atomically(tmp_path / "a.md", b"new", b"old")
    assert _entries(tmp_path) == ["a.md"]
    assert (tmp_path / "a.md").read_bytes() == b"old"


def test_write_in_a_folder_that_takes_no_files(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """It says that it is the folder, not a temporary file that nobody has heard of."""
    (tmp_path / "a.md").write_bytes(b"old")

    def refuse(**_: object) -> None:
        raise PermissionError(13, "Permission denied", ".a.md.x.tmp")

    monkeypatch.setattr(tempfile, "mkstemp", refuse)  # root may write anywhere, so chmod would prove nothing
    with pytest.raises(PermissionError, match="no file can be made in its folder: Permission denied"):
        write_atomically(tmp_path / "a.md", b"new", b"old")
    assert (tmp_path / "a.md").read_bytes() == b"old"


def test_write_output(tmp_path: Path) -> None:
    """A report makes its folder and replaces an older one; where it cannot be written, the user hears where and why."""
    target = tmp_path / "out" / "r.txt"
    write_output(target, "one\n")
    write_output(target, "two \ud800\n")
    assert target.read_bytes() == b"two \\ud800\n"
    with pytest.raises(LinkcheckError, match=r"r\.txt/x: cannot write the report"):
        write_output(target / "x", "")


def test_a_report_is_written_in_pieces(tmp_path: Path) -> None:
    """Or not at all: where one of them cannot be made, the old report is still there, and nothing else."""
    target = tmp_path / "report.json"
    write_output(target, iter(["one\n", "two\n"]))
    assert target.read_text("utf-8") == "one\ntwo\n"

    def failing() -> Iterator[str]:
        yield "three\n"
        raise ValueError("a bug")

    with pytest.raises(ValueError, match="a bug"):
        write_output(target, failing())
    assert target.read_text("utf-8") == "one\ntwo\n"
    assert list(tmp_path.iterdir()) == [target]


PATTERNS = {
    "./**/*.md": ["a.md", "sub/b.md", "sub/deep/c.md"],
    "*.md": ["a.md"],
    "sub/*.md": ["sub/b.md"],
    "sub/**/c.md": ["sub/deep/c.md"],
    "s?b/[b-d].md": ["sub/b.md"],
    "**/*.json": ["sub/data.json"],
    "sub/*": ["sub/b.md", "sub/deep/c.md"],
    ".hid/*.md": [".hid/h.md"],
    "**/*.rst": [],
    "[odd].md": ["[odd].md"],
}


@pytest.mark.parametrize("pattern", PATTERNS)
def test_a_pattern_means_what_a_shell_makes_of_it(tmp_path: Path, pattern: str) -> None:
    """But for what is ignored or hidden; a name that looks like one is a name, and a kind that it names is read."""
    _write(
        tmp_path, "a.md", "sub/b.md", "sub/deep/c.md", "sub/data.json", ".hid/h.md", "node_modules/n.md", "drop/d.md"
    )
    _write(tmp_path, ".gitignore", text="drop/\n")
    run_git(tmp_path, "init", "-q")
    if pattern == "[odd].md":
        _write(tmp_path, pattern)
    assert _names(tmp_path, pattern) == PATTERNS[pattern]


def test_a_pattern_in_no_folder_is_an_error(tmp_path: Path) -> None:
    """The folder before its first sign was meant to be there."""
    with pytest.raises(LinkcheckError, match="no such file or folder"):
        _names(tmp_path, "nowhere/*.md")

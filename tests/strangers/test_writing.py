"""What `--fix`, `--diff` and `undo` write in a repository of a stranger, with the program as a process."""

from __future__ import annotations

import os
import sqlite3
from collections.abc import Mapping
from contextlib import closing
from datetime import UTC, datetime
from hashlib import sha256
from pathlib import Path
from types import MappingProxyType

import pytest

from linkcheck.model import Document
from linkcheck.run.rules_version import readers
from linkcheck.sources import documents, site
from linkcheck.sources.extraction import digest
from linkcheck.sources.extraction_cache import ExtractionCache
from tests.strangers.blog import COPY, DeadBlog
from tests.support.git import run_git

EVIL = "https://evil.example/"


def _history(blog: DeadBlog) -> Path:
    return blog.root / ".linkcheck" / "history.sqlite"


def _execute(blog: DeadBlog, statement: str, *values: object) -> None:
    with closing(sqlite3.connect(_history(blog))) as base, base:
        base.execute(statement, values)


def test_what_is_kept_is_written_and_put_back(blog: DeadBlog) -> None:
    """The twin of all that must not be: digits, playback and the link's own URL."""
    blog.scan("--fix", code=0)
    assert (blog.root / "post.md").read_text() == blog.post().replace(blog.dead, blog.copy)
    blog.undo(code=0)
    assert (blog.root / "post.md").read_text() == blog.post()


@pytest.mark.parametrize(
    "kept",
    [
        f"{EVIL}web/{COPY}/{{dead}}", "{playback}.evil.example/" + COPY + "/{dead}", "{playback}/x/{dead}",
        "{playback}/2016/{dead}", "{playback}/99999999999999/{dead}", "{playback}/\u0662" + COPY[1:] + "/{dead}",
        "javascript:alert(1)", "", f"{{playback}}/{COPY}",
    ],
)  # fmt: skip
def test_a_planted_copy_is_no_copy(blog: DeadBlog, kept: str) -> None:
    """Where the digits cannot be had, the archive is asked, which has no copy here."""
    blog.lay(url=kept.format(playback=blog.playback, dead=blog.dead))
    done = blog.scan("--fix")
    text = (blog.root / "post.md").read_text()
    assert "evil" not in text + done.stdout
    assert text in {blog.post(), blog.post().replace(blog.dead, blog.copy)}


@pytest.mark.parametrize("page", [EVIL, "x)\n\n<script>", "../../login?next=https://evil.example/"])
def test_only_the_digits_of_a_planted_copy_are_taken(blog: DeadBlog, page: str) -> None:
    """From a line of the repository's file and from a row of SQLite alike."""
    blog.lay(url=f"{blog.playback}/{COPY}/{page}", captured_at="no date")
    blog.scan("--diff")
    _execute(
        blog, "UPDATE mementos SET url = ?, captured_at = '2016-06-07T08:09:10+00:00'", f"{blog.playback}/{COPY}/{page}"
    )
    blog.scan("--fix", code=0)
    assert (blog.root / "post.md").read_text() == blog.post().replace(blog.dead, blog.copy)


def test_a_planted_list_of_captures(blog: DeadBlog) -> None:
    """Its timestamps are 14 digits, or none."""
    blog.lay(url="")
    blog.scan("--diff")
    captures = f'[["{COPY}/../../../evil?", "A"], ["x", null], [1, 2], []]'
    row = (f"{blog.playback}/*/127.0.0.1:{blog.server.server_port}/gone", "found", captures, None, "2026-01-01", None)
    _execute(blog, "INSERT OR REPLACE INTO holdings VALUES (?, ?, ?, ?, ?, ?)", *row)
    blog.scan("--fix")
    assert (blog.root / "post.md").read_text() == blog.post()


def test_a_death_that_only_a_file_tells(blog: DeadBlog) -> None:
    """A verdict in the repository's history is not asked again today, and is no reason to write."""
    alive = f"{blog.server.url}/good"
    (blog.root / "post.md").write_text(f"[good]({alive})\n")
    now = datetime.now(UTC).isoformat(timespec="seconds")
    past = f'{{"url":"{alive}","checked_at":"{now}","verdict":"dead","reason":"gone","failing_since":"{now}"}}'
    memento = (
        f'{{"memento":"{blog.playback}/read/{alive}","near":"","url":"{blog.playback}/{COPY}/{alive}",'
        '"captured_at":"2016-06-07T08:09:10+00:00","fit":"newest"}'
    )
    (blog.root / "kept.jsonl").write_text(f'{{"schema":"linkcheck-history/1"}}\n{memento}\n{past}\n')
    blog.scan("--fix")
    assert (blog.root / "post.md").read_text() == f"[good]({alive})\n"


def _cached(blog: DeadBlog, text: str) -> None:
    """Keep for the bytes of the post what another text says."""
    data = (blog.root / "post.md").read_bytes()
    dialect = site.load(blog.root).dialect_of(blog.root / "post.md")
    cache = ExtractionCache(blog.root / ".linkcheck" / "extractions", readers())
    cache.open(len(data))
    cache.keep("post.md", digest(data), dialect, documents.extract(Document("post.md", text.encode()), dialect))
    cache.save()


def test_no_edit_rests_on_a_planted_cache(blog: DeadBlog) -> None:
    """It calls a living link of the same length the dead one; the document is read before it is edited."""
    living = f"{blog.server.url}/good"
    (blog.root / ".linkcheck").mkdir()
    (blog.root / "post.md").write_text(post := blog.post().replace(blog.dead, living))
    _cached(blog, blog.post())
    assert living not in (told := blog.scan("--fix").stdout)
    assert blog.dead in told
    assert (blog.root / "post.md").read_text() == post
    assert all(line.startswith("# post.md:3:8: left as it is: ") for line in blog.scan("--diff").stdout.splitlines())


def test_a_cache_that_git_tracks_is_not_used(blog: DeadBlog) -> None:
    """Nor is any other file of its folder."""
    living = f"{blog.server.url}/good"
    (blog.root / ".linkcheck").mkdir()
    (blog.root / "post.md").write_text(blog.post().replace(blog.dead, living))
    _cached(blog, blog.post())
    run_git(blog.root, "init", "-q")
    run_git(blog.root, "add", "-A")
    run_git(blog.root, "commit", "-qm", "A cache")
    assert blog.dead not in blog.scan("-o", "report.json", code=0).stdout
    assert living in (blog.root / "report.json").read_text()


def test_a_link_that_leads_outside_is_neither_read_nor_written(blog: DeadBlog) -> None:
    """The report says so; `--fix` and `--diff` leave what it leads to alone."""
    outside = blog.root.parent / "outside"
    outside.mkdir()
    (outside / "theirs.md").write_text(blog.post("theirs"))
    (blog.root / "link.md").symlink_to(outside / "theirs.md")
    (blog.root / "folder").symlink_to(outside)
    assert "outside/theirs" not in (diff := blog.scan("--diff").stdout)
    assert "theirs" not in diff
    done = blog.scan("--fix")
    assert (outside / "theirs.md").read_text() == blog.post("theirs")
    assert done.stdout.count("it leads outside of") == 2
    assert blog.copy in (blog.root / "post.md").read_text()


def test_a_link_inside_is_edited_under_its_real_name(blog: DeadBlog) -> None:
    """`git apply` takes the diff of it, and the link stays a link."""
    run_git(blog.root, "init", "-q")
    (blog.root / "posts").mkdir()
    (blog.root / "src").mkdir()
    (blog.root / "post.md").rename(blog.root / "src" / "real.md")
    (blog.root / "posts" / "link.md").symlink_to("../src/real.md")
    (blog.root / "alias").symlink_to("src")
    diff = blog.scan("--diff", path="posts").stdout
    assert "+++ b/src/real.md\n" in diff
    run_git(blog.root, "apply", "--check", given=diff.encode())
    blog.scan("--fix", path="alias", code=0)
    assert blog.copy in (blog.root / "src" / "real.md").read_text()
    assert (blog.root / "posts" / "link.md").is_symlink()
    blog.undo(code=0)
    assert (blog.root / "src" / "real.md").read_text() == blog.post()


def test_a_link_to_what_is_no_post_is_not_written(blog: DeadBlog) -> None:
    """A post may be a link to a script."""
    (blog.root / "run.sh").write_text(blog.post())
    (blog.root / "link.md").symlink_to("run.sh")
    blog.scan("--fix")
    assert (blog.root / "run.sh").read_text() == blog.post()
    assert "run.sh" not in blog.scan("--diff").stdout


@pytest.mark.parametrize("kind", ["tracked", "link", "linked-file", "hard-link", "pipe", "link-nowhere"])
def test_a_state_folder_that_is_not_ours(blog: DeadBlog, kind: str) -> None:
    """A run goes on without it, in words; nothing is repaired, and undo is refused."""
    blog.scan("--fix", code=0)
    (blog.root / "post.md").write_text(blog.post())
    state, elsewhere = blog.root / ".linkcheck", blog.root.parent / "elsewhere"
    match kind:
        case "tracked":
            run_git(blog.root, "init", "-q")
            run_git(blog.root, "add", "-f", ".linkcheck")
        case "link":
            state.rename(elsewhere)
            state.symlink_to(elsewhere)
        case "link-nowhere":
            state.rename(elsewhere)
            state.symlink_to(blog.root.parent / "not-there")
        case "hard-link":
            elsewhere.hardlink_to(_history(blog))
        case "linked-file":
            _history(blog).rename(elsewhere)
            _history(blog).symlink_to(elsewhere)
        case _:
            _history(blog).unlink()
            os.mkfifo(_history(blog))
    kept = (blog.root / "kept.jsonl").read_bytes()
    done = blog.scan(code=1)
    assert done.stderr.count(".linkcheck") >= 1
    assert "what this run learns is not remembered" in done.stderr
    assert (blog.root / "kept.jsonl").read_bytes() == kept
    assert not (blog.root.parent / "not-there").exists()
    blog.scan("--fix")
    assert (blog.root / "post.md").read_text() == blog.post()
    assert blog.undo(code=2).stderr.startswith("linkcheck: ")


@pytest.mark.parametrize(
    "planted",
    [
        "CREATE TRIGGER t AFTER INSERT ON changes BEGIN UPDATE changes SET path = x'2e2e2f76', state = 'undone'; END",
        "CREATE TRIGGER t AFTER INSERT ON edits BEGIN UPDATE edits SET old = x'41'; END",
        "CREATE VIEW changed AS SELECT * FROM changes",
    ],
    ids=["trigger on changes", "trigger on edits", "view"],
)
def test_a_journal_that_does_something_is_set_aside(blog: DeadBlog, planted: str) -> None:
    """What a run writes is what undo reads."""
    blog.scan("--diff")
    _execute(blog, planted)
    blog.lay()
    assert "set aside as history.sqlite.damaged-1" in blog.scan("--fix", code=0).stderr
    blog.undo(code=0)
    assert (blog.root / "post.md").read_text() == blog.post()


VICTIM = b"# Theirs\n\n[x](http://x.example/new)\n"


def _plant(
    blog: DeadBlog, path: object, *, state: str = "applied", columns: Mapping[str, object] = MappingProxyType({})
) -> None:
    """Write a journal that puts something back into a file."""
    blog.scan("--fix", code=0)
    new, old = b"http://x.example/new", b"http://evil.example/"
    data = VICTIM
    first = data.find(new)
    row = {"first": first, "past": first + len(new), "old": old, "new": new, "undone": 0, "held": ""} | dict(columns)
    before = sha256(data.replace(new, old)).hexdigest()
    _execute(blog, "DELETE FROM changes")
    _execute(blog, "DELETE FROM edits")
    _execute(blog, "INSERT INTO changes VALUES (1, ?, ?, ?, ?)", path, before, sha256(data).hexdigest(), state)
    edit = (path, row["first"], row["past"], row["old"], row["new"], row["undone"], row["held"])
    _execute(blog, "INSERT INTO edits VALUES (1, ?, ?, ?, ?, ?, 'gone', x'', ?, ?)", *edit)


@pytest.mark.parametrize(
    "name",
    [
        "../victim.md",
        "sub/../../victim.md",
        "{root}/../victim.md",
        ".git/hooks/x.md",
        "run.sh",
        "link.md",
        "to/victim.md",
    ],
)
@pytest.mark.parametrize("state", ["applied", "planned"])
def test_undo_writes_what_a_journal_names_only_below_the_root(blog: DeadBlog, name: str, state: str) -> None:
    """Neither by dots, by a whole path or by links, nor what git runs, nor what is no post."""
    victim = blog.root.parent / "victim.md"
    (blog.root / ".git" / "hooks").mkdir(parents=True)
    (blog.root / "to").symlink_to("..")
    (blog.root / "link.md").symlink_to("../victim.md")
    for file in (victim, blog.root / "run.sh", blog.root / ".git" / "hooks" / "x.md"):
        file.write_bytes(VICTIM)
    litter = blog.root.parent / ".victim.md.abcdefgh.tmp"
    litter.touch()
    _plant(blog, os.fsencode(name.format(root=blog.root)), state=state)
    done = blog.undo(code=1)
    assert "left as it is" in done.stdout
    for file in (victim, blog.root / "run.sh", blog.root / ".git" / "hooks" / "x.md"):
        assert file.read_bytes() == VICTIM
    assert litter.exists()


@pytest.mark.parametrize(
    ("path", "columns"),
    [
        (b"a\0b.md", {}), ("text.md", {}), (7, {}), (None, {}), (b"mine.md", {"first": -5}),
        (b"mine.md", {"first": "x"}), (b"mine.md", {"old": 10**12}), (b"mine.md", {"new": None}), (b"pipe.md", {}),
        (b"zero.md", {}), (b"mine.md", {"old": b"http://evil.example/other"}),
        (b"mine.md", {"undone": 1}), (b"mine.md", {"undone": "x", "held": b"\xff"}),
        (b"mine.md", {"undone": 2, "held": sha256(VICTIM).hexdigest(), "old": b"http://evil.example/other"}),
    ],
)  # fmt: skip
def test_undo_and_a_journal_of_nonsense(blog: DeadBlog, path: object, columns: dict[str, object]) -> None:
    """It ends in words, and no file is changed."""
    (blog.root / "mine.md").write_bytes(VICTIM)
    (blog.root / "text.md").write_bytes(VICTIM)
    os.mkfifo(blog.root / "pipe.md")
    (blog.root / "zero.md").symlink_to("/dev/zero")
    try:
        _plant(blog, path, columns=columns)
    except sqlite3.IntegrityError:
        return  # SQLite does not take it
    done = blog.undo()
    assert done.returncode in {0, 1, 2}
    assert "Traceback" not in done.stderr
    if path != b"text.md":
        assert (blog.root / "mine.md").read_bytes() == VICTIM


def test_undo_prints_no_command(blog: DeadBlog) -> None:
    """Neither a name nor an address of a journal steers a terminal, or begins a line."""
    _plant(blog, b"\x07\n::error::x.md", columns={"new": b"http://x.example/\x1b]0;x\x07\n::error::y"})
    done = blog.undo()
    assert "::error::x.md" in done.stdout
    assert not any(line.startswith("::") for line in done.stdout.splitlines())
    assert "\x07" not in done.stdout


def test_undo_and_a_journal_that_fits(blog: DeadBlog) -> None:
    """The twin: a post below the root that holds what was written gets back what was there."""
    (blog.root / "mine.md").write_bytes(VICTIM)
    _plant(blog, b"mine.md")
    blog.undo(code=0)
    assert (blog.root / "mine.md").read_bytes() == VICTIM.replace(b"x.example/new", b"evil.example/")

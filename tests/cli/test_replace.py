"""`linkcheck replace` as a process: in every syntax, byte for byte, by a pair, a list or an archive."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.support.git import run_git
from tests.support.program import linkcheck

POST = """---
title: x
image: 'https://old.example/i.png'
---
[a](https://old.example/a?x=1&y=2#f "t") ![p](<https://old.example/a b.png>) <https://old.example/auto>
https://old.example/bare, [r][1] [e](http://www.old.example/esc\\_aped_(x))

<a href="https://old.example/h?a=1&amp;b=2">h</a> <img src=//old.example/i.png>
{{< figure src="https://old.example/fig.jpg" >}}

| a | [x](https://old.example/a\\|b) |
|---|---|

[1]: https://old.example/def
  'title'
"""
KEPT = """
[evil](https://old.example.evil.com/) [sub](https://blog.old.example/) `https://old.example/code` old.example
<!-- linkcheck-disable-next-line -->
[off](https://old.example/off)
[copy](https://web.archive.org/web/2016/https://old.example/x)
"""


@pytest.fixture
def blog(tmp_path: Path) -> Path:
    """A Hugo blog of one post and one file of data."""
    (tmp_path / "content").mkdir()
    (tmp_path / "data").mkdir()
    (tmp_path / "hugo.toml").write_text('title = "x"\n')
    (tmp_path / "content" / "a.md").write_text(POST + KEPT)
    (tmp_path / "data" / "links.yaml").write_text("- url: https://old.example/data\n")
    return tmp_path


def text(blog: Path) -> str:
    """Return the post as it is now."""
    return (blog / "content" / "a.md").read_text()


def test_every_syntax_byte_for_byte(blog: Path) -> None:
    """The host goes, everything else stays as it is written; again there is nothing to do, and undo puts all back."""
    done = linkcheck("replace", "old.example", "new.example/sub", "content", cwd=blog, code=0)
    assert done.stdout == "11 links in 1 post replaced; linkcheck undo puts them back\n"
    wanted = POST.replace("www.old.example", "old.example").replace("old.example", "new.example/sub") + KEPT
    assert text(blog) == wanted
    again = linkcheck("replace", "old.example", "new.example/sub", "content", cwd=blog, code=0)
    assert again.stdout.startswith("0 links")
    assert linkcheck("undo", cwd=blog, code=0).stdout.startswith("Put back 11 links in 1 file")
    assert text(blog) == POST + KEPT


def test_data_is_read_where_a_scan_reads_it(blog: Path) -> None:
    """Below the site's folder of data."""
    linkcheck("replace", "old.example", "new.example", cwd=blog, code=0)
    assert (blog / "data" / "links.yaml").read_text() == "- url: https://new.example/data\n"


def test_diff_is_the_patch_and_nothing_else(blog: Path) -> None:
    """git takes it."""
    done = linkcheck("replace", "old.example", "new.example", "content", "--diff", cwd=blog, code=0)
    assert text(blog) == POST + KEPT
    assert done.stderr == "11 links in 1 post to be replaced\n"
    run_git(blog, "init", "--quiet")
    run_git(blog, "apply", "-", given=done.stdout.encode())
    assert "new.example/def" in text(blog)


@pytest.mark.parametrize(
    ("name", "lines"),
    [
        ("map.csv", 'old,new\n"https://old.example/a","https://one.example/"\nold.example,two.example\n'),
        ("map.tsv", "https://old.example/a\thttps://one.example/\r\nold.example\ttwo.example\r\n"),
        ("map.txt", "\ufeff# moved\nhttps://old.example/a  https://one.example/\n\nold.example two.example\n"),
    ],
)
def test_a_list(blog: Path, name: str, lines: str) -> None:
    """Of two columns; the longer OLD counts."""
    (blog / name).write_text(lines, encoding="utf-8")
    linkcheck("replace", "--map", name, "content", cwd=blog, code=0)
    assert '[a](https://one.example/?x=1&y=2#f "t")' in text(blog)
    assert "[1]: https://two.example/def\n" in text(blog)


def test_back_to_the_original(blog: Path) -> None:
    """Of addresses that hold it; a short id is told, and left."""
    post = "[a](https://archive.ph/2014.07.04-120000/http://x.example/a?b#c) [b](https://archive.is/AbCdE)\n"
    (blog / "content" / "a.md").write_text(post)
    done = linkcheck("replace", "--to-original", "archive.today", "content", cwd=blog, code=1)
    assert done.stdout.splitlines() == [
        "content/a.md:1:70: left as it is: its address does not tell what was copied: https://archive.is/AbCdE",
        "1 link in 1 post replaced, 1 left; linkcheck undo puts it back",
    ]
    assert text(blog) == "[a](http://x.example/a?b#c) [b](https://archive.is/AbCdE)\n"


def test_the_title_of_a_copy_goes_with_it(blog: Path) -> None:
    """The twins: a title of another day, or of the author's, stays; and where the copy stays, so does its title."""
    copy = "https://web.archive.org/web/20160607080910/http://x.example/"
    links = "".join(f"[a]({copy} {title}) " for title in ('"Archived 2016-06-07"', '"Archived 2017-01-01"', '"mine"'))
    (blog / "content" / "a.md").write_text(f'{links}\n\n[1]: {copy} "Archived 2016-06-07"\n')
    linkcheck("replace", "web.archive.org", "wayback.example", "content", cwd=blog, code=0)
    moved = f'{links}\n\n[1]: {copy} "Archived 2016-06-07"\n'.replace("web.archive.org", "wayback.example")
    assert text(blog) == moved
    linkcheck("replace", "--to-original", "wayback.example", "content", cwd=blog, code=0)
    assert text(blog) == (
        '[a](http://x.example/) [a](http://x.example/ "Archived 2017-01-01") [a](http://x.example/ "mine") \n\n'
        "[1]: http://x.example/\n"
    )
    linkcheck("undo", cwd=blog, code=0)
    assert text(blog) == moved


def test_what_cannot_be_written_is_told(blog: Path) -> None:
    """A template in the address, a password: one line each, the password in none."""
    (blog / "content" / "a.md").write_text("[a](https://old.example/{{< x >}}) [b](https://me:hunter2@old.example/)\n")
    done = linkcheck("replace", "old.example", "new.example", "content", cwd=blog, code=1)
    assert "content/a.md:1:5: left as it is: a template stands in this destination" in done.stdout
    assert "a name or password stands in it" in done.stdout
    assert "hunter2" not in done.stdout


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (["old.example"], "Missing arguments"),
        (["old", "new.example"], "is no host and no address"),
        (["--map", "nowhere.csv"], "cannot be read"),
        (["--map", "bad.txt"], "line 2: 3 columns"),
        (["--map", "bad.txt", "--to-original", "archive.today"], "only one of them"),
        (["--to-original", "https://archive.today/"], "is no host"),
        (["old.example", "new.example", "nowhere"], "no such file"),
    ],
)
def test_what_is_wrong_is_said(blog: Path, arguments: list[str], words: str) -> None:
    """Before anything is written."""
    (blog / "bad.txt").write_text("a.example b.example\na.example b.example c.example\n")
    assert words in linkcheck("replace", *arguments, cwd=blog, code=2).stderr
    assert text(blog) == POST + KEPT


def test_a_port_that_was_not_named_is_told(blog: Path) -> None:
    """Such links stay, for their port may be another site; with its name they go."""
    ported = "[a](http://old.example:81/a) [b](http://www.old.example:81/b)\n<http://old.example:82/>\n"
    (blog / "content" / "a.md").write_text(ported + "<!-- linkcheck-disable-next-line -->\n<http://old.example:82/x>\n")
    done = linkcheck("replace", "old.example", "new.example", "content", cwd=blog, code=0)
    assert done.stdout == "0 links in 0 posts replaced\n"
    assert done.stderr.splitlines() == [
        "linkcheck: 1 link to old.example:81 left as it is: OLD names no port",
        "linkcheck: 1 link to www.old.example:81 left as it is: OLD names no port",
        "linkcheck: 1 link to old.example:82 left as it is: OLD names no port",
    ]
    done = linkcheck("replace", "old.example:81", "new.example", "content", cwd=blog, code=0)
    assert (done.stdout[:7], done.stderr) == ("2 links", "")
    assert text(blog).startswith("[a](http://new.example/a) [b](http://new.example/b)\n<http://old.example:82/>")

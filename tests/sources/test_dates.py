"""The day on which a reference was written."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, date, datetime, timedelta, timezone
from pathlib import Path

import pytest

from linkcheck.model import Position, Quoting, Reference, Span, Syntax
from linkcheck.sources.dates import WrittenDays, blame, day_of_post
from tests.support.git import run_git

NONE: Mapping[str, object] = {}


@pytest.mark.parametrize(
    ("value", "day"),
    [
        (date(2016, 6, 5), date(2016, 6, 5)),
        (datetime(2016, 6, 5, 23, 59, tzinfo=UTC), date(2016, 6, 5)),
        (datetime(2016, 6, 5, 0, 1, tzinfo=timezone(timedelta(hours=9))), date(2016, 6, 5)),
        ("2016-06-05T23:00:00+09:00", date(2016, 6, 5)),
        ("2016-6-5", date(2016, 6, 5)),
        ("2016-06-31", None),
        ("June 2016", None),
        ("0001-01-01T00:00:00Z", None),
        (date(1776, 7, 4), None),
        (True, None),
        (20160605, None),
        (None, None),
        (["2016-06-05"], None),
    ],
)
def test_front_matter(value: object, day: date | None) -> None:
    """A date in any of the formats' shapes is read; what is no day, or a placeholder, is none."""
    assert day_of_post("a.md", {"date": value}) == day


def test_other_keys_of_the_front_matter() -> None:
    """Hugo's other names for the day are taken, whatever their case; `lastmod` is not."""
    assert day_of_post("a.md", {"PublishDate": "2016-06-05", "lastmod": "2020-01-01"}) == date(2016, 6, 5)
    assert day_of_post("a.md", {"lastmod": "2020-01-01"}) is None


@pytest.mark.parametrize(
    ("path", "day"),
    [
        ("_posts/2016-06-05-title.md", date(2016, 6, 5)),
        ("_posts/2016-6-5-title.md", date(2016, 6, 5)),
        ("2016-06-05.md", date(2016, 6, 5)),
        ("content/2016-06-05-title/index.md", date(2016, 6, 5)),
        ("content/2016-06-05-title/notes.md", None),
        ("content/2016-06-055-title.md", None),
        ("content/2016-13-05-title.md", None),
        ("content/about-2016-06-05.md", None),
        ("content/about.md", None),
    ],
)
def test_file_name(path: str, day: date | None) -> None:
    """A date at the start of the name, or of a bundle's folder, is the day."""
    assert day_of_post(path, NONE) == day


def reference(path: str, line: int) -> Reference:
    """Return a reference in a line."""
    return Reference(path, Span(0, 1), Position(line, 1), Syntax.BARE, "http://a.example/", Quoting.TEXT)


def commit(folder: Path, file: str, data: str, when: str) -> None:
    """Commit a file as of a day."""
    (folder / file).write_text(data, "utf-8")
    run_git(folder, "add", file)
    run_git(folder, "commit", "-q", "-m", "m", GIT_AUTHOR_DATE=when, GIT_COMMITTER_DATE="2022-01-01T00:00:00+0000")


@pytest.fixture
def repository(tmp_path: Path) -> Path:
    """A file with two lines of different days, and one that is not committed."""
    folder = tmp_path / "origin"
    folder.mkdir()
    run_git(folder, "init", "-q")
    commit(folder, "a b.md", "one\n", "2016-06-05T23:30:00-0800")
    commit(folder, "a b.md", "one\ntwo\r\n", "2018-01-02T00:30:00+0900")
    commit(folder, "2019-09-09-b.md", "one\n", "2020-01-01T00:00:00+0000")
    (folder / "a b.md").write_text("zero\none\ntwo\r\n", "utf-8", newline="")
    return folder


def test_the_line_of_git(repository: Path) -> None:
    """Each line has the day that its author's calendar showed; a line that is not committed has none."""
    assert blame(repository / "a b.md") == {2: date(2016, 6, 5), 3: date(2018, 1, 2)}


def test_the_order_of_witnesses(repository: Path) -> None:
    """The post's own date comes first, then its name, then git; and git is not asked before."""
    days = WrittenDays({"a b.md": {}, "2019-09-09-b.md": {}, "c.md": {"date": date(2001, 1, 1)}}, cwd=repository)
    asked = [days.of(reference(path, 2)) for path in ("c.md", "2019-09-09-b.md", "a b.md", "missing.md")]
    assert asked == [date(2001, 1, 1), date(2019, 9, 9), date(2016, 6, 5), None]


def test_a_shallow_clone_tells_nothing_of_old_lines(repository: Path, tmp_path: Path) -> None:
    """CI clones one commit, on which git blames every line; such a day would be wrong, so there is none."""
    run_git(tmp_path, "clone", "-q", "--depth", "1", repository.as_uri(), "shallow")
    assert blame(tmp_path / "shallow" / "a b.md") == {}


def test_no_repository(tmp_path: Path) -> None:
    """Outside of a repository, and for a folder that is not there, git tells nothing, without an error."""
    (tmp_path / "a.md").write_text("x\n", "utf-8")
    assert blame(tmp_path / "a.md") == blame(tmp_path / "gone" / "a.md") == {}


def test_no_git(repository: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Where git is not installed there is no date, and no error."""
    monkeypatch.setenv("PATH", "")
    assert blame(repository / "a b.md") == {}

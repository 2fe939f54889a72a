"""Who owns which document, by the examples of GitHub's own documentation."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from linkcheck.sources.owners import PLACES, owners

TEXT = r"""
# comments
*       @everybody
*.js    @js-owner #inline comment
/build/logs/ @doctocat
docs/*  docs@example.com
apps/ @octocat
**/logs @org/logs
/apps/github
with\ blank/ @blank   @two
!*.md @nobody
[Section]
/docs/[abc].md @nobody
"""


@pytest.fixture
def repository(tmp_path: Path) -> Path:
    """Make a repository with that file."""
    (tmp_path / ".git").mkdir()
    (tmp_path / "CODEOWNERS").write_text(TEXT)
    (tmp_path / "blog").mkdir()
    return tmp_path


@pytest.mark.parametrize(
    ("path", "owner"),
    [
        ("a.md", "@everybody"),
        ("deep/er/a.js", "@js-owner"),
        ("build/logs/a.md", "@org/logs"),
        ("docs/getting-started.md", "docs@example.com"),
        ("docs/build-app/troubleshooting.md", "@everybody"),
        ("sub/docs/a.md", "@everybody"),
        ("apps/a.md", "@octocat"),
        ("sub/apps/deep/a.md", "@octocat"),
        ("deeply/nested/logs/a.md", "@org/logs"),
        ("apps/github/a.md", None),
        ("with blank/a.md", "@blank @two"),
    ],
)
def test_the_last_line_that_fits_decides(repository: Path, path: str, owner: str | None) -> None:
    """From the top of the repository, and from a folder of it."""
    assert owners(repository)(path) == owner
    assert owners(repository / "blog")(f"../{path}") == owner


def test_the_first_file_counts(repository: Path) -> None:
    """That in `.github` goes before the one at the top."""
    (repository / ".github").mkdir()
    (repository / PLACES[0]).write_text("* @first\n")
    assert owners(repository)("docs/a.md") == "@first"


def test_without_a_file_nobody_owns_anything(tmp_path: Path) -> None:
    """Neither where it leads out of the repository, is a pipe or no text."""
    (tmp_path / ".git").mkdir()
    (tmp_path.parent / "theirs").write_text("* @theirs\n")
    (tmp_path / "CODEOWNERS").symlink_to(tmp_path.parent / "theirs")
    (tmp_path / "docs").mkdir()
    os.mkfifo(tmp_path / "docs" / "CODEOWNERS")
    (tmp_path / ".gitlab").mkdir()
    (tmp_path / ".gitlab" / "CODEOWNERS").write_bytes(b"* @\xff\n")
    assert owners(tmp_path)("a.md") is None

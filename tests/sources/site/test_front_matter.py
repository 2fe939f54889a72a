"""Front matter as Hugo, Jekyll and we find it, in every way of writing it.

Each file of the cases has a title, a slug, a permalink and an alias. Beside it stand the two files that Jekyll 4.3.1
(Debian 12) wrote for it in a site of its own: as a page with its name, and as a post of 2020-01-02.
"""

from __future__ import annotations

import shutil
import subprocess
import sys
from datetime import UTC, datetime
from pathlib import Path

import pytest

from linkcheck.sources.site.config import read_config
from linkcheck.sources.site.hugo_content import Content
from linkcheck.sources.site.hugo_pages import HugoPages
from linkcheck.sources.site.hugo_settings import read_settings
from linkcheck.sources.site.jekyll_pages import JekyllPages
from linkcheck.strangers import Boundary
from tests.support import paths
from tests.support.hugo import run_hugo

NOW = datetime(2026, 1, 1, tzinfo=UTC)
CASES = paths.CASES / "front-matter"
FILES = sorted(CASES.glob("*.md"))
HUGO_STOPS = ("closed-by-dots", "not-closed")
CONFIG = 'baseURL = "https://blog.test/"\ndisableKinds = ["home", "RSS", "section", "sitemap", "taxonomy", "term"]\n'


def _hugo(root: Path, files: list[Path]) -> subprocess.CompletedProcess[str]:
    (root / "hugo.toml").write_text(CONFIG)
    (root / "content").mkdir()
    (root / "layouts").mkdir()
    (root / "layouts" / "single.html").write_text("{{ .Title }}|{{ .Slug }}|{{ .RelPermalink }}")
    for file in files:
        shutil.copy(file, root / "content")
    return run_hugo(root)


def _pages(root: Path) -> HugoPages:
    within = Boundary.around(root)
    return HugoPages(Content(read_settings(root, read_config(root / "hugo.toml", within), within), NOW))


def test_hugo_reads_the_same(tmp_path: Path) -> None:
    """Files, titles, slugs, URLs and aliases are those of Hugo, wherever the front matter stands and however long."""
    run = _hugo(tmp_path, [file for file in FILES if file.stem not in HUGO_STOPS])
    assert run.returncode == 0, run.stdout + run.stderr
    public = tmp_path / "public"
    written = {path.relative_to(public).as_posix(): path.read_text() for path in public.rglob("*.html")}
    pages = _pages(tmp_path)
    assert set(pages.published.files) - {"index.xml", "sitemap.xml"} == set(written)
    ours = [
        f"{node.head.one('title') or ''}|{node.head.one('slug') or ''}|{pages.path_of(node.file, {})}"
        for node in pages.content.made
        if node.file is not None
    ]
    assert sorted(ours) == sorted(text for text in written.values() if not text.startswith("<!DOCTYPE"))
    assert len(ours) == len(FILES) - len(HUGO_STOPS)


@pytest.mark.parametrize("name", HUGO_STOPS)
def test_hugo_stops_at_the_others(tmp_path: Path, name: str) -> None:
    """What only Jekyll takes for front matter is no page of a Hugo site that anybody could build."""
    run = _hugo(tmp_path, [CASES / f"{name}.md"])
    assert run.returncode != 0
    assert f"{name}.md" in run.stdout + run.stderr


@pytest.mark.parametrize("file", FILES, ids=lambda file: file.stem)
@pytest.mark.parametrize(("number", "folder"), [(0, ""), (1, "_posts/2020-01-02-")])
def test_jekyll_reads_the_same(tmp_path: Path, file: Path, number: int, folder: str) -> None:
    """A file is a page with the permalink that Jekyll sees, or a copy where Jekyll copies it."""
    source = tmp_path / f"{folder}{file.name}"
    source.parent.mkdir(exist_ok=True)
    shutil.copy(file, source)
    written = file.with_name(f"{file.name}.jekyll").read_text().splitlines()[number]
    within = Boundary.around(tmp_path)
    files = JekyllPages(tmp_path, within, {}, NOW).published.files
    ours = {name for name, made_of in files.items() if made_of == source}
    by_github = {f"{file.stem}.html"} if written == file.name else set()  # which renders also what Jekyll copies
    assert ours - by_github == {written}


BOMB = "".join(
    f"{name}: &{name} [{', '.join([f'*{before}' if before else 'x'] * 10)}]\n"
    for before, name in zip(["", *"abcdefgh"], "abcdefghi", strict=True)
)


@pytest.mark.timeout(30)  # without bounds it takes hours
@pytest.mark.parametrize(
    "text",
    [f"{BOMB}tags: *i\n", "tags: &a [*a]\n", f"tags: {'[' * 5_000}\n", f"tags: {'[' * 60}{']' * 60}\n"],
    ids=["bomb", "loop", "open", "deep"],
)
def test_a_post_of_a_few_bytes_ends(tmp_path: Path, text: str) -> None:
    """Aliases of aliases stand for billions of terms; the run goes on without them."""
    (tmp_path / "content").mkdir()
    (tmp_path / "hugo.toml").write_text(CONFIG)
    (tmp_path / "content" / "bomb.md").write_text(f"---\n{text}---\n[a](/other/)\n[b](/bomb/)\n")
    (tmp_path / "content" / "other.md").write_text("---\ntags: [x]\n---\n")
    run = subprocess.run(
        [sys.executable, "-m", "linkcheck", "scan", "--offline", "."],
        cwd=tmp_path,
        capture_output=True,
        text=True,
        check=False,
    )
    assert run.returncode == 1
    assert "bad-front-matter" in run.stdout
    assert "missing-page" not in run.stdout

"""Links to one's own copies whose originals come back: found by the copy itself, and led back as from any archive."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

import pytest

from linkcheck import config
from linkcheck.config.parts import KeepTable
from linkcheck.history.copies import OwnCopy, document, pack
from linkcheck.model import Url
from linkcheck.run.copy_files import CopyFiles
from linkcheck.run.pipeline import Scanned
from linkcheck.run.settings import NAMES
from linkcheck.run.undo import undo
from tests.support.over_nights import Nights

URL = Url("http://back.lab/page")
AT = datetime(2026, 2, 1, 3, 4, 5, tzinfo=UTC)
SITE = "https://blog.example/kept"
TEXT = "The harbour of the old town was built by monks who sold salt to ships in spring. " * 20
COPY = OwnCopy(URL, AT, document(URL, AT, "Salt and ships", "en", [("h1", "Salt and ships"), ("p", TEXT)], 20_000))


@pytest.fixture(params=["https://blog.example/", "https://other.example/"], ids=["own host", "elsewhere"])
def blog(tmp_path: Path, request: pytest.FixtureRequest) -> Nights:
    """A blog that links to its own copy of an essay that is back; it publishes the copies, or another site does."""
    web = Nights(tmp_path, {"back.lab": "essay", "well.lab": "alive"})
    (tmp_path / "hugo.toml").write_text(f'baseURL = "{request.param}"\n')
    (tmp_path / "linkcheck.toml").write_text(f'[keep]\npublished_at = "{SITE}/"\n')
    files = CopyFiles.of(KeepTable(published_at=SITE), tmp_path)
    files.write(COPY)
    address = files.address(COPY)
    (tmp_path / "content").mkdir()
    (tmp_path / "content" / "a.md").write_text(f"---\ntitle: x\n---\nSee [it]({address} 'salt'), and **more**.\n")
    web.write("well.lab", name="content/other.md")
    return web


def post(blog: Nights) -> str:
    """Return the post as it is now."""
    return (blog.folder / "content" / "a.md").read_text()


def three_nights(blog: Nights) -> Scanned:
    """Run three times, a week apart, with `--fix=restored`."""
    for _ in range(2):
        blog.run(fix="restored", fresh=True)
        blog.sleep(7)
    return blog.run(fix="restored", fresh=True)


def test_three_runs_over_two_weeks_put_it_back(blog: Nights) -> None:
    """Nothing before; then the original's address, and no more edits; undo takes it back. Nobody asks for the copy."""
    before = post(blog)
    first = blog.run(fix="restored")
    assert [edit.refused for edit in first.report.edits] == [
        "well in 1 run since 2026-03-01; it must be in 3 over 14 days"
    ]
    assert "blog.example" not in blog.asked
    assert post(blog) == before
    last = three_nights(blog)
    assert [edit.applied for edit in last.report.edits] == [True]
    assert f"[it]({URL} 'salt'), and **more**" in post(blog)
    assert blog.run(fix="restored").report.edits == ()
    undo(None, config.load(blog.folder, names=NAMES), blog.folder, listing=False)
    assert post(blog) == before


@pytest.mark.parametrize("state", ["recipe", "alive", "gone", "essay-everywhere"])
def test_another_page_is_no_return(blog: Nights, state: str) -> None:
    """The twin: the link stays with the copy."""
    before = post(blog)
    blog.hosts["back.lab"] = state
    assert not any(edit.applied for edit in three_nights(blog).report.edits)
    assert post(blog) == before


def test_what_says_of_itself_to_be_another_copy_leads_nowhere(blog: Nights) -> None:
    """The file may be a stranger's: it counts only where its own address says so."""
    before = post(blog)
    files = CopyFiles.of(KeepTable(published_at=SITE), blog.folder)
    files.warc(URL).write_bytes(pack(OwnCopy(Url("http://evil.lab/"), AT, COPY.document)))
    assert three_nights(blog).report.edits == ()
    assert post(blog) == before

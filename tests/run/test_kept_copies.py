"""A dead link that no archive has: reports say where one's own copy is, and `--fix=kept` leads to it."""

from __future__ import annotations

import asyncio
import json
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from linkcheck import config, report
from linkcheck.config.parts import KeepTable
from linkcheck.demo.snapshots import Snapshot
from linkcheck.history.copies import OwnCopy, document
from linkcheck.model import Url
from linkcheck.report import reading
from linkcheck.run.copy_files import CopyFiles
from linkcheck.run.pipeline import Scanned
from linkcheck.run.reviewing import propose
from linkcheck.run.settings import NAMES
from linkcheck.run.undo import undo
from tests.support.hugo import run_hugo
from tests.support.over_nights import Nights

URL = Url("http://gone.lab/page")
AT = datetime(2026, 2, 1, 3, 4, 5, tzinfo=UTC)
SITE = "https://blog.example/kept"
COPY = OwnCopy(URL, AT, document(URL, AT, "A page", "en", [("p", "Its text.")], 20_000))


@pytest.fixture
def blog(tmp_path: Path) -> Nights:
    """A blog with a copy of a page that is gone, and of one that lives."""
    web = Nights(tmp_path, {"gone.lab": "gone", "well.lab": "alive"}, archive=())
    web.write("gone.lab", "well.lab")
    (tmp_path / "linkcheck.toml").write_text(f'[keep]\npublished_at = "{SITE}/"\n')
    files(tmp_path).write(COPY)
    files(tmp_path).write(OwnCopy(Url("http://well.lab/page"), AT, COPY.document))
    return web


def files(folder: Path) -> CopyFiles:
    """Return the files of the copies."""
    return CopyFiles.of(KeepTable(published_at=SITE), folder)


def target(scanned: Scanned, host: str = "gone.lab") -> dict[str, Any]:
    """Return what the JSON says of a page."""
    said = json.loads(report.render(scanned.report, "json"))
    found: dict[str, Any] = next(one for one in said["targets"] if host in one["url"])
    return found


def test_every_report_says_where_it_is(blog: Nights) -> None:
    """In each format that names the link; of the living page none does."""
    scanned = blog.run()
    file = files(blog.folder).warc(URL).relative_to(blog.folder).as_posix()
    address = f"{SITE}/{file.removeprefix('kept/').removesuffix('.warc.gz')}.html"
    assert target(scanned)["kept_copy"] == {"file": file, "captured_at": "2026-02-01T03:04:05Z", "url": address}
    assert "kept_copy" not in target(scanned, "well.lab")
    for name in ("text", "markdown", "html", "csv", "sarif", "junit", "rdjson", "github", "atom", "json"):
        assert "a copy of 2026-02-01 is kept in" in " ".join(report.render(scanned.report, name).split()), name
    assert "1 with a copy of your own" in report.render(scanned.report, "text")
    again = reading.read(report.render(scanned.report, "json").encode())
    assert report.render(again, "json") == report.render(scanned.report, "json")


def test_it_is_said_without_a_request_too(blog: Nights) -> None:
    """`linkcheck report` knows it; and the words do not pile up."""
    blog.run()
    assert target(blog.run(ask=False))["detail"].count("is kept in") == 1
    blog.sleep(2)
    assert target(blog.run())["detail"].count("is kept in") == 1


def test_an_archive_comes_first(blog: Nights) -> None:
    """The twin: with a copy to write, nothing is said of one's own."""
    blog.archive = [Snapshot(URL, "20200501000000")]
    scanned = blog.run(fix="kept")
    assert "kept_copy" not in target(scanned)
    assert scanned.report.edits == ()


def test_fix_undo_and_fix_again(blog: Nights) -> None:
    """One edit that undo takes back, and a second run without change."""
    post = blog.folder / "post.md"
    before = post.read_bytes()
    assert [edit.applied for edit in blog.run(fix="kept").report.edits] == [True]
    assert post.read_bytes() == before.replace(URL.encode(), page_address(blog))
    written = post.read_bytes()
    assert blog.run(fix="kept").report.edits == ()
    assert post.read_bytes() == written
    undo(None, config.load(blog.folder, names=NAMES), blog.folder, listing=False)
    assert post.read_bytes() == before


def page_address(blog: Nights) -> bytes:
    """Return where the page's copy is published."""
    return f"{SITE}/gone.lab/{files(blog.folder).page(URL).name}".encode()


@pytest.mark.parametrize("fix", ["dead", "moved"])
def test_other_kinds_write_no_such_link(blog: Nights, fix: str) -> None:
    """The twin: it must be asked for."""
    before = (blog.folder / "post.md").read_bytes()
    assert blog.run(fix=fix).report.edits == ()
    assert (blog.folder / "post.md").read_bytes() == before


def spoil_page(kept: CopyFiles) -> None:
    """Put other bytes into the page."""
    kept.page(URL).write_bytes(COPY.document + b"<p>more")


def remove_page(kept: CopyFiles) -> None:
    """Take the page away."""
    kept.page(URL).unlink()


def lead_page_outside(kept: CopyFiles) -> None:
    """Make the page a link to a file outside, of the same bytes."""
    outside = kept.bound.top.parent / f"{kept.bound.top.name}-outside"
    outside.write_bytes(COPY.document)
    remove_page(kept)
    kept.page(URL).symlink_to(outside)


@pytest.mark.parametrize("spoil", [spoil_page, remove_page, lead_page_outside])
def test_a_page_that_is_not_the_copy_is_not_linked(blog: Nights, spoil: Any) -> None:
    """The file is named, the address is not."""
    spoil(files(blog.folder))
    scanned = blog.run(fix="kept")
    assert target(scanned)["kept_copy"]["url"] is None
    assert scanned.report.edits == ()


@pytest.mark.parametrize("data", [b"", b"no WARC", pytest.param(None, id="another link's")])
def test_what_is_no_copy_of_the_link_is_not_named(blog: Nights, data: bytes | None) -> None:
    """Whatever a stranger puts there."""
    kept = files(blog.folder)
    kept.warc(URL).write_bytes(kept.warc(Url("http://well.lab/page")).read_bytes() if data is None else data)
    scanned = blog.run(fix="kept")
    assert "kept_copy" not in target(scanned)
    assert scanned.report.edits == ()


def test_a_report_cannot_say_where_a_copy_is(blog: Nights) -> None:
    """`review` reads reports, which may be strangers': what counts are the files and the settings here."""
    said = report.render(blog.run().report, "json").replace(SITE, "https://evil.example")
    settings = config.load(blog.folder, names=NAMES)
    told = reading.read(said.encode())
    asked = propose([blog.folder], settings, blog.folder, ("dead", "kept"), warn=print, told=told)
    (item,) = asyncio.run(asked).proposals
    assert (item.old, item.new, item.kind) == (URL, page_address(blog).decode(), "kept")
    files(blog.folder).page(URL).unlink()
    asked = propose([blog.folder], settings, blog.folder, ("dead", "kept"), warn=print, told=told)
    assert asyncio.run(asked).proposals == ()


def test_copies_are_no_posts(blog: Nights) -> None:
    """Their links are to stay what they were; a page of another name is a post like any other."""
    assert blog.run().report.documents == 1
    (blog.folder / "kept" / "gone.lab" / "own.html").write_text(f'<a href="{URL}">x</a>')
    assert blog.run().report.documents == 2


def test_a_reader_can_open_it(tmp_path: Path) -> None:
    """Real Hugo: the address that is written is a file of the site, and the post differs in that address alone."""
    blog = Nights(tmp_path, {"gone.lab": "gone"}, archive=())
    (tmp_path / "hugo.toml").write_text(
        'baseURL = "https://blog.example/"\ndisableKinds = ["taxonomy", "RSS", "sitemap"]\n'
    )
    (tmp_path / "linkcheck.toml").write_text(f'[keep]\nfolder = "static/kept"\npublished_at = "{SITE}"\n')
    (tmp_path / "layouts").mkdir()
    (tmp_path / "layouts" / "single.html").write_text("{{ .Content }}")
    (tmp_path / "content").mkdir()
    (tmp_path / "content" / "post.md").write_text(f"---\ndate: 2020-05-01\n---\nAn [essay]({URL} 'T') and *more*.\n")
    kept = CopyFiles.of(KeepTable(folder="static/kept", published_at=SITE), tmp_path)
    kept.write(COPY)
    before = built(tmp_path)
    assert [edit.applied for edit in blog.run(fix="kept").report.edits] == [True]
    assert built(tmp_path) == before.replace(URL, kept.address(COPY) or "")
    page = (kept.address(COPY) or "").removeprefix("https://blog.example/")
    assert (tmp_path / "public" / page).read_bytes() == COPY.document
    assert not blog.run(fix="kept").report.edits


def built(root: Path) -> str:
    """Return what Hugo makes of the post."""
    done = run_hugo(root)
    assert done.returncode == 0, done.stderr
    return (root / "public" / "post" / "index.html").read_text()

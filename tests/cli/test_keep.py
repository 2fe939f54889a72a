"""`linkcheck keep` as a process: it keeps what a scan found alive, once, and says what it did not keep."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from linkcheck.history.copies import unpack
from tests.support.pages import Pages, serving
from tests.support.program import LOOPBACK, linkcheck

KEEP = ("keep", "content", *LOOPBACK[:2])


@pytest.fixture
def pages() -> Iterator[Pages]:
    """A server with a good page."""
    with serving() as running:
        yield running


@pytest.fixture
def blog(tmp_path: Path, pages: Pages) -> Path:
    """A post with a link that lives, one that moved, and one that is dead."""
    (tmp_path / "content").mkdir()
    text = f"[a]({pages.url}/good) [b]({pages.url}/moved) [c]({pages.url}/gone)\n"
    (tmp_path / "content" / "a.md").write_text(text)
    return tmp_path


def kept(blog: Path) -> dict[str, bytes]:
    """Return the copies by the URL of their pages."""
    copies = [unpack(file.read_bytes(), 20_000) for file in (blog / "kept").rglob("*.warc.gz")]
    return {copy.url: copy.document for copy in copies}


def test_living_pages_are_kept_once(blog: Path, pages: Pages) -> None:
    """After a scan; the dead one is left; a second time nobody is asked."""
    linkcheck("scan", "content", *LOOPBACK, cwd=blog, code=1)
    done = linkcheck(*KEEP, cwd=blog, code=0)
    assert done.stdout.startswith("2 pages kept in kept/ (")
    assert done.stdout.endswith("; 1 link not known to be alive: linkcheck scan asks them\n")
    assert kept(blog).keys() == {f"{pages.url}/good", f"{pages.url}/moved"}
    assert all(b"<p>some words of this page</p>" in text for text in kept(blog).values())
    asked = len(pages.asked)
    assert ", 2 there already;" in linkcheck(*KEEP, cwd=blog, code=0).stdout
    assert len(pages.asked) == asked


def test_without_a_scan_nothing_is_asked(blog: Path, pages: Pages) -> None:
    """What nobody saw alive is not kept."""
    done = linkcheck(*KEEP, cwd=blog, code=0)
    assert done.stdout == "0 pages kept in kept/ (0 KB); 3 links not known to be alive: linkcheck scan asks them\n"
    assert pages.asked == []
    assert not (blog / "kept").exists()


def test_private_addresses_are_said_to_be_left_out(blog: Path) -> None:
    """Without the flag nothing is kept, and the reason is said."""
    done = linkcheck("keep", "content", cwd=blog, code=0)
    assert "3 links to private addresses left out; --allow-network CIDR lets them in" in done.stderr
    assert not (blog / "kept").exists()


def test_what_is_not_kept_is_told(blog: Path, pages: Pages) -> None:
    """A page that went meanwhile, with -v by its name."""
    linkcheck("scan", "content", *LOOPBACK, cwd=blog, code=1)
    pages.missing.add("/moved")
    done = linkcheck(*KEEP, "-v", cwd=blog, code=0)
    assert f"{pages.url}/moved: not kept: it was dead when it was asked for its text (gone)\n" in done.stdout
    assert kept(blog).keys() == {f"{pages.url}/good"}


@pytest.mark.parametrize("folder", ["../elsewhere", "/elsewhere", ".git/x", "link"])
def test_the_folder_is_inside(blog: Path, folder: str, tmp_path_factory: pytest.TempPathFactory) -> None:
    """A stranger's settings name no place outside, by no link either."""
    (blog / ".git").mkdir()
    (blog / "link").symlink_to(tmp_path_factory.mktemp("outside"))
    (blog / "linkcheck.toml").write_text(f'[keep]\nfolder = "{folder}"\n')
    done = linkcheck(*KEEP, cwd=blog, code=2)
    assert "keep.folder: " in done.stderr


def test_a_link_in_the_folder_leads_nowhere(blog: Path, tmp_path_factory: pytest.TempPathFactory) -> None:
    """The folder of a host may be a stranger's link; nothing is written where it leads."""
    linkcheck("scan", "content", *LOOPBACK, cwd=blog, code=1)
    outside = tmp_path_factory.mktemp("outside")
    (blog / "kept").mkdir()
    (blog / "kept" / "127.0.0.1").symlink_to(outside)
    assert "it leads outside of" in linkcheck(*KEEP, cwd=blog, code=2).stderr
    assert list(outside.iterdir()) == []


def test_a_folder_that_cannot_be_written(blog: Path) -> None:
    """It is told with its name."""
    linkcheck("scan", "content", *LOOPBACK, cwd=blog, code=1)
    (blog / "kept").write_text("a file")
    done = linkcheck(*KEEP, cwd=blog, code=2)
    assert " cannot be written: " in done.stderr
    assert (blog / "kept").read_text() == "a file"

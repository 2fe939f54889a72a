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


def test_what_is_no_text_is_not_asked_for_it(blog: Path, pages: Pages) -> None:
    """A scan has seen of what type it is; once it is a page, it is kept."""
    pages.types["/good"] = "application/pdf"
    linkcheck("scan", "content", *LOOPBACK, cwd=blog, code=1)
    pages.asked.clear()
    done = linkcheck(*KEEP, "-v", cwd=blog, code=0)
    assert f"{pages.url}/good: not kept: it is no page of text\n" in done.stdout
    assert pages.asked == []  # nor where it leads to the same
    assert kept(blog) == {}
    pages.types.clear()
    linkcheck("scan", "content", "--fresh", *LOOPBACK, cwd=blog, code=1)
    linkcheck(*KEEP, cwd=blog, code=0)
    assert kept(blog).keys() == {f"{pages.url}/good", f"{pages.url}/moved"}


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


PUBLISHED = '[keep]\npublished_at = "https://blog.example/kept"\nkilobytes = 2\n'


def test_a_page_stands_beside_each_copy(blog: Path, pages: Pages) -> None:
    """Where the site publishes them, with the same bytes; what was kept before is kept anew, with its page."""
    linkcheck("scan", "content", *LOOPBACK, cwd=blog, code=1)
    linkcheck(*KEEP, cwd=blog, code=0)
    assert list((blog / "kept").rglob("*.html")) == []
    (blog / "linkcheck.toml").write_text(PUBLISHED)
    assert linkcheck(*KEEP, cwd=blog, code=0).stdout.startswith("2 pages kept in kept/ (")
    beside = {file.read_bytes() for file in (blog / "kept").rglob("*.html")}
    assert beside == {*kept(blog).values()}
    sizes = [file.stat().st_size for file in (blog / "kept").rglob("*") if file.is_file()]
    assert len(sizes) == 4
    asked = len(pages.asked)
    assert ", 2 there already" in linkcheck(*KEEP, cwd=blog, code=0).stdout
    assert len(pages.asked) == asked


def test_what_is_no_copy_is_not_written_over(blog: Path) -> None:
    """The twin: a file that happens to lie there is somebody's."""
    linkcheck("scan", "content", *LOOPBACK, cwd=blog, code=1)
    linkcheck(*KEEP, cwd=blog, code=0)
    (blog / "linkcheck.toml").write_text(PUBLISHED)
    files = sorted((blog / "kept").rglob("*.warc.gz"))
    for file in files:
        file.write_bytes(b"mine")
    assert "was made meanwhile" in linkcheck(*KEEP, cwd=blog, code=2).stderr
    assert [file.read_bytes() for file in files] == [b"mine", b"mine"]

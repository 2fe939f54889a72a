"""A line more in the ignore file: at its end, in its own line ends, and no other byte is another."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from linkcheck.config import Settings, ignore_file, load
from linkcheck.model import LinkcheckError
from linkcheck.run.ignoring import ignore, with_line

DAY = date(2026, 11, 29)


@pytest.mark.parametrize(
    ("before", "gap"),
    [(b"", b""), (b"# mine\n\nx\n", b""), (b"x", b"\n"), (b"\xef\xbb\xbfx\r\n", b""), (b"a\r\nb", b"\r\n")],
)
def test_only_the_end_grows(before: bytes, gap: bytes) -> None:
    """Comments, byte order marks and line ends stay."""
    end = b"\r\n" if b"\r\n" in before else b"\n"
    after = with_line(before, "https://a.lab/?x=(1)", "it\nis a\x1b[2J menu", DAY)
    assert after.startswith(before + gap + b"# 2026-11-29: it is a [2J menu" + end)
    assert after.endswith(b"menu" + end + rb"^https://a\.lab/\?x=\(1\)$" + end)


def test_it_lies_where_it_is_read(tmp_path: Path) -> None:
    """Beside the settings file; the link is ignored by the next run, and its neighbours are not."""
    (tmp_path / "linkcheck.toml").write_text("")
    below = tmp_path / "content"
    below.mkdir()
    ignore("https://a.lab/x", "", DAY, load(below), below)
    settings = load(below)
    assert ignore_file(settings, below) == tmp_path / ".linkcheckignore"
    assert [bool(settings.exclude[0].search(f"https://a.lab/x{more}")) for more in ("", "y", "/")] == [
        True,
        False,
        False,
    ]


def test_a_link_is_not_followed(tmp_path: Path) -> None:
    """Whoever laid out the repository may lead it to a file that runs."""
    (tmp_path / "other").write_text("")
    (tmp_path / ".linkcheckignore").symlink_to("other")
    with pytest.raises(LinkcheckError, match="it is a link"):
        ignore("https://a.lab/", "", DAY, Settings(), tmp_path)
    assert (tmp_path / "other").read_text() == ""

"""What was copied, out of the address of the copy."""

from __future__ import annotations

import pytest

from linkcheck.links.originals import UNKNOWN, Originals
from linkcheck.model import LinkcheckError

TOLD = [
    ("web.archive.org", "https://web.archive.org/web/20160607080910/http://x.example/a?b=https://c/#f", "http://x.example/a?b=https://c/#f"),
    ("web.archive.org", "http://web.archive.org/web/2016id_/https://x.example", "https://x.example"),
    ("archive.org", "//web.archive.org/web/*/http://x.example/", "http://x.example/"),
    ("web.archive.org", "https://web.archive.org/web/http://x.example/", "http://x.example/"),
    ("web.archive.org", "https://web.archive.org/web/20160607/x.example/y", "http://x.example/y"),
    ("web.archive.org", "https://web.archive.org/web/2016/http:/x.example/a", "http://x.example/a"),
    ("archive.today", "https://archive.ph/2014.07.04-120000/http://x.example/a", "http://x.example/a"),
    ("archive.is", "http://archive.today/20140704120000/https://x.example/", "https://x.example/"),
    ("archive.today", "https://archive.ph/o/AbCd/https://x.example/a", "https://x.example/a"),
    ("arquivo.pt", "https://arquivo.pt/wayback/20160607080910/http://x.example/", "http://x.example/"),
]  # fmt: skip
OTHERS = [
    ("web.archive.org", "https://web.archive.org/"),
    ("web.archive.org", "https://archive.org/details/book"),
    ("web.archive.org", "https://web.archive.org/save/http://x.example/"),
    ("web.archive.org", "https://archive.ph/2014.07.04-120000/http://x.example/a"),
    ("archive.today", "https://archive.ph/"),
    ("archive.today", "https://evil.example/https://archive.ph/AbCdE"),
]
UNTOLD = [
    ("archive.today", "https://archive.is/AbCdE"),
    ("archive.today", "https://archive.ph/AbCdE#selection-1.0"),
    ("perma.cc", "https://perma.cc/ABCD-1234"),
    ("web.archive.org", "https://web.archive.org/web/20160607080910/"),
]


@pytest.mark.parametrize(("archive", "text", "wanted"), TOLD)
def test_the_address_tells(archive: str, text: str, wanted: str) -> None:
    """Whatever is behind the archive's own part is kept byte for byte."""
    replaced = Originals(archive).of(text)
    assert replaced is not None
    assert (text[: replaced.start] + replaced.new + text[replaced.end :], replaced.refused) == (wanted, None)


@pytest.mark.parametrize(("archive", "text"), OTHERS)
def test_what_is_no_copy_of_it_stays(archive: str, text: str) -> None:
    """The archive's own pages, and other archives."""
    assert Originals(archive).of(text) is None


@pytest.mark.parametrize(("archive", "text"), UNTOLD)
def test_what_does_not_tell_is_refused(archive: str, text: str) -> None:
    """Short ids: only the archive knows."""
    replaced = Originals(archive).of(text)
    assert replaced is not None
    assert replaced.refused == UNKNOWN


def test_no_host_is_said() -> None:
    """An address is none."""
    with pytest.raises(LinkcheckError, match="is no host"):
        Originals("https://web.archive.org/")

"""What it means that nothing of an address was ever archived, by what its archive has of its folder."""

from __future__ import annotations

import pytest

from linkcheck.model import Flag, Folder, LookupStatus
from linkcheck.verdict.existence import MANY, REAL, unarchived

POSTS = tuple(f"a.lab/posts/about-{word}-and-more" for word in map(chr, range(97, 97 + MANY)))
KNOWN = [f"{page}/" for page in POSTS[:REAL]]


def folder(*pages: str, whole: bool = True) -> Folder:
    """Return what an archive has."""
    return Folder(LookupStatus.FOUND, tuple(sorted(pages)), whole)


@pytest.mark.parametrize(
    ("wrong", "right"),
    [
        ("harbours-of-the-nroth", "harbours-of-the-north"),
        ("harbours-of-the-norh", "harbours-of-the-north/"),
        ("Harbourss-of-th-north.html", "harbours-of-the-north"),
        ("2015-lighthosue", "2015-lighthouse.html"),
    ],
)
def test_a_slip_of_the_hand(wrong: str, right: str) -> None:
    """The page that was meant is named."""
    said = unarchived(f"a.lab/{wrong}", folder(f"a.lab/{right}", "a.lab/other"))
    assert said is not None
    assert said.flag is Flag.MISTYPED
    assert f"but a.lab/{right} was: mistyped?" in said.words


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("part-of-a-story-1", "part-of-a-story-2"),
        ("release-2019-04", "release-2019-05"),
        ("authors", "author"),
        ("post", "past"),
        ("harbour", "harbour.html"),
        ("Harbour/", "harbour"),
        ("lighthouse-keepers", "lighthouse/keepers"),
        ("lighthouse-keepers", "lighthouse-keepres?page=2"),
    ],
)
def test_other_pages_and_other_spellings_are_no_slips(one: str, other: str) -> None:
    """The twin: numbers, plurals, short words, suffixes, other folders."""
    assert unarchived(f"a.lab/{one}", folder(f"a.lab/{other}")) is None


def test_where_all_that_is_real_is_archived_what_is_not_never_was() -> None:
    """Many pages beside it, and each of those that are known to be real."""
    said = unarchived("a.lab/posts/what-nobody-ever-wrote", folder(*POSTS), KNOWN)
    assert said is not None
    assert said.flag is Flag.NEVER_ARCHIVED
    assert f"{MANY} pages beside it were: mistyped, or invented?" in said.words


@pytest.mark.parametrize(
    ("listed", "real"),
    [
        (folder(*POSTS[1:]), KNOWN[1:]),
        (folder(*POSTS), KNOWN[1:]),
        (folder(*POSTS), [*KNOWN, "a.lab/posts/real-and-not-archived"]),
        (folder(*POSTS, whole=False), KNOWN),
        (Folder(LookupStatus.NONE), KNOWN),
        (Folder(LookupStatus.UNKNOWN), KNOWN),
    ],
)
def test_where_nobody_can_tell_nothing_is_said(listed: Folder, real: list[str]) -> None:
    """The twin: few pages, few that are known, one of them not archived, half a list, no answer."""
    assert unarchived("a.lab/posts/what-nobody-ever-wrote", listed, real) is None

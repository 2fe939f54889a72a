"""What an address stands for by itself: a home page, a profile, a feed, or one page among others."""

from __future__ import annotations

import pytest

from linkcheck.verdict.standing import standing


@pytest.mark.parametrize(
    ("url", "kind"),
    [
        ("http://site.example/", "a home page"),
        ("https://twitter.com/somebody", "a profile"),
        ("https://www.youtube.com/c/somebody", "a profile"),
        ("https://www.linkedin.com/in/somebody/", "a profile"),
        ("https://forum.example/users/somebody", "a profile"),
        ("https://social.example/@somebody", "a profile"),
        ("http://university.example/~somebody/", "a profile"),
        ("http://site.example/feed/", "a feed"),
        ("http://news.example/id/4711", None),
        ("http://shop.example/c/kettles", None),
        ("http://site.example/in/spring", None),
        ("https://twitter.com/somebody/status/1", None),
        ("http://site.example/2010/feeding-cats", None),
    ],
)
def test_standing(url: str, kind: str | None) -> None:
    """Profiles of one site are articles of another."""
    assert standing(url) == kind

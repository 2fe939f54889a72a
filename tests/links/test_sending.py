"""Which links are never sent to an archive, and which may be."""

from __future__ import annotations

import pytest

from linkcheck.links.sending import why_not_sent
from linkcheck.strangers import LinearPattern


@pytest.mark.parametrize(
    "url",
    [
        "https://user:pass@site.org/",
        "https://user@site.org/",
        "https://site.org/?token=abc",
        "https://site.org/?a=1&apiKey=x",
        "https://site.org/reset?password=reset",
        "https://site.org/?X-Amz-Signature=9f86d081884c7d659a2feaa0c55ad015",
        "https://hooks.slack.com/services/T00000000/B00000000/XXXXXXXXXXXXXXXXXXXXXXXX",
        "http://intranet/",
        "http://nas.local/",
        "http://wiki.corp/page",
        "http://build.internal./x",
        "http://box.home.arpa/",
        "http://abcdef.onion/",
        "ftp://site.org/",
        "https://site.org/unlisted/x",
    ],
)
def test_it_stays_private(url: str) -> None:
    """By its host, its address or the settings."""
    assert why_not_sent(url, [LinearPattern("/unlisted/")]) is not None


@pytest.mark.parametrize(
    "url",
    [
        "https://site.org/",
        "http://site.org/?id=1&monkey=2&page=3",
        "https://site.org/@user/1",
        "https://site.org/?token=",
        "https://local.site.org/unlisted",
        "https://[2606:4700::1111]/",
        "https://homelab.dev/",
    ],
)
def test_it_may_be_sent(url: str) -> None:
    """What only looks like it is public."""
    assert why_not_sent(url, [LinearPattern("/unlisted/")]) is None

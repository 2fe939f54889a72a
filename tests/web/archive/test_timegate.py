"""What playback says: `Memento-Datetime` tells a capture from the archive's own words."""

from __future__ import annotations

from pathlib import Path

import pytest

from linkcheck.model import Url
from linkcheck.web.archive.timegate import Held, Led, Named, Shown, read_playback
from tests.web.archive.cases import cases, load, response


@pytest.mark.parametrize("path", cases("playback"), ids=lambda path: path.stem)
def test_case(path: Path) -> None:
    """What the file says of an answer of web.archive.org."""
    case = load(path)
    shown = read_playback(response(case), case["timestamp"], "https://web.archive.org/web", Url("http://x.com/old"))
    assert in_a_word(shown) == case["expect"]


def in_a_word(shown: Shown) -> str:
    """Return it as the files have it."""
    match shown:
        case Held(timestamp=timestamp):
            return f"capture {timestamp}"
        case Led(url=url):
            return f"led {url}"
        case Named(timestamp=timestamp):
            return f"named {timestamp}"
        case failure:
            return failure

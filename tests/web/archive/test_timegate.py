"""What playback says: `Memento-Datetime` tells a capture from the archive's own words."""

from __future__ import annotations

from pathlib import Path

import pytest

from linkcheck.model import Capture
from linkcheck.web.archive.timegate import Named, Shown, read_playback
from tests.web.archive.cases import cases, load, response


@pytest.mark.parametrize("path", cases("playback"), ids=lambda path: path.stem)
def test_case(path: Path) -> None:
    """What the file says of an answer of web.archive.org."""
    case = load(path)
    assert in_a_word(read_playback(response(case), case["timestamp"], "https://web.archive.org/web")) == case["expect"]


def in_a_word(shown: Shown) -> str:
    """Return it as the files have it."""
    match shown:
        case Capture(timestamp=timestamp):
            return f"capture {timestamp}"
        case Named(timestamp=timestamp):
            return f"named {timestamp}"
        case failure:
            return failure

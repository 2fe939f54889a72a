"""The twelve nights of reports/twelve-nights.md, through the command line: what each of them says of whom."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from tests.benchmarks.twelve_nights import STORY, tell

EVER_DEAD = {"refused.lab": 7, "no-dns.lab": 7, "mute.lab": 31, "big.lab": 16, "once.lab": 8, "returns.lab": 8}
"""Host → day of its first death."""


@pytest.mark.slow
def test_twelve_nights(tmp_path: Path) -> None:
    """Who dies when, who waits for a second night, who comes back, and who never dies."""
    said = dict(zip((day for day, *_ in STORY), tell(tmp_path).split("\n## Night ")[1:], strict=True))
    dead = {day: _hosts(re.findall(r"unused +http://(\S+)\n    dead ", text)) for day, text in said.items()}
    written = {day: _hosts(re.findall(r"(?m)^\+\[.*/http://(\S+)$", text)) for day, text in said.items()}
    for host, first in EVER_DEAD.items():
        assert min(day for day, hosts in dead.items() if host in hosts) == first, host
    assert set().union(*dead.values()) <= {*EVER_DEAD, "same.lab"}
    assert dead[9] >= {"returns.lab"}
    assert "once.lab" not in dead[9]
    assert "returns.lab" not in dead[16]
    assert "back  post.md" in said[16]
    assert not {"once.lab", "silent.lab", "seen.lab", "wall.lab"} & set().union(*written.values())
    days = {host: day for day in sorted(written, reverse=True) for host in written[day] if host != "same.lab"}
    assert days == {"refused.lab": 7, "no-dns.lab": 7, "returns.lab": 9, "big.lab": 17, "mute.lab": 31}
    assert "6 dead links wait for a second night; --fix-unconfirmed repairs them now" in said[16]
    last = said[32].partition("Not reachable from here for a week or longer")[2].partition("\n\n")[0]
    assert _hosts(re.findall(r"http://(\S+)", last)) == {"silent.lab", "seen.lab"}


def _hosts(pages: list[str]) -> set[str]:
    return {page.partition("/")[0] for page in pages}

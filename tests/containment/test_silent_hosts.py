"""A host that never answers is left, and starves no other: the program as a process."""

from __future__ import annotations

import json
import socket
from collections import Counter
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest

from tests.support.pages import serving
from tests.support.program import LOOPBACK, linkcheck

LINKS = 60


@pytest.fixture(params=["refuses", "takes the connection, and says nothing"])
def silent(request: pytest.FixtureRequest) -> Iterator[int]:
    """Return the port of a host that has no answer for anybody."""
    with closing(socket.socket()) as bound:
        bound.bind(("127.0.0.1", 0))
        if request.param != "refuses":
            bound.listen(1000)
        yield bound.getsockname()[1]


def test_a_silent_host_is_left_and_starves_no_other(silent: int, tmp_path: Path) -> None:
    """Most of its links are not asked, which the run says; the page of another host is judged."""
    with serving() as server:
        links = "".join(f"<http://127.0.0.1:{silent}/{number}>\n\n" for number in range(LINKS))
        (tmp_path / "post.md").write_text(f"{links}<{server.url}/good>\n")
        flags = (*LOOPBACK, "--timeout", "1", "--max-retries", "0", "-f", "json", "-o", "r.txt", "-o", "-")
        done = linkcheck("scan", "post.md", *flags, cwd=tmp_path, code=0)
    targets = json.loads(done.stdout)["targets"]
    found = Counter(target["reason"] for target in targets)
    assert found["ok"] == 1
    assert found["silent-host"] > LINKS / 2
    assert {target["verdict"] for target in targets} == {"alive", "unreachable"}
    text = (tmp_path / "r.txt").read_text()
    assert "of hosts that never answered" in " ".join(text.split())
    assert "All is well" not in text

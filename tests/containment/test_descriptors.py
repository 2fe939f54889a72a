"""Few file descriptors cost time, and no link: the program as a process under a limit."""

from __future__ import annotations

import json
import os
import resource
import subprocess
import sys
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.support.pages import serving
from tests.support.program import LOOPBACK

HOSTS = 300


@pytest.fixture
def living(tmp_path: Path) -> Iterator[Path]:
    """A blog that cites a page of each of many hosts, all of which are alive."""
    with serving("0.0.0.0") as server:  # noqa: S104 -- every address of 127.0.0.0/8 is a host
        addresses = (f"127.0.{number // 250}.{number % 250 + 1}" for number in range(HOSTS))
        lines = (f"- <http://{address}:{server.server_port}/slow>\n" for address in addresses)
        (tmp_path / "post.md").write_text("".join(lines))
        yield tmp_path


def verdicts(blog: Path, soft: int, hard: int, *flags: str) -> Counter[str]:
    """Scan with a limit of descriptors and return how many links have which verdict."""
    done = subprocess.run(
        [sys.executable, "-m", "linkcheck", "scan", "post.md", *LOOPBACK, *flags, "-f", "json"],
        cwd=blog,
        capture_output=True,
        text=True,
        check=False,
        env={**os.environ, "NO_PROXY": "*"},
        preexec_fn=lambda: resource.setrlimit(resource.RLIMIT_NOFILE, (soft, hard)),
    )
    assert done.returncode == 0, done.stderr
    return Counter(target["verdict"] for target in json.loads(done.stdout)["targets"])


@pytest.mark.parametrize(("soft", "hard"), [(64, 64), (256, 256), (64, 4096)])
def test_few_descriptors_cost_no_link(living: Path, soft: int, hard: int) -> None:
    """Requests are fitted to the descriptors that there are, whatever --max-concurrency asks for."""
    assert verdicts(living, soft, hard, "--max-concurrency", "500") == {"alive": HOSTS}

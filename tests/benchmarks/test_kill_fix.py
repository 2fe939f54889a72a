"""A fix that is killed at some moments; the benchmark does so at hundreds, with thousands of posts."""

from __future__ import annotations

import random
from pathlib import Path

from tests.benchmarks.kill_fix import compare, posts


def test_no_kill_harms_a_post(tmp_path: Path) -> None:
    """Posts are old or new, a second fix finishes the rest, and undo puts all back."""
    rng = random.Random(1)  # noqa: S311 -- moments, not secrets
    assert "No post was ever anything but old or new" in compare(tmp_path, posts(40), 10, rng)

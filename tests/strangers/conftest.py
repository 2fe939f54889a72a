"""The blog of these tests."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.strangers.blog import DeadBlog
from tests.support.pages import serving


@pytest.fixture
def blog(tmp_path: Path) -> Iterator[DeadBlog]:
    """Serve a site with a dead link, and lay out a blog that has it."""
    with serving() as server:
        server.list_of_captures = (200, "Content-Type", "application/json", b"[]")  # no copy, said at once
        made = DeadBlog(tmp_path / "blog", server)
        made.lay()
        yield made

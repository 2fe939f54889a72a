"""The Action, installed once for all tests of a session."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from pathlib import Path

import pytest

from tests.action.blog import Blog, install
from tests.action.seven_nights import blog_in


@pytest.fixture(scope="session")
def installed(tmp_path_factory: pytest.TempPathFactory, worker_id: str) -> Mapping[str, Mapping[str, str]]:
    """Run the install step for real, in the first worker that comes; the others wait for it."""
    from fcntl import LOCK_EX, flock  # not on Windows, where no test asks for this

    base = tmp_path_factory.getbasetemp()
    folder = base / "action" if worker_id == "master" else base.parent / "action"
    folder.mkdir(exist_ok=True)
    told = folder / "installed.json"
    with (folder / "lock").open("w") as lock:
        flock(lock, LOCK_EX)
        if not told.exists():
            told.write_text(json.dumps(install(folder / "install")), "utf-8")
    outputs: dict[str, dict[str, str]] = json.loads(told.read_bytes())
    return outputs


@pytest.fixture
def blog(tmp_path: Path, installed: Mapping[str, Mapping[str, str]]) -> Iterator[Blog]:
    """A blog whose links are alive."""
    with blog_in(tmp_path / "blog", installed) as made:
        yield made

"""One in many of the system calls of fix, undo and report fails; the whole of it is a benchmark."""

from __future__ import annotations

import errno
from collections.abc import Iterator

import pytest

from tests.support.faults.plans import FULL, plans
from tests.support.faults.scene import COMMANDS, Scene, world
from tests.support.faults.zygote import KILL, Plan, Zygote

pytestmark = [pytest.mark.needs_compiler, pytest.mark.slow]

EVERY = 97
"""A prime, so that no kind of call has always the same fault."""


@pytest.fixture(scope="module")
def scene(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Scene]:
    """A blog whose links are dead, and a program whose calls can fail."""
    work = tmp_path_factory.mktemp("faults")
    with world() as there, Zygote(work) as zygote:
        yield Scene(zygote, there, work)


def test_the_calls_are_counted(scene: Scene) -> None:
    """Each command writes, syncs and renames below the blog, so there is something that can fail."""
    for done in scene.usual.values():
        assert all(done.counts[kind] > 0 for kind in ("open", "create", "write", "fsync", "rename", "close"))


@pytest.mark.parametrize("command", COMMANDS)
def test_no_call_that_fails_costs_a_post(scene: Scene, command: str) -> None:
    """Posts are old or new, reports are whole, words and exit code honest, and undo puts all back."""
    some = [plan for number, (_, plan) in enumerate(plans(scene.usual[command].counts)) if number % EVERY == 0]
    assert {str(plan): scene.faults(command, plan) for plan in some} == {str(plan): [] for plan in some}


@pytest.mark.parametrize("number", [4, 11, 17])
def test_a_journal_that_cannot_be_read_is_not_taken_for_damaged(scene: Scene, number: int) -> None:
    """A disk that fails once costs this undo; the next one has all that it needs."""
    assert scene.faults("undo", Plan("read", number, errno.EIO)) == []


@pytest.mark.parametrize("number", [1, 20, 38])
def test_a_full_disk_never_advises_to_remove_the_history(scene: Scene, number: int) -> None:
    """The file holds what undo needs: it is told to make room, in one line."""
    done = scene.run("scan --fix", Plan("write", number, FULL.error, FULL.lasts))
    assert done.code == 2
    assert "remove" not in done.err
    assert "make room on the disk" in done.err or "No space left on device" in done.err


def test_an_undo_that_was_killed_leaves_nothing_behind_when_it_is_finished(scene: Scene) -> None:
    """The temporary file of the post that it was writing is removed by the next undo."""
    scene.run("undo", Plan("rename", 1, KILL))
    assert list((scene.folder / "content").glob(".*.tmp"))
    assert list(scene.put_back()) == []

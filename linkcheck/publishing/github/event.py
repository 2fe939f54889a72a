"""The pull request of a run, read from the event file; its contents are checked before they are believed."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import msgspec

from linkcheck.publishing.forge.errors import PublishError, sanitise
from linkcheck.publishing.github.environment import Environment


class _Repo(msgspec.Struct):
    full_name: str = ""


class _Head(msgspec.Struct):
    sha: str = ""
    repo: _Repo | None = None


class _Pull(msgspec.Struct):
    number: int
    head: _Head = msgspec.field(default_factory=_Head)


class _Issue(msgspec.Struct):
    number: int
    pull_request: object = None


class _Event(msgspec.Struct):
    pull_request: _Pull | None = None
    issue: _Issue | None = None
    repository: _Repo | None = None


@dataclass(frozen=True, slots=True)
class PullEvent:
    """The pull request of a run."""

    number: int
    is_fork: bool
    """True where it comes from another repository: such runs get a token that may only read."""
    head: str = ""
    """`owner/name` and its newest commit, in the address of its files; empty where the event does not say."""


def pull_event(environment: Environment) -> PullEvent | None:
    """Return the pull request that the event is about; None where it is about none.

    Raises PublishError for an event file that is not what it says.
    """
    event = _read(environment)
    found = event.pull_request or (event.issue if event.issue and event.issue.pull_request else None)
    if found is None:
        if environment.event_name.startswith("pull_request"):
            raise PublishError(f"the event file is of no pull request, though the event is {environment.event_name}")
        return None
    if found.number < 1:
        raise PublishError(f"the event file is not what it says: a pull request has no number {found.number}")
    here = event.repository.full_name if event.repository else ""
    if here and here.lower() != environment.repository.lower():
        raise PublishError(f"the event file is of another repository: {sanitise(here)}, not {environment.repository}")
    if isinstance(found, _Issue):
        return PullEvent(found.number, is_fork=False)
    theirs = found.head.repo.full_name if found.head.repo else None  # null where the fork was deleted
    is_hash = len(found.head.sha) in {40, 64} and set(found.head.sha) <= set("0123456789abcdef")
    is_fork = theirs is None or theirs.lower() != environment.repository.lower()
    return PullEvent(
        found.number,
        is_fork,
        f"{theirs}/{environment.dialect.commit_source}/{found.head.sha}" if theirs and is_hash else "",
    )


def _read(environment: Environment) -> _Event:
    if not environment.event_path:
        return _Event()
    try:
        data = Path(environment.event_path).read_bytes()
        return msgspec.json.decode(data, type=_Event)
    except OSError as error:
        raise PublishError(f"the event file cannot be read: {error.strerror or error}") from error
    except (msgspec.MsgspecError, UnicodeDecodeError, RecursionError) as error:
        raise PublishError(f"the event file is not what it says: {sanitise(str(error))}") from error

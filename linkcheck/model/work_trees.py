"""The commit that documents were read at, and where the world can see it."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from posixpath import normpath


class Forge(StrEnum):
    """A kind of place that shows repositories: each has addresses of its own for a line of a file."""

    GITHUB = "github"
    GITLAB = "gitlab"
    FORGEJO = "forgejo"
    """Gitea, too."""
    BITBUCKET = "bitbucket"


@dataclass(frozen=True, slots=True)
class WorkTree:
    """A working tree: its commit, and which documents are no longer, or not yet, as the commit has them."""

    commit: str
    """In full, as hexadecimal digits."""
    folder: str = ""
    """The working directory below the root of the repository, with `/`; empty at the root."""
    changed: frozenset[str] = frozenset()
    """Paths of documents that differ from the commit, or are not in it; relative to the working directory."""
    url: str | None = None
    """The repository's page; None where nothing tells that the commit can be seen there."""
    forge: Forge | None = None
    """None where nobody knows how addresses are made there."""

    def path(self, path: str) -> str | None:
        """Return the path in the repository of a path relative to the working directory; None where it leads out."""
        whole = "/" if path.startswith("/") else normpath(f"{self.folder}/{path}" if self.folder else path)
        return None if whole.startswith(("/", "../")) or whole in (".", "..") else whole

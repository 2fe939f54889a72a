"""A survey of a folder that asks nobody: its generator, its posts, its repository."""

from __future__ import annotations

import os
import re
from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path
from types import MappingProxyType

from linkcheck.model import LinkcheckError
from linkcheck.sources import site
from linkcheck.sources.git import ask_git

REMOTE = re.compile(
    r"(?:[a-z+]+://(?:[^/@]*@)?(?P<host>[^/:]+)(?::\d+)?/|(?:[^/@:]*@)?(?P<alias>[^/@:]+):)/*"
    r"(?P<owner>[\w.-]+(?:/[\w.-]+)*?)/(?P<name>[\w.-]+?)(?:\.git)?/?"
)
"""`https://github.com/owner/name.git`, `git@github.com:owner/name`, `ssh://git@ssh.github.com:443/owner/name`."""

GIT_SECONDS = 20


class WorkflowHost(StrEnum):
    """What runs workflows for a repository, as people call it."""

    GITHUB = "GitHub"
    GITLAB = "GitLab"
    FORGEJO = "Forgejo"
    GITEA = "Gitea"


HOSTS: Mapping[str, WorkflowHost] = MappingProxyType({
    "github": WorkflowHost.GITHUB,
    "gitlab": WorkflowHost.GITLAB,
    "codeberg": WorkflowHost.FORGEJO,
    "forgejo": WorkflowHost.FORGEJO,
    "gitea": WorkflowHost.GITEA,
})  # fmt: skip
"""A label of a host's name → what runs there; a firm's own server mostly says so in its name."""
SIGNS: Mapping[str, WorkflowHost] = MappingProxyType({
    ".gitlab-ci.yml": WorkflowHost.GITLAB,
    ".gitlab": WorkflowHost.GITLAB,
    ".forgejo": WorkflowHost.FORGEJO,
    ".gitea": WorkflowHost.GITEA,
    ".github/workflows": WorkflowHost.GITHUB,
})  # fmt: skip
"""A path of the repository → where it is of use; asked where no remote tells."""


@dataclass(frozen=True, slots=True)
class GitRepository:
    """A git repository, as far as its settings tell."""

    name: str | None
    """`owner/name` of its remote at a forge that is known; None where it has none."""
    branch: str | None
    """The default branch of the remote, else the branch that is checked out; None where neither is known."""
    forge: WorkflowHost | None = None
    """Where its remote is, else what its files are made for; None where neither tells."""


@dataclass(frozen=True, slots=True)
class Survey:
    """A blog and where the files about it belong."""

    home: Path
    """The top of the git repository, from where a workflow runs too; else the folder itself."""
    generator: site.Generator
    content: tuple[Path, ...]
    """Absolute; where the posts are. Never empty."""
    repository: GitRepository | None
    """None where the folder is in no git repository."""

    def paths(self, start: Path) -> tuple[str, ...]:
        """Return where the posts are, as one names them from a folder; folders end with a slash."""
        relative = (Path(os.path.relpath(folder, start)).as_posix() for folder in self.content)
        return tuple(path if path == "." else f"{path}/" for path in relative)


def look(folder: Path) -> Survey:
    """Look at a folder, of a site or with one site inside.

    Raises LinkcheckError where there is no such folder, or the site's configuration cannot be read.
    """
    if not folder.is_dir():
        raise LinkcheckError(f"{folder}: no such folder")
    folder = folder.resolve()
    top = _top(folder)
    root = _site_in(folder, top or folder)
    return Survey(
        home=top or folder,
        generator=site.generator_of(root),
        content=site.content_folders(root),
        repository=_repository(top) if top is not None else None,
    )


def posts_of(folder: Path) -> tuple[Path, ...]:
    """Return where the posts are of the site that a folder is, lies in, or has as its only one; empty without one.

    Raises LinkcheckError where the site's configuration cannot be read.
    """
    folder = folder.resolve()
    root = _site_in(folder, _top(folder) or Path(folder.anchor))
    return site.content_folders(root) if site.is_root(root) else ()


def _site_in(folder: Path, top: Path) -> Path:
    """Return the root of the site: the folder, one above it inside of `top`, or the only site just below it."""
    above = next((one for one in (folder, *folder.parents) if site.is_root(one)), None)
    if above is not None and above.is_relative_to(top):
        return above
    below = [one for one in _folders(folder) if site.is_root(one)]
    return below[0] if len(below) == 1 else folder


def _folders(folder: Path) -> list[Path]:
    try:
        return [one for one in folder.iterdir() if one.is_dir() and not one.name.startswith((".", "_"))]
    except OSError as error:
        raise LinkcheckError(f"{folder}: it cannot be read: {error.strerror or error}") from error


def _top(folder: Path) -> Path | None:
    """Return the top of the repository that has this folder; one that ignores it (of a whole home, say) has it not."""
    top = next((one for one in (folder, *folder.parents) if (one / ".git").exists()), None)
    if top is None or top == folder:
        return top
    return None if _git(folder, "check-ignore", "--quiet", ".") is not None else top


def _repository(top: Path) -> GitRepository:
    names = (_git(top, "remote") or "").split()
    ordered = sorted(names, key=lambda name: name != "origin")
    addresses = (_git(top, "remote", "get-url", name) or "" for name in ordered)
    forge, found = next(filter(None, map(place_of_remote, addresses)), (None, None))
    default = next((head for name in ordered if (head := _branch(top, f"refs/remotes/{name}/HEAD"))), None)
    branch = default.partition("/")[2] if default else _branch(top, "HEAD")
    return GitRepository(found, branch, forge or _forge_of_files(top))


def _forge_of_files(top: Path) -> WorkflowHost | None:
    return next((forge for sign, forge in SIGNS.items() if (top / sign).exists()), None)


def place_of_remote(address: str) -> tuple[WorkflowHost, str] | None:
    """Return the forge and `owner/name` of a remote's address; a server of one's own says in its name what it is."""
    parts = REMOTE.fullmatch(address)
    if parts is None:
        return None
    labels = (parts["host"] or parts["alias"]).lower().split(".")
    forge = next((HOSTS[label] for label in labels if label in HOSTS), None)
    if forge is None or (
        "/" in parts["owner"] and forge is not WorkflowHost.GITLAB
    ):  # only GitLab has groups in groups
        return None
    return forge, f"{parts['owner']}/{parts['name']}"


def _branch(top: Path, reference: str) -> str | None:
    return _git(top, "symbolic-ref", "--quiet", "--short", reference)


def _git(folder: Path, *arguments: str) -> str | None:
    """Return what git printed; None where it failed or is not there."""
    printed = ask_git(folder, *arguments, seconds=GIT_SECONDS)
    return None if printed is None else printed.decode("utf-8", "replace").strip()

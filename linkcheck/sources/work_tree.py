"""The commit of the working directory, and the page on which everybody can see it: asked of git and of CI systems.

A document is as the commit has it where git says so: it is in the commit, and its text does not differ. That the commit
can be seen is known in CI, where it came from there, and else where a branch of the remote repository holds it.
"""

from __future__ import annotations

import os
import re
from collections.abc import Collection, Mapping
from dataclasses import replace
from pathlib import Path
from urllib.parse import urlsplit

from linkcheck.model import Forge, WorkTree
from linkcheck.sources.git import ask_git
from linkcheck.sources.repositories import told_address

_DIFF = (
    *("diff", "--numstat", "-z", "--no-ext-diff", "--no-textconv", "--no-renames", "--no-relative"),
    "--ignore-submodules=all",
)
_OFF = frozenset({"", "0", "false", "no", "off"})
_COMMIT = re.compile(r"[0-9a-f]{40}([0-9a-f]{24})?")

HOSTS: Mapping[str, Forge] = {
    "github.com": Forge.GITHUB,
    "gitlab.com": Forge.GITLAB,
    "codeberg.org": Forge.FORGEJO,
    "gitea.com": Forge.FORGEJO,
    "bitbucket.org": Forge.BITBUCKET,
}
"""Hosts that are known; of others, a name such as `gitlab.example.org` tells."""

_LABELS = {"github": Forge.GITHUB, "gitlab": Forge.GITLAB, "forgejo": Forge.FORGEJO, "gitea": Forge.FORGEJO}


def is_ci(environ: Mapping[str, str]) -> bool:
    """Tell whether a CI system runs this."""
    return environ.get("CI", "").lower() not in _OFF


def work_tree_at(folder: Path, paths: Collection[str], environ: Mapping[str, str]) -> WorkTree | None:
    """Return the commit of an absolute folder, for documents at paths relative to it; None where git knows none."""
    printed = ask_git(folder, "rev-parse", "--show-prefix", "--verify", "HEAD^{commit}")
    prefix, _, commit = (printed or b"").decode("utf-8", "surrogateescape").rstrip("\n").rpartition("\n")
    if _COMMIT.fullmatch(commit) is None:
        return None
    below = prefix.rstrip("/")
    held, differing = _held(folder), _differing(folder)
    if held is None or differing is None:
        return None
    same, bare = held - differing, WorkTree(commit, below)
    url, forge = _page(folder, commit, environ)
    return replace(bare, changed=frozenset(path for path in paths if bare.path(path) not in same), url=url, forge=forge)


def _held(folder: Path) -> frozenset[str] | None:
    """Return the paths of all files in the commit."""
    printed = ask_git(folder, "ls-tree", "-r", "-z", "--full-tree", "--name-only", "HEAD")
    return None if printed is None else frozenset(map(os.fsdecode, printed.split(b"\0")))


def _differing(folder: Path) -> frozenset[str] | None:
    """Return the paths of files whose text is another; one that was only touched has neither line more nor less."""
    printed = ask_git(folder, *_DIFF, "HEAD")
    if printed is None:
        return None
    rows = (os.fsdecode(row).split("\t", 2) for row in printed.split(b"\0") if row)
    return frozenset(row[2] for row in rows if row[:2] != ["0", "0"])


def _page(folder: Path, commit: str, environ: Mapping[str, str]) -> tuple[str | None, Forge | None]:
    """Return the page of the repository, and its kind; the page is None where the commit may not be there."""
    url, forge, seen = _of_ci(environ)
    if url is not None and seen == commit:
        return _clean(url), forge
    remote = _remote(folder)
    if remote is None or not ask_git(folder, "for-each-ref", "--count=1", f"--contains={commit}", "refs/remotes/"):
        return None, None
    return remote, forge_of(urlsplit(remote).hostname or "")


def _of_ci(environ: Mapping[str, str]) -> tuple[str | None, Forge | None, str | None]:
    """Return what a CI system says: the page of the repository, its kind, and the commit."""
    if environ.get("GITHUB_REPOSITORY") and environ.get("GITHUB_SERVER_URL"):
        is_forgejo = environ.get("GITEA_ACTIONS") or environ.get("FORGEJO_ACTIONS")  # they set GitHub's, too
        url = f"{environ['GITHUB_SERVER_URL'].rstrip('/')}/{environ['GITHUB_REPOSITORY']}"
        return url, Forge.FORGEJO if is_forgejo else Forge.GITHUB, environ.get("GITHUB_SHA")
    if environ.get("GITLAB_CI"):
        return environ.get("CI_PROJECT_URL"), Forge.GITLAB, environ.get("CI_COMMIT_SHA")
    if environ.get("BITBUCKET_COMMIT"):
        return environ.get("BITBUCKET_GIT_HTTP_ORIGIN"), Forge.BITBUCKET, environ.get("BITBUCKET_COMMIT")
    return None, None, None


def forge_of(host: str) -> Forge | None:
    """Return the kind of a host, by its name; None where that tells nothing."""
    host = host.lower()
    labels = (_LABELS[label] for label in host.split(".") if label in _LABELS)
    return HOSTS.get(host) or next(labels, None)


def _remote(folder: Path) -> str | None:
    """Return the page of the remote repository, `origin` or the first."""
    names = (ask_git(folder, "remote") or b"").decode("utf-8", "replace").split()
    if not names:
        return None
    name = "origin" if "origin" in names else names[0]
    address = (ask_git(folder, "remote", "get-url", "--", name) or b"").decode("utf-8", "replace").strip()
    told = told_address(address)
    if told is None:
        return None
    if not address.startswith(("http://", "https://")):
        told = re.sub(r"^([^/]+):\d+/", r"\1/", told)  # the port of ssh is not that of the pages
    return _clean(f"{'http' if address.startswith('http://') else 'https'}://{told}")


def _clean(url: str) -> str | None:
    """Return the address of a page without a user's name, a query and `.git`; None for what is none."""
    try:
        parts = urlsplit(url.strip())
        port = parts.port
    except ValueError:
        return None
    path = parts.path.rstrip("/").removesuffix(".git")
    if parts.scheme not in ("http", "https") or not re.fullmatch(r"[\w.-]+", parts.hostname or ""):
        return None
    if not re.fullmatch(r"(/[\w.~%-]+)+", path):
        return None
    return f"{parts.scheme}://{parts.hostname}{f':{port}' if port else ''}{path}"

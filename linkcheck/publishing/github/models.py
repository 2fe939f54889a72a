"""The fields of GitHub's answers that linkcheck reads; the many others are passed over."""

from __future__ import annotations

from collections.abc import Collection

import msgspec

TRUSTED = {"OWNER", "MEMBER", "COLLABORATOR"}
"""Associations of people who may write in the repository. A stranger may quote a marker and is not believed."""


class Person(msgspec.Struct, frozen=True):
    """The author of something."""

    login: str
    type: str = "User"


class Authored(msgspec.Struct, frozen=True, kw_only=True):
    """An issue, a pull request or a comment, with its author."""

    body: str | None = None
    user: Person | None = None
    author_association: str = "NONE"

    @property
    def text(self) -> str:
        """The body; GitHub gives CRLF where somebody edited it in a browser."""
        return (self.body or "").replace("\r\n", "\n")

    def is_ours(self, marker: str, believed: Collection[str] = ()) -> bool:
        """Tell whether it begins with our marker and comes from somebody who may speak for the repository."""
        return self.text.startswith(marker) and self.is_believed(believed)

    def is_believed(self, believed: Collection[str] = ()) -> bool:
        """Tell whether its author is an app, somebody who may write here, or one of those names."""
        if self.user is None:
            return False
        return self.user.type == "Bot" or self.author_association in TRUSTED or self.user.login in believed

    def is_by(self, other: Authored) -> bool:
        """Tell whether both have the same author."""
        return self.user is not None and other.user is not None and self.user.login == other.user.login


class Issue(Authored, frozen=True, kw_only=True):
    """An issue, or a pull request in a list of issues."""

    number: int
    state: str = "open"
    pull_request: object = None
    """Not None for a pull request."""


class Comment(Authored, frozen=True, kw_only=True):
    """A comment."""

    id: int


class BranchRef(msgspec.Struct, frozen=True, kw_only=True):
    """A branch and its commit."""

    ref: str
    sha: str
    label: str = ""
    """`owner:branch` to GitHub; to Gitea the branch, also when it was deleted and `ref` is another."""

    def is_of(self, owner: str, branch: str) -> bool:
        """Tell whether it is, or was, this branch of this owner."""
        return branch in (self.ref, self.label) or self.label == f"{owner}:{branch}"


class Pull(Authored, frozen=True, kw_only=True):
    """A pull request."""

    number: int
    title: str = ""
    state: str = "open"
    merged_at: str | None = None
    head: BranchRef
    base: BranchRef


class Label(msgspec.Struct, frozen=True):
    """A label that issues of a repository may have."""

    id: int
    name: str


class Repository(msgspec.Struct, frozen=True, kw_only=True):
    """A repository and what is switched on in it."""

    full_name: str
    has_issues: bool = True
    archived: bool = False


class Workflow(msgspec.Struct, frozen=True, kw_only=True):
    """A workflow; `state` is `active`, `disabled_inactivity`, `disabled_manually` …"""

    state: str = "active"

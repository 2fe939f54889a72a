"""What differs between GitHub and the forges that speak nearly as it does: Gitea, and Forgejo, which grew out of it.

Sources: the types of Gitea's own description of its API (npm's gitea-js 1.23, and Forgejo's 15.0.9), and Gitea's
documentation, "API Usage", "Compared to GitHub Actions".
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType

BOT = "github-actions[bot]"


@dataclass(frozen=True, slots=True)
class ForgeDialect:
    """One forge's words for the same things."""

    name: str
    page: Mapping[str, str]
    """Asks for the largest page of a list."""
    creator: str
    """Asks for the issues that somebody opened."""
    creators: tuple[str, ...]
    """Whose issues are looked for first, beside those of the token's owner."""
    bots: frozenset[str]
    """Names that the forge keeps for the token of Actions, in whose name nobody else can write."""
    branch_source: str
    """Between a repository and the name of a branch, in the address of a file."""
    commit_source: str
    plain: str
    """Shows the source of a file, and not how it is drawn."""
    says_roles: bool
    """Whether an issue tells what its author may do in the repository."""
    has_refs: bool
    """Whether a branch is made by POST /git/refs, and a label named by its name."""
    workflows_note: str


GITHUB = ForgeDialect(
    name="GitHub",
    page=MappingProxyType({"per_page": "100"}),
    creator="creator",
    creators=(BOT,),
    bots=frozenset(),
    branch_source="blob",
    commit_source="blob",
    plain="?plain=1",
    says_roles=True,
    has_refs=True,
    workflows_note=(
        "A pull request that is opened with the token of GitHub Actions starts no workflows, so your own checks do not "
        "run on it: close and reopen it to start them, or give linkcheck a token of your own."
    ),
)


def gitea(name: str) -> ForgeDialect:
    """Return the words of Gitea, or of Forgejo."""
    return ForgeDialect(
        name=name,
        page=MappingProxyType({"limit": "50"}),  # `[api] MAX_RESPONSE_ITEMS`; more is not given
        creator="created_by",
        creators=(),  # its bot is no row of its users, and asking for it is a 404
        bots=frozenset({"gitea-actions", "forgejo-actions"}),  # reserved, so that nobody can be called so
        branch_source="src/branch",
        commit_source="src/commit",
        plain="?display=source",
        says_roles=False,
        has_refs=False,
        workflows_note=(
            "A pull request that is opened with the token of Actions may start no workflows; with a token of your own, "
            "it does."
        ),
    )


def dialect_of(api_url: str, environ: Mapping[str, str]) -> ForgeDialect:
    """Return the dialect of an API; its address ends in /api/v1 at Gitea and Forgejo alone."""
    if not api_url.endswith("/api/v1"):
        return GITHUB
    return gitea("Forgejo" if any(name.startswith("FORGEJO_") for name in environ) else "Gitea")

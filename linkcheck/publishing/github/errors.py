"""What GitHub means where it refuses, and which permission or setting is missing."""

from __future__ import annotations

from collections.abc import Iterable

from linkcheck.publishing.forge.errors import sanitise

SCOPES = {"issues": "issues", "pull-requests": "pull requests", "contents": "the repository", "actions": "workflows"}
"""Permission of a job → what it is about."""


def explain_refusal(status: int, message: str, details: Iterable[str], *, doing: str, needs: str) -> str:
    """Return a sentence that says why GitHub refused, and which permission or setting is missing.

    `doing` names the action as an infinitive, `needs` is the permission of the job that it takes.
    """
    said = sanitise(message)
    match status:
        case 401:
            return "GitHub does not accept the token (401): give the step GITHUB_TOKEN: ${{ github.token }}"
        case 403 if "not permitted to create or approve pull requests" in message:
            return (
                "workflows may not open pull requests in this repository: allow it under Settings → Actions → "
                "General → Workflow permissions, or give the step a token of your own"
            )
        case 403 if "not accessible by" in message:
            about = SCOPES[needs]
            return f"the token may not write {about}: add `permissions: {needs}: write` to the job (to {doing})"
        case 403 if "locked" in message:
            return f"the conversation is locked, so nobody can {doing}: unlock it"
        case 403 if "archived" in message:
            return "the repository is archived, and nothing in it can be changed"
        case 404:
            return (
                f"GitHub finds nothing there (404), so linkcheck cannot {doing}: either it does not exist, "
                f"or the token may not see it (`permissions: {needs}: write`)"
            )
        case 410 if "disabled" in message.lower():
            return "issues are switched off in this repository: switch them on in its settings, or leave the issue out"
        case 410:
            return f"it was deleted, so linkcheck cannot {doing}"
        case 422:
            why = "; ".join(map(sanitise, details))
            return f"GitHub refuses to {doing} (422): {why or said}"
        case _:
            return f"GitHub refuses to {doing} ({status}): {said}"


def explain_elsewhere(name: str, status: int, message: str, *, doing: str) -> str:
    """Return a sentence that says why Gitea or Forgejo refused."""
    match status:
        case 401:
            return f"{name} does not accept the token (401): give the step GITHUB_TOKEN: ${{{{ github.token }}}}"
        case 403:
            return f"the token may not {doing} (403): give the step a token of your own, with write access"
        case 404:
            return f"{name} finds nothing there (404), so linkcheck cannot {doing}: or the token may not see it"
        case 410 | 423:
            return f"{name} keeps that switched off or closed ({status}), so linkcheck cannot {doing}"
        case _:
            return f"{name} refuses to {doing} ({status}): {sanitise(message)}"

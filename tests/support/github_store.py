"""What the fake GitHub keeps: issues, comments and pull requests in the shape of GitHub's JSON, and what it refuses.

The sentences of refusals are GitHub's own, for the client reads some of them.
"""

from __future__ import annotations

import os
import subprocess
from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

Json = dict[str, Any]

BOT = "github-actions[bot]"
LONGEST_BODY = 65_536
LONGEST_TITLE = 256
STATES = {"open", "closed"}
REASONS = {"completed", "not_planned", "duplicate", "reopened", None}
EPOCH = datetime(2026, 1, 1, 2, tzinfo=UTC)


class RefusedError(Exception):
    """An answer that is not what was asked for."""

    def __init__(self, status: int, message: str, **fields: object) -> None:
        super().__init__(message)
        self.status = status
        self.body: Json = {"message": message, **fields}


def invalid(resource: str, field: str, message: str | None = None, code: str = "invalid") -> RefusedError:
    """Return a 422 as GitHub words it."""
    error: Json = {"resource": resource, "field": field, "code": code}
    if message is not None:
        error |= {"code": "custom", "message": message}
    return RefusedError(422, "Validation Failed", errors=[error])


class Store:
    """A repository. Tests read and change its records as they like: they are GitHub's JSON."""

    def __init__(self, repository: str, remote: Path | None, url: str) -> None:
        self.repository = repository
        self.url = url
        self.remote = remote
        """A bare repository, whose branches are those of the pull requests."""
        self.repo: Json = {
            "id": 1,
            "full_name": repository,
            "has_issues": True,
            "archived": False,
            "default_branch": "main",
        }
        self.issues: dict[int, Json] = {}
        """By number; pull requests stand here too, as GitHub has it."""
        self.pulls: dict[int, Json] = {}
        self.comments: dict[int, Json] = {}
        """By id, each with the number of its `issue`."""
        self.labels: set[str] = set()
        self.workflows: dict[str, Json] = {}
        """By file name."""
        self.events: list[str] = []
        """What people are shown or told of, in order."""
        self._ticks = 0

    def now(self) -> str:
        """Return a later time at each call."""
        self._ticks += 1
        return (EPOCH + timedelta(seconds=self._ticks)).strftime("%Y-%m-%dT%H:%M:%SZ")

    def person(self, login: str) -> Json:
        """Return who did something."""
        return {"login": login, "id": sum(login.encode()), "type": "Bot" if login.endswith("[bot]") else "User"}

    # --- issues ---

    def add_issue(self, payload: Mapping[str, Any], login: str = BOT, association: str | None = None) -> Json:
        """Open an issue."""
        if not self.repo["has_issues"]:
            raise RefusedError(410, "Issues has been disabled in this repository.")
        number = len(self.issues) + 1
        labels = [{"name": str(name)} for name in payload.get("labels", [])]
        self.labels |= {label["name"] for label in labels}
        issue = self._thread(number, payload, login, association, "issues") | {"labels": labels}
        self.issues[number] = issue
        self.events.append(f"{login} opened issue #{number}")
        return issue

    def _thread(self, number: int, payload: Mapping[str, Any], login: str, association: str | None, kind: str) -> Json:
        _check(payload, "Issue" if kind == "issues" else "PullRequest", new=True)
        now = self.now()
        return {
            "id": 1000 + number,
            "number": number,
            "title": payload["title"],
            "body": payload.get("body"),
            "state": "open",
            "state_reason": None,
            "locked": False,
            "user": self.person(login),
            "author_association": association or ("NONE" if login == BOT else "OWNER"),
            "html_url": f"{self.url}/{self.repository}/{'pull' if kind == 'pulls' else kind}/{number}",
            "created_at": now,
            "updated_at": now,
        }

    def edit_issue(self, number: int, payload: Mapping[str, Any], login: str = BOT) -> Json:
        """Change an issue's title, body or state."""
        issue = self.issue(number)
        _check(payload, "Issue")
        self._change(issue, payload, login, "issue")
        return issue

    def issue(self, number: int) -> Json:
        """Return an issue. `gone` says that it was deleted, `moved_to` that it was transferred."""
        issue = self.issues.get(number)
        if issue is None:
            raise RefusedError(404, "Not Found")
        if issue.get("gone"):
            raise RefusedError(410, "This issue was deleted")
        return issue

    def _change(self, thread: Json, payload: Mapping[str, Any], login: str, kind: str) -> None:
        for field in ("title", "body"):
            if field in payload and payload[field] != thread[field]:
                thread[field] = payload[field]
                self.events.append(f"{login} edited the {field} of {kind} #{thread['number']}")
        if payload.get("state", thread["state"]) != thread["state"]:
            thread["state"] = payload["state"]
            closed = payload["state"] == "closed"
            thread["state_reason"] = (payload.get("state_reason") or "completed") if closed else "reopened"
            self.events.append(f"{login} {'closed' if closed else 'reopened'} {kind} #{thread['number']}")
        thread["updated_at"] = self.now()

    # --- comments ---

    def add_comment(self, number: int, payload: Mapping[str, Any], login: str = BOT, association: str = "NONE") -> Json:
        """Comment on an issue or a pull request."""
        issue = self.issue(number)
        if issue["locked"]:
            raise RefusedError(403, "Unable to create comment because issue is locked.")
        _check_body(payload, "IssueComment", needed=True)
        made = max(self.comments, default=0) + 1
        self.comments[made] = {
            "id": made,
            "issue": number,
            "body": payload["body"],
            "user": self.person(login),
            "author_association": association,
            "html_url": f"{issue['html_url']}#issuecomment-{made}",
            "created_at": self.now(),
        }
        self.events.append(f"{login} commented on #{number}")
        return self.comments[made]

    def edit_comment(self, number: int, payload: Mapping[str, Any], login: str = BOT) -> Json:
        """Change a comment."""
        _check_body(payload, "IssueComment", needed=True)
        comment = self.comment(number)
        comment["body"] = payload["body"]
        self.events.append(f"{login} edited comment {number} on #{comment['issue']}")
        return comment

    def comment(self, number: int) -> Json:
        """Return a comment."""
        if number not in self.comments:
            raise RefusedError(404, "Not Found")
        return self.comments[number]

    # --- pull requests ---

    def add_pull(self, payload: Mapping[str, Any], login: str = BOT, association: str | None = None) -> Json:
        """Open a pull request from a branch of the remote."""
        head, base = str(payload.get("head", "")), str(payload.get("base", ""))
        branch = head.partition(":")[2] or head
        if not self._sha(base):
            raise invalid("PullRequest", "base")
        if not self._sha(branch):
            raise invalid("PullRequest", "head")
        if self.remote is not None and not self._git("rev-list", f"{self._sha(base)}..{self._sha(branch)}"):
            raise invalid("PullRequest", "head", f"No commits between {base} and {branch}")
        if any(self._is_open_from(pull, branch, base) for pull in self.pulls.values()):
            owner = self.repository.partition("/")[0]
            raise invalid("PullRequest", "head", f"A pull request already exists for {owner}:{branch}.")
        number = len(self.issues) + 1
        pull = self._thread(number, payload, login, association, "pulls")
        pull |= {
            "head": {"ref": branch, "sha": self._sha(branch), "repo": {"full_name": self.repository}},
            "base": {"ref": base, "sha": self._sha(base), "repo": {"full_name": self.repository}},
            "merged_at": None,
        }
        self.pulls[number] = pull
        self.issues[number] = {**pull, "labels": [], "pull_request": {"url": pull["html_url"]}}
        self.events.append(f"{login} opened pull request #{number}")
        return pull

    def _is_open_from(self, pull: Json, branch: str, base: str) -> bool:
        return (pull["state"], pull["head"]["ref"], pull["base"]["ref"]) == ("open", branch, base)

    def edit_pull(self, number: int, payload: Mapping[str, Any], login: str = BOT) -> Json:
        """Change a pull request's title, body or state."""
        pull = self.pull(number)
        _check(payload, "PullRequest")
        if payload.get("state") == "open" and pull["state"] == "closed":
            branch = pull["head"]["ref"]
            if pull["merged_at"]:
                raise invalid("PullRequest", "state", "state cannot be changed. The pull request was merged.")
            if self._sha(branch) != pull["head"]["sha"]:
                words = f"state cannot be changed. The {branch} branch was force-pushed or recreated."
                raise invalid("PullRequest", "state", words)
        self._change(pull, payload, login, "pull request")
        return pull

    def pull(self, number: int) -> Json:
        """Return a pull request as it is now: an open one follows its branch."""
        if number not in self.pulls:
            raise RefusedError(404, "Not Found")
        pull = self.pulls[number]
        sha = self._sha(pull["head"]["ref"])
        if pull["state"] == "open" and sha:
            pull["head"]["sha"] = sha
        elif pull["state"] == "open" and self.remote is not None:
            pull["state"] = "closed"  # its branch was deleted
            self.events.append(f"pull request #{number} was closed: its branch is gone")
        self.issues[number] |= {key: pull[key] for key in ("title", "body", "state")}
        return pull

    # --- branches ---

    def add_ref(self, payload: Mapping[str, Any]) -> Json:
        """Create a branch at a commit that the repository still has."""
        ref, sha = str(payload.get("ref", "")), str(payload.get("sha", ""))
        if not ref.startswith("refs/heads/"):
            raise RefusedError(422, "Reference name must start with 'refs/' and contain at least two slashes.")
        if self._sha(ref.removeprefix("refs/heads/")):
            raise RefusedError(422, "Reference already exists")
        if self.remote is None or not self._git("cat-file", "-t", sha):
            raise RefusedError(422, "Object does not exist")
        self._git("update-ref", ref, sha)
        return {"ref": ref, "object": {"sha": sha, "type": "commit"}}

    def ref(self, branch: str) -> Json:
        """Return where a branch stands."""
        sha = self._sha(branch)
        if not sha:
            raise RefusedError(404, "Not Found")
        return {"ref": f"refs/heads/{branch}", "object": {"sha": sha, "type": "commit"}}

    def delete_ref(self, branch: str) -> None:
        """Delete a branch."""
        if not self._sha(branch):
            raise RefusedError(422, "Reference does not exist")
        self._git("update-ref", "-d", f"refs/heads/{branch}")

    def _sha(self, branch: str) -> str:
        if self.remote is None:
            return "0" * 40
        return self._git("rev-parse", "--verify", "--quiet", f"refs/heads/{branch}^{{commit}}")

    def _git(self, *arguments: str) -> str:
        done = subprocess.run(
            ["git", f"--git-dir={self.remote}", *arguments],
            capture_output=True,
            check=False,
            text=True,
            env=os.environ | {"GIT_CONFIG_GLOBAL": os.devnull, "GIT_CONFIG_NOSYSTEM": "1"},
        )
        return done.stdout.strip() if done.returncode == 0 else ""

    # --- workflows ---

    def workflow(self, name: str) -> Json:
        """Return a workflow by the name of its file."""
        if name not in self.workflows:
            raise RefusedError(404, "Not Found")
        return self.workflows[name]


def _check(payload: Mapping[str, Any], resource: str, *, new: bool = False) -> None:
    title = payload.get("title")
    if (new and not title) or ("title" in payload and (not isinstance(title, str) or not title.strip())):
        raise invalid(resource, "title", code="missing_field")
    if isinstance(title, str) and len(title) > LONGEST_TITLE:
        raise invalid(resource, "title", f"title is too long (maximum is {LONGEST_TITLE} characters)")
    _check_body(payload, resource)
    if payload.get("state", "open") not in STATES:
        raise invalid(resource, "state")
    if payload.get("state_reason") not in REASONS:
        raise invalid(resource, "state_reason")


def _check_body(payload: Mapping[str, Any], resource: str, *, needed: bool = False) -> None:
    body = payload.get("body")
    if needed and not (isinstance(body, str) and body.strip()):
        raise invalid(resource, "body", "body can't be blank")
    if body is not None and not isinstance(body, str):
        raise RefusedError(422, f"Invalid request.\n\nFor 'properties/body', {body!r} is not a string.")
    if body is not None and len(body) > LONGEST_BODY:
        raise invalid(resource, "body", f"body is too long (maximum is {LONGEST_BODY} characters)")

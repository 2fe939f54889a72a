"""The environment of a workflow's step: the variables that GitHub sets, read once and checked."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import quote, urlsplit

from linkcheck.github.errors import PublishError, sanitise

_REPOSITORY = re.compile(r"[A-Za-z0-9_.-]{1,100}/[A-Za-z0-9_.-]{1,100}")
_API = "https://api.github.com"
_SERVER = "https://github.com"
_LOOPBACK = {"localhost", "127.0.0.1", "::1"}


@dataclass(frozen=True, slots=True)
class Environment:
    """The variables of a step; a variable that is not set is empty."""

    token: str = field(default="", repr=False)
    api_url: str = _API
    server_url: str = _SERVER
    repository: str = ""
    """`owner/name`, as GITHUB_REPOSITORY has it."""
    event_name: str = ""
    event_path: str = ""
    summary_path: str = ""
    output_path: str = ""
    run_id: str = ""
    branch: str = ""
    """The branch of the run; empty for tags and pull requests."""
    workspace: str = ""
    workflow_ref: str = ""
    source_root: str = ""
    """`owner/name/blob/commit` whose files are linked to; empty for those of the run's branch."""

    @classmethod
    def of(cls, environ: Mapping[str, str]) -> Environment:
        """Read the variables that GitHub sets."""
        is_branch = environ.get("GITHUB_REF_TYPE", "branch") == "branch" and not environ.get("GITHUB_HEAD_REF")
        return cls(
            token=environ.get("GITHUB_TOKEN", "").strip(),
            api_url=(environ.get("GITHUB_API_URL") or _API).rstrip("/"),
            server_url=(environ.get("GITHUB_SERVER_URL") or _SERVER).rstrip("/"),
            repository=environ.get("GITHUB_REPOSITORY", ""),
            event_name=environ.get("GITHUB_EVENT_NAME", ""),
            event_path=environ.get("GITHUB_EVENT_PATH", ""),
            summary_path=environ.get("GITHUB_STEP_SUMMARY", ""),
            output_path=environ.get("GITHUB_OUTPUT", ""),
            run_id=environ.get("GITHUB_RUN_ID", ""),
            branch=environ.get("GITHUB_REF_NAME", "") if is_branch else "",
            workspace=environ.get("GITHUB_WORKSPACE", ""),
            workflow_ref=environ.get("GITHUB_WORKFLOW_REF", ""),
        )

    def check(self) -> None:
        """Raise PublishError where GitHub cannot be asked at all."""
        if not self.token:
            raise PublishError("there is no token: give the step GITHUB_TOKEN: ${{ github.token }}")
        if not self.token.isascii() or not self.token.isprintable() or " " in self.token:
            raise PublishError("GITHUB_TOKEN is no token: it holds characters that no token has")
        if not _REPOSITORY.fullmatch(self.repository) or ".." in self.repository.split("/"):
            raise PublishError(
                f"GITHUB_REPOSITORY should be owner/name, and is {sanitise(self.repository) or 'not set'}"
            )
        try:
            api = urlsplit(self.api_url)
            known = bool(api.hostname) and (api.scheme == "https" or api.hostname in _LOOPBACK)
        except ValueError:
            known = False
        if not known:
            words = sanitise(self.api_url)
            raise PublishError(f"GITHUB_API_URL should be https, for a token is sent there, and is {words}")

    @property
    def owner(self) -> str:
        """The owner of the repository."""
        return self.repository.partition("/")[0]

    @property
    def run_url(self) -> str:
        """The page of this run; empty where it is no run of GitHub."""
        if not (self.run_id.isascii() and self.run_id.isdigit() and _REPOSITORY.fullmatch(self.repository)):
            return ""
        return f"{self.server_url}/{self.repository}/actions/runs/{self.run_id}"

    def source_url(self, path: str, line: int) -> str:
        """Return the page that shows a line of a document; empty where there is none.

        `path` is relative to the working directory.
        """
        root = self.source_root or (f"{self.repository}/blob/{self.branch}" if self.branch and self.repository else "")
        place = self._place(path)
        return f"{self.server_url}/{quote(root)}/{place}?plain=1#L{line}" if root and place else ""

    @property
    def folder(self) -> str | None:
        """The working directory in the repository, empty at its root; None where it lies elsewhere."""
        if not self.workspace:
            return ""
        try:
            return "/".join(Path.cwd().relative_to(Path(self.workspace).resolve()).parts)
        except ValueError:
            return None

    def _place(self, path: str) -> str:
        """Return a document's path in the repository, quoted; empty where it lies elsewhere."""
        if self.folder is None:
            return ""
        parts = [*filter(None, self.folder.split("/")), *path.split("/")]
        if ".." in parts or "" in parts:
            return ""
        return "/".join(quote(part, safe="", errors="replace") for part in parts)

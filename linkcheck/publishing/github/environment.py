"""The environment of a workflow's step: the variables that GitHub sets, read once and checked."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from urllib.parse import quote

from linkcheck.publishing.forge.errors import PublishError, sanitise
from linkcheck.publishing.forge.paths import folder_of_run, quoted_place
from linkcheck.publishing.forge.service import check_address, check_token
from linkcheck.publishing.github.dialect import GITHUB, ForgeDialect, dialect_of

_REPOSITORY = re.compile(r"[A-Za-z0-9_.-]{1,100}/[A-Za-z0-9_.-]{1,100}")
_API = "https://api.github.com"
_SERVER = "https://github.com"


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
    """`owner/name` and a commit, in the address of their files; empty for those of the run's branch."""
    dialect: ForgeDialect = GITHUB

    @classmethod
    def of(cls, environ: Mapping[str, str]) -> Environment:
        """Read the variables that GitHub sets."""
        api_url = (environ.get("GITHUB_API_URL") or _API).rstrip("/")
        dialect = dialect_of(api_url, environ)
        is_branch = environ.get("GITHUB_REF_TYPE", "branch") == "branch" and not environ.get("GITHUB_HEAD_REF")
        return cls(
            token=environ.get("GITHUB_TOKEN", "").strip(),
            api_url=api_url,
            server_url=(environ.get("GITHUB_SERVER_URL") or _SERVER).rstrip("/"),
            repository=environ.get("GITHUB_REPOSITORY", ""),
            event_name=environ.get("GITHUB_EVENT_NAME", ""),
            event_path=environ.get("GITHUB_EVENT_PATH", ""),
            summary_path=environ.get("GITHUB_STEP_SUMMARY", ""),
            output_path=environ.get("GITHUB_OUTPUT", ""),
            run_id=environ.get("GITHUB_RUN_ID" if dialect is GITHUB else "GITHUB_RUN_NUMBER", ""),
            branch=environ.get("GITHUB_REF_NAME", "") if is_branch else "",
            workspace=environ.get("GITHUB_WORKSPACE", ""),
            workflow_ref=environ.get("GITHUB_WORKFLOW_REF", ""),
            dialect=dialect,
        )

    def check(self) -> None:
        """Raise PublishError where GitHub cannot be asked at all."""
        if not self.token:
            raise PublishError("there is no token: give the step GITHUB_TOKEN: ${{ github.token }}")
        check_token("GITHUB_TOKEN", self.token)
        if not _REPOSITORY.fullmatch(self.repository) or ".." in self.repository.split("/"):
            raise PublishError(
                f"GITHUB_REPOSITORY should be owner/name, and is {sanitise(self.repository) or 'not set'}"
            )
        check_address("GITHUB_API_URL", self.api_url)

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
        branch = f"{self.repository}/{self.dialect.branch_source}/{self.branch}"
        root = self.source_root or (branch if self.branch and self.repository else "")
        place = quoted_place(path, self.folder)
        return f"{self.server_url}/{quote(root)}/{place}{self.dialect.plain}#L{line}" if root and place else ""

    @property
    def folder(self) -> str | None:
        """The working directory in the repository, empty at its root; None where it lies elsewhere."""
        return folder_of_run(self.workspace)

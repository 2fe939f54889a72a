"""The environment of a job: the variables that GitLab sets, read once and checked.

Source: docs.gitlab.com, "Predefined CI/CD variables reference".
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from urllib.parse import quote

from linkcheck.publishing.forge.errors import PublishError
from linkcheck.publishing.forge.paths import folder_of_run, quoted_place
from linkcheck.publishing.forge.service import check_address, check_token

_API = "https://gitlab.com/api/v4"


@dataclass(frozen=True, slots=True)
class JobEnvironment:
    """The variables of a job; a variable that is not set is empty."""

    token: str = field(default="", repr=False)
    api_url: str = _API
    project: str = ""
    """The number of the project that the merge request is for, which is another than the job's if it is a fork's."""
    merge_request: str = ""
    """Its number in the project."""
    source_url: str = ""
    """The project that the merge request comes from."""
    commit: str = ""
    """The newest of the merge request's own."""
    job_url: str = ""
    workspace: str = ""

    @classmethod
    def of(cls, environ: Mapping[str, str]) -> JobEnvironment:
        """Read the variables that GitLab sets, and the token, which its owner sets."""
        own = environ.get("CI_PROJECT_ID", "")
        return cls(
            token=environ.get("GITLAB_TOKEN", "").strip(),
            api_url=(environ.get("CI_API_V4_URL") or _API).rstrip("/"),
            project=environ.get("CI_MERGE_REQUEST_PROJECT_ID") or own,
            merge_request=environ.get("CI_MERGE_REQUEST_IID", ""),
            source_url=environ.get("CI_MERGE_REQUEST_SOURCE_PROJECT_URL") or environ.get("CI_PROJECT_URL", ""),
            commit=environ.get("CI_MERGE_REQUEST_SOURCE_BRANCH_SHA") or environ.get("CI_COMMIT_SHA", ""),
            job_url=environ.get("CI_JOB_URL", ""),
            workspace=environ.get("CI_PROJECT_DIR", ""),
        )

    def check(self) -> None:
        """Raise PublishError where GitLab cannot be asked at all."""
        if not self.token:
            raise PublishError(
                "there is no token: give the job a project access token (scope api, role Reporter) as GITLAB_TOKEN"
            )
        check_token("GITLAB_TOKEN", self.token)
        check_address("CI_API_V4_URL", self.api_url)
        for name, value in {"CI_PROJECT_ID": self.project, "CI_MERGE_REQUEST_IID": self.merge_request}.items():
            if value and not (value.isascii() and value.isdigit()):
                raise PublishError(f"{name} should be a number")
        if not self.project:
            raise PublishError("CI_PROJECT_ID is not set: this is no job of GitLab")

    @property
    def folder(self) -> str | None:
        """The working directory in the repository, empty at its root; None where it lies elsewhere."""
        return folder_of_run(self.workspace)

    def line_url(self, path: str, line: int) -> str:
        """Return the page that shows a line of a document, as a path of the working directory; empty for none."""
        place = quoted_place(path, self.folder)
        if not (place and self.source_url.startswith("https://") and self.commit.isalnum()):
            return ""
        return f"{self.source_url}/-/blob/{quote(self.commit)}/{place}?plain=1#L{line}"

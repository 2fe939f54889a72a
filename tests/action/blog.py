"""A blog on the fake GitHub, and its Action: one call is one run of the workflow's job."""

from __future__ import annotations

import os
import shutil
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from types import MappingProxyType
from typing import Any

from tests.action.foreign import Services
from tests.action.internet import Internet
from tests.action.runner import Run, Runner
from tests.support import paths
from tests.support.fake_github import FakeGitHub
from tests.support.git import run_git

ACTION = Path(os.environ.get("LINKCHECK_ACTION", paths.ROOT / ".github" / "actions" / "linkcheck"))
"""The variable has all tests run an action that lies elsewhere, such as the one that tests.action.root made."""
SERVER = "https://example.ghe.com"
"""GitHub's own, as far as the Action is concerned, so that the reports go into an artifact."""
POSTS = {
    "content/tea.md": "The [pots]({url}/teapots) are red, and so is the [bread]({url}/bread).",
    "content/ships.md": "The [harbour]({url}/harbour) freezes.",
    "content/lamps.md": "Its [lamps]({url}/lamps) do not, says the [keeper]({url}/keeper).",
}
ARGS = "--fresh --fix-unconfirmed"
"""The nights of a test follow each other within seconds: nothing would be due, and no later night would agree."""
NIGHTLY = {"paths": "content", "issue": "true", "pullRequest": "true", "fail": "false", "args": ARGS}
"""Inputs."""


@dataclass(frozen=True, slots=True)
class Proposed:
    """A pull request."""

    number: int
    base: str
    head: str


@dataclass(slots=True)
class Blog:
    """The repository, what GitHub keeps of it, and the web that it links to."""

    folder: Path
    internet: Internet
    api: FakeGitHub
    installed: Mapping[str, Mapping[str, str]]
    """Outputs of the step `install`, which ran before."""
    runs: int = 0
    prepare: Callable[[Path], object] = lambda checkout: None
    """What earlier steps of the job do to the checkout."""
    environ: dict[str, str] = field(default_factory=dict)
    """What the job sets beside what GitHub does."""
    action: Path = ACTION
    services: Services = field(init=False)

    def __post_init__(self) -> None:
        self.services = Services(self.folder / "github")
        author = self.folder / "author"
        for path, text in POSTS.items():
            (author / path).parent.mkdir(parents=True, exist_ok=True)
            post = f"---\ntitle: {Path(path).stem.title()}\ndate: 2015-02-01\n---\n\n{text}\n"
            (author / path).write_text(post.format(url=self.internet.url), "utf-8")
        (author / "linkcheck.toml").write_text(self.internet.settings(), "utf-8")
        (author / ".gitignore").write_text(".linkcheck/\n", "utf-8")
        run_git(author, "init", "-q", "-b", "main")
        run_git(author, "add", "-A")
        run_git(author, "commit", "-q", "-m", "Write")
        run_git(self.folder, "clone", "-q", "--bare", str(author), str(self.remote))
        run_git(author, "remote", "add", "origin", self.remote.as_uri())
        self.api.store.remote = self.remote
        self.api.store.workflows["links.yml"] = {"id": 1, "path": ".github/workflows/links.yml", "state": "active"}

    @property
    def remote(self) -> Path:
        """The bare repository at GitHub."""
        return self.folder / "remote.git"

    def git(self, *arguments: str) -> str:
        """Run git in the author's clone."""
        return run_git(self.folder / "author", *arguments).decode().strip()

    def at_github(self, *arguments: str) -> str:
        """Run git in the repository at GitHub."""
        return run_git(self.remote, *arguments).decode().strip()

    def publish(self, path: str, text: str) -> None:
        """Commit a file as the author does; `{url}` in it is the web's."""
        self._commit(path, text)
        self.git("push", "-q", "origin", "HEAD:main")

    def _commit(self, path: str, text: str) -> str:
        file = self.folder / "author" / path
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(text.replace("{url}", self.internet.url), "utf-8")
        self.git("add", "-A")
        self.git("commit", "-q", "-m", f"Write {path}")
        return self.git("rev-parse", "HEAD")

    def propose(self, path: str, text: str) -> Proposed:
        """Open a pull request with one more file, and try the merge as GitHub does; the author is on main again."""
        base = self.git("rev-parse", "HEAD")
        self.git("checkout", "-q", "-b", "draft")
        head = self._commit(path, text)
        self.git("push", "-q", "origin", "draft")
        number = self.api.store.add_pull({"title": "Draft", "head": "draft", "base": "main"}, "friend")["number"]
        self.git("checkout", "-q", "--detach", "main")
        self.git("merge", "-q", "--no-ff", "-m", "Merge", "draft")
        self.git("push", "-q", "origin", f"HEAD:refs/pull/{number}/merge")
        self.git("checkout", "-q", "main")
        return Proposed(number, base, head)

    def merge(self, number: int) -> None:
        """Merge a pull request as its page does, and delete its branch."""
        branch = self.api.pulls[number]["head"]["ref"]
        self.git("pull", "-q", "--rebase", "origin", "main")
        self.git("fetch", "-q", "origin", branch)
        self.git("merge", "-q", "--no-ff", "-m", f"Merge pull request #{number}", "FETCH_HEAD")
        self.git("push", "-q", "origin", "HEAD:main")
        self.api.pulls[number].update(state="closed", merged_at="2026-03-02T00:00:00Z")
        self.at_github("update-ref", "-d", f"refs/heads/{branch}")

    def night(self, **inputs: str) -> Run:
        """Run the nightly job."""
        return self.run("schedule", {"schedule": "23 3 * * *"}, **{**NIGHTLY, **inputs})

    def pull_request(self, pull: Proposed, *, whose: str = "", token: str | None = None, **inputs: str) -> Run:
        """Run the job for a pull request, of the repository `whose` if that is another."""
        head = {"sha": pull.head, "repo": {"full_name": whose or self.api.repository}}
        told = {"number": pull.number, "head": head, "base": {"sha": pull.base}}
        payload = {"pull_request": told, "repository": {"full_name": self.api.repository}}
        given = {**NIGHTLY, "comment": "true", "fail": "true", **inputs}
        return self.run("pull_request", payload, f"refs/pull/{pull.number}/merge", token=token, **given)

    def run(
        self,
        name: str,
        event: Mapping[str, Any],
        commit: str = "main",
        *,
        ref_name: str = "main",
        token: str | None = None,
        **inputs: str,
    ) -> Run:
        """Check out, and run the action."""
        self.runs += 1
        checkout = self._checkout(commit)
        self.prepare(checkout)
        is_pull = name == "pull_request"
        run_id = str(7000 + self.runs)
        known = {"repository": self.api.repository, "event_name": name, "run_id": run_id, "run_attempt": "1"}
        known["sha"] = run_git(checkout, "rev-parse", "HEAD").decode().strip()
        known |= {"ref_name": "7/merge" if is_pull else ref_name, "ref_type": "branch", "workflow": "links"}
        environ = {f"GITHUB_{key.upper()}": value for key, value in known.items()} | {
            "GITHUB_ACTIONS": "true",
            "GITHUB_API_URL": self.api.url,
            "GITHUB_SERVER_URL": SERVER,
            "GITHUB_WORKFLOW_REF": f"{self.api.repository}/.github/workflows/links.yml@refs/heads/main",
            "NO_PROXY": "127.0.0.1",
            **({"GITHUB_HEAD_REF": "draft", "GITHUB_BASE_REF": "main"} if is_pull else {}),
            **self.environ,
        }
        token = self.api.token if token is None else token
        github = {**known, "event": event, "token": token}
        temp, services = self.folder / "temp", self.services.actions()
        return Runner(self.action, checkout, temp, services, github, environ, self.installed).run(**inputs)

    def _checkout(self, commit: str) -> Path:
        """Clone a commit as actions/checkout does by default, one commit deep, into a new folder."""
        checkout = self.folder / "work"
        shutil.rmtree(checkout, ignore_errors=True)
        checkout.mkdir()
        run_git(checkout, "init", "-q")
        run_git(checkout, "remote", "add", "origin", self.remote.as_uri())
        run_git(checkout, "fetch", "-q", "--depth=1", "origin", commit)
        run_git(checkout, "checkout", "-q", "-B", "main", "FETCH_HEAD")
        return checkout


def install(folder: Path, action: Path = ACTION) -> dict[str, Mapping[str, str]]:
    """Run the first steps of the action for real, with a registry; return the outputs of the one that installs."""
    step = first_steps(folder, action).step("Install linkcheck")
    assert step.outcome == "success", step.printed
    return {"install": {"python": step.outputs["python"]}}


def first_steps(folder: Path, action: Path = ACTION, variables: Mapping[str, str] = MappingProxyType({})) -> Run:
    """Run the action on a machine that has nothing to check; what is cached in the folder is there the next time."""
    nothing = folder / "workspace"
    nothing.mkdir(parents=True, exist_ok=True)
    # Of the whole run only the steps up to `install` matter: the later ones find no path to check, and fail.
    environ = {"PATH": os.environ["PATH"], "GITHUB_SERVER_URL": SERVER, **variables}
    services = Services(folder / "github").actions()
    github = {"event": {}, "event_name": "push", "ref_type": "tag", "token": ""}
    runner = Runner(action, nothing, folder / "temp", services, github, environ)
    return runner.run(paths="missing", history="none", artifact="")

"""Repairs → commits on a branch of their own, made by git.

The commits are made beside the working tree, in an index of their own: HEAD, the branch that is checked out and the
user's index stay as they are, nothing that lies about gets in, no hook runs, and a checkout without history will do.
The branch is made anew each time, and overwritten only where its newest commit is ours.
"""

from __future__ import annotations

import os
import re
import subprocess
import tempfile
from base64 import b64encode
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from linkcheck.publishing.forge.bodies import Repair
from linkcheck.publishing.forge.errors import PublishError, sanitise
from linkcheck.publishing.github.environment import Environment
from linkcheck.report.commit_message import commit_message
from linkcheck.sources.git import SECONDS, run_git

NAME = "github-actions[bot]"
EMAIL = "41898282+github-actions[bot]@users.noreply.github.com"
"""GitHub shows this author; the number is the bot's."""
TRAILER = "Linkcheck-Base"
REMOTE = "origin"


@dataclass(frozen=True, slots=True)
class BranchTip:
    """The newest commit of the branch on the remote."""

    sha: str
    tree: str
    is_ours: bool


@dataclass(frozen=True, slots=True)
class Checkout:
    """A working tree whose HEAD is the base."""

    root: Path
    token: str = field(repr=False)
    server_url: str

    @classmethod
    def of(cls, folder: Path, environment: Environment) -> Checkout:
        """Find the repository that a folder is in; raises PublishError where there is none."""
        there = cls(folder, environment.token, environment.server_url)
        root = there.git("rev-parse", "--show-toplevel", doing="find the repository")
        return cls(Path(os.fsdecode(root.rstrip(b"\n"))), environment.token, environment.server_url)

    def git(
        self, *arguments: str | bytes, doing: str, given: bytes = b"", environment: Mapping[str, str] | None = None
    ) -> bytes:
        """Run git at the root and return what it printed; raises PublishError with git's last words."""
        try:
            more = {**self._environment(), **(environment or {})}
            done = run_git(self.root, *arguments, given=given, environment=more)
        except FileNotFoundError as error:
            raise PublishError(f"git is not installed here: cannot {doing}") from error
        except subprocess.TimeoutExpired as error:
            raise PublishError(f"git took more than {SECONDS:.0f} seconds to {doing}") from error
        if done.returncode != 0:
            raise PublishError(f"git cannot {doing}: {self._why(done.stderr)}")
        return done.stdout

    def _why(self, stderr: bytes) -> str:
        lines = [line for line in stderr.decode("utf-8", "replace").splitlines() if line.strip()]
        told = [line for line in lines if line.startswith(("fatal:", "error:", "remote:", " !"))] or lines
        text = sanitise("; ".join(told[-3:]), self.token)
        if "stale info" in text:
            return "somebody changed the branch at this moment; the next run tries again"
        if "403" in text or "Write access" in text or "denied" in text.lower():
            return f"{text} (the job needs `permissions: contents: write`)"
        return text

    def _environment(self) -> dict[str, str]:
        """Return variables for git; the token is one of them, since it may stand in no argument and in no file."""
        known = {
            "GIT_LITERAL_PATHSPECS": "1",
            "GIT_AUTHOR_NAME": NAME,
            "GIT_AUTHOR_EMAIL": EMAIL,
            "GIT_COMMITTER_NAME": NAME,
            "GIT_COMMITTER_EMAIL": EMAIL,
        }
        if not self.token:
            return known
        basic = b64encode(f"x-access-token:{self.token}".encode()).decode()
        key = f"http.{self.server_url}/.extraheader"
        counted = os.environ.get("GIT_CONFIG_COUNT", "")
        already = int(counted) if counted.isascii() and counted.isdigit() else 0
        # The empty value takes back what the checkout left in .git/config: GitHub refuses two of these headers.
        for number, value in enumerate(("", f"AUTHORIZATION: basic {basic}"), already):
            known |= {f"GIT_CONFIG_KEY_{number}": key, f"GIT_CONFIG_VALUE_{number}": value}
        return known | {"GIT_CONFIG_COUNT": str(already + 2)}

    # --- what is there ---

    def head(self) -> str:
        """Return the commit that is checked out."""
        return self._one("rev-parse", "--verify", "HEAD^{commit}", doing="find the commit that is checked out")

    def _one(self, *arguments: str | bytes, doing: str, given: bytes = b"", index: str | None = None) -> str:
        environment = {"GIT_INDEX_FILE": index} if index else None
        return self.git(*arguments, doing=doing, given=given, environment=environment).decode().strip()

    def changed(self) -> list[bytes]:
        """Return the tracked files that differ from HEAD, relative to the root, as their bytes are."""
        printed = self.git(
            *("diff", "--numstat", "--text", "-z", "--no-renames", "--no-ext-diff", "--no-textconv"),
            *("--diff-filter=M", "--ignore-submodules", "HEAD", "--"),
            doing="list what was changed",
        )
        return [line.split(b"\t", 2)[2] for line in printed.split(b"\0") if line]

    def tip(self, branch: str) -> BranchTip | None:
        """Return the newest commit of a branch of the remote; None where there is no such branch."""
        ref = f"refs/heads/{branch}"
        listed = self.git("ls-remote", REMOTE, ref, doing=f"ask the remote for {branch}").decode()
        sha = next((line.split("\t")[0] for line in listed.splitlines() if line.endswith(f"\t{ref}")), None)
        if sha is None:
            return None
        shallow = self._one("rev-parse", "--is-shallow-repository", doing="look at the checkout") == "true"
        depth = ["--depth=1"] if shallow else []  # never on a whole clone: it would cut that off
        self.git("fetch", "--quiet", "--no-tags", *depth, REMOTE, ref, doing=f"fetch {branch}")
        email, _, message = self._one("show", "-s", "--format=%ce%n%B", sha, doing=f"read {branch}").partition("\n")
        is_ours = email == EMAIL and re.search(rf"^{TRAILER}: [0-9a-f]{{40,64}}$", message, re.MULTILINE) is not None
        return BranchTip(sha, self.tree(sha), is_ours)

    def tree(self, commit: str) -> str:
        """Return the tree of a commit."""
        return self._one("rev-parse", "--verify", f"{commit}^{{tree}}", doing="read a commit")

    # --- what is made ---

    def commit(self, repairs: Iterable[tuple[Repair, bytes]]) -> str:
        """Make one commit for each post upon HEAD, and return the last; each post comes with its path in git."""
        base = last = self.head()
        with tempfile.TemporaryDirectory(prefix="linkcheck-") as folder:
            index = str(Path(folder, "index"))
            self._one("read-tree", base, doing="begin a commit", index=index)
            for repair, path in repairs:
                self._stage(path, index)
                tree = self._one("write-tree", doing="make a commit", index=index)
                message = commit_message(repair.path, repair.edits) + f"\n{TRAILER}: {base}\n"
                last = self._one("commit-tree", tree, "-p", last, "-F", "-", doing="commit", given=message.encode())
        return last

    def _stage(self, path: bytes, index: str) -> None:
        entry = self.git("ls-tree", "-z", "HEAD", "--", path, doing="find a post in git")
        mode = entry.partition(b" ")[0].decode()
        blob = self._one("hash-object", "-w", b"--path=" + path, "--", path, doing="read a post")
        line = f"{mode} {blob}\t".encode() + path + b"\0"
        self._one("update-index", "-z", "--index-info", doing="make a commit", given=line, index=index)

    def push(self, commit: str, branch: str, tip: str | None) -> None:
        """Put a commit on the remote's branch, if that still stands where it was seen."""
        self._push(f"{commit}:refs/heads/{branch}", branch, tip)

    def delete(self, branch: str, tip: str) -> None:
        """Delete the remote's branch, if it still stands where it was seen."""
        self._push(f":refs/heads/{branch}", branch, tip)

    def _push(self, what: str, branch: str, tip: str | None) -> None:
        lease = f"--force-with-lease=refs/heads/{branch}:{tip or ''}"
        self.git("push", "--quiet", "--no-verify", lease, REMOTE, what, doing=f"push {branch}")


def is_branch_name(name: str) -> bool:
    """Tell whether a name can be that of a branch, by the rules of git-check-ref-format(1)."""
    wrong = re.search(r"[\x00-\x20\x7f~^:?*\[\\]|\.\.|@\{|//|/\.|\.lock(/|$)|^[-./]|[./]$", name)
    return bool(name) and name != "@" and name.isprintable() and wrong is None


def paths_in_git(paths: Sequence[str], changed: Iterable[bytes], folder: Path, root: Path) -> dict[str, bytes]:
    """Return, for the paths of a report (relative to `folder`) whose file was changed, the path in git.

    A report cannot hold a name that is not UTF-8 and shows it with escapes; where two files look the same in it,
    neither is returned.
    """
    shown: dict[str, list[bytes]] = {}
    for name in changed:
        shown.setdefault(_as_reported(os.fsdecode(name)), []).append(name)
    found = {}
    for path in paths:
        place = os.path.relpath(os.path.realpath(folder / path), os.path.realpath(root)).replace(os.sep, "/")
        members = shown.get(place, []) or shown.get(_as_reported(place), [])
        if len(members) == 1:
            found[path] = members[0]
    return found


def _as_reported(path: str) -> str:
    return path.encode("utf-8", "backslashreplace").decode()

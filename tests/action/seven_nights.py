"""Seven nights of a blog, and the morning after: the Action from a clean checkout each time, all of it as processes.

`python -m tests.action.seven_nights` writes what was printed and what became of issue and pull request to
reports/seven-nights.md.
"""

from __future__ import annotations

import re
import socket
import tempfile
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from time import time

from tests.action.blog import Blog, install
from tests.action.hostile import Attack
from tests.action.internet import Internet
from tests.action.runner import Run
from tests.support import paths
from tests.support.fake_github import FakeGitHub


@dataclass(frozen=True, slots=True)
class RunStats:
    """What a night changed."""

    title: str
    run: Run
    events: tuple[str, ...]
    """What people are told of, in order."""
    requests: tuple[str, ...]
    """What the Action asked GitHub to change."""
    issue: str
    """Body of the issue; empty where there is none."""
    commits: tuple[str, ...]
    """Subjects of the commits that wait on the branch of the repairs, oldest first."""
    open: tuple[int, int]
    """How many issues and pull requests are open."""
    keys: tuple[str, ...]
    """Keys of the cache."""


@contextmanager
def blog_in(folder: Path, installed: Mapping[str, Mapping[str, str]] | None = None) -> Iterator[Blog]:
    """Make a blog, its web, and its GitHub."""
    folder.mkdir(parents=True, exist_ok=True)
    with Internet() as internet, FakeGitHub() as api:
        yield Blog(folder, internet, api, installed if installed is not None else install(folder / "install"))


def nights(blog: Blog, **inputs: str) -> Iterator[RunStats]:
    """Play them one after the other; `inputs` are for all but the sixth."""
    gone = blog.internet.gone
    gone |= {"/teapots", "/harbour", "/bread"}
    yield _night(blog, "1: three links are dead, and of two there is a copy", **inputs)
    yield _night(blog, "2: nothing changes, and what was new is not new any more", **inputs)
    yield _night(blog, "2½: nothing changes again", **inputs)
    gone |= {"/keeper"}
    yield _night(blog, "3: one more link dies", **inputs)
    blog.merge(_pull(blog))
    yield _night(blog, "4: the owner has merged the pull request", **inputs)
    gone ^= {"/bread", "/lamps"}
    yield _night(blog, "5: a link comes back, and one dies of which there is a copy", **inputs)
    gone |= {"/bread"}
    used_up = {"X-RateLimit-Remaining": "0", "X-RateLimit-Reset": str(int(time()) + 3_000)}
    for method in ("GET", "POST", "PATCH"):
        blog.api.fail(method, "^/", 403, "API rate limit exceeded for installation.", headers=used_up, times=1_000)
    yield _night(blog, "6: another one dies, and GitHub's API takes no more requests in this hour")
    blog.api.faults.clear()
    gone.clear()
    yield _night(blog, "7: all are back", **inputs)
    gone |= {"/keeper", "/lamps"}
    yield _night(blog, "8: two are gone again", **inputs)


def _pull(blog: Blog) -> int:
    return next(number for number, pull in blog.api.pulls.items() if pull["state"] == "open")


def _night(blog: Blog, title: str, **inputs: str) -> RunStats:
    events, requests = len(blog.api.store.events), len(blog.api.written())
    run = blog.night(**inputs)
    pulls = blog.api.pulls
    issues = [issue for number, issue in blog.api.issues.items() if number not in pulls]
    branch = blog.at_github("branch", "--list", "linkcheck/repairs")
    commits = (
        blog.at_github("log", "--reverse", "--format=%s", "main..linkcheck/repairs").splitlines() if branch else []
    )
    return RunStats(
        title,
        run,
        tuple(blog.api.store.events[events:]),
        tuple(blog.api.written()[requests:]),
        issues[0]["body"] if issues else "",
        tuple(commits),
        (sum(one["state"] == "open" for one in issues), sum(one["state"] == "open" for one in pulls.values())),
        tuple(blog.services.keys()),
    )


def transcript(blog: Blog) -> str:
    """Return all nights as Markdown."""
    parts = ["# Seven nights, and the morning after\n"]
    parts.append(
        "Written by `python -m tests.action.seven_nights`: each step of `.github/actions/linkcheck/action.yml` as a "
        "process, from a new checkout each night, against a web on loopback and a fake of GitHub's API that keeps "
        "state. Other people's actions (the cache, artifacts) are emulated. Nights follow each other within seconds, "
        "so they run with `args: --fresh --fix-unconfirmed`; ports and run times are those of that day.\n"
    )
    parts += [_told(night) for night in nights(blog)]
    parts.append("## In the end\n")
    parts.append(_block([*blog.api.store.events, "", *_threads(blog), "", *blog.services.keys()]))
    return "\n".join(parts)


def hostile_night(folder: Path) -> str:
    """Return a night on which a stranger proposes all that may do harm, as Markdown."""
    with blog_in(folder, {}) as blog, socket.create_server(("127.0.0.1", 0)) as spy:
        blog.internet.gone |= {"/keeper"}
        attack = Attack(blog, spy)
        run = attack.run(args="--no-archive")
        paths = sorted(file.name for file in attack.packages.glob("*.pth"))
        became = [
            f"What ran, or was written outside: {', '.join(attack.marks()) or 'nothing'}",
            f"Asked at the address that only the pull request names: {'yes' if attack.was_asked() else 'nobody'}",
            f"Path files in the site-packages that its `outputs` name: {', '.join(paths)}",
            *(line for comment in blog.api.comments.values() for line in comment["body"].splitlines()[:12]),
        ]
    told = (
        "A fork's pull request: `linkcheck.toml`, `pyproject.toml` and `.linkcheckignore` that let everything pass, "
        "name an archive and a history of their own, and write text reports to a `.pth` file, with a post whose name "
        "is Python; a planted history; modules, hooks, filters, a submodule and path files that leave a mark when they "
        "run. The job is careless: `PYTHONPATH`, `core.hooksPath` and diff drivers lead into the checkout.\n"
    )
    parts = [told, _block(_printed(run)), "What became of it:\n", _block(became)]
    return "\n".join(["## A hostile pull request\n", *parts])


def _printed(run: Run) -> list[str]:
    printed = []
    for step in run.steps:
        lines = [
            line for line in step.printed.splitlines() if line.strip() and not line.startswith("WARNING: Location")
        ]
        if step.outcome != "skipped":
            printed.append(f"[{step.outcome}] {step.name}")
            printed += [f"    {_short(line)}" for line in lines[:8]]
    return printed


def _told(night: RunStats) -> str:
    printed = _printed(night.run)
    head = [line for line in night.issue.splitlines() if line and not line.startswith("<")][:9]
    parts = [f"## Night {night.title}\n", _block(printed)]
    parts += ["People are told:\n", _block(night.events or ["nothing"])]
    if night.commits:
        parts += ["On `linkcheck/repairs`:\n", _block(night.commits)]
    parts += ["The issue begins:\n", _block(map(_short, head or ["there is none"]))]
    return "\n".join(parts)


def _threads(blog: Blog) -> Iterator[str]:
    for number, issue in blog.api.issues.items():
        pull = blog.api.pulls.get(number)
        kind = "pull request" if pull else "issue"
        state = "merged" if pull and pull["merged_at"] else issue["state"]
        yield f"{kind} #{number}, {state}: {issue['title']}"


def _short(line: str, longest: int = 160) -> str:
    return line if len(line) <= longest else line[: longest - 1] + "…"


def _block(lines: Iterable[str]) -> str:
    return "\n".join(["```text", *lines, "```\n"])


def main() -> None:
    """Write the report."""
    place = paths.ROOT / "reports" / "seven-nights.md"
    with tempfile.TemporaryDirectory(prefix="seven-nights-") as folder:
        with blog_in(Path(folder)) as blog:
            text = transcript(blog)
        text = f"{text}\n{hostile_night(Path(folder, 'hostile'))}".replace(folder, "/runner")
        place.write_text(re.sub(r"[ \t]+$", "", text, flags=re.MULTILINE), "utf-8")


if __name__ == "__main__":
    main()

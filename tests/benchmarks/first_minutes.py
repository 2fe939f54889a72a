"""A stranger's first ten minutes: install, and then a site of each of three generators, from nothing to repaired.

    python -m tests.benchmarks.first_minutes --report reports/first-minutes.md

The posts are those of the demo, made into a site of Hugo, of Jekyll and of MkDocs. The program runs unmodified in a
network namespace with a small internet under its real names, and an archive. Needs root on Linux.
"""

from __future__ import annotations

import argparse
import os
import re
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Mapping
from pathlib import Path

from tests.support.paths import PACKAGE, ROOT
from tests.support.town import Done, commands_in_town

FIRST, LAST = 30, 20
"""Lines of a command's output that are shown."""
POSTS = PACKAGE / "demo" / "blog" / "content"
DAY = re.compile(r"^date *[:=] *\"?(\d{4}-\d{2}-\d{2})", re.MULTILINE)
DATED = re.compile(r"^\d{4}-\d{2}-\d{2}-")

GONE = "http://daily.demo/2011/05/graph"

SETTINGS = (
    r"""allow_networks = ["127.0.0.0/8"]\n[archive]\nurl = "http://web.archive.demo"\nplayback_per_minute = 0\n"""
)
COMMANDS = (
    "linkcheck init",
    f"printf '{SETTINGS}' >> linkcheck.toml",
    "linkcheck",
    "linkcheck scan -o report.html",
    f"linkcheck explain {GONE}",
    "linkcheck scan --diff | head -20",
    "linkcheck scan --fix",
    "git diff --stat",
    "linkcheck undo",
    "git status --short",
)


def main() -> None:
    """Do it, and write what a stranger saw."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--report", type=Path)
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        lines = [HEAD, *installed(folder)]
        for generator, write in SITES.items():
            site = folder / generator
            site.mkdir()
            write(site)
            _committed(site)
            lines += told(generator, commands_in_town(COMMANDS, site, _new(folder / f"{generator}-town")), site)
    text = "\n".join(lines) + "\n"
    print(text)
    if options.report is not None:
        options.report.write_text(text, encoding="utf-8")


HEAD = """# A stranger's first ten minutes

Made by `python -m tests.benchmarks.first_minutes`. The posts are those of the demo; the internet is a small one under
real names in a network namespace, with an archive; it has private addresses, so settings say that these may be asked,
and where the archive is. Times are those of two virtual cores."""


def installed(folder: Path) -> list[str]:
    """Install as people do, and return how long each took: with nothing cached, and again."""
    lines = ["", "## Install", "", "| command | s |", "|---|---:|"]
    subprocess.run([sys.executable, "-m", "pip", "wheel", "-qq", "--no-deps", "-w", folder / "dist", ROOT], check=True)
    (wheel,) = (folder / "dist").glob("*.whl")
    cache = {**os.environ, "UV_CACHE_DIR": str(folder / "uv"), "PIP_CACHE_DIR": str(folder / "pip")}
    for words, fresh in (("nothing cached", True), ("cached", False)):
        venv = folder / f"venv-{fresh}"
        subprocess.run([sys.executable, "-m", "venv", venv], check=True)
        took = _timed([venv / "bin" / "pip", "install", "-q", wheel], cache)
        lines.append(f"| `pip install linkcheck-md`, {words} | {took:.1f} |")
    uv = Path(sys.executable).parent / "uv"
    for words in ("nothing cached", "cached"):
        took = _timed([uv, "tool", "run", "--from", wheel, "linkcheck", "--version"], cache)
        lines.append(f"| `uvx --from linkcheck-md linkcheck --version`, {words} | {took:.1f} |")
    lines.append(
        f"| `linkcheck --help` | {_timed([folder / 'venv-False' / 'bin' / 'linkcheck', '--help'], cache):.2f} |"
    )
    return lines


def told(generator: str, done: list[Done], site: Path) -> list[str]:
    """Return what each command said, in Markdown."""
    lines = ["", f"## {generator}", ""]
    files = sorted(
        str(path.relative_to(site)) for path in site.rglob("*") if path.is_file() and ".git/" not in str(path)
    )
    lines += [f"The folder in the end: {', '.join(f'`{file}`' for file in files if not file.startswith('.'))}"]
    for each in done:
        output = each.output.rstrip().splitlines()
        left = len(output) - FIRST - LAST
        shown = "\n".join([*output[:FIRST], f"… {left} lines more …", *output[-LAST:]] if left > 0 else output)
        lines += ["", "```console", f"$ {each.command}", *([shown] if shown else []), "```", ""]
        lines += [f"Exit code {each.code}."]
    return lines


def _posts() -> Mapping[str, str]:
    return {path.relative_to(POSTS).as_posix(): path.read_text("utf-8") for path in sorted(POSTS.rglob("*.md"))}


def _hugo(site: Path) -> None:
    shutil.copytree(POSTS.parent, site, dirs_exist_ok=True, ignore=shutil.ignore_patterns("__pycache__", "*.py"))


def _jekyll(site: Path) -> None:
    (site / "_config.yml").write_text("title: Notes\nurl: https://notes.example\n")
    for name, text in _posts().items():
        day = DAY.search(text)
        file = site / "_posts" / f"{day[1]}-{DATED.sub('', Path(name).name)}" if day else site / Path(name).name
        file.parent.mkdir(exist_ok=True)
        file.write_text(text, encoding="utf-8")


def _mkdocs(site: Path) -> None:
    (site / "mkdocs.yml").write_text("site_name: Notes\n")
    for name, text in _posts().items():
        file = site / "docs" / ("index.md" if Path(name).stem == "_index" else Path(name).name)
        file.parent.mkdir(exist_ok=True)
        file.write_text(text, encoding="utf-8")


SITES = {"hugo": _hugo, "jekyll": _jekyll, "mkdocs": _mkdocs}


def _committed(site: Path) -> None:
    git = ["git", "-c", "user.name=me", "-c", "user.email=me@notes.example"]
    for command in (["init", "-q"], ["add", "-A"], ["commit", "-qm", "Begin"]):
        subprocess.run([*git, *command], cwd=site, check=True)


def _new(folder: Path) -> Path:
    folder.mkdir()
    return folder


def _timed(command: list[object], environment: Mapping[str, str]) -> float:
    begun = time.monotonic()
    subprocess.run(list(map(str, command)), env=environment, check=True, capture_output=True)
    return time.monotonic() - begun


if __name__ == "__main__":
    main()

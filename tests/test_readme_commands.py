"""Every command of the README is run as it stands, and every example in another language is read by what it is for.

The commands run one after the other in the sample blog, a git repository, against the small internet; what a `console`
block shows must come out, line after line, but for counts of requests and seconds.
"""

from __future__ import annotations

import re
import sys
import tomllib
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from subprocess import run

import pytest
import yaml
from click.shell_completion import split_arg_string

from linkcheck import demo
from linkcheck.demo.hosts import HOSTS
from linkcheck.run.settings import load
from tests.support import paths
from tests.support.git import run_git
from tests.support.patience import patience
from tests.support.town import Done, commands_in_town

README = paths.ROOT / "README.md"

SETTINGS = """\
allow_networks = ["127.0.0.0/8"]
timeout = {timeout}
max_retries = 1
[archive]
url = "http://web.archive.demo"
"""
"""What a user of the real web does not need."""

ELSEWHERE = ("pipx ", "pip install ", "python3 -m venv")
"""Beginnings of commands that are no test of ours: what needs the package to be published, and the quick start, whose
lines are run by `.ci/run` and by the test of the demo."""

VARYING = re.compile(r"\(\d+ requests, [\d.]+ s\)|(?<=asked )[\d-]+|\s+$")


@dataclass(frozen=True, slots=True)
class Block:
    """A fenced block."""

    language: str
    text: str


def blocks() -> Iterator[Block]:
    """Yield the fenced blocks of the README."""
    for found in re.finditer(r"^```(\w*)\n(.*?)^```$", README.read_text("utf-8"), re.MULTILINE | re.DOTALL):
        yield Block(found[1], found[2])


@dataclass(frozen=True, slots=True)
class Step:
    """A command, and the lines that the README shows of its output."""

    command: str
    shown: tuple[str, ...] = ()


def steps() -> list[Step]:
    """Return every command in the order of the page."""
    return [step for block in blocks() for step in _steps_of(block) if not step.command.startswith(ELSEWHERE)]


def _steps_of(block: Block) -> Iterator[Step]:
    if block.language == "sh":
        yield from (Step(line) for line in block.text.splitlines() if line.strip())
    if block.language == "console":
        for command, output in re.findall(r"^\$ (.*)\n((?:(?!\$ ).*\n)*)", block.text, re.MULTILINE):
            yield Step(command, tuple(line for line in output.splitlines() if line.strip() not in ("", "…")))


@pytest.fixture(scope="module")
def ran(tmp_path_factory: pytest.TempPathFactory) -> list[Done]:
    """What every command said."""
    folder = tmp_path_factory.mktemp("readme")
    blog = folder / "blog"
    demo.copy_blog(blog)
    (blog / "linkcheck.toml").write_text(SETTINGS.format(timeout=patience(2)), encoding="utf-8")
    (blog / "links.txt").write_text(f"http://{HOSTS[0].name}/\n", encoding="utf-8")
    (blog / "repositories.txt").write_text("content\n", encoding="utf-8")
    with zipfile.ZipFile(blog / "posts.zip", "w") as packed:
        packed.writestr("content/post.md", f"<http://{HOSTS[0].name}/>\n")
    run_git(blog, "init", "--quiet", "--initial-branch=main")
    run_git(blog, "add", ".")
    run_git(blog, "commit", "--quiet", "--message=A blog")
    return commands_in_town([step.command for step in steps()], blog, folder)


@pytest.mark.needs_namespace
@pytest.mark.slow
@pytest.mark.timeout(600)  # the first waits for all of them, on a machine that may have other work
@pytest.mark.parametrize("number", range(len(steps())), ids=[step.command for step in steps()])
def test_a_command_works_as_written(ran: list[Done], number: int) -> None:
    """It ends as a healthy or a broken blog does, and says what the page says that it does."""
    step, done = steps()[number], ran[number]
    assert done.code in (0, 1), done.output
    assert "Traceback" not in done.output
    lines = iter([VARYING.sub("", line) for line in done.output.splitlines()])
    for line in step.shown:
        assert VARYING.sub("", line) in lines, f"{line!r} does not follow in:\n{done.output}"


def test_every_setting_shown_is_read(tmp_path: Path) -> None:
    """TOML blocks are settings files."""
    for number, text in enumerate(shown("toml")):
        file = tmp_path / f"{number}.toml"
        file.write_text(text, encoding="utf-8")
        tomllib.loads(text)
        load(tmp_path, {}, explicit=file)


def shown(language: str) -> list[str]:
    """Return the blocks in a language; there is at least one."""
    found = [block.text for block in blocks() if block.language == language]
    assert found
    return found


def test_the_python_runs_as_it_stands(tmp_path: Path) -> None:
    """The example finds what is wrong in the sample blog, and prints its report."""
    demo.copy_blog(tmp_path / "blog")
    for program in shown("python"):
        done = run([sys.executable, "-c", program], cwd=tmp_path / "blog", capture_output=True, check=True, text=True)
        assert "content/posts/2025-04-01-sixteen-years.md:8" in done.stdout
        assert "| Verdict" in done.stdout


def test_the_workflows_are_valid(tmp_path: Path) -> None:
    """GitHub's schema for workflows takes those shown; what else is YAML is for pre-commit, whose hooks exist."""
    hooks = {hook["id"] for hook in yaml.safe_load((README.parent / ".pre-commit-hooks.yaml").read_bytes())}
    for number, text in enumerate(shown("yaml")):
        read = yaml.safe_load(text)
        if "repos" in read:
            assert {hook["id"] for repo in read["repos"] for hook in repo["hooks"]} == hooks
            continue
        file = tmp_path / f"{number}.yml"
        file.write_text(text, encoding="utf-8")
        command = ["check_jsonschema", "--builtin-schema", "vendor.github-workflows", str(file)]
        done = run([sys.executable, "-m", *command], capture_output=True, check=False, text=True)
        assert done.returncode == 0, done.stdout


def test_the_steps_are_found() -> None:
    """The pattern for blocks still finds the page's commands; each can be split as a shell would."""
    assert len(steps()) > 8
    assert all(split_arg_string(step.command) for step in steps())

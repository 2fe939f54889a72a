"""Every command of the README and of the documentation is run as it stands, and every other example is read.

The commands of a page run one after the other in the sample blog, a git repository, against the small internet; what a
`console` block shows must come out, line after line, but for counts of requests and seconds. `bash` blocks are what
cannot be run here: what needs the package to be published, a cluster, or posts of the reader. They are read.
"""

from __future__ import annotations

import re
import sys
import tomllib
import zipfile
from pathlib import Path
from subprocess import run

import click
import pytest
import yaml
from click.shell_completion import split_arg_string

from linkcheck import demo
from linkcheck.cli import commands
from linkcheck.demo.hosts import HOSTS
from linkcheck.run.settings import load
from tests.support import paths
from tests.support.examples import Example, Step, examples, pages, steps
from tests.support.git import run_git
from tests.support.patience import patience
from tests.support.town import Done, commands_in_town

SETTINGS = """\
allow_networks = ["127.0.0.0/8"]
timeout = {timeout}
max_retries = 1
[archive]
url = "http://web.archive.demo"
"""
"""What a user of the real web does not need."""

VARYING = re.compile(r"\(\d+ requests, [\d.]+ s\)|(?<=asked )[\d-]+|\s+$")

RUN = [page for page in pages() if steps(page)]


def name_of(page: Path) -> str:
    """Return the path of a page, as people name it."""
    return page.relative_to(paths.ROOT).as_posix()


def lay(blog: Path) -> None:
    """Make the sample blog, with what the pages speak of beside it."""
    demo.copy_blog(blog)
    (blog / "linkcheck.toml").write_text(SETTINGS.format(timeout=patience(2)), encoding="utf-8")
    (blog / "links.txt").write_text(f"http://{HOSTS[0].name}/\n", encoding="utf-8")
    (blog / "repositories.txt").write_text("content\n", encoding="utf-8")
    with zipfile.ZipFile(blog / "posts.zip", "w") as packed:
        packed.writestr("content/post.md", f"<http://{HOSTS[0].name}/>\n")
    run_git(blog, "init", "--quiet", "--initial-branch=main")
    run_git(blog, "add", ".")
    run_git(blog, "commit", "--quiet", "--message=A blog")


@pytest.mark.needs_namespace
@pytest.mark.slow
@pytest.mark.timeout(600)  # all commands of a page, on a machine that may have other work
@pytest.mark.parametrize("page", RUN, ids=name_of)
def test_the_commands_of_a_page_work_as_written(tmp_path: Path, page: Path) -> None:
    """Each ends as a healthy or a broken blog does, and says what the page says that it does."""
    lay(tmp_path / "blog")
    ran = commands_in_town([step.command for step in steps(page)], tmp_path / "blog", tmp_path)
    wrong = [words for step, done in zip(steps(page), ran, strict=True) for words in faults(step, done)]
    assert not wrong, "\n\n".join(wrong)


def faults(step: Step, done: Done) -> list[str]:
    """Return what is wrong with a command that ended."""
    found = []
    if done.code not in (0, 1) or "Traceback" in done.output:
        found.append(f"{step.command} ends with {done.code}:\n{done.output}")
    lines = iter([VARYING.sub("", line) for line in done.output.splitlines()])
    missing = (line for line in step.shown if VARYING.sub("", line) not in lines)
    found += [f"{step.command}: {line!r} does not follow in:\n{done.output}" for line in missing]
    return found


def test_a_command_that_fails_is_noticed() -> None:
    """A wrong option, and a line that never comes."""
    step = Step("linkcheck scan", ("shown", "never"))
    assert faults(step, Done("", 0, "else\nshown  \nnever")) == []
    (one,) = faults(step, Done("", 0, "never\nshown"))
    assert "'never' does not follow" in one
    (one,) = faults(Step("x"), Done("", 2, "no such option"))
    assert "ends with 2" in one


def linkchecks(language: str) -> list[tuple[Example, list[str]]]:
    """Return each call of the program in the blocks of a language, as words without the name."""
    lines = [(one, split_arg_string(line)) for one in examples(language) for line in one.text.splitlines()]
    ended = ((one, words[: words.index("#")] if "#" in words else words) for one, words in lines)
    return [(one, words[1:]) for one, words in ended if words[:1] == ["linkcheck"]]


@pytest.mark.parametrize(("example", "words"), linkchecks("bash"), ids=str)
def test_a_command_that_is_not_run_is_one(example: Example, words: list[str]) -> None:
    """The command is there and takes these options; nothing is started."""
    context, command = (
        click.Context(commands, info_name="linkcheck"),
        commands.get_command(click.Context(commands), words[0]),
    )
    assert command is not None, example
    command.make_context(words[0], words[1:], parent=context)


@pytest.mark.parametrize("example", examples("toml"), ids=str)
def test_every_setting_shown_is_read(tmp_path: Path, example: Example) -> None:
    """TOML blocks are settings files."""
    file = tmp_path / "linkcheck.toml"
    file.write_text(example.text, encoding="utf-8")
    tomllib.loads(example.text)
    load(tmp_path, {}, explicit=file)


@pytest.mark.parametrize("example", examples("python"), ids=str)
def test_the_python_runs_as_it_stands(tmp_path: Path, example: Example) -> None:
    """The example finds what is wrong in the sample blog, and prints its report."""
    demo.copy_blog(tmp_path / "blog")
    command = [sys.executable, "-c", example.text]
    done = run(command, cwd=tmp_path / "blog", capture_output=True, check=True, text=True)
    assert "content/posts/2025-04-01-sixteen-years.md:8" in done.stdout
    assert "| Verdict" in done.stdout


@pytest.mark.parametrize("example", examples("yaml"), ids=str)
def test_the_yaml_is_what_its_title_says(tmp_path: Path, example: Example) -> None:
    """GitHub's schema takes the workflows; the hooks of pre-commit are those that there are."""
    read = yaml.safe_load(example.text)
    match example.title:
        case ".pre-commit-config.yaml":
            hooks = {hook["id"] for hook in yaml.safe_load((paths.ROOT / ".pre-commit-hooks.yaml").read_bytes())}
            assert {hook["id"] for repo in read["repos"] for hook in repo["hooks"]} == hooks
        case title if title.startswith(".github/workflows/"):
            assert schema_says(tmp_path, example.text, "vendor.github-workflows") == ""
        case title:
            assert title == "_config.yml"
            assert read == {"exclude": ["linkcheck.toml"]}


def schema_says(folder: Path, text: str, schema: str) -> str:
    """Return what a schema has against a file; empty if it takes it."""
    file = folder / "file.yml"
    file.write_text(text, encoding="utf-8")
    command = ["check_jsonschema", "--builtin-schema", schema, str(file)]
    done = run([sys.executable, "-m", *command], capture_output=True, check=False, text=True)
    return done.stdout if done.returncode else ""


def test_the_examples_are_found() -> None:
    """The pattern for blocks still finds the commands of the pages; each can be split as a shell would."""
    assert len(RUN) > 12
    assert len(linkchecks("bash")) > 6
    assert sum(len(steps(page)) for page in RUN) > 50
    assert all(split_arg_string(step.command) for page in RUN for step in steps(page))

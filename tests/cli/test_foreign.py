"""Files of other checkers, as people have them in public repositories, and what `init --from` makes of them.

The cases have the keys and the forms of 44 public configurations and of the tools' own documentation; words and hosts
are others. `python -m tests.cli.test_foreign` writes what is expected anew.
"""

from __future__ import annotations

import re
import sqlite3
import subprocess
import tomllib
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from linkcheck.cli import foreign
from linkcheck.cli.foreign import Conversion, convert
from linkcheck.cli.foreign.globs import glob_of
from linkcheck.cli.foreign.settings_file import merged, taken_lines, with_taken
from linkcheck.config import settings_text
from linkcheck.run.settings import load
from linkcheck.sources.files import IgnoreSpec
from tests.support.git import run_git
from tests.support.pages import Pages
from tests.support.paths import ROOT
from tests.support.program import LOOPBACK, linkcheck

CASES = ROOT / "tests" / "cases" / "foreign"
EXPECTED = "expected.txt"


def source(folder: Path) -> Path:
    """Return the file of another checker in the folder of a case."""
    return next(file for file in sorted(folder.iterdir()) if file.name != EXPECTED)


def told(folder: Path) -> str:
    """Return all that is made of a case."""
    tool, found = convert(source(folder))
    return "\n".join(_parts(tool.title, found)) + "\n"


def _parts(title: str, found: Conversion) -> Iterator[str]:
    yield f"{title}:"
    yield from taken_lines(found.settings)
    yield from (f"ignored: {line}" for line in found.ignore_lines)
    yield from (f"alive: {one.at.isoformat()} {one.url}" for one in found.alive)
    yield from (f"note: {name}: {words}" for name, words in found.remarks)
    yield from (f"left: {name}: {why}" for name, why in found.left)


FOLDERS = sorted(CASES.iterdir())


def test_there_are_fifty() -> None:
    """Of each tool some."""
    assert len(FOLDERS) >= 50
    titles = [convert(source(folder))[0].title for folder in FOLDERS]
    assert {tool.title for tool in foreign.TOOLS} == set(titles)


@pytest.mark.parametrize("folder", FOLDERS, ids=lambda folder: folder.name)
def test_a_file_is_taken_over(folder: Path, tmp_path: Path) -> None:
    """As expected, and the settings file that is made of it is one."""
    assert told(folder) == (folder / EXPECTED).read_text("utf-8")
    whole = merged({"x": convert(source(folder))[1]})
    (tmp_path / "docs").mkdir()
    (tmp_path / "linkcheck.toml").write_text(with_taken(settings_text(), ["x"], whole.settings), "utf-8")
    (tmp_path / ".linkcheckignore").write_text("\n".join(whole.ignore_lines), "utf-8")
    load(tmp_path, {})


@pytest.mark.parametrize("folder", FOLDERS, ids=lambda folder: folder.name)
def test_no_key_is_passed_over(folder: Path) -> None:
    """Each key of a file is in what is taken, noted or left, unless its value says nothing."""
    file = source(folder)
    if file.suffix not in (".toml", ".json", ".yml") or file.name in ("refcache.json", "pyproject.toml", "Cargo.toml"):
        return
    table = foreign.FORMATS[file.suffix](file.read_text("utf-8"))
    table = table.get("lychee", table)
    for key, value in table.items():
        alone = Conversion()
        tool, _ = convert(file)
        alone.convert(tool.keys, {key: value})
        assert alone.settings or alone.left or value in ([], {}), key


ODD: tuple[object, ...] = (
    *(
        None,
        True,
        False,
        0,
        -1,
        10**30,
        float("inf"),
        "x",
        "",
        "\x00",
        "a:b",
        "http://[",
        [],
        [1],
        [None],
        [""],
        [[{}]],
    ),
    *({}, {"a": 1}, {"a": {"b": None}}, {"a": {"headers": {"x": 1}}}, {"x.y": {"concurrency": "q"}}),
    *([{"pattern": None}], [{"urls": ["http://["], "url": "http://a:b", "headers": {"a": None}}], [{"urls": [1]}]),
)


@pytest.mark.parametrize("tool", foreign.TOOLS, ids=lambda tool: tool.title)
def test_no_value_of_any_key_is_too_odd(tool: foreign.ForeignTool) -> None:
    """It is taken, or left with a reason; and what is written is TOML whatever came."""
    for key in tool.keys:
        for value in ODD:
            found = Conversion()
            found.convert(tool.keys, {key: value})
            assert found.settings or found.left or value in ([], {}, None, ""), (key, value)
            tomllib.loads("\n".join(taken_lines(found.settings)))


@pytest.mark.parametrize(
    ("expression", "glob"),
    [
        ("node_modules", "*node_modules*"),
        ("^src/ext/", "/src/ext/"),
        ("(^|/)test/", "test/"),
        ("\\.txt$", "*.txt"),
        ("docs[/\\\\]old", "**/*docs/old*"),
        ("node_modules/*", "*node_modules*"),
        ("^\\./a/b\\.md$", "/a/b.md"),
        (".*/drafts/.*", "**/*/drafts/"),
        ("CHANGELOG.md", "*CHANGELOG.md*"),
        ("[aeiou]", None),
        ("a|b", None),
        ("(a)", None),
        ("", None),
        (".*", None),
        ("x{2}", None),
    ],
)
def test_an_expression_of_paths_is_a_glob_or_nothing(expression: str, glob: str | None) -> None:
    """Simple ones are, and what a glob cannot say is left to people."""
    assert glob_of(expression) == glob


@pytest.mark.parametrize(
    "expression", ["node_modules", "^src/ext/", "(^|/)test/", "\\.txt$", "docs[/\\\\]old", "^docs/"]
)
@pytest.mark.parametrize(
    "path",
    [
        *("node_modules/a.md", "x/node_modules/b/a.md", "src/ext/a.md", "a/src/ext/a.md", "test/a.md", "a/test/b.md"),
        *("latest/a.md", "a.txt", "b/a.txt", "docs/old/a.md", "x/docs/older/a.md", "docs/new/a.md", "readme.md"),
    ],
)
def test_a_glob_leaves_out_what_the_expression_does(expression: str, path: str) -> None:
    """Searched for anywhere in the path, as lychee does."""
    glob = glob_of(expression)
    assert glob is not None
    assert bool(IgnoreSpec([glob]).says(path)) is (re.search(expression, path) is not None)


def blog(folder: Path, base: str = "https://a.example") -> Path:
    """Write a folder with one post."""
    (folder / "docs").mkdir(parents=True)
    (folder / "docs" / "a.md").write_text(f"<{base}/good> <{base}/gone>\n")
    return folder


def test_init_writes_tells_and_is_obeyed(tmp_path: Path) -> None:
    """The settings hold at once; what is left is said with the reason; secrets are not shown."""
    blog(tmp_path)
    (tmp_path / "lychee.toml").write_text(
        'exclude = ["a\\\\.example", "x(?=y)"]\noffline = true\ncache = true\nexclude_path = ["^docs/old/"]\n'
    )
    (tmp_path / "docs" / "old").mkdir()
    (tmp_path / "docs" / "old" / "b.md").write_text("<htps://b.example/>\n")
    done = linkcheck("init", "--from", "lychee.toml", cwd=tmp_path, code=0)
    assert "From lychee.toml (lychee):" in done.stdout
    assert "left out  cache: a history is always kept" in done.stdout
    assert 'left out  exclude: "x(?=y)": expressions that look ahead' in done.stdout
    settings = tomllib.loads((tmp_path / "linkcheck.toml").read_text())
    assert settings == {"exclude": [r"a\.example"], "offline": True, "exclude_paths": ["/docs/old/"]}
    done = linkcheck("scan", ".", "-v", cwd=tmp_path, code=0)
    assert "excluded" in done.stdout


def test_settings_that_are_there_stay(tmp_path: Path) -> None:
    """The lines are shown instead."""
    blog(tmp_path)
    (tmp_path / "linkcheck.toml").write_text("timeout = 5\n")
    (tmp_path / ".linkcheckignore").write_text("mine\n")
    (tmp_path / ".lycheeignore").write_text("theirs\n")
    (tmp_path / "lychee.toml").write_text("max_retries = 1\n")
    done = linkcheck("init", "--from", "lychee.toml", "--from", ".lycheeignore", cwd=tmp_path, code=0)
    assert "  max_retries = 1\n" in done.stdout
    assert (tmp_path / "linkcheck.toml").read_text() == "timeout = 5\n"
    assert (tmp_path / ".linkcheckignore").read_text() == "mine\n"


def test_init_alone_says_what_could_be_taken_over(tmp_path: Path) -> None:
    """Who does not know of `--from` is told."""
    blog(tmp_path)
    (tmp_path / ".htmltest.yml").write_text("DirectoryPath: public\n")
    done = linkcheck("init", cwd=tmp_path, code=0)
    assert "linkcheck init --from FILE takes over what another checker is told here: .htmltest.yml" in done.stdout


@pytest.mark.parametrize(
    ("name", "text", "words"),
    [
        ("lychee.toml", "exclude = [", "this is no TOML"),
        ("linkinator.config.json", "[1]", "there is no table of settings in it"),
        (".linkspector.yml", "a: [", "this is no YAML"),
        ("notes.json", '{"name": 1}', "no file of a checker that is known"),
        ("notes.txt", "x", "no file of a checker that is known"),
        ("package.json", "{}", 'there is no "lychee" in it'),
        ("missing.toml", None, "cannot be read"),
    ],
)
def test_what_cannot_be_taken_over_is_exit_2(name: str, text: str | None, words: str, tmp_path: Path) -> None:
    """Before anything is written."""
    blog(tmp_path)
    if text is not None:
        (tmp_path / name).write_text(text)
    done = linkcheck("init", "--from", name, cwd=tmp_path, code=2)
    assert words in done.stderr
    assert not (tmp_path / "linkcheck.toml").exists()


def test_a_cache_says_when_a_link_was_alive_and_nothing_else(tmp_path: Path, server: Pages) -> None:
    """Each link is asked anew; its first death is one of a link that was alive, which waits to be repaired."""
    blog(tmp_path, server.url)
    now = datetime.now(UTC)
    lines = [f"{server.url}/{name},200,{int((now - timedelta(hours=1)).timestamp())}" for name in ("good", "gone")]
    (tmp_path / ".lycheecache").write_text(
        "\n".join([*lines, f"{server.url}/x,404,1700000000", "mailto:a@b.example,200,1"])
    )
    done = linkcheck("init", "--from", ".lycheecache", cwd=tmp_path, code=0)
    assert "2 links last seen alive" in done.stdout
    told = linkcheck("report", ".", cwd=tmp_path, code=0)
    assert "alive" not in told.stdout.split("distinct links")[1]
    done = linkcheck("scan", ".", *LOOPBACK, "--format", "json", cwd=tmp_path, code=1)
    assert '"unconfirmed"' in done.stdout
    assert 'from_history": true' not in done.stdout
    with sqlite3.connect(tmp_path / ".linkcheck" / "history.sqlite") as database:
        assert database.execute("SELECT count(*) FROM targets").fetchone() == (2,)


WORKFLOW = """name: links
on: [push]
jobs:
  check:
    runs-on: ubuntu-latest
    steps:
      - uses: actions/checkout@v4
      - name: Links
        uses: {uses}
{inputs}
      # the next one
      - run: echo done
"""


@pytest.mark.parametrize(
    ("uses", "inputs", "added"),
    [
        (
            "lycheeverse/lychee-action@v2",
            {"args": "--verbose --exclude a\\.example --timeout=5 './docs/**/*.md' README.md", "fail": "true"},
            ["paths: |", "docs", "README.md", 'args: "--exclude a.example --timeout 5"'],
        ),
        ("lycheeverse/lychee-action@f00 # v2", {}, []),
        (
            "gaurav-nelson/github-action-markdown-link-check@v1",
            {"folder-path": "docs, blog", "file-path": "./README.md", "use-quiet-mode": "yes"},
            ["docs", "blog", "README.md"],
        ),
        ("UmbrellaDocs/action-linkspector@v1", {"fail_level": "any", "reporter": "github-pr-review"}, ['fail: true']),
        (
            "JustinBeckwith/linkinator-action@v2",
            {"paths": "**/*.md", "timeout": "9000"},
            ['paths: "."', 'args: "--timeout 9000ms"'],
        ),
        ("wjdp/htmltest-action@master", {"path": "public", "config": ".htmltest.yml"}, []),
    ],
)  # fmt: skip
def test_a_workflow_is_proposed_anew(uses: str, inputs: dict[str, str], added: list[str], tmp_path: Path) -> None:
    """As a diff that git can apply; nothing but the step changes, and nothing is written."""
    blog(tmp_path)
    run_git(tmp_path, "init", "-q")
    file = tmp_path / ".github" / "workflows" / "links.yml"
    file.parent.mkdir(parents=True)
    given = "\n".join(f"          {name}: {value!r}" for name, value in inputs.items())
    file.write_text(WORKFLOW.format(uses=uses, inputs=f"        with:\n{given}" if inputs else "        id: links"))
    before = file.read_text()
    (tmp_path / "lychee.toml").write_text("timeout = 5\n")
    done = linkcheck("init", "--from", "lychee.toml", cwd=tmp_path, code=0)
    assert file.read_text() == before
    diff = done.stdout[done.stdout.index("--- a/") : done.stdout.index("Next:")]
    subprocess.run(["git", "apply", "-"], input=diff, text=True, cwd=tmp_path, check=True)
    after = file.read_text()
    lines = [line.strip() for line in after.splitlines()]
    assert any(re.fullmatch(r"uses: \S*/linkcheck/\S+@v[\d.]+\S*", line) for line in lines)
    assert [line for line in added if line not in lines and line.replace(": true", ': "true"') not in lines] == []
    assert uses.split("@")[0] not in after
    assert "      # the next one\n      - run: echo done\n" in after


def test_other_workflows_are_left_alone(tmp_path: Path) -> None:
    """Neither one that runs no checker, nor one that is no YAML."""
    blog(tmp_path)
    folder = tmp_path / ".github" / "workflows"
    folder.mkdir(parents=True)
    (folder / "a.yml").write_text(WORKFLOW.format(uses="other/action@v1", inputs="        id: x"))
    (folder / "b.yml").write_text("jobs: [\n  uses: lycheeverse/lychee-action@v2\n")
    (tmp_path / "lychee.toml").write_text("timeout = 5\n")
    assert "Proposed" not in linkcheck("init", "--from", "lychee.toml", cwd=tmp_path, code=0).stdout


if __name__ == "__main__":
    for folder in FOLDERS:
        (folder / EXPECTED).write_text(told(folder), "utf-8")

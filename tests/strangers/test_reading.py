"""What a repository of a stranger may hold: pipes, devices, files without end, tables and expressions built to last.

Each run is given 60 seconds by the process, which is many times what it takes; without bounds it took minutes or for
ever.
"""

from __future__ import annotations

import os
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from linkcheck.config import values
from linkcheck.config.lines import line_of
from linkcheck.config.sources import load
from linkcheck.config.values import BadValueError
from linkcheck.model import LinkcheckError
from linkcheck.sources.files.ignore import BadIgnoreError, IgnoreSpec
from linkcheck.strangers import MOST_PATTERNS, BadPatternError, Boundary, LinearPattern, load_toml, read_regular
from tests.support.git import run_git

SECONDS = 60
PLANTED = (
    "a.md", ".gitignore", "sub/.gitignore", "_redirects", "vercel.json", "netlify.toml", ".htaccess",
    "layouts/x.html", "_layouts/x.html", "static/_redirects", "content/a.md", "_posts/2020-01-01-a.md",
    "_includes/x.html", "linkcheck.toml", "pyproject.toml", ".linkcheckignore", "themes/t/hugo.toml",
    "themes/t/layouts/y.html",
)  # fmt: skip
CONFIGS = ("hugo.toml", "config.yaml", "hugo.json", "_config.yml", "_config.toml", "config/_default/hugo.toml")


def _scan(folder: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
    """Run an offline scan, and check that it ended in words."""
    done = subprocess.run(
        [sys.executable, "-m", "linkcheck", "scan", ".", "--offline", *arguments],
        cwd=folder, capture_output=True, text=True, check=False, timeout=SECONDS,
    )  # fmt: skip
    assert done.returncode in {0, 1, 2}, done.stdout + done.stderr
    assert "Traceback" not in done.stderr
    return done


def _pipe(path: Path) -> None:
    os.mkfifo(path)


def _endless(path: Path) -> None:
    path.symlink_to("/dev/zero")


def _huge(path: Path) -> None:
    with path.open("wb") as file:
        file.truncate(1 << 36)  # takes no place on the disk


KINDS = (_pipe, _endless, _huge)


@pytest.mark.parametrize("plant", KINDS)
@pytest.mark.parametrize("site", ["hugo.toml", "_config.yml", None])
def test_pipes_and_endless_files(tmp_path: Path, plant: Callable[[Path], None], site: str | None) -> None:
    """In the place of every file that is read, for each generator: the rest is read."""
    for name in PLANTED:
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        if name not in {"linkcheck.toml", "pyproject.toml", ".linkcheckignore"} or plant is _pipe:
            plant(tmp_path / name)
    if site is not None:
        (tmp_path / site).write_text("theme: t\n" if site == "_config.yml" else 'theme = "t"\n')
        (tmp_path / "themes" / "t" / "hugo.toml").unlink()
    (tmp_path / "good.md").write_text("# x\n\n[x](http://x.example/) [y](missing.md#x) [z](/y/#x)\n")
    assert "good.md" in _scan(tmp_path, "-v").stdout


@pytest.mark.parametrize("plant", KINDS)
@pytest.mark.parametrize("name", CONFIGS)
def test_a_configuration_that_is_no_file(tmp_path: Path, plant: Callable[[Path], None], name: str) -> None:
    """It is told, and nobody waits."""
    (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
    plant(tmp_path / name)
    (tmp_path / "good.md").write_text("[x](http://x.example/)\n")
    done = _scan(tmp_path)
    words = ("it is no regular file", "larger than", "leads outside")
    assert any(each in done.stdout + done.stderr for each in words)


@pytest.mark.parametrize("plant", KINDS)
@pytest.mark.parametrize("name", ["linkcheck.toml", ".linkcheckignore"])
def test_settings_that_are_no_file(tmp_path: Path, plant: Callable[[Path], None], name: str) -> None:
    """A pipe is no settings file; one without end is an error in one line."""
    plant(tmp_path / name)
    (tmp_path / "good.md").write_text("[x](http://x.example/)\n")
    done = _scan(tmp_path)
    assert done.returncode == (2 if plant is _huge else 0)


def test_settings_that_lead_outside(tmp_path: Path) -> None:
    """A link out of the repository is not followed for settings; the flag names what it likes."""
    (tmp_path / "theirs.toml").write_text('exclude = ["secret"]\nunknown_key_of_theirs = 1\n')
    blog = tmp_path / "blog"
    blog.mkdir()
    (blog / "a.md").write_text("x\n")
    (blog / "linkcheck.toml").symlink_to("../theirs.toml")
    done = _scan(blog)
    assert done.returncode == 2
    assert "linkcheck.toml: it cannot be read: it leads outside of" in done.stderr
    assert "unknown_key_of_theirs" in _scan(blog, "-c", "../theirs.toml").stderr


def test_folders_of_a_site_that_lead_outside(tmp_path: Path) -> None:
    """Neither a configuration nor a link makes a run walk somebody else's files."""
    (tmp_path / "theirs").mkdir()
    (tmp_path / "theirs" / "layouts").mkdir()
    (tmp_path / "theirs" / "hugo.toml").write_text("no [ toml")
    for name, text in (
        ("mounts", '[[module.mounts]]\nsource = "../theirs"\ntarget = "content"\n'),
        ("absolute", f'contentDir = "{tmp_path / "theirs"}"\nstaticDir = "/"\n'),
        ("theme", 'theme = "theirs"\nthemesDir = ".."\n'),
        ("loop", 'theme = "t"\n'),
    ):
        blog = tmp_path / name
        (blog / "themes" / "t").mkdir(parents=True)
        (blog / "hugo.toml").write_text(text)
        (blog / "themes" / "t" / "hugo.toml").write_text('[[module.imports]]\npath = "t"\n')
        (blog / "layouts").symlink_to("/")
        (blog / "a.md").write_text("[x](/y/) [y](/y/#z)\n")
        assert _scan(blog).returncode in {0, 1}, name
    jekyll = tmp_path / "jekyll"
    jekyll.mkdir()
    (jekyll / "_config.yml").write_text("source: ../..\n")
    (jekyll / "a.md").write_text("[x](/y/)\n")
    assert _scan(jekyll).returncode in {0, 1}


@pytest.fixture
def deep(tmp_path: Path) -> Iterator[Path]:
    """Yield a folder with 1,100 folders in one another; pytest cannot take them away, for it calls itself for each."""
    here = os.open(tmp_path, os.O_RDONLY)
    for _ in range(1100):
        os.mkdir("d", dir_fd=here)
        inner = os.open("d", os.O_RDONLY, dir_fd=here)
        os.close(here)
        here = inner
    os.close(here)
    yield tmp_path
    outer, deeper = tmp_path / "d", tmp_path / "inner"
    while outer.exists():
        if (outer / "d").exists():
            (outer / "d").rename(deeper)
        outer.rmdir()
        if deeper.exists():
            deeper.rename(outer)


def test_folders_without_end(deep: Path) -> None:
    """A thousand folders in one another are no reason to stop."""
    (deep / "good.md").write_text("[x](http://x.example/)\n")
    assert "more than 200 folders deep" in _scan(deep, "-v").stdout


def test_files_that_are_links_inside(tmp_path: Path) -> None:
    """The twin: a shared configuration and a shared theme of the same repository are read."""
    run_git(tmp_path, "init", "-q")
    (tmp_path / "shared").mkdir()
    (tmp_path / "shared" / "hugo.toml").write_text('baseURL = "https://own.example/"\n')
    (tmp_path / "shared" / "linkcheck.toml").write_text('exclude = ["x.example"]\n')
    (tmp_path / "blog").mkdir()
    for name in ("hugo.toml", "linkcheck.toml"):
        (tmp_path / "blog" / name).symlink_to(f"../shared/{name}")
    (tmp_path / "blog" / "a.md").write_text("[x](http://x.example/)\n")
    assert "excluded" in _scan(tmp_path / "blog", "-vv").stdout


def _yaml_bomb(name: str) -> str:
    lines = [f"{name}: &a0 [x, x, x, x, x, x, x, x, x, x]"]
    lines += [f"k{n}: &a{n} [{', '.join([f'*a{n - 1}'] * 10)}]" for n in range(1, 12)]
    return "\n".join(lines) + "\n"


BOMBS = {
    "_config.yml": (_yaml_bomb("exclude"), "a: " + "[" * 5000 + "\n", "a: &a [*a]\n", "? " * 5000),
    "hugo.yaml": (_yaml_bomb("theme"), "a: " + "{a: " * 5000),
    "config/_default/hugo.yaml": (_yaml_bomb("theme"),),
    "hugo.toml": (".".join("a" * 32000) + " = 1\n", "a = " + "[" * 20000, "[" + ".".join("b" * 32000) + "]\n"),
    "hugo.json": ("[" * 100_000, '{"a":' * 100_000),
    "netlify.toml": ("a " + ". a" * 32000 + " = 1\n",),
    "vercel.json": ("[" * 100_000,),
    "linkcheck.toml": (
        ".".join("a" * 32000) + " = 1\n", '"a"' + '."a"' * 32000 + " = 1\n", "exclude = " + "[" * 20000,
        "".join(f"# typo {n}\nexclude_paths = [\n" for n in range(4000)), "# typo\n" * 20000 + "typo = 1\n",
    ),
    "pyproject.toml": ("[tool.linkcheck]\n" + ".".join("a" * 32000) + " = 1\n",),
    "a.md": ("+++\n" + ".".join("a" * 32000) + " = 1\n+++\n", "---\n" + _yaml_bomb("tags") + "---\n"),
}  # fmt: skip


@pytest.mark.parametrize(("name", "number"), [(name, n) for name, bombs in BOMBS.items() for n in range(len(bombs))])
def test_tables_built_to_exhaust(tmp_path: Path, name: str, number: int) -> None:
    """Dots, nesting, aliases and mistakes in the place of each file of settings."""
    (tmp_path / "good.md").write_text("[x](http://x.example/)\n")
    (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
    (tmp_path / name).write_text(BOMBS[name][number])
    before = time.process_time()
    _scan(tmp_path)
    assert time.process_time() - before < SECONDS


EXPRESSIONS = ("(a+)+$", "(a|a)*b", "(.*a){25}b", "(?:a?){50}a{50}b", "([a-z]+)*[0-9]", "(x+x+)+y", r"^(\w+\s?)*$")


@pytest.mark.parametrize("expression", EXPRESSIONS)
@pytest.mark.parametrize("where", ["exclude", "include", ".linkcheckignore", "ignoreFiles"])
def test_expressions_take_linear_time(tmp_path: Path, expression: str, where: str) -> None:
    """Wherever a stranger may write one."""
    (tmp_path / "content").mkdir()
    (tmp_path / "content" / f"{'a' * 200}.md").write_text(f"[x](http://x.example/{'a' * 2000}!) [y](/{'a' * 200}/)\n")
    if where == ".linkcheckignore":
        (tmp_path / where).write_text(f"{expression}\n")
    elif where == "ignoreFiles":
        (tmp_path / "hugo.toml").write_text(f"ignoreFiles = ['{expression}']\n")
    else:
        (tmp_path / "linkcheck.toml").write_text(f"{where} = ['{expression}']\n")
    _scan(tmp_path)


UP, LONG = "../" * 100_000, "a" * 1_000_000


@pytest.mark.parametrize(
    "text",
    [
        f"[x]({UP}#{LONG}) [y]({UP}b.md#{LONG}) [z](http:/x/{UP}#{LONG}) [w](x.md#{LONG}) [v](a.md#{LONG})",
        f"[x](http:/x.example/?{'?' * 200_000}) [y](x.md?{'?' * 200_000})",
        f"[x](http:/x.example/?{'eyJabcdefgh-' * 50_000}) [y](missing.md?{'a-' * 200_000})",
    ],
    ids=["dots", "question-marks", "tokens"],
)
@pytest.mark.parametrize("form", ["text", "html", "json"])
def test_destinations_of_a_megabyte(tmp_path: Path, text: str, form: str) -> None:
    """Several in one paragraph, all wrong, so that the line is quoted and redacted."""
    (tmp_path / "a.md").write_text(f"para {text}\n")
    assert _scan(tmp_path, "-f", form).returncode == 1


def test_a_secret_behind_any_sign_is_redacted(tmp_path: Path) -> None:
    """The twin: a word before the scheme hides nothing."""
    (tmp_path / "a.md").write_text("see [x](missing.md) 1http://me:hush@x.example/ " + "w " * 300)
    done = _scan(tmp_path, "-f", "html")
    assert "hush" not in done.stdout
    assert "missing.md" in done.stdout


STARS = "*a" * 40 + "b"


@pytest.mark.parametrize("where", [".gitignore", "exclude_paths", "_redirects", "exclude of Jekyll", "cascade"])
def test_patterns_of_files_take_linear_time(tmp_path: Path, where: str) -> None:
    """Stars are gaps, and many gaps can be filled in many ways."""
    name = "a" * 200
    (tmp_path / "content").mkdir()
    (tmp_path / "content" / f"{name}.md").write_text(f"---\ntitle: x\n---\n[y](/{name}c/x) [z](/{name}/)\n")
    (tmp_path / "hugo.toml").write_text(f'[[cascade]]\n[cascade.target]\npath = "/{STARS}"\n')
    match where:
        case ".gitignore":
            (tmp_path / where).write_text(f"{STARS}\n[z-a]\n[[:alpha:]]x\n!\n")
        case "exclude_paths":
            (tmp_path / "linkcheck.toml").write_text(f'exclude_paths = ["{STARS}"]\n')
        case "_redirects":
            (tmp_path / where).write_text(f"/{STARS} /x\n")
        case _:
            (tmp_path / "hugo.toml").unlink()
            (tmp_path / "_config.yml").write_text(f'exclude: ["{STARS}"]\n')
    assert _scan(tmp_path).returncode in {0, 1}


@pytest.mark.parametrize(
    ("expression", "words"),
    [
        ("(?<!a)b", "look-around"), ("(?=a)b", "look-around"), (r"(a)\1", "back-references"), ("a++", "possessive"),
        ("(a{1000}){1000}", "it would take too long"), ("a" * 20000, "longer than"), ("(", "missing )"),
        ("(?x) a", "invalid"), ("[z-a]", "range"),
    ],
)  # fmt: skip
def test_an_expression_that_is_not_known(tmp_path: Path, expression: str, words: str) -> None:
    """One line tells which one, where, and why."""
    (tmp_path / "linkcheck.toml").write_text(f"timeout = 5\nexclude = ['{expression}']\n")
    (tmp_path / "a.md").write_text("x\n")
    done = _scan(tmp_path)
    assert done.returncode == 2
    assert done.stderr.startswith("linkcheck: linkcheck.toml:2: exclude: ")
    assert words in done.stderr
    assert done.stderr.count("\n") == 1


@pytest.mark.parametrize(
    ("expression", "text", "found"),
    [
        (r"^https://intranet\.example/", "https://intranet.example/x", True),
        (r"//localhost\b", "http://localhost:1", True),
        (r"(?i)PDF$", "http://x/a.pdf", True), (r"\d{4}/\d\d", "http://x/2016/05", True), (r"a\Z", "ba", True),
        (r"\\Z", "b\\Z", True), ("é", "http://x/é", True), (r"[^/]+?\.(?:png|jpe?g)", "x.jpeg", True),
        ("x", "\udcff x", True), (r"^x", "yx", False), (r"(?P<n>a)b", "ab", True), ("", "anything", True),
    ],
)  # fmt: skip
def test_expressions_as_python_reads_them(expression: str, text: str, found: bool) -> None:
    """What people write in these settings means the same."""
    assert (LinearPattern(expression).search(text) is not None) is found


def test_the_bounds_of_what_is_read(tmp_path: Path) -> None:
    """A name with a NUL, a folder, a file of just the size and one byte more."""
    (tmp_path / "a").write_bytes(b"abc")
    inside = Boundary.around(tmp_path)
    assert read_regular(tmp_path / "a", 3) == inside.read(tmp_path / "a", 3) == b"abc"
    for file in (tmp_path / "a\0b", tmp_path, tmp_path / "none"):
        with pytest.raises(OSError, match=r"."):
            inside.read(file, 3)
    with pytest.raises(OSError, match="larger than"):
        read_regular(tmp_path / "a", 2)
    assert not inside.holds(tmp_path / ".GIT" / "config")
    assert load_toml("a = 1\n" + ".".join("b" * 50) + " = 1.5\n")["a"] == 1
    assert line_of("# typo\n" * 9 + "typo = 1\n", ("typo",)) == 10
    with pytest.raises(BadPatternError):
        LinearPattern("\\")
    with pytest.raises(BadIgnoreError):
        IgnoreSpec(["[z-a]"])


def test_patterns_are_bounded_in_number(tmp_path: Path) -> None:
    """Each is tried on each name: of a `.gitignore` the first count, of settings too many are an error."""
    many = [f"name{number}.md" for number in range(MOST_PATTERNS + 1)]
    assert IgnoreSpec(many, lenient=True).says("name0.md")
    assert IgnoreSpec(many, lenient=True).says(many[-1]) is None
    assert IgnoreSpec(many[1:]).says(many[-1])
    with pytest.raises(BadIgnoreError, match="5,000 patterns"):
        IgnoreSpec(many)
    assert len(values.patterns(many[1:])) == MOST_PATTERNS
    with pytest.raises(BadValueError, match="5,000 regular expressions"):
        values.patterns(many)
    (tmp_path / ".linkcheckignore").write_text("\n".join(many), encoding="utf-8")
    with pytest.raises(LinkcheckError, match=r"linkcheckignore:5001: there are more than 5,000"):
        load(tmp_path)

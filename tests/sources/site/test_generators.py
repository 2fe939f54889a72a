"""The table of generators: who reads a folder, that nobody else asks for a brand, and that one more is one line."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

import linkcheck
from linkcheck.model import Dialect, Syntax, TemplateLanguage, Wins
from linkcheck.sources import site
from linkcheck.sources.site import GENERATORS, Generator, Site
from linkcheck.sources.site.config import COMPUTED, read_config
from linkcheck.strangers import Boundary
from tests.support.paths import PACKAGE

BRANDLESS = ("sources/documents", "links", "repair", "report")
WORD = re.compile(r"[A-Z]?[a-z]+|[A-Z]+(?![a-z])")


def _texts(tree: ast.AST) -> Iterator[str]:
    """Yield all names and strings of a module but for the strings that stand alone: those are documentation."""
    alone = {id(node.value) for node in ast.walk(tree) if isinstance(node, ast.Expr)}
    for node in ast.walk(tree):
        for field in ("id", "attr", "name", "arg", "module", "asname"):
            if isinstance(text := getattr(node, field, None), str):
                yield text
        if isinstance(node, ast.Constant) and isinstance(node.value, str) and id(node) not in alone:
            yield node.value


def _plain(tree: ast.AST) -> Iterator[str]:
    """Yield where the third generator is meant; `plain` is an everyday word, too, and the name of other things."""
    for node in ast.walk(tree):
        match node:
            case (
                ast.Attribute(attr="PLAIN") | ast.alias(name="PLAIN") | ast.Compare(comparators=[ast.Constant("plain")])
            ):
                yield ast.unparse(node)
            case _:
                pass


def _brands(tree: ast.AST) -> set[str]:
    """Return what names a generator in a module."""
    names = {one.name for one in GENERATORS} - {"plain"}
    return {text for text in _texts(tree) if names & {word.lower() for word in WORD.findall(text)}} | {*_plain(tree)}


@pytest.mark.parametrize("folder", BRANDLESS)
def test_no_reader_asks_for_a_brand(folder: str) -> None:
    """Whoever reads documents asks the dialect what it can do; a generator is named in `sources/site` alone."""
    files = sorted((PACKAGE / folder).rglob("*.py"))
    assert files
    found = {str(path.relative_to(PACKAGE)): _brands(ast.parse(path.read_bytes())) for path in files}
    assert {path: brands for path, brands in found.items() if brands} == {}


@pytest.mark.parametrize(
    "code",
    [
        "if dialect.engine is Engine.HUGO: pass",
        "x = 'hugo'",
        "from a import hugo_refs",
        "isJekyll = 1",
        "x is Engine.PLAIN",
    ],
)
def test_brands_are_seen(code: str) -> None:
    """Names in any spelling count, and strings."""
    assert _brands(ast.parse(f'"""Hugo and Jekyll may stand here."""\n{code}'))


def test_names_and_configurations_are_told_apart() -> None:
    """No two generators have a name or a configuration file in common, but for what is recognised by its text."""
    names = [one.name for one in GENERATORS]
    taking_all = [one for one in GENERATORS if one.recognises is None or one.recognises("")]
    configs = [name for one in taking_all for name in (*one.configs, *one.shared_configs)]
    assert len(set(names)) == len(names)
    assert len(set(configs)) == len(configs)


@pytest.mark.parametrize(
    ("files", "name"),
    [
        (["config.toml", "_config.yml"], "jekyll"),
        (["config.toml", "config.yaml"], "hugo"),
        (["hugo.toml", "_config.yml"], "hugo"),
        (["README.md"], "plain"),
        (["mkdocs.yml", "config.toml"], "mkdocs"),
        (["docusaurus.config.js", "mkdocs.yml"], "mkdocs"),
        (["conf.py"], "plain"),
    ],
)
def test_names_of_its_own_come_before_shared_ones(tmp_path: Path, files: list[str], name: str) -> None:
    """`config.toml` belongs to many programs, so it decides only where nothing else does."""
    for file in files:
        (tmp_path / file).write_text("")
    assert site.generator_of(tmp_path).name == name


@pytest.mark.parametrize(
    ("file", "text", "name"),
    [
        ("config.toml", 'base_url = "https://z.test"', "zola"),
        ("config.toml", 'baseURL = "https://h.test"', "hugo"),
        ("_config.yml", "source_dir: source", "hexo"),
        ("_config.yml", "source: src", "jekyll"),
        ("conf.py", "extensions = ['myst_parser']", "sphinx"),
        ("conf.py", "HOST = 'x'", "plain"),
    ],
)
def test_a_name_that_several_have_is_told_by_its_text(tmp_path: Path, file: str, text: str, name: str) -> None:
    """Two programs have one name for their configuration, and keys of their own in it."""
    (tmp_path / file).write_text(text)
    assert site.generator_of(tmp_path).name == name


def test_a_program_is_read_and_never_run(tmp_path: Path) -> None:
    """Literals are values; whatever else is assigned is known to be computed."""
    file = tmp_path / "pelicanconf.py"
    file.write_text("raise SystemExit\nA = 'a'\nB: list = [1, 'b']\nC = f()\nD = {}\nD['x'] = 1\nif A:\n    E = 1\n")
    assert read_config(file, Boundary.around(tmp_path)) == {"a": "a", "b": [1, "b"], "c": COMPUTED, "d": COMPUTED}


@pytest.mark.parametrize("text", ["A = (", "A = " + "-" * 300_000 + "1", "A = a" + ".b" * 100_000, "A = '\\0\0'"])
def test_a_program_that_cannot_be_read_costs_the_links_inside(tmp_path: Path, text: str) -> None:
    """A fault of the settings, however deep, is told as that of any configuration."""
    (tmp_path / "pelicanconf.py").write_text(text)
    assert [fault.file.name for fault in site.load(tmp_path).faults()] == ["pelicanconf.py"]


def test_tags_of_a_program_are_no_fault(tmp_path: Path) -> None:
    """`!ENV` and `!!python/name:` are MkDocs's own; what they stand for is not known."""
    (tmp_path / "mkdocs.yml").write_text("site_name: !ENV X\nmarkdown_extensions:\n  - admonition\n")
    assert site.load(tmp_path).dialect.block_marks == ("!!!",)


@pytest.mark.parametrize("on", [True, False])
def test_hugo_reads_math_where_it_is_switched_on(tmp_path: Path, on: bool) -> None:
    """The passthrough extension hides `$…$`; without it a dollar is a dollar."""
    (tmp_path / "hugo.toml").write_text(f"[markup.goldmark.extensions.passthrough]\nenable = {str(on).lower()}\n")
    assert site.load(tmp_path).dialect.math is on


@pytest.mark.parametrize(
    ("file", "text", "folder"),
    [("hugo.toml", "contentDir = 'themes/x'", "."), ("_config.yml", "source: themes/x", "themes/x")],
)
def test_only_hugo_keeps_themes_apart(tmp_path: Path, file: str, text: str, folder: str) -> None:
    """What lies in Hugo's folder of themes is somebody else's; to any other generator it is a name as good as any."""
    (tmp_path / file).write_text(text)
    (tmp_path / "themes" / "x").mkdir(parents=True)
    assert site.content_folders(tmp_path) == (tmp_path / folder,)


MADE_UP = Generator(
    name="quill",
    title="A Quill site",
    dialect=lambda config: Dialect(
        known=True, templates=TemplateLanguage.LIQUID, definition_wins=Wins.LAST, drops_raw_html=not config.get("html")
    ),
    make_site=lambda root, config, dialect, now, within: Site(root, dialect, base_url=f"{config['home']}/"),
    content_folders=lambda root, config: (root / "leaves",),
    configs=("quill.toml",),
)
"""A generator as somebody would add it: one file, and one line in the table."""


@pytest.fixture
def quill(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A small site of the made-up generator."""
    (tmp_path / "quill.toml").write_text("Home = 'https://quill.test'\nhtml = false\n")
    (tmp_path / "leaves").mkdir()
    (tmp_path / "leaves" / "a.md").write_text(
        "[one] and [own](https://quill.test/b/) {% x %} <b>[in](https://in.test)</b>\n\n"
        "[one]: https://first.test\n[one]: https://last.test\n\n<p><a href='https://raw.test'>raw</a></p>\n"
    )
    monkeypatch.setattr(site, "GENERATORS", (MADE_UP, *GENERATORS))
    monkeypatch.chdir(tmp_path)
    return tmp_path


def test_one_more_generator_is_one_line(quill: Path) -> None:
    """Its configuration is found, and its dialect read, by all that a scan does."""
    report = linkcheck.scan("leaves", offline=True)
    rows = {row.reference.destination: row for row in report.rows}
    used = {url: row.reference.used for url, row in rows.items() if row.reference.syntax is Syntax.DEFINITION}
    assert used == {"https://first.test": False, "https://last.test": True}
    assert rows["https://quill.test/b/"].url is None
    assert rows["https://raw.test"].reference.unrendered
    assert site.find_root([Path("leaves")], quill) == quill
    assert site.content_folders(quill) == (quill / "leaves",)


def test_its_configuration_is_read_as_any(quill: Path) -> None:
    """A configuration that cannot be read is the user's to mend."""
    (quill / "quill.toml").write_text("home = ")
    assert [fault.file.name for fault in site.load(quill).faults()] == ["quill.toml"]

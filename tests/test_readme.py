"""README and documentation say what the program does: their tables are made from the program's own.

`python -m tests.test_readme` writes the tables anew, and copies the picture of the report into the documentation.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterator
from pathlib import Path

import pytest

from linkcheck.__about__ import DOCUMENTATION, HOME
from linkcheck.model import Reason, Rule
from linkcheck.report.diagnostics import help_url
from tests.support import command_reference, json_reference, paths, reference
from tests.support.examples import PAGES, pages

README = paths.ROOT / "README.md"
PICTURES = {PAGES / "pictures" / "report.png": paths.ROOT / "reports" / "html-desktop.png"}
MARK = re.compile(r"^<!-- (\w+) -->$", re.MULTILINE)
LONGEST = 200
"""Lines of a README that one reads to its end."""


def tables() -> dict[str, str]:
    """Return all that is made, by its name."""
    return reference.tables() | {"commands": command_reference.text(), "json": json_reference.text()}


def filled(text: str, made: dict[str, str]) -> str:
    """Return a page with its tables made anew; each stands between two comments that name it."""
    for name in MARK.findall(text):
        before, _, rest = text.partition(f"<!-- {name} -->\n")
        _, end, after = rest.partition(f"<!-- /{name} -->")
        assert end, name
        text = f"{before}<!-- {name} -->\n\n{made[name]}\n\n{end}{after}"
    return text


@pytest.fixture(scope="module")
def made() -> dict[str, str]:
    """All tables, made once."""
    return tables()


@pytest.mark.parametrize("file", pages(), ids=lambda file: file.relative_to(paths.ROOT).as_posix())
def test_the_tables_are_those_of_the_program(file: Path, made: dict[str, str]) -> None:
    """No flag, key, verdict, reason or rule is missing or out of date: `python -m tests.test_readme`."""
    text = file.read_text("utf-8")
    assert text == filled(text, made)


def test_every_table_stands_on_a_page(made: dict[str, str]) -> None:
    """What is made is read by somebody."""
    assert {name for file in pages() for name in MARK.findall(file.read_text("utf-8"))} == set(made)


def test_a_table_that_is_old_is_noticed(made: dict[str, str]) -> None:
    """The comparison above sees one changed word."""
    page = PAGES / "reference" / "verdicts.md"
    text = page.read_text("utf-8")
    old = text.replace("the page is gone", "the page went", 1)
    assert old != text
    assert filled(old, made) == text


@pytest.mark.parametrize(("copy", "original"), PICTURES.items(), ids=lambda file: file.name)
def test_the_pictures_are_those_of_the_reports(copy: Path, original: Path) -> None:
    """git keeps one file of the two."""
    assert copy.read_bytes() == original.read_bytes()


def test_the_readme_is_short() -> None:
    """What is longer stands in the documentation."""
    assert len(README.read_text("utf-8").splitlines()) <= LONGEST


def test_the_quick_start_is_two_lines() -> None:
    """One block of two commands, which .ci/run and people take as they stand."""
    block = re.search(r"## Quick start\n+```sh\n(.*?)```", README.read_text("utf-8"), re.DOTALL)
    assert block is not None
    demo, tests = block[1].splitlines()
    assert demo.endswith("linkcheck demo")
    assert "pytest" in tests


def links(text: str) -> Iterator[str]:
    """Yield the destinations of inline links and pictures, and addresses in angle brackets, outside of code."""
    prose = re.sub(r"^```.*?^```$|`[^`\n]*`", "", text, flags=re.MULTILINE | re.DOTALL)
    yield from (one or other for one, other in re.findall(r"\]\(([^)\s]+)\)|<(https?://[^>\s]+)>", prose))


def test_no_link_of_the_readme_dies_on_pypi() -> None:
    """PyPI shows it without the repository around it: every link is whole, or leads to a heading of it."""
    assert [link for link in links(README.read_text("utf-8")) if not link.startswith(("https://", "#"))] == []


@pytest.mark.parametrize("file", pages(), ids=lambda file: file.relative_to(paths.ROOT).as_posix())
def test_what_leads_into_the_repository_is_there(file: Path) -> None:
    """Files that a page names by the address of the repository exist."""
    raw = HOME.replace("https://github.com/", "https://raw.githubusercontent.com/")
    ours = [
        re.fullmatch(rf"(?:{HOME}/(?:blob|tree)|{raw})/main/([^#]+)(?:#.*)?", one)
        for one in links(file.read_text("utf-8"))
    ]
    assert [found[1] for found in ours if found and not (paths.ROOT / found[1]).exists()] == []


def test_the_figures_are_those_of_the_report() -> None:
    """The comparison with other checkers says what was measured last: right verdicts, wrong deaths, seconds."""
    report = (paths.ROOT / "reports" / "peers.md").read_text("utf-8").partition("\n## ")[2]
    cells = [line.strip("| ").split(" | ") for line in report.splitlines() if line.startswith("| ")]
    headers, measured = cells[0], {each[0]: each for each in cells[2:5]}
    page = (PAGES / "explanation" / "peers.md").read_text("utf-8").replace("**", "")
    for name, words in (("right", "right verdicts"), ("wrongly dead", "called dead"), ("seconds", "… seconds")):
        column = headers.index(name)
        figures = " | ".join(measured[program][column] for program in ("linkcheck", "lychee", "linkinator"))
        assert re.search(rf"{words}.* \| {re.escape(figures)} \|$", page, re.MULTILINE), figures
    speed = (paths.ROOT / "reports" / "benchmarks.md").read_text("utf-8")
    for graph, words in (("far", "at 300 ms"), ("near", "beside the program")):
        row = next(line.strip("| ").split(" | ") for line in speed.splitlines() if line.startswith(f"| {graph} |"))
        assert re.search(rf"{words}.* \| {row[2]} \| {row[4]} \|", page), row


def test_the_addresses_are_those_of_the_package() -> None:
    """pyproject.toml, the program and the documentation name the same home."""
    urls = tomllib.loads((paths.ROOT / "pyproject.toml").read_text("utf-8"))["project"]["urls"]
    assert (urls["Source"], urls["Documentation"]) == (HOME, DOCUMENTATION)
    assert urls["Issues"] == f"{HOME}/issues"
    assert urls["Changelog"].removeprefix(f"{HOME}/blob/main/") == "CHANGELOG.md"
    site = (paths.ROOT / "docs" / "mkdocs.yml").read_text("utf-8")
    assert f"\nsite_url: {DOCUMENTATION}\n" in site
    assert f"\n      link: {HOME}\n" in site


@pytest.mark.parametrize("code", [*Reason, *Rule])
def test_what_a_report_leads_to_has_its_row(code: Reason | Rule) -> None:
    """SARIF and reviewdog link each finding to the reference."""
    page, _, anchor = help_url(code).removeprefix(DOCUMENTATION).partition("/#")
    assert anchor == code
    assert (PAGES / f"{page}.md").read_text("utf-8").count(f"{{#{code}}}") == 1


if __name__ == "__main__":
    for copy, original in PICTURES.items():
        copy.write_bytes(original.read_bytes())
    everything = tables()
    for file in pages():
        file.write_text(filled(file.read_text("utf-8"), everything), "utf-8")

"""What a user copies names the version of this program: tags, hooks and packages, in every file that shows one.

`linkcheck/__about__.py` has the version, once; `python -m tests.test_release` writes it where these patterns find one.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterator
from pathlib import Path

import pytest
import yaml
from packaging.specifiers import SpecifierSet

from linkcheck import __version__
from linkcheck.__about__ import HOME
from tests.support.examples import pages
from tests.support.paths import ROOT

PLACE = re.escape(HOME.removeprefix("https://github.com/"))

NAMED = re.compile(
    rf"(?P<before>\b{PLACE}/[\w./-]+@v|\brev: v|\blinkcheck-md==)(?P<version>\d+\.\d+\.\d+[\w.]*)(?![\w-])"
)
"""An Action or a workflow of ours at a tag, a hook of pre-commit, a package."""

LEAST = 6
"""Files that name it, at least: the pattern finds them still."""

PYPROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["project"]


def files() -> list[Path]:
    """Return every file that shows people what to copy."""
    github = [each for each in sorted((ROOT / ".github").rglob("*")) if each.suffix in {".md", ".yml"}]
    return [*pages(), *github, ROOT / ".pre-commit-hooks.yaml"]


def versions(text: str) -> list[str]:
    """Return each version of ours that a text names."""
    return [found["version"] for found in NAMED.finditer(text)]


def renewed(text: str) -> str:
    """Return a text with the version of this program."""
    return NAMED.sub(rf"\g<before>{__version__}", text)


def naming() -> Iterator[Path]:
    """Yield the files that name a version."""
    yield from (file for file in files() if versions(file.read_text("utf-8")))


@pytest.mark.parametrize("file", list(naming()), ids=lambda file: file.relative_to(ROOT).as_posix())
def test_it_is_the_version_of_this_program(file: Path) -> None:
    """After a release each of them is a tag that is there."""
    assert set(versions(file.read_text("utf-8"))) == {__version__}


def test_the_places_are_found() -> None:
    """An Action, a reusable workflow, the hooks and the pages about them."""
    found = {file.relative_to(ROOT).as_posix() for file in naming()}
    wanted = {".pre-commit-hooks.yaml", ".github/actions/linkcheck/action.yml", ".github/workflows/linkcheck.yml"}
    assert wanted <= found
    assert len(found) >= LEAST


@pytest.mark.parametrize(
    "text", ["uses: linkcheck-md/linkcheck/.github/actions/linkcheck@v{}", "rev: v{}", "linkcheck-md=={}"]
)
def test_an_old_one_is_renewed(text: str) -> None:
    """And what is no version of ours stays."""
    assert renewed(text.format("0.0.9")) == text.format(__version__)
    assert versions(text.format("0.0.9")) == ["0.0.9"]


@pytest.mark.parametrize("text", ["actions/checkout@v7.0.1", "lychee==0.24.2", "linkcheck-md>=0.0.1", "prev: v1.0.0x"])
def test_what_is_no_version_of_ours_stays(text: str) -> None:
    """Other actions and packages have versions of their own."""
    assert renewed(text) == text


def test_the_package_says_where_it_runs() -> None:
    """Classifiers, the range of versions and the matrix of CI name the same Pythons and systems."""
    matrix = yaml.safe_load((ROOT / ".github" / "workflows" / "ci.yml").read_bytes())["jobs"]["test"]["strategy"][
        "matrix"
    ]
    classifiers = PYPROJECT["classifiers"]
    pythons = [one.rpartition(" ")[2] for one in classifiers if re.search(r"Python :: 3\.\d+$", one)]
    assert pythons == matrix["python"]
    assert all(version in SpecifierSet(PYPROJECT["requires-python"]) for version in pythons)
    assert "3.10" not in SpecifierSet(PYPROJECT["requires-python"])
    systems = {"macos-latest": "MacOS", "ubuntu-latest": "POSIX :: Linux", "windows-latest": "Microsoft :: Windows"}
    assert {f"Operating System :: {systems[one]}" for one in matrix["os"]} <= set(classifiers)
    assert PYPROJECT["authors"]
    assert PYPROJECT["authors"][0]["name"] in (ROOT / "LICENSE").read_text("utf-8")


if __name__ == "__main__":
    for file in files():
        text = file.read_text("utf-8")
        if renewed(text) != text:
            file.write_text(renewed(text), "utf-8")

"""The documentation: it is built without a warning, and linkcheck itself finds nothing wrong in it.

Pages are read twice: as their author wrote them, and as the site that readers get. Nobody is asked for anything.
"""

from __future__ import annotations

import json
import os
import re
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from linkcheck.__about__ import DOCUMENTATION
from tests.support.paths import PACKAGE, ROOT

DOCS = ROOT / "docs"
COMMAND = (sys.executable, "-m", "mkdocs", "build", "--strict", "-f")
QUIET = {**os.environ, "NO_MKDOCS_2_WARNING": "1"}
"""The theme tells of another program at each start."""
LOADED = re.compile(r"""<(?:script|img|iframe|link)\b[^>]*?\b(?:src|href)=["']?(?P<url>[^"'\s>]+)[^>]*>""")
FIRST_FOLDER = DOCUMENTATION.split("/", 3)[3].strip("/")


def build(config: Path, site: Path) -> subprocess.CompletedProcess[str]:
    """Build the site as the one command does, into another folder."""
    command = [*COMMAND, str(config), "-d", str(site)]
    return subprocess.run(command, capture_output=True, text=True, check=False, env=QUIET)


def scan(folder: Path, *paths: str) -> Any:
    """Return the JSON report of what linkcheck says of files, offline."""
    command = [sys.executable, "-m", "linkcheck", "scan", *paths, "--offline", "--isolated", "--format=json"]
    done = subprocess.run(command, cwd=folder, capture_output=True, text=True, check=False)
    assert done.returncode in (0, 1), done.stderr
    return json.loads(done.stdout)


def problems(report: Any) -> list[tuple[str, str]]:
    """Return the rule and the message of each problem."""
    return [(one["rule"], f"{one['path']}:{one['line']}: {one['message']}") for one in report["problems"]]


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The built site, in the folder that its address names."""
    folder = tmp_path_factory.mktemp("web") / FIRST_FOLDER
    done = build(DOCS / "mkdocs.yml", folder)
    assert done.returncode == 0, done.stderr
    return folder


def test_the_pages_are_in_order() -> None:
    """No problem of any level, and no link that nobody could judge."""
    report = scan(ROOT, "docs/pages", "README.md")
    assert problems(report) == []
    assert report["gaps"] == []
    assert report["summary"]["documents"] == len(list((DOCS / "pages").rglob("*.md"))) + 1


def test_the_built_site_is_in_order(site: Path) -> None:
    """Each link and each anchor of the HTML leads somewhere; the page for what is not found names whole addresses."""
    (site / "404.html").unlink()
    report = scan(site.parent, FIRST_FOLDER)
    assert problems(report) == []
    assert report["gaps"] == []
    assert report["summary"]["references"] > 500


def test_what_is_broken_is_found(tmp_path: Path) -> None:
    """A page and an anchor that are not there end the build, and linkcheck names both."""
    shutil.copytree(DOCS, tmp_path / "docs", ignore=shutil.ignore_patterns("site"))
    page = tmp_path / "docs" / "pages" / "index.md"
    page.write_text(page.read_text("utf-8") + "\n[a](nowhere.md) [b](tutorial.md#nowhere)\n", "utf-8")
    done = build(tmp_path / "docs" / "mkdocs.yml", tmp_path / "site")
    assert done.returncode == 1
    assert "nowhere.md" in done.stderr
    assert "#nowhere" in done.stderr
    assert [rule for rule, _ in problems(scan(tmp_path, "docs/pages"))] == ["missing-page", "missing-heading"]


def test_it_loads_nothing_from_elsewhere(site: Path) -> None:
    """No font, script or picture of another host: it works without a network, and tells nobody who reads."""
    loaded = [
        found["url"]
        for page in site.rglob("*.html")
        for found in LOADED.finditer(page.read_text("utf-8"))
        if not re.search(r"\brel=[\"']?(?:canonical|next|prev|alternate)\b", found[0])
    ]
    assert len(loaded) > 50
    assert [url for url in loaded if re.match(r"(?:https?:)?//", url) and not url.startswith(DOCUMENTATION)] == []


def addresses() -> set[str]:
    """Return what the README, the program and its files for GitHub name of the site."""
    files = [ROOT / "README.md", *PACKAGE.rglob("*.py"), *PACKAGE.rglob("*.1"), *(ROOT / ".github").rglob("*.*")]
    found = (
        re.findall(rf"{re.escape(DOCUMENTATION)}[\w./#-]*", file.read_text("utf-8")) for file in files if file.is_file()
    )
    return {address.rstrip(".") for each in found for address in each}


@pytest.mark.parametrize("address", sorted(addresses()))
def test_what_leads_to_the_site_arrives(site: Path, address: str) -> None:
    """A page that is renamed leaves no dead link in the README or in what the program writes."""
    path, _, anchor = address.removeprefix(DOCUMENTATION).partition("#")
    page = site / path / "index.html"
    assert page.exists()
    assert not anchor or f'id="{anchor}"' in page.read_text("utf-8")

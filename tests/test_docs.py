"""The documentation: it is built without a warning, and linkcheck itself finds nothing wrong in it.

Pages are read twice: as their author wrote them, offline; and as the site that readers get, from a server on loopback,
which tells of each page and of each place in it.
"""

from __future__ import annotations

import json
import re
import shutil
from pathlib import Path
from typing import Any
from urllib.parse import urljoin, urlsplit

import pytest

from linkcheck.__about__ import DOCUMENTATION
from tests.support.docs_site import DOCS, FIRST_FOLDER, Page, build, served
from tests.support.paths import PACKAGE, ROOT
from tests.support.possible import chromium
from tests.support.program import LOOPBACK, linkcheck


def offline(folder: Path, *paths: str) -> Any:
    """Return the JSON report of what linkcheck says of files, offline."""
    return json.loads(linkcheck("scan", *paths, "--offline", "--isolated", "--format=json", cwd=folder).stdout)


def rules(report: Any) -> list[str]:
    """Return the rules of the problems."""
    return [one["rule"] for one in report["problems"]]


def online(site: Path, folder: Path) -> Any:
    """Return the JSON report of all links inside the built site, each asked of a server."""
    with served(site.parent) as home:
        pages = {
            urljoin(home, page.parent.relative_to(site).as_posix() + "/"): page for page in site.rglob("index.html")
        }
        found = {urljoin(base, link) for base, page in pages.items() for link in Page(page).links()}
        urls = sorted(link for link in found if link.startswith(home))
        (folder / "urls.txt").write_text("\n".join([*pages, *urls]), "utf-8")
        command = ("scan", "--urls", "urls.txt", "--isolated", "--format=json", *LOOPBACK)
        return json.loads(linkcheck(*command, cwd=folder).stdout)


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The built site, in the folder that its address names."""
    folder = tmp_path_factory.mktemp("web") / FIRST_FOLDER
    done = build(DOCS, folder)
    assert done.returncode == 0, done.stderr
    return folder


def test_the_pages_are_in_order() -> None:
    """No problem of any level, and no link that nobody could judge."""
    report = offline(ROOT, "docs/pages", "README.md")
    assert report["problems"] == []
    assert report["gaps"] == []
    assert report["summary"]["documents"] == len(list((DOCS / "pages").rglob("*.md"))) + 1


def test_what_is_broken_in_the_pages_is_found(tmp_path: Path) -> None:
    """A page and a place that are not there end the build, and linkcheck names both."""
    shutil.copytree(DOCS, tmp_path / "docs", ignore=shutil.ignore_patterns("site"))
    page = tmp_path / "docs" / "pages" / "index.md"
    page.write_text(page.read_text("utf-8") + "\n[a](nowhere.md) [b](tutorial.md#nowhere)\n", "utf-8")
    done = build(tmp_path / "docs", tmp_path / "site")
    assert done.returncode == 1
    assert "nowhere.md" in done.stderr
    assert "#nowhere" in done.stderr
    assert rules(offline(tmp_path, "docs/pages")) == ["missing-page", "missing-heading"]


def test_the_site_is_in_order(site: Path, tmp_path: Path) -> None:
    """Each page answers, and has each place that a link names."""
    report = online(site, tmp_path)
    verdicts = {name: count for name, count in report["summary"]["verdicts"].items() if count}
    assert verdicts == {"alive": len(list(site.rglob("index.html")))}
    places = [one for one in report["references"] if one["fragment"] is not None]
    assert {one["fragment"] for one in places} == {"ok"}
    assert len(places) > 150


def test_what_is_broken_in_the_site_is_found(site: Path, tmp_path: Path) -> None:
    """The twin: a page and a place are gone."""
    broken = tmp_path / "web" / FIRST_FOLDER
    shutil.copytree(site, broken)
    shutil.rmtree(broken / "guides" / "gitlab")
    page = broken / "tutorial" / "index.html"
    page.write_text(page.read_text("utf-8").replace('id="repair-it"', 'id="repaired"'), "utf-8")
    report = online(broken, tmp_path)
    dead = [urlsplit(one["url"]).path for one in report["targets"] if one["verdict"] == "dead"]
    assert dead == [f"/{FIRST_FOLDER}/guides/gitlab/"]
    doubtful = [one["destination"] for one in report["references"] if one["fragment"] in ("missing", "unknown")]
    assert [urlsplit(one).fragment for one in doubtful if "gitlab" not in one] == ["repair-it"]


def test_it_loads_nothing_from_elsewhere(site: Path) -> None:
    """No font, script or picture of another host: it works without a network, and tells nobody who reads."""
    loaded = [url for page in site.rglob("*.html") for url in Page(page).loaded()]
    assert len(loaded) > 50
    assert {urlsplit(url).netloc for url in loaded} <= {"", urlsplit(DOCUMENTATION).netloc}


@pytest.mark.needs_chromium
def test_a_browser_asks_nobody_else(site: Path) -> None:
    """What scripts ask for shows in a browser alone."""
    from playwright.sync_api import sync_playwright

    asked: list[str] = []
    with served(site.parent) as home, sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium(), args=["--no-sandbox"])
        page = browser.new_page()
        page.on("request", lambda request: asked.append(request.url))
        for path in ("", "reference/rules/#soft-404"):
            page.goto(f"{home}{path}", wait_until="networkidle")
        browser.close()
    assert len(asked) > 5
    assert [url for url in asked if not url.startswith((home, "data:"))] == []


def addresses() -> set[str]:
    """Return what the README, the program and its files for GitHub name of the site."""
    written = (".md", ".py", ".yml", ".1")
    files = [file for folder in (PACKAGE, ROOT / ".github") for file in folder.rglob("*") if file.suffix in written]
    texts = [file.read_text("utf-8") for file in (ROOT / "README.md", *files)]
    found = (address for text in texts for address in re.findall(rf"{re.escape(DOCUMENTATION)}[\w./#-]*", text))
    return {address.rstrip(".") for address in found}


@pytest.mark.parametrize("address", sorted(addresses()))
def test_what_leads_to_the_site_arrives(site: Path, address: str) -> None:
    """A page that is renamed leaves no dead link in the README or in what the program writes."""
    path, _, place = address.removeprefix(DOCUMENTATION).partition("#")
    assert (site / path / "index.html").exists()
    tags = Page(site / path / "index.html").tags
    assert not place or place in {each.get("id") for _, each in tags}

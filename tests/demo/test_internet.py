"""The sample blog and the small internet of `linkcheck demo`."""

from __future__ import annotations

import asyncio
from pathlib import Path

import aiohttp
import pytest

from linkcheck.demo import HOSTS, Internet, copy_blog, open_internet
from linkcheck.model import Document, FailureCode, LinkcheckError, Quoting, Rule, Syntax, TemplateLanguage
from linkcheck.sources import documents, site
from linkcheck.web.network.resolver import ResolutionError


async def status_of(internet: Internet, url: str, *, browser: bool = False) -> int:
    """Return the status of a plain GET through the internet's resolver."""
    connector = aiohttp.TCPConnector(resolver=internet.resolver)
    headers = {"User-Agent": "Mozilla/5.0" if browser else "linkcheck"}
    async with (
        aiohttp.ClientSession(connector=connector, headers=headers) as session,
        session.get(url, allow_redirects=False) as response,
    ):
        return response.status


def statuses(*urls: str, browser: bool = False) -> list[int]:
    """Return the statuses of these URLs, asked one after the other in one small internet."""

    async def ask() -> list[int]:
        async with open_internet() as internet:
            return [await status_of(internet, url, browser=browser) for url in urls]

    return asyncio.run(ask())


def test_hosts_answer_as_their_stories_say() -> None:
    """Good pages, redirects, losses, walls and faults come from the hosts that promise them."""
    assert statuses(
        "http://tea.demo/brewing",
        "http://old-docs.demo/guide",
        "http://weblog.demo/2009/tea-tax",
        "http://go.demo/latest",
        "http://forum.demo/thread/12",
        "http://daily.demo/2011/05/budget",
        "http://fortress.demo/papers/42",
        "http://shop.demo/kettles",
    ) == [200, 301, 308, 302, 404, 410, 403, 500]


def test_shy_host_shows_browsers_the_page() -> None:
    """The museum says 404 to programs and 200 to browsers."""
    assert statuses("http://shy-museum.demo/collection/7") == [404]
    assert statuses("http://shy-museum.demo/collection/7", browser=True) == [200]


def test_busy_host_asks_once_for_patience() -> None:
    """The first request for a page gets 429, the second one the page."""
    assert statuses("http://busy.demo/feed", "http://busy.demo/feed") == [429, 200]


def test_archive_has_captures_under_its_name() -> None:
    """The archive of the small internet plays back a capture of a page that died."""
    capture = "http://web.archive.demo/web/20100630120000id_/http://forum.demo/thread/12?page=2"
    assert statuses(capture) == [200]


def test_unknown_names_do_not_exist() -> None:
    """A name that is not in the table is an NXDOMAIN, as the program's own resolver tells it."""

    async def ask() -> FailureCode:
        async with open_internet() as internet:
            with pytest.raises(ResolutionError) as raised:
                await internet.resolver.resolve("leafy-startup.demo", 80)
            return raised.value.code

    assert asyncio.run(ask()) is FailureCode.DNS_NXDOMAIN


def test_encrypted_ports_are_closed() -> None:
    """Nobody in the small internet speaks TLS, so port 443 refuses."""

    async def ask() -> None:
        async with open_internet() as internet:
            with pytest.raises(aiohttp.ClientConnectorError):
                await status_of(internet, "https://tea.demo/")

    asyncio.run(ask())


def test_blog_has_every_kind_of_reference(tmp_path: Path) -> None:
    """The sample blog is a Hugo site with every syntax of posts, in both front matter formats, cited on every host."""
    copy_blog(tmp_path / "blog")
    blog = site.load(site.find_root([tmp_path / "blog" / "content"], tmp_path))
    posts = sorted((tmp_path / "blog" / "content").rglob("*.md"))
    extractions = [documents.extract(Document(str(post), post.read_bytes()), blog.dialect) for post in posts]
    references = [reference for extraction in extractions for reference in extraction.references]
    assert blog.dialect.templates is TemplateLanguage.SHORTCODES
    assert {reference.syntax for reference in references} == set(Syntax) - {Syntax.DATA}
    assert {Quoting.TOML_BASIC, Quoting.YAML_PLAIN} <= {reference.quoting for reference in references}
    assert any(reference.used is False for reference in references)
    assert {problem.rule for extraction in extractions for problem in extraction.problems} == {Rule.EMPTY_DEFINITION}
    cited = " ".join(reference.destination for reference in references)
    assert [host.name for host in HOSTS if f"//{host.name}" not in cited] == []


def test_copy_overwrites_nothing(tmp_path: Path) -> None:
    """A folder with something in it is left alone, with a message that says what to do."""
    (tmp_path / "mine.md").write_text("mine", encoding="ascii")
    with pytest.raises(LinkcheckError, match="not empty"):
        copy_blog(tmp_path)
    assert [path.name for path in tmp_path.iterdir()] == ["mine.md"]


def test_copy_is_the_same_bytes_twice(tmp_path: Path) -> None:
    """Two copies of the sample blog are the same, file by file."""
    copy_blog(tmp_path / "one")
    copy_blog(tmp_path / "two")
    files = {
        path.relative_to(tmp_path / "one"): path.read_bytes()
        for path in (tmp_path / "one").rglob("*.*")
        if path.is_file()
    }
    assert files
    assert files == {path: (tmp_path / "two" / path).read_bytes() for path in files}

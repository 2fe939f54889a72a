"""A site without sources: its lists are found, its own pages are read politely, and their links judged as any."""

from __future__ import annotations

import asyncio
import functools
import json
import threading
from collections import Counter
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

import pytest

from linkcheck import config, report
from linkcheck.model import LinkcheckError
from linkcheck.run import pipeline
from linkcheck.run.elsewhere import OtherInputs, sites
from linkcheck.run.progress import Progress
from linkcheck.sources.files import is_remote
from tests.support.hugo import run_hugo
from tests.support.program import LOOPBACK, linkcheck
from tests.support.servers import Server, Visit, reply, serve

FLAGS = {"allow_networks": ("127.0.0.0/8",), "no_archive": True, "host_request_interval": "0", "max_retries": "0"}
WORDS = "The keeper of the lighthouse writes down each ship that he has seen from his window. " * 10


def page(*destinations: str, head: str = "", body: str = "") -> bytes:
    """Return a page with links."""
    links = "".join(f"<a href='{one}'>here</a>" for one in destinations)
    text = f"<!doctype html><title>A page</title>{head}<p>{WORDS}{links}{body}"
    return reply(200, "Content-Type: text/html", body=text.encode())


def sitemap(*urls: str) -> bytes:
    """Return a sitemap."""
    text = "".join(f"<url><loc>{url}</loc></url>" for url in urls)
    return reply(200, "Content-Type: application/xml", body=f"<urlset>{text}</urlset>".encode())


def scanned(folder: Path, pages: Mapping[str, bytes], start: str = "/") -> tuple[Any, Server, tuple[str, ...]]:
    """Scan a site of these pages, in which HOST stands for its address; return the JSON report, and what was told."""

    heard = Heard()

    async def run() -> tuple[pipeline.Scanned, Server]:
        def answer(visit: Visit) -> bytes:
            found = pages.get(visit.path, reply(404))
            head, _, body = found.partition(b"\r\n\r\n")
            body = body.replace(b"HOST", f"http://{server.address}:{server.port}".encode())
            lines = [line for line in head.decode().split("\r\n") if not line.startswith("Content-Length")]
            told = [line.replace("HOST", f"http://{server.address}:{server.port}") for line in lines]
            return "\r\n".join((*told, f"Content-Length: {len(body)}")).encode() + b"\r\n\r\n" + body

        async with serve(answer) as server:
            settings = config.load(folder, flags=FLAGS)
            spare = folder / "spare"
            spare.mkdir()
            others = OtherInputs((server.url(start),), (), None, spare)
            return await pipeline.scan((), settings, folder, progress=heard, elsewhere=others), server

    done, server = asyncio.run(run())
    assert heard.pages_read == heard.planned
    text = report.render(done.report, "json").replace(f"http://{server.address}:{server.port}", "HOST")
    return json.loads(text), server, tuple(one.replace(server.url(""), "HOST") for one in done.messages)


class Heard(Progress):
    """Counts pages."""

    planned = pages_read = 0

    def pages_planned(self, count: int) -> None:
        """Hear of more."""
        self.planned += count

    def page_read(self) -> None:
        """Hear of one."""
        self.pages_read += 1


def verdicts(told: Any) -> dict[str, str]:
    """Return URL → verdict."""
    return {one["url"]: one["verdict"] for one in told["targets"]}


def paths(told: Any) -> set[str]:
    """Return the documents."""
    return {one["path"] for one in told["references"]}


def test_robots_names_the_sitemaps(tmp_path: Path) -> None:
    """Of an index each is read; what robots.txt forbids is no page to read, and a link all the same."""
    robots = b"User-agent: *\nDisallow: /private\nSitemap: HOST/index-of-maps.xml\n"
    index = b"<sitemapindex><sitemap><loc>HOST/map.xml</loc></sitemap></sitemapindex>"
    told, server, messages = scanned(
        tmp_path,
        {
            "/": page("/a", "b/c"),
            "/robots.txt": reply(200, "Content-Type: text/plain", body=robots),
            "/index-of-maps.xml": reply(200, "Content-Type: text/xml", body=index),
            "/map.xml": sitemap("HOST/", "HOST/a", "HOST/private", "http://127.9.9.9/elsewhere"),
            "/a": page("/gone"),
            "/private": page("/never-read"),
            "/b/c": page(),
        },
    )
    assert paths(told) == {"HOST/index-of-maps.xml", "HOST/map.xml", "HOST/", "HOST/a"}
    assert verdicts(told)["HOST/gone"] == "dead"
    assert verdicts(told)["HOST/b/c"] == "alive"
    assert verdicts(told)["HOST/private"] == "alive"
    assert "HOST/never-read" not in verdicts(told)
    assert "127.9.9.9" not in " ".join(visit.headers["host"] for visit in server.visits)
    assert messages == ("HOST/: its robots.txt forbids to read 1 of 3 pages",)


def test_an_index_at_the_usual_place(tmp_path: Path) -> None:
    """Nobody names it; all its sitemaps are read, and no other usual place is asked."""
    index = b"".join(b"<sitemap><loc>/map-%d.xml</loc></sitemap>" % number for number in (1, 2))
    told, server, _ = scanned(
        tmp_path,
        {
            "/": page(),
            "/sitemap.xml": reply(200, "Content-Type: text/xml", body=b"<sitemapindex>" + index + b"</sitemapindex>"),
            "/map-1.xml": sitemap("HOST/a"),
            "/map-2.xml": sitemap("HOST/b"),
            "/a": page("/b"),
            "/b": page("/a"),
        },
    )
    assert paths(told) == {"HOST/sitemap.xml", "HOST/map-1.xml", "HOST/map-2.xml", "HOST/a", "HOST/b"}
    assert "/sitemap_index.xml" not in {visit.path for visit in server.visits}


def test_a_list_that_is_named_twice_is_one(tmp_path: Path) -> None:
    """By robots.txt and by an index, which names itself as well."""
    robots = b"Sitemap: HOST/index.xml\nSitemap: HOST/map.xml\n"
    index = (
        b"<sitemapindex><sitemap><loc>/map.xml</loc></sitemap><sitemap><loc>/index.xml</loc></sitemap></sitemapindex>"
    )
    told, _, _ = scanned(
        tmp_path,
        {
            "/": page(),
            "/robots.txt": reply(200, "Content-Type: text/plain", body=robots),
            "/index.xml": reply(200, "Content-Type: text/xml", body=index),
            "/map.xml": sitemap("HOST/a"),
            "/a": page(),
        },
    )
    assert [one["path"] for one in told["references"] if one["url"] == "HOST/a"] == ["HOST/map.xml"]


def test_a_feed_where_there_is_no_sitemap(tmp_path: Path) -> None:
    """The home page names it; its addresses may be relative."""
    feed = b"<rss><channel><item><link>/first</link></item><item><link>HOST/second</link></item></channel></rss>"
    told, _, messages = scanned(
        tmp_path,
        {
            "/": page(head="<link rel=alternate type=application/rss+xml href=news.rss>"),
            "/news.rss": reply(200, "Content-Type: application/rss+xml", body=feed),
            "/first": page("#top"),
            "/second": page("?q=1"),
        },
    )
    assert paths(told) == {"HOST/news.rss", "HOST/first", "HOST/second"}
    assert set(verdicts(told)) == {"HOST/first", "HOST/second", "HOST/second?q=1"}
    assert messages == ()


def test_one_page_where_there_is_no_list(tmp_path: Path) -> None:
    """Which is told; `<base>` leads its links, other schemes are left as they are."""
    told, _, messages = scanned(
        tmp_path, {"/": page("x", "mailto:me@x.example", head="<base href=/deep/>"), "/deep/x": page()}
    )
    assert verdicts(told) == {"HOST/deep/x": "alive", "mailto:me@x.example": "unchecked"}
    assert messages == ("HOST/: it names no sitemap and no feed, so this one page is read",)


def test_a_folder_of_a_site_and_a_list_by_name(tmp_path: Path) -> None:
    """Below a folder only its own pages are read, and a list that is named is read as it is."""
    pages = {
        "/blog/": page(),
        "/blog/a": page("/of-a"),
        "/shop/b": page("/of-b"),
        "/sitemap.xml": sitemap("HOST/blog/a", "HOST/shop/b"),
    }
    told, _, _ = scanned(tmp_path, pages, "/blog/")
    assert paths(told) == {"HOST/sitemap.xml", "HOST/blog/a"}
    (tmp_path / "spare").rmdir()
    told, _, _ = scanned(tmp_path, pages, "/sitemap.xml")
    assert paths(told) == {"HOST/sitemap.xml", "HOST/blog/a", "HOST/shop/b"}


def test_a_page_of_two_addresses_is_read_once(tmp_path: Path) -> None:
    """Its links are no links of two pages."""
    told, _, _ = scanned(
        tmp_path,
        {
            "/": page(),
            "/sitemap.xml": sitemap("HOST/old", "HOST/new"),
            "/old": reply(301, "Location: /new"),
            "/new": page("/gone"),
        },
    )
    assert [one["path"] for one in told["references"] if one["url"] == "HOST/gone"] == ["HOST/new"]


@pytest.mark.parametrize("quoted", [0, 1 << 20])
def test_lines_are_quoted_as_far_as_there_is_room(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, quoted: int) -> None:
    """A page of which none is kept is judged all the same."""
    monkeypatch.setattr(sites, "QUOTED_BYTES", quoted)
    told, _, _ = scanned(tmp_path, {"/": page(), "/sitemap.xml": sitemap("HOST/a"), "/a": page("/gone")})
    assert verdicts(told)["HOST/gone"] == "dead"
    assert any("href='/gone'" in one["text"] for one in told["lines"]) is bool(quoted)


def test_paths_of_an_old_page_are_sent_as_browsers_send_them(tmp_path: Path) -> None:
    """In UTF-8, whatever the page is written in."""
    old = page("caf\u00e9", head="<meta charset=iso-8859-1>").decode().encode("latin-1")
    told, _, _ = scanned(
        tmp_path, {"/": page(), "/sitemap.xml": sitemap("HOST/old"), "/old": old, "/caf%C3%A9": page()}
    )
    assert verdicts(told)["HOST/caf%C3%A9"] == "alive"


def test_what_is_wrong_with_a_site_is_told(tmp_path: Path) -> None:
    """A page of the sitemap that is gone is a dead link of the sitemap; a broken list counts up to its fault."""
    broken = b"<urlset><url><loc>HOST/gone</loc></url><url><loc>HOST/here</loc></url>"
    told, _, _ = scanned(
        tmp_path,
        {
            "/": page(),
            "/here": page(),
            "/sitemap.xml": reply(200, "Content-Type: text/xml", body=broken),
        },
    )
    assert verdicts(told) == {"HOST/gone": "dead", "HOST/here": "alive"}
    (problem,) = told["problems"]
    assert problem["path"] == "HOST/sitemap.xml"
    assert problem["message"].endswith("no element found; what stands before is read")


def test_a_site_that_is_not_there(tmp_path: Path) -> None:
    """Nothing is said of it."""
    with pytest.raises(LinkcheckError, match="status 404"):
        scanned(tmp_path, {})


class _Quiet(SimpleHTTPRequestHandler):
    asked: Counter[str]

    def log_message(self, format: str, *args: object) -> None:  # noqa: A002 -- http.server's own name
        """Count instead of telling."""
        self.asked[self.path] += 1


@contextmanager
def published(folder: Path) -> Iterator[tuple[ThreadingHTTPServer, Counter[str]]]:
    """Serve the files of a folder that is made while the server listens."""
    asked = Counter[str]()
    handler = type("Handler", (_Quiet,), {"asked": asked})
    with ThreadingHTTPServer(("127.0.0.1", 0), functools.partial(handler, directory=str(folder))) as server:
        thread = threading.Thread(target=server.serve_forever)
        thread.start()
        try:
            yield server, asked
        finally:
            server.shutdown()
            thread.join()


def test_a_site_of_hugo(tmp_path: Path) -> None:
    """A process: 180 pages with 2,975 links; each page is read once and asked once, and no more than that."""
    with published(tmp_path / "public") as (server, asked):
        url = f"http://127.0.0.1:{server.server_port}/"
        write_site(tmp_path, url)
        assert run_hugo(tmp_path).returncode == 0
        work = tmp_path / "work"
        work.mkdir()
        flags = (*LOOPBACK, "--host-request-interval", "0", "-n", "-f", "json")
        done = linkcheck("scan", url, *flags, cwd=work, code=1)
        told = json.loads(done.stdout)
        again = json.loads(linkcheck("scan", url, *flags, cwd=work, code=1).stdout)
    assert len(paths(told)) == 181  # and the sitemap
    assert sum(one["path"].endswith("/") for one in told["references"]) == 2_975
    dead = [one for one in told["targets"] if one["verdict"] == "dead"]
    assert [one["url"].removeprefix(url) for one in dead] == ["post/never-was/"]
    assert {one["fragment"] for one in told["references"]} == {None, "ok", "missing"}
    assert asked["/post/note-7/"] <= 3
    assert again["summary"]["verdicts"] == told["summary"]["verdicts"]


def write_site(folder: Path, url: str) -> None:
    """Write a site of a home page, a list and 178 notes, which cite each other."""
    layouts, posts = folder / "layouts", folder / "content" / "post"
    layouts.mkdir(exist_ok=True)
    posts.mkdir(parents=True)
    (folder / "hugo.toml").write_text(f'baseURL = "{url}"\ntitle = "Notes"\ndisableKinds = ["taxonomy", "RSS"]\n')
    top = '<!doctype html><title>{{ .Title }}</title><h1 id="top">{{ .Title }}</h1>{{ .Content }}'
    (layouts / "single.html").write_text(top)
    (layouts / "list.html").write_text(
        top + '{{ range .Pages }}<a href="{{ .RelPermalink }}">{{ .Title }}</a> {{ end }}'
    )
    for number in range(178):
        cited = [
            f"[a note]({{{{< ref note-{(number * 7 + one) % 178} >}}}}#top)" for one in range(1, 16 + (number < 117))
        ]
        cited += ["[lost](/post/never-was/)"] if number % 40 == 3 else []
        cited += ["[place](#nowhere)"] if number % 50 == 4 else []
        words = f"---\ntitle: Note {number}\n---\n{WORDS}\n\n"
        (posts / f"note-{number}.md").write_text(words + "\n\n".join(cited))


def test_addresses_of_sites_are_no_paths() -> None:
    """They are told apart before any path is looked for."""
    assert is_remote("https://x.example/")

"""The graphs of `speed`: what is checked, by which commands, against which goal, and what no program can be below."""

from __future__ import annotations

import shutil
import subprocess
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path

from linkcheck.sources import documents
from tests.benchmarks.same_truth_runs import SIDE
from tests.benchmarks.speed_measure import Command, measure
from tests.benchmarks.speed_servers import PAGES, address

LINKS_IN_A_FILE = 60
POSTS, DEFINITIONS, BLOG_LINKS, BLOG_HOSTS, MOST_ON_A_HOST = 606, 23_478, 3814, 587, 382
"""The blog of the first user."""
LOOPBACK = ("--no-archive", "--allow-network", "127.0.0.0/8", "--insecure", "-n", "-f", "json")
TUNED = ("--max-concurrency", "4000")


@dataclass(frozen=True, slots=True)
class Graph:
    """One row of the table; a goal is a ratio to the peer's wall where there is a peer, else seconds, and MB."""

    name: str
    about: str
    ours: Command
    goal: float | None
    peer: Command | None = None
    tuned: Command | None = None
    megabytes: float | None = None
    bound: str = "-"
    """The least that the servers or the pace allow, in words."""
    bound_s: float | None = None
    """Where the goal is a ratio to this bound."""
    once: bool = False
    """Whether it is too long for medians."""
    good: int | None = None
    """So many links must be called alive."""


@dataclass(frozen=True, slots=True)
class Makers:
    """What makes graphs: the program, its peer, the servers and a folder."""

    python: str
    lychee: str
    ports: dict[str, int]
    folder: Path
    share: float
    """Of the links; less than 1 in a smoke run."""
    corpora: Path | None
    blog: Path | None

    def graphs(self, only: Sequence[str]) -> Iterator[Graph]:
        """Make one graph after the other, those that are wanted."""
        for name, maker in GRAPHS.items():
            if not only or name in only:
                folder = self.folder / name
                folder.mkdir()
                graph = maker(self, name, folder)
                if graph is not None:
                    yield graph

    def scan(self, folder: Path, *options: str, keep: bool = False) -> Command:
        """Return a scan by linkcheck that begins with no history, or with the one that is there now."""
        state, kept = folder / ".linkcheck", folder.parent / f"{folder.name}-kept"

        def before() -> None:
            shutil.rmtree(state, ignore_errors=True)
            if keep:
                shutil.copytree(kept, state)

        if keep:
            shutil.copytree(state, kept)
        return Command((self.python, "-m", "linkcheck", "scan", ".", *options), folder, before)

    def peer(self, folder: Path, *options: str) -> Command:
        """Return a check by lychee with its defaults."""
        told = ("--format", "json", "--no-progress", "--cache=false", "--insecure")
        return Command((self.lychee, *told, *options, "."), folder)


def links(folder: Path, urls: Sequence[str]) -> None:
    """Write posts that cite these URLs."""
    for start in range(0, len(urls), LINKS_IN_A_FILE):
        lines = (f"* [Link {start + each}]({url})\n" for each, url in enumerate(urls[start : start + LINKS_IN_A_FILE]))
        (folder / f"post-{start // LINKS_IN_A_FILE:04}.md").write_text("".join(lines), encoding="ascii")


def many(world: str, count: int, hosts: int, goal: float, bound: str) -> Callable[[Makers, str, Path], Graph]:
    """Return the maker of a graph of so many links, each host cited as often as any other and never twice in a row."""

    def make(makers: Makers, name: str, folder: Path) -> Graph:
        several, of = round(count * makers.share), max(1, round(hosts * makers.share))
        links(folder, urls(makers, world, several, of))
        about = f"{several:,} links on {of:,} hosts"
        peers = makers.peer(folder), makers.peer(folder, *TUNED)
        return Graph(name, about, makers.scan(folder, *LOOPBACK), goal, *peers, bound=bound, good=several)

    return make


def urls(makers: Makers, world: str, count: int, hosts: int) -> list[str]:
    """Return the URLs of so many pages; of real ones there are 3,000, and further ones are those again elsewhere."""
    scheme, pages = "https" if "tls" in world else "http", round(PAGES * makers.share)
    port, real = makers.ports[world], world.startswith("real")
    numbers = ((each, each % pages if real else each) for each in range(count))
    again = (f"?{each // pages}" if real and each >= pages else "" for each in range(count))
    return [
        f"{scheme}://{address(each % hosts)}:{port}/page-of-notes-{number}{query}"
        for (each, number), query in zip(numbers, again, strict=True)
    ]


def real_later(makers: Makers, name: str, folder: Path) -> Graph:
    """The real pages once more, when all are due and none has changed."""
    links(folder, urls(makers, "real", round(3000 * makers.share), round(1000 * makers.share)))
    then = (datetime.now(UTC) - timedelta(days=9)).isoformat()
    measure(Command((makers.python, "-P", str(SIDE), "later", then, "scan", ".", *LOOPBACK), folder))
    return Graph(
        name,
        "the same pages 9 days later, unchanged",
        makers.scan(folder, *LOOPBACK, keep=True),
        4.0,
        makers.peer(folder),
        bound="as real",
        good=round(3000 * makers.share),
    )


def per_host(makers: Makers) -> list[int]:
    """Return how many links of the blog each host has: a few have many, most have one."""
    hosts, total, most = (max(2, round(each * makers.share)) for each in (BLOG_HOSTS, BLOG_LINKS, MOST_ON_A_HOST))
    counts = [max(1, int(most / (each + 1) ** 0.9)) for each in range(hosts)]
    for each in range(max(0, total - sum(counts))):
        counts[1 + each % (hosts - 1)] += 1
    return counts


def blog_urls(makers: Makers, world: str) -> list[str]:
    """Return the links of the blog, by turns as a blog has them."""
    counts = per_host(makers)
    turns = ((turn, host) for turn in range(max(counts)) for host, count in enumerate(counts) if turn < count)
    return [f"http://{address(host)}:{makers.ports[world]}/page-of-notes-{turn}" for turn, host in turns]


def blog(makers: Makers, name: str, folder: Path) -> Graph:
    """Both at ten requests a second and host."""
    links(folder, blog_urls(makers, "blog"))
    bound = (max(per_host(makers)) - 1) * 0.1 + 0.1
    ours = makers.scan(folder, *LOOPBACK, "--host-request-interval", "0.1")
    pace = ("--host-request-interval", "100ms")
    peers = makers.peer(folder, *pace), makers.peer(folder, *pace, *TUNED)
    about = f"{sum(per_host(makers)):,} links on {len(per_host(makers))} hosts, 100 ms, 10 requests a second and host"
    words = f"{bound:.1f} s: the host with most links"
    return Graph(name, about, ours, 1.03, *peers, bound=words, bound_s=bound, good=sum(per_host(makers)))


def nothing_due(makers: Makers, name: str, folder: Path) -> Graph:
    """A night after another."""
    links(folder, blog_urls(makers, "near"))
    measure(makers.scan(folder, *LOOPBACK))
    return Graph(
        name,
        "nothing is due of the blog's links",
        makers.scan(folder, *LOOPBACK, keep=True),
        0.8,
        good=sum(per_host(makers)),
    )


def some_due(makers: Makers, name: str, folder: Path) -> Graph:
    """A night on which one link in fifty is new."""
    every = blog_urls(makers, "far")
    links(folder, [url for number, url in enumerate(every) if number % 50])
    measure(makers.scan(folder, *LOOPBACK))
    (folder / "new.md").write_text("".join(f"<{url}>\n\n" for url in every[::50]), encoding="ascii")
    ours = makers.scan(folder, *LOOPBACK, keep=True)
    return Graph(name, "2 % of the blog's links are due, at 300 ms", ours, 1.4, bound="0.3 s", good=len(every))


def write_blog(folder: Path, share: float) -> None:
    """Write a blog of as many posts, definitions, links and hosts as the first user's; most definitions are unused."""
    hosts = [f"https://host{number}.example" for number in range(BLOG_HOSTS)]
    for post in range(round(POSTS * share)):
        numbers = range(post * DEFINITIONS // POSTS, (post + 1) * DEFINITIONS // POSTS)
        uses = "\n\n".join(f"Something of [the lighthouse][{each}], and more words about it." * 3 for each in range(6))
        foot = "".join(
            f"[{each}]: {hosts[number % BLOG_LINKS % BLOG_HOSTS]}/page-of-notes-{number % BLOG_LINKS}\n"
            for each, number in enumerate(numbers)
        )
        head = f"---\ntitle: Post {post}\ndate: 2020-05-01\n---\n\n"
        (folder / f"post-{post:04}.md").write_text(f"{head}{uses}\n\n{foot}", encoding="ascii")


def a_blog(makers: Makers, folder: Path) -> None:
    """Put the blog that was given there, or one of its size."""
    if makers.blog is None:
        write_blog(folder, makers.share)
    else:
        shutil.copytree(makers.blog, folder, dirs_exist_ok=True)


def offline_blog(makers: Makers, name: str, folder: Path) -> Graph:
    """All that needs no network, of the blog."""
    a_blog(makers, folder)
    dump = Command((makers.lychee, "--dump", "."), folder)
    ours = makers.scan(folder, "--offline", "-n", "-q", "-o", str(makers.folder / "offline.json"))
    return Graph(name, f"{POSTS} posts, {DEFINITIONS:,} definitions, JSON", ours, 1.5, tuned=dump, megabytes=120)


def offline_blog_later(makers: Makers, name: str, folder: Path) -> Graph:
    """The same where an earlier run kept what the posts say."""
    a_blog(makers, folder)
    (folder / ".linkcheck").mkdir()
    told = ("--offline", "-n", "-q", "-o", str(makers.folder / "offline.json"))
    measure(Command((makers.python, "-m", "linkcheck", "scan", ".", *told), folder))
    return Graph(name, "the same with the cache of a run before", makers.scan(folder, *told, keep=True), None)


def offline_corpora(makers: Makers, name: str, folder: Path) -> Graph | None:
    """All that needs no network, of the development corpora."""
    if makers.corpora is None:
        return None
    for tree in sorted(makers.corpora.glob("*/tree")):
        shutil.copytree(tree, folder / tree.parent.name, symlinks=True)
    read = sorted(documents.suffixes_below_folders(of_site=False))
    suffixes = ",".join(each[1:] for each in read if each.startswith("."))  # the peer knows no whole names
    dump = Command((makers.lychee, "--dump", "--hidden", "--no-ignore", "--extensions", suffixes, "."), folder)
    ours = makers.scan(folder, "--offline", "-n", "-q", "-o", str(makers.folder / "offline.json"))
    return Graph(name, "development corpora, JSON, beside --dump", ours, 8.0, dump, megabytes=400)


def start(goal: float, *arguments: str) -> Callable[[Makers, str, Path], Graph]:
    """Return the maker of a graph of a command that is short."""

    def make(makers: Makers, name: str, folder: Path) -> Graph:
        write_blog(folder, 1 / POSTS)
        command = Command((makers.python, "-m", "linkcheck", *arguments), folder)
        return Graph(name, f"`{' '.join(arguments)}`", command, goal, bound="0.02 s: Python itself")

    return make


def memory(count: int, engine: str = "auto") -> Callable[[Makers, str, Path], Graph]:
    """Return the maker of a graph of so many targets of real pages; `auto` takes worker processes for as many."""

    def make(makers: Makers, name: str, folder: Path) -> Graph:
        several = round(count * makers.share)
        links(folder, urls(makers, "real", several, round(1000 * makers.share)))
        goal = 150 if count == 10_000 else None
        ours = makers.scan(folder, *LOOPBACK, "--engine", engine)
        about = f"{several:,} targets of real pages" + (", one process" if engine == "local" else "")
        return Graph(name, about, ours, None, megabytes=goal, once=True, good=several)

    return make


def pull_request(makers: Makers, name: str, folder: Path) -> Graph:
    """Three links are added to one of the posts; `later` with what the last night kept."""
    a_blog(makers, folder)
    git = ("git", "-c", "user.name=A", "-c", "user.email=a@example.org")
    post = next(folder.glob("**/*.md"))
    for command in (("init", "-q"), ("add", "-A"), ("commit", "-qm", "A blog")):
        subprocess.run([*git, *command], cwd=folder, check=True)
    later = name.endswith("later")
    if later:
        measure(makers.scan(folder, *LOOPBACK))
    added = "".join(f"\n<http://{address(each)}:{makers.ports['near']}/page-of-notes-{each}>\n" for each in range(3))
    with post.open("a", encoding="utf-8") as file:
        file.write(added)
    subprocess.run([*git, "commit", "-qam", "Three links"], cwd=folder, check=True)
    ours = makers.scan(folder, *LOOPBACK, "--since", "HEAD~1", keep=later)
    kept = ", with the cache of the last night" if later else ""
    return Graph(name, f"3 links more in a blog of {POSTS} posts{kept}", ours, 0.6)


GRAPHS: dict[str, Callable[[Makers, str, Path], Graph | None]] = {
    "near": many("near", 6000, 2000, 2.5, "1.7 s of processor: aiohttp and uvloop alone"),
    "far": many("far", 6000, 2000, 0.35, "0.9 s: three answers in a row"),
    "tls": many("tls", 6000, 2000, 2.5, "2.7 s of processor: aiohttp alone, connections kept"),
    "real": many("real", 3000, 1000, 10.0, "3 s of processor: lexbor parses a page in 1 ms"),
    "real-tls": many("real-tls", 3000, 1000, 10.0, "as real, and TLS"),
    "real-later": real_later,
    "blog": blog,
    "nothing-due": nothing_due,
    "some-due": some_due,
    "offline-blog": offline_blog,
    "offline-blog-later": offline_blog_later,
    "offline-corpora": offline_corpora,
    "one-post": start(0.2, "scan", ".", "--offline"),
    "version": start(0.05, "--version"),
    "help": start(0.2, "scan", "--help"),
    "memory": memory(10_000),
    "memory-more": memory(50_000),
    "memory-local": memory(10_000, "local"),
    "memory-more-local": memory(50_000, "local"),
    "pull-request": pull_request,
    "pull-request-later": pull_request,
}

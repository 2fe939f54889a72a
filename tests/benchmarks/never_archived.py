"""How often is a dead link that no archive has rightly called mistyped or never there? Real links against mutated ones.

Half of the links are addresses that real blogs name; all of them have died. Half are such addresses with a slip of the
hand, a word too few, another word, an end cut off. The archive is ours, on loopback, and has a share of each host's
pages: about 55 % over all, of some hosts nearly everything and of some next to nothing, as archives do. Beside the
pages that the blogs name each folder has others, made of the words of such addresses. Run it with

    python -m tests.benchmarks.never_archived --corpora DIR [--links 5000] [--report reports/never-archived.md]
"""

from __future__ import annotations

import argparse
import asyncio
import random
import re
import string
import time
from collections import Counter, defaultdict
from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urlsplit

from linkcheck.config import ArchiveTable
from linkcheck.demo.wayback import Snapshot, open_wayback
from linkcheck.links.urls import canonicalise
from linkcheck.model import Flag, LookupStatus, Url
from linkcheck.verdict.existence import unarchived
from linkcheck.web.archive import ArchiveLookup, folder_of, page_key
from linkcheck.web.archive.addresses import is_archived
from tests.support.archives import lookup_in

URL = re.compile(r"https?://[a-z0-9.-]+/[A-Za-z0-9/._~-]+")
WORDS = re.compile(r"[a-z]{3,}")
SHARES = {"clustered": (1.1, 0.9), "everywhere alike": (55.0, 45.0), "well archived": (8.0, 2.0)}
"""Models of what archives have of a host, as beta distributions: their means are 55 %, 55 % and 80 %."""
OF_A_HOST = 100
"""Addresses that are taken of one host: a list of changes names thousands of issues."""
STILL_ALIVE = 0.7
"""Share of the other pages that the blogs name which answer: they are known to be real."""


def slip(name: str, rng: random.Random, words: Sequence[str]) -> str:
    """Return a name with one letter wrong, missing, twice, or in the wrong place."""
    places = [at for at, letter in enumerate(name[:-1]) if letter.isalpha() and name[at + 1].isalpha()]
    if not places:
        return name
    at = rng.choice(places)
    before, a, b, after = name[:at], name[at], name[at + 1], name[at + 2 :]
    return before + rng.choice([b + a, b, a + a + b, rng.choice(string.ascii_lowercase) + b]) + after


def shorter(name: str, rng: random.Random, words: Sequence[str]) -> str:
    """Return a name without one of its words."""
    parts = name.split("-")
    if len(parts) < 2:
        return name
    del parts[rng.randrange(len(parts))]
    return "-".join(parts)


def other_word(name: str, rng: random.Random, words: Sequence[str]) -> str:
    """Return a name with another word in it, as who remembers it wrongly writes it, and language models do."""
    found = list(WORDS.finditer(name))
    if not found:
        return name
    one = rng.choice(found)
    return name[: one.start()] + rng.choice(words) + name[one.end() :]


def invented(name: str, rng: random.Random, words: Sequence[str]) -> str:
    """Return a name of its own."""
    return "-".join(rng.choice(words) for _ in range(rng.randint(2, 5)))


def cut(name: str, rng: random.Random, words: Sequence[str]) -> str:
    """Return a name whose end was lost when it was copied."""
    return name[: rng.randint(max(1, len(name) // 2), max(1, len(name) - 1))]


MUTATIONS: Mapping[str, Callable[[str, random.Random, Sequence[str]], str]] = {
    "one slip": slip,
    "two slips": lambda name, rng, words: slip(slip(name, rng, words), rng, words),
    "a word too few": shorter,
    "another word": other_word,
    "a name of its own": invented,
    "its end cut off": cut,
}


@dataclass(frozen=True)
class Link:
    """A dead link, and what is true of it."""

    url: Url
    mutation: str | None
    """None for a page that was there."""


@dataclass(frozen=True)
class Web:
    """Real pages, what an archive has of them, and the dead links of the blogs."""

    real: frozenset[Url]
    archived: frozenset[Url]
    alive: frozenset[Url]
    links: tuple[Link, ...]


def named(corpora: Path, number: int, rng: random.Random) -> list[Url]:
    """Return addresses that the blogs name and whose folder can be asked for, at most `OF_A_HOST` of each host."""
    found = set()
    for file in sorted(corpora.glob("*/tree/**/*.md")):
        for text in URL.findall(file.read_text("utf-8", "ignore")) if file.is_file() else ():
            url = canonicalise(text.rstrip("./"))
            if isinstance(url, str) and folder_of(url) is not None and not is_archived(url):
                found.add(url)
    hosts: defaultdict[str, list[Url]] = defaultdict(list)
    for url in sorted(found):
        hosts[urlsplit(url).netloc].append(url)
    some = [url for urls in hosts.values() for url in rng.sample(urls, min(OF_A_HOST, len(urls)))]
    return sorted(rng.sample(some, min(number, len(some))))


def web(urls: Sequence[Url], number: int, shape: tuple[float, float], rng: random.Random) -> Web:
    """Return a web in which half of `number` links are real and dead, and half never led anywhere."""
    words = sorted({word for url in urls for word in WORDS.findall(urlsplit(url).path)})
    share: dict[str, float] = defaultdict(lambda: rng.betavariate(*shape))
    real = set(urls)
    for folder in sorted({folder for url in urls if (folder := folder_of(url)) is not None}):
        for _ in range(min(400, int(rng.lognormvariate(3.2, 1.3)))):
            real.add(Url(folder + invented("", rng, words)))
    archived = frozenset(url for url in sorted(real) if rng.random() < share[urlsplit(url).netloc])
    chosen = rng.sample(list(urls), min(number, len(urls)))
    dead = frozenset(chosen[: number // 2])
    alive = frozenset(url for url in urls if url not in dead and rng.random() < STILL_ALIVE)
    links = [Link(url, None) for url in sorted(dead)]
    while len(links) < number:
        kind, url = rng.choice(list(MUTATIONS)), rng.choice(chosen)
        start, _, name = url.rstrip("/").rpartition("/")
        wrong = Url(f"{start}/{MUTATIONS[kind](name, rng, words)}")
        if wrong not in real and folder_of(wrong) is not None:
            links.append(Link(wrong, kind))
    return Web(frozenset(real), archived, alive, tuple(links))


async def told(one: Web) -> tuple[dict[Link, str], Counter[str]]:
    """Return what is said of each link, and what the archive was asked."""
    snapshots = [Snapshot(url, "20180704120000") for url in one.archived]
    said: dict[Link, str] = {}
    async with open_wayback(snapshots) as wayback:
        settings = ArchiveTable(url=wayback.url, requests_per_minute=0, budget=10**6)
        async with lookup_in(settings) as lookup:
            for link in one.links:
                said[link] = await _told(link, one.alive, lookup)
        return said, Counter(arrival.service for arrival in wayback.arrivals)


async def _told(link: Link, alive: Collection[Url], lookup: ArchiveLookup) -> str:
    (memento,) = await lookup.mementos(link.url, (None,))
    if memento.answer is LookupStatus.FOUND:
        return "once there"
    folder = folder_of(link.url)
    assert folder is not None
    listed = await lookup.folder(folder)
    real = [page_key(url) for url in alive if url.startswith(folder)]
    found = unarchived(page_key(link.url), listed, real)
    return "cannot tell" if found is None else found.flag.value


def table(said: Mapping[Link, str]) -> str:
    """Return what was said of which links, as a table."""
    columns = ("once there", Flag.MISTYPED.value, Flag.NEVER_ARCHIVED.value, "cannot tell")
    rows = {"was there": Counter(word for link, word in said.items() if link.mutation is None)}
    for kind in MUTATIONS:
        rows[kind] = Counter(word for link, word in said.items() if link.mutation == kind)
    lines = [f"| link | {' | '.join(columns)} |", f"|---|{'---:|' * len(columns)}"]
    lines += [f"| {name} | {' | '.join(f'{count[one]:,}' for one in columns)} |" for name, count in rows.items()]
    for flag in (Flag.MISTYPED, Flag.NEVER_ARCHIVED):
        right = sum(word == flag and link.mutation is not None for link, word in said.items())
        wrong = sum(word == flag and link.mutation is None for link, word in said.items())
        least = right / 9 / (right / 9 + wrong) if right else 0.0
        precision = right / (right + wrong) if right else 0.0
        lines.append(
            f"\n`{flag}`: {right:,} right, {wrong:,} wrong: precision {precision:.1%}; {least:.1%} where nine of ten "
            "dead links were there once."
        )
    return "\n".join(lines)


def main() -> None:
    """Measure, and write the report."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--corpora", type=Path, required=True)
    parser.add_argument("--links", type=int, default=5000)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--report", type=Path)
    options = parser.parse_args()
    urls = named(options.corpora, 2 * options.links, random.Random(options.seed))  # noqa: S311 -- links, not secrets
    parts = [
        "# Dead links that no archive has: mistyped, never there, or not archived?\n",
        f"`python -m tests.benchmarks.never_archived --links {options.links}`: {len(urls):,} addresses of real blogs.",
    ]
    for name, shape in SHARES.items():
        rng = random.Random(options.seed)  # noqa: S311 -- links, not secrets
        one, begun = web(urls, options.links, shape, rng), time.perf_counter()
        said, asked = asyncio.run(told(one))
        folders = asked["cdx"] - len({page_key(link.url) for link in said})
        parts.append(
            f"\n## {name.capitalize()}: the archive has {len(one.archived) / len(one.real):.0%} of the pages\n"
        )
        parts.append(table(said))
        parts.append(
            f"\n{len(said):,} links, {folders:,} questions about folders beside {asked['cdx'] - folders:,} look-ups; "
            f"{time.perf_counter() - begun:.0f} s."
        )
        print(parts[-3], parts[-2], parts[-1], sep="\n", flush=True)
    if options.report is not None:
        options.report.write_text("\n".join(parts) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()

"""A web of hosts that live, made from a seed: what their links lead through, and what stands before them tonight.

One link in fifty is a control that is dead in truth, by which one sees that the program still tells.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from random import Random
from typing import TypeVar
from urllib.parse import urlsplit

from linkcheck.model import Response
from tests.benchmarks.living_nights import AWAY, BEHIND, CONDITIONS, MET, Asked, Condition, Says, behind
from tests.benchmarks.living_pages import MISSING, PAGES, SHELL, TITLES, answer, front, redirect, slug_of
from tests.internet.prose import notice

Drawn = TypeVar("Drawn")

CONTROLS = 0.02
CHRONIC = 0.15
"""So many hosts have the same condition every night."""
AWAY_NIGHTS = (0, 2)
SUFFIXES = ("org", "com", "net", "de", "fr", "io", "co.uk", "info", "it", "se", "pl", "dev")
NAMES = ("lamp", "harbour", "beacon", "tide", "keeper", "brass", "fog", "wick", "anchor", "chart", "pier", "gull")
LOST = "where-did-it-go"


def draw(random: Random, table: Sequence[tuple[int, str, Drawn]]) -> tuple[str, Drawn]:
    """Draw a line of a table by its weight."""
    _, name, drawn = random.choices(table, [weight for weight, _, _ in table])[0]
    return name, drawn


@dataclass(slots=True)
class Host:
    """One site: what it has, what it says of the rest, and what stands before it tonight."""

    name: str
    missing: Response
    missing_name: str
    pages: dict[str, Says] = field(default_factory=dict)
    clear: bool = False
    """Whether nothing ever stands before it."""
    shell: bool = False
    """Whether it is an application, the same at every address."""
    condition: Condition = lambda asked: None
    condition_name: str = "none"

    def says(self, asked: Asked) -> Says:
        """Answer a request."""
        before = self.condition(asked)
        if before is not None:
            return before
        if self.shell:
            return answer(200, SHELL)
        if asked.path in self.pages:
            return self.pages[asked.path]
        if asked.path == "/":
            return front(self.name)
        if asked.path == "/robots.txt":
            return answer(404)
        if asked.path == "/404.html" or asked.path.startswith("/search?"):
            return answer(200, notice("Nothing found", ("There is nothing here.",)))
        return self.missing


@dataclass(frozen=True, slots=True)
class Link:
    """A URL that is cited."""

    url: str
    story: str
    dead: bool = False


@dataclass(slots=True)
class Web:
    """All hosts of a seed, tonight."""

    seed: int
    size: int
    hosts: dict[str, Host] = field(default_factory=dict)
    links: list[Link] = field(default_factory=list)
    asked: Counter[str] = field(default_factory=Counter)

    def __post_init__(self) -> None:
        """Make the hosts until there are links enough."""
        random = Random(self.seed)  # noqa: S311 - no secret
        while len(self.links) < self.size:
            self._host(random)
        del self.links[self.size :]

    def dawn(self, night: int) -> None:
        """Let a night begin: each host's condition is drawn anew, but for those that are chronic."""
        self.asked.clear()
        for host in self.hosts.values():
            own = Random(f"{self.seed} {host.name}")  # noqa: S311 - no secret
            table, random = CONDITIONS, Random(f"{self.seed} {host.name} {night}")  # noqa: S311 - no secret
            if own.random() < CHRONIC:
                table, random = MET, own
            elif night in AWAY_NIGHTS and random.random() < 0.04:
                table = AWAY
            if host.clear:
                continue
            host.condition_name, drawn = draw(random, table)
            host.condition = drawn(random)

    def says(self, scheme: str, host: str, path: str, *, browser: bool, cookie: str) -> Says:
        """Answer a request to whichever host."""
        if host.endswith(BEHIND):
            return behind(host)
        self.asked[f"{host}{path}"] += 1
        asked = Asked(scheme, host, path, browser, cookie, self.asked[f"{host}{path}"])
        found = self.hosts.get(host) or self.hosts.get(host.removeprefix("www."))
        return found.says(asked) if found is not None else answer(404)

    def story(self, url: str) -> str:
        """Return all that is known of a link tonight, for whoever looks into a fault."""
        host = self.hosts[(urlsplit(url).hostname or "").removeprefix("www.")]
        link = next(link for link in self.links if link.url == url)
        return f"{link.story}; else {host.missing_name}; tonight {host.condition_name}"

    # --- making ---------------------------------------------------------------------------------------

    def _host(self, random: Random) -> None:
        host = self._new(random)
        if random.random() < 0.04:
            host.shell = True
        for _ in range(random.choice((1, 1, 1, 2, 3, 8))):
            if random.random() < CONTROLS and not host.shell:
                self._control(random)
            else:
                self._link(random, host)

    def _new(self, random: Random, missing: str | None = None) -> Host:
        name = f"{random.choice(NAMES)}{random.choice(NAMES)}{len(self.hosts)}.{random.choice(SUFFIXES)}"
        missing_name, says = draw(random, [row for row in MISSING if missing in (None, row[1])])
        host = self.hosts[name] = Host(name, says(name), missing_name)
        return host

    def _control(self, random: Random) -> None:
        """Add a link that is dead, on a host of its own that nothing stands before."""
        host = self._new(random, random.choice(("404", "410", "200 and 'not found'", "302 to the home page")))
        host.clear = True
        self.links.append(Link(f"http://{host.name}/articles/{LOST}", f"control: {host.missing_name}", dead=True))

    def _link(self, random: Random, host: Host) -> None:
        title = f"{random.choice(TITLES)} {random.randint(2, 99)}"
        path = next(path for path in iter(lambda: self._address(random, title), "") if path not in host.pages)
        page_name, page = draw(random, PAGES)
        host.pages[path] = page(title, host.name, random)
        way_name, way = draw(random, WAYS)
        url = way(self, random, host, path)
        self.links.append(Link(url, f"{page_name}, {way_name}"))

    def _address(self, random: Random, title: str) -> str:
        number, name = random.randint(1000, 99999), slug_of(title)
        shapes = (f"/{name}", f"/articles/{name}", f"/2014/05/{name}/", f"/view.php?id={number}", f"/p/{number}")
        more = (
            f"/{name}.html",
            f"/a/{number}/{name}",
            f"/docs/v{number % 9}/{name}.html#part",
            f"/~keeper/{number}.htm",
        )
        return random.choice((*shapes, *more)).partition("#")[0]


Way = Callable[[Web, Random, Host, str], str]


def _direct(_: Web, random: Random, host: Host, path: str) -> str:
    return f"{random.choice(('http', 'https'))}://{host.name}{path}"


def _upgraded(_: Web, random: Random, host: Host, path: str) -> str:
    page = host.pages[path]
    old = f"/old{path}"
    host.pages[old] = redirect(random.choice((301, 302, 308)), f"https://www.{host.name}{path}")
    host.pages[path] = page
    return f"http://{host.name}{old}"


def _within(_: Web, random: Random, host: Host, path: str) -> str:
    old = f"/archive/{random.randint(100, 999)}{path.partition('?')[0]}"
    host.pages[old] = redirect(random.choice((301, 302, 303, 307, 308)), path)
    return f"http://{host.name}{old}"


def _number_counts(_: Web, random: Random, host: Host, path: str) -> str:
    old = f"/node/{random.randint(1000, 9999)}"
    host.pages[old] = redirect(301, path)
    return f"https://{host.name}{old}"


def _refreshed(_: Web, __: Random, host: Host, path: str) -> str:
    old = f"/moved{path.partition('?')[0]}"
    host.pages[old] = answer(200, f'<html><head><meta http-equiv="refresh" content="0;url={path}"></head></html>')
    return f"http://{host.name}{old}"


def _session(_: Web, random: Random, host: Host, path: str) -> str:
    joined = f"{path}{'&' if '?' in path else '?'}sid={random.randint(10**6, 10**7)}"
    host.pages[joined] = host.pages[path]
    host.pages[path] = redirect(302, joined)
    return f"http://{host.name}{path}"


def _to_another_site(web: Web, random: Random, host: Host, path: str) -> str:
    """One page moved to a site of its own; for any other address its host says that there is nothing."""
    old, new = web._new(random, "404"), host
    if random.random() < 0.3:
        path = "/"
    old.pages[f"/projects/{random.randint(1, 99)}"] = redirect(random.choice((301, 302)), f"https://{new.name}{path}")
    return f"https://{old.name}{next(iter(old.pages))}"


def _renamed(web: Web, random: Random, host: Host, path: str) -> str:
    """The whole site has another name; a page that it has not is a 404 there."""
    old = web._new(random, "404")
    old.pages[path] = redirect(301, f"https://{host.name}{path}")
    return f"http://{old.name}{path}"


def _by_short_link(web: Web, random: Random, host: Host, path: str) -> str:
    """A shortener whose unknown keys lead to its maker's home page."""
    maker = web._new(random, "404")
    short = web._new(random, "404")
    short.missing, short.missing_name = redirect(302, f"https://{maker.name}/"), "302 to its maker's home page"
    key = f"/{''.join(random.choices('abcdefghkmnpqrstXYZ23456789', k=6))}"
    short.pages[key] = redirect(random.choice((301, 302)), f"https://{host.name}{path}")
    return f"https://{short.name}{key}"


def _long_chain(_: Web, random: Random, host: Host, path: str) -> str:
    hops = [f"/hop/{random.randint(10**4, 10**5)}" for _ in range(4)]
    for here, there in zip(hops, [*hops[1:], path], strict=True):
        host.pages[here] = redirect(302, there)
    return f"https://{host.name}{hops[0]}"


def _home(_: Web, __: Random, host: Host, path: str) -> str:
    host.pages["/"] = host.pages.pop(path)
    return f"https://{host.name}/"


def _home_as_it_is(_: Web, random: Random, host: Host, path: str) -> str:
    del host.pages[path]
    return f"{random.choice(('http', 'https'))}://{host.name}/"


WAYS: Sequence[tuple[int, str, Way]] = (
    (56, "at its address", _direct),
    (5, "behind https and www", _upgraded),
    (6, "moved within the site", _within),
    (3, "by its number", _number_counts),
    (2, "behind a page that sends on", _refreshed),
    (3, "with a session", _session),
    (5, "moved to another site", _to_another_site),
    (5, "site renamed", _renamed),
    (4, "by a short link", _by_short_link),
    (3, "four hops", _long_chain),
    (2, "it is the home page", _home),
    (6, "a home page", _home_as_it_is),
)

"""Answers of archives, rows of histories and files of sites made at random of odd pieces, and what reads them.

The pieces are numbers of thousands of digits, days at the ends of the calendar, nesting, lone surrogates, other types
than those that belong there. No reader may raise.
"""

from __future__ import annotations

import asyncio
import json
import random
import sqlite3
import tempfile
import zlib
from collections.abc import Callable, Mapping
from datetime import UTC, datetime
from pathlib import Path

from linkcheck.config import Settings
from linkcheck.history import History, merge_shared, shared_text
from linkcheck.model import Response, Url
from linkcheck.run.cached import CachedVerdicts
from linkcheck.run.collect import collect
from linkcheck.run.snippets import posts
from linkcheck.sources.dates import WrittenDays
from linkcheck.verdict.strikes import Confirm
from linkcheck.web.archive import cdx_records, timegate
from linkcheck.web.http_dates import retry_after

NOW = datetime(2026, 11, 22, tzinfo=UTC)
LONG = "9" * 5000
TIMES = (
    "0001-01-01T00:00:00+23:59", "9999-12-31T23:59:59-23:59", "9999-12-31", "0001-01-01", "2016-06-31", "2020-02-30",
    "0000-00-00", "2024-01-01T00:00:00Z", "2024-01-01 10:00:00 +0200", "2024-01-01T24:00:00Z", "1600-01-01T00:00:00Z",
)  # fmt: skip
DIGITS = ("00000000000000", "99999999999999", "20200230246199", "00010101000000", "20180601000000", LONG, "2018")
ODD: tuple[object, ...] = (
    None, True, -1, 0, 1e308, float("inf"), 2**64, 10**4000, "", "\ud800", "\0", "http://[", "http://x.example/", [],
    {}, [[]], {"a": {"b": []}}, "x" * 100_000, *TIMES, *DIGITS,
)  # fmt: skip
YAML = (
    "0x" + "f" * 5000, "1:" * 500 + "1", "[" * 60, "&a [*a]", "!!python/name:os.system", "\t# x", "? x", "- - -",
    ".inf", "0o" + "7" * 6000, "!!binary '*'", "!!timestamp 1", "{x: y}", "[a, b]", "~", "yes", "'", "|\n  x",
)  # fmt: skip
KEYS = (
    "date", "title", "slug", "tags", "aliases", "permalink", "published", "categories", "redirect_from", "layout",
    "publishDate", "expiryDate", "cascade", "build", "url", "draft", "type", "lastmod", "headless", "weight",
)  # fmt: skip
SETTINGS = (
    "baseURL", "url", "baseurl", "permalinks", "permalink", "theme", "module", "languages", "markup", "plugins",
    "collections", "defaults", "exclude", "include", "timezone", "source", "taxonomies", "disableKinds",
    "uglyURLs", "frontmatter", "ignoreFiles", "cascade", "staticDir", "contentDir", "kramdown", "mounts",
    "imports", "parser", "goldmark", "defaultContentLanguage", "weight", "scope", "values",
)  # fmt: skip
HOSTING = ("_redirects", "netlify.toml", "vercel.json", "firebase.json", ".htaccess", "_layouts/a.html", "CNAME")


def odd(rng: random.Random, depth: int = 3) -> object:
    """Return a value that does not belong where it will stand."""
    if depth and rng.random() < 0.3:
        return [odd(rng, depth - 1) for _ in range(rng.randrange(4))]
    if depth and rng.random() < 0.3:
        return {rng.choice(SETTINGS): odd(rng, depth - 1) for _ in range(rng.randrange(4))}
    return rng.choice(ODD)


def archive(rng: random.Random) -> None:
    """Read one answer of each of an archive's services."""
    columns = list(cdx_records.COLUMNS)
    row: Callable[[], object] = lambda: [  # noqa: E731
        rng.choice(DIGITS) if name == "timestamp" and rng.random() < 0.6 else odd(rng, 1) for name in columns
    ]
    table = [
        columns if rng.random() < 0.8 else odd(rng),
        *(row() if rng.random() < 0.8 else odd(rng) for _ in range(3)),
    ]
    lines = [odd(rng) if rng.random() < 0.4 else {"timestamp": rng.choice(DIGITS), "status": "200", "x": odd(rng)}]
    body = rng.choice((_json(table), "\n".join(map(_json, lines)), "[" * 100_000, '{"timestamp":' * 5000, "[" + LONG))
    headers = (("Content-Type", "text/x-ndjson"), ("Memento-Datetime", _http_date(rng)), ("Location", _json(odd(rng))))
    response = Response(rng.choice((200, 302, 404, 429, 503)), headers[: rng.randrange(4)], body.encode())
    cdx_records.read_captures(response)
    cdx_records.has_good(response, NOW)
    timegate.read_playback(response, rng.choice(DIGITS[:4]), "https://archive.example/web", Url("http://x.example/"))
    retry_after(rng.choice((LONG, "9" * 400, "9" * 12, _http_date(rng), "1e400", "-1", "\ud800")), NOW)


def history(rng: random.Random) -> None:
    """Merge a history of the repository, then spoil rows of the database, and use both as a night does."""
    record: dict[str, object] = {"url": "http://x.example/", "checked_at": rng.choice(TIMES), "verdict": "dead",
                                 "reason": "gone"}  # fmt: skip
    keys = ("status", "failures", "simhash", "words", "strikes", "failing_since", "last_alive_at", "title", "url")
    record |= {key: odd(rng) for key in rng.sample(keys, 2)}
    night = {"night": rng.choice(TIMES), "verdicts": {"dead": odd(rng)}, "repaired": odd(rng)}
    memento = {"memento": "k", "near": "", "url": odd(rng), "captured_at": rng.choice(TIMES), "fit": "newest"}
    text = "\n".join(
        ['{"schema":"linkcheck-history/1"}', *map(_json, (record, night, memento, odd(rng))), "[" * 99_999]
    )
    with tempfile.TemporaryDirectory() as folder, History(Path(folder, ".linkcheck"), now=lambda: NOW) as kept:
        file = Path(folder, "kept.jsonl")
        file.write_bytes(text.encode("utf-8", "backslashreplace"))
        merge_shared(kept, file, lambda _: None)
        _use(kept)
        kept.archive_cache.keep_waiting(["k"])
        with sqlite3.connect(Path(folder, ".linkcheck", "history.sqlite")) as database:
            for table, columns in TABLES.items():
                database.execute(f"INSERT OR REPLACE INTO {table} VALUES ({','.join('?' * columns)})",  # noqa: S608
                                 [_column(rng, record) for _ in range(columns)])  # fmt: skip
        _use(kept)
        shared_text(kept)


TABLES: Mapping[str, int] = {"targets": 4, "nights": 3, "mementos": 5, "holdings": 6, "probes": 3}


def _use(kept: History) -> None:
    cached = CachedVerdicts.of(kept.targets, Confirm(3, 7))
    urls = [Url(url) for url in (*cached.pasts, "http://x.example/")]
    cached.due(urls, NOW, fresh=False, dead_too=False)
    list(cached.recalled(urls, kept.targets, lambda _: frozenset(), lambda _: "rules"))
    sorted(night.at for night in kept.run_stats.all() if night.at < NOW)
    for key in ("k", "1"):
        kept.archive_cache.captures(key)
        kept.archive_cache.memento(key, None)
        kept.probes.probes(key)
    kept.archive_cache.mementos()


def _column(rng: random.Random, record: object) -> object:
    packed = zlib.compress(_json(odd(rng)).encode("utf-8", "replace"))
    values = (None, 1, -(2**63), 1.5, b"\xff", "k", "1", packed, _json(record), _json(odd(rng)), rng.choice(TIMES))
    value = rng.choice(values)
    return "k" if value is None else value.encode("utf-8", "replace").decode() if isinstance(value, str) else value


def site(rng: random.Random) -> None:
    """Lay out a site and read all of it, as a scan without network does; no reader may fail on it."""
    with tempfile.TemporaryDirectory() as folder:
        root = Path(folder)
        name = rng.choice(("_config.yml", "hugo.toml", "hugo.yaml", "hugo.json", "config.json"))
        _write(root / name, _settings(rng, name))
        for number, place in enumerate(("_posts", "content", "content/posts", "")):
            _write(root / place / f"2020-01-0{number + 1}-post.md", _post(rng))
        for other in rng.sample(HOSTING, 2):
            _write(
                root / other,
                rng.choice((_json(odd(rng)), f"/a/* /b\n[[redirects]]\nfrom={_json(odd(rng))}", "{{ x }}")),
            )
        inventory = asyncio.run(collect([root], Settings(offline=True), root))
        failed = [one for one in inventory.problems if "linkcheck failed" in one.message]
        assert not failed, failed
        sources = inventory.extracted.sources
        posts(sources)
        days = WrittenDays({source.path: source.extraction.front_matter for source in sources}, cwd=root)
        days.nears([reference for source in sources for reference in source.extraction.references])


def _settings(rng: random.Random, name: str) -> str:
    table = {rng.choice(SETTINGS): odd(rng) for _ in range(4)}
    if name.endswith(".json"):
        return _json(table)
    if name.endswith(".toml"):
        return "".join(f"{key} = {rng.choice((_json(str(value)), '0x' + 'f' * 5000, '[1,2]', '1979-05-27'))}\n"
                       for key, value in table.items())  # fmt: skip
    return "".join(f"{key}: {rng.choice((_json(value), rng.choice(YAML)))}\n" for key, value in table.items())


def _post(rng: random.Random) -> str:
    lines = (f"{rng.choice(KEYS)}: {rng.choice((*YAML, *TIMES, _json(odd(rng))))}" for _ in range(4))
    links = '[a](/b/) [c](d.md#e) [f]({{< ref "x" >}}) [g]({% post_url 2020-01-01-post %}) ![h](i.png)'
    return "---\n" + "\n".join(lines) + f"\n---\n\n# Title\n\n{links}\n"


def _write(file: Path, text: str) -> None:
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_bytes(text.encode("utf-8", "replace"))


def _json(value: object) -> str:
    try:
        return json.dumps(value)
    except ValueError:  # a number of thousands of digits
        return LONG


def _http_date(rng: random.Random) -> str:
    year = rng.choice(("0001", "9999", "99999", "2020", "1600", LONG))
    zone = rng.choice(("GMT", "-2359", "+2359", "+9999999"))
    return f"Fri, 31 Dec {year} 23:59:59 {zone}"


TRIALS: Mapping[str, Callable[[random.Random], None]] = {"archive": archive, "history": history, "site": site}

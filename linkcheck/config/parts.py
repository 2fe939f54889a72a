"""The tables of a settings file, each key declared once; pure, as nothing here knows what a setting is for."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from linkcheck.config import values
from linkcheck.config.names import Names
from linkcheck.config.options import readers_of, setting
from linkcheck.config.tables import Part, at, mapping, read_table, table_schema
from linkcheck.config.values import BadValueError, Reader, Schema, nearest, shown
from linkcheck.strangers import LinearPattern


@dataclass(frozen=True, slots=True, kw_only=True)
class HostTable:
    """`[hosts."example.com"]`: what is different for one host; None leaves the general setting."""

    concurrency: int | None = setting(None, values.whole(1), "Most requests to this host at the same time.")
    request_interval: float | None = setting(
        None, values.seconds(0.0), 'Shortest time between two requests to this host, in seconds or as "500ms".'
    )
    headers: Mapping[str, str] = setting(
        {},
        values.headers,
        "Headers for this host only; no other host gets them. They go by https alone, unless NAME has a scheme or a "
        "port, as in `http://wiki:8080`.",
    )
    accept: frozenset[int] = setting(frozenset(), values.codes, "HTTP statuses of this host that count as alive.")


@dataclass(frozen=True, slots=True, kw_only=True)
class ArchiveEndpoint(Part):
    """The address of an archive and the limits for asking it; the defaults are the Internet Archive's."""

    url: str = setting(
        "https://web.archive.org",
        values.base_url,
        "Address of the web archive, which may be a pywb of your own; it is asked at a private address only if "
        "`allow_networks` has that.",
    )
    cdx_url: str | None = setting(
        None, values.base_url, "Address of its index of captures, if that is not at the usual place below `url`."
    )
    """None for `/cdx/search/cdx` below `url`; pywb has it at `/<collection>/cdx`."""
    playback_url: str | None = setting(
        None,
        values.base_url,
        "Address that a capture's time and URL are appended to, if that is not `/web` below `url`.",
    )
    timegate_url: str | None = setting(
        None,
        values.base_url,
        "Address of its TimeGate (kind `rfc7089`) that a URL is appended to, if that is not where captures are shown.",
    )
    raw: bool = setting(
        True,
        values.switch,
        "The archive shows what it captured unchanged where `id_` follows the time; `false` for one that cannot.",
    )
    # 80 % of the Internet Archive's hard limit, as it asks for.
    requests_per_minute: int = setting(
        24, values.whole(0), "Most look-ups that may start in any 60 seconds; 0 means no limit."
    )
    # A tenth of the hard limit. Without effect where look-ups have no limit.
    playback_per_minute: int = setting(60, values.whole(0), "Most requests for captures in any 60 seconds.")
    # Of both kinds together: too many connections are what gets an address banned.
    in_flight: int = setting(3, values.whole(1), "Most requests to the archive at the same time.")
    budget: int = setting(200, values.whole(0), "Most URLs looked up in one run; the rest come first in the next run.")

    @property
    def cdx(self) -> str:
        """Return the address where captures are listed."""
        return self.cdx_url or self.url.rstrip("/") + "/cdx/search/cdx"

    @property
    def playback(self) -> str:
        """Return the address that `/<timestamp>/<url>` is appended to."""
        return (self.playback_url or self.url.rstrip("/") + "/web").rstrip("/")

    @property
    def timegate(self) -> str:
        """Return the address that `/<url>` is appended to, to be told of the capture closest to a time."""
        return (self.timegate_url or self.playback).rstrip("/")


@dataclass(frozen=True, slots=True, kw_only=True)
class ServiceTable(ArchiveEndpoint):
    """`[archive.services.NAME]`: declares what may be given of one more archive."""

    kind: str = setting(
        "",
        lambda names: values.one_of(names.archives()),
        "Protocol of the archive; without it, the name of the table is the kind.",
        default_words="",
    )


def _services(names: Names) -> Reader[Mapping[str, Mapping[str, Any]]]:
    def one(value: object) -> Mapping[str, Any]:
        return read_table(value, readers_of(ServiceTable, names))

    def describe() -> Schema:
        service = table_schema(ServiceTable, names)
        further = {**service, "required": ["kind"]}
        return {
            "type": "object",
            "properties": dict.fromkeys(names.archives(), service),
            "additionalProperties": further,
        }

    return Reader(lambda value: {name: at(name, one, item) for name, item in mapping(value).items()}, describe)


ORDER = ("cdx", "timegate")


@dataclass(frozen=True, slots=True, kw_only=True)
class ArchiveTable(ArchiveEndpoint):
    """`[archive]`: where archived copies are looked for."""

    enabled: bool = setting(True, values.switch, "Look for archived copies. `--no-archive` sets this to `false`.")
    order: tuple[str, ...] = setting(
        ORDER, values.words(()), "Archives to ask, in order: each one is asked only if those before it could not tell."
    )
    """Names of archives and of `services`."""
    services: Mapping[str, Mapping[str, Any]] = setting(
        {},
        _services,
        "One more archive, which `order` may name: its `kind` (`cdx`, `timegate` or `rfc7089`; without it, NAME is the "
        "kind), its `url`, and the keys of `archive` that differ from the Internet Archive's, from `cdx_url` to "
        "`budget`.",
        metavar="NAME",
    )
    """The keys that are given, by the name of the service."""
    # 15 to 52 were measured of the Internet Archive in 2026.
    timeout: float = setting(60.0, values.seconds(0.001), "Longest wait for the answer to one look-up, in seconds.")

    def check(self, names: Names) -> None:
        """Raise `BadValueError` for a service or an order that names no archive."""
        known = () if self.order == ORDER and not self.services else names.archives()
        for name, given in self.services.items():
            if known and name not in known and "kind" not in given:
                likely = f'kind = "{nearest(name, known) or next(iter(known))}" (known: {", ".join(known)})'
                words = f"{shown(name)} is no archive; say what it is, as in {likely}"
                raise BadValueError(words, "services", name)
        if known:
            at("order", values.words((*known, *self.services)), self.order)


CONFIRMED, AT_ONCE = "confirmed", "at-once"


@dataclass(frozen=True, slots=True, kw_only=True)
class ConfirmTable(Part):
    """`[confirm]`: when a failure that persists counts as death, and which deaths wait to be repaired."""

    runs: int = setting(
        3,
        values.whole(1),
        "Number of runs in a row, a night apart, after which a failure that persists counts as death.",
    )
    days: float = setting(
        7.0,
        values.days,
        "Fewest days from the first of these runs to the last; 30 at least where nobody answers the call for a "
        "connection, and no archive may have seen the page since.",
    )
    fix: str = setting(
        CONFIRMED,
        values.one_of((CONFIRMED, AT_ONCE)),
        "What `--fix` replaces: links whose death is certain (`confirmed`: what was alive before waits until a run of "
        "a later night agrees), or all dead ones (`at-once`, as `--fix-unconfirmed`).",
    )


LINK_KEYS = (
    *("link", "links", "href", "url", "urls", "link_url", "external_url", "source", "source_url", "via", "via_url"),
    *("cite", "citation", "references"),
)
"""Keys whose value a page shows as a link; `-`, `_` and capitals make no difference."""


@dataclass(frozen=True, slots=True, kw_only=True)
class RepairTable(Part):
    """`[repair]`: what `--fix` may write. What it may not is proposed in the report."""

    front_matter: tuple[str, ...] = setting(
        LINK_KEYS,
        values.strings,
        "Keys of front matter and of data files whose links are replaced. Under other keys an address may be an "
        "identity or an instruction, such as `canonicalURL`, `disqus_url` or `redirect_to`.",
    )
    bare_urls: bool = setting(
        False, values.switch, "Replace addresses that stand bare in the text: that changes what readers see."
    )
    images: bool = setting(False, values.switch, "Replace images, by copies that show the picture alone (`im_`).")
    own_hosts: tuple[str, ...] = setting(
        (),
        values.strings,
        "Further domains of yours: links to them and to the site's own are for you to mend, and are never led to an "
        "archive.",
    )
    titles: bool = setting(
        False,
        values.switch,
        'Give links that are led to a copy the title `"Archived 2018-07-04"`, with the day of the copy, where Markdown '
        "has room for one and they have none.",
    )
    attributes: str | None = setting(
        None,
        values.attributes,
        'Put this attribute list, such as `"{:.archived}"`, behind inline links that are led to a copy, in documents '
        "that Jekyll's kramdown renders.",
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class SaveTable(Part):
    """`[save]`: what `linkcheck save` sends to Save Page Now, and how fast. Keys and address are never settings."""

    private: tuple[LinearPattern, ...] = setting(
        (),
        values.patterns,
        "URLs in which one of these regular expressions is found are never sent.",
    )
    if_not_archived_within: int = setting(
        3650, values.whole(1), "A page with a capture that is younger than this many days is not captured again."
    )
    in_flight: int = setting(3, values.whole(1), "Most captures that are being made at the same time.")
    # 7 are allowed for an account (2026).
    per_minute: int = setting(6, values.whole(1), "Most pages that are sent in any 60 seconds.")
    per_day: int = setting(4000, values.whole(1), "Most captures in any 24 hours, as far as the account has them.")


@dataclass(frozen=True, slots=True, kw_only=True)
class HistoryTable(Part):
    """`[history]`: what is kept between runs outside `.linkcheck/`."""

    file: str | None = setting(
        None,
        values.text,
        "File of JSON Lines in the repository, such as `reports/history.jsonl`: read before a run, written after it.",
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class KeepTable(Part):
    """`[keep]`: copies of one's own."""

    folder: str = setting("kept", values.text, "Folder for them, in that of the settings file.")
    kilobytes: int = setting(20, values.whole(2), "Most that is kept of a page, in units of 1,000 bytes.")
    published_at: str | None = setting(
        None,
        values.base_url,
        "Address at which your site publishes that folder, such as `https://blog.example/kept`: `keep` then writes a "
        "page beside each copy, and `--fix=kept` leads to it what no archive has.",
    )

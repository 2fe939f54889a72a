"""htmltest: `.htmltest.yml` and its `refcache.json`. It reads built pages, linkcheck their sources."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any

from linkcheck.cli.foreign.conversion import Conversion, LastAlive, left, patterns, same, switch
from linkcheck.cli.foreign.formats import json_table, yaml_table
from linkcheck.cli.foreign.headers import take_headers
from linkcheck.cli.foreign.steps import htmltest_step
from linkcheck.cli.foreign.tool import ForeignTool
from linkcheck.report.words import counted

BUILT = "this is about the built pages; linkcheck reads what they are made of"
HTML = "this is about the HTML itself, and not about its links"
KEPT = "a history is always kept in .linkcheck/"
LOGS = "htmltest's own messages; -v lists more findings here"
IN_ANY_CASE = "this is so in any case"
ATTRIBUTE = "no attribute switches a link off here: <!-- linkcheck-disable-next-line --> does"


def _internal(conversion: Conversion, name: str, value: Any) -> None:
    if value is False:
        for rule in ("missing-page", "missing-file", "missing-heading"):
            conversion.take(name, f"rules.{rule}", "off")
    else:
        conversion.leave(name, IN_ANY_CASE)


def _headers(conversion: Conversion, name: str, value: Any) -> None:
    if isinstance(value, Mapping):
        value = {key: item for key, item in value.items() if (str(key).lower(), item) != ("accept", "*/*")}
    take_headers(conversion, name, value)


def _redirects(conversion: Conversion, name: str, value: Any) -> None:
    if value == -1:
        conversion.leave(name, IN_ANY_CASE)
    else:
        conversion.take(name, "max_redirects", value)


KEYS = {
    "BaseURL": left("the address is that of the site's own configuration"),
    "CacheExpires": left(KEPT),
    "CheckAnchors": left("links are read in any case; `exclude` leaves some out"),
    "CheckDoctype": left(HTML),
    "CheckExternal": switch("offline", wanted=False),
    "CheckFavicon": left(HTML),
    "CheckGeneric": left("links are read in any case; `exclude` leaves some out"),
    "CheckImages": left("images are read in any case; `exclude` leaves some out"),
    "CheckInternal": _internal,
    "CheckInternalHash": switch("rules.missing-heading", "off", wanted=False),
    "CheckLinks": left(BUILT),
    "CheckMailto": left("mail addresses are never asked"),
    "CheckMeta": left(BUILT),
    "CheckMetaRefresh": left(BUILT),
    "CheckScripts": left(BUILT),
    "CheckTel": left("telephone numbers are never asked"),
    "DirectoryIndex": left(BUILT),
    "DirectoryPath": left(f"{BUILT}: `paths`, or else where the site has its posts"),
    "DocumentConcurrencyLimit": left("files are read by as many processes as there are cores"),
    "EnableCache": left(KEPT),
    "EnableLog": left("-o writes a report into a file"),
    "EnforceHTML5": left(HTML),
    "EnforceHTTPS": switch("rules.insecure-link", "error", otherwise="this is a note in any case"),
    "ExternalTimeout": same("timeout", float),
    "FileExtension": left(BUILT),
    "FilePath": left(BUILT),
    "HTTPConcurrencyLimit": same("max_concurrency"),
    "HTTPHeaders": _headers,
    "IgnoreAltEmpty": left(HTML),
    "IgnoreAltMissing": left(HTML),
    "IgnoreCanonicalBrokenLinks": left(BUILT),
    "IgnoreDirectoryMissingTrailingSlash": left(BUILT),
    "IgnoreDirs": left(f"{BUILT}; `exclude_paths` leaves some of that out"),
    "IgnoreEmptyHref": left(BUILT),
    "IgnoreExternalBrokenLinks": switch("fail_on", ["invalid", "error"], otherwise="dead links fail a run in any case"),
    "IgnoreHTTPS": left("`insecure-link` is said only where the page answers by https"),
    "IgnoreInternalEmptyHash": left("`#` alone is the top of the page, and never wrong"),
    "IgnoreInternalURLs": left("what is wrong inside the site is judged from its files ([rules])"),
    "IgnoreSSLVerify": switch("insecure"),
    "IgnoreTagAttribute": left(ATTRIBUTE),
    "IgnoreURLs": patterns("exclude"),
    "LogLevel": left(LOGS),
    "LogSort": left("reports are sorted by file and line"),
    "OutputCacheFile": left(KEPT),
    "OutputDir": left(KEPT),
    "OutputLogFile": left("-o writes a report into a file"),
    "RedirectLimit": _redirects,
    "StripQueryExcludes": left("addresses are asked as they stand"),
    "StripQueryString": left("addresses are asked as they stand"),
    "TestFilesConcurrently": left("files are read by as many processes as there are cores"),
}


def read_settings(text: str) -> Conversion:
    """Read `.htmltest.yml`."""
    conversion = Conversion()
    conversion.convert(KEYS, yaml_table(text))
    return conversion


def read_cache(text: str) -> Conversion:
    """Read `refcache.json`: each address with its status and when it was seen; only good answers say something."""
    conversion, others = Conversion(), 0
    for url, seen in json_table(text).items():
        at = _instant(seen.get("LastSeen")) if isinstance(seen, Mapping) else None
        if at is not None and seen.get("StatusCode") in range(200, 300):
            conversion.alive.append(LastAlive(url, at))
        else:
            others += 1
    if others:
        conversion.leave(counted(others, "other address", "other addresses"), "they tell of no page that was there")
    return conversion


def _instant(text: object) -> datetime | None:
    """Return an instant as Go writes it, with nine digits of a second."""
    try:
        at = datetime.fromisoformat(str(text))
    except ValueError:
        return None
    return at.astimezone(UTC) if at.tzinfo is not None else None


HTMLTEST = ForeignTool(
    title="htmltest",
    files={"*htmltest*.y*ml": read_settings, "*refcache*.json": read_cache},
    keys=KEYS,
    suffixes=(".yml", ".yaml"),
    read=read_settings,
    actions={"wjdp/htmltest-action": htmltest_step},
)

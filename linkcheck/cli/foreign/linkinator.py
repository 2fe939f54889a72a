"""linkinator: `linkinator.config.json`. It crawls a built site or reads Markdown; linkcheck reads sources."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

from linkcheck.cli.foreign.conversion import Conversion, left, same, switch
from linkcheck.cli.foreign.formats import json_table
from linkcheck.cli.foreign.headers import take_headers
from linkcheck.cli.foreign.lychee import BLOCKED, BLOCKING
from linkcheck.cli.foreign.markdown_link_check import AS_THEY_STAND
from linkcheck.cli.foreign.steps import linkinator_step
from linkcheck.cli.foreign.tool import ForeignTool

RENDERED = "no server is started: what a link inside the site leads to is known from the site's generator"
RETRIES = "what may pass is asked again in any case, after Retry-After; `max_retries` says how often"
PLACES = "places inside a page are judged in any case; those of other sites fail no run"


def _skip(conversion: Conversion, name: str, value: Any) -> None:
    items = re.findall(r"[^\s,]+", value) if isinstance(value, str) else value
    conversion.take_patterns(name, "exclude", items if isinstance(items, list) else [items])


def _headers(conversion: Conversion, name: str, value: Any) -> None:
    if isinstance(value, Mapping) and value and all(isinstance(one, Mapping) for one in value.values()):
        for place, headers in value.items():
            take_headers(conversion, name, headers, [] if place == "*" else [place])
        return
    take_headers(conversion, name, value)


def _statuses(conversion: Conversion, name: str, value: Any) -> None:
    lines = value if isinstance(value, list) else [value]
    pairs = value.items() if isinstance(value, Mapping) else (str(line).partition(":")[::2] for line in lines)
    for code, action in pairs:
        if action not in ("ok", "skip", "warn"):
            conversion.leave(f"{name}: {code}", "what is an error is decided by verdicts: `fail_on`")
            continue
        codes = re.sub(r"^([1-5])xx$", r"\g<1>00..=\g<1>99", str(code))
        conversion.take(f"{name}: {code}", "accept", [codes])
        if codes in BLOCKING:
            conversion.remark(f"{name}: {code}", BLOCKED)


def _require_https(conversion: Conversion, name: str, value: Any) -> None:
    if value in (True, "error", "warn"):
        conversion.take(name, "rules.insecure-link", "warning" if value == "warn" else "error")
        conversion.remark(name, "it is said only where the page answers by https")
    else:
        conversion.leave(name, "this is a note in any case")


def _timeout(conversion: Conversion, name: str, value: Any) -> None:
    if value == 0:
        conversion.leave(name, "each wait has its end here")
    else:
        same("timeout", lambda number: number / 1000)(conversion, name, value)


def _format(conversion: Conversion, name: str, value: Any) -> None:
    if str(value).lower() in ("json", "csv"):
        conversion.take(name, "format", str(value).lower())
        conversion.remark(name, "the report has a form of its own, which `linkcheck report` and a JSON Schema describe")
    else:
        conversion.leave(name, "text is the only format for people at a terminal")


def _paths(conversion: Conversion, name: str, value: Any) -> None:
    for item in value if isinstance(value, list) else [value]:
        if re.match("https?://", str(item)) or "*" in str(item):
            conversion.leave(f"{name}: {item}", "`paths` are files and folders of the sources")
        else:
            conversion.take(name, "paths", [str(item).removeprefix("./") or "."])


KEYS = {
    "allowInsecureCerts": switch("insecure"),
    "checkCss": left("stylesheets are no documents here"),
    "checkFragments": left(PLACES),
    "cleanUrls": left(RENDERED),
    "concurrency": same("max_concurrency"),
    "config": left("this is a flag here: --config"),
    "directoryListing": left(RENDERED),
    "format": _format,
    "fragmentsToSkip": left(PLACES),
    "header": _headers,
    "headers": _headers,
    "linksToSkip": _skip,
    "markdown": left("Markdown is read in any case"),
    "path": _paths,
    "paths": _paths,
    "port": left(RENDERED),
    "recurse": left("all posts are read; pages of other sites are never followed"),
    "redirects": switch("fail_on", ["dead", "invalid", "error", "moved"], wanted="error"),
    "requireHttps": _require_https,
    "retry": left(RETRIES),
    "retryErrors": left(RETRIES),
    "retryErrorsCount": same("max_retries"),
    "retryErrorsJitter": left("waits grow by themselves, with some chance in them"),
    "serverRoot": left(RENDERED),
    "silent": switch("quiet", otherwise="-q does it"),
    "skip": _skip,
    "skipFragment": left(PLACES),
    "statusCode": _statuses,
    "statusCodes": _statuses,
    "timeout": _timeout,
    "urlRewriteExpressions": left(AS_THEY_STAND),
    "urlRewriteReplace": left(AS_THEY_STAND),
    "urlRewriteSearch": left(AS_THEY_STAND),
    "userAgent": same("user_agent"),
    "verbosity": left("linkinator's own messages; -v lists more findings here"),
}


def read_settings(text: str) -> Conversion:
    """Read `linkinator.config.json`."""
    conversion = Conversion()
    conversion.convert(KEYS, json_table(text))
    return conversion


LINKINATOR = ForeignTool(
    title="linkinator",
    files={"*linkinator*.json": read_settings},
    keys=KEYS,
    suffixes=(".json",),
    read=read_settings,
    actions={"justinbeckwith/linkinator-action": linkinator_step},
)

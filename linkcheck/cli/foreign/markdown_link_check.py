"""markdown-link-check: a file of JSON, mostly `.markdown-link-check.json` or `mlc_config.json`.

Its comments in documents are honoured without anything being done (`sources/documents/disable.py`).
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

from linkcheck.cli.foreign.conversion import Conversion, left, objects_with, same
from linkcheck.cli.foreign.formats import json_table
from linkcheck.cli.foreign.headers import take_headers
from linkcheck.cli.foreign.lychee import BLOCKED, BLOCKING
from linkcheck.cli.foreign.steps import markdown_link_check_step
from linkcheck.cli.foreign.tool import ForeignTool

UNITS = {"ms": 0.001, "s": 1, "m": 60, "h": 3600, "": 0.001}
"""Of the package `ms`: a bare number is one of milliseconds."""
DURATION = re.compile(r"\s*(\d+(?:\.\d+)?)\s*(ms|s|m|h|)(?:ec|ecs|econd|econds|in|ins|inute|inutes)?\s*")
AS_THEY_STAND = "addresses are asked as they stand; linkcheck replace OLD NEW changes them for good"
RETRIES = "429 is asked again in any case, after Retry-After; `max_retries` says how often"


def seconds(value: Any) -> float:
    """Return a duration in seconds; raises ValueError."""
    found = DURATION.fullmatch(str(value))
    if found is None:
        raise ValueError(value)
    return float(found[1]) * UNITS[found[2]]


def take_http_headers(conversion: Conversion, name: str, value: Any, member: str) -> None:
    """Take a list of headers, each with the beginnings of the addresses that get them."""
    for entry in value if isinstance(value, list) else [value]:
        urls = entry.get(member) if isinstance(entry, Mapping) else None
        urls = [urls] if isinstance(urls, str) else urls
        if not isinstance(urls, list) or not isinstance(entry.get("headers"), Mapping):
            conversion.leave(name, f'an entry without "{member}" and "headers" is for nobody')
            continue
        take_headers(conversion, name, entry["headers"], map(str, urls))
        if any(re.search(r"//[^/]+/.", str(url)) for url in urls):
            conversion.remark(name, "the headers go to the whole host, and not to the beginning of a path alone")


def statuses(conversion: Conversion, name: str, value: Any) -> None:
    """Take statuses that count as alive; 200 does in any case, and redirects are followed."""
    own = [code for code in value if code not in (200, 301, 302, 303, 307, 308)] if isinstance(value, list) else value
    if own == []:
        conversion.leave(name, "this is so in any case: redirects are followed to a good answer")
        return
    conversion.take(name, "accept", own)
    if BLOCKING & set(map(str, own if isinstance(own, list) else [])):
        conversion.remark(name, BLOCKED)


KEYS = {
    "$schema": left("it is about the file itself"),
    "aliveStatusCodes": statuses,
    "fallbackRetryDelay": left("waits grow by themselves, and follow Retry-After"),
    "httpHeaders": lambda conversion, name, value: take_http_headers(conversion, name, value, "urls"),
    "ignoreDisable": left("comments that switch a link off are honoured in any case"),
    "ignorePatterns": objects_with("pattern", "exclude"),
    "projectBaseUrl": left("what a link inside the site leads to is known from the site's generator"),
    "replacementPatterns": left(AS_THEY_STAND),
    "reporters": left("-o writes reports, by their suffix"),
    "retryCount": same("max_retries"),
    "retryOn429": left(RETRIES),
    "showProgressBar": left("progress is shown at a terminal in any case"),
    "timeout": same("timeout", seconds),
}


def read_settings(text: str) -> Conversion:
    """Read a file of JSON."""
    conversion = Conversion()
    conversion.convert(KEYS, json_table(text))
    return conversion


MARKDOWN_LINK_CHECK = ForeignTool(
    title="markdown-link-check",
    files={"*markdown*link*check*.json": read_settings, "*mlc*.json": read_settings},
    keys=KEYS,
    suffixes=(".json",),
    read=read_settings,
    actions={
        "gaurav-nelson/github-action-markdown-link-check": markdown_link_check_step,
        "tcort/github-action-markdown-link-check": markdown_link_check_step,
    },
)

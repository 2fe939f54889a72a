"""lychee: `lychee.toml` (or its table in another file), `.lycheeignore` and `.lycheecache`.

Its keys are those of 0.24 and of older versions, whose files are still in use. It knows no comments in documents.
"""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any

from linkcheck.cli.foreign.conversion import Conversion, LastAlive, left, patterns, same, switch, why_not
from linkcheck.cli.foreign.formats import json_table, toml_table
from linkcheck.cli.foreign.globs import glob_of
from linkcheck.cli.foreign.headers import take_headers
from linkcheck.cli.foreign.steps import lychee_step
from linkcheck.cli.foreign.tool import ForeignTool
from linkcheck.report.words import counted

ALWAYS_KEPT = "a history is always kept, and what was seen decides when a link is asked again"
BLOCKING = frozenset({"403", "429", "999"})
REDIRECTS = frozenset({"301", "302", "303", "307", "308"})
BLOCKED = "403, 429 and 999 fail no run here: such links are `blocked`, or asked again"
LOGS = "lychee's own messages; -v lists more findings here"
PRIVATE = "private addresses are never asked, unless `allow_networks` names them"
COLUMNS = 3
"""Of a cache: address, status, time."""
RENDERED = "what a link inside the site leads to is known from the site's generator"


def _accept(conversion: Conversion, name: str, value: Any) -> None:
    items = value if isinstance(value, list) else str(value).split(",")
    wanted = [one for item in items if (one := str(item).strip()) and not one.startswith("100..")]
    odd = [one for one in wanted if one.startswith("..") or one.endswith("..")]
    wanted = [f"{one}=999" if one.endswith("..") else f"100{one}" if one.startswith("..") else one for one in wanted]
    wanted = [one for one in wanted if one not in REDIRECTS]
    own = [one for one in wanted if one not in ("200", "200..=299", "200..300")]
    if not own:
        conversion.leave(name, "this is so in any case: redirects are followed to an answer of 200 to 299")
        return
    conversion.take(name, "accept", own)
    if BLOCKING & set(own):
        conversion.remark(name, BLOCKED)
    if odd:
        conversion.remark(name, "ranges without an end go from 100 or to 999")


def _exclude_paths(conversion: Conversion, name: str, value: Any) -> None:
    for item in value if isinstance(value, list) else [value]:
        glob = glob_of(item) if isinstance(item, str) else None
        if glob is None:
            conversion.leave(f"{name}: {item}", "patterns of files are written as in .gitignore here; write it anew")
        else:
            conversion.take(name, "exclude_paths", [glob])


def _scheme(conversion: Conversion, name: str, value: Any) -> None:
    schemes = {str(one).lower() for one in (value if isinstance(value, list) else [value])}
    if schemes & {"http", "https"} == {"https"}:
        conversion.take(name, "exclude", ["^http://"])
    elif schemes & {"http", "https"} == {"http"}:
        conversion.take(name, "exclude", ["^https://"])
    else:
        conversion.leave(name, "only http and https are asked in any case")


def _hosts(conversion: Conversion, name: str, value: Any) -> None:
    if not isinstance(value, Mapping) or not all(isinstance(table, Mapping) for table in value.values()):
        conversion.leave(name, "this is no table of hosts")
        return
    for host, table in value.items():
        for key, item in table.items():
            told = f"{name}.{host}.{key}"
            if key == "headers":
                take_headers(conversion, told, item, [host])
            elif key in ("concurrency", "request_interval", "accept"):
                conversion.take(told, f'hosts."{host}".{key}', item)
            else:
                conversion.leave(told, "this key is not known")


def _output(conversion: Conversion, name: str, value: Any) -> None:
    conversion.leave(
        name, f"name a file with the suffix of its format: -o {str(value).rpartition('.')[0] or 'report'}.html"
    )


def _format(conversion: Conversion, name: str, value: Any) -> None:
    if value in ("json", "junit", "markdown"):
        conversion.take(name, "format", value)
        conversion.remark(name, "the report has a form of its own, which `linkcheck report` and a JSON Schema describe")
    else:
        conversion.leave(name, "text is the only format for people at a terminal")


KEYS = {
    "accept": _accept,
    "accept_timeouts": left("time-outs fail no run in any case, unless `fail_on` has `unreachable`"),
    "archive": left("archives are asked in any case; [archive] says which"),
    "base": left(RENDERED),
    "base_url": left(RENDERED),
    "basic_auth": left('a password belongs in no file: -H "Authorization: …", or hosts."NAME".headers'),
    "cache": left(ALWAYS_KEPT),
    "cache_exclude_status": left(ALWAYS_KEPT),
    "cookie_jar": left("cookies live as long as the redirects of one link"),
    "default_extension": left("files are read by their suffix"),
    "dump": left("this is another command: linkcheck scan --offline -f csv lists all links"),
    "dump_inputs": left("this is another command: linkcheck scan --offline -f json lists the files"),
    "exclude": patterns("exclude"),
    "exclude_all_private": left(PRIVATE),
    "exclude_file": _exclude_paths,
    "exclude_link_local": left(PRIVATE),
    "exclude_loopback": left(PRIVATE),
    "exclude_mail": left("mail addresses are never asked"),
    "exclude_path": _exclude_paths,
    "exclude_private": left(PRIVATE),
    "extensions": left("all documents that linkcheck can read are read; `exclude_paths` leaves some out"),
    "fallback_extensions": left(RENDERED),
    "files_from": left("this is a flag here: --files-from"),
    "format": _format,
    "generate": left("this is another command: linkcheck completion, man linkcheck"),
    "github_token": left("a token belongs in no file: GITHUB_TOKEN of the environment is used"),
    "glob_ignore_case": left("folders are named, and no globs"),
    "header": lambda conversion, name, value: take_headers(conversion, name, value),
    "headers": lambda conversion, name, value: take_headers(conversion, name, value),
    "hidden": left("hidden files are read where `paths` names them"),
    "host_concurrency": same("host_concurrency"),
    "host_request_interval": same("host_request_interval"),
    "host_stats": left("hosts with several failing links are listed in any case"),
    "hosts": _hosts,
    "include": patterns("include"),
    "include_fragments": left("places inside a page are judged in any case; those of other sites fail no run"),
    "include_mail": left("mail addresses are never asked"),
    "include_verbatim": left("what stands in code is no link here"),
    "include_wikilinks": left("documents are read as the site's generator reads them"),
    "index_files": left(RENDERED),
    "insecure": switch("insecure"),
    "max_cache_age": left(ALWAYS_KEPT),
    "max_concurrency": same("max_concurrency"),
    "max_redirects": same("max_redirects"),
    "max_retries": same("max_retries"),
    "method": left("what a link is worth is decided by GET, as browsers ask"),
    "min_tls": left("what a link is worth does not hang on the version of TLS"),
    "mode": left("the only style is that of the terminal"),
    "no_ignore": left("what .gitignore leaves out is read where `paths` names it"),
    "no_progress": switch("no_progress"),
    "offline": switch("offline"),
    "output": _output,
    "preprocess": left("no other program is run over the documents"),
    "progress": switch("no_progress", wanted=False),
    "remap": left("addresses are asked as they stand; linkcheck replace OLD NEW changes them for good"),
    "require_https": switch("rules.insecure-link", "error", otherwise="this is a note in any case"),
    "retry_wait_time": left("waits grow by themselves, and follow Retry-After"),
    "root_dir": left(RENDERED),
    "scheme": _scheme,
    "skip_missing": left("a path that is not there is an error: it may be a slip of the pen"),
    "suggest": left("copies are looked for in any case"),
    "threads": left("`engine` shares many links among the cores by itself"),
    "timeout": same(
        "timeout", float, "it ends with the first byte here, and all requests of a link may take twice as long"
    ),
    "user_agent": same("user_agent"),
    "verbose": left(LOGS),
}


def read_settings(text: str) -> Conversion:
    """Read `lychee.toml`, or the table of lychee in a `pyproject.toml` or `Cargo.toml`."""
    table = toml_table(text)
    for path in (("tool", "lychee"), ("package", "metadata", "lychee"), ("workspace", "metadata", "lychee")):
        inner: Any = table
        for key in path:
            inner = inner.get(key) if isinstance(inner, Mapping) else None
        if isinstance(inner, Mapping):
            table = inner
    return _converted(table)


def read_package(text: str) -> Conversion:
    """Read the member `lychee` of a `package.json`."""
    table = json_table(text).get("lychee")
    if not isinstance(table, Mapping):
        raise ValueError('there is no "lychee" in it')  # noqa: TRY004 -- of the file, for its author
    return _converted(table)


def _converted(table: Mapping[str, Any]) -> Conversion:
    conversion = Conversion()
    conversion.convert(KEYS, table)
    if "include" in conversion.settings and "exclude" not in conversion.settings:
        conversion.take("include", "exclude", [".*"])
        conversion.remark("include", "without `exclude`, lychee asks nothing else")
    return conversion


def read_ignore(text: str) -> Conversion:
    """Read `.lycheeignore`: an expression a line, which `.linkcheckignore` has too."""
    conversion = Conversion()
    for line in text.splitlines():
        expression = line.strip()
        why = why_not(expression) if expression and not expression.startswith("#") else None
        if why is None:
            conversion.ignore_lines.append(line.rstrip())
        else:
            conversion.leave(expression, why)
    return conversion


def read_cache(text: str) -> Conversion:
    """Read `.lycheecache`: an address, a status and the seconds of a clock a line; only good answers say something."""
    conversion, others = Conversion(), 0
    for row in csv.reader(io.StringIO(text)):
        if len(row) == COLUMNS and re.fullmatch("2[0-9]{2}", row[1]) and re.fullmatch("[0-9]{1,10}", row[2]):
            conversion.alive.append(LastAlive(row[0], datetime.fromtimestamp(int(row[2]), UTC)))
        else:
            others += 1
    if others:
        conversion.leave(counted(others, "other line"), "they tell of no page that was there")
    return conversion


LYCHEE = ForeignTool(
    title="lychee",
    files={
        "*lychee*.toml": read_settings,
        "pyproject.toml": read_settings,
        "Cargo.toml": read_settings,
        "package.json": read_package,
        "*lycheeignore*": read_ignore,
        "*lycheecache*": read_cache,
    },
    keys=KEYS,
    suffixes=(".toml",),
    read=read_settings,
    actions={"lycheeverse/lychee-action": lychee_step},
)

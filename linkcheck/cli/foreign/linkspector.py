"""Linkspector: `.linkspector.yml`. Its comments in documents are honoured without anything being done."""

from __future__ import annotations

from typing import Any

from linkcheck.cli.foreign.conversion import Conversion, left, objects_with, same, switch
from linkcheck.cli.foreign.formats import yaml_table
from linkcheck.cli.foreign.markdown_link_check import AS_THEY_STAND, statuses, take_http_headers
from linkcheck.cli.foreign.steps import linkspector_step
from linkcheck.cli.foreign.tool import ForeignTool


def _paths(conversion: Conversion, name: str, value: Any) -> None:
    items = value if isinstance(value, list) else [value]
    conversion.take(name, "paths", [_clean(str(one)) or "." for one in items])


def _exclude_paths(conversion: Conversion, name: str, value: Any) -> None:
    end = "/" if name == "excludedDirs" else ""
    for item in value if isinstance(value, list) else [value]:
        path = _clean(str(item)).rstrip("/")
        if path:
            conversion.take(name, "exclude_paths", [f"/{path}{end}"])
        else:
            conversion.leave(f"{name}: {item}", "this is everything")


def _clean(path: str) -> str:
    return (
        path.strip().removeprefix("./").removeprefix("/").removesuffix("/**").rstrip(".") if path.strip(" ./") else ""
    )


KEYS = {
    "aliveStatusCodes": statuses,
    "baseUrl": left("what a link inside the site leads to is known from the site's generator"),
    "checkGithubArchived": left("an archived repository is there, and its links are alive"),
    "dirs": _paths,
    "excludedDirs": _exclude_paths,
    "excludedFiles": _exclude_paths,
    "fileExtensions": left("all documents that linkcheck can read are read; `exclude_paths` leaves some out"),
    "files": _paths,
    "followRedirects": switch("fail_on", ["dead", "invalid", "error", "moved"], wanted=False),
    "httpHeaders": lambda conversion, name, value: take_http_headers(conversion, name, value, "url"),
    "ignorePatterns": objects_with("pattern", "exclude"),
    "ignoreSslErrors": switch("insecure"),
    "modifiedFilesOnly": left("this is a flag here: --since REV, which reads what a change touches and breaks"),
    "replacementPatterns": left(AS_THEY_STAND),
    "retryCount": same("max_retries"),
    "timeout": same("timeout", lambda value: value / 1000),
    "useGitIgnore": left("what .gitignore leaves out is read only where `paths` names it"),
    "userAgent": same("user_agent"),
}


def read_settings(text: str) -> Conversion:
    """Read `.linkspector.yml`."""
    conversion = Conversion()
    conversion.convert(KEYS, yaml_table(text))
    if conversion.settings.get("fail_on"):
        conversion.remark("followRedirects", "`moved` is said of permanent redirects alone")
    return conversion


LINKSPECTOR = ForeignTool(
    title="Linkspector",
    files={"*linkspector*.y*ml": read_settings},
    keys=KEYS,
    suffixes=(".yml", ".yaml"),
    read=read_settings,
    actions={"umbrelladocs/action-linkspector": linkspector_step},
)

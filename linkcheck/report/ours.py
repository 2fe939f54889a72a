"""Tells a report that linkcheck wrote from any other file: only the former may be replaced unasked."""

from __future__ import annotations

import re
from collections.abc import Mapping
from pathlib import Path
from types import MappingProxyType

from linkcheck.model import LinkcheckError
from linkcheck.report import FORMATS, format_for
from linkcheck.strangers import Boundary

LARGEST = 1 << 30
"""Bytes of a report of the largest blog, many times over."""

_SCOPE = rb"[\d,]+\s+references?\s+in\s+[\d,]+\s+files?,\s+[\d,]+\s+distinct\s+links?\s+\("

MARKS: Mapping[str, re.Pattern[bytes]] = MappingProxyType(
    {
        "text": re.compile(rb"^" + _SCOPE, re.MULTILINE),
        "json": re.compile(rb'\A\s*\{\s*"schema"\s*:\s*"linkcheck-report/'),
        "markdown": re.compile(rb"\A.+\n\n" + _SCOPE),  # a post may quote one
        "html": re.compile(rb'\A\s*<!doctype html>.{0,1000}<meta name="generator" content="linkcheck ', re.DOTALL),
        "csv": re.compile(rb"\A(?:\xef\xbb\xbf)?path,line,column,syntax,label,"),
        "atom": re.compile(rb"\A.{0,500}<feed\b.{0,500}<name>linkcheck</name>", re.DOTALL),
        "badge": re.compile(rb'\A<svg [^>]*aria-label="links: '),
        "shields": re.compile(rb'\A\{"schemaVersion": 1, "label": "links", '),
        "sarif": re.compile(rb'\A.{0,500}"driver":\s*\{\s*"name":\s*"linkcheck"', re.DOTALL),
        "rdjson": re.compile(rb'\A\s*\{\s*"source":\s*\{\s*"name":\s*"linkcheck"'),
        "gitlab": re.compile(
            rb'\A\[\s*(?:\]\s*\Z|\{\s*"description":\s*"(?:[^"\\]|\\.)*",\s*"check_name":\s*"linkcheck/)'
        ),
        "junit": re.compile(rb'\A<\?xml[^>]*>\s*<testsuites name="linkcheck"'),
    }
)
"""Format → how each of its files begins; a text tells its scope in a line somewhere."""


def is_html_report(head: bytes) -> bool:
    """Tell by its beginning whether a page is a report of this program."""
    return MARKS["html"].search(head) is not None


def refuse_other_files(output: str, chosen: str | None, cwd: Path) -> None:
    """Raise LinkcheckError unless a report may be written where a settings file says: it is a stranger's word.

    The suffix is that of a report, and what is there, if anything, is an earlier report.
    """
    if output == "-":
        return
    suffixes = [suffix for one in FORMATS.values() for suffix in one.suffixes]
    if not output.lower().endswith(tuple(suffixes)):
        known = ", ".join(sorted(suffixes))
        raise LinkcheckError(f"outputs: {output}: the name of a report ends in one of {known}")
    file = cwd / output
    try:
        data = Boundary.around(file).read(file, LARGEST)
    except FileNotFoundError:
        return
    except OSError as error:
        raise LinkcheckError(f"outputs: {output}: no report is written there: {error.strerror or error}") from error
    if data and not any(MARKS[name].search(data) for name in _formats(output, chosen)):
        raise LinkcheckError(
            f"outputs: {output} is there, and is no report of linkcheck: it is left as it is; "
            "remove it, or choose another name"
        )


def _formats(output: str, chosen: str | None) -> set[str]:
    """Return the formats that a file of this name may have; another one may have been chosen the last time."""
    fitting = {name for name, one in FORMATS.items() if output.lower().endswith(one.suffixes)}
    return {format_for(output, chosen), *fitting} & MARKS.keys()

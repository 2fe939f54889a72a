"""SARIF 2.1.0 for code scanning and editors: https://docs.oasis-open.org/sarif/sarif/v2.1.0/sarif-v2.1.0.html.

GitHub takes up to 25,000 results of a run and 10 MB of gzip, refuses a file with more, and shows 5,000 results; so the
gravest are given, and notes only on demand. Its upload adds a fingerprint of the line by itself and warns of every
other one under that name; ours has a name of its own.
Source: docs.github.com, "SARIF results exceed limits" and "SARIF results file is too large".
"""

from __future__ import annotations

import re
import zlib
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from datetime import UTC, datetime, timedelta
from urllib.parse import quote

import msgspec

from linkcheck.__about__ import HOME, __version__
from linkcheck.model import Level, Reason, Report, Rule
from linkcheck.report.diagnostics import GRAVITY, Diagnostic, diagnostics, help_url, without_notes
from linkcheck.report.encoding import document, encoded
from linkcheck.report.fingerprints import fingerprints
from linkcheck.report.regions import end_column, whole_line, written
from linkcheck.report.summary import gap_lines
from linkcheck.report.view import Context
from linkcheck.report.words import REASONS, counted, visible

SCHEMA = "https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json"
MOST_RESULTS = 25_000
"""GitHub's limit for a run."""
MOST_BYTES = 9_500_000
"""Of the results after gzip; GitHub's limit for a file is 10 MB, and rules and indents need some of it."""

ROOT = "%SRCROOT%"
FINGERPRINT = "linkcheck/v1"

_PLACEHOLDER = re.compile(r"\{\d")

Json = dict[str, object]


def render(report: Report, context: Context) -> str:
    """Return a log with one run."""
    found = without_notes(report, context)
    shown = found[:MOST_RESULTS]
    rules = _rules(shown)
    numbers = {str(rule["id"]): number for number, rule in enumerate(rules)}
    pairs = zip(shown, fingerprints(shown), strict=True)
    results = list(_fitting(encoded(_result(diagnostic, report, numbers, mark)) for diagnostic, mark in pairs))
    notes = 0 if context.notes else len(diagnostics(report, context)) - len(found)
    driver = {"name": "linkcheck", "semanticVersion": __version__, "informationUri": HOME, "rules": rules}
    run: Json = {
        "tool": {"driver": driver},
        "automationDetails": {"id": "linkcheck/"},
        "columnKind": "unicodeCodePoints",
        "originalUriBaseIds": {ROOT: {"description": {"text": "The folder in which linkcheck ran."}}},
        "invocations": [_invocation(report, found[len(results) :], notes)],
        "results": results,
    }
    return document({"$schema": SCHEMA, "version": "2.1.0", "runs": [run]})


def _fitting(results: Iterable[msgspec.Raw]) -> Iterator[msgspec.Raw]:
    """Yield results as long as they fit: what GitHub would refuse as a whole says less than its gravest half."""
    packer, size = zlib.compressobj(), 0
    for result in results:
        size += len(packer.compress(bytes(result)))
        if size > MOST_BYTES:
            return
        yield result


def _rules(shown: Sequence[Diagnostic]) -> list[Json]:
    """Return what there is to know of every code that has a result, by code."""
    levels: dict[str, Level] = {}
    for diagnostic in shown:
        levels[diagnostic.code] = min(
            levels.get(diagnostic.code, diagnostic.level), diagnostic.level, key=GRAVITY.__getitem__
        )
    return [_rule(code, levels[code]) for code in sorted(levels)]


def _rule(code: str, level: Level) -> Json:
    of_link = code in set(Reason)
    words = REASONS[Reason(code)] if of_link else Rule(code).words
    sentence = f"{words[0].upper()}{words[1:]}."
    more = " `linkcheck explain URL` tells why a link is judged so." if of_link else ""
    kind = "A link that leads nowhere" if of_link else "A fault of a document"
    levels = "" if of_link else f" Level: {Rule(code).levels}."
    return {
        "id": code,
        "name": ("Link" if of_link else "") + "".join(part.capitalize() for part in code.split("-")),
        "shortDescription": {"text": sentence.replace("`", "")},
        "fullDescription": {"text": f"{kind}: {words}.{levels}".replace("`", "")},
        "helpUri": help_url(code),
        "help": {
            "text": f"{sentence}{levels}{more}".replace("`", ""),
            "markdown": f"{sentence}{levels}{more}",
        },
        "defaultConfiguration": {"level": level.value},
        "properties": {"tags": ["links", "network" if of_link else "documents"]},
    }


def _result(diagnostic: Diagnostic, report: Report, numbers: dict[str, int], fingerprint: str) -> Json:
    where = _artifact(diagnostic.path)
    region = _region(diagnostic, report)
    place: Json = {"artifactLocation": where, "region": region}
    line = whole_line(diagnostic, report)
    if line and _is_part(region, line):
        place["contextRegion"] = {"startLine": diagnostic.position.line, "snippet": {"text": visible(line)}}
    result: Json = {
        "ruleId": diagnostic.code,
        "ruleIndex": numbers[diagnostic.code],
        "level": diagnostic.level.value,
        "message": {"text": _inert(diagnostic.message)},
        "locations": [{"physicalLocation": place}],
        "partialFingerprints": {FINGERPRINT: fingerprint},
    }
    if report.baseline is not None:  # on all results or on none
        result["baselineState"] = "new" if diagnostic.new else "unchanged"
    if diagnostic.replacement is not None and "byteLength" in region:
        result["fixes"] = [
            _fix(where, {key: region[key] for key in region if key != "snippet"}, diagnostic.replacement)
        ]
    named = {"verdict": diagnostic.state, "url": diagnostic.url, "label": diagnostic.label}
    properties = {name: visible(value) for name, value in named.items() if value is not None}
    return {**result, "properties": properties} if properties else result


def _inert(message: str) -> str:
    """Return a message in which no viewer finds a link or a placeholder (sections 3.11.5 and 3.11.6)."""
    if "](" in message:
        message = re.sub(r"([\\[\]])", r"\\\1", message)
    return message.replace("{", "{{").replace("}", "}}") if _PLACEHOLDER.search(message) else message


def _artifact(path: str) -> Json:
    """Return where a file is; a byte that is not UTF-8 stays that byte."""
    try:
        data = path.encode("utf-8", "surrogateescape")
    except UnicodeEncodeError:
        data = path.encode("utf-8", "surrogatepass")
    if path.startswith(("http://", "https://")):  # a page of a published site
        return {"uri": quote(data, safe="/~:?#[]@!$&'()*+,;=%")}
    uri = quote(data, safe="/~")
    return {"uri": f"file://{uri}"} if uri.startswith("/") else {"uri": uri, "uriBaseId": ROOT}


def _region(diagnostic: Diagnostic, report: Report) -> Json:
    """Return the place in lines and columns, and in bytes where both are known to be the same place."""
    region: Json = {"startLine": diagnostic.position.line, "startColumn": diagnostic.position.column}
    end, text = end_column(diagnostic, report), written(diagnostic, report)
    if end is None or text is None:
        return region
    size = diagnostic.span.end - diagnostic.span.start
    region |= {"endColumn": end, "byteOffset": diagnostic.span.start, "byteLength": size}
    return {**region, "snippet": {"text": visible(text)}} if text else region


def _is_part(region: Json, line: str) -> bool:
    """Tell whether a region is less than its line (section 3.29.5); one without an end goes to the end of it."""
    return region["startColumn"] != 1 or region.get("endColumn", len(line) + 1) != len(line) + 1


def _fix(where: Json, region: Json, text: str) -> Json:
    replacement = {"deletedRegion": region, "insertedContent": {"text": text}}
    change = {"artifactLocation": where, "replacements": [replacement]}
    return {"description": {"text": f"Link to {visible(text)} instead"}, "artifactChanges": [change]}


def _invocation(report: Report, left_out: Sequence[Diagnostic], notes: int) -> Json:
    invocation: Json = {"executionSuccessful": report.environment_fault is None, "exitCode": report.exit_code}
    if report.started_at is not None:
        invocation["startTimeUtc"] = _time(report.started_at)
        invocation["endTimeUtc"] = _time(report.started_at + timedelta(seconds=report.duration_s))
    told = [
        {"level": level.value, "message": {"text": words}} for level, words in _notifications(report, left_out, notes)
    ]
    return {**invocation, "toolExecutionNotifications": told} if told else invocation


def _notifications(report: Report, left_out: Sequence[Diagnostic], notes: int) -> Iterator[tuple[Level, str]]:
    if report.environment_fault:
        yield Level.ERROR, f"No verdicts: {visible(report.environment_fault)}"
    waiting = sum(finding.verdict.reason is Reason.INTERRUPTED for finding in report.findings)
    if waiting:
        yield Level.WARNING, f"Interrupted with {counted(waiting, 'link')} not asked."
    if report.offline:
        yield Level.NOTE, "Offline: no link was asked."
    if left_out:
        levels = Counter(diagnostic.level for diagnostic in left_out)
        words = ", ".join(counted(levels[level], level.value) for level in Level if levels[level])
        yield Level.WARNING, f"Only the gravest results fit; left out: {words}."
    for words in gap_lines(report):
        yield Level.NOTE, f"{words}."
    if notes:
        yield Level.NOTE, f"{counted(notes, 'note')} left out; --notes has them told."


def _time(moment: datetime) -> str:
    return f"{moment.astimezone(UTC):%Y-%m-%dT%H:%M:%S}.{moment.microsecond // 1000:03}Z"

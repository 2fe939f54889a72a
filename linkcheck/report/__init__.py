"""The formats of a report, for people and for programs. A new format is one module and one line in `FORMATS`.

A format's module is imported when a report is written in it: the others would cost every run a tenth of a second.
"""

from __future__ import annotations

import importlib
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from difflib import get_close_matches
from pathlib import PurePath
from types import MappingProxyType
from typing import cast

from linkcheck.model import Finding, LinkcheckError, Report
from linkcheck.report.view import Context, redacted, redacted_finding, redacted_text
from linkcheck.report.words import REASONS, VERDICTS
from linkcheck.verdict.outcome import broken, exit_code, unasked

__all__ = [
    "FORMATS",
    "REASONS",
    "VERDICTS",
    "Context",
    "Format",
    "broken",
    "exit_code",
    "format_for",
    "redacted_text",
    "refuse_suffix",
    "remarks",
    "render",
    "render_explanation",
    "render_pieces",
    "short_summary",
    "unasked",
    "waiting_lines",
]

PLAIN = Context()

Render = Callable[[Report, Context], str]


@dataclass(frozen=True, slots=True)
class Format:
    """One way to write a report."""

    name: str
    suffixes: tuple[str, ...]
    """The ends of its files' names, in lower case, with the dot; the first of several formats owns a shared one."""
    words: str
    """The use of the format, for the reference."""
    module: str
    """The module of this package whose function renders the report."""
    function: str = "render"

    def load(self) -> Render:
        """Import the module and return the function that renders a report."""
        return cast("Render", getattr(importlib.import_module(f"{__name__}.{self.module}"), self.function))


FORMATS: Mapping[str, Format] = MappingProxyType(
    {
        one.name: one
        for one in (
            Format(
                "text", (".txt",), "for people at a terminal, with colours and links that the terminal can open", "text"
            ),
            Format(
                "json",
                (".json",),
                "all data, by a JSON Schema; can be compared, and drawn in any other format",
                "json",
            ),
            Format(
                "markdown",
                (".md", ".markdown"),
                "for an issue or a job summary: below 65,536 characters, and no text in it can act",
                "markdown",
            ),
            Format(
                "html",
                (".html", ".htm"),
                "one file for a browser: what needs someone today, pictures, search, all evidence; it makes no request",
                "html.page",
            ),
            Format("csv", (".csv",), "one row per reference, for spreadsheets and databases", "csv"),
            Format("atom", (".atom",), "a feed of links that broke, came back or were repaired", "atom"),
            Format("badge", (".svg",), "a picture for a web page", "badge", "render_svg"),
            Format(
                "shields",
                (".shields.json", ".json"),
                "JSON for an endpoint badge of shields.io; `.json` if `--format` says so",
                "badge",
                "render_shields",
            ),
            Format(
                "sarif",
                (".sarif", ".sarif.json"),
                "SARIF 2.1.0, for code scanning, within its limits; errors and warnings, with `--notes` notes too",
                "sarif",
            ),
            Format("github", (), "annotations on the lines, as a step in GitHub Actions prints them", "github"),
            Format("rdjson", (".rdjson",), "for reviewdog, with the repairs as suggestions", "rdjson"),
            Format("junit", (".xml",), "for CI systems that show test results: a test for each post", "junit"),
            Format(
                "gitlab",
                (".codequality.json", "gl-code-quality-report.json"),
                "Code Quality of GitLab; errors and warnings, with `--notes` notes too",
                "gitlab",
            ),
        )
    }
)


def format_for(output: str, chosen: str | None = None) -> str:
    """Return the name of the format for an output: what its suffix says, else what was chosen, else text.

    The longest suffix that fits decides. Where it is of several formats, the chosen one has it, else the first.
    `-` is stdout. Raises LinkcheckError for a chosen format that does not exist, and for a suffix of none where none
    was chosen; so ask before a long run.
    """
    if chosen is not None and chosen not in FORMATS:
        near = get_close_matches(chosen, FORMATS, n=1)
        meant = f"did you mean {near[0]}?" if near else f"only {', '.join(FORMATS)}"
        raise LinkcheckError(f'--format: there is no format "{chosen}", {meant}')
    name = PurePath(output).name.lower()
    fitting = [(suffix, one.name) for one in FORMATS.values() for suffix in one.suffixes if name.endswith(suffix)]
    if not fitting and chosen is None:
        refuse_suffix(output, [one.suffixes for one in FORMATS.values()])
    return max(fitting, key=lambda each: (len(each[0]), each[1] == chosen), default=("", chosen or "text"))[1]


def refuse_suffix(output: str, known: Iterable[tuple[str, ...]]) -> None:
    """Raise LinkcheckError for a file whose suffix is none of those of any format; one without any says nothing."""
    suffix = PurePath(output).suffix.lower()
    firsts = {each: suffixes[0] for suffixes in known for each in suffixes}
    if suffix and suffix not in firsts:
        near = get_close_matches(suffix, firsts, n=1)
        meant = f"did you mean {firsts[near[0]]}?" if near else "--format can name one"
        raise LinkcheckError(f"{output}: no format has files with the suffix {suffix}; {meant}")


def render(report: Report, format_name: str, context: Context = PLAIN) -> str:
    """Return the report in a format of `FORMATS`, without secrets, with one newline at its end."""
    return FORMATS[format_name].load()(redacted(report, context.redact), context)


def render_pieces(report: Report, format_name: str, context: Context = PLAIN) -> Iterator[str]:
    """Yield what `render` returns, a piece at a time where the format can: the largest report is never held whole."""
    report = redacted(report, context.redact)
    if format_name != "json":
        return iter((FORMATS[format_name].load()(report, context),))
    from linkcheck.report import json

    return json.pieces(report, context)


def short_summary(report: Report, context: Context = PLAIN) -> str:
    """Return the numbers and the one line that matters, with one newline at its end."""
    from linkcheck.report import text

    return text.short_summary(redacted(report, context.redact), context) + "\n"


def remarks(report: Report, context: Context = PLAIN) -> bytes:
    """Return what a fix leaves as it is, as comments to stand before its diff."""
    from linkcheck.report import refusals

    return refusals.remarks(redacted(report, context.redact))


def waiting_lines(report: Report, context: Context = PLAIN) -> tuple[str, ...]:
    """Return the line that says how many deaths wait for a later night to be repaired, if any do."""
    from linkcheck.report import summary

    return summary.waiting_lines(report, context)


def render_explanation(finding: Finding, context: Context = PLAIN) -> str:
    """Return why a link has its verdict: what was asked and answered, what each signal said, what follows."""
    from linkcheck.report import explain

    return explain.render(redacted_finding(finding, context.redact), context)

"""A badge for a README or a page: an SVG of its own, and the JSON that shields.io's endpoint badge asks for.

https://shields.io/badges/endpoint-badge names the keys. The words are ours and hold no text from elsewhere.
"""

from __future__ import annotations

import json
from dataclasses import dataclass

from linkcheck.model import Level, Report, State
from linkcheck.report.view import Context
from linkcheck.report.words import counted
from linkcheck.verdict.outcome import Repairs, by_state

LABEL = "links"

GREEN, RED, GREY = "#1a7f37", "#c62828", "#57606a"
"""On white text each has a contrast of at least 4.5 (WCAG AA)."""

_NARROW, _WIDE = frozenset("ijl.,:' ftr"), frozenset("mwMW")
_PADDING = 6


@dataclass(frozen=True, slots=True)
class _Badge:
    words: str
    colour: str


def render_svg(report: Report, context: Context) -> str:
    """Return a picture of 20 px height that names its words to screen readers.

    Its one id is its width, so that badges that stand in one page clip each other to no other shape than their own.
    """
    badge = _badge(report)
    left, right = _width(LABEL), _width(badge.words)
    whole = left + right
    title = f"{LABEL}: {badge.words}"
    return f"""\
<svg xmlns="http://www.w3.org/2000/svg" width="{whole}" height="20" role="img" aria-label="{title}">
<title>{title}</title>
<clipPath id="w{whole}"><rect width="{whole}" height="20" rx="3"/></clipPath>
<g clip-path="url(#w{whole})">
<rect width="{left}" height="20" fill="#444d56"/>
<rect x="{left}" width="{right}" height="20" fill="{badge.colour}"/>
</g>
<g fill="#fff" text-anchor="middle" font-family="Verdana,DejaVu Sans,sans-serif" font-size="11">
<text x="{left / 2:g}" y="14" textLength="{left - 2 * _PADDING}">{LABEL}</text>
<text x="{left + right / 2:g}" y="14" textLength="{right - 2 * _PADDING}">{badge.words}</text>
</g>
</svg>
"""


def render_shields(report: Report, context: Context) -> str:
    """Return the answer of an endpoint, to be served as it is."""
    badge = _badge(report)
    answer = {"schemaVersion": 1, "label": LABEL, "message": badge.words, "color": badge.colour.removeprefix("#")}
    return json.dumps(answer) + "\n"


def _badge(report: Report) -> _Badge:
    if report.environment_fault is not None or not report.rows:
        return _Badge("unknown", GREY)
    repairs = Repairs.of(report.edits)
    judged = [one for one in report.findings if one.verdict.state is not State.UNCHECKED]
    left = by_state(one for one in judged if not repairs.repaired(one))
    broken = [f"{left[state]:,} {state}" for state in State if state.is_broken and left[state]]
    errors = sum(problem.level is Level.ERROR for problem in report.problems)
    if errors:
        return _Badge(", ".join([*broken, counted(errors, "error")]), RED)
    if broken:
        return _Badge(f"{', '.join(broken)} of {len(judged):,}", RED)
    if report.offline or not judged:
        return _Badge("not checked", GREY)
    return _Badge(f"none dead of {len(judged):,}", GREEN)


def _width(words: str) -> int:
    """Return about how wide Verdana draws the words at 11 px, with padding; textLength makes it fit exactly."""
    return 2 * _PADDING + round(sum(4 if one in _NARROW else 10 if one in _WIDE else 7 for one in words))

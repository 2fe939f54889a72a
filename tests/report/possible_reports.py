"""Reports of every kind that a machine's format must hold, and the schemas that say how."""

from __future__ import annotations

import json
from collections.abc import Mapping
from functools import cache
from types import MappingProxyType

from hypothesis import strategies as st
from jsonschema import Draft4Validator

from linkcheck.model import Edit, Reason, Reference, Report, Row, State, Verdict
from linkcheck.report import broken, render
from tests.support import paths
from tests.support.copies import replace
from tests.support.hostile_report import hostile_report
from tests.support.large_report import many
from tests.support.sample_report import EMPTY, FIXED, GONE, SAMPLE, reference
from tests.support.sample_report import finding as finding_of

SCHEMAS = paths.CASES / "schemas"

ACTING = (
    *("</script><script>", "]]>", "<![CDATA[", "-->", "&lt;", "<?xml?>", "\x00", "\ufffe", "\ud800", "\udcff"),
    *("::error::x", "\n::error file=a::b", "\r::warning::x", "##[error]x", "%0A", "%25", ",line=1", "::"),
    *("](http://evil.example/)", "{0}", "\u202e", "\u2066", "\x1b]8;;x\x07", "\u2028", "\x85", '"', "\\", "é𐐀"),
)
"""What ends, opens or steers something in one format or another."""

acting = st.lists(st.text(max_size=6) | st.sampled_from(ACTING), max_size=8).map("".join)


def hostile_lines(text: str) -> Report:
    """Return a hostile report that quotes its lines, plans edits and knows a baseline."""
    report = hostile_report(text)
    lines = {(one.path, one.position.line): f"[{text}]: {one.destination} {text}" for one in _references(report)}
    first = _references(report)[0]
    new = text.encode("utf-8", "surrogatepass")
    edit = Edit(first.path, first.span, first.destination.encode("utf-8", "surrogatepass"), new, text)
    return replace(report, lines=lines, edits=(edit,), baseline=frozenset({text}))


def _references(report: Report) -> list[Reference]:
    return [one for found in report.findings for one in found.target.references]


_LATE = finding_of(Verdict(State.UNCHECKED, Reason.INTERRUPTED, ""), (reference("a.md", 1, "http://late.example/"),))

INTERRUPTED = replace(
    SAMPLE,
    findings=(*SAMPLE.findings, _LATE),
    rows=(Row(_LATE.target.references[0], _LATE.target.url), *SAMPLE.rows),
)
"""A run that was ended before its last link was asked."""

POSSIBLE: Mapping[str, Report] = MappingProxyType(
    {
        "sample": SAMPLE,
        "fixed": FIXED,
        "empty": EMPTY,
        "offline": replace(SAMPLE, offline=True),
        "interrupted": INTERRUPTED,
        "fault": replace(SAMPLE, environment_fault="no name server answers", exit_code=2),
        "hostile": hostile_lines("".join(ACTING)),
        "known": replace(SAMPLE, baseline=broken((GONE,), SAMPLE.problems)),
        "all new": replace(SAMPLE, baseline=frozenset()),
        "many": many(600, 4),
    }
)


@cache
def _validator(name: str) -> Draft4Validator:
    return Draft4Validator(json.loads((SCHEMAS / name).read_bytes()))


def parsed(report: Report, format_name: str, schema: str) -> dict[str, object]:
    """Return a report in a JSON format as its readers get it, once its schema took it."""
    whole = json.loads(render(report, format_name))
    _validator(schema).validate(whole)
    assert isinstance(whole, dict)
    return whole

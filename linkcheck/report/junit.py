"""JUnit's XML, which every CI server draws: a test for each post, which tells of all its references in one text.

There is no standard; these are the elements and attributes that all servers read and that the strictest of them, the
xUnit plugin of Jenkins, takes: it drops a file with any other (`line`, say), so a failure tells its places in words. A
test for each reference would be eleven megabytes of passed tests for a large blog, and its posts not to be told apart.
A test fails where the run minds something in the post, and is skipped where nobody asked for any of its references.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import PurePosixPath

from linkcheck.model import Finding, Level, Report, Row, State
from linkcheck.report import xml
from linkcheck.report.diagnostics import Diagnostic, diagnostics
from linkcheck.report.pieces import place, reason, why
from linkcheck.report.view import Context
from linkcheck.report.words import counted, visible
from linkcheck.verdict.outcome import Repairs, place_of


@dataclass(slots=True)
class _Case:
    """What is known of one post."""

    milliseconds: int = 0
    references: int = 0
    repaired: int = 0
    notes: int = 0
    failures: list[Diagnostic] = field(default_factory=list)
    lines: list[str] = field(default_factory=list)
    """Of what the run does not mind, and people may."""
    unasked: Counter[str] = field(default_factory=Counter)
    """The reasons why nobody asked for some references."""

    @property
    def is_skipped(self) -> bool:
        """Whether there was something to ask for, and none of it was asked."""
        return not self.failures and 0 < self.references == self.unasked.total()


def render(report: Report, context: Context) -> str:
    """Return the suite; times are those that the servers took to answer, in seconds."""
    cases = _cases(report, context)
    fault = report.environment_fault
    numbers = _numbers(list(cases.values()), errors=int(fault is not None))
    time = _seconds(sum(case.milliseconds for case in cases.values()))
    of_all = {name: number for name, number in numbers.items() if name != "skipped"}  # which is of suites only
    root = xml.Element("testsuites", {"name": "linkcheck", **of_all, "time": f"{report.duration_s:.3f}"})
    suite = xml.add(root, "testsuite", name="linkcheck", **numbers, time=time, **_timestamp(report))
    if fault is not None:
        test = xml.add(suite, "testcase", name="environment", classname="linkcheck", time="0.000")
        xml.add(test, "error", f"No verdicts: {fault}", message=fault, type="environment")
    names = _Names()
    for path, case in sorted(cases.items()):
        _add(suite, names.name(path), case)
    return xml.document(root)


@dataclass(slots=True)
class _Names:
    """Gives each post a name of its own: of two names that XML cannot hold, the same may be left."""

    numbers: Counter[str] = field(default_factory=Counter)

    def name(self, path: str) -> str:
        base = xml.legal(path)
        while True:
            self.numbers[base] += 1
            number = self.numbers[base]
            name = base if number == 1 else f"{base} ({number})"
            if number == 1 or not self.numbers[name]:
                self.numbers[name] += number > 1
                return name


def _cases(report: Report, context: Context) -> Mapping[str, _Case]:
    """Return what is known of each post, by its path."""
    cases: defaultdict[str, _Case] = defaultdict(_Case)
    for post in report.posts:
        _ = cases[post.path]
    # By place, since redaction may have made one URL of two.
    findings = {(one.path, one.span): finding for finding in report.findings for one in finding.target.references}
    repairs = Repairs.of(report.edits)
    for row in report.rows:
        _count(cases[row.reference.path], row, findings.get((row.reference.path, row.reference.span)), repairs)
    for diagnostic in diagnostics(report, context):
        case = cases[diagnostic.path]
        if diagnostic.level is Level.ERROR:
            case.failures.append(diagnostic)
        elif diagnostic.level is Level.WARNING:
            case.lines.append(f"warning: {_told(diagnostic)}")
        else:
            case.notes += 1
    return cases


def _count(case: _Case, row: Row, finding: Finding | None, repairs: Repairs) -> None:
    one = row.reference
    case.references += 1
    case.repaired += place_of(one) in repairs.applied
    unasked = _unasked(row, finding)
    if unasked is not None:
        case.unasked[unasked] += 1
    if finding is None:
        return
    state = finding.verdict.state
    if state.is_undecided or state is State.MOVED:
        case.lines.append(f"{state}: {place(one)}: {visible(one.destination)}: {reason(finding)}")
    if finding.target.references[0] == one and finding.check is not None:  # a link takes its time once
        case.milliseconds += sum(exchange.elapsed_ms for exchange in finding.check.exchanges)


def _unasked(row: Row, finding: Finding | None) -> str | None:
    """Return why nobody asked for a reference; None where somebody did, or nothing had to be asked."""
    if row.reference.disabled:
        return "switched off by a comment in the file"
    if row.reference.untouched:
        return "the change does not touch it"
    if finding is None or finding.verdict.state is not State.UNCHECKED:
        return None
    return f"{finding.verdict.reason}: {visible(why(finding.verdict))}"


def _add(suite: xml.Element, name: str, case: _Case) -> None:
    folder = str(PurePosixPath(name).parent)
    test = xml.add(suite, "testcase", name=name, classname=folder, time=_seconds(case.milliseconds))
    if case.failures:
        first = case.failures[0]
        more = f"{counted(len(case.failures), 'error')}; the first: " if len(case.failures) > 1 else ""
        told = [*map(_told, case.failures)]
        xml.add(test, "failure", told, message=more + first.message, type=first.code)
    elif case.is_skipped:
        xml.add(test, "skipped", message="; ".join(sorted(case.unasked)))
    said = [*case.lines, *_counts(case)]
    if said:
        xml.add(test, "system-out", said)


def _counts(case: _Case) -> Iterator[str]:
    if case.repaired:
        yield f"repaired: {counted(case.repaired, 'link')}"
    if case.notes:
        yield f"{counted(case.notes, 'note')}: see another format"


def _told(diagnostic: Diagnostic) -> str:
    return f"{place(diagnostic)}: {diagnostic.message} ({diagnostic.code})"


def _numbers(cases: Sequence[_Case], errors: int = 0) -> dict[str, str]:
    return {
        "tests": str(len(cases) + errors),
        "failures": str(sum(bool(case.failures) for case in cases)),
        "errors": str(errors),
        "skipped": str(sum(case.is_skipped for case in cases)),
    }


def _timestamp(report: Report) -> Mapping[str, str]:
    return {"timestamp": f"{report.started_at:%Y-%m-%dT%H:%M:%S}"} if report.started_at else {}


def _seconds(milliseconds: int) -> str:
    return f"{milliseconds / 1000:.3f}"

"""JUnit's XML, which every CI server draws: a suite for each document, a test for each reference.

There is no standard; these are the elements and attributes that all servers read and that the strictest of them, the
xUnit plugin of Jenkins, takes: it drops a file with any other (`line`, say), so a failure tells its place in words. A
test fails where the run minds it, and is skipped where nobody asked.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from linkcheck.model import Finding, Level, Report, Row, State
from linkcheck.report import xml
from linkcheck.report.diagnostics import Diagnostic, diagnostics
from linkcheck.report.pieces import label, place, reason, why
from linkcheck.report.view import Context
from linkcheck.report.words import visible
from linkcheck.verdict.outcome import Place, Repairs, place_of


@dataclass(frozen=True, slots=True)
class _Case:
    path: str
    name: str
    milliseconds: int = 0
    failures: tuple[Diagnostic, ...] = ()
    skipped: str | None = None
    notes: tuple[str, ...] = ()


@dataclass(slots=True)
class _Names:
    """Gives each test of a suite a name of its own: servers take two of the same name for one.

    No line number is in it, so that a server knows a test again when lines move.
    """

    numbers: Counter[tuple[str, str]] = field(default_factory=Counter)

    def name(self, path: str, wanted: str) -> str:
        place, base = xml.legal(path), xml.legal(wanted)
        while True:
            self.numbers[place, base] += 1
            number = self.numbers[place, base]
            name = base if number == 1 else f"{base} ({number})"
            if number == 1 or not self.numbers[place, name]:
                self.numbers[place, name] += number > 1
                return name


def render(report: Report, context: Context) -> str:
    """Return the suites; times are those that the servers took to answer, in seconds."""
    suites: defaultdict[str, list[_Case]] = defaultdict(list)
    for case in _cases(report, context):
        suites[case.path].append(case)
    fault = report.environment_fault
    everything = [case for cases in suites.values() for case in cases]
    numbers = _numbers(everything, errors=int(fault is not None))
    del numbers["skipped"]  # of suites only
    root = xml.Element("testsuites", {"name": "linkcheck", **numbers, "time": f"{report.duration_s:.3f}"})
    if fault is not None:
        _add_fault(root, fault)
    for path, cases in sorted(suites.items()):
        time = sum(case.milliseconds for case in cases)
        times = {"time": _seconds(time), **_timestamp(report)}
        suite = xml.add(root, "testsuite", name=path, file=path, **_numbers(cases), **times)
        for case in cases:
            _add(suite, case)
    return xml.document(root)


def _cases(report: Report, context: Context) -> Iterator[_Case]:
    wrong: defaultdict[Place, list[Diagnostic]] = defaultdict(list)
    for diagnostic in diagnostics(report, context):
        wrong[diagnostic.path, diagnostic.span.start].append(diagnostic)
    # By place, since redaction may have made one URL of two.
    findings = {(one.path, one.span): finding for finding in report.findings for one in finding.target.references}
    repairs, names = Repairs.of(report.edits), _Names()
    for row in report.rows:
        finding = findings.get((row.reference.path, row.reference.span))
        yield _of_row(row, finding, wrong.pop(place_of(row.reference), []), repairs, names)
    for found in wrong.values():
        for diagnostic in found:
            name = names.name(diagnostic.path, f"{diagnostic.code}: {diagnostic.message}")
            yield _case(diagnostic.path, name, [diagnostic])


def _of_row(row: Row, finding: Finding | None, found: Sequence[Diagnostic], repairs: Repairs, names: _Names) -> _Case:
    one = row.reference
    wanted = f"{label(one)} {visible(one.destination)}"
    notes = ["repaired"] if place_of(one) in repairs.applied else []
    if finding is not None and (finding.verdict.state.is_undecided or finding.verdict.state is State.MOVED):
        notes.append(f"{finding.verdict.state}: {reason(finding)}")
    skipped = _skipped(row, finding)
    first = finding is not None and finding.target.references[0] == one
    return _case(one.path, names.name(one.path, wanted), found, skipped, notes, first and finding)


def _case(
    path: str,
    name: str,
    found: Sequence[Diagnostic],
    skipped: str | None = None,
    notes: Sequence[str] = (),
    asked: Finding | bool | None = None,
) -> _Case:
    failures = tuple(diagnostic for diagnostic in found if diagnostic.level is Level.ERROR)
    others = (f"{diagnostic.level}: {_told(diagnostic)}" for diagnostic in found if diagnostic.level is not Level.ERROR)
    check = asked.check if isinstance(asked, Finding) else None
    time = sum(exchange.elapsed_ms for exchange in check.exchanges) if check else 0
    return _Case(path, name, time, failures, None if failures else skipped, (*notes, *others))


def _skipped(row: Row, finding: Finding | None) -> str | None:
    """Return why nobody asked for a reference; None where somebody did, or nothing had to be asked."""
    if row.reference.disabled:
        return "switched off by a comment in the file"
    if row.reference.untouched:
        return "the change does not touch it"
    if finding is None or finding.verdict.state is not State.UNCHECKED:
        return None
    return f"{finding.verdict.reason}: {why(finding.verdict)}"


def _add(suite: xml.Element, case: _Case) -> None:
    test = xml.add(suite, "testcase", name=case.name, classname=case.path, time=_seconds(case.milliseconds))
    if case.failures:
        words = "; ".join(diagnostic.message for diagnostic in case.failures)
        told = "; ".join(map(_told, case.failures))
        xml.add(test, "failure", told, message=words, type=case.failures[0].code)
    elif case.skipped is not None:
        xml.add(test, "skipped", message=case.skipped)
    if case.notes:
        xml.add(test, "system-out", "; ".join(case.notes))


def _told(diagnostic: Diagnostic) -> str:
    return f"{place(diagnostic)}: {diagnostic.message} ({diagnostic.code})"


def _add_fault(root: xml.Element, fault: str) -> None:
    suite = xml.add(root, "testsuite", name="linkcheck", **_numbers([], errors=1), time="0.000")
    test = xml.add(suite, "testcase", name="environment", classname="linkcheck", time="0.000")
    xml.add(test, "error", f"No verdicts: {fault}", message=fault, type="environment")


def _numbers(cases: Sequence[_Case], errors: int = 0) -> dict[str, str]:
    return {
        "tests": str(len(cases) + errors),
        "failures": str(sum(bool(case.failures) for case in cases)),
        "errors": str(errors),
        "skipped": str(sum(case.skipped is not None for case in cases)),
    }


def _timestamp(report: Report) -> Mapping[str, str]:
    return {"timestamp": f"{report.started_at:%Y-%m-%dT%H:%M:%S}"} if report.started_at else {}


def _seconds(milliseconds: int) -> str:
    return f"{milliseconds / 1000:.3f}"

"""The report for programs: the contract of `contract.py`, the same input giving the same bytes.

Rows are sorted here once more, so that no other part of the program has to be trusted with that.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping
from datetime import datetime

import msgspec

from linkcheck.__about__ import __version__
from linkcheck.model import (
    Edit,
    Exchange,
    Failure,
    Finding,
    KeptCopy,
    Original,
    Post,
    Problem,
    Reference,
    Report,
    Row,
    RunStats,
    State,
    Target,
    Tls,
    WorkTree,
)
from linkcheck.report import contract, encoding
from linkcheck.report.hosts import Host, failing_hosts
from linkcheck.report.pieces import decoded
from linkcheck.report.view import Context
from linkcheck.verdict.outcome import by_state, is_known


def render(report: Report, context: Context) -> str:
    """Return the report as one JSON document, indented, with a newline at its end."""
    return "".join(pieces(report, context))


def pieces(report: Report, context: Context) -> Iterator[str]:
    """Yield the same a piece at a time: a report may be larger than all that it was made from."""
    return encoding.pieces(_members(report))


def _members(report: Report) -> Mapping[str, object | Iterator[object]]:
    """Return what a `contract.JsonReport` has, by name; the items of its lists are made as they are asked for."""
    findings = sorted(report.findings, key=lambda one: one.target.url)
    rows = sorted(report.rows, key=lambda row: _order(row.reference))
    hosts = sorted(failing_hosts(report.findings), key=lambda one: one.host)
    problems = sorted(report.problems, key=lambda one: (one.path, one.span.start, one.rule, one.message))
    edits = sorted(report.edits, key=lambda one: (one.path, one.span.start))
    return {
        "schema": contract.SCHEMA,
        "run": _run(report),
        "summary": _summary(report),
        "targets": (_target(one, report) for one in findings),
        "references": (_reference(row, report) for row in rows),
        "hosts": map(_host, hosts),
        "problems": (_problem(one, report) for one in problems),
        "edits": map(_edit, edits),
        "documents": map(_document, report.posts),
        "nights": map(_night, report.nights),
        "lines": (_line(place, text, report) for place, text in sorted(report.lines.items())),
        "gaps": (contract.JsonGap(one.words, one.links) for one in report.gaps),
    }


def _order(one: Reference) -> tuple[str, int, int]:
    return one.path, one.span.start, one.span.end  # comparing spans themselves is slower by far


def _run(report: Report) -> contract.Run:
    return contract.Run(
        exit_code=report.exit_code,
        offline=report.offline,
        duration_s=round(report.duration_s, 3),
        requests=report.requests,
        environment_fault=report.environment_fault,
        started_at=report.started_at and _moment(report.started_at),
        paths=list(report.paths),
        version=__version__,
        since=report.since,
        only=list(report.only),
        in_ci=report.in_ci,
        work_tree=None if report.work_tree is None else _work_tree(report.work_tree),
    )


def _work_tree(one: WorkTree) -> contract.JsonWorkTree:
    return contract.JsonWorkTree(one.commit, one.folder, one.url, one.forge, sorted(one.changed))


def _document(one: Post) -> contract.JsonDocument:
    return contract.JsonDocument(one.path, one.date, one.title, one.owner or msgspec.UNSET)


def _line(place: tuple[str, int], text: str, report: Report) -> contract.JsonLine:
    return contract.JsonLine(*place, text, report.line_starts.get(place, msgspec.UNSET))


def _summary(report: Report) -> contract.Summary:
    states = by_state(report.findings)
    rules = Counter(problem.rule.value for problem in report.problems)
    return contract.Summary(
        documents=report.documents,
        references=len(report.rows),
        targets=len(report.findings),
        verdicts={state.value: states[state] for state in State},
        problems=dict(sorted(rules.items())),
    )


def _target(finding: Finding, report: Report) -> contract.JsonTarget:
    verdict, check, past = finding.verdict, finding.check, finding.past
    known = past or check
    return contract.JsonTarget(
        url=finding.target.url,
        verdict=verdict.state,
        reason=verdict.reason,
        detail=verdict.detail,
        status=verdict.status,
        final_url=verdict.final_url,
        flags=sorted(verdict.flags),
        checked_at=_moment(known.checked_at) if known else None,
        from_history=finding.from_history,
        change=finding.change,
        known=_known(finding, report),
        strikes=len(past.strikes) if past else None,
        failing_since=_moment(past.failing_since) if past and past.failing_since else None,
        last_alive_at=_moment(past.last_alive_at) if past and past.last_alive_at else None,
        exchanges=[_exchange(exchange) for exchange in check.exchanges] if check else [],
        evidence=[contract.JsonEvidence(one.signal, one.state, one.reason, one.detail) for one in verdict.evidence],
        mementos=[
            contract.JsonMemento(
                *(one.near, one.answer, one.url, one.captured_at and _moment(one.captured_at)),
                *(one.fit, one.probed, one.detail, one.asked_at and _moment(one.asked_at)),
            )
            for one in finding.mementos
        ],
        strike_times=[_moment(strike) for strike in past.strikes] if past else [],
        title=(past.first_page.title or None) if past and past.first_page else None,
        failures=past.failures if past else None,
        probes=[_exchange(exchange) for exchange in check.probes] if check and check.probes else msgspec.UNSET,
        touched=_touched(finding.target, report),
        strike_kinds=list(past.strike_kinds) or msgspec.UNSET if past else msgspec.UNSET,
        dead_since=_known_moment(past.dead_since if past else None),
        unreachable_since=_known_moment(past.unreachable_since if past else None),
        unreachable_checks=past.unreachable_checks or msgspec.UNSET if past else msgspec.UNSET,
        original=msgspec.UNSET if finding.original is None else _original(finding.original),
        kept_copy=msgspec.UNSET if finding.kept_copy is None else _kept_copy(finding.kept_copy),
    )


def _kept_copy(one: KeptCopy) -> contract.JsonKeptCopy:
    return contract.JsonKeptCopy(one.file, _moment(one.captured_at), one.address)


def _original(one: Original) -> contract.JsonOriginal:
    verdict, returns = one.verdict, list(map(_moment, one.returns))
    return contract.JsonOriginal(
        *(one.url, verdict.state, verdict.reason, verdict.detail, verdict.status),
        *(_moment(one.checked_at), returns, one.objection),
    )


def _known(broken: Finding | Problem, report: Report) -> bool | None:
    nothing_to_know = report.baseline is None and report.since is None
    return None if nothing_to_know else is_known(broken, report.baseline)


def _touched(one: Target | Reference | Problem, report: Report) -> bool | msgspec.UnsetType:
    return msgspec.UNSET if report.since is None else not one.untouched


def _host(host: Host) -> contract.JsonHost:
    states: dict[str, int] = dict(sorted(host.states.items()))
    return contract.JsonHost(host.host, host.targets, states, dict(sorted(host.reasons.items())))


def _exchange(exchange: Exchange) -> contract.JsonExchange:
    request, outcome = exchange.request, exchange.outcome
    about = (request.method, request.url, exchange.elapsed_ms, request.profile)
    tls = msgspec.UNSET if request.tls is Tls.VERIFIED else request.tls
    if isinstance(outcome, Failure):
        return contract.JsonExchange(*about, failure=outcome.code, detail=outcome.detail or msgspec.UNSET, tls=tls)
    title = (outcome.page.title if outcome.page is not None else "") or msgspec.UNSET
    unchanged = outcome.unchanged or msgspec.UNSET
    return contract.JsonExchange(*about, status=outcome.status, tls=tls, title=title, unchanged=unchanged)


def _place(one: Reference | Problem) -> tuple[int, int, int, int]:
    return one.position.line, one.position.column, one.span.start, one.span.end


def _reference(row: Row, report: Report) -> contract.JsonReference:
    one = row.reference
    return contract.JsonReference(
        one.path,
        *_place(one),
        syntax=one.syntax,
        label=one.label,
        used=one.used,
        used_at=[contract.Use(position.line, position.column) for position in one.used_at],
        destination=one.destination,
        url=row.url,
        fragment=row.fragment.value if row.fragment is not None else None,
        disabled=one.disabled,
        problems=sorted(row.rules),
        touched=_touched(one, report),
    )


def _problem(one: Problem, report: Report) -> contract.JsonProblem:
    known, touched = _known(one, report), _touched(one, report)
    return contract.JsonProblem(one.rule, one.level, one.path, *_place(one), one.message, known, touched)


def _edit(edit: Edit) -> contract.JsonEdit:
    old, new = map(decoded, (edit.old, edit.new))
    return contract.JsonEdit(
        edit.path, edit.span.start, edit.span.end, old, new, edit.reason, edit.applied, edit.refused
    )


def _night(night: RunStats) -> contract.JsonNight:
    verdicts = {state.value: night.verdicts[state] for state in State if night.verdicts.get(state)}
    return contract.JsonNight(_moment(night.at), verdicts, night.repaired)


def _known_moment(moment: datetime | None) -> datetime | msgspec.UnsetType:
    return msgspec.UNSET if moment is None else _moment(moment)


def _moment(moment: datetime) -> datetime:
    return moment.replace(microsecond=0)

"""The report for programs: the contract of `contract.py`, the same input giving the same bytes.

Rows are sorted here once more, so that no other part of the program has to be trusted with that. Characters that
could steer a terminal are written as JSON escapes, which means the same to every reader of JSON.
"""

from __future__ import annotations

import re
from collections import Counter
from datetime import datetime

import msgspec

from linkcheck.__about__ import __version__
from linkcheck.model import (
    Edit,
    Exchange,
    Failure,
    Finding,
    Memento,
    Position,
    Problem,
    Report,
    Row,
    RunStats,
    State,
    Tls,
)
from linkcheck.report import contract
from linkcheck.report.hosts import Host, failing_hosts
from linkcheck.report.view import Context
from linkcheck.verdict.outcome import is_known

_STEERING = re.compile("[\x7f-\x9f\u061c\u200b\u200e\u200f\u2028-\u202e\u2060-\u206f\ufeff]")


def render(report: Report, context: Context) -> str:
    """Return the report as one JSON document, indented, with a newline at its end."""
    # Each step lets go of what the one before made: a report may be larger than all that it was made from.
    return plain((msgspec.json.format(_encoded(report), indent=2) + b"\n").decode())


def plain(text: str) -> str:
    """Return a JSON document without characters that could steer a terminal; it means the same."""
    return text if _is_plain(text) else _STEERING.sub(lambda found: f"\\u{ord(found[0]):04x}", text)


def encoded(part: object) -> msgspec.Raw:
    """Return a part of a document as its bytes, which take far less room than what they are made of."""
    return msgspec.Raw(msgspec.json.encode(part))


def document(whole: object) -> str:
    """Return a JSON document for a file, indented, with a newline at its end."""
    return plain((msgspec.json.format(msgspec.json.encode(whole), indent=1) + b"\n").decode())


def _is_plain(text: str) -> bool:
    return text.isascii() and "\x7f" not in text


def _encoded(report: Report) -> bytes:
    whole = contract.JsonReport(
        run=_run(report),
        summary=_summary(report),
        targets=[_target(one, report) for one in sorted(report.findings, key=lambda one: one.target.url)],
        references=[
            _reference(row, report) for row in sorted(report.rows, key=lambda row: _order(row.reference.path, row))
        ],
        hosts=[_host(one) for one in sorted(failing_hosts(report.findings), key=lambda one: one.host)],
        problems=sorted(
            (_problem(one, report) for one in report.problems),
            key=lambda one: (one.path, one.start, one.rule, one.message),
        ),
        edits=sorted(map(_edit, report.edits), key=lambda one: (one.path, one.start)),
        documents=[contract.JsonDocument(_text(one.path), one.date, _optional(one.title)) for one in report.posts],
        nights=[_night(one) for one in report.nights],
        lines=[
            contract.JsonLine(_text(path), line, _text(text)) for (path, line), text in sorted(report.lines.items())
        ],
    )
    return msgspec.json.encode(whole)


def _order(path: str, row: Row) -> tuple[str, int, int]:
    return path, row.reference.span.start, row.reference.span.end


def _run(report: Report) -> contract.Run:
    return contract.Run(
        exit_code=report.exit_code,
        offline=report.offline,
        duration_s=round(report.duration_s, 3),
        requests=report.requests,
        environment_fault=_optional(report.environment_fault),
        started_at=_moment(report.started_at) if report.started_at else None,
        paths=[_text(path) for path in report.paths],
        version=__version__,
        since=_optional(report.since),
    )


def _summary(report: Report) -> contract.Summary:
    states = Counter(finding.verdict.state for finding in report.findings)
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
    return contract.JsonTarget(
        url=_text(finding.target.url),
        verdict=verdict.state,
        reason=verdict.reason,
        detail=_text(verdict.detail),
        status=verdict.status,
        final_url=_optional(verdict.final_url),
        flags=sorted(verdict.flags),
        checked_at=_moment(past.checked_at) if past else _moment(check.checked_at) if check else None,
        from_history=finding.from_history,
        change=finding.change,
        known=_known(finding, report),
        strikes=len(past.strikes) if past else None,
        failing_since=_moment(past.failing_since) if past and past.failing_since else None,
        last_alive_at=_moment(past.last_alive_at) if past and past.last_alive_at else None,
        exchanges=[_exchange(exchange) for exchange in check.exchanges] if check else [],
        evidence=[
            contract.JsonEvidence(one.signal, one.state, one.reason, _text(one.detail)) for one in verdict.evidence
        ],
        mementos=[_memento(memento) for memento in finding.mementos],
        strike_times=[_moment(strike) for strike in past.strikes] if past else [],
        title=_optional(past.first_page.title or None) if past and past.first_page else None,
        failures=past.failures if past else None,
        touched=msgspec.UNSET if report.since is None else not finding.target.untouched,
    )


def _known(broken: Finding | Problem, report: Report) -> bool | None:
    nothing_to_know = report.baseline is None and report.since is None
    return None if nothing_to_know else is_known(broken, report.baseline)


def _host(host: Host) -> contract.JsonHost:
    states = {state.value: number for state, number in sorted(host.states.items())}
    return contract.JsonHost(_text(host.host), host.targets, states, dict(sorted(host.reasons.items())))


def _exchange(exchange: Exchange) -> contract.JsonExchange:
    request, outcome = exchange.request, exchange.outcome
    return contract.JsonExchange(
        request.method,
        _text(request.url),
        exchange.elapsed_ms,
        request.profile,
        status=msgspec.UNSET if isinstance(outcome, Failure) else outcome.status,
        failure=outcome.code if isinstance(outcome, Failure) else msgspec.UNSET,
        detail=_text(outcome.detail) or msgspec.UNSET if isinstance(outcome, Failure) else msgspec.UNSET,
        tls=msgspec.UNSET if request.tls is Tls.VERIFIED else request.tls,
    )


def _memento(memento: Memento) -> contract.JsonMemento:
    return contract.JsonMemento(
        near=memento.near,
        answer=memento.answer,
        url=_optional(memento.url),
        captured_at=_moment(memento.captured_at) if memento.captured_at else None,
        fit=_optional(memento.fit),
        probed=memento.probed,
        detail=_optional(memento.detail),
    )


def _reference(row: Row, report: Report) -> contract.JsonReference:
    one = row.reference
    return contract.JsonReference(
        path=_text(one.path),
        line=one.position.line,
        column=one.position.column,
        start=one.span.start,
        end=one.span.end,
        syntax=one.syntax,
        label=_optional(one.label),
        used=one.used,
        used_at=[_use(position) for position in one.used_at],
        destination=_text(one.destination),
        url=_optional(row.url),
        fragment=row.fragment.value if row.fragment is not None else None,
        disabled=one.disabled,
        problems=sorted(row.rules),
        touched=msgspec.UNSET if report.since is None else not one.untouched,
    )


def _use(position: Position) -> contract.Use:
    return contract.Use(position.line, position.column)


def _problem(problem: Problem, report: Report) -> contract.JsonProblem:
    return contract.JsonProblem(
        rule=problem.rule,
        level=problem.level,
        path=_text(problem.path),
        line=problem.position.line,
        column=problem.position.column,
        start=problem.span.start,
        end=problem.span.end,
        message=_text(problem.message),
        known=_known(problem, report),
        touched=msgspec.UNSET if report.since is None else not problem.untouched,
    )


def _edit(edit: Edit) -> contract.JsonEdit:
    return contract.JsonEdit(
        path=_text(edit.path),
        start=edit.span.start,
        end=edit.span.end,
        old=edit.old.decode("utf-8", "backslashreplace"),
        new=edit.new.decode("utf-8", "backslashreplace"),
        reason=_text(edit.reason),
        applied=edit.applied,
        refused=_optional(edit.refused),
    )


def _night(night: RunStats) -> contract.JsonNight:
    verdicts = {state.value: night.verdicts[state] for state in State if night.verdicts.get(state)}
    return contract.JsonNight(_moment(night.at), verdicts, night.repaired)


def _moment(moment: datetime) -> datetime:
    return moment.replace(microsecond=0)


def _text(text: str) -> str:
    # A file name that is not UTF-8 comes as lone surrogates, which JSON cannot hold.
    return text if text.isascii() else text.encode("utf-8", "backslashreplace").decode()


def _optional(text: str | None) -> str | None:
    return None if text is None else _text(text)

"""A JSON report back into the model, so that every format renders an old one, and two can be compared.

JSON does not hold everything: headers, pages and the quoting of a destination are not in it. A report of
an older version lacks what was added since; of a newer one, unknown fields are passed over.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import UTC, datetime

import msgspec

from linkcheck import model
from linkcheck.report import contract
from linkcheck.report.malformed import NEWER, fault, misfit
from linkcheck.verdict.outcome import key_of

_FAMILY = re.compile(r"linkcheck-report/(\d+)")

MOST_STRIKES = 1000
"""Three years of nights; what is more was written by hand, and would fill the memory."""


class _Head(msgspec.Struct):
    schema: object = None


def read(data: bytes, name: str = "report") -> model.Report:
    """Return the report that a JSON report tells.

    Raises LinkcheckError for anything else, with `name` and the place (`name:line:column` or the path in the JSON).
    """
    return _report(decode(data, name), name)


def decode(data: bytes, name: str = "report") -> contract.JsonReport:
    """Return what a JSON report holds, in its own words; raises LinkcheckError as `read` does."""
    text = data.removeprefix(b"\xef\xbb\xbf")  # what Windows editors put before UTF-8
    try:
        _known_schema(msgspec.json.decode(text, type=_Head), name)
        return msgspec.json.decode(text, type=contract.JsonReport)
    except msgspec.ValidationError as error:
        raise model.LinkcheckError(f"{name}: {misfit(error)}") from error
    except (msgspec.DecodeError, UnicodeDecodeError) as error:
        raise model.LinkcheckError(f"{name}{fault(text, error)}") from error
    except RecursionError as error:
        raise model.LinkcheckError(f"{name}: this is no report of linkcheck: it is nested too deeply") from error


def is_report(data: bytes) -> bool:
    """Tell whether bytes mean to be a JSON report, of any version and even a broken one."""
    return re.match(rb'\s*\{\s*"schema"\s*:\s*"linkcheck-report/', data.removeprefix(b"\xef\xbb\xbf")) is not None


def _known_schema(head: _Head, name: str) -> None:
    if head.schema == contract.SCHEMA:
        return
    family = _FAMILY.fullmatch(head.schema) if isinstance(head.schema, str) else None
    if family is None:
        raise model.LinkcheckError(f'{name}: this is no report of linkcheck: its "schema" is not {contract.SCHEMA}')
    raise model.LinkcheckError(f"{name}: {family[0]}: {NEWER}")


def _report(whole: contract.JsonReport, name: str) -> model.Report:
    rows = tuple(map(_row, whole.references))
    named: defaultdict[str, list[model.Reference]] = defaultdict(list)
    for row in rows:
        if row.url is not None:
            named[row.url].append(row.reference)
    problems = tuple(map(_problem, whole.problems))
    findings = tuple(_finding(one, _named(one.url, number, named, name)) for number, one in enumerate(whole.targets))
    return model.Report(
        exit_code=whole.run.exit_code,
        offline=whole.run.offline,
        duration_s=whole.run.duration_s,
        requests=whole.run.requests,
        environment_fault=whole.run.environment_fault,
        documents=whole.summary.documents,
        rows=rows,
        findings=findings,
        problems=problems,
        edits=tuple(map(_edit, whole.edits)),
        baseline=_baseline(whole, problems),
        started_at=_aware(whole.run.started_at),
        paths=tuple(whole.run.paths),
        posts=tuple(map(_post, whole.documents)),
        nights=tuple(map(_night, whole.nights)),
        since=whole.run.since,
        gaps=tuple(model.Gap(one.words, one.links) for one in whole.gaps),
        lines={(one.path, one.line): one.text for one in whole.lines},
        line_starts={(one.path, one.line): one.start for one in whole.lines if one.start is not msgspec.UNSET},
        only=tuple(whole.run.only),
        work_tree=work_tree_of(whole),
        in_ci=whole.run.in_ci,
    )


def work_tree_of(report: contract.JsonReport) -> model.WorkTree | None:
    """Return the commit that a report's documents were read at; None where it tells of none."""
    return None if report.run.work_tree is None else _work_tree(report.run.work_tree)


def _post(one: contract.JsonDocument) -> model.Post:
    return model.Post(one.path, one.date, one.title, None if one.owner is msgspec.UNSET else one.owner)


def _work_tree(one: contract.JsonWorkTree) -> model.WorkTree:
    return model.WorkTree(one.commit, one.folder, frozenset(one.changed), one.url, one.forge)


def _named(
    url: str, number: int, named: Mapping[str, Sequence[model.Reference]], name: str
) -> tuple[model.Reference, ...]:
    if url not in named:
        raise model.LinkcheckError(
            f"{name}: this is no report of linkcheck: targets[{number}]: no reference has this url"
        )
    return tuple(named[url])


def _finding(one: contract.JsonTarget, references: tuple[model.Reference, ...]) -> model.Finding:
    evidence = tuple(model.Evidence(said.signal, said.verdict, said.reason, said.detail) for said in one.evidence)
    verdict = model.Verdict(one.verdict, one.reason, one.detail, one.status, one.final_url, tuple(one.flags), evidence)
    past = _past(one, verdict)
    check = None
    if one.checked_at is not None and (one.exchanges or past is None):
        exchanges, probes = (tuple(map(_exchange, made or ())) for made in (one.exchanges, one.probes))
        check = model.Check(model.Url(one.url), exchanges, _utc(one.checked_at), probes)
    mementos = tuple(map(_memento, one.mementos))
    original = None if one.original is msgspec.UNSET else _original(one.original)
    target, kept = model.Target(one.url, references), one.kept_copy
    copy = None if kept is msgspec.UNSET else model.KeptCopy(kept.file, _utc(kept.captured_at), kept.url)
    return model.Finding(target, verdict, check, mementos, past, one.from_history, one.change, original, copy)


def _original(one: contract.JsonOriginal) -> model.Original:
    verdict = model.Verdict(one.verdict, one.reason, one.detail, one.status)
    return model.Original(one.url, verdict, _utc(one.checked_at), tuple(map(_utc, one.returns)), one.objection)


def _past(one: contract.JsonTarget, verdict: model.Verdict) -> model.Past | None:
    if one.strikes is None or one.checked_at is None:
        return None
    checked_at, since = _utc(one.checked_at), _aware(one.failing_since)
    strikes = tuple(map(_utc, one.strike_times))
    if len(strikes) != one.strikes:  # an older version gave their number only: none came before the first, or after now
        number = min(one.strikes, MOST_STRIKES)
        strikes = (*((since or checked_at,) * min(number, 1)), *((checked_at,) * (number - 1)))
    failures = one.failures
    if failures is None:  # of an older version
        failures = 0 if since is None else 1 if since == checked_at else max(2, len(strikes))
    page = model.Page(title=one.title) if one.title else None
    conclusion = replace(verdict, evidence=())
    return model.Past(
        one.url,
        checked_at,
        conclusion,
        since,
        _aware(one.last_alive_at),
        strikes,
        failures,
        page,
        () if one.strike_kinds is msgspec.UNSET else tuple(one.strike_kinds),
        None if one.dead_since is msgspec.UNSET else _utc(one.dead_since),
        None if one.unreachable_since is msgspec.UNSET else _utc(one.unreachable_since),
        0 if one.unreachable_checks is msgspec.UNSET else one.unreachable_checks,
    )


def _exchange(one: contract.JsonExchange) -> model.Exchange:
    tls = model.Tls.VERIFIED if one.tls is msgspec.UNSET else one.tls
    outcome: model.Response | model.Failure
    if one.status is msgspec.UNSET:
        code = model.FailureCode.INTERNAL if one.failure is msgspec.UNSET else one.failure
        outcome = model.Failure(code, "" if one.detail is msgspec.UNSET else one.detail)
    else:
        page = None if one.title is msgspec.UNSET else model.Page(title=one.title)
        outcome = model.Response(one.status, (), page=page, unchanged=one.unchanged is True)
    return model.Exchange(model.Request(model.Url(one.url), one.profile, one.method, tls), outcome, one.ms)


def _memento(one: contract.JsonMemento) -> model.Memento:
    known = (one.near, one.answer, one.url, _aware(one.captured_at), one.fit, one.probed, one.detail)
    return model.Memento(*known, asked_at=_aware(one.asked_at))


def _row(one: contract.JsonReference) -> model.Row:
    reference = model.Reference(
        one.path,
        model.Span(one.start, one.end),
        model.Position(one.line, one.column),
        one.syntax,
        one.destination,
        model.Quoting.FIXED,  # not told, and nothing is rewritten by an old report
        one.label,
        one.used,
        tuple(model.Position(use.line, use.column) for use in one.used_at),
        disabled=one.disabled,
        untouched=one.touched is False,
    )
    return model.Row(
        reference, one.url, tuple(one.problems), None if one.fragment is None else model.Fragment(one.fragment)
    )


def _problem(one: contract.JsonProblem) -> model.Problem:
    position, span = model.Position(one.line, one.column), model.Span(one.start, one.end)
    return model.Problem(one.rule, one.level, one.path, position, span, one.message, untouched=one.touched is False)


def _edit(one: contract.JsonEdit) -> model.Edit:
    span = model.Span(one.start, one.end)
    return model.Edit(one.path, span, one.old.encode(), one.new.encode(), one.reason, one.applied, one.refused)


def _baseline(whole: contract.JsonReport, problems: Sequence[model.Problem]) -> frozenset[str] | None:
    """Return what of the baseline is still broken: the rest of it is in no report."""
    told = [one.known for one in whole.targets if one.touched is not False]
    told += [one.known for one in whole.problems if one.touched is not False]
    if all(known is None for known in told):
        return None
    links = (one.url for one in whole.targets if one.known and one.touched is not False)
    pairs = zip(problems, whole.problems, strict=True)
    faults = (key_of(problem) for problem, one in pairs if one.known and one.touched is not False)
    return frozenset((*links, *faults))


def _night(one: contract.JsonNight) -> model.RunStats:
    known = {state.value: state for state in model.State}
    return model.RunStats(
        _utc(one.at), {known[name]: count for name, count in one.verdicts.items() if name in known}, one.repaired
    )


def _utc(moment: datetime) -> datetime:
    return moment if moment.tzinfo is not None else moment.replace(tzinfo=UTC)


def _aware(moment: datetime | None) -> datetime | None:
    return None if moment is None else _utc(moment)

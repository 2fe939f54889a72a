"""The difference of two reports in broken links and errors: new, still there, fixed, no longer in the blog.

A link is known by its URL and a problem by its baseline key, wherever their lines may wander. A dead link that
the later run did not get to is neither fixed nor still dead.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import datetime

from linkcheck.model import Change, Finding, Level, Problem, Reason, Report, State
from linkcheck.verdict.outcome import Repairs, copies, key_of

NOT_ASKED = frozenset({Reason.OFFLINE, Reason.INTERRUPTED, Reason.ENVIRONMENT, Reason.OVER_BUDGET, Reason.UNTOUCHED})
"""Reasons of `unchecked` that say something of the run and nothing of the link."""


@dataclass(frozen=True, slots=True)
class Turn:
    """A link whose verdict is another, though neither newly broken nor fixed."""

    before: Finding
    now: Finding


@dataclass(frozen=True, slots=True)
class Comparison:
    """Broken is what is dead or invalid and was not repaired, and a problem of level error. Sorted as reports are."""

    new: tuple[Finding, ...] = ()
    """Broken, and not known to have been."""
    still: tuple[Finding, ...] = ()
    """Broken then and now; as it is now."""
    fixed: tuple[Finding, ...] = ()
    """Broken then, and now alive or excluded; or repaired, even if nobody knew before that it was broken. What was
    repaired is still `dead` here, and as it was where another run put the copy in its place."""
    gone_from_blog: tuple[Finding, ...] = ()
    """Broken then, and no longer linked to; as it was."""
    not_asked: tuple[Finding, ...] = ()
    """Broken then, and not asked in the later run; as it was."""
    changed: tuple[Turn, ...] = ()
    new_problems: tuple[Problem, ...] = ()
    still_problems: tuple[Problem, ...] = ()
    fixed_problems: tuple[Problem, ...] = ()
    """As they were."""
    added: int = 0
    """Links that the blog did not have."""
    removed: int = 0
    """Links that it had."""
    since: datetime | None = None
    """The beginning of the earlier run; None where there was none, or it is not known."""
    at: datetime | None = None
    """The beginning of the later run."""
    fault: str | None = None
    """The reason why the later run could not judge anything; else None."""
    repairs: Repairs = field(default_factory=lambda: Repairs.of(()))
    """The repairs of the later run."""

    @property
    def exit_code(self) -> int:
        """1 when something new is broken."""
        return int(bool(self.new or self.new_problems))


def compare(old: Report | None, new: Report) -> Comparison:
    """Compare two reports of one blog. Without an old one, what the history said of each link tells the new from it."""
    then, now = _by_url(() if old is None else old.findings), _by_url(new.findings)
    was = _remembered(new) if old is None else _was_broken(old, then, new)
    broken = _broken(new)
    left = {url: finding for url, finding in was.items() if url not in broken}
    repaired = _broken(new, repaired=True).keys() - (_broken(old, repaired=True) if old is not None else {}).keys()
    there = [one for url, one in now.items() if url in left or url in repaired]
    away = [finding for url, finding in left.items() if url not in now]
    new_problems, still_problems, fixed_problems = _problems(() if old is None else old.problems, new.problems)
    return Comparison(
        new=tuple(finding for url, finding in broken.items() if url not in was),
        still=tuple(finding for url, finding in broken.items() if url in was),
        fixed=(
            *(one for one in there if (_is_well(one) or one.verdict.state.is_broken) and _is_asked(one)),
            *(one for one in away if _is_replaced(one, now)),
        ),
        gone_from_blog=tuple(one for one in away if not _is_replaced(one, now)),
        not_asked=tuple(left[one.target.url] for one in there if not _is_asked(one)),
        changed=tuple(_turns(then, now)),
        new_problems=new_problems,
        still_problems=still_problems,
        fixed_problems=fixed_problems,
        added=0 if old is None else len(now.keys() - then.keys()),
        removed=len(then.keys() - now.keys()),
        since=None if old is None else old.started_at,
        at=new.started_at,
        fault=new.environment_fault,
        repairs=Repairs.of(new.edits),
    )


def _by_url(findings: Iterable[Finding]) -> dict[str, Finding]:
    """Return findings by URL; where redaction made two into one, the broken one counts."""
    return {
        one.target.url: one for one in sorted(findings, key=lambda one: (one.target.url, one.verdict.state.is_broken))
    }


def _broken(report: Report, *, repaired: bool = False) -> dict[str, Finding]:
    """Return what is broken by URL: what this run did not repair, or what it did."""
    repairs = Repairs.of(report.edits)
    broken = {url: one for url, one in _by_url(report.findings).items() if one.verdict.state.is_broken}
    return {url: one for url, one in broken.items() if repairs.repaired(one) is repaired}


def _remembered(report: Report) -> dict[str, Finding]:
    """Return what the history knew to be dead before this run."""
    return {url: one for url, one in _by_url(report.findings).items() if one.change in {Change.STILL, Change.BACK}}


def _was_broken(old: Report, then: Mapping[str, Finding], new: Report) -> dict[str, Finding]:
    """Return what was broken then; of what the earlier run did not get to, what the history knows."""
    skipped = {url: one for url, one in _remembered(new).items() if url in then and not _is_asked(then[url])}
    return {**skipped, **_broken(old)}


def _is_replaced(finding: Finding, now: Collection[str]) -> bool:
    """Tell whether the blog links to an archived copy of a dead link now: somebody merged the repair."""
    return any(memento.url in now for memento in copies(finding))


def _is_well(finding: Finding) -> bool:
    """Tell whether a link is alive or excluded; an excluded link is no longer broken for its owner."""
    return finding.verdict.state.is_good or finding.verdict.state is State.UNCHECKED


def _is_asked(finding: Finding) -> bool:
    return finding.verdict.reason not in NOT_ASKED


def _turns(then: Mapping[str, Finding], now: Mapping[str, Finding]) -> Iterator[Turn]:
    """Yield the other changes of a verdict; what a run did not get to has not changed."""
    for url, finding in now.items():
        before = then.get(url)
        if before is None or finding.verdict.state.is_broken or not (_is_asked(before) and _is_asked(finding)):
            continue
        fixed = before.verdict.state.is_broken and _is_well(finding)
        if before.verdict.state is not finding.verdict.state and not fixed:
            yield Turn(before, finding)


def _problems(
    old: Iterable[Problem], new: Iterable[Problem]
) -> tuple[tuple[Problem, ...], tuple[Problem, ...], tuple[Problem, ...]]:
    """Return the new, the still there and the fixed; the same fault twice in one file counts twice."""
    was = [problem for problem in old if problem.level is Level.ERROR]
    now = [problem for problem in new if problem.level is Level.ERROR]
    still, added = _matched(now, Counter(map(key_of, was)))
    _, fixed = _matched(was, Counter(map(key_of, now)))
    return added, still, fixed


def _matched(problems: Iterable[Problem], others: Counter[str]) -> tuple[tuple[Problem, ...], tuple[Problem, ...]]:
    """Return the problems that have a counterpart among the others, and those that have none."""
    pairs: list[Problem] = []
    alone: list[Problem] = []
    for problem in problems:
        key = key_of(problem)
        (pairs if others[key] > 0 else alone).append(problem)
        others[key] -= 1
    return tuple(pairs), tuple(alone)

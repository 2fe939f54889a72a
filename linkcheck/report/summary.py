"""The end of a report: how many of what, and the one line that matters."""

from __future__ import annotations

import shlex
from collections import Counter
from collections.abc import Iterable

from linkcheck.model import Change, Finding, Level, Problem, Reason, Report, Rule, State, host_of
from linkcheck.report.copies import without_copy
from linkcheck.report.view import Context
from linkcheck.report.words import counted, visible
from linkcheck.verdict.outcome import Repairs, by_state, copies, is_untouched, judged, returned, unasked, waits

MAYBE_GONE = frozenset({State.UNREACHABLE, State.UNSURE})
"""Undecided verdicts that are listed; behind a block the page is most likely there."""

NOT_YET = "Could not be judged this time; nobody needs to act yet"
"""The heading of those."""


INTERRUPTED = 130
"""The exit code of a run that was told to end; a test holds it equal to that of the pipeline."""

MOST_HOSTS = 5
"""Silent hosts that are named."""
RETURNED = "Archived copies whose originals answer again"
"""The heading of links that may lead back to them."""
UNREACHED = "Not reachable from here for a week or longer"
"""The heading of those that may never be."""


def verdict_rows(report: Report) -> list[tuple[str, str, str]]:
    """Return rows of verdict, number and the commonest reasons, for the verdicts there are."""
    states = by_state(report.findings)
    pairs = Counter((finding.verdict.state, finding.verdict.reason) for finding in report.findings)
    return [(state.value, f"{states[state]:,}", _reasons(state, pairs)) for state in State if states[state]]


def _reasons(state: State, pairs: Counter[tuple[State, Reason]]) -> str:
    if state is State.ALIVE:
        return ""
    found = sorted((-number, reason) for (owner, reason), number in pairs.items() if owner is state)
    words = [f"{reason} {-number:,}" for number, reason in found[:4]]
    return ", ".join([*words, f"{len(found) - 4} more"] if len(found) > 4 else words)


def scope_line(report: Report) -> str:
    """Return what was looked at: files, links, distinct links, requests, time."""
    read = f"{counted(len(report.rows), 'reference')} in {counted(report.documents, 'file')}"
    asked = "offline" if report.offline else counted(report.requests, "request")
    known = sum(finding.from_history for finding in report.findings)
    earlier = f"; {known:,} known from earlier runs: --fresh asks again" if known else ""
    return f"{read}, {counted(len(report.findings), 'distinct link')} ({asked}, {report.duration_s:.1f} s{earlier})"


def number_rows(report: Report) -> list[tuple[str, str, str]]:
    """Return rows of verdict or level, number, and what it is made of."""
    mine = judged(report)
    levels = Counter(problem.level for problem in mine.problems)
    problems = [(f"{level.value}s", f"{levels[level]:,}", _rules(mine, level)) for level in Level if levels[level]]
    return verdict_rows(mine) + problems


def aside_lines(report: Report) -> list[str]:
    """Return lines that say what `--url` and `--since` leave aside, and what of it is known to be broken."""
    only = [f"Only what leads to {', '.join(map(visible, report.only))}; all else is left aside"] if report.only else []
    if report.since is None:
        return only
    aside = [finding for finding in report.findings if is_untouched(finding)]
    states = by_state(aside)
    parts = [f"{states[state]:,} {state}" for state in State if state.is_broken and states[state]]
    parts += [counted(old, "problem")] if (old := sum(map(is_untouched, report.problems))) else []
    links = counted(len(aside), "link")
    known = f", with what is known of old: {', '.join(parts)}" if parts else ""
    return [*only, f"Not touched since {visible(report.since)} and left aside: {links}{known}"]


def left_lines(report: Report) -> list[str]:
    """Return the line that counts, by host, the links that were not asked since their host never answers."""
    left = Counter(
        host_of(finding.target.url)
        for finding in judged(report).findings
        if finding.verdict.reason is Reason.SILENT_HOST and not finding.from_history
    )
    if not left:
        return []
    hosts = [
        f"{number:,} of {visible(host)}" for host, number in sorted(left.items(), key=lambda one: (-one[1], one[0]))
    ]
    more = f" and {counted(len(hosts) - MOST_HOSTS, 'more host')}" if len(hosts) > MOST_HOSTS else ""
    named = f"{', '.join(hosts[:MOST_HOSTS])}{more}"
    return [
        f"{counted(left.total(), 'link')} not asked, of hosts that never answered: {named}; they come first next time"
    ]


def gap_lines(report: Report) -> list[str]:
    """Return the line that says what inside the blog was not judged, and why."""
    parts = [f"{counted(one.links, 'link')} {one.words}" if one.links else one.words for one in report.gaps]
    return [visible(f"Not judged inside the blog: {'; '.join(parts)}")] if parts else []


def waiting_lines(report: Report, context: Context) -> tuple[str, ...]:
    """Return the line that says how many deaths wait for a later night to be repaired."""
    repairs = Repairs.of(report.edits)
    waiting = [one for one in judged(report).findings if _is_waiting(one, context) and not repairs.repaired(one)]
    if not waiting:
        return ()
    one = len(waiting) == 1
    known = all(each.past is not None and each.past.last_alive_at is not None for each in waiting)
    before = f" {'was' if one else 'were'} alive before and" if known else ""
    now = f"; --fix-unconfirmed repairs {'it' if one else 'them'} now" if any(map(copies, waiting)) else ""
    return (f"{counted(len(waiting), 'dead link')}{before} wait{'s' if one else ''} for a second night{now}",)


def copied_lines(report: Report) -> tuple[str, ...]:
    """Return the line that counts the links to archived copies of which the originals were asked, too."""
    repairs = Repairs.of(report.edits)
    copied = [one for one in judged(report).findings if one.original is not None and not repairs.repaired(one)]
    if not copied:
        return ()
    back = returned(copied)
    ready = sum(one.original is not None and one.original.objection is None for one in back)
    if len(copied) == 1:
        put = f" for good: {repairing(report)}=restored" if ready else ""
        return (f"1 link to an archived copy: its original {'answers again' if back else 'does not answer'}{put}",)
    put = f", {ready:,} of them for good: {repairing(report)}=restored" if ready else ""
    answers = f"{len(back):,} of the originals answer{'s' if len(back) == 1 else ''} again"
    return (f"{len(copied):,} links to archived copies: {answers}{put}",)


def _is_waiting(finding: Finding, context: Context) -> bool:
    return waits(finding) and not context.fixes_at_once


def _rules(report: Report, level: Level) -> str:
    rules = Counter(problem.rule for problem in report.problems if problem.level is level)
    files = files_by_rule(report.problems) if level is Level.NOTE else {}
    return ", ".join(
        f"{rule} {number:,}{_spread(files.get(rule, 0), number)}" for rule, number in sorted(rules.items())
    )


def _spread(files: int, notes: int) -> str:
    return f" in {counted(files, 'file')}" if files and notes > 1 else ""


def files_by_rule(problems: Iterable[Problem]) -> dict[Rule, int]:
    """Return in how many files there are notes of each rule."""
    pairs = {(problem.rule, problem.path) for problem in problems if problem.level is Level.NOTE}
    return Counter(rule for rule, _ in pairs)


def last_line(report: Report, context: Context) -> str:
    """Return the one line that matters: what is left to do, and how."""
    report = judged(report)
    if report.environment_fault:
        return f"No verdicts: {visible(report.environment_fault)}"
    waiting = sum(finding.verdict.reason is Reason.INTERRUPTED for finding in report.findings)
    cut = f"Interrupted with {counted(waiting, 'link')} not asked. " if waiting else ""
    return cut + (_needs(report, context) or _all_well(report))


def _unasked_words(report: Report) -> str:
    ours = Counter(finding.verdict.reason for finding in unasked(report.findings))
    if not ours:
        return ""
    words = ", ".join(f"{reason} {number:,}" for reason, number in sorted(ours.items()))
    return f"{counted(ours.total(), 'link')} not asked for reasons of this machine or of linkcheck ({words}). "


def repairing(report: Report) -> str:
    """Return the command that repairs what the report found, as a shell takes it."""
    since = ["--since", report.since] if report.since is not None else []
    only = [part for url in report.only for part in ("--url", url)]
    return visible(shlex.join([*scanning(report), *since, *only, "--fix"]))


def scanning(report: Report) -> list[str]:
    """Return the words of the command that reads what the report is about."""
    return ["linkcheck", "scan", *report.paths]


def _needs(report: Report, context: Context) -> str:
    repairs = Repairs.of(report.edits)
    left = [finding for finding in report.findings if not repairs.repaired(finding)]
    sentences = [
        _repaired_words(report, repairs),
        _other_words(left, report, context),
        _dead_words([finding for finding in left if finding.verdict.state is State.DEAD], repairs, report, context),
    ]
    return ". ".join(filter(None, sentences))


def _repaired_words(report: Report, repairs: Repairs) -> str:
    touched = [finding for finding in report.findings if repairs.touched(finding)]
    if not touched:
        return ""
    places, partly = len(repairs.applied), sum(not repairs.repaired(one) for one in touched)
    where = f" in {places:,} places" if places > len(touched) else ""
    some = "" if not partly else " but" if partly == len(touched) else f" {partly:,} of them"
    left = f",{some} not everywhere" if partly else ""
    back = f"(linkcheck undo puts {'it' if places == 1 else 'them'} back)"
    return f"{counted(len(touched), 'link')} repaired{where}{left} {back}"


def _other_words(left: list[Finding], report: Report, context: Context) -> str:
    states = by_state(left)
    levels = Counter(problem.level for problem in report.problems)
    parts = [f"{states[state]:,} {state}" for state in State if _is_other(state, context) and states[state]]
    parts += [
        counted(levels[level], level.value)
        for level in Level
        if levels[level] and (level is Level.ERROR or level in context.fail_on)
    ]
    return ", ".join(parts)


def _is_other(state: State, context: Context) -> bool:
    return context.is_urgent(state) and state is not State.DEAD


def _dead_words(dead: list[Finding], repairs: Repairs, report: Report, context: Context) -> str:
    """Return the dead links and what can be done: the sentence stands last, so that the command ends the line."""
    if not dead:
        return ""
    ready = [finding for finding in dead if copies(finding) and not _is_waiting(finding, context)]
    unwritten = sum(repairs.refuses(finding) for finding in ready)
    fixable = len(ready) - unwritten
    words = [f"{len(dead):,} dead{_new_words(dead)}"]
    words += [f"{unwritten:,} with a copy that was not written"] if unwritten else []
    words += without_copy(dead)
    own = sum(finding.kept_copy is not None for finding in dead)
    words += [f"{own:,} with a copy of your own"] if own else []
    if fixable:
        every = "with an archived copy" if len(dead) == 1 else "all with an archived copy"
        some = every if fixable == len(dead) else f"{fixable:,} with an archived copy"
        return f"{', '.join([*words, some])}: run {repairing(report)}"
    return ", ".join(words)


def _new_words(dead: list[Finding]) -> str:
    """Return how many are new, where there is something old to tell them from."""
    new = sum(finding.change is Change.NEW for finding in dead)
    old = sum(finding.change is Change.STILL for finding in dead)
    return f" ({new:,} new since the last run)" if new and old else " (none of them new)" if old == len(dead) else ""


def _all_well(report: Report) -> str:
    if report.exit_code == INTERRUPTED and not report.documents:
        return "Interrupted while the files were read: nothing is known yet."
    if not report.documents:
        return "No document was found, so there was nothing to check."
    if not report.rows:
        return "The change touches no link." if report.since else f"No links in {counted(report.documents, 'file')}."
    warnings = sum(problem.level is Level.WARNING for problem in report.problems)
    if report.offline:
        faults = f"no errors, {counted(warnings, 'warning')}" if warnings else "in order"
        return f"Offline: no link was asked. The files themselves: {faults}."
    if unasked(report.findings) or any(one.verdict.reason is Reason.INTERRUPTED for one in report.findings):
        return f"{_unasked_words(report)}Nothing is dead among the others."
    undecided = sum(finding.verdict.state.is_undecided for finding in report.findings)
    if undecided:
        return f"Nothing is dead. {counted(undecided, 'link')} could not be judged this time."
    return f"Every link is well. {counted(warnings, 'warning')}." if warnings else "All is well."

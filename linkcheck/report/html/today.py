"""The part of the page that needs no script: links and problems that need somebody today, and good news."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

from linkcheck.model import Change, Edit, Finding, Level, Memento, Problem, Reference, Report, State
from linkcheck.report.hosts import failing_hosts
from linkcheck.report.html.display import Line, anchor, display_url, display_words, href, line_of, marked
from linkcheck.report.lists import HOST_FROM
from linkcheck.report.pieces import (
    copy_words,
    decoded,
    failing_since,
    first_reference,
    label,
    place,
    unreached_since,
)
from linkcheck.report.summary import UNREACHED
from linkcheck.report.told import Told, gathered
from linkcheck.report.view import Context
from linkcheck.report.words import REASONS, VERDICTS, shortened, visible
from linkcheck.verdict.outcome import Repairs, applied, copies, is_known, waits

LONGEST_GROUP = 40
"""Cards that are written out; the others are a number and a link to the list."""

OTHER_PLACES = 2

MOST_HOSTS = 5


@dataclass(frozen=True, slots=True)
class Place:
    """A place in a post, the label there, and the line itself where it is known."""

    where: str
    label: str
    line: Line | None


@dataclass(frozen=True, slots=True)
class Copy:
    """The answer of an archive in words, and the address of a copy that may be opened."""

    words: str
    href: str | None


@dataclass(frozen=True, slots=True)
class Card:
    """One finding or problem that needs somebody."""

    anchor: str | None
    kind: str
    """A verdict, or the level of a problem."""
    title: str
    href: str | None
    says: str
    detail: str
    since: str | None
    place: Place
    others: tuple[str, ...]
    more: int
    """Places beyond those."""
    copies: tuple[Copy, ...]


@dataclass(frozen=True, slots=True)
class Group:
    """Cards of one sort."""

    title: str
    says: str
    query: str
    """The fragment that lists all of them."""
    size: int
    cards: tuple[Card, ...]
    folded: bool = False

    @property
    def more(self) -> int:
        """The number of cards that are not written out."""
        return self.size - len(self.cards)


@dataclass(frozen=True, slots=True)
class Today:
    """The links and problems that need somebody."""

    groups: tuple[Group, ...]
    size: int
    still: int
    """The number of those that were dead in the run before too."""
    fixable: int
    known: int
    """Broken too, but in the baseline."""
    unreached: Group | None
    """Links that could not be reached from here for long; nobody need act."""
    hosts: tuple[tuple[str, int], ...]
    """Hosts whose links are all dead, with the number of links: one thing to know instead of many."""


def today(report: Report, context: Context) -> Today:
    """Return what needs somebody: new first, then what nothing is known of, then what was so before."""
    repairs = Repairs.of(report.edits)
    levels = {Level.ERROR} | {word for word in context.fail_on if isinstance(word, Level)}
    left = [one for one in report.findings if context.is_urgent(one.verdict.state) and not repairs.repaired(one)]
    faults = [one for one in report.problems if one.level in levels]
    links = [one for one in left if not is_known(one, report.baseline)]
    problems = [one for one in faults if not is_known(one, report.baseline)]
    groups = (*_link_groups(links, report, repairs), *_problem_groups(problems, report))
    return Today(
        groups=tuple(group for group in groups if group.size),
        size=len(links) + len(gathered(problems)),
        still=sum(one.change is Change.STILL for one in links),
        fixable=sum(_is_fixable(one, repairs, context) for one in links),
        known=len(left) + len(faults) - len(links) - len(problems),
        unreached=_unreached(report, repairs),
        hosts=tuple(_whole_hosts(report.findings))[:MOST_HOSTS],
    )


def _is_fixable(finding: Finding, repairs: Repairs, context: Context) -> bool:
    is_ready = not waits(finding) or context.fixes_at_once
    return finding.verdict.state is State.DEAD and bool(copies(finding)) and is_ready and not repairs.refuses(finding)


def _unreached(report: Report, repairs: Repairs) -> Group | None:
    members = [one for one in report.findings if unreached_since(one) is not None]
    cards = tuple(_link(one, report, repairs) for one in members[:LONGEST_GROUP])
    says = "Nobody here can tell whether they are gone: others may be served what this machine is not."
    return Group(UNREACHED, says, "links?state=unreachable", len(members), cards, folded=True) if members else None


def _whole_hosts(findings: Sequence[Finding]) -> Iterator[tuple[str, int]]:
    for host in failing_hosts(findings):
        if host.targets == host.states[State.DEAD] >= HOST_FROM:
            yield shortened(visible(host.host), 80), host.targets


def _link_groups(links: Sequence[Finding], report: Report, repairs: Repairs) -> Iterator[Group]:
    def group(title: str, says: str, query: str, wanted: Callable[[Finding], bool], folded: bool = False) -> Group:
        members = [one for one in links if wanted(one)]
        cards = tuple(_link(one, report, repairs) for one in members[:LONGEST_GROUP])
        return Group(title, says, query, len(members), cards, folded)

    yield group(
        "New since the run before",
        "Dead now, and it was not.",
        "links?change=new",
        lambda one: one.change is Change.NEW,
    )
    for state in sorted(State, key=lambda one: one is not State.DEAD):
        says = f"{VERDICTS[state][0].upper()}{VERDICTS[state][1:]}."
        yield group(
            state.value.capitalize(),
            says,
            f"links?state={state}",
            lambda one, state=state: one.change in {None, Change.BACK} and one.verdict.state is state,  # type: ignore[misc]
        )
    yield group(
        "Still dead", "As in the run before.", "links?change=still", lambda one: one.change is Change.STILL, folded=True
    )


def _link(finding: Finding, report: Report, repairs: Repairs) -> Card:
    verdict = finding.verdict
    first = first_reference(finding, repairs)
    others = [one for one in finding.target.references if one is not first]
    words = REASONS[verdict.reason]
    since = failing_since(finding)
    return Card(
        anchor=anchor(finding.target.url),
        kind=verdict.state.value,
        title=display_url(finding.target.url),
        href=href(finding.target.url) if verdict.state is not State.INVALID else None,
        says=words,
        detail=display_words(verdict.detail) if verdict.detail != words else "",
        since=f"{since:%Y-%m-%d}" if since else None,
        place=_place(first, report),
        others=tuple(place(one) for one in others[:OTHER_PLACES]),
        more=max(0, len(others) - OTHER_PLACES),
        copies=tuple(dict.fromkeys(map(copy_of, finding.mementos))),
    )


def copy_of(memento: Memento) -> Copy:
    """Return what an archive said of one day."""
    return Copy(display_words(copy_words(memento)), href(memento.url))


def _place(reference: Reference, report: Report) -> Place:
    text = report.lines.get((reference.path, reference.position.line))
    return Place(place(reference), label(reference), None if text is None else line_of(text, reference))


def _problem_groups(problems: Sequence[Problem], report: Report) -> Iterator[Group]:
    for level in Level:
        members = gathered(one for one in problems if one.level is level)
        cards = tuple(_fault(one, report) for one in members[:LONGEST_GROUP])
        says = "Faults in the files themselves, found without asking anyone."
        yield Group(f"{level.value.capitalize()}s in the files", says, f"problems?level={level}", len(members), cards)


def _fault(fault: Told, report: Report) -> Card:
    problem, others = fault.first, fault.problems[1:]
    text = report.lines.get((problem.path, problem.position.line))
    size = problem.span.end - problem.span.start
    where = Place(place(problem), "", None if text is None else marked(text, problem.position.column, size))
    return Card(
        *(None, problem.level.value, problem.rule.value, None, display_words(problem.message), "", None, where),
        others=tuple(place(one) for one in others[:OTHER_PLACES]),
        more=max(0, len(others) - OTHER_PLACES),
        copies=(),
    )


@dataclass(frozen=True, slots=True)
class Written:
    """One rewritten destination."""

    path: str
    old: str
    new: str
    href: str | None


def written(edits: Sequence[Edit]) -> tuple[Written, ...]:
    """Return the edits of the run that were applied."""
    return tuple(_written(one) for one in applied(edits)[:LONGEST_GROUP])


def _written(edit: Edit) -> Written:
    old, new = map(decoded, (edit.old, edit.new))
    return Written(visible(edit.path), display_url(old), display_url(new), href(new))

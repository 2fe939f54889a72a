"""The part of the page that needs no script: links and problems that need somebody today, and good news."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace

from linkcheck.model import Change, Edit, Finding, Level, Memento, Problem, Reference, Report, State
from linkcheck.report.hosts import failing_hosts
from linkcheck.report.html.display import Line, anchor, display_url, display_words, href, line_of, marked
from linkcheck.report.html.mending import is_fixable
from linkcheck.report.leads import Leads
from linkcheck.report.lists import HOST_FROM
from linkcheck.report.pieces import (
    Placed,
    copy_words,
    decoded,
    failing_since,
    first_reference,
    label,
    place,
    unreached_since,
)
from linkcheck.report.summary import UNREACHED
from linkcheck.report.told import Told, faults
from linkcheck.report.view import Context
from linkcheck.report.words import REASONS, VERDICTS, shortened, visible
from linkcheck.verdict.outcome import Repairs, applied, is_known

LONGEST_GROUP = 40
"""Cards that are written out; the others are a number and a link to the list."""

OTHER_PLACES = 2
"""Places beside the first that are named on a card; more of them fold."""

FOLDED_PLACES = 10
"""Places that a card has at most, unfolded."""

MOST_HOSTS = 5


@dataclass(frozen=True, slots=True)
class Place:
    """A place in a post, the label there, the line itself where it is known, and what leads to it."""

    where: str
    label: str
    line: Line | None
    editor: str | None
    page: str | None
    """The line in the repository."""


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
    others: tuple[Place, ...]
    more: int
    """Places beyond those."""
    copies: tuple[Copy, ...]

    @property
    def is_folded(self) -> bool:
        """Tell whether the other places are too many to be named at once."""
        return len(self.others) > OTHER_PLACES


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
    repairs, leads = Repairs.of(report.edits), Leads.of(report, context.editor)
    levels = {Level.ERROR} | {word for word in context.fail_on if isinstance(word, Level)}
    left = [one for one in report.findings if context.is_urgent(one.verdict.state) and not repairs.repaired(one)]
    minded = [one for one in report.problems if one.level in levels]
    links = [one for one in left if not is_known(one, report.baseline)]
    problems = [one for one in minded if not is_known(one, report.baseline)]
    groups = (*_link_groups(links, report, repairs, leads), *_problem_groups(problems, report, leads))
    return Today(
        groups=tuple(group for group in groups if group.size),
        size=len(links) + len(faults(problems)),
        still=sum(one.change is Change.STILL for one in links),
        fixable=sum(is_fixable(one, repairs, context) for one in links),
        known=len(left) + len(minded) - len(links) - len(problems),
        unreached=_unreached(report, repairs, leads),
        hosts=tuple(_whole_hosts(report.findings))[:MOST_HOSTS],
    )


def _unreached(report: Report, repairs: Repairs, leads: Leads) -> Group | None:
    members = [one for one in report.findings if unreached_since(one) is not None]
    cards = tuple(_link(one, report, repairs, leads) for one in members[:LONGEST_GROUP])
    says = "Nobody here can tell whether they are gone: others may be served what this machine is not."
    return Group(UNREACHED, says, "links?state=unreachable", len(members), cards, folded=True) if members else None


def _whole_hosts(findings: Sequence[Finding]) -> Iterator[tuple[str, int]]:
    for host in failing_hosts(findings):
        if host.targets == host.states[State.DEAD] >= HOST_FROM:
            yield shortened(visible(host.host), 80), host.targets


def _link_groups(links: Sequence[Finding], report: Report, repairs: Repairs, leads: Leads) -> Iterator[Group]:
    def group(title: str, says: str, query: str, wanted: Callable[[Finding], bool], folded: bool = False) -> Group:
        members = [one for one in links if wanted(one)]
        cards = tuple(_link(one, report, repairs, leads) for one in members[:LONGEST_GROUP])
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


def _link(finding: Finding, report: Report, repairs: Repairs, leads: Leads) -> Card:
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
        place=_place(first, report, leads),
        others=tuple(_other(one, leads) for one in others[:FOLDED_PLACES]),
        more=max(0, len(others) - FOLDED_PLACES),
        copies=tuple(dict.fromkeys(map(copy_of, finding.mementos))),
    )


def copy_of(memento: Memento) -> Copy:
    """Return what an archive said of one day."""
    return Copy(display_words(copy_words(memento)), href(memento.url))


def _place(reference: Reference, report: Report, leads: Leads) -> Place:
    at = reference.path, reference.position.line
    text, begins = report.lines.get(at), report.line_starts.get(at, 0)
    return replace(
        _other(reference, leads, label(reference)), line=None if text is None else line_of(text, reference, begins)
    )


def _other(one: Placed, leads: Leads, label: str = "") -> Place:
    path, position = one.path, one.position
    return Place(place(one), label, None, leads.in_editor(path, position), leads.in_repository(path, position))


def _problem_groups(problems: Sequence[Problem], report: Report, leads: Leads) -> Iterator[Group]:
    for level in Level:
        members = faults(one for one in problems if one.level is level)
        cards = tuple(_fault(one, report, leads) for one in members[:LONGEST_GROUP])
        says = "Faults in the files themselves, found without asking anyone."
        yield Group(f"{level.value.capitalize()}s in the files", says, f"problems?level={level}", len(members), cards)


def _fault(fault: Told, report: Report, leads: Leads) -> Card:
    problem, others = fault.first, fault.problems[1:]
    at = problem.path, problem.position.line
    text, size = report.lines.get(at), problem.span.end - problem.span.start
    line = None if text is None else marked(text, problem.position.column, size, report.line_starts.get(at, 0))
    where = replace(_other(problem, leads), line=line)
    return Card(
        *(None, problem.level.value, problem.rule.value, None, display_words(problem.message), "", None, where),
        others=tuple(_other(one, leads) for one in others[:FOLDED_PLACES]),
        more=max(0, len(others) - FOLDED_PLACES),
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

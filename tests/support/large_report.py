"""A made-up report of any size, like that of a blog of ten years: most of its definitions are used by nothing.

The same number and seed give the same report. With 25,000 references it has 606 posts, 587 hosts and 4,000 targets.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from datetime import timedelta
from random import Random

from linkcheck.model import (
    Finding,
    Level,
    Position,
    Post,
    Problem,
    Quoting,
    Reference,
    Report,
    Row,
    Rule,
    RunStats,
    Span,
    State,
    Syntax,
)
from tests.support.large_report_links import STARTED, WORDS, address, finding, hosts, kind, written

UNUSED = 0.81
"""The share of definitions that no link uses."""


def many(references: int, seed: int) -> Report:
    """Return a report with that many references."""
    random = Random(seed)  # noqa: S311 - no secret
    posts = _posts(max(3, min(606, references // 40)), random)
    findings = _findings(references, posts, random)
    rows = _rows(findings)
    problems = tuple(_problems(rows, posts, random))
    return Report(
        exit_code=1,
        offline=False,
        duration_s=0.024 * references,
        requests=sum(len(one.check.exchanges) for one in findings if one.check),
        environment_fault=None,
        documents=len(posts),
        rows=rows,
        findings=findings,
        problems=problems,
        edits=(),
        started_at=STARTED,
        posts=posts,
        nights=_nights(findings, random),
        paths=("content",),
        lines=_lines(findings, problems, rows),
    )


def _posts(number: int, random: Random) -> tuple[Post, ...]:
    days = (STARTED.date() - timedelta(days=10 * 365 * ago // number + 1) for ago in range(number))
    named = ((day, f"{random.choice(WORDS)}-{random.choice(WORDS)}") for day in days)
    posts = (
        Post(f"content/posts/{day}-{name}.md", day, name.replace("-", " and ").capitalize()) for day, name in named
    )
    return tuple(sorted(posts, key=lambda post: post.path))


def _findings(references: int, posts: Sequence[Post], random: Random) -> tuple[Finding, ...]:
    """Return links that a post cites first and, more often than not, later posts again."""
    targets = max(3, references * 4 // 25)
    names = hosts(max(3, min(587, targets // 6)), random)
    # Each host has one link at least, and a few of them most, as everywhere.
    owners = [*range(len(names)), *(int(random.paretovariate(0.5)) % len(names) for _ in range(targets - len(names)))]
    urls = [address(names[owner], number, random) for number, owner in enumerate(owners)]
    first = [random.randrange(len(posts)) for _ in urls]
    again = (random.randrange(targets) for _ in range(references - targets))
    cited = [*enumerate(first), *((link, random.randrange(first[link], len(posts))) for link in again)]
    random.shuffle(cited)  # as a post holds links of many hosts, in no order
    days = [posts[one].date or STARTED.date() for one in first]
    kinds = [kind(day.year, random) for day in days]
    urls = [written(url, one) for url, one in zip(urls, kinds, strict=True)]
    places: list[list[Reference]] = [[] for _ in urls]
    lines = Counter[int]()
    for link, post in cited:
        lines[post] += 1
        places[link].append(_reference(posts[post].path, 20 + lines[post], urls[link], random))
    found = (
        finding(url, one, tuple(sorted(where, key=lambda each: (each.path, each.span))), day, random)
        for url, one, where, day in zip(urls, kinds, places, days, strict=True)
    )
    return tuple(sorted(found, key=lambda one: one.target.url))


def _reference(path: str, line: int, url: str, random: Random) -> Reference:
    if random.random() < 0.06:
        start = line * 200 + 29
        return Reference(path, Span(start, start + len(url)), Position(line, 30), Syntax.INLINE, url, Quoting.MARKDOWN)
    label, used = str(line - 20), random.random() >= UNUSED
    column = len(label) + 5
    span = Span(line * 200 + column - 1, line * 200 + column - 1 + len(url))
    at = (Position(random.randint(5, 19), random.randint(1, 80)),) if used else ()
    return Reference(path, span, Position(line, column), Syntax.DEFINITION, url, Quoting.MARKDOWN, label, used, at)


def _rows(findings: Sequence[Finding]) -> tuple[Row, ...]:
    rows = (
        Row(one, found.target.url, (Rule.UNUSED_DEFINITION,) if one.used is False else ())
        for found in findings
        for one in found.target.references
    )
    return tuple(sorted(rows, key=lambda row: (row.reference.path, row.reference.span)))


def _problems(rows: Sequence[Row], posts: Sequence[Post], random: Random) -> Iterator[Problem]:
    for one in (row.reference for row in rows if row.rules):
        words = f"no link of this document uses [{one.label}]"
        yield Problem(Rule.UNUSED_DEFINITION, Level.NOTE, one.path, one.position, one.span, words)
    for post in random.sample(posts, max(1, len(posts) // 20)):
        name, place = random.choice(WORDS), Position(random.randint(5, 19), 18)
        span = Span(place.line * 200 + 17, place.line * 200 + 17 + len(name))
        yield random.choice(
            (
                Problem(Rule.MISSING_PAGE, Level.ERROR, post.path, place, span, f"the site has no page {name}"),
                Problem(
                    Rule.UNDEFINED_REFERENCE, Level.WARNING, post.path, place, span, f"[{name}] is defined nowhere"
                ),
            )
        )


def _nights(findings: Sequence[Finding], random: Random) -> tuple[RunStats, ...]:
    now = {state: sum(one.verdict.state is state for one in findings) for state in State}
    nights = []
    for ago in range(30, 0, -1):
        then = {state: number - number * ago // 90 for state, number in now.items()}
        then[State.UNREACHABLE] += random.randint(0, 2 + now[State.UNREACHABLE] // 3)
        then[State.ALIVE] += len(findings) - sum(then.values())
        nights.append(RunStats(STARTED - timedelta(days=ago), then, random.choice((0, 0, 0, 0, 0, 7))))
    return (*nights, RunStats(STARTED, now))


def _lines(findings: Sequence[Finding], problems: Sequence[Problem], rows: Sequence[Row]) -> dict[tuple[str, int], str]:
    """Return the lines at fault, as a run keeps them."""
    bad = [one for found in findings if found.verdict.state is not State.ALIVE for one in found.target.references]
    noted = {(one.path, one.span) for one in problems if one.level is Level.NOTE}
    bad += [row.reference for row in rows if (row.reference.path, row.reference.span) in noted]
    lines = {(one.path, one.position.line): _line(one) for one in bad}
    return {(one.path, one.position.line): _faulty(one) for one in problems} | lines


def _faulty(problem: Problem) -> str:
    """Return a line whose eighteenth character begins what is wrong."""
    if problem.rule is Rule.MISSING_PAGE:
        return f"Here is [a link]({problem.message.split()[-1]}) to another page."
    return f"Here is [a link]{problem.message.split()[0]} to another page."


def _line(one: Reference) -> str:
    if one.syntax is Syntax.DEFINITION:
        return f'[{one.label}]: {one.destination} "{WORDS[one.position.line % len(WORDS)].title()}"'
    return f"As was said, in [that essay]({one.destination}), and again later."

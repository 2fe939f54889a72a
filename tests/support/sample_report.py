"""One report with everything in it that formats must show; the golden files are made from it."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

from linkcheck.model import (
    Change,
    Check,
    Edit,
    Evidence,
    Exchange,
    Failure,
    FailureCode,
    Finding,
    Flag,
    Gap,
    Level,
    LookupStatus,
    Memento,
    Page,
    Past,
    Position,
    Problem,
    Profile,
    Quoting,
    Reason,
    Reference,
    Report,
    Request,
    Response,
    Row,
    Rule,
    Span,
    State,
    Syntax,
    Target,
    Tls,
    Url,
    Verdict,
)

CHECKED = datetime(2026, 1, 2, 3, 4, 5, 678_901, tzinfo=UTC)

HELLO = "content/posts/2016-05-03-hello.md"
WORLD = "content/posts/world/index.md"


def reference(
    path: str,
    line: int,
    url: str,
    *,
    column: int = 1,
    syntax: Syntax = Syntax.INLINE,
    label: str | None = None,
    used: bool | None = None,
    disabled: bool = False,
) -> Reference:
    """Return a reference whose span follows from its line, so that no two of a file are the same."""
    start = line * 100 + column
    span = Span(start, start + len(url.encode("utf-8", "surrogatepass")))
    used_at = (Position(line + 40, 3),) if used else ()
    quoting = Quoting.MARKDOWN
    return Reference(path, span, Position(line, column), syntax, url, quoting, label, used, used_at, disabled=disabled)


def definition(path: str, line: int, label: str, url: str, *, used: bool = True) -> Reference:
    """Return a reference definition; its destination begins after the label."""
    column = len(label) + 5
    return reference(path, line, url, column=column, syntax=Syntax.DEFINITION, label=label, used=used)


def memento(url: str, near: date, captured: datetime, fit: str) -> Memento:
    """Return a probed copy in the Wayback Machine."""
    address = f"https://web.archive.org/web/{captured:%Y%m%d%H%M%S}/{url}"
    return Memento(near, LookupStatus.FOUND, address, captured, fit, probed=True)


def answered(url: str, status: int, profile: Profile = Profile.HONEST, **headers: str) -> Exchange:
    """Return an exchange that was answered; underscores in header names stand for hyphens."""
    pairs = tuple((name.replace("_", "-"), value) for name, value in headers.items())
    return Exchange(Request(Url(url), profile), Response(status, pairs, b"<h1>Not here</h1>"), 120)


def shown(url: str, title: str) -> Exchange:
    """Return an exchange that was answered with a page, whose body is let go."""
    return Exchange(Request(Url(url)), Response(200, (), page=Page(title=title)), 80)


def failed(url: str, code: FailureCode, detail: str = "") -> Exchange:
    """Return an exchange that got no answer."""
    return Exchange(Request(Url(url)), Failure(code, detail), 20_000)


def finding(
    verdict: Verdict,
    references: tuple[Reference, ...],
    *exchanges: Exchange,
    probes: tuple[Exchange, ...] = (),
    mementos: tuple[Memento, ...] = (),
    past: Past | None = None,
    change: Change | None = None,
    from_history: bool = False,
) -> Finding:
    """Return a finding for the URL that the references name."""
    url = references[0].destination
    check = Check(Url(url), exchanges, CHECKED, probes) if exchanges else None
    return Finding(Target(url, references), verdict, check, mementos, past, from_history, change)


def past(url: str, verdict: Verdict, *days: int, alive: int | None = None, failures: int = 0) -> Past:
    """Return a record with strikes so many days ago, the check itself being the last of them."""
    strikes = tuple(CHECKED - timedelta(days=ago) for ago in days)
    last_alive = CHECKED - timedelta(days=alive) if alive is not None else None
    since = min(strikes, default=None)
    return Past(url, strikes[-1] if strikes else CHECKED, verdict, since, last_alive, strikes, failures)


GONE_URL = "http://gone.example/a/page?x=1|2"

GONE = finding(
    Verdict(
        State.DEAD,
        Reason.GONE,
        "404, to a browser too",
        404,
        flags=(Flag.HTTPS_TO_HTTP,),
        evidence=(
            Evidence("status", State.DEAD, Reason.GONE, "404 on two profiles"),
            Evidence("redirects", State.ALIVE, Reason.OK, "no redirect"),
        ),
    ),
    (
        definition(HELLO, 12, "1", GONE_URL),
        *(reference(f"content/posts/{number:02}.md", 3, GONE_URL) for number in range(2, 41)),
    ),
    answered(GONE_URL, 404, content_type="text/html", server="nginx", set_cookie="session=secret"),
    answered(GONE_URL, 404, Profile.BROWSER, content_type="text/html", server="nginx"),
    mementos=(
        memento(GONE_URL, date(2016, 5, 3), datetime(2016, 5, 15, 1, 2, 3, tzinfo=UTC), "12 days after"),
        memento(GONE_URL, date(2019, 1, 1), datetime(2018, 12, 31, tzinfo=UTC), "1 day before"),
        Memento(date(2001, 1, 1), LookupStatus.UNKNOWN, detail="budget"),
    ),
)

NAME_GONE = Verdict(
    State.DEAD, Reason.DNS_GONE, "the name vanished.example does not exist, asked twice", flags=(Flag.UNCONFIRMED,)
)
SLOW = Verdict(State.UNREACHABLE, Reason.TIMEOUT, "no answer within 20 s")
DOWN = Verdict(State.DEAD, Reason.PERSISTENT_FAILURE, "refused in 3 runs since 2025-12-20: connection refused")
BACK = Verdict(State.ALIVE, Reason.OK, "200", 200)

VANISHED = finding(
    NAME_GONE,
    (
        definition(WORLD, 30, "a `label`", "https://vanished.example/", used=False),
        reference(WORLD, 31, "https://vanished.example/"),
    ),
    failed("https://vanished.example/", FailureCode.DNS_NXDOMAIN, "Name or service not known"),
    mementos=(Memento(date(2020, 2, 2), LookupStatus.NONE, detail="not-archived"),),
    past=replace(past("https://vanished.example/", NAME_GONE, 0, alive=7, failures=1), dead_since=CHECKED),
    change=Change.NEW,
)

SOFT_URL = "https://soft.example/a/page"

SOFT = finding(
    Verdict(State.DEAD, Reason.SOFT_404, "100% of the text is what random addresses show (two of them)", 200),
    (reference(WORLD, 33, SOFT_URL),),
    answered(SOFT_URL, 200),
    probes=(
        answered("https://soft.example/a/q1w2e3r4", 302, location="https://soft.example/?sid=66538"),
        shown("https://soft.example/?sid=66538", "Nothing here"),
        failed("https://soft.example/", FailureCode.TIMEOUT),
    ),
)

MISSPELT = finding(
    Verdict(State.INVALID, Reason.BAD_SCHEME, "did you mean http://typo.example/?"),
    (reference(HELLO, 15, "ttp://typo.example/", syntax=Syntax.HTML),),
)

FINDINGS = (
    GONE,
    MISSPELT,
    finding(
        Verdict(State.ALIVE, Reason.OK, "200", 200, "https://www.fine.example/é"),
        (reference(WORLD, 5, "https://fine.example/é", syntax=Syntax.BARE),),
        answered("https://fine.example/é", 302, location="https://www.fine.example/é"),
        answered("https://www.fine.example/é", 200),
    ),
    finding(
        Verdict(State.MOVED, Reason.PERMANENT_REDIRECT, "301", 200, "https://new.example/"),
        (reference(WORLD, 6, "http://old.example/"),),
        answered("http://old.example/", 301, location="https://new.example/"),
        answered("https://new.example/", 200),
    ),
    finding(
        Verdict(State.BLOCKED, Reason.CHALLENGE, "403 with a challenge", 403),
        (reference(WORLD, 7, "https://wall.example/", syntax=Syntax.IMAGE),),
        answered("https://wall.example/", 403, cf_mitigated="challenge"),
    ),
    finding(
        SLOW,
        (reference(WORLD, 8, "https://slow.example/"),),
        failed("https://slow.example/", FailureCode.TIMEOUT),
        replace(
            failed("https://slow.example/", FailureCode.TLS_EXPIRED),
            request=Request(Url("https://slow.example/"), tls=Tls.LOOSE),
        ),
        past=Past(
            "https://slow.example/",
            CHECKED,
            SLOW,
            failing_since=CHECKED - timedelta(days=20),
            last_alive_at=CHECKED - timedelta(days=27),
            failures=5,
            unreachable_since=CHECKED - timedelta(days=20),
            unreachable_checks=5,
        ),
    ),
    finding(
        Verdict(State.UNSURE, Reason.INTERNAL_ERROR, "linkcheck failed"),
        (reference(WORLD, 9, "https://odd.example/"),),
        failed(
            "https://odd.example/", FailureCode.INTERNAL, 'Traceback (most recent call last):\n  File "x"\nKeyError: 1'
        ),
    ),
    finding(
        Verdict(State.UNCHECKED, Reason.SCHEME, "mailto"),
        (reference(HELLO, 40, "mailto:me@user.example", syntax=Syntax.AUTOLINK),),
    ),
    VANISHED,
    *(
        finding(
            DOWN,
            (reference(WORLD, line, f"http://down.example/{line}"),),
            past=past(f"http://down.example/{line}", DOWN, 13, 12, 5, alive=20, failures=3),
            change=Change.STILL,
            from_history=True,
        )
        for line in (60, 61, 62)
    ),
    finding(
        BACK,
        (reference(WORLD, 70, "https://back.example/"),),
        answered("https://back.example/", 200),
        past=past("https://back.example/", BACK, alive=0),
        change=Change.BACK,
    ),
)

INTERNAL = Row(reference(HELLO, 50, "missing.md"), None, (Rule.MISSING_PAGE,))

PROBLEMS = (
    Problem(
        Rule.MISSING_PAGE,
        Level.ERROR,
        HELLO,
        Position(50, 1),
        Span(5001, 5011),
        'There is no page "missing.md"; did you mean "missing-link.md"?',
    ),
    *(
        Problem(
            Rule.EMPTY_DEFINITION,
            Level.WARNING,
            WORLD,
            Position(line, 1),
            Span(line * 100, line * 100),
            f"[{line}] has no destination, so the definition below it is lost; write one or remove the line.",
        )
        for line in range(60, 67)
    ),
    Problem(Rule.BAD_ENCODING, Level.NOTE, "content/old.md", Position(1, 1), Span(0, 1), "It is not UTF-8."),
)


def _rows() -> tuple[Row, ...]:
    rows = [Row(one, found.target.url) for found in FINDINGS for one in found.target.references]
    return tuple(sorted([*rows, INTERNAL], key=lambda row: (row.reference.path, row.reference.span)))


SAMPLE = Report(
    exit_code=1,
    offline=False,
    duration_s=12.34567,
    requests=321,
    environment_fault=None,
    documents=42,
    rows=_rows(),
    findings=tuple(sorted(FINDINGS, key=lambda found: found.target.url)),
    problems=PROBLEMS,
    edits=(),
    gaps=(
        Gap("the theme «a|b» <i> is not on this disk: git submodule update --init"),
        Gap("beginning with a slash: no configuration of a site says where that is", 3),
    ),
)
"""Nothing repaired yet."""


def _edits() -> tuple[Edit, ...]:
    new = GONE.mementos[0].url
    assert new is not None
    return tuple(
        Edit(one.path, one.span, one.destination.encode(), new.encode(), "dead: gone", applied=True)
        for one in GONE.target.references
    )


FIXED = replace(SAMPLE, edits=_edits())
"""The same after `--fix`: every place of the dead link with a copy was rewritten."""

EMPTY = Report(
    exit_code=0,
    offline=True,
    duration_s=0.0,
    requests=0,
    environment_fault=None,
    documents=0,
    rows=(),
    findings=(),
    problems=(),
    edits=(),
)
"""A folder without posts."""

"""Workflow commands that put what is broken on its line in GitHub's pages.

GitHub shows ten errors, ten warnings and ten notices of a step and drops the rest, so each link gets one annotation
before any gets a second, and what is left over is listed in the step's log. The syntax:
https://docs.github.com/actions/reference/workflows-and-actions/workflow-commands
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence

from linkcheck.model import Level, Report
from linkcheck.report.diagnostics import GRAVITY, Diagnostic, diagnostics
from linkcheck.report.pieces import place
from linkcheck.report.regions import end_column
from linkcheck.report.summary import gap_lines
from linkcheck.report.view import Context
from linkcheck.report.words import counted, shortened, visible

SHOWN = 10
"""Annotations of one level that GitHub shows for one step."""

LONGEST = 2_000
"""Characters of a message; GitHub cuts an annotation at 64 KB."""

COMMANDS = {Level.ERROR: "error", Level.WARNING: "warning", Level.NOTE: "notice"}


def render(report: Report, context: Context) -> str:
    """Return one command a line, and below them what does not fit; an empty line where nothing is wrong."""
    fault = report.environment_fault
    lines = [command("warning", f"No verdicts: {visible(fault)}")] if fault else []
    by_level: defaultdict[Level, list[Diagnostic]] = defaultdict(list)
    for diagnostic in _spread(diagnostics(report, context)):
        by_level[diagnostic.level].append(diagnostic)
    for level in sorted(by_level, key=GRAVITY.__getitem__):
        lines += [_annotation(diagnostic, report) for diagnostic in by_level[level][:SHOWN]]
    for level in sorted(by_level, key=GRAVITY.__getitem__):
        lines += _rest(level, by_level[level][SHOWN:])
    lines += map(_inert, gap_lines(report))
    return "\n".join(lines) + "\n"


def command(name: str, message: str, **properties: str | int) -> str:
    """Return a workflow command such as `::error file=a.md::…`, which no text in it can end."""
    named = ",".join(f"{key}={_property(str(value))}" for key, value in properties.items())
    return f"::{name}{' ' if named else ''}{named}::{_data(message)}"


def _data(text: str) -> str:
    return text.replace("%", "%25").replace("\r", "%0D").replace("\n", "%0A")


def _property(text: str) -> str:
    return _data(text).replace(":", "%3A").replace(",", "%2C")


def _spread(found: Sequence[Diagnostic]) -> list[Diagnostic]:
    """Return the diagnostics so that the first of every link come first in each level; notes of one rule are one."""
    seen: Counter[tuple[Level, str, str | None]] = Counter()
    turns = []
    for diagnostic in found:
        thing = (
            diagnostic.level,
            diagnostic.code,
            diagnostic.url or (diagnostic.message if diagnostic.level is not Level.NOTE else None),
        )
        turns.append((diagnostic.known, seen[thing], diagnostic))
        seen[thing] += 1
    return [diagnostic for _, _, diagnostic in sorted(turns, key=lambda turn: turn[:2])]


def _annotation(diagnostic: Diagnostic, report: Report) -> str:
    line, column = diagnostic.position.line, diagnostic.position.column
    where: dict[str, str | int] = {"file": visible(diagnostic.path), "line": line, "col": column}
    end = end_column(diagnostic, report)
    if end is not None and end > column:
        where["endColumn"] = end
    message = shortened(diagnostic.message, LONGEST)
    return command(COMMANDS[diagnostic.level], message, **where, title=_title(diagnostic))


def _title(diagnostic: Diagnostic) -> str:
    state = diagnostic.state.value if diagnostic.state else "linkcheck"
    return f"{state}: {diagnostic.code}{', known' if diagnostic.known else ''}"


def _rest(level: Level, left: Sequence[Diagnostic]) -> Iterator[str]:
    """Yield plain lines of the log: every error and warning, and how many notes of each rule."""
    if not left:
        return
    yield f"{counted(len(left), COMMANDS[level])} more than GitHub shows at the lines:"
    if level is Level.NOTE:
        yield from (f"- {code}: {number:,}" for code, number in sorted(Counter(one.code for one in left).items()))
        return
    for diagnostic in left:
        yield _inert(f"- {place(diagnostic)}: {shortened(diagnostic.message, LONGEST)} ({diagnostic.code})")


def _inert(line: str) -> str:
    """Return a line of the log without commands of the old syntax, `##[…]`, which the runner finds anywhere in it."""
    return line.replace("##[", "#\\x23[")

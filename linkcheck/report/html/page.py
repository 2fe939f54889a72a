"""The page itself: the template filled, with its style and its scripts inside and their hashes in its policy."""

from __future__ import annotations

from base64 import b64encode
from dataclasses import dataclass
from functools import cache
from hashlib import sha256
from importlib.resources import files

from jinja2 import Environment, FunctionLoader, StrictUndefined
from markupsafe import Markup

from linkcheck.__about__ import __version__
from linkcheck.model import Change, Report
from linkcheck.report.html.data import data_block
from linkcheck.report.html.display import anchor, display_url, moment_words
from linkcheck.report.html.pictures import ORDER, balance, pictures
from linkcheck.report.html.today import LONGEST_GROUP, Today, today, written
from linkcheck.report.summary import aside_lines, gap_lines, last_line, left_lines, repairing, scope_line, waiting_lines
from linkcheck.report.told import once
from linkcheck.report.view import Context
from linkcheck.report.words import VERDICTS, counted, visible
from linkcheck.verdict.outcome import by_state, judged

SCRIPTS = (
    "dom",
    "store",
    "leads",
    "acting",
    "evidence",
    "exporting",
    "views",
    "matching",
    "explorer",
    "printing",
    "main",
)
"""In the order in which they need each other."""


@dataclass(frozen=True, slots=True)
class Asset:
    """Text that is part of the page, and what the policy knows it by."""

    text: Markup
    digest: str

    @classmethod
    def of(cls, text: str) -> Asset:
        """Take our own text: nothing in it comes from a report."""
        return cls(Markup(text), f"sha256-{b64encode(sha256(text.encode()).digest()).decode()}")  # noqa: S704


def render(report: Report, context: Context) -> str:
    """Return the whole document."""
    report = once(report)
    mine = judged(report)
    needs, states = today(mine, context), by_state(mine.findings)
    return environment().get_template("page.html.j2").render(
        style=style(),
        script=_script(),
        version=__version__,
        headline=_headline(report, needs),
        started=moment_words(report.started_at) if report.started_at else None,
        scope=[scope_line(report), *aside_lines(report), *left_lines(report), *gap_lines(report),
               *waiting_lines(report, context)],
        summary=last_line(report, context).partition(repairing(report)),
        command=repairing(report),
        report=report,
        needs=needs,
        tiles=[(state.value, states[state], VERDICTS[state]) for state in ORDER if states[state]],
        balance=Markup(balance(states)),  # noqa: S704 - charts escape what they are given
        pictures=[(one, Markup(one.svg)) for one in pictures(report)],  # noqa: S704
        back=_back(report),
        written=written(report.edits),
        repaired=sum(edit.applied for edit in report.edits),
        most=LONGEST_GROUP,
        data=Markup(data_block(report, context)),  # noqa: S704 - JSON without any <
    )  # fmt: skip


def _back(report: Report) -> list[tuple[str, str]]:
    back = (one.target.url for one in report.findings if one.change is Change.BACK)
    return [(anchor(url), display_url(url)) for url in back]


def _headline(report: Report, needs: Today) -> str:
    if report.environment_fault:
        return "This run could not judge anything."
    if needs.size > needs.still:
        number = needs.size - needs.still
        return f"{counted(number, 'thing')} {'needs' if number == 1 else 'need'} you today."
    return "Nothing new needs you today." if needs.still else "Nothing needs you today."


@cache
def environment() -> Environment:
    """Return the template engine: everything is escaped that is not `Markup`, and a misspelt name is an error."""
    environment = Environment(
        loader=FunctionLoader(_read),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=True,
    )
    environment.filters |= {"counted": counted, "visible": visible}
    return environment


def _read(name: str) -> str:
    return (files("linkcheck.report.html") / "assets" / name).read_text(encoding="utf-8")


@cache
def style() -> Asset:
    """Return the style of every page."""
    return Asset.of(_read("style.css"))


@cache
def _script() -> Asset:
    """Return the scripts as one, closed off from the page."""
    return Asset.of('"use strict";\n(() => {\n' + "\n".join(_read(f"{name}.js") for name in SCRIPTS) + "})();\n")

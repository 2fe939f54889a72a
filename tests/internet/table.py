"""The table of the whole catalogue as Markdown, and its summary."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from linkcheck.model import State
from tests.internet.behaviour import Behaviour
from tests.internet.catalogue import IN_OTHER_TESTS, NOT_REPRODUCIBLE, missing, words
from tests.internet.machine import Fault
from tests.internet.pure import CASES
from tests.internet.trial import Judged

HEADER = (
    "| id | behaviour | what it does | truth | verdict | reason | how | right |\n"
    "|----|-----------|--------------|-------|---------|--------|-----|-------|\n"
)
INTERNET, WHOLE_RUN, PURE = "internet", "whole run", "pure"
NOWHERE = "not reproducible"


@dataclass(frozen=True, slots=True)
class Row:
    """One line of the table."""

    identity: str
    name: str
    story: str
    truth: str
    verdict: str
    reason: str
    how: str
    right: bool
    """Where nothing is tried, too: nothing is wrong."""
    wrongly_dead: bool = False
    missed: bool = False


def of_behaviours(judged: Iterable[Judged]) -> list[Row]:
    """Return the rows of what the small internet has shown."""
    return [_of_behaviour(each) for each in judged]


def of_faults(ran: Iterable[tuple[Fault, str]]) -> list[Row]:
    """Return the rows of whole runs, with the line that each ended with."""
    return [
        Row(
            fault.identity,
            fault.name,
            fault.story,
            fault.truth,
            said,
            "",
            WHOLE_RUN,
            said == fault.truth,
            wrongly_dead="dead" in said and "dead" not in fault.truth,
        )
        for fault, said in ran
    ]


def of_cases() -> list[Row]:
    """Return the rows of pure functions, which are called here."""
    rows = []
    for case in CASES:
        said = case.verdict()
        right = (said.state, said.reason) == (case.truth, case.reason)
        row = Row(case.identity, case.name, case.story, case.truth, said.state, said.reason, PURE, right)
        rows.append(row)
    return rows


def of_the_rest(untried: Iterable[Behaviour] = ()) -> list[Row]:
    """Return the rows of what no test can show, of what this run has not tried, and of what is forgotten."""
    names = words()
    return [
        *(_untried(identity, names[identity], f"{NOWHERE}: {why}") for identity, why in NOT_REPRODUCIBLE.items()),
        *(_untried(identity, names[identity], where) for identity, where in IN_OTHER_TESTS.items()),
        *(_untried(each.identity, each.story, "internet: only with --namespace", each.name) for each in untried),
        *(_untried(identity, text, "nowhere", right=False) for identity, text in missing().items()),
    ]


def _untried(identity: str, story: str, how: str, name: str = "", *, right: bool = True) -> Row:
    return Row(identity, name, story, "", "", "", how, right)


def render(rows: Sequence[Row], seconds: float | None = None) -> str:
    """Return the table, sorted by id, and the summary under it."""
    ordered = sorted(rows, key=lambda row: (row.identity, row.name))
    return HEADER + "".join(map(_line, ordered)) + "\n" + summary(rows, seconds) + "\n"


def summary(rows: Sequence[Row], seconds: float | None = None) -> str:
    """Return one line: how many are right, how the wrong ones are wrong, and how much of the catalogue there is."""
    tried = [row for row in rows if row.verdict]
    covered = {row.identity for row in rows if row.right or row.verdict} & words().keys()
    took = f"; {seconds:.1f} s" if seconds is not None else ""
    return (
        f"{sum(row.right for row in tried)} of {len(tried)} behaviours are judged right; "
        f"wrongly dead: {sum(row.wrongly_dead for row in tried)}; missed dead: {sum(row.missed for row in tried)}; "
        f"{len(covered)} of {len(words())} ids of the catalogue are covered{took}."
    )


def _of_behaviour(judged: Judged) -> Row:
    behaviour = judged.behaviour
    states = {said.state for said in judged.said}
    seen = dict.fromkeys((said.state.value, said.reason) for said in judged.said)
    return Row(
        behaviour.identity,
        behaviour.name,
        behaviour.story + (f" ({behaviour.why})" if behaviour.why else ""),
        ", ".join(sorted(behaviour.truth)),
        ", ".join(state for state, _ in seen),
        ", ".join(reason for _, reason in seen),
        INTERNET,
        judged.right,
        wrongly_dead=State.DEAD in states - behaviour.truth,
        missed=behaviour.truth == {State.DEAD} and states != {State.DEAD},
    )


def _line(row: Row) -> str:
    cells = (row.identity, row.name, row.story, row.truth, row.verdict, row.reason, row.how)
    right = "" if not row.verdict and row.right else "yes" if row.right else "**no**"
    return "| " + " | ".join(map(_cell, (*cells, right))) + " |\n"


def _cell(text: str) -> str:
    return text.replace("\\", "\\\\").replace("|", "\\|").replace("`", "").replace("<", "&lt;").replace("\n", " ")

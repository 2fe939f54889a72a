"""The table of behaviours as Markdown, and its summary."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence

from linkcheck.model import State
from tests.internet.trial import Judged

HEADER = "| id | behaviour | what it does | truth | verdict | reason | right |\n|---|---|---|---|---|---|---|\n"


def render(judged: Sequence[Judged]) -> str:
    """Return the table, one row for each behaviour, and the summary under it."""
    rows = sorted(judged, key=lambda each: (each.behaviour.identity, each.behaviour.name))
    return HEADER + "".join(map(_row, rows)) + "\n" + summary(judged) + "\n"


def summary(judged: Sequence[Judged]) -> str:
    """Return one line: how many are right, and how the wrong ones are wrong."""
    right = sum(each.right for each in judged)
    wrongly_dead = sum(State.DEAD not in each.behaviour.truth and State.DEAD in _states(each) for each in judged)
    missed = sum(each.behaviour.truth == {State.DEAD} and _states(each) != {State.DEAD} for each in judged)
    identities = len({each.behaviour.identity for each in judged})
    return (
        f"{right} of {len(judged)} behaviours ({identities} ids of the catalogue) are judged right; "
        f"wrongly dead: {wrongly_dead}; missed dead: {missed}."
    )


def _states(judged: Judged) -> set[State]:
    return {said.state for said in judged.said}


def _row(judged: Judged) -> str:
    behaviour = judged.behaviour
    said = Counter((each.state.value, each.reason) for each in judged.said)
    cells = (
        behaviour.identity,
        behaviour.name,
        _cell(behaviour.story + (f" ({behaviour.why})" if behaviour.why else "")),
        ", ".join(sorted(behaviour.truth)),
        ", ".join(state for state, _ in said),
        ", ".join(reason for _, reason in said),
        "yes" if judged.right else "**no**",
    )
    return "| " + " | ".join(cells) + " |\n"


def _cell(text: str) -> str:
    return text.replace("\\", "\\\\").replace("|", "\\|").replace("`", "").replace("<", "&lt;").replace("\n", " ")

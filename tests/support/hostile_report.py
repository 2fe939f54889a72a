"""A report in which the world has written whatever it likes, and what of that must reach no reader as it is."""

from __future__ import annotations

import re

from hypothesis import strategies as st

from linkcheck.model import Report, State
from tests.support.copies import replace
from tests.support.sample_report import FIXED, GONE, PROBLEMS, SAMPLE, finding, reference

UNSAFE = re.compile("[\x00-\x09\x0b-\x1f\x7f-\x9f\u061c\u200e\u200f\u2028-\u202e\u2066-\u2069\ud800-\udfff]")
"""Controls and marks that a terminal or an eye would act upon."""

hostile = st.text(st.characters() | st.sampled_from("\x1b\x9b\u202e\u2066\r\n\t|`<@\udcff\x00"), max_size=40)


def hostile_report(text: str) -> Report:
    """Return a report with a hostile text in every place where the world's text can be."""
    verdict = replace(GONE.verdict, detail=text, final_url=text)
    bad = [reference(f"{text}.md", 1, f"http://x.example/{text}", label=text), reference("b.md", 1, text)]
    memento = replace(GONE.mementos[0], url=text, fit=text)
    found = finding(verdict, tuple(bad), *(GONE.check.exchanges if GONE.check else ()), mementos=(memento,))
    problem = replace(PROBLEMS[0], path=text, message=text)
    edit = replace(FIXED.edits[0], old=text.encode("utf-8", "surrogatepass"), refused=text)
    waiting = replace(found, verdict=replace(verdict, state=State.UNSURE))
    return replace(SAMPLE, findings=(found, waiting), problems=(problem,), edits=(edit,), environment_fault=text)

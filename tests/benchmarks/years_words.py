"""The report of two simulated years."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING

from tests.benchmarks import years_web as rates

if TYPE_CHECKING:
    from tests.benchmarks.two_years import Fate, Told

HEAD = """# Two years

Written by `python -m tests.benchmarks.two_years --links {links} --seed {seed} --report FILE`.

{nights} nights, one a week; two years are 105. Each night is `scan --fix`, in the second column `save --send` and
`keep` after it, by what these commands call, with a clock that is set. Hosts, archive and Save Page Now (a simulator
with its limits) are servers on loopback. There are {links:,} links in posts of the ten years before, and 13 more for
each 100 of them in posts of the two years, each scanned on the day on which it is published.

The web is drawn by a seed.
Published rates: {first:.0%} of pages are gone in their first year, 38% after ten, 9 of 25 of
them with their whole site (Pew Research Center, 2024); {soft:.0%} of the sites do not say by a status that a page is
gone (Bar-Yossef et al., WWW 2004). Archives have {covered:.0%} of the pages, new ones too, captured by others within a
year of the citing post (issue 14), and nobody but `save` asks for more.

Our guesses, since nobody published them for links of blogs:
{walled:.0%} of sites wall programs off, {pdf:.0%} of pages
are PDF, {noarchive:.0%} ask for no copies, {excluded:.0%} of sites are closed to archives, {faults:.0%} of answers are
a 502, {fails:.0%} of captures fail, {junk:.0%} of soft 404s were archived as such. Of the sites that end, 60% lose
their name, 20% refuse, 20% are for sale.

A death is repairable where the program wrote or proposes a copy in an archive, or its report names a kept copy,
and that copy shows what the living page showed, which is looked up in the simulated web.

"""
ROWS = (
    ("pages that died", "deaths"),
    ("found dead by the program", "found"),
    ("**can be repaired**", "repairable"),
    ("– written by `--fix`", "written"),
    ("– proposed, for `review` to write", "proposed"),
    ("– a kept copy alone", "kept alone"),
    ("nothing to repair it with", "nothing"),
    ("led to a copy that does not show the page", "wrong"),
    ("the copy is one that others made", "theirs"),
    ("the copy is one that `save` asked for", "saved"),
    ("there is a kept copy", "kept"),
)


def render(both: Sequence[Told], links: int, seed: int, nights: int) -> str:
    """Return the report in Markdown; `both` are the years without and with help."""
    from tests.benchmarks.two_years import counted

    bare, helped = both
    head = HEAD.format(
        links=links, seed=seed, nights=nights, first=0.08, soft=rates.SOFT, covered=rates.COVERED, walled=rates.WALLED,
        pdf=rates.NO_TEXT, noarchive=rates.NO_ARCHIVE, excluded=rates.EXCLUDED, faults=rates.FAULTS,
        fails=rates.CAPTURE_FAILS, junk=rates.JUNK,
    )  # fmt: skip
    parts = [head]
    for title, old in (
        ("Deaths in these nights", False),
        ("Deaths before the first night, too late for a copy", True),
    ):
        columns = [counted(_of(told.fates, old)) for told in both]
        rows = "".join(f"| {words} | {_cell(columns[0], key)} | {_cell(columns[1], key)} |\n" for words, key in ROWS)
        parts.append(f"## {title}\n\n| | without | with `save` and `keep` |\n|---|---|---|\n{rows}\n")
    parts.append(f"## What could not be repaired, with `save` and `keep`\n\n{_unrepaired(helped.fates)}\n")
    parts.append(f"## What was not found dead by the last night\n\n{_unfound(helped.fates)}\n")
    parts.append(f"## Why a copy is only proposed\n\n{_left(helped.fates)}\n")
    parts.append(f"## What it took\n\n{_took(bare)}\n{_took(helped)}")
    return "".join(parts)


def _of(fates: Iterable[Fate], old: bool) -> list[Fate]:
    return [fate for fate in fates if (fate.page.dies < 0) is old]


def _cell(counts: Counter[str], key: str) -> str:
    if key == "repairable" and counts["found"]:
        return f"**{counts[key]} = {counts[key] / counts['found']:.1%}** of those found"
    return f"{counts[key]:,}"


def _unrepaired(fates: Iterable[Fate]) -> str:
    return _listed(
        f"{fate.page.site.name}, {fate.page.kind}, cited on day {fate.page.cited:.0f}, died on {fate.page.dies:.0f}"
        f" ({fate.page.end}), found on {fate.found}: {fate.because}"
        for fate in _of(fates, old=False)
        if fate.found is not None and not fate.repairable
    )


def _unfound(fates: Iterable[Fate]) -> str:
    return _listed(
        f"{fate.page.site.name}, died on day {fate.page.dies:.0f} ({fate.page.end})"
        f"{', behind a wall' if fate.page.site.walled else ''}"
        f"; to be repaired: {'yes' if fate.repairable else 'not known before it is found'}"
        for fate in _of(fates, old=False)
        if fate.found is None
    )


def _left(fates: Iterable[Fate]) -> str:
    reasons = Counter(fate.left for fate in _of(fates, old=False) if fate.left is not None and not fate.written)
    return _listed(f"{number}: {why}" for why, number in reasons.most_common())


def _listed(lines: Iterable[str]) -> str:
    return "".join(f"- {line}\n" for line in lines) or "None.\n"


def _took(told: Told) -> str:
    asked = ", ".join(f"{command} {number:,}" for command, number in told.requests.items())
    kept = f"{told.kept_files:,} kept copies, {told.kept_bytes / 1000:,.0f} KB"
    return (
        f"- {'With' if told.helped else 'Without'}: {told.links:,} links at the end; requests: {asked};"
        f" {told.captures:,} captures made for us; {told.too_many} requests too many at Save Page Now; {kept};"
        f" {len(told.wronged)} times a living page was called dead.\n"
    ) + "".join(f"  - {line}\n" for line in told.wronged)

"""Writes what the detector makes of the labelled set as Markdown."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence

from tests.soft404.labelled import Case, Label, half
from tests.soft404.measure import CURRENT, GRID, Tally, Thresholds, fit, tally, wrong

STATES = ("dead", "unsure", "alive", "blocked", "unreachable")
MIX = {"genuine, honest host": 0.90, "genuine, dishonest host": 0.06, "dead": 0.04}
"""Shares of a blog's good answers, assumed for the requests that probes add: most hosts say 404."""
WITH_ROBOTS = 1
HONEST, DISHONEST = 1, 3
"""Requests that a suspicious link costs: one is enough at an honest host, another is asked for its home page, too."""


def render(cases: Sequence[Case]) -> str:
    """Fit on one half, measure on the other, and say everything."""
    fitted, measured = ([case for case in cases if half(case.site) == which] for which in (0, 1))
    best, tried = fit(fitted)
    with best.set():
        counted = tally(measured)[""]
    return "\n".join(
        (*_head(fitted, measured, best), *_confusion(counted), *_current(measured), *_grid(tried), *_rest(measured))
    )


def _head(fitted: Sequence[Case], measured: Sequence[Case], best: Thresholds) -> Iterator[str]:
    yield "# Soft 404s: the detector against labelled pages\n"
    yield "Written by `python -m tests.soft404`; `tests/soft404/README.md` says what the set is. Each site belongs to"
    yield "one half by a hash of its name; the thresholds are fitted on the first, the figures are of the second. A"
    yield "link is judged as in a run: probes are sent only where `suspicious` says so, without what a run knows of a"
    yield "host's other links.\n"
    yield "How clean the split is: phrases by language were taken from misses of the fitted half; but the rules for"
    yield "short pages, for titles that agree and for random suggestions were written after seeing which sources were"
    yield "misjudged in either half, and one English phrase («nothing to see here») after seeing a page of the measured"
    yield "half. Without it recall there was 0.898. The rules for pages that repeat their address, for pages titled"
    yield "with an exclamation and for short pages in contrast to the home page, the suspicion of numbers and of"
    yield "redirects that keep no word, and two phrases (Basque, Latvian), were written after misses of either half.\n"
    yield "| half | sites | links | dead | genuine | cannot be told |\n|---|---|---|---|---|---|"
    for name, part in (("fitted", fitted), ("measured", measured)):
        sites = len({case.site for case in part})
        labels = [sum(case.label is label for case in part) for label in (Label.DEAD, Label.ALIVE, Label.UNSURE)]
        yield f"| {name} | {sites} | {len(part):,} | {' | '.join(f'{count:,}' for count in labels)} |"
    yield f"\nFitted: same from {best.same}, near from {best.near}, few words below {best.few_words};"
    yield f"in the program: {CURRENT.same}, {CURRENT.near}, {CURRENT.few_words}.\n"


def _confusion(counted: Tally) -> Iterator[str]:
    yield "## The measured half\n"
    yield f"| truth | {' | '.join(STATES)} | suspicious |\n|---|{'---|' * (len(STATES) + 1)}"
    for label in (Label.DEAD, Label.ALIVE, Label.UNSURE):
        counts = " | ".join(f"{counted.verdicts[label, state]:,}" for state in STATES)
        yield f"| {label} | {counts} | {counted.suspected[label] / max(counted.of(label), 1):.1%} |"
    yield f"\nPrecision of `dead` **{counted.precision:.4f}**, recall **{counted.recall:.4f}**;"
    yield f"genuine pages in doubt (`unsure`) {counted.doubted:.1%}; dead pages that were suspicious"
    yield f"{counted.caught:.1%}.\n"


def _current(measured: Sequence[Case]) -> Iterator[str]:
    counted = tally(measured)[""]
    yield f"With the program's own thresholds: precision {counted.precision:.4f}, recall {counted.recall:.4f}, in doubt"
    yield f"{counted.doubted:.1%}. The tables below are with these.\n"
    yield "## When nights have settled it\n"
    later = tally(measured, settled=True)[""]
    yield "What is the same everywhere, the home page included, is `unsure` on a first night, and dead when three runs"
    yield f"over seven days agree: precision **{later.precision:.4f}**, recall **{later.recall:.4f}** then.\n"


def _grid(tried: Sequence[tuple[Thresholds, Tally]]) -> Iterator[str]:
    yield f"## The fitted half, by threshold ({len(GRID)} tried)\n"
    yield "| same | near | few words | precision | recall | genuine in doubt |\n|---|---|---|---|---|---|"
    for one, counted in tried:
        chosen = f"| {one.same} | {one.near} | {one.few_words} |"
        yield f"{chosen} {counted.precision:.4f} | {counted.recall:.4f} | {counted.doubted:.1%} |"
    yield ""


def _rest(measured: Sequence[Case]) -> Iterator[str]:
    yield "## Requests that probes add\n"
    yield from _cost(measured)
    yield "## By language (measured half)\n"
    yield from _table(tally(measured, lambda case: case.language))
    yield "## By source (measured half)\n"
    yield from _table(tally(measured, lambda case: case.source.partition(",")[0].partition(" (")[0]))
    yield "## Misjudged on the measured half\n"
    yield from _wrong(measured)


def _cost(measured: Sequence[Case]) -> Iterator[str]:
    suspected = tally(measured, _class)
    yield "An upper bound, as if each suspicious link were the only one of its host: one request for robots.txt, and"
    yield "one at an honest host; at another two, and the home page. The set is full of traps, so this is more than a"
    yield "blog would cost; `python -m tests.benchmarks.probe_cost` counts a cold run over whole blogs.\n"
    yield "| links | suspicious | assumed share | requests added per link |\n|---|---|---|---|"
    total = 0.0
    for name, share in MIX.items():
        one = suspected[name]
        rate = sum(one.suspected.values()) / max(sum(one.verdicts.values()), 1)
        added = rate * (WITH_ROBOTS + (HONEST if name == "genuine, honest host" else DISHONEST))
        total += share * added
        yield f"| {name} | {rate:.1%} | {share:.0%} | {added:.2f} |"
    yield f"\nTogether {total:.0%} more requests.\n"


def _class(case: Case) -> str:
    if case.label is Label.DEAD:
        return "dead"
    if case.label is Label.UNSURE:
        return "cannot be told"
    return "genuine, honest host" if case.is_honest else "genuine, dishonest host"


def _table(tallies: Mapping[str, Tally]) -> Iterator[str]:
    yield "| | dead | called dead | recall | genuine | called dead | in doubt |\n|---|---|---|---|---|---|---|"
    for name, one in sorted(tallies.items()):
        dead, alive = one.of(Label.DEAD), one.of(Label.ALIVE)
        false = one.verdicts[Label.ALIVE, "dead"] + one.verdicts[Label.UNSURE, "dead"]
        recall = f"{one.recall:.2f}" if dead else "–"
        doubted = one.verdicts[Label.ALIVE, "unsure"]
        yield f"| {name} | {dead} | {one.verdicts[Label.DEAD, 'dead']} | {recall} | {alive} | {false} | {doubted} |"
    yield ""


def _wrong(measured: Iterable[Case]) -> Iterator[str]:
    rows: dict[tuple[str, str, str, str], list[str]] = {}
    for case, state, suspected in wrong(measured):
        kind = (case.label.value, state, "yes" if suspected else "no", f"{case.source}: {case.trap or 'plain'}")
        rows.setdefault(kind, []).append(case.check.url)
    yield "| truth | verdict | suspicious | source and kind | links | one of them |\n|---|---|---|---|---|---|"
    for kind, urls in sorted(rows.items(), key=lambda row: (row[0][0], -len(row[1]))):
        yield f"| {' | '.join(kind)} | {len(urls)} | {urls[0].partition('.example')[2]} |"
    yield ""

"""The pictures of a report: the nights, the ageing of links, and the hosts that cost most."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from linkcheck.model import Finding, Report, RunStats, State
from linkcheck.report.hosts import failing_hosts
from linkcheck.report.html.charts import Bar, Dot, Stack, curve, lying, proportions, stacks
from linkcheck.report.html.display import display_host
from linkcheck.report.words import VERDICTS, counted, shortened, visible

TROUBLES = (State.DEAD, State.INVALID, State.UNREACHABLE, State.UNSURE, State.BLOCKED)
"""The verdicts that the picture of the nights shows, from the bottom up; living links are a number."""

ORDER = (*TROUBLES, State.MOVED, State.UNCHECKED, State.ALIVE)
"""Verdicts as the page shows them: what needs someone first."""

MOST_NIGHTS, MOST_HOSTS = 31, 8

FEW = 10
"""Links of a year below which its share says little."""


@dataclass(frozen=True, slots=True)
class Picture:
    """A chart with its words and the same numbers as a table; without a chart, `says` tells why."""

    title: str
    says: str
    svg: str = ""
    legend: tuple[tuple[str, str], ...] = ()
    """Pairs of a class and what it stands for."""
    head: tuple[str, ...] = ()
    rows: tuple[tuple[str, ...], ...] = ()


def balance(states: Counter[State]) -> str:
    """Return all links by verdict as one bar."""
    parts = [
        (state.value, states[state], f"{state}: {states[state]:,} – {VERDICTS[state]}")
        for state in ORDER
        if states[state]
    ]
    said = ", ".join(f"{number:,} {name}" for name, number, _ in parts)
    return proportions(f"All links by verdict: {said}", parts) if parts else ""


def pictures(report: Report) -> tuple[Picture, ...]:
    """Return the three pictures; one without data says so."""
    return nights_picture(report.nights[-MOST_NIGHTS:]), ageing_picture(survivors(report)), _costs(report.findings)


def nights_picture(nights: Sequence[RunStats]) -> Picture:
    """Return the links that are not well, night after night."""
    title = "The nights"
    if len(nights) < 2:
        return Picture(title, "There is one night so far. From the second on, this shows what became of the links.")
    shown = tuple(state for state in TROUBLES if any(night.verdicts.get(state) for night in nights))
    if not shown:
        return Picture(title, f"In {len(nights)} nights nothing was wrong with any link.")
    first, last = (nights[n].verdicts.get(State.DEAD, 0) for n in (0, -1))
    says = f"Links that are not well, in the last {len(nights)} runs; dead went from {first:,} to {last:,}."
    repaired = sum(night.repaired for night in nights)
    legend = [(state.value, state.value) for state in shown]
    if repaired:
        legend.append(("alive", "a night with repairs"))
    svg = stacks(title, says, [_stack(night, shown) for night in nights])
    head = ("Night", *(state.value for state in shown), "alive or moved", "repaired")
    return Picture(title, says, svg, tuple(legend), head, tuple(_night_row(night, shown) for night in reversed(nights)))


def _stack(night: RunStats, shown: Sequence[State]) -> Stack:
    parts = tuple((state.value, night.verdicts.get(state, 0)) for state in shown)
    mark = f"{night.repaired:,} repaired" if night.repaired else None
    return Stack(f"{night.at:%Y-%m-%d}", parts, mark)


def _night_row(night: RunStats, shown: Sequence[State]) -> tuple[str, ...]:
    well = sum(number for state, number in night.verdicts.items() if state.is_good)
    numbers = [*(night.verdicts.get(state, 0) for state in shown), well, night.repaired]
    return (f"{night.at:%Y-%m-%d %H:%M}", *(f"{number:,}" for number in numbers))


def survivors(report: Report) -> dict[int, tuple[int, int]]:
    """Return year → links in posts of that year, and how many of them are alive.

    A link counts once for each year whose posts have it. Only what is known either way counts.
    """
    years = {post.path: post.date.year for post in report.posts if post.date is not None}
    counted_links: defaultdict[int, Counter[bool]] = defaultdict(Counter)
    for finding in report.findings:
        if not (finding.verdict.state.is_good or finding.verdict.state is State.DEAD):
            continue
        for year in {years[one.path] for one in finding.target.references if one.path in years}:
            counted_links[year][finding.verdict.state.is_good] += 1
    return {year: (links.total(), links[True]) for year, links in sorted(counted_links.items())}


def ageing_picture(years: Mapping[int, tuple[int, int]]) -> Picture:
    """Return the share of living links by the year of the post; for each year all links and living ones, in order."""
    title = "How links age"
    if len(years) < 2:
        return Picture(
            title, "This needs posts of two years at least whose dates are known, and links that were asked."
        )
    dots = tuple(
        Dot(year, alive / links, f"{year}: {alive:,} of {links:,} alive", links < FEW)
        for year, (links, alive) in years.items()
    )
    says = f"Links that are still alive, by the year of the post: {_percent(dots[0])} of {dots[0].year}’s"
    says += f", {_percent(dots[-1])} of {dots[-1].year}’s."
    faint = (("faint", f"fewer than {FEW} links"),) if any(dot.faint for dot in dots) else ()
    rows = tuple(
        (str(year), f"{links:,}", f"{alive:,}", f"{alive / links:.0%}") for year, (links, alive) in years.items()
    )
    head = ("Year", "links judged", "alive", "share")
    return Picture(title, says, curve(title, says, dots), (("accent", "alive or moved"), *faint), head, rows[::-1])


def _percent(dot: Dot) -> str:
    return f"{dot.share:.0%}"


def _costs(findings: Sequence[Finding]) -> Picture:
    title = "Hosts that cost most"
    spent: Counter[str] = Counter()
    asked: Counter[str] = Counter()
    for finding in findings:
        if finding.check is None or finding.from_history:
            continue
        for exchange in finding.check.exchanges:
            host = display_host(exchange.request.url)
            spent[host] += exchange.elapsed_ms
            asked[host] += 1
    if not any(spent.values()):
        return _failing(findings)
    most = sorted(spent.items(), key=lambda pair: (-pair[1], pair[0]))[:MOST_HOSTS]
    share = sum(ms for _, ms in most) / spent.total()
    says = f"Time spent asking, in this run: {counted(len(most), 'host')} of {len(spent):,} took {share:.0%} of it."
    rows = tuple((shortened(host, 80), _seconds(ms), f"{asked[host]:,}") for host, ms in most)
    bars = [Bar(shortened(host, 34), ms, f"{_seconds(ms)} · {counted(asked[host], 'request')}") for host, ms in most]
    return Picture(title, says, lying(title, says, bars), (), ("Host", "time", "requests"), rows)


def _failing(findings: Sequence[Finding]) -> Picture:
    """Return the hosts with most failing links, where nobody was asked in this run."""
    title = "Hosts that fail most"
    hosts = failing_hosts(findings)[:MOST_HOSTS]
    if not hosts:
        return Picture(title, "Nobody was asked in this run, and no link is known to fail.")
    says = "Links that fail, by host."
    names = [shortened(visible(host.host), 80) for host in hosts]
    bars = [
        Bar(shortened(name, 34), host.failing, f"{host.failing:,} of {host.targets:,}")
        for name, host in zip(names, hosts, strict=True)
    ]
    rows = tuple((name, f"{host.failing:,}", f"{host.targets:,}") for name, host in zip(names, hosts, strict=True))
    return Picture(title, says, lying(title, says, bars), (), ("Host", "failing", "links"), rows)


def _seconds(ms: int) -> str:
    return f"{ms / 1000:,.1f} s" if ms < 60_000 else f"{ms / 60_000:,.1f} min"

"""Charts as SVG, drawn by hand: numbers in, markup out. Colours come from the page by the names of classes.

Every chart is as wide as a phone, so that its letters stay readable there; nothing in it needs a script. Units are
those of the view box. `role="img"` makes each one a single thing to a screen reader; a table beside it has the numbers.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from html import escape

WIDTH, HEIGHT = 320, 200
LEFT, RIGHT, TOP, BOTTOM = 44, 16, 14, 26

_ROUND = (2, 4, 6, 8, 10, 12, 14, 16, 20, 24, 30, 40, 50, 60, 80, 100)

PLOT_WIDTH = WIDTH - LEFT - RIGHT
PLOT_HEIGHT = HEIGHT - TOP - BOTTOM


@dataclass(frozen=True, slots=True)
class Stack:
    """One bar: its name, parts from the bottom up as (class, number), and how many marks stand above it."""

    name: str
    parts: tuple[tuple[str, int], ...]
    mark: str | None = None
    """The words of the dot above the bar; None where there is no dot."""


@dataclass(frozen=True, slots=True)
class Dot:
    """One point of a curve: its year, its height from 0 to 1, what it says, and whether little stands behind it."""

    year: int
    share: float
    says: str
    faint: bool = False


@dataclass(frozen=True, slots=True)
class Bar:
    """One lying bar with a name above it and a figure at its end."""

    name: str
    size: float
    figure: str


def proportions(name: str, parts: Sequence[tuple[str, int, str]]) -> str:
    """Return one bar of parts (class, number, title), as wide as what holds it."""
    whole = sum(number for _, number, _ in parts) or 1
    body, x = [], 0.0
    for kind, number, title in parts:
        width = 1000 * number / whole
        rect = f'<rect class="fill-{kind}" x="{x:.2f}" width="{max(width, 2):.2f}" height="12"/>'
        body.append(f"<g><title>{escape(title)}</title>{rect}</g>")
        x += width
    return _svg(name, "", "".join(body), 1000, 12, 'preserveAspectRatio="none"')


def stacks(name: str, description: str, bars: Sequence[Stack]) -> str:
    """Return standing bars of parts, side by side, oldest first."""
    top = ceiling(max(sum(number for _, number in bar.parts) for bar in bars))
    step = PLOT_WIDTH / len(bars)
    width = min(step * 0.72, 26)
    body = [*_levels([(0, "0"), (0.5, f"{top // 2:,}"), (1, f"{top:,}")])]
    for number, bar in enumerate(bars):
        body.append(_stack(bar, LEFT + step * number + (step - width) / 2, width, top))
    body += _ends(bars[0].name, bars[-1].name)
    return _svg(name, description, "".join(body))


def _stack(bar: Stack, x: float, width: float, top: int) -> str:
    said = ", ".join(f"{kind} {number:,}" for kind, number in bar.parts if number)
    body, y = [], float(TOP + PLOT_HEIGHT)
    for kind, number in bar.parts:
        height = PLOT_HEIGHT * number / top
        y -= height
        if number:
            body.append(
                f'<rect class="fill-{kind}" x="{x:.1f}" y="{y:.1f}" width="{width:.1f}" height="{height:.1f}"/>'
            )
    if bar.mark is not None:
        said = f"{said}; {bar.mark}"
        body.append(f'<circle class="fill-alive" cx="{x + width / 2:.1f}" cy="{max(y - 6, 5):.1f}" r="3"/>')
    return f"<g><title>{escape(f'{bar.name}: {said}')}</title>{''.join(body)}</g>"


def curve(name: str, description: str, dots: Sequence[Dot]) -> str:
    """Return a curve of shares over years, two of them at least and in order; a year without a dot has its room."""
    first, last = dots[0].year, dots[-1].year
    step = PLOT_WIDTH / (last - first)
    points = [(LEFT + step * (dot.year - first), TOP + PLOT_HEIGHT * (1 - dot.share)) for dot in dots]
    path = " ".join(f"{x:.1f},{y:.1f}" for x, y in points)
    floor = TOP + PLOT_HEIGHT
    body = [
        *_levels([(0, "0%"), (0.5, "50%"), (1, "100%")]),
        f'<polygon class="area" points="{points[0][0]:.1f},{floor} {path} {points[-1][0]:.1f},{floor}"/>',
        f'<polyline class="line" points="{path}"/>',
        *(_dot(dot, x, y) for dot, (x, y) in zip(dots, points, strict=True)),
        *(_name(str(year), LEFT + step * (year - first)) for year in ticks(first, last)),
        *(_value(f"{dots[n].share:.0%}", points, n) for n in (0, -1)),
    ]
    return _svg(name, description, "".join(body))


def _dot(dot: Dot, x: float, y: float) -> str:
    kind = "dot faint" if dot.faint else "dot"
    return f'<g><title>{escape(dot.says)}</title><circle class="{kind}" cx="{x:.1f}" cy="{y:.1f}" r="4"/></g>'


def ticks(first: int, last: int, most: int = 5) -> Sequence[int]:
    """Return the years that are written, for not all have room: the last, and every so many before it."""
    step = -(-(last - first + 1) // most)
    return range(last - (last - first) // step * step, last + 1, step)


def _name(text: str, x: float) -> str:
    return f'<text x="{x:.1f}" y="{HEIGHT - 6}" text-anchor="middle">{escape(text)}</text>'


def _value(text: str, points: Sequence[tuple[float, float]], number: int) -> str:
    """Write a value on that side of its point where the line is not."""
    (x, y), (_, beside) = points[number], points[-2 if number else 1]
    above = y > TOP + 14 and (beside >= y or y > TOP + PLOT_HEIGHT - 22)
    y += -10 if above else 19
    return f'<text class="name halo" x="{x:.1f}" y="{y:.1f}" text-anchor="middle">{escape(text)}</text>'


def lying(name: str, description: str, bars: Sequence[Bar]) -> str:
    """Return lying bars, one below the other, the largest as wide as the chart."""
    largest = max(bar.size for bar in bars) or 1
    row = 25
    body = []
    for number, bar in enumerate(bars):
        y = row * number + 13
        body.append(f'<text class="name" x="0" y="{y}">{escape(bar.name)}</text>')
        body.append(f'<text class="figure" x="{WIDTH}" y="{y}" text-anchor="end">{escape(bar.figure)}</text>')
        body.append(f'<rect class="track" x="0" y="{y + 4}" width="{WIDTH}" height="4" rx="2"/>')
        width = max(WIDTH * bar.size / largest, 4)
        body.append(f'<rect class="fill-accent" x="0" y="{y + 4}" width="{width:.1f}" height="4" rx="2"/>')
    return _svg(name, description, "".join(body), WIDTH, row * len(bars))


def ceiling(number: int) -> int:
    """Return the next round number that has a half; it stands at the top of a scale."""
    unit = 1
    while number > 100 * unit:
        unit *= 10
    return next(step * unit for step in _ROUND if step * unit >= number)


def _levels(levels: Iterable[tuple[float, str]]) -> Iterable[str]:
    for share, text in levels:
        y = TOP + PLOT_HEIGHT * (1 - share)
        kind = "floor" if not share else "level"
        yield f'<line class="{kind}" x1="{LEFT}" x2="{WIDTH - RIGHT}" y1="{y:.1f}" y2="{y:.1f}"/>'
        yield f'<text x="{LEFT - 7}" y="{y + 4:.1f}" text-anchor="end">{escape(text)}</text>'


def _ends(first: str, last: str) -> Iterable[str]:
    y = HEIGHT - 6
    if first and first != last:
        yield f'<text x="{LEFT}" y="{y}">{escape(first)}</text>'
    yield f'<text x="{WIDTH - RIGHT}" y="{y}" text-anchor="end">{escape(last)}</text>'


def _svg(name: str, description: str, body: str, width: int = WIDTH, height: int = HEIGHT, more: str = "") -> str:
    """Return the picture; `name` and `description` are what a screen reader says of it."""
    said = f"<title>{escape(name)}</title>" + (f"<desc>{escape(description)}</desc>" if description else "")
    label = escape(f"{name}. {description}" if description else name)
    return f'<svg viewBox="0 0 {width} {height}" role="img" aria-label="{label}" {more}>{said}{body}</svg>'

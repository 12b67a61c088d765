"""Bar charts as SVG text, drawn on the server: they are the same on a page, in a mail's file and on paper.

Each chart is one picture with a title and a description for those who do not see it; what it shows stands in a table
beside it as well, so colour and shape carry nothing alone (WCAG 1.1.1, 1.4.1).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from html import escape
from typing import Final

WIDTH: Final = 640
_LEFT, _RIGHT, _TOP = 44, 8, 10
_BAR_AREA: Final = 120
_INK: Final = "#1f2d3d"
_GRID: Final = "#c8d0d8"
#: Both have a contrast above 3:1 with white, and differ in lightness too (WCAG 1.4.11).
GOOD: Final = "#2e7d5b"
BAD: Final = "#a3195b"


@dataclass(frozen=True, slots=True)
class Bar:
    """One bar: what stands below it, its length, whether it is as it should be, and the words for it."""

    label: str
    value: float
    good: bool
    words: str


def draw(name: str, title: str, description: str, bars: Sequence[Bar], low: float, high: float, mark: float) -> str:
    """Return a chart as an ``<svg>`` element; all texts are escaped.

    :param name: tells the charts of one page apart; letters and digits
    :param title: what it is
    :param description: what it shows, in a sentence or two
    :param low: value at the foot
    :param high: value at the top, above ``low``; bars are cut at both
    :param mark: value of the dashed line

    Raises ``ValueError`` when ``low`` is not below ``high``.

    >>> svg = draw("days", "Days", "Up <all> day", [Bar("1", 99.9, True, "1 May: 99.9 %")], 99, 100, 99.7)
    >>> svg.startswith("<svg"), "Up &lt;all&gt; day" in svg, svg.count("<rect")
    (True, True, 1)
    """
    if low >= high:
        raise ValueError("the foot of a chart is below its top")
    step = (WIDTH - _LEFT - _RIGHT) / max(len(bars), 1)
    height = _TOP + _BAR_AREA + 22
    parts = [
        f'<svg xmlns="http://www.w3.org/2000/svg" role="img" aria-labelledby="{name}_title {name}_text" width="{WIDTH}"'
        f' height="{height}" viewBox="0 0 {WIDTH} {height}" style="max-width:100%;height:auto" font-family="sans-serif"'
        f' font-size="10" fill="{_INK}">',
        f'<title id="{name}_title">{escape(title)}</title><desc id="{name}_text">{escape(description)}</desc>',
        _line(low, low, high, ""),
        _line(high, low, high, ""),
        _line(mark, low, high, ' stroke-dasharray="5 3"'),
    ]
    # labels that would run into each other are left out, never the bars
    every = max(1, round(sum(len(bar.label) for bar in bars) / max(len(bars), 1) * 7 / step + 0.5))
    for number, bar in enumerate(bars):
        parts.append(_bar(bar, _LEFT + number * step, step, _place(bar.value, low, high), number % every == 0))
    return "".join([*parts, "</svg>"])


def _place(value: float, low: float, high: float) -> float:
    """The distance of a value from the top of the picture."""
    return _TOP + _BAR_AREA * (1 - (min(max(value, low), high) - low) / (high - low))


def _line(value: float, low: float, high: float, dashes: str) -> str:
    y = _place(value, low, high)
    stroke = _INK if dashes else _GRID
    return (
        f'<line x1="{_LEFT}" x2="{WIDTH - _RIGHT}" y1="{y:.1f}" y2="{y:.1f}" stroke="{stroke}"{dashes}/>'
        f'<text x="{_LEFT - 4}" y="{y + 3:.1f}" text-anchor="end">{value:g}</text>'
    )


def _bar(bar: Bar, x: float, step: float, y: float, labelled: bool) -> str:
    # a bar at the foot is still seen
    top = min(y, _TOP + _BAR_AREA - 2)
    width = min(step * 0.7, 40)
    middle = x + step / 2
    label = f'<text x="{middle:.1f}" y="{_TOP + _BAR_AREA + 14}" text-anchor="middle">{escape(bar.label)}</text>'
    return (
        f'<rect x="{middle - width / 2:.1f}" y="{top:.1f}" width="{width:.1f}" height="{_TOP + _BAR_AREA - top:.1f}"'
        f' fill="{GOOD if bar.good else BAD}"><title>{escape(bar.words)}</title></rect>{label if labelled else ""}'
    )

"""Charts as inline SVG: drawn here, so that a report needs no network and no script.

Colours come from the page's style sheet by class; whatever a colour says, a label or a shape says, too.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from html import escape

from evals.curves import Bin, RiskPoint

_WIDTH, _HEIGHT = 460, 280
_LEFT, _RIGHT, _TOP, _BOTTOM = 52, 22, 14, 42
_STEPS = 5
_ROW = 26
_BAR_LEFT, _BAR_WIDTH = 170, 260
#: A part of a bar that is narrower has no room for its count.
_DIGITS_WIDTH = 18
_COLUMNS = 20


def _element(tag: str, content: str = "", **attributes: object) -> str:
    """An SVG element; underscores at the end of a name are left out, inner ones become hyphens."""
    written = "".join(
        f' {name.rstrip("_").replace("_", "-")}="{round(value, 1) if isinstance(value, float) else value}"'
        for name, value in attributes.items()
    )
    return f"<{tag}{written}>{content}</{tag}>"


def _text(x: float, y: float, words: str, *, anchor: str = "start", class_: str = "label", **more: object) -> str:
    return _element("text", escape(words), x=x, y=y, text_anchor=anchor, class_=class_, **more)


@dataclass(frozen=True, slots=True)
class Axes:
    """A plot area with linear axes that begin at 0."""

    x_name: str
    y_name: str
    x_most: float = 1.0
    y_most: float = 1.0
    percent: bool = True

    def x(self, value: float) -> float:
        """A value's place, in pixels from the left."""
        return _LEFT + value / self.x_most * (_WIDTH - _LEFT - _RIGHT)

    def y(self, value: float) -> float:
        """A value's place, in pixels from the top."""
        return _HEIGHT - _BOTTOM - value / self.y_most * (_HEIGHT - _TOP - _BOTTOM)

    def drawn(self) -> str:
        """Frame, ticks and names."""
        width, height = self.x(self.x_most) - _LEFT, self.y(0) - _TOP
        parts = [_element("rect", class_="plot", x=_LEFT, y=_TOP, width=width, height=height)]
        for step in range(_STEPS + 1):
            across, up = self.x_most * step / _STEPS, self.y_most * step / _STEPS
            parts.append(_text(self.x(across), _HEIGHT - 24, self._tick(across), anchor="middle"))
            parts.append(_element("line", class_="grid", x1=_LEFT, x2=_WIDTH - _RIGHT, y1=self.y(up), y2=self.y(up)))
            parts.append(_text(_LEFT - 6, self.y(up) + 4, self._tick(up), anchor="end"))
        middle = (_TOP + _HEIGHT - _BOTTOM) / 2
        parts.append(_text((_LEFT + _WIDTH) / 2, _HEIGHT - 6, self.x_name, anchor="middle", class_="name"))
        turned = f"rotate(-90 12 {middle})"
        parts.append(_text(12, middle, self.y_name, anchor="middle", class_="name", transform=turned))
        return "".join(parts)

    def _tick(self, value: float) -> str:
        return f"{value:.0%}" if self.percent else f"{value:.0f}"


def risk_chart(points: Sequence[RiskPoint], shipped: tuple[float, float] | None) -> str:
    """Risk against coverage; `shipped` is the coverage and risk at the threshold in use."""
    highest = max((point.risk for point in points), default=0.0)
    most = next(limit for limit in (0.2, 0.5, 1.0) if limit >= highest)
    axes = Axes("questions answered", "answers not right", y_most=most)
    path = " ".join(f"{axes.x(point.coverage):.1f},{axes.y(point.risk):.1f}" for point in points)
    parts = [axes.drawn(), _element("polyline", class_="line", points=path)]
    if shipped:
        parts.append(_threshold(axes, *shipped))
    return _picture("Risk against coverage", parts, _HEIGHT)


def _threshold(axes: Axes, coverage: float, risk: float) -> str:
    across, up = axes.x(coverage), axes.y(min(risk, axes.y_most))
    label = f"threshold in use: {risk:.0%} at {coverage:.0%}"
    # Away from the nearer edge.
    anchor, offset = ("end", -10) if across > _WIDTH / 2 else ("start", 10)
    dot = _element("circle", class_="mark", cx=across, cy=up, r=6)
    return dot + _text(across + offset, max(up - 10, _TOP + 12), label, anchor=anchor, class_="strong")


def reliability_chart(bins: Sequence[Bin]) -> str:
    """How often a confidence came true; a dot's area grows with the number of questions."""
    axes = Axes("confidence", "documents answer")
    ideal = _element("line", class_="ideal", x1=axes.x(0), y1=axes.y(0), x2=axes.x(1), y2=axes.y(1))
    most = max((part.count for part in bins), default=1)
    parts = [axes.drawn(), ideal]
    for part in bins:
        radius = 4 + 10 * (part.count / most) ** 0.5
        title = _element("title", f"{part.count} questions at {part.mean:.0%}: {part.right:.0%} answerable")
        parts.append(_element("circle", title, class_="dot", cx=axes.x(part.mean), cy=axes.y(part.right), r=radius))
    return _picture("Reliability of the confidence", parts, _HEIGHT)


@dataclass(frozen=True, slots=True)
class Bar:
    """A kind of question and what became of its cases: class name and count, in order."""

    name: str
    parts: tuple[tuple[str, int], ...]

    @property
    def total(self) -> int:
        """How many cases."""
        return sum(count for _, count in self.parts)


def kind_bars(bars: Sequence[Bar]) -> str:
    """What became of each kind of case, as shares of a bar with its counts."""
    drawn = [_bar(bar, 4 + row * _ROW) for row, bar in enumerate(bars)]
    return _picture("What became of each kind of case", drawn, 8 + _ROW * len(bars))


def _bar(bar: Bar, y: int) -> str:
    parts = [_text(_BAR_LEFT - 8, y + 15, bar.name, anchor="end")]
    x = float(_BAR_LEFT)
    for name, count in bar.parts:
        width = _BAR_WIDTH * count / max(bar.total, 1)
        if count:
            title = _element("title", f"{count} {name}")
            parts.append(_element("rect", title, class_=name, x=x, y=y, width=width, height=20))
        if width > _DIGITS_WIDTH:
            parts.append(_text(x + width / 2, y + 15, str(count), anchor="middle", class_=f"{name}-text"))
        x += width
    return "".join(parts)


def histogram(values: Sequence[float], marks: Sequence[tuple[str, float]], unit: str) -> str:
    """How values are spread, up to the last mark; marks are named lines such as the median."""
    most = max([value for _, value in marks] + [1.0]) * 1.1
    width = most / _COLUMNS
    counts = [sum(width * place <= value < width * (place + 1) for value in values) for place in range(_COLUMNS)]
    axes = Axes(unit, "cases", x_most=most, y_most=float(max(*counts, 1)), percent=False)
    wide = axes.x(width) - axes.x(0) - 1
    parts = [axes.drawn()]
    for place, count in enumerate(counts):
        top = axes.y(count)
        left = axes.x(width * place) + 0.5
        parts.append(_element("rect", class_="right", x=left, y=top, width=wide, height=axes.y(0) - top))
    for row, (name, value) in enumerate(marks):
        across = axes.x(value)
        parts.append(_element("line", class_="ideal", x1=across, x2=across, y1=_TOP, y2=axes.y(0)))
        anchor, offset = ("end", -4) if across > _WIDTH / 2 else ("start", 4)
        label = f"{name} {value:.0f}"
        parts.append(_text(across + offset, _TOP + 14 + 14 * row, label, anchor=anchor, class_="strong"))
    return _picture("Latency", parts, _HEIGHT)


def _picture(title: str, parts: Iterable[str], height: int) -> str:
    """An image for screen readers, too: its figures stand in a table beside it."""
    box = f"0 0 {_WIDTH} {height}"
    return _element("svg", "".join(parts), viewBox=box, role="img", aria_label=escape(title))

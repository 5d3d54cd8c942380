"""Bar charts drawn as SVG on the server: selectable text, printable, no script, no inline style."""

from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal
from functools import cached_property

from design.patterns import Pattern, fill_of, used

WIDTH = 720
ROW_HEIGHT = 28
BAR_HEIGHT = 20
TEXT_BASELINE = 15
GAP = 9
CHARACTER_WIDTH = 9
"""A generous estimate for 16 px Source Sans: labels are measured in Python, not in the browser."""


@dataclass(frozen=True)
class Bar:
    """One row. A figure that is not a number has `value` None and a `state` in words."""

    label: str
    value: int | Decimal | None
    text: str = ""
    """The figure as written, for example 1.204 or <5; empty when there is only a state."""
    state: str = ""
    """For example "n.v.t." or "niet geregistreerd": printed as text, never as a bar of nothing."""
    pattern: Pattern | None = None
    """Drawn before the state."""


@dataclass(frozen=True)
class BarShape:
    """A bar with its place in whole SVG units."""

    label: str
    text: str
    is_state: bool
    label_x: int
    text_y: int
    bar_x: int
    bar_y: int
    bar_width: int
    text_x: int
    fill: str = ""


@dataclass(frozen=True)
class BarChart:
    """Horizontal bars from one zero point; draw with `design/chart_bars.html`.

    `key` makes the element ids unique when a page holds several charts.
    """

    title: str
    bars: tuple[Bar, ...]
    description: str = ""
    key: str = "chart"

    @property
    def width(self) -> int:
        return WIDTH

    @property
    def height(self) -> int:
        return max(1, len(self.bars)) * ROW_HEIGHT

    @property
    def bar_height(self) -> int:
        return BAR_HEIGHT

    @property
    def patterns(self) -> tuple[Pattern, ...]:
        return used(bar.pattern for bar in self.bars)

    @property
    def summary(self) -> str:
        """The figures in one sentence for who cannot see the drawing."""
        rows = "; ".join(f"{bar.label}: {bar.state or bar.text}" for bar in self.bars)
        return f"{self.description} {rows}".strip()

    @cached_property
    def shapes(self) -> tuple[BarShape, ...]:
        """Where each bar and text stands; the longest bar fills what labels and figures leave."""
        start = min(300, CHARACTER_WIDTH * _longest(bar.label for bar in self.bars)) + GAP
        room = WIDTH - start - GAP - CHARACTER_WIDTH * max(4, self._longest_figure())
        largest = max((bar.value or 0 for bar in self.bars), default=0)
        return tuple(
            _shape(bar, row, start, _length(bar.value, room, largest), self.key)
            for row, bar in enumerate(self.bars)
        )

    def _longest_figure(self) -> int:
        return _longest(bar.text for bar in self.bars if bar.value)


def _longest(texts: Iterable[str]) -> int:
    return max((len(text) for text in texts), default=0)


def _shape(bar: Bar, row: int, start: int, length: int, key: str) -> BarShape:
    top = row * ROW_HEIGHT
    taken = BAR_HEIGHT if bar.pattern else length
    return BarShape(
        label=bar.label,
        text=bar.state or bar.text,
        is_state=bool(bar.state),
        label_x=start - GAP,
        text_y=top + (ROW_HEIGHT - BAR_HEIGHT) // 2 + TEXT_BASELINE,
        bar_x=start,
        bar_y=top + (ROW_HEIGHT - BAR_HEIGHT) // 2,
        bar_width=length,
        text_x=start + taken + (GAP if taken else 0),
        fill=fill_of(key, bar.pattern),
    )


def _length(value: int | Decimal | None, room: int, largest: int | Decimal) -> int:
    """Proportional to the largest value; a small real count stays visible as one unit."""
    if not value or largest <= 0:
        return 0
    return max(1, int(value * room // largest))

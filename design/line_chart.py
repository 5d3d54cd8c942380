"""Lines over the years as SVG: one line per series, a break where there is no number."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal
from functools import cached_property
from itertools import groupby

from design.charts import CHARACTER_WIDTH, GAP, WIDTH
from design.patterns import Pattern, fill_of, used
from lib.dutch import write_number

LEFT = 64
TOP = 24
LEAST_HEIGHT = 240
LABEL_HEIGHT = 22
AXIS_HEIGHT = 32
LANE_HEIGHT = 26
SMALL_CHARACTER = 7
"""A generous estimate for 13 px: what fits in a box is decided here, not in the browser."""
SIGNS_IN_A_ROW = 3
STYLES = 9
"""How many lines look different; the name at the end tells them apart beyond that."""

Value = int | Decimal


@dataclass(frozen=True)
class Point:
    """One year of one series. Without a number there is a `state` in words and a pattern."""

    value: Value | None
    text: str = ""
    state: str = ""
    pattern: Pattern | None = None


@dataclass(frozen=True)
class Series:
    """One line: a point for every label of the chart."""

    label: str
    points: tuple[Point, ...]


@dataclass(frozen=True)
class Dot:
    """A counted point with its place; `text` only when there is room for it."""

    x: int
    y: int
    text: str


@dataclass(frozen=True)
class Gap:
    """Years next to each other without a number for the same reason: one box in a lane."""

    x: int
    width: int
    text: str
    fill: str


@dataclass(frozen=True)
class Lane:
    """What a series has instead of numbers, beneath the lines."""

    label: str
    y: int
    gaps: tuple[Gap, ...]


@dataclass(frozen=True)
class Sign:
    """What a pattern stands for, beneath the lanes: a box may be too narrow for its words."""

    x: int
    y: int
    text: str
    fill: str


@dataclass(frozen=True)
class Line:
    """A series with its place: pieces without a break, its dots, and its name at the end."""

    label: str
    style: int
    pieces: tuple[str, ...]
    dots: tuple[Dot, ...]
    label_y: int


@dataclass(frozen=True)
class Tick:
    """A line across with its number, or a label under the axis."""

    at: int
    text: str


@dataclass(frozen=True)
class LineChart:
    """Draw with `design/chart_lines.html`. `labels` are the years, in order.

    `key` makes the element ids unique when a page holds several charts.
    """

    title: str
    labels: tuple[str, ...]
    series: tuple[Series, ...]
    description: str = ""
    key: str = "lines"

    def __post_init__(self) -> None:
        if any(len(one.points) != len(self.labels) for one in self.series):
            raise ValueError("a series has one point for every label")

    width = WIDTH
    left = LEFT

    @property
    def right(self) -> int:
        """Where the plot ends and the names begin."""
        longest = max((len(one.label) for one in self.series), default=0)
        return WIDTH - GAP - min(240, CHARACTER_WIDTH * longest) - GAP

    @property
    def label_x(self) -> int:
        return self.right + 2 * GAP

    @property
    def bottom(self) -> int:
        """The place of zero."""
        return TOP + max(LEAST_HEIGHT, LABEL_HEIGHT * len(self.series))

    @property
    def axis_y(self) -> int:
        return self.bottom + AXIS_HEIGHT - GAP

    @property
    def height(self) -> int:
        return self._legend_y + LANE_HEIGHT * -(-len(self.legend) // SIGNS_IN_A_ROW)

    @property
    def box_height(self) -> int:
        return LANE_HEIGHT - 4

    @property
    def patterns(self) -> tuple[Pattern, ...]:
        return used(point.pattern for one in self.series for point in one.points)

    @property
    def summary(self) -> str:
        """The figures in one sentence for who cannot see the drawing."""
        rows = "; ".join(f"{one.label}: {self._spoken(one)}" for one in self.series)
        return f"{self.description} {rows}".strip()

    @cached_property
    def ticks(self) -> tuple[Tick, ...]:
        """At most six round numbers from zero to the top."""
        step = _round_step(self._largest, whole=self._is_whole)
        amount = int(self._largest / step)
        values = [step * number for number in range(amount + 1)]
        return tuple(Tick(self._y(value), write_number(_plain(value))) for value in values)

    @cached_property
    def columns(self) -> tuple[Tick, ...]:
        return tuple(Tick(self._x(place), label) for place, label in enumerate(self.labels))

    @cached_property
    def lines(self) -> tuple[Line, ...]:
        """The series that have a number, with their names pushed apart."""
        counted = [(at, one) for at, one in enumerate(self.series) if self._dots(one)]
        ends = _apart([self._dots(one)[-1].y for _at, one in counted], lowest=self.bottom)
        return tuple(
            Line(
                label=one.label,
                style=at % STYLES + 1,
                pieces=tuple(self._pieces(one)),
                dots=tuple(self._dots(one)),
                label_y=end,
            )
            for (at, one), end in zip(counted, ends, strict=True)
        )

    @cached_property
    def lanes(self) -> tuple[Lane, ...]:
        """The series that lack a number somewhere."""
        lacking = [one for one in self.series if any(p.value is None for p in one.points)]
        first = self.bottom + AXIS_HEIGHT
        return tuple(
            Lane(one.label, first + LANE_HEIGHT * row, tuple(self._gaps(one)))
            for row, one in enumerate(lacking)
        )

    @cached_property
    def legend(self) -> tuple[Sign, ...]:
        """Every state in the lanes, once."""
        points = [point for one in self.series for point in one.points if point.state]
        states = dict.fromkeys((point.state, point.pattern) for point in points)
        width = (WIDTH - LEFT) // SIGNS_IN_A_ROW
        return tuple(
            Sign(
                LEFT + width * (at % SIGNS_IN_A_ROW),
                self._legend_y + LANE_HEIGHT * (at // SIGNS_IN_A_ROW),
                state,
                fill_of(self.key, pattern),
            )
            for at, (state, pattern) in enumerate(states)
        )

    @property
    def _legend_y(self) -> int:
        return self.bottom + AXIS_HEIGHT + LANE_HEIGHT * len(self.lanes)

    @property
    def _is_whole(self) -> bool:
        return all(isinstance(p.value, int | None) for one in self.series for p in one.points)

    @property
    def _largest(self) -> Decimal:
        values = [point.value for one in self.series for point in one.points if point.value]
        return Decimal(max(values, default=1))

    @property
    def _column(self) -> int:
        return (self.right - LEFT) // max(1, len(self.labels))

    def _x(self, place: int) -> int:
        return LEFT + self._column * place + self._column // 2

    def _y(self, value: Value) -> int:
        return self.bottom - int(value * (self.bottom - TOP) // self._largest)

    def _dots(self, one: Series) -> list[Dot]:
        named = len(self.series) <= 2
        return [
            Dot(self._x(place), self._y(point.value), point.text if named else "")
            for place, point in enumerate(one.points)
            if point.value is not None
        ]

    def _pieces(self, one: Series) -> Iterator[str]:
        """The corners of every unbroken piece; a single point is a dot only."""
        numbered = enumerate(one.points)
        for is_number, group in groupby(numbered, key=lambda each: each[1].value is not None):
            corners = [f"{self._x(at)},{self._y(p.value or 0)}" for at, p in group]
            if is_number and len(corners) > 1:
                yield " ".join(corners)

    def _gaps(self, one: Series) -> Iterator[Gap]:
        numbered = enumerate(one.points)
        for (state, pattern), group in groupby(numbered, key=lambda e: (e[1].state, e[1].pattern)):
            places = [at for at, _point in group]
            if not state:
                continue
            width = self._column * len(places) - 4
            fits = len(state) * SMALL_CHARACTER < width
            left = LEFT + self._column * places[0] + 2
            yield Gap(left, width, state if fits else "", fill_of(self.key, pattern))

    def _spoken(self, one: Series) -> str:
        pairs = zip(self.labels, one.points, strict=True)
        return ", ".join(f"{label} {point.state or point.text}" for label, point in pairs)


def _round_step(largest: Decimal, *, whole: bool) -> Decimal:
    """1, 2 or 5 times a power of ten, so that at most five steps reach the largest."""
    power = Decimal(10) ** (largest.adjusted() - 1)
    steps = (power * factor for factor in (1, 2, 5, 10, 20))
    fitting = next(step for step in steps if step * 5 >= largest)
    return max(fitting, Decimal(1)) if whole else fitting


def _plain(value: Decimal) -> int | Decimal:
    return int(value) if value == value.to_integral_value() else value.normalize()


def _apart(ends: Sequence[int], *, lowest: int) -> list[int]:
    """The same places in the same order, each at least one line of text from the next."""
    order = sorted(range(len(ends)), key=lambda at: ends[at])
    placed = list(ends)
    floor = TOP
    for at in order:
        placed[at] = max(placed[at], floor)
        floor = placed[at] + LABEL_HEIGHT
    ceiling = lowest
    for at in reversed(order):
        placed[at] = min(placed[at], ceiling)
        ceiling = placed[at] - LABEL_HEIGHT
    return placed

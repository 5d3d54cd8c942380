"""A map of equal squares, roughly in place: the value, a step of colour, or a state in words."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal
from functools import cached_property

from design.charts import CHARACTER_WIDTH, WIDTH
from design.patterns import Pattern, fill_of, used
from lib.dutch import write_number

COLUMNS = 5
STEPS = 4
MARGIN = 3
SIDE = WIDTH // COLUMNS - 2 * MARGIN
LINE_HEIGHT = 20
LEGEND_HEIGHT = 40
SWATCH = 20

Cell = tuple[int, int]
"""Column and row, from the top left."""


@dataclass(frozen=True)
class Tile:
    """One square. Without a number there is a `state` in words and a pattern.

    `cell` is its place; without one, or on a place that is taken, it goes to a free place
    beneath the others.
    """

    label: str
    value: int | Decimal | None
    text: str = ""
    state: str = ""
    pattern: Pattern | None = None
    cell: Cell | None = None


@dataclass(frozen=True)
class TextLine:
    """One line of text in a square."""

    text: str
    y: int
    is_figure: bool = False


@dataclass(frozen=True)
class TileShape:
    """A square with its place, its step of colour (0 is a real zero or no number) and texts."""

    x: int
    y: int
    middle: int
    step: int
    fill: str
    lines: tuple[TextLine, ...]


@dataclass(frozen=True)
class Range:
    """What a step of colour stands for: "1 – 34"."""

    step: int
    text: str
    x: int


@dataclass(frozen=True)
class TileMap:
    """Draw with `design/chart_tiles.html`. `key` makes the element ids unique."""

    title: str
    tiles: tuple[Tile, ...]
    description: str = ""
    key: str = "tiles"

    width = WIDTH
    side = SIDE
    swatch = SWATCH

    @property
    def height(self) -> int:
        return self._rows * (SIDE + 2 * MARGIN) + LEGEND_HEIGHT

    @property
    def legend_y(self) -> int:
        return self.height - SWATCH - 6

    @property
    def patterns(self) -> tuple[Pattern, ...]:
        return used(tile.pattern for tile in self.tiles)

    @property
    def summary(self) -> str:
        """The figures in one sentence for who cannot see the drawing."""
        rows = "; ".join(f"{tile.label}: {tile.state or tile.text}" for tile in self.tiles)
        return f"{self.description} {rows}".strip()

    @cached_property
    def shapes(self) -> tuple[TileShape, ...]:
        return tuple(map(self._shape, self.tiles, self._cells))

    @cached_property
    def legend(self) -> tuple[Range, ...]:
        """The steps that hold numbers, from light to dark."""
        bounds = [self._bound(step) for step in range(STEPS + 1)]
        held = [step for step in range(1, STEPS + 1) if bounds[step - 1] < bounds[step]]
        return tuple(
            Range(step, self._between(bounds[step - 1] + 1, bounds[step]), MARGIN + 150 * place)
            for place, step in enumerate(held)
        )

    @cached_property
    def _cells(self) -> tuple[Cell, ...]:
        return tuple(_placed([tile.cell for tile in self.tiles]))

    @property
    def _rows(self) -> int:
        return 1 + max((row for _column, row in self._cells), default=0)

    @property
    def _unit(self) -> Decimal:
        """The smallest difference between two values: whole numbers, or one decimal."""
        whole = all(isinstance(tile.value, int | None) for tile in self.tiles)
        return Decimal(1) if whole else Decimal("0.1")

    @property
    def _largest(self) -> int:
        return max((int(tile.value / self._unit) for tile in self.tiles if tile.value), default=0)

    def _bound(self, step: int) -> int:
        return self._largest * step // STEPS

    def _between(self, first: int, last: int) -> str:
        texts = [write_number(each * self._unit) for each in (first, last)]
        return texts[0] if first == last else " – ".join(texts)

    def _step(self, tile: Tile) -> int:
        if not tile.value:
            return 0
        units = int(tile.value / self._unit)
        return next((step for step in range(1, STEPS + 1) if units <= self._bound(step)), 0)

    def _shape(self, tile: Tile, cell: Cell) -> TileShape:
        x, y = (MARGIN + place * (SIDE + 2 * MARGIN) for place in cell)
        fill = fill_of(self.key, tile.pattern) if tile.value is None else ""
        lines = tuple(_lines(tile, y))
        return TileShape(x, y, x + SIDE // 2, self._step(tile), fill, lines)


def _placed(wishes: Sequence[Cell | None]) -> Iterator[Cell]:
    """Every wish that can be granted, and for the others free cells beneath all of them."""
    granted: set[Cell] = set()
    below = 1 + max((row for _column, row in filter(None, wishes)), default=-1)
    waiting = 0
    for wish in wishes:
        if wish and wish not in granted and 0 <= wish[0] < COLUMNS and wish[1] >= 0:
            granted.add(wish)
            yield wish
        else:
            yield waiting % COLUMNS, below + waiting // COLUMNS
            waiting += 1


def _lines(tile: Tile, top: int) -> Iterator[TextLine]:
    """The name, then the number or the state, in the middle of the square."""
    name, words = _wrapped(tile.label), _wrapped(tile.state or tile.text)
    first = top + (SIDE - LINE_HEIGHT * (len(name) + len(words))) // 2 + LINE_HEIGHT - 5
    for number, text in enumerate((*name, *words)):
        yield TextLine(text, first + LINE_HEIGHT * number, is_figure=number >= len(name))


def _wrapped(text: str) -> list[str]:
    """Lines that fit in a square, broken after a space or a hyphen."""
    lines = [""]
    for part in re.findall(r"[^\s-]*-|[^\s-]+\s*", text):
        if lines[-1] and len(lines[-1] + part.rstrip()) > SIDE // CHARACTER_WIDTH:
            lines.append("")
        lines[-1] += part
    return [line.rstrip() for line in lines]

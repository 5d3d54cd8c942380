"""The chart of a composition: bars, lines or the map, from the values of its table."""

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import TypedDict

from django.utils.translation import gettext as _

from design.charts import Bar, BarChart
from design.line_chart import LineChart, Point, Series
from design.patterns import Pattern
from design.tile_map import Cell as TileCell
from design.tile_map import Tile, TileMap
from reporting.composing.composition import ChartKind
from reporting.composing.values import Value
from reporting.tables import FigureTable, Place, State
from reporting.wording import figure_text, year_note

Chart = BarChart | LineChart | TileMap
_PATTERNS = {
    State.HIDDEN: Pattern.CROSS,
    State.NOT_REGISTERED: Pattern.DIAGONAL,
    State.NOT_APPLICABLE: Pattern.DOTS,
    State.NOT_DELIVERED: Pattern.LINES,
}


@dataclass(frozen=True)
class Drawing:
    """A chart and the template that draws it."""

    template: str
    chart: Chart


class _Mark(TypedDict):
    value: int | Decimal | None
    text: str
    state: str
    pattern: Pattern | None


def draw(
    kind: ChartKind,
    table: FigureTable,
    values: Mapping[Place, Value],
    *,
    title: str,
    cells: Mapping[int, TileCell],
) -> Drawing:
    """Bars and the map are of the last year; one row alone is compared with itself over years."""
    if kind is ChartKind.LINE:
        return Drawing("design/chart_lines.html", _lines(table, values, title))
    of_year = _of_last_year(table, title)
    last = table.years[-1]
    if kind is ChartKind.MAP:
        tiles = [
            Tile(row.short_name, cell=cells.get(row.id), **_mark(values[row.id, last]))
            for row in table.centres
        ]
        return Drawing("design/chart_tiles.html", TileMap(of_year, tuple(tiles)))
    if len(table.centres) == 1:
        (only,) = table.centres
        bars = [Bar(str(year), **_mark(values[only.id, year])) for year in table.years]
        return Drawing("design/chart_bars.html", BarChart(f"{title}, {only.name}", tuple(bars)))
    bars = [Bar(row.short_name, **_mark(values[row.id, last])) for row in table.centres]
    return Drawing("design/chart_bars.html", BarChart(of_year, tuple(bars)))


def _of_last_year(table: FigureTable, title: str) -> str:
    last = table.years[-1]
    note = year_note(table, last)
    text = _("%(title)s in %(year)s") % {"title": title, "year": last}
    return f"{text} ({note})" if note else text


def _lines(table: FigureTable, values: Mapping[Place, Value], title: str) -> LineChart:
    series = [
        Series(row.short_name, tuple(Point(**_mark(values[row.id, y])) for y in table.years))
        for row in table.centres
    ]
    # "2026*": the running year must not read as a fall.
    labels = tuple(f"{year}*" if year_note(table, year) else str(year) for year in table.years)
    note = year_note(table, table.years[-1])
    return LineChart(f"{title} (* {note})" if note else title, labels, tuple(series))


def _mark(value: Value) -> _Mark:
    if value.value is None:
        pattern = _PATTERNS.get(value.state, Pattern.BARS)
        return _Mark(value=None, text="", state=value.state.label, pattern=pattern)
    return _Mark(value=value.value, text=figure_text(value), state="", pattern=None)

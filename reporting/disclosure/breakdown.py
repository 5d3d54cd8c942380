"""A table of figures as the family of its indicator sees it."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from reporting.disclosure.hypercube import Key
from reporting.disclosure.naming import CellName, index_of, name_of
from reporting.indicators.indicator import Indicator
from reporting.tables import FigureTable

ROWS, YEARS, MEASURES = range(3)


@dataclass(frozen=True)
class Breakdown:
    """One table of figures as the family sees it: counts by row code, year and measure.

    Percentiles are no counts: they are hidden with the number of units they are taken of.
    """

    table: FigureTable
    values: Mapping[Key, int] = field(init=False)

    def __post_init__(self) -> None:
        percentiles = self.indicator.percentiles
        values = {
            (self.table.row_codes[row], year, index_of(measure)): figure.value
            for (row, year), cell in self.table.cells.items()
            for measure, figure in cell.figures.items()
            if figure.value is not None and measure not in percentiles
        }
        object.__setattr__(self, "values", values)

    @property
    def indicator(self) -> Indicator:
        return self.table.indicator

    @property
    def only_repeats(self) -> bool:
        """Whether every number here stands in a table of another indicator too."""
        return all(self.name(key)[0] != self.indicator.code for key in self.values)

    @property
    def dimension(self) -> str:
        return self.table.axis.code

    def name(self, key: Key) -> CellName:
        return name_of(self.indicator, self.dimension, key)

    @property
    def apart(self) -> frozenset[int]:
        """A stock of one year and that of the next are no parts of anything."""
        return frozenset([YEARS]) if self.indicator.stock else frozenset()

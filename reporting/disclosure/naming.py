"""What a cell of a figure table is called among all tables of its family.

A name is (indicator, dimension, row, year, measure). Rows are named by their codes, because the
numbers of rows differ from table to table. The total of the rows belongs to no dimension, so the
totals of every breakdown are one cell. A cell that repeats one of another indicator has its name.
"""

from typing import cast

from reporting.disclosure.hypercube import TOTAL, Key
from reporting.indicators.indicator import ALL, Indicator
from reporting.indicators.part import PartOf

CellName = tuple[str, str, str | None, int | None, str | None]
Address = tuple[str | None, int | None, str]
"""A cell for ever: the code of the row, the year, the code of the measure; None is a total."""


def index_of(measure: str) -> str | None:
    """The place of a measure on its axis: the sum of the measures is their total."""
    return TOTAL if measure == ALL else measure


def name_of(indicator: Indicator, dimension: str, key: Key) -> CellName:
    """The name of the cell in this breakdown; `key` is the row, the year and the measure."""
    row, year, measure = cast(tuple[str | None, int | None, str | None], key)
    dimension = "" if row is TOTAL else dimension
    for part in indicator.part_of if measure is TOTAL else ():
        if _repeats(part, dimension, row):
            return name_of(part.whole, dimension, (row, year, index_of(part.measure)))
    return (indicator.code, dimension, row, year, measure)


def _repeats(part: PartOf, dimension: str, row: str | None) -> bool:
    """Whether this row of the part is that row of the whole."""
    if part.is_the_same:
        return not dimension or dimension in {one.code for one in part.whole.dimensions}
    return part.exact and dimension == part.dimension and row in part.rows

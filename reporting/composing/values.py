"""The values of a composition: numbers, shares or rates, and the differences between them."""

from collections.abc import Mapping
from dataclasses import replace
from typing import TypeVar

from django.utils.translation import gettext as _

from lib.dutch import write_signed
from reporting.composing.composition import Composition, Show
from reporting.indicators.indicator import ALL
from reporting.rates import Denominators, rates_of
from reporting.ratio_tables import Ratio
from reporting.ratios import require_equal_units
from reporting.tables import Figure, FigureTable, Place, Rate, Share

Value = Figure | Share | Rate
_Any = TypeVar("_Any", Figure, Share, Rate)


def values_of(
    table: FigureTable,
    composition: Composition,
    denominators: Denominators | None,
    below: Ratio | None,
) -> Mapping[Place, Value]:
    """What every place shows. Raises RateRefusedError where a rate has no sense, and
    UnequalUnitsError for a share of another unit."""
    code = composition.measure
    if below is not None:
        return below.shares
    if composition.show is Show.RATE and denominators is not None:
        return rates_of(table, code, denominators)
    if composition.show is Show.SHARE:
        one = table.indicator
        require_equal_units(one.label_of(code), one.unit_of(code), one.label_of(ALL), one.unit)
        return {place: cell.share(code) for place, cell in table.cells.items()}
    return {place: cell[code] for place, cell in table.cells.items()}


def difference(first: _Any, last: _Any) -> _Any:
    """The last minus the first; when one of them is no number, why not."""
    if first.value is None:
        return first
    if last.value is None:
        return last
    return replace(last, value=last.value - first.value)


def difference_text(value: Value) -> str:
    """+12, −3 or 0; a share differs in percentage points."""
    if value.value is None:
        return value.state.label
    number = write_signed(value.value)
    if isinstance(value, Share):
        return _("%(number)s percentage points") % {"number": number}
    return number

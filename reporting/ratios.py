"""Setting one figure against another. Only equal units can be."""

from decimal import ROUND_HALF_UP, Decimal

from django.utils.translation import gettext as _

from reporting.indicators.unit import Unit
from reporting.tables import Figure, Share, State


class UnequalUnitsError(ValueError):
    """A ratio of two units; the text says which, in Dutch."""


def ratio(part: Figure, part_unit: Unit | str, whole: Figure, whole_unit: Unit | str) -> Share:
    """A percentage with one decimal, or the state that stands in its way.

    Raises UnequalUnitsError: 178 calls over 12,044 reported people is no share of anything.
    """
    if part_unit != whole_unit:
        text = _(
            "A share needs the same unit above and below the line: %(part)s (%(part_unit)s) over "
            "%(whole)s (%(whole_unit)s) is not one."
        )
        names = {
            "part": part.value if part.value is not None else part.state.label,
            "whole": whole.value if whole.value is not None else whole.state.label,
            "part_unit": _words(part_unit),
            "whole_unit": _words(whole_unit),
        }
        raise UnequalUnitsError(text % names)
    for figure in (part, whole):
        if figure.value is None:
            return Share(figure.state, detail=figure.detail)
    if not whole.value:
        return Share(State.NOT_APPLICABLE)
    percentage = Decimal(100 * (part.value or 0)) / Decimal(whole.value)
    return Share(State.COUNTED, percentage.quantize(Decimal("0.1"), ROUND_HALF_UP))


def _words(unit: Unit | str) -> str:
    return unit.label if isinstance(unit, Unit) else unit

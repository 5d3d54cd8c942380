"""Setting one figure against another. Only equal units can be."""

from django.utils.translation import gettext as _

from reporting.indicators.unit import Unit
from reporting.tables import Figure, Share
from reporting.wording import figure_text


class UnequalUnitsError(ValueError):
    """A ratio of two units; the text says which, in Dutch."""


def ratio(part: Figure, part_unit: Unit | str, whole: Figure, whole_unit: Unit | str) -> Share:
    """A percentage with one decimal, or the state that stands in its way.

    Raises UnequalUnitsError: 178 calls over 12,044 reported people is no share of anything.
    """
    require_equal_units(figure_text(part), part_unit, figure_text(whole), whole_unit)
    return Share.of(part, whole)


def require_equal_units(
    part: str, part_unit: Unit | str, whole: str, whole_unit: Unit | str
) -> None:
    """Raises UnequalUnitsError, with what stands above and below the line in its text."""
    if part_unit == whole_unit:
        return
    text = _(
        "A share needs the same unit above and below the line: %(part)s (%(part_unit)s) over "
        "%(whole)s (%(whole_unit)s) is not one."
    )
    names = {
        "part": part,
        "whole": whole,
        "part_unit": _words(part_unit),
        "whole_unit": _words(whole_unit),
    }
    raise UnequalUnitsError(text % names)


def _words(unit: Unit | str) -> str:
    return unit.label if isinstance(unit, Unit) else unit

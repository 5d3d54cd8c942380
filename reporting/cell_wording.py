"""What is said above the list of what a figure counts."""

from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from lib.dutch import write_number
from reporting.indicators.unit import Unit
from reporting.services.counted_units import CountedUnits


def heading_of(counted: CountedUnits) -> str:
    """Veilig Huis Antwerpen, 2025: Alle feiten, ex-partner"""
    cell = counted.cell
    asked = cell.asked
    places = ", ".join(centre.name for centre in asked.centres)
    years = f"{asked.from_year}"
    if asked.to_year != asked.from_year:
        years = f"{years}–{asked.to_year}"
    what = cell.indicator.label_of(cell.measure)
    row = [f"{asked.axis.label}: {counted.row_label}"] if counted.row_label else []
    only = [str(condition) for condition in asked.conditions]
    return ", ".join([places, f"{years}: {what}", *row, *only])


def sentences_of(counted: CountedUnits) -> tuple[str, ...]:
    """The number with its units, in how many dossiers, and what of it cannot be listed."""
    indicator, units = counted.cell.indicator, counted.units
    what = indicator.unit.times(units)
    if counted.are_parts:
        what = _("%(units)s in %(dossiers)s") % {
            "units": what,
            "dossiers": Unit.DOSSIER.times(counted.listed),
        }
    text = ngettext(
        "%(what)s is counted in this figure.", "%(what)s are counted in this figure.", units
    )
    return (*_days(counted), capfirst(text % {"what": what}), *_erased(counted))


def _days(counted: CountedUnits) -> tuple[str, ...]:
    if not counted.cell.is_days:
        return ()
    label = counted.cell.indicator.label_of(counted.cell.measure)
    return (f"{label}: {write_number(counted.number)}.",)


def _erased(counted: CountedUnits) -> tuple[str, ...]:
    """An erased dossier leaves the figure as it was, and the list shorter than the number."""
    if not counted.erased:
        return ()
    text = _("Counted, but erased since and no longer listed: %(units)s.")
    return (text % {"units": counted.cell.indicator.unit.times(counted.erased)},)

"""Which figures are definitive: those of a centre's year that its coordinator signed."""

from collections import defaultdict
from dataclasses import replace

from django.db.models import Q
from django.utils.translation import gettext as _

from reporting.indicators.dimension import CENTRE
from reporting.models import YearSignature
from reporting.tables import FigureTable


def say_what_is_signed(table: FigureTable) -> FigureTable:
    """The table with a note on which of its years were signed at its moment."""
    if not table.indicator.has_centres:
        return table
    signed = _signed(table)
    if signed:
        listed = "; ".join(f"{year}: {', '.join(names)}" for year, names in sorted(signed.items()))
        note = _("Definitive, signed by the coordinator: %(signed)s. All else is provisional.")
        note %= {"signed": listed}
    else:
        note = _("Provisional: no coordinator signed one of these years yet.")
    return replace(table, notes=(*table.notes, note))


def _signed(table: FigureTable) -> dict[int, list[str]]:
    """Per year the centres that had signed it when the table was counted."""
    still = Q(withdrawn_at__isnull=True) | Q(withdrawn_at__gt=table.moment)
    rows = YearSignature.objects.filter(
        still, signed_at__lte=table.moment, year__in=table.years
    ).order_by("year", "centre__name")
    if table.axis is CENTRE:
        rows = rows.filter(centre__in=[row.id for row in table.centres])
    found: defaultdict[int, list[str]] = defaultdict(list)
    for year, name in rows.values_list("year", "centre__name"):
        found[year].append(name.removeprefix("Veilig Huis "))
    return found

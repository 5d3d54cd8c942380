"""Which figures are definitive: those of a centre's year that its coordinator signed."""

from collections import defaultdict
from collections.abc import Collection
from dataclasses import replace

from django.db.models import Q
from django.utils.translation import gettext as _

from accounts.models import Centre
from reporting.models import YearSignature
from reporting.tables import FigureTable


def say_what_is_signed(table: FigureTable, centres: Collection[Centre]) -> FigureTable:
    """The table, counted over these centres, with a note on what was signed at its moment."""
    if not table.indicator.has_centres:
        return table
    signed = _signed(table, centres)
    if signed:
        listed = "; ".join(f"{year}: {', '.join(names)}" for year, names in sorted(signed.items()))
        note = _("Definitive, signed by the coordinator: %(signed)s. All else is provisional.")
        note %= {"signed": listed}
    else:
        note = _("Provisional: no coordinator signed one of these years yet.")
    return replace(table, notes=(*table.notes, note))


def _signed(table: FigureTable, centres: Collection[Centre]) -> dict[int, list[str]]:
    """Per year the centres that had signed it when the table was counted."""
    still = Q(withdrawn_at__isnull=True) | Q(withdrawn_at__gt=table.moment)
    rows = YearSignature.objects.filter(
        still,
        signed_at__lte=table.moment,
        year__in=table.years,
        centre__in=[centre.pk for centre in centres],
    ).order_by("year", "centre__name")
    found: defaultdict[int, list[str]] = defaultdict(list)
    for year, name in rows.values_list("year", "centre__name"):
        found[year].append(name.removeprefix("Veilig Huis "))
    return found

"""From a number in a table to the list of what it counts: which numbers are links, and to where."""

from urllib.parse import urlencode

from django.urls import reverse

from accounts.models import User
from reporting.asking import Ask
from reporting.indicators.dimension import CENTRE
from reporting.policies import countable_centres
from reporting.screen import Address
from reporting.tables import TOTAL, FigureTable
from reporting.unit_lists import list_of


def nowhere(_row: int | None, _year: int | None, _measure: str) -> str:
    """The address of what leads nowhere."""
    return ""


def addresses_in(user: User, ask: Ask, table: FigureTable) -> Address:
    """The links of a table: only numbers of the user's own centres lead to what they count.

    What is counted now is not behind an earlier figure, and a protected table leads nowhere.
    """
    shared = ask.known_on is not None or table.threshold is not None
    if shared or list_of(table.indicator) is None or not user.centre_ids():
        return nowhere
    return _Links(user, ask, table).address


class _Links:
    def __init__(self, user: User, ask: Ask, table: FigureTable) -> None:
        self.base = reverse("reporting:indicator_dossiers", args=[table.indicator.code])
        self.table = table
        self.filters = [
            (f"only_{name}", code) for name, codes in ask.filters.items() for code in codes
        ]
        self.own = {own.code for own in user.centres().values()}
        self.codes = {row.id: row.code for row in table.centres}
        self.by_centre = table.axis is CENTRE
        self.asked = self._asked(user, ask)

    def _asked(self, user: User, ask: Ask) -> list[str]:
        """The centres that are counted in the totals."""
        if self.by_centre:
            return list(self.codes.values())
        return list(ask.centres or countable_centres(user).values_list("code", flat=True))

    def address(self, row: int | None, year: int | None, measure: str) -> str:
        centres = self.asked
        place: list[tuple[str, str]] = []
        if row is not TOTAL and self.by_centre:
            centres = [self.codes[row]]
        elif row is not TOTAL:
            place = [("by", self.table.axis.code), ("row", self.codes[row])]
        if not self.own.issuperset(centres):
            return ""
        years = self.table.years if year is TOTAL else (year,)
        pairs = [
            *(("centre", code) for code in sorted(centres)),
            *(("from", str(years[0])), ("to", str(years[-1])), ("measure", measure)),
            *place,
            *self.filters,
        ]
        return f"{self.base}?{urlencode(pairs)}"

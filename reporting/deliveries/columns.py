"""The columns of a delivered table, and how people head them."""

from dataclasses import dataclass
from enum import StrEnum

from reporting.deliveries.catalogue import DeliveredIndicator


class Column(StrEnum):
    """The columns that every table has; its breakdowns stand between place and unit."""

    FROM = "van"
    UNTIL = "tot"
    PLACE = "plaats"
    UNIT = "eenheid"
    VALUE = "waarde"
    STATE = "toestand"
    FLAGS = "vlaggen"
    NOTE = "toelichting"


_ALSO = {
    "periode van": Column.FROM,
    "periode tot": Column.UNTIL,
    "tot en met": Column.UNTIL,
    "teleenheid": Column.UNIT,
    "teleeenheid": Column.UNIT,
    "aantal": Column.VALUE,
    "status": Column.STATE,
    "vlag": Column.FLAGS,
    "opmerking": Column.NOTE,
}
_BEFORE = (Column.FROM, Column.UNTIL, Column.PLACE)
_AFTER = (Column.UNIT, Column.VALUE, Column.STATE, Column.FLAGS, Column.NOTE)
REQUIRED = frozenset({Column.UNIT, Column.VALUE})
"""A period and a place may be said once for the whole table; a unit and a value may not."""


@dataclass(frozen=True)
class Columns:
    """The columns of one indicator. Breakdowns are known by their code and headed in Dutch."""

    indicator: DeliveredIndicator

    @property
    def names(self) -> tuple[str, ...]:
        """In the order of the template."""
        return (*_BEFORE, *(one.code for one in self.indicator.dimensions), *_AFTER)

    @property
    def required(self) -> frozenset[str]:
        places = {Column.PLACE} if len(self.indicator.places) > 1 else set()
        return REQUIRED | places | {one.code for one in self.indicator.dimensions}

    def heading(self, name: str) -> str:
        labels = {one.code: one.label for one in self.indicator.dimensions}
        return labels.get(name, name)

    def name_of(self, heading: str) -> str:
        """Which column a heading means; empty when none."""
        asked = " ".join(heading.replace("_", " ").split()).casefold()
        known: dict[str, str] = {self.heading(name).casefold(): name for name in self.names}
        known |= {one.code: one.code for one in self.indicator.dimensions}
        return known.get(asked, "") or _ALSO.get(asked, "")

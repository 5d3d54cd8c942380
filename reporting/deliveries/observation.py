"""One figure as it comes in, before it is kept: from a partner's table or a published file."""

import datetime as dt
from dataclasses import dataclass
from decimal import Decimal
from typing import Any


@dataclass(frozen=True)
class ObservationRow:
    """One row, with the figure both as printed and as a number."""

    position: int
    indicator: str
    unit: str
    organisation: str
    source_system: str
    place_level: str
    place: str
    period_start: dt.date | None
    period_end: dt.date | None
    reference: str
    dim1: str
    value1: str
    dim2: str
    value2: str
    printed: str
    value: Decimal | None
    status: str
    flags: tuple[str, ...]
    extracted_on: dt.date | None
    competence: str
    source_key: str
    note: str

    @property
    def identity(self) -> tuple[Any, ...]:
        """The unique key of the README: one figure of one source."""
        return (
            *(self.indicator, self.unit, self.place, self.period_start, self.period_end),
            *(self.dim1, self.value1, self.dim2, self.value2, self.source_key),
        )

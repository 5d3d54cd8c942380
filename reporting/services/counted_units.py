"""From a number to its dossiers, intakes or advice requests, for who works at the centre."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.db.models import QuerySet

from accounts.log import actor_of
from accounts.models import User
from audit.events import EventType
from audit.log import Subject, record
from reporting.counted_facts import AskedCell, CountedFacts, counted_facts
from reporting.events import (
    COUNTED_ADVICE_LISTED,
    COUNTED_DOSSIERS_LISTED,
    COUNTED_INTAKES_LISTED,
)
from reporting.unit_lists import UnitList, are_parts, list_of, rows_of_units, units_seen

_EVENTS: Mapping[UnitList, EventType] = {
    UnitList.DOSSIERS: COUNTED_DOSSIERS_LISTED,
    UnitList.INTAKES: COUNTED_INTAKES_LISTED,
    UnitList.ADVICE: COUNTED_ADVICE_LISTED,
}


@dataclass(frozen=True)
class CountedUnits:
    """What one figure counts. `rows` are the dossiers, intakes or advice requests, newest first.

    `number` is the figure itself, `units` how many units it counts: the same, unless the figure
    is a number of days. `erased` of them cannot be listed any more. `listed` is how many rows.
    """

    cell: AskedCell
    shown_as: UnitList
    row_label: str
    number: int
    units: int
    erased: int
    rows: QuerySet[Any]
    listed: int

    @property
    def are_parts(self) -> bool:
        """Whether the units are parts of the dossiers that are listed."""
        return are_parts(self.cell.indicator)


def counted_units(*, by: User, cell: AskedCell) -> CountedUnits | None:
    """The units behind a figure of own centres; None when there is no such figure for her.

    The facts that are counted choose them, by the indicator's own conditions, so that the list
    is as long as the number says. What was erased is counted and not listed. The units of now
    are not those of an earlier day, and where the table has a state there is nothing to list.
    """
    asked = cell.asked
    of = list_of(cell.indicator)
    own = {centre.pk for centre in asked.centres} <= set(by.centre_ids())
    if of is None or not own or not asked.centres or asked.known_on:
        return None
    counted = counted_facts(cell)
    return _listed(by, cell, of, counted) if counted else None


def _listed(by: User, cell: AskedCell, of: UnitList, counted: CountedFacts) -> CountedUnits:
    seen = units_seen(by, cell.indicator).filter(pk__in=counted.facts.values(counted.subject))
    rows = rows_of_units(by, cell.indicator, seen).order_by("-received_on", "-pk")
    listed = rows.count()
    number = counted.figure.value or 0
    units = _distinct(counted) if cell.is_days else number
    left = _distinct(counted, seen) if are_parts(cell.indicator) else listed
    return CountedUnits(
        cell=cell,
        shown_as=of,
        row_label=counted.row_label,
        number=number,
        units=units,
        erased=units - left,
        rows=rows,
        listed=listed,
    )


def _distinct(counted: CountedFacts, seen: QuerySet[Any] | None = None) -> int:
    """How many units, of the rows that are still seen when these are given."""
    facts = counted.facts
    if seen is not None:
        facts = facts.filter(**{f"{counted.subject}__in": seen.values("pk")})
    return int(facts.values(counted.unit).distinct().count())


def log_listed(
    *, by: User, counted: CountedUnits, row_ids: Sequence[int], fields: Sequence[str]
) -> None:
    """Log which rows a page of the list showed; `row_ids` are ids of what the event names."""
    centres = [centre.pk for centre in counted.cell.asked.centres]
    record(
        _EVENTS[counted.shown_as],
        actor=actor_of(by, centres[0]),
        subject=Subject(
            "indicator",
            counted.cell.indicator.code,
            centre_id=centres[0] if len(centres) == 1 else None,
        ),
        fields=fields,
        row_ids=row_ids,
        reason=_in_words(counted.cell),
    )


def _in_words(cell: AskedCell) -> str:
    """2025 stalking relation=ex_partner: codes only, in which no name of a person can be."""
    asked = cell.asked
    years = f"{asked.from_year}"
    if asked.to_year != asked.from_year:
        years = f"{years}-{asked.to_year}"
    row = [f"{asked.axis.code}={cell.row}"] if cell.row is not None else []
    only = [f"only {name}={','.join(codes)}" for name, codes in asked.filters.items()]
    return " ".join([years, cell.measure, *row, *only])

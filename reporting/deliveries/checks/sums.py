"""Printed totals against their parts, in both directions.

The youth table of the CGG of 2017 was published with totals that add only the last two
provinces. Such a total is an error; when it was published so, its row says so (flag w and a
note) and the figure is kept as printed.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from decimal import Decimal

from django.utils.translation import gettext as _

from lib.dutch import write_number
from reporting.deliveries.findings import Finding, Kind
from reporting.deliveries.observation import ObservationRow
from reporting.models.published import ObservationFlag
from reporting.published.labels import TOTALS, breakdown_label

Cells = Mapping[tuple[str, str], ObservationRow]


def check_sums(
    rows: Iterable[ObservationRow], headings: Mapping[str, str], value_heading: str
) -> Iterator[Finding]:
    """One finding per total and direction that does not hold, at the row of the total.

    `headings` gives breakdowns that add up and what they are called in the table.
    """
    tables: dict[tuple[object, ...], dict[tuple[str, str], ObservationRow]] = defaultdict(dict)
    for row in rows:
        key = (row.source_key, row.indicator, row.unit, row.place)
        period = (row.period_start, row.period_end, row.dim1, row.dim2)
        tables[*key, *period][row.value1, row.value2] = row
    for cells in tables.values():
        for row in cells.values():
            yield from _of_total(row, cells, headings, value_heading)


def _of_total(
    row: ObservationRow, cells: Cells, headings: Mapping[str, str], value_heading: str
) -> Iterator[Finding]:
    directions = (
        (row.dim1, row.value1, [one for one in cells.values() if one.value2 == row.value2], 0),
        (row.dim2, row.value2, [one for one in cells.values() if one.value1 == row.value1], 1),
    )
    for dimension, category, beside, place in directions:
        if category not in TOTALS or dimension not in headings or row.value is None:
            continue
        parts = [one for one in beside if (one.value1, one.value2)[place] not in TOTALS]
        yield from _compare(row, parts, headings[dimension], value_heading)


def _compare(
    row: ObservationRow, parts: list[ObservationRow], direction: str, heading: str
) -> Iterator[Finding]:
    line, total = row.position + 1, row.value or Decimal(0)
    known = [one.value for one in parts if one.value is not None]
    found = sum(known, Decimal(0))
    if not parts:
        return
    if len(known) < len(parts):
        if found > total:
            yield _wrong(row, heading, direction, found, _("the known parts alone add up to"))
        else:
            text = _("The total cannot be checked: a part of %(direction)s has no figure.") % {
                "direction": direction
            }
            explained = bool(row.note)
            yield Finding(line, heading, Kind.NOT_SUMMED, text, False, explained)
    elif abs(found - total) > _tolerance(row, parts):
        yield _wrong(row, heading, direction, found, _("the parts add up to"))


def _wrong(
    row: ObservationRow, heading: str, direction: str, found: Decimal, words: str
) -> Finding:
    told = ObservationFlag.WRONG in row.flags and bool(row.note)
    text = _("Total over %(direction)s: printed %(total)s, %(words)s %(found)s.") % {
        "direction": direction,
        "total": write_number(Decimal(row.printed)),
        "words": words,
        "found": write_number(found),
    }
    if not told:
        text += " " + _(
            "Correct the total or its parts. Was it published like this? Then put w in the column "
            "vlaggen and say in toelichting what is wrong."
        )
    kind = Kind.WRONG_AS_PRINTED if told else Kind.SUM
    return Finding(row.position + 1, heading, kind, text, is_error=not told, is_explained=told)


def _tolerance(row: ObservationRow, parts: list[ObservationRow]) -> Decimal:
    """Nothing for counts; half a last decimal per rounded number for shares and estimates."""
    numbers = [Decimal(one.printed) for one in (row, *parts)]
    digits = min(int(number.as_tuple().exponent) for number in numbers)
    if digits == 0 and row.unit != "procent":
        return Decimal(0)
    return Decimal(len(numbers)) * Decimal(1).scaleb(digits) / 2


def additive(names: Iterable[str]) -> dict[str, str]:
    """Every breakdown with its Dutch name."""
    return {name: breakdown_label(name) for name in names if name}

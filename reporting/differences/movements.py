"""How much every reason adds to every cell, or takes from it.

Counted after every step, and not unit by unit: the parts then add up for every figure, also where
units cannot be added, such as a person who is counted once in a cell, or a median.
"""

from collections import Counter
from collections.abc import Mapping, Sequence
from typing import Any

from django.db import connection

from reporting.differences.reasons import STEPS, Reason
from reporting.differences.span import Span
from reporting.differences.statement import statement_of
from reporting.tables import TOTAL
from reporting.unit_counts import NamedPlace

Movements = Mapping[NamedPlace, Mapping[str, Counter[Reason]]]
"""Per place and measure the amount of each reason."""


def movements(span: Span) -> Movements:
    """Why every cell and total of a table differs between two moments.

    Under row-level security: the caller counts over the centres she may count over.
    """
    found: dict[NamedPlace, dict[str, Counter[Reason]]] = {}
    codes = span.indicator.codes
    statement, parameters = statement_of(span)
    with connection.cursor() as cursor:
        cursor.execute(statement, parameters)
        for row, year, all_rows, all_years, *numbers in cursor.fetchall():
            place = TOTAL if all_rows else row, TOTAL if all_years else year
            found[place] = {
                code: _amounts(numbers[column :: len(codes)]) for column, code in enumerate(codes)
            }
    return found


def _amounts(numbers: Sequence[Any]) -> Counter[Reason]:
    """The change of each step. Where nothing is left to take a median of, the last one holds."""
    amounts: Counter[Reason] = Counter()
    last = numbers[0]
    for reason, number in zip(STEPS, numbers[1:], strict=True):
        if number is not None:
            amounts[reason] = int(number) - int(number if last is None else last)
            last = number
    return amounts

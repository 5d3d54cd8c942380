"""Counting unit facts: one statement gives the cells and the totals, all from the units, of every
breakdown that is asked.

Totals are never made by adding rows: where a unit stands in several rows, or one person in
several facts, the sum of the rows is more than the total, and only the units know.
"""

import datetime as dt
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

from django.db import connection, transaction
from django.db.models import Max, Value
from django.db.models.functions import Coalesce

from reporting.settled_statement import lasting_until, settled_statement
from reporting.tables import TOTAL
from reporting.unit_question import Question, facts_of, stock_days
from reporting.unit_statement import is_added, is_along_index, statement_of

OUTSIDE = "outside"
"""What lies before the opening of a centre or the start of its registration."""
FILTERED = "filtered"
"""What the filters leave out."""
NamedPlace = tuple[str | None, int | None]
"""The code of a category, or the id of a centre as text, and the year; either TOTAL."""


@dataclass(frozen=True)
class Numbers:
    """Per place and measure a number (None: a median of nothing), and what is not in them."""

    cells: Mapping[NamedPlace, Mapping[str, int | None]]
    left_out: Mapping[str, int]


def count_units(question: Question) -> Mapping[str, Numbers]:
    """Every cell and every total of the tables over unit facts, by the code of their axis."""
    cells: dict[str, dict[NamedPlace, Mapping[str, int | None]]] = {}
    left_out: dict[str, int] = {}
    totals: dict[NamedPlace, Mapping[str, int | None]] = {}
    for axis, (row, year), numbers, others in _rows(question):
        of_axis = totals if axis is None else cells.setdefault(axis, {})
        of_axis[row, year] = numbers
        if (row, year) == _place_of_others(question):
            left_out = others
    return {
        one.code: Numbers({**cells.get(one.code, {}), **totals}, left_out) for one in question.axes
    }


def imported_years(question: Question) -> frozenset[tuple[int, int]]:
    """The centres and years of which facts were imported from a predecessor."""
    if not question.indicator.stock:
        return frozenset((centre, year) for centre, year, _ends in _imported(question))
    # Of a stock the years on whose day something lasts, not only those in which it began.
    days = stock_days(question.years, question.moment)
    return frozenset(
        (centre, year)
        for centre, first, last in _imported(question)
        for year, day in days.items()
        if first <= year and last > day
    )


def _imported(question: Question) -> Iterator[tuple[int, int, dt.date]]:
    """The centres and years in which it began, and until when it lasts."""
    if question.settlement:
        yield from lasting_until(question, question.settlement)
        return
    stock = question.indicator.stock
    for facts in facts_of(question):
        found = facts.filter(imported=True, exclusion="")
        if stock:
            found = found.filter(day__lte=max(stock_days(question.years, question.moment).values()))
        # Of all in stock that began in one year the one that lasts longest says it.
        last = Max(Coalesce("ends_on", Value(dt.date.max)))
        places = found.values("centre_id", "year").annotate(
            ends=last if stock else Value(dt.date.max)
        )
        yield from places.values_list("centre_id", "year", "ends").distinct()


def _place_of_others(question: Question) -> NamedPlace:
    """A unit in stock stands in several years: what is left out is told for the last of them."""
    return (TOTAL, question.years[-1] if question.indicator.stock else TOTAL)


def _rows(
    question: Question,
) -> Iterator[tuple[str | None, NamedPlace, dict[str, int | None], dict[str, int]]]:
    """By axis, which is None for what is the same by all of them: the totals of the rows."""
    indicator = question.indicator
    codes = [one.code for one in indicator.exclusions]
    settlement = question.settlement
    by_hash = bool(settlement) or (is_added(indicator) and not is_along_index(question))
    statement, parameters = (
        settled_statement(question, settlement) if settlement else statement_of(question)
    )
    with connection.cursor() as cursor:
        with _by_hash(cursor, needed=by_hash):
            cursor.execute(statement, parameters)
            found = cursor.fetchall()
        for axis, row, year, all_years, *numbers in found:
            measures = dict(zip(indicator.codes, map(_whole, numbers), strict=False))
            others = [int(one or 0) for one in numbers[len(indicator.codes) :]]
            yield (
                None if axis is None else question.axes[axis].code,
                (TOTAL if axis is None else row, TOTAL if all_years else year),
                measures,
                dict(zip((*codes, OUTSIDE, FILTERED), others, strict=True)),
            )


@contextmanager
def _by_hash(cursor: Any, *, needed: bool) -> Iterator[None]:
    """Bring units together by hash. PostgreSQL cannot know how few different ones there are
    (row-level security keeps it from its statistics) and would sort all facts by ten keys."""
    if not needed:
        yield
        return
    # In a savepoint: a count that fails takes the setting back with it.
    with transaction.atomic():
        cursor.execute("SET LOCAL enable_sort = off")
        yield
        cursor.execute("SET LOCAL enable_sort = on")


def _whole(number: Any) -> int | None:
    return None if number is None else int(number)

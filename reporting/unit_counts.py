"""Counting unit facts: one statement gives the cells and the totals, all from the units, of every
breakdown that is asked.

Totals are never made by adding rows: where a unit stands in several rows, or one person in
several facts, the sum of the rows is more than the total, and only the units know.
"""

import datetime as dt
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

from django.db import connection
from django.db.models import Case, Count, F, Max, Q, Value, When
from django.db.models.expressions import BaseExpression
from django.db.models.fields import BooleanField
from django.db.models.functions import Coalesce

from lib.calendar import brussels_day
from reporting.indicators import Indicator
from reporting.indicators.condition import Condition
from reporting.indicators.dimension import Dimension
from reporting.indicators.indicator import Aggregate
from reporting.models import UnitFact
from reporting.querysets import FactQuerySet
from reporting.tables import TOTAL

NO_CENTRE = 0
"""In the place of a centre, in SQL: NULL is not equal to itself."""
OUTSIDE = "outside"
"""What lies before the opening of a centre or the start of its registration."""
FILTERED = "filtered"
"""What the filters leave out."""


@dataclass(frozen=True)
class Question:
    """What is counted: which units, by which breakdowns, where, when, and as known on which
    moment (None is now).

    `counted` are the pairs of centre (or NO_CENTRE) and year that the registration covers;
    only their units are in cells and totals, the number of the others is given apart.
    """

    indicator: Indicator
    axes: Sequence[Dimension]
    centre_ids: Sequence[int]
    years: Sequence[int]
    counted: frozenset[tuple[int, int]]
    filters: Sequence[Condition]
    moment: dt.datetime
    known_on: dt.datetime | None


NamedPlace = tuple[str | None, int | None]
"""The code of a category, or the id of a centre as text, and the year; either TOTAL."""


@dataclass(frozen=True)
class Numbers:
    """Per place and measure a number (None: a median of nothing), and what is not in them."""

    cells: Mapping[NamedPlace, Mapping[str, int | None]]
    left_out: Mapping[str, int]


class _PerGroup(Case):
    """Worked out once per group and not once per row: it uses grouped columns only."""

    def get_group_by_cols(self) -> list[BaseExpression]:
        return []


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
    found: set[tuple[int, int]] = set()
    for facts in facts_of(question):
        imported = facts.filter(imported=True, exclusion="")
        if question.indicator.stock:
            found |= _in_stock(imported, stock_days(question.years, question.moment))
        else:
            found |= set(imported.values_list("centre_id", "year").distinct())
    return frozenset(found)


def _in_stock(facts: FactQuerySet, days: Mapping[int, dt.date]) -> set[tuple[int, int]]:
    """The years on whose day something lasts, not only those in which it began.

    Of all that began in one year the one that lasts longest says it.
    """
    ends = Max(Coalesce("ends_on", Value(dt.date.max)))
    begun = (
        facts.filter(day__lte=max(days.values())).values("centre_id", "year").annotate(ends=ends)
    )
    return {
        (centre, year)
        for centre, first, last in begun.values_list("centre_id", "year", "ends")
        for year, day in days.items()
        if first <= year and last > day
    }


def _place_of_others(question: Question) -> NamedPlace:
    """A unit in stock stands in several years: what is left out is told for the last of them."""
    return (TOTAL, question.years[-1] if question.indicator.stock else TOTAL)


def facts_of(question: Question) -> tuple[FactQuerySet, ...]:
    """In parts: what is still known, and what was known then."""
    facts: FactQuerySet = UnitFact.objects.filter(kind=question.indicator.facts)
    if question.indicator.has_centres:
        facts = facts.filter(centre_id__in=question.centre_ids)
    if question.indicator.stock:
        facts = facts.filter(year__lte=question.years[-1])
    else:
        facts = facts.filter(year__range=(question.years[0], question.years[-1]))
    return facts.parts_known_on(question.known_on)


def _rows(
    question: Question,
) -> Iterator[tuple[str | None, NamedPlace, dict[str, int | None], dict[str, int]]]:
    """By axis, which is None for what is the same by all of them: the totals of the rows."""
    indicator = question.indicator
    codes = [one.code for one in indicator.exclusions]
    statement, parameters = _statement(question)
    with connection.cursor() as cursor:
        with _by_hash(cursor, needed=_is_added(indicator) and not _is_along_index(question)):
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
    if needed:
        cursor.execute("SET LOCAL enable_sort = off")
    yield
    if needed:
        cursor.execute("SET LOCAL enable_sort = on")


def _whole(number: Any) -> int | None:
    return None if number is None else int(number)


def _statement(question: Question) -> tuple[str, list[Any]]:
    """The facts are read once and brought together by all axes; each axis then takes few rows.

    The inner queries are Django's own, with their parameters apart; the rest are our own names.
    """
    indicator, axes = question.indicator, question.axes
    parts = [_with_rules(facts, question).query.sql_with_params() for facts in facts_of(question)]
    inner = " UNION ALL ".join(f"({sql})" for sql, _parameters in parts)
    numbers = ", ".join(_numbers(indicator))
    rows = [f"{row_of(axis)} AS at_row_{n}" for n, axis in enumerate(axes)]
    places = sorted(question.counted)
    statement = f"""
        WITH u AS ({inner}), at AS (
            SELECT {", ".join([*_kept(indicator), *rows])}, {_year(indicator)} AS at_year,
                   coalesce(u.centre_id, 0) AS at_centre
            FROM u {_stock_days(indicator)}
        ), g AS ({_together(indicator, axes)}), p AS (
            SELECT g.*, c.centre IS NOT NULL AS covered
            FROM g LEFT JOIN unnest(%s::bigint[], %s::int[]) c(centre, year)
                 ON c.centre = at_centre AND c.year = at_year
        )
        {" ".join(_by_axis(n, axis, numbers) for n, axis in enumerate(axes))}
        SELECT NULL, NULL, at_year, grouping(at_year), {numbers}
        FROM p GROUP BY GROUPING SETS ((at_year), ())
    """  # noqa: S608
    days = stock_days(question.years, question.moment)
    return statement, [
        *(parameter for _sql, parameters in parts for parameter in parameters),
        *(axis.code for axis in axes if has_key(axis)),
        *([list(days), list(days.values())] if indicator.stock else []),
        [centre for centre, _year in places],
        [year for _centre, year in places],
    ]


def _together(indicator: Indicator, axes: Sequence[Dimension]) -> str:
    """Equal units as one row with their number, before any axis takes rows apart."""
    if not _is_added(indicator):
        return "SELECT * FROM at"
    rows = (f"at_row_{n}" for n, _axis in enumerate(axes))
    own = (one for one in _columns(indicator) if one != "weight")
    keys = ", ".join(["at_year", "at_centre", *rows, *own])
    return f"SELECT {keys}, sum(weight) AS weight FROM at GROUP BY {keys}"  # noqa: S608


def _by_axis(number: int, axis: Dimension, numbers: str) -> str:
    return f"""
        SELECT {number}, r.code, at_year, grouping(at_year), {numbers}
        FROM p {each_row_of(axis, f"at_row_{number}")}
        GROUP BY GROUPING SETS ((r.code, at_year), (r.code)) UNION ALL
    """  # noqa: S608


def _numbers(indicator: Indicator) -> Iterator[str]:
    """Every measure and all of them; then what is left out, by exclusion and otherwise."""
    counts = "exclusion = '' AND filtered"
    for number, measure in enumerate(indicator.measures):
        yield _number(indicator, f"{counts} AND covered AND m{number}", measure.percentile)
    yield _number(indicator, f"{counts} AND covered")
    for one in indicator.exclusions:
        yield _number(indicator, f"filtered AND exclusion = '{one.code}'")
    yield _number(indicator, f"{counts} AND NOT covered")
    yield _number(indicator, "exclusion = '' AND covered AND NOT filtered")


def _number(indicator: Indicator, condition: str, percentile: float | None = None) -> str:
    """Who occurs once is added; who occurs more often has a name here, and counts once."""
    number = aggregate_of(indicator, condition, percentile)
    if indicator.aggregate is not Aggregate.DISTINCT or percentile is not None:
        return number
    once = f"sum(weight) FILTER (WHERE {condition} AND counted_id IS NULL)"
    return f"{number} + coalesce({once}, 0)"


def _with_rules(facts: FactQuerySet, question: Question) -> FactQuerySet:
    """The facts with the rule applied; grouped along the index when it can answer alone.

    As known on a moment it cannot, and sorting long keys would take longer than all the rest.
    """
    indicator = question.indicator
    flags: dict[str, Any] = {**flags_of(question)}
    if indicator.population:
        facts = facts.filter(indicator.population.query)
    amounts = indicator.aggregate is Aggregate.AMOUNT
    if not _is_along_index(question):
        columns = ("centre_id", "year", "exclusion", "dims", "counted_id", "duration")
        more = ("day", "ends_on") if indicator.stock else ()
        flags["weight"] = F("amount") if amounts else Value(1)
        each: FactQuerySet = facts.annotate(**flags).values(*columns, *flags, *more)
        return each
    grouped = facts.values("year", "centre_id", "exclusion", "imported", "dims", "amount")
    weight = Count("*") * F("amount") if amounts else Count("*")
    added: FactQuerySet = grouped.annotate(weight=weight, **flags)
    return added


def _is_along_index(question: Question) -> bool:
    """Whether equal facts are added as the index reads them; else each is looked at by itself."""
    indicator = question.indicator
    distinct = indicator.aggregate is Aggregate.DISTINCT
    return question.known_on is None and not distinct and _is_added(indicator)


def _is_added(indicator: Indicator) -> bool:
    """Whether equal units can be brought together as one row with their number."""
    return not (indicator.stock or indicator.has_percentiles)


def _columns(indicator: Indicator) -> list[str]:
    """What the groups still need: the rows between are many, and are kept in memory."""
    distinct = indicator.aggregate is Aggregate.DISTINCT
    own = ["duration"] if not _is_added(indicator) else ["weight"]
    measures = [f"m{number}" for number, _measure in enumerate(indicator.measures)]
    return ["exclusion", "filtered", *own, *(["counted_id"] if distinct else []), *measures]


def _kept(indicator: Indicator) -> list[str]:
    """The same as they are read. Nearly everybody occurs once: only who occurs more often needs a
    name to be counted once."""
    named = (
        "CASE WHEN count(*) OVER (PARTITION BY counted_id) > 1 THEN counted_id END AS counted_id"
    )
    return [named if one == "counted_id" else one for one in _columns(indicator)]


def flags_of(question: Question) -> dict[str, Case]:
    """Whether the filters keep a fact, named filtered, and what `measure_flags` says of it."""
    return {"filtered": flag_of(all_of(question.filters)), **measure_flags(question.indicator)}


def measure_flags(indicator: Indicator) -> dict[str, Case]:
    """Per measure, named m0, m1 and on, whether a fact counts in it."""
    flags: dict[str, Case] = {
        f"m{number}": flag_of(measure.condition.query)
        for number, measure in enumerate(indicator.measures)
    }
    return flags if indicator.overlapping else flags | _in_order(indicator)


def all_of(conditions: Sequence[Condition]) -> Q:
    """That all of these hold."""
    query = Q()
    for condition in conditions:
        query &= condition.query
    return query


def flag_of(query: Q) -> _PerGroup:
    """Whether this holds for a fact; nothing asked holds always."""
    if not query:
        return _PerGroup(default=Value(True), output_field=BooleanField())
    return _PerGroup(
        When(query, then=Value(True)), default=Value(False), output_field=BooleanField()
    )


def _in_order(indicator: Indicator) -> dict[str, _PerGroup]:
    """Measures that exclude each other: the first that holds decides."""
    if indicator.has_percentiles:
        return {}
    flags: dict[str, _PerGroup] = {}
    before: list[When] = []
    for number, measure in enumerate(indicator.measures):
        own = When(measure.condition.query, then=Value(True)) if measure.condition.query else None
        flags[f"m{number}"] = _PerGroup(
            *before,
            *([own] if own else []),
            default=Value(own is None),
            output_field=BooleanField(),
        )
        if own:
            before.append(When(measure.condition.query, then=Value(False)))
    return flags


def aggregate_of(indicator: Indicator, condition: str, percentile: float | None) -> str:
    """The number of the units for which this holds, or the percentile of their days."""
    if percentile is not None:
        within = f"percentile_disc({percentile}) WITHIN GROUP (ORDER BY duration)"
        return f"{within} FILTER (WHERE {condition} AND duration IS NOT NULL)"
    if indicator.aggregate is Aggregate.DISTINCT:
        return f"count(DISTINCT counted_id) FILTER (WHERE {condition})"
    if indicator.stock or indicator.has_percentiles:
        return f"count(*) FILTER (WHERE {condition})"
    return f"coalesce(sum(weight) FILTER (WHERE {condition}), 0)"


def _year(indicator: Indicator) -> str:
    return "d.of_year" if indicator.stock else "u.year::int"


def _stock_days(indicator: Indicator) -> str:
    if not indicator.stock:
        return ""
    return (
        "JOIN unnest(%s::int[], %s::date[]) d(of_year, on_day) "
        "ON u.day <= d.on_day AND (u.ends_on IS NULL OR u.ends_on > d.on_day)"
    )


def stock_days(years: Sequence[int], moment: dt.datetime) -> dict[int, dt.date]:
    """On which day the stock of a year is counted: the last one, today in the running year."""
    today = brussels_day(moment)
    return {year: min(dt.date(year, 12, 31), today) for year in years}


def has_key(axis: Dimension) -> bool:
    """Whether the rows are codes in the facts; they are then the first parameter of `row_of`."""
    return axis.code not in {"centre", "whole"}


def row_of(axis: Dimension) -> str:
    """The row of a fact `u`, or its rows, as JSON."""
    if axis.code == "centre":
        return "to_jsonb(u.centre_id::text)"
    return "u.dims -> %s" if has_key(axis) else "'\"whole\"'::jsonb"


def each_row_of(axis: Dimension, row: str = "at_row") -> str:
    """A unit with several categories stands in several rows; without any, in the unknown one."""
    if axis.multiple:
        rows = f"""coalesce({row}, '[""]'::jsonb)"""
        return f"CROSS JOIN LATERAL jsonb_array_elements_text({rows}) r(code)"
    return f"CROSS JOIN LATERAL (SELECT coalesce({row} #>> '{{}}', '')) r(code)"

"""The statement that counts by a settlement: what was added up, and what changed since."""

import datetime as dt
from collections import Counter
from collections.abc import Iterator, Sequence
from typing import Any

from django.db.models import F, Sum, Value
from django.db.models.functions import Coalesce

from reporting.fact_flags import flag_names
from reporting.indicators import Indicator
from reporting.indicators.dimension import Dimension
from reporting.indicators.indicator import Aggregate
from reporting.models import Settlement
from reporting.querysets import FactQuerySet
from reporting.settled import SINGLE, Part, facet_of, is_once, parts_of
from reporting.unit_question import Question, asked_of, flags_of, stock_days
from reporting.unit_statement import has_key, lasts_on, numbers_of, row_of, year_of


def settled_statement(question: Question, settlement: Settlement) -> tuple[str, list[Any]]:
    """The same columns as of `unit_statement.statement_of`.

    What was added up by a facet counts in the breakdowns that it is for, a single fact in all of
    them. What is nothing in the end is no row, as if nobody had ever counted it.
    """
    indicator, axes = question.indicator, question.axes
    known = parts_of(settlement, indicator, axes, question.known_on)
    parts = [_weighed(part, question).query.sql_with_params() for part in known]
    inner = " UNION ALL ".join(f"({sql})" for sql, _parameters in parts)
    numbers = ", ".join(numbers_of(indicator, _added))
    rows = " ".join(f"WHEN {n} THEN {row_of(axis)}" for n, axis in enumerate(axes))
    keys = ", ".join(["exclusion", "filtered", "person", *flag_names(indicator)])
    stock = f"JOIN unnest(%s::int[], %s::date[]) d(of_year, on_day) ON {lasts_on('d.on_day')}"
    days_of_stock = stock if indicator.stock else ""
    statement = f"""
        WITH u AS ({inner}), at AS (
            SELECT {keys}, weight, units, a.axis AS at_axis, CASE a.axis {rows} END AS at_row,
                   {year_of(indicator)} AS at_year, coalesce(u.centre_id, 0) AS at_centre
            FROM u JOIN unnest(%s::int[], %s::text[]) a(axis, facet)
                 ON u.of_facet IN ('{SINGLE}', a.facet)
            {days_of_stock}
        ), g AS (
            SELECT at_axis, at_row, at_year, at_centre, {keys}, sum(weight) AS weight
            FROM at GROUP BY at_axis, at_row, at_year, at_centre, {keys} HAVING sum(units) <> 0
        ), p AS (
            SELECT g.*, c.centre IS NOT NULL AS covered
            FROM g LEFT JOIN unnest(%s::bigint[], %s::int[]) c(centre, year)
                 ON c.centre = at_centre AND c.year = at_year
        )
        SELECT at_axis, r.code, at_year, grouping(at_year), {numbers}
        FROM p CROSS JOIN LATERAL jsonb_array_elements_text({_codes(axes)}) r(code)
        GROUP BY GROUPING SETS ((at_axis, r.code, at_year), (at_axis, r.code))
        UNION ALL
        SELECT NULL, NULL, at_year, grouping(at_year), {numbers}
        FROM p WHERE at_axis = 0 GROUP BY GROUPING SETS ((at_year), ())
    """  # noqa: S608
    days = stock_days(question.years, question.moment)
    places = sorted(question.counted)
    return statement, [
        *(parameter for _sql, parameters in parts for parameter in parameters),
        *(axis.code for axis in axes if has_key(axis)),
        list(range(len(axes))),
        [facet_of(indicator, axis) for axis in axes],
        *([list(days), list(days.values())] if indicator.stock else []),
        [centre for centre, _year in places],
        [year for _centre, year in places],
    ]


def lasting_until(question: Question, settlement: Settlement) -> Iterator[tuple[int, int, dt.date]]:
    """The centre, the year and the end of what was imported: what is left of it in the end."""
    indicator = question.indicator
    axis = indicator.dimensions[0]
    left: Counter[tuple[int, int, dt.date]] = Counter()
    for part in parts_of(settlement, indicator, [axis], question.known_on):
        facts = asked_of(question, part.facts).filter(imported=True, exclusion="")
        if indicator.stock:
            facts = facts.filter(day__lte=max(stock_days(question.years, question.moment).values()))
        ends = Coalesce("ends_on", Value(dt.date.max)) if indicator.stock else Value(dt.date.max)
        rows = facts.annotate(ends=ends).values("centre_id", "year", "ends")
        for centre, year, last, number in rows.annotate(left=Sum(part.times)).values_list(
            "centre_id", "year", "ends", "left"
        ):
            left[centre, year, last] += number
    yield from (place for place, number in left.items() if number)


def _weighed(part: Part, question: Question) -> FactQuerySet:
    """With the rule applied, and how much each of them weighs."""
    indicator = question.indicator
    facts = asked_of(question, part.facts)
    if indicator.population:
        facts = facts.filter(indicator.population.query)
    amounts = indicator.aggregate is Aggregate.AMOUNT
    columns: dict[str, Any] = {
        **flags_of(question),
        "weight": part.times * F("amount") if amounts else part.times,
        "units": part.times,
        "of_facet": part.facet,
        "person": part.person,
    }
    lasting = ("day", "ends_on") if indicator.stock else ()
    weighed: FactQuerySet = facts.annotate(**columns).values(
        *("centre_id", "year", "exclusion", "dims", *columns, *lasting)
    )
    return weighed


def _added(indicator: Indicator, condition: str, _percentile: float | None) -> str:
    """Who is told of once is added; who has a name here counts once."""
    if not is_once(indicator):
        return f"coalesce(sum(weight) FILTER (WHERE {condition}), 0)"
    once = f"sum(weight) FILTER (WHERE {condition} AND person IS NULL)"
    return f"count(DISTINCT person) FILTER (WHERE {condition}) + coalesce({once}, 0)"


def _codes(axes: Sequence[Dimension]) -> str:
    """The rows of a unit as a list, also where there can be only one."""
    several = [str(n) for n, axis in enumerate(axes) if axis.multiple]
    one = "jsonb_build_array(coalesce(at_row #>> '{}', ''))"
    if not several:
        return one
    many = """coalesce(at_row, '[""]'::jsonb)"""
    return f"CASE WHEN at_axis IN ({', '.join(several)}) THEN {many} ELSE {one} END"

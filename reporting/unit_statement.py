"""The statement that counts unit facts: one for all breakdowns, with their totals."""

from collections.abc import Callable, Iterator, Sequence
from typing import Any

from django.db.models import Count, F, Value

from reporting.fact_flags import flag_names
from reporting.indicators import Indicator
from reporting.indicators.dimension import CENTRE, WHOLE, Dimension
from reporting.indicators.indicator import Aggregate
from reporting.querysets import FactQuerySet
from reporting.unit_question import Question, facts_of, flags_of, stock_days


def statement_of(question: Question) -> tuple[str, list[Any]]:
    """The facts are read once and brought together by all axes; each axis then takes few rows.

    The inner queries are Django's own, with their parameters apart; the rest are our own names.
    """
    indicator, axes = question.indicator, question.axes
    parts = [_with_rules(facts, question).query.sql_with_params() for facts in facts_of(question)]
    inner = " UNION ALL ".join(f"({sql})" for sql, _parameters in parts)
    numbers = ", ".join(numbers_of(indicator, _number))
    rows = [f"{row_of(axis)} AS at_row_{n}" for n, axis in enumerate(axes)]
    places = sorted(question.counted)
    statement = f"""
        WITH u AS ({inner}), at AS (
            SELECT {", ".join([*_kept(indicator), *rows])}, {year_of(indicator)} AS at_year,
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
    if not is_added(indicator):
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


Number = Callable[[Indicator, str, float | None], str]
"""How many units there are for which a condition holds, or the percentile of their days."""


def numbers_of(indicator: Indicator, number: Number) -> Iterator[str]:
    """Every measure and all of them; then what is left out, by exclusion and otherwise."""
    counts = "exclusion = '' AND filtered"
    for name, measure in zip(flag_names(indicator), indicator.measures, strict=True):
        yield number(indicator, f"{counts} AND covered AND {name}", measure.percentile)
    yield number(indicator, f"{counts} AND covered", None)
    for one in indicator.exclusions:
        yield number(indicator, f"filtered AND exclusion = '{one.code}'", None)
    yield number(indicator, f"{counts} AND NOT covered", None)
    yield number(indicator, "exclusion = '' AND covered AND NOT filtered", None)


def _number(indicator: Indicator, condition: str, percentile: float | None) -> str:
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
    if not is_along_index(question):
        columns = ("centre_id", "year", "exclusion", "dims", "counted_id", "duration")
        more = ("day", "ends_on") if indicator.stock else ()
        flags["weight"] = F("amount") if amounts else Value(1)
        each: FactQuerySet = facts.annotate(**flags).values(*columns, *flags, *more)
        return each
    grouped = facts.values("year", "centre_id", "exclusion", "imported", "dims", "amount")
    weight = Count("*") * F("amount") if amounts else Count("*")
    added: FactQuerySet = grouped.annotate(weight=weight, **flags)
    return added


def is_along_index(question: Question) -> bool:
    """Whether equal facts are added as the index reads them; else each is looked at by itself."""
    indicator = question.indicator
    distinct = indicator.aggregate is Aggregate.DISTINCT
    return question.known_on is None and not distinct and is_added(indicator)


def is_added(indicator: Indicator) -> bool:
    """Whether equal units can be brought together as one row with their number."""
    return not (indicator.stock or indicator.has_percentiles)


def _columns(indicator: Indicator) -> list[str]:
    """What the groups still need: the rows between are many, and are kept in memory."""
    distinct = indicator.aggregate is Aggregate.DISTINCT
    own = ["weight"] if is_added(indicator) else ["duration"]
    return [
        "exclusion",
        "filtered",
        *own,
        *(["counted_id"] if distinct else []),
        *flag_names(indicator),
    ]


def _kept(indicator: Indicator) -> list[str]:
    """The same as they are read. Nearly everybody occurs once: only who occurs more often needs a
    name to be counted once."""
    named = (
        "CASE WHEN count(*) OVER (PARTITION BY counted_id) > 1 THEN counted_id END AS counted_id"
    )
    return [named if one == "counted_id" else one for one in _columns(indicator)]


def aggregate_of(indicator: Indicator, condition: str, percentile: float | None) -> str:
    """The number of the units for which this holds, or the percentile of their days."""
    if percentile is not None:
        within = f"percentile_disc({percentile}) WITHIN GROUP (ORDER BY duration)"
        return f"{within} FILTER (WHERE {condition} AND duration IS NOT NULL)"
    if indicator.aggregate is Aggregate.DISTINCT:
        return f"count(DISTINCT counted_id) FILTER (WHERE {condition})"
    if is_added(indicator):
        return f"coalesce(sum(weight) FILTER (WHERE {condition}), 0)"
    return f"count(*) FILTER (WHERE {condition})"


def year_of(indicator: Indicator) -> str:
    """The year in which a fact `u` counts; in stock it is one of the years `d`."""
    return "d.of_year" if indicator.stock else "u.year::int"


def lasts_on(day: str) -> str:
    """Whether a fact `u` is in stock on this day."""
    return f"u.day <= {day} AND (u.ends_on IS NULL OR u.ends_on > {day})"


def _stock_days(indicator: Indicator) -> str:
    days = "JOIN unnest(%s::int[], %s::date[]) d(of_year, on_day) ON "
    return days + lasts_on("d.on_day") if indicator.stock else ""


def has_key(axis: Dimension) -> bool:
    """Whether the rows are codes in the facts; they are then the first parameter of `row_of`."""
    return axis not in (CENTRE, WHOLE)


def row_of(axis: Dimension) -> str:
    """The row of a fact `u`, or its rows, as JSON."""
    if axis is CENTRE:
        return "to_jsonb(u.centre_id::text)"
    return "u.dims -> %s" if has_key(axis) else "'\"whole\"'::jsonb"


def each_row_of(axis: Dimension, row: str = "at_row") -> str:
    """A unit with several categories stands in several rows; without any, in the unknown one."""
    if axis.multiple:
        rows = f"""coalesce({row}, '[""]'::jsonb)"""
        return f"CROSS JOIN LATERAL jsonb_array_elements_text({rows}) r(code)"
    return f"CROSS JOIN LATERAL (SELECT coalesce({row} #>> '{{}}', '')) r(code)"

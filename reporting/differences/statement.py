"""The statement that counts a table after every step between two moments.

A version of a fact lives from one step to another: what was known at first until the step of the
reason for which it changed, what is known at last from that step on. A step lies in a cell when
the version lives then, its centre and year are covered, and, in a stock, it is there on the day.
"""

from collections.abc import Iterator
from typing import Any

from reporting.differences.facts import Source, sources_of
from reporting.differences.reasons import STEPS, Reason
from reporting.differences.span import Span
from reporting.fact_flags import flag_names
from reporting.indicators import Indicator
from reporting.indicators.indicator import Aggregate
from reporting.unit_question import stock_days
from reporting.unit_statement import (
    aggregate_of,
    each_row_of,
    has_key,
    lasts_on,
    row_of,
    year_of,
)

LAST = len(STEPS)
"""After this step everything is as at the last moment. The real changes come with it."""
_STEP = {reason: number for number, reason in enumerate(STEPS, start=1)}

# Covered by the first moment counts before the first step only; the day of a stock is that of
# the last moment in the last step only.
_LIVES = f"""
    greatest(first_step, CASE WHEN b.centre IS NOT NULL AND in_before THEN 0
                              WHEN a.centre IS NOT NULL AND in_before THEN 1
                              WHEN a.centre IS NOT NULL AND in_after THEN {LAST}
                              ELSE {LAST + 1} END) AS first_in,
    least(last_step, CASE WHEN a.centre IS NOT NULL AND in_after THEN {LAST}
                          WHEN a.centre IS NOT NULL AND in_before THEN {LAST - 1}
                          WHEN b.centre IS NOT NULL AND in_before THEN 0
                          ELSE -1 END) AS last_in"""


def statement_of(span: Span) -> tuple[str, list[Any]]:
    """The statement and its parameters. The inner queries are Django's own; the rest of the
    names are ours. Columns: row, year, whether it is a total of rows and of years, and then for
    every step, from none to the last, every measure and all of them."""
    indicator, axis = span.indicator, span.axis
    sources = sources_of(span)
    named = ", ".join(f"{source.name} AS ({source.sql})" for source in sources)
    numbers = ", ".join(_numbers(indicator))
    statement = f"""
        WITH before(centre, year) AS (SELECT * FROM unnest(%s::bigint[], %s::int[])),
        after(centre, year) AS (SELECT * FROM unnest(%s::bigint[], %s::int[])),
        {named},
        why AS (
            SELECT coalesce(g.subject_id, c.subject_id) AS subject_id, {_why(indicator)} AS step
            FROM gone g FULL JOIN come c ON c.subject_id = g.subject_id
        ),
        u AS ({" UNION ALL ".join(_versions(span, sources))}),
        at AS (
            SELECT first_step, last_step, counted_id, duration, {_weight(indicator)} AS weight,
                   {", ".join([*flag_names(indicator), f"{year_of(indicator)} AS at_year"])},
                   coalesce(u.centre_id, 0) AS at_centre, {row_of(axis)} AS at_row,
                   {_on(indicator, "before")} AS in_before, {_on(indicator, "after")} AS in_after
            FROM u {_days(indicator)} WHERE u.exclusion = '' AND u.inside
        ),
        lives AS (
            SELECT at.*, {_LIVES}
            FROM at LEFT JOIN before b ON b.centre = at_centre AND b.year = at_year
                    LEFT JOIN after a ON a.centre = at_centre AND a.year = at_year
        ),
        p AS (SELECT * FROM lives WHERE first_in <= last_in)
        SELECT r.code, at_year, 0, grouping(at_year), {numbers}
        FROM p {each_row_of(axis)} GROUP BY GROUPING SETS ((r.code, at_year), (r.code))
        UNION ALL
        SELECT NULL, at_year, 1, grouping(at_year), {numbers}
        FROM p GROUP BY GROUPING SETS ((at_year), ())
    """  # noqa: S608
    return statement, list(_parameters(span, sources))


def _parameters(span: Span, sources: tuple[Source, ...]) -> Iterator[Any]:
    for side in (span.before, span.after):
        yield [centre for centre, _year in sorted(side.covered)]
        yield [year for _centre, year in sorted(side.covered)]
    for source in sources:
        yield from source.parameters
    yield span.first_day
    if has_key(span.axis):
        yield span.axis.code
    if span.indicator.stock:
        before = stock_days(span.years, span.before.moment)
        after = stock_days(span.years, span.after.moment)
        yield from (list(span.years), list(before.values()), list(after.values()))


def _why(indicator: Indicator) -> str:
    """The step of the reason for which a unit changed: the first that holds."""
    year = "" if indicator.stock else " AND p.year = c.year"
    covered = f"SELECT 1 FROM {{}} p WHERE p.centre = coalesce(c.centre_id, 0){year}"  # noqa: S608
    counts = "c.exclusion = '' AND c.inside"
    ended = "g.ends_on IS NULL AND c.ends_on IS NOT NULL" if indicator.stock else "false"
    return f"""CASE
        WHEN {counts} AND EXISTS ({covered.format("after")})
             AND NOT EXISTS ({covered.format("before")}) THEN {_STEP[Reason.CENTRE_JOINED]}
        WHEN g.subject_id IS NULL AND c.day > %s THEN {LAST}
        WHEN g.subject_id IS NULL OR {ended} THEN {_STEP[Reason.LATE]}
        WHEN c.subject_id IS NULL THEN {_STEP[Reason.WITHDRAWN]}
        WHEN c.exclusion = 'duplicate' AND g.exclusion = '' THEN {_STEP[Reason.MERGED]}
        WHEN c.exclusion <> '' THEN {_STEP[Reason.WITHDRAWN]}
        WHEN c.counted_id <> g.counted_id THEN {_STEP[Reason.MERGED]}
        ELSE {_STEP[Reason.CORRECTED]} END"""


def _versions(span: Span, sources: tuple[Source, ...]) -> Iterator[str]:
    """What was known at first, what is known at last, and what is both."""
    changed = "JOIN why w ON w.subject_id = f.subject_id"
    yield f"SELECT f.*, 0 AS first_step, w.step - 1 AS last_step FROM gone f {changed}"  # noqa: S608
    yield f"SELECT f.*, w.step, {LAST} FROM come f {changed}"  # noqa: S608
    if all(source.name != "kept" for source in sources):
        return
    kept = f"SELECT f.*, 0, {LAST} FROM kept f"  # noqa: S608
    if span.is_distinct and not span.joined:
        # Only somebody of whom something changed can be counted more or less often.
        kept += (
            " WHERE counted_id IN (SELECT counted_id FROM gone UNION SELECT counted_id FROM come)"
        )
    yield kept


def _numbers(indicator: Indicator) -> Iterator[str]:
    for step in range(LAST + 1):
        lives = f"{step} BETWEEN first_in AND last_in"
        for name, measure in zip(flag_names(indicator), indicator.measures, strict=True):
            yield aggregate_of(indicator, f"{lives} AND {name}", measure.percentile)
        yield aggregate_of(indicator, lives, None)


def _weight(indicator: Indicator) -> str:
    return "amount" if indicator.aggregate is Aggregate.AMOUNT else "1"


def _days(indicator: Indicator) -> str:
    days = "JOIN unnest(%s::int[], %s::date[], %s::date[]) d(of_year, before, after) ON true"
    return days if indicator.stock else ""


def _on(indicator: Indicator, moment: str) -> str:
    """Whether a unit is in stock on the day of a moment; what is no stock always is."""
    return f"({lasts_on(f'd.{moment}')})" if indicator.stock else "true"

"""A question as it is put to unit facts, and the facts that it is about."""

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass

from django.db.models import Case

from lib.calendar import brussels_day
from reporting.fact_flags import all_of, flag_of, measure_flags
from reporting.indicators import Indicator
from reporting.indicators.condition import Condition
from reporting.indicators.dimension import Dimension
from reporting.models import Settlement, UnitFact
from reporting.querysets import FactQuerySet

NO_CENTRE = 0
"""In the place of a centre, in SQL: NULL is not equal to itself."""


@dataclass(frozen=True)
class Question:
    """What is counted: which units, by which breakdowns, where, when, and as known on which
    moment (None is now).

    `counted` are the pairs of centre (or NO_CENTRE) and year that the registration covers;
    only their units are in cells and totals, the number of the others is given apart.
    With a settlement only what changed since is read from the facts.
    """

    indicator: Indicator
    axes: Sequence[Dimension]
    centre_ids: Sequence[int]
    years: Sequence[int]
    counted: frozenset[tuple[int, int]]
    filters: Sequence[Condition]
    moment: dt.datetime
    known_on: dt.datetime | None
    settlement: Settlement | None = None


def facts_of(question: Question) -> tuple[FactQuerySet, ...]:
    """In parts: what is still known, and what was known then."""
    facts: FactQuerySet = UnitFact.objects.filter(kind=question.indicator.facts)
    return asked_of(question, facts).parts_known_on(question.known_on)


def asked_of(question: Question, facts: FactQuerySet) -> FactQuerySet:
    """Those of the centres and years that are asked."""
    if question.indicator.has_centres:
        facts = facts.filter(centre_id__in=question.centre_ids)
    if question.indicator.stock:
        return facts.filter(year__lte=question.years[-1])
    return facts.filter(year__range=(question.years[0], question.years[-1]))


def flags_of(question: Question) -> dict[str, Case]:
    """Whether the filters keep a fact, named filtered, and what `measure_flags` says of it."""
    return {"filtered": flag_of(all_of(question.filters)), **measure_flags(question.indicator)}


def stock_days(years: Sequence[int], moment: dt.datetime) -> dict[int, dt.date]:
    """On which day the stock of a year is counted: the last one, today in the running year."""
    today = brussels_day(moment)
    return {year: min(dt.date(year, 12, 31), today) for year in years}

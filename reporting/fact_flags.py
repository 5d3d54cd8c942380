"""Conditions as columns of a fact: whether they hold, and in which measures it counts."""

from collections.abc import Sequence

from django.db.models import Case, Q, Value, When
from django.db.models.expressions import BaseExpression
from django.db.models.fields import BooleanField

from reporting.indicators import Indicator
from reporting.indicators.condition import Condition


class PerGroup(Case):
    """A classification worked out once per group and not once per row.

    It uses grouped columns only, which PostgreSQL allows without grouping by it. Grouping by
    it would cost a text comparison for each of a million rows.
    """

    def get_group_by_cols(self) -> list[BaseExpression]:
        return []


def flag_names(indicator: Indicator) -> list[str]:
    """What the columns of the measures are called: m0, m1 and on."""
    return [f"m{number}" for number, _measure in enumerate(indicator.measures)]


def measure_flags(indicator: Indicator) -> dict[str, Case]:
    """Per measure whether a fact counts in it."""
    flags: dict[str, Case] = {
        name: flag_of(measure.condition.query)
        for name, measure in zip(flag_names(indicator), indicator.measures, strict=True)
    }
    return flags if indicator.overlapping else flags | _in_order(indicator)


def _in_order(indicator: Indicator) -> dict[str, PerGroup]:
    """Measures that exclude each other: the first that holds decides."""
    if indicator.has_percentiles:
        return {}
    flags: dict[str, PerGroup] = {}
    before: list[When] = []
    for name, measure in zip(flag_names(indicator), indicator.measures, strict=True):
        own = When(measure.condition.query, then=Value(True)) if measure.condition.query else None
        flags[name] = PerGroup(
            *before,
            *([own] if own else []),
            default=Value(own is None),
            output_field=BooleanField(),
        )
        if own:
            before.append(When(measure.condition.query, then=Value(False)))
    return flags


def all_of(conditions: Sequence[Condition]) -> Q:
    """That all of these hold."""
    query = Q()
    for condition in conditions:
        query &= condition.query
    return query


def flag_of(query: Q) -> PerGroup:
    """Whether this holds for a fact; nothing asked holds always."""
    if not query:
        return PerGroup(default=Value(True), output_field=BooleanField())
    return PerGroup(
        When(query, then=Value(True)), default=Value(False), output_field=BooleanField()
    )

"""Why two editions of a figure differ: every unit that moved has one reason, and they add up."""

import datetime as dt
from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from django.db import connection
from django.db.models import Case, Value, When
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from lib.calendar import brussels_day
from reporting.indicators import Indicator
from reporting.indicators.indicator import Exclusion, Measure
from reporting.models import DossierFact

MERGED = "duplicate"
"""The exclusion of a dossier that went into another one."""


class Reason(StrEnum):
    """Why a unit is counted otherwise, or counted at all, in the later edition."""

    NEW = "new"
    LATE = "late"
    CORRECTED = "corrected"
    MERGED = "merged"
    CENTRE_JOINED = "centre_joined"
    DEFINITION = "definition"

    @property
    def label(self) -> str:
        return str(_LABELS[self])


_LABELS: dict[Reason, Promise] = {
    Reason.NEW: _("received since the first edition"),
    Reason.LATE: _("received before the first edition, entered after it"),
    Reason.CORRECTED: _("corrected"),
    Reason.MERGED: _("merged: counted once instead of twice"),
    Reason.CENTRE_JOINED: _("of a centre that the first edition did not count"),
    Reason.DEFINITION: _("the definition changed"),
}


@dataclass(frozen=True)
class Edition:
    """What was counted, over which centres, as known when."""

    indicator: Indicator
    centre_ids: frozenset[int]
    known_on: dt.datetime


@dataclass(frozen=True)
class Part:
    """How much one reason adds to a figure, or takes from it."""

    reason: Reason
    amount: int


@dataclass(frozen=True)
class Difference:
    """One figure in two editions. The parts add up to `after - before`, and none is 0."""

    year: int
    measure: str
    before: int
    after: int
    parts: tuple[Part, ...]


Place = tuple[int, int, str]
"""Centre, year and outcome: a measure or an exclusion."""


def differences_between(
    before: Edition, after: Edition, *, years: Collection[int]
) -> tuple[Difference, ...]:
    """Per year and measure the number in both editions, and what explains the difference.

    A unit that moved from one year to another lowers the one and raises the other for the same
    reason. Under row-level security: the caller counts over the centres she may count over.
    """
    counts_before: Counter[tuple[int, str]] = Counter()
    counts_after: Counter[tuple[int, str]] = Counter()
    parts: defaultdict[tuple[int, str], Counter[Reason]] = defaultdict(Counter)
    for move in _moves(before, after):
        for place, sign in ((move.old, -1), (move.new, 1)):
            if place is None:
                continue
            key = place[1], place[2]
            (counts_after if sign > 0 else counts_before)[key] += move.amount
            if move.old != move.new:
                parts[key][move.reason] += sign * move.amount
    measures = [measure.code for measure in after.indicator.measures]
    return tuple(
        Difference(
            year=year,
            measure=measure,
            before=counts_before[year, measure],
            after=counts_after[year, measure],
            parts=_parts(parts[year, measure]),
        )
        for year in sorted(years)
        for measure in measures
    )


def _parts(amounts: Mapping[Reason, int]) -> tuple[Part, ...]:
    return tuple(Part(reason, amounts[reason]) for reason in Reason if amounts.get(reason))


@dataclass(frozen=True)
class _Move:
    """Units that were counted at `old` and are counted at `new`; None is not at all."""

    old: Place | None
    new: Place | None
    reason: Reason
    amount: int


def _moves(before: Edition, after: Edition) -> Iterator[_Move]:
    """Groups of units with what they were, what they are, and why."""
    for received, old, between, new, amount in _joined(before, after):
        counted_old = old if old and old[0] in before.centre_ids else None
        counted_new = new if new and new[0] in after.centre_ids else None
        if between is not None and counted_old is not None and between != old:
            # The same facts by the new definition: first that step, then the others.
            yield _Move(old, between, Reason.DEFINITION, amount)
            yield _Move(between, counted_new, _reason(between, counted_new), amount)
        elif counted_old or counted_new:
            yield _Move(counted_old, counted_new, _why(before, received, old, counted_new), amount)


def _why(before: Edition, received_before: bool, old: Place | None, new: Place | None) -> Reason:
    if new is not None and new[0] not in before.centre_ids:
        return Reason.CENTRE_JOINED
    if old is None:
        return Reason.LATE if received_before else Reason.NEW
    return _reason(old, new)


def _reason(old: Place, new: Place | None) -> Reason:
    merged = new is not None and new[2] == MERGED and old[2] != MERGED
    return Reason.MERGED if merged else Reason.CORRECTED


_JOIN = """
    SELECT coalesce(n.received_on, o.received_on) <= %s AS received,
           o.centre_id, o.year, o.outcome, o.by_new_rule, n.centre_id, n.year, n.outcome, count(*)
    FROM ({old}) o FULL JOIN ({new}) n ON n.dossier_id = o.dossier_id
    GROUP BY 1, 2, 3, 4, 5, 6, 7, 8
"""
_Joined = tuple[bool, Place | None, Place | None, Place | None, int]


def _joined(before: Edition, after: Edition) -> Iterator[_Joined]:
    old, old_parameters = _facts(before.indicator, after.indicator, before.known_on)
    new, new_parameters = _facts(after.indicator, after.indicator, after.known_on)
    parameters = [brussels_day(before.known_on), *old_parameters, *new_parameters]
    with connection.cursor() as cursor:
        # Both queries are Django's own, with their parameters apart.
        cursor.execute(_JOIN.format(old=old, new=new), parameters)
        for row in cursor.fetchall():
            yield row[0], _place(row[1:4]), _place((*row[1:3], row[4])), _place(row[5:8]), row[8]


def _place(columns: Iterable[object]) -> Place | None:
    centre, year, outcome = columns
    if centre is None:
        return None
    return int(str(centre)), int(str(year)), str(outcome)


def _facts(
    indicator: Indicator, newer: Indicator, known_on: dt.datetime
) -> tuple[str, tuple[Any, ...]]:
    facts = DossierFact.objects.known_on(known_on).annotate(
        outcome=_outcome(indicator), by_new_rule=_outcome(newer)
    )
    columns = ("dossier_id", "centre_id", "year", "received_on", "outcome", "by_new_rule")
    sql, parameters = facts.values(*columns).query.sql_with_params()
    return sql, tuple(parameters)


def _outcome(indicator: Indicator) -> Case:
    rules: tuple[Exclusion | Measure, ...] = (*indicator.exclusions, *indicator.measures)
    return Case(
        *(When(rule.condition.query, then=Value(rule.code)) for rule in rules), default=Value("")
    )

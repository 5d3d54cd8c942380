"""What was known at night is added up once (migration 0021); a count adds what changed since.

Known at a moment after a settlement is what was settled, with every later fact that is known
then, without every settled one that was closed in between. Nothing else can have happened to a
settled fact: the database removes the settlement in the transaction that does it. So who counted
by a settlement that is still there afterwards has counted what the facts themselves would give.
"""

import datetime as dt
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator
from typing import Any, cast

from django.db import OperationalError, connection, transaction
from django.db.models import F, Q, Sum, Value
from django.db.models.expressions import Combinable
from django.db.models.functions import Coalesce
from psycopg.errors import LockNotAvailable

from reporting.indicators import LIBRARY, Indicator
from reporting.indicators.dimension import CENTRE
from reporting.indicators.indicator import Aggregate
from reporting.models import SettledUnits, Settlement, UnitFact
from reporting.querysets import FactQuerySet

DAY = "day"
"""The key of a settlement that keeps what lasts on a later day apart: for stocks."""
Part = tuple[FactQuerySet, Combinable]
"""Facts or settled ones, and how often each of them counts."""


def can_be_settled(indicator: Indicator) -> bool:
    """Whether its numbers are sums of equal facts. Who is counted once, and the median, are not."""
    distinct = indicator.aggregate is Aggregate.DISTINCT
    return bool(indicator.facts) and not distinct and not indicator.has_percentiles


def settlement_for(indicator: Indicator, known_on: dt.datetime | None) -> Settlement | None:
    """The last one that was made before this moment and keeps what the indicator asks for."""
    if not can_be_settled(indicator):
        return None
    found = Settlement.objects.filter(
        kind=indicator.facts, is_counted=True, keys__contains=keys_of(indicator)
    )
    if known_on is not None:
        found = found.filter(moment__lte=known_on)
    return found.order_by("-pk").first()


def still_holds(settlement: Settlement) -> bool:
    """Asked after counting by it. It is never changed, only removed."""
    return Settlement.objects.filter(pk=settlement.pk).exists()


def settled_parts(settlement: Settlement, known_on: dt.datetime | None) -> tuple[Part, ...]:
    """What is known at a moment, None is now, in parts that are added up."""
    settled: FactQuerySet = SettledUnits.objects.filter(settlement_id=settlement.pk)
    facts: FactQuerySet = UnitFact.objects.filter(kind=settlement.kind)
    later = facts.filter(pk__gt=settlement.last_id).known_on(known_on)
    closed = facts.filter(pk__lte=settlement.last_id, known_until__gt=settlement.moment)
    if known_on is not None:
        closed = closed.filter(known_until__lte=known_on)
    return (settled, F("number")), (later, Value(1)), (closed, Value(-1))


def lasting_until(parts: Iterable[Part]) -> Iterator[tuple[int, int, dt.date]]:
    """The centre, the year and the end of what is left when the parts are added up."""
    left: Counter[tuple[int, int, dt.date]] = Counter()
    ends = Coalesce("ends_on", Value(dt.date.max))
    for facts, weight in parts:
        rows = facts.annotate(ends=ends).values("centre_id", "year", "ends")
        for row in rows.annotate(left=Sum(weight)).values_list("centre_id", "year", "ends", "left"):
            left[row[:3]] += row[3]
    yield from (place for place, number in left.items() if number)


def keys_of(indicator: Indicator) -> list[str]:
    """By what its facts are kept apart."""
    rules = [one.condition for one in indicator.measures]
    rules += [one.condition for one in indicator.exclusions]
    rules += [indicator.population] if indicator.population else []
    found = {key for rule in rules for key in _keys_in(rule.query)}
    found |= {one.code for one in indicator.dimensions if one is not CENTRE}
    return sorted(found | ({DAY} if indicator.stock else set()))


def _keys_in(query: Q) -> Iterator[str]:
    for child in query.children:
        if isinstance(child, Q):
            yield from _keys_in(child)
            continue
        name, _value = cast(tuple[str, object], child)
        if name.startswith("dims__"):
            yield name.split("__")[1]


def settle() -> list[str]:
    """Add up every kind anew; the kinds that are settled. Not within a transaction."""
    keys: defaultdict[str, set[str]] = defaultdict(set)
    for one in filter(can_be_settled, LIBRARY.values()):
        keys[one.facts].update(keys_of(one))
    return [kind for kind in sorted(keys) if _settle(kind, sorted(keys[kind]))]


def _settle(kind: str, keys: list[str]) -> bool:
    try:
        with transaction.atomic(durable=True):
            settlement = _ask("SELECT reporting_begin_settlement(%s, %s)", [str(kind), keys])
    except OperationalError as error:
        if isinstance(error.__cause__, LockNotAvailable):
            # Somebody writes for long; nobody else has to wait for that.
            return False
        raise
    return bool(_ask("SELECT reporting_count_settlement(%s)", [settlement]))


def _ask(statement: str, parameters: list[Any]) -> Any:
    with connection.cursor() as cursor:
        cursor.execute(statement, parameters)
        (answer,) = cursor.fetchone()
    return answer

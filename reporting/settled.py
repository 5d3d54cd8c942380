"""What was known at night is added up once (migration 0023); a count adds what changed since.

Known at a moment after a settlement is what was settled, with every later fact that is known
then, without every settled one that was closed in between. Nothing else can have happened to a
settled fact: the database removes the settlement in the transaction that does it. So who counted
by a settlement that is still there afterwards has counted what the facts themselves would give.

Facts are added up by *facet*: by the keys that one breakdown of one indicator looks at, and no
others. Who is counted once is added up too as long as only one fact tells of them (`once:`); the
facts of the others are kept apart with their person, in the facet `once`.
"""

import datetime as dt
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any, cast

from django.contrib.postgres.expressions import ArraySubquery
from django.db import OperationalError, connection, transaction
from django.db.models import Exists, F, Func, OuterRef, Q, Value
from django.db.models.expressions import Combinable
from django.db.models.fields import BigIntegerField, BooleanField, TextField
from django.db.models.functions import Cast
from psycopg.errors import LockNotAvailable

from reporting.indicators import LIBRARY, Indicator
from reporting.indicators.dimension import CENTRE, WHOLE, Dimension
from reporting.indicators.indicator import Aggregate
from reporting.models import SettledUnits, Settlement, UnitFact
from reporting.querysets import FactQuerySet

DAY = "day"
"""The key of a facet that keeps what lasts on a later day apart: for stocks."""
ONCE = "once"
SINGLE = "*"
"""In the place of a facet: a fact by itself, which counts in every breakdown."""
_SINGLE = Cast(Value(SINGLE), TextField())
_NOBODY = Cast(Value(None), BigIntegerField())


@dataclass(frozen=True)
class Part:
    """Facts or settled ones, how often each of them counts, by which facet they were added up
    (single facts by none), and who is counted once."""

    facts: FactQuerySet
    times: Combinable
    facet: Combinable
    person: Combinable


def can_be_settled(indicator: Indicator) -> bool:
    """Whether its numbers are made of equal facts. A median is not."""
    return bool(indicator.facts) and not indicator.has_percentiles


def settlements_on(known_on: dt.datetime | None) -> tuple[Settlement, ...]:
    """Those that were made before this moment, the last one first."""
    made = Settlement.objects.filter(is_counted=True).order_by("-pk")
    return tuple(made if known_on is None else made.filter(moment__lte=known_on))


def settlement_for(indicator: Indicator, settlements: Iterable[Settlement]) -> Settlement | None:
    """The first that has what the indicator asks for."""
    if not can_be_settled(indicator):
        return None
    facets = facets_of(indicator)
    mine = (one for one in settlements if one.kind == indicator.facts)
    return next((one for one in mine if facets <= set(one.facets)), None)


def still_holds(settlement: Settlement) -> bool:
    """Asked after counting by it. It is never changed, only removed."""
    return Settlement.objects.filter(pk=settlement.pk).exists()


def parts_of(
    settlement: Settlement,
    indicator: Indicator,
    axes: Sequence[Dimension],
    known_on: dt.datetime | None,
) -> Iterator[Part]:
    """What is known at a moment, None is now, in parts that are added up."""
    facets = {facet_of(indicator, axis) for axis in axes}
    once = is_once(indicator)
    person = F("counted_id") if once else _NOBODY
    rows: FactQuerySet = SettledUnits.objects.filter(settlement_id=settlement.pk)
    yield Part(rows.filter(facet__in=facets), F("number"), F("facet"), _NOBODY)
    facts: FactQuerySet = UnitFact.objects.filter(kind=settlement.kind)
    later = facts.filter(pk__gt=settlement.last_id)
    closed = facts.filter(pk__lte=settlement.last_id, known_until__gt=settlement.moment)
    if known_on is not None:
        closed = closed.filter(known_until__lte=known_on)
    yield Part(closed, Value(-1), _SINGLE, person)
    yield Part(later.known_on(known_on), Value(1), _SINGLE, person)
    if once:
        named = rows.filter(facet=ONCE)
        yield Part(named, F("number"), _SINGLE, person)
        for times, who in ((-1, _NOBODY), (1, person)):
            yield Part(_told_again(settlement, facts, named), Value(times), _SINGLE, who)


def _told_again(settlement: Settlement, facts: FactQuerySet, named: FactQuerySet) -> FactQuerySet:
    """The settled fact of who was told of once, and since then again: it gets its person back."""
    since = Q(pk__gt=settlement.last_id) | Q(known_until__gt=settlement.moment)
    people = ArraySubquery(facts.filter(since).values("counted_id"))
    was_known = Q(known_until__isnull=True) | Q(known_until__gt=settlement.moment)
    told: FactQuerySet = facts.filter(
        was_known,
        _AmongThese(F("counted_id"), people),
        ~Exists(named.filter(counted_id=OuterRef("counted_id"))),
        pk__lte=settlement.last_id,
    )
    return told


class _AmongThese(Func):
    """In an array that is worked out once per statement: the planner then begins with the few
    people in it, and not with all facts."""

    template = "%(expressions)s)"
    arg_joiner = " = ANY ("
    output_field = BooleanField()


def is_once(indicator: Indicator) -> bool:
    return indicator.aggregate is Aggregate.DISTINCT


def facets_of(indicator: Indicator) -> set[str]:
    """By what its facts are added up, for all its breakdowns."""
    axes = tuple(indicator.dimensions) or (WHOLE,)
    return {facet_of(indicator, axis) for axis in axes} | ({ONCE} if is_once(indicator) else set())


def facet_of(indicator: Indicator, axis: Dimension) -> str:
    """The keys that decide where a fact stands in this breakdown."""
    rules = [one.condition for one in indicator.measures]
    rules += [one.condition for one in indicator.exclusions]
    rules += [indicator.population] if indicator.population else []
    keys = {key for rule in rules for key in _keys_in(rule.query)}
    keys |= {axis.code} if axis not in (CENTRE, WHOLE) else set()
    keys |= {DAY} if indicator.stock else set()
    return (f"{ONCE}:" if is_once(indicator) else "") + "+".join(sorted(keys))


def _keys_in(query: Q) -> Iterator[str]:
    for child in query.children:
        if isinstance(child, Q):
            yield from _keys_in(child)
            continue
        name, _value = cast(tuple[str, object], child)
        if name.startswith("dims__"):
            yield name.split("__")[1]


def kinds() -> dict[str, list[str]]:
    """By what the facts of each kind are added up, for the whole library."""
    found: defaultdict[str, set[str]] = defaultdict(set)
    for one in filter(can_be_settled, LIBRARY.values()):
        found[str(one.facts)] |= facets_of(one)
    return {kind: sorted(facets) for kind, facets in sorted(found.items())}


def settle() -> list[str]:
    """Add up every kind anew; the kinds that are settled. Not within a transaction."""
    begun = _begin()
    counted = "SELECT reporting_count_settlement(%s)"
    return [kind for kind, settlement in begun.items() if _ask(counted, [settlement])]


def _begin() -> dict[str, int]:
    """One for each kind, under one lock; none when somebody writes for long: nobody has to wait
    for that."""
    try:
        with transaction.atomic(durable=True):
            begin = "SELECT reporting_begin_settlement(%s, %s)"
            return {kind: _ask(begin, [kind, facets]) for kind, facets in kinds().items()}
    except OperationalError as error:
        if isinstance(error.__cause__, LockNotAvailable):
            return {}
        raise


def _ask(statement: str, parameters: list[Any]) -> Any:
    with connection.cursor() as cursor:
        cursor.execute(statement, parameters)
        (answer,) = cursor.fetchone()
    return answer

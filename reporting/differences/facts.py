"""The facts of both moments as SQL: what went, what came, and what stayed as far as it matters."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.db.models import F, IntegerField, JSONField, Q, Value
from django.db.models.functions import Cast

from reporting.differences.span import Span
from reporting.fact_flags import all_of, flag_of, measure_flags
from reporting.models import DossierFact, UnitFact
from reporting.querysets import FactQuerySet

_COLUMNS = (
    *("subject_id", "counted_id", "centre_id", "day", "year", "ends_on", "duration"),
    *("dims", "amount", "exclusion"),
)


@dataclass(frozen=True)
class Source:
    """A query that is Django's own, with its parameters apart."""

    name: str
    sql: str
    parameters: tuple[Any, ...]


def sources_of(span: Span) -> tuple[Source, ...]:
    """`gone`, `come` and `kept`. Without a `kept` nothing that stayed can matter."""
    changes = _facts(span).changes_between(span.before.moment, span.after.known_on)
    kept = _that_matter(changes.kept, span)
    parts = {"gone": changes.gone, "come": changes.come, "kept": kept}
    return tuple(_source(name, facts, span) for name, facts in parts.items() if facts)


def _facts(span: Span) -> FactQuerySet:
    if not span.indicator.facts:
        # Dossiers with stalking keep facts of their own, with the same columns by other names.
        own: FactQuerySet = DossierFact.objects.annotate(
            subject_id=F("dossier_id"),
            counted_id=F("dossier_id"),
            day=F("received_on"),
            ends_on=Value(None, output_field=IntegerField()),
            duration=Value(None, output_field=IntegerField()),
            dims=Cast(Value("{}"), JSONField()),
            amount=Value(1),
        )
        return own
    units: FactQuerySet = UnitFact.objects.filter(kind=span.indicator.facts)
    return units


def _that_matter(kept: Sequence[FactQuerySet], span: Span) -> list[FactQuerySet]:
    """Units that stayed as they were, and can count otherwise all the same.

    Where units are only added, these are the ones of a centre or year that joined, and those of
    a stock that began or ended after the first moment. A person or a median depends on all.
    """
    if span.is_distinct or span.indicator.has_percentiles:
        return list(kept)
    centres = {centre for centre, _year in span.joined}
    matters = Q(centre_id__in=centres) if centres else Q()
    if span.indicator.stock:
        matters |= Q(day__gt=span.first_day) | Q(ends_on__gt=span.first_day)
    return [part.filter(matters) for part in kept] if matters else []


def _source(name: str, parts: Sequence[FactQuerySet], span: Span) -> Source:
    queries = [_with_rules(facts, span).query.sql_with_params() for facts in parts]
    sql = " UNION ALL ".join(f"({query})" for query, _parameters in queries)
    return Source(name, sql, tuple(one for _query, given in queries for one in given))


def _with_rules(facts: FactQuerySet, span: Span) -> FactQuerySet:
    """Whoever left the population was corrected and not withdrawn, so it is a column here."""
    indicator = span.indicator
    rules = [*span.filters, *([indicator.population] if indicator.population else [])]
    flags = {"inside": flag_of(all_of(rules)), **measure_flags(indicator)}
    ruled: FactQuerySet = facts.annotate(**flags).values(*_COLUMNS, *flags)
    return ruled

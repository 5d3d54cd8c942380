"""Versions of delivered tables: what held is closed, never changed, and what comes is added.

Both inflows end here: a partner's table that is signed off, and the published figures that the
operator loads.
"""

import datetime as dt
from collections.abc import Collection, Sequence
from dataclasses import dataclass, fields
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.models import User
from reporting.deliveries.files import keep_file
from reporting.deliveries.observation import ObservationRow
from reporting.models.delivery import Delivery, DeliveryState
from reporting.models.published import PublishedObservation, PublishedSource
from reporting.services.published_files import PublishedFiles


@dataclass(frozen=True)
class Series:
    """One published table: the rows of one source about one indicator in one unit."""

    source_key: str
    indicator: str
    unit: str


def deliver_published(files: PublishedFiles, touched: Collection[Series]) -> None:
    """A new version of each table that changed; a table without rows is withdrawn."""
    now = timezone.now()
    sources = {source.key: source for source in PublishedSource.objects.all()}
    rows: dict[Series, list[ObservationRow]] = {series: [] for series in touched}
    for row in files.observations:
        series = Series(row.source_key, row.indicator, row.unit)
        if series in rows:
            rows[series].append(row)
    file = keep_file(files.content, "csv")
    tables = [
        (
            Delivery(
                source=sources[series.source_key],
                indicator=series.indicator,
                unit=series.unit,
                source_system=_only({row.source_system for row in own}) or "",
                extracted_on=_only({row.extracted_on for row in own}),
                file=file,
                uploaded_at=now,
            ),
            own,
        )
        for series, own in rows.items()
    ]
    hold([(delivery, own) for delivery, own in tables if own], at=now)
    gone = [holding.pk for holding in _holding([one for one, own in tables if not own])]
    let_go(gone, at=now, reason=_("No longer in the files that were loaded."))


def hold(tables: Sequence[tuple[Delivery, Sequence[ObservationRow]]], *, at: dt.datetime) -> None:
    """Sign deliveries off: their figures hold from now, those of the versions before until now."""
    deliveries = [delivery for delivery, _rows in tables]
    before = {_series(one): one for one in _holding(deliveries)}
    last = _last_versions(deliveries)
    held = [one.pk for one in before.values()]
    Delivery.objects.filter(pk__in=held).update(state=DeliveryState.SUPERSEDED)
    _close(held, at=at)
    for delivery in deliveries:
        delivery.version = last.get(_series(delivery), 0) + 1
        delivery.state = DeliveryState.SIGNED_OFF
        delivery.signed_off_at = at
    for delivery in (one for one in deliveries if one.pk):
        delivery.save()
    Delivery.objects.bulk_create(one for one in deliveries if not one.pk)
    PublishedObservation.objects.bulk_create(
        [_observation(row, delivery, at) for delivery, rows in tables for row in rows],
        batch_size=500,
    )


def let_go(held: Collection[int], *, at: dt.datetime, reason: str, by: User | None = None) -> None:
    """Withdraw versions that hold; nothing takes their place."""
    _close(held, at=at)
    Delivery.objects.filter(pk__in=held).update(
        state=DeliveryState.WITHDRAWN, withdrawn_at=at, withdrawn_by=by, withdrawal_reason=reason
    )


def _close(deliveries: Collection[int], *, at: dt.datetime) -> None:
    PublishedObservation.objects.filter(delivery__in=deliveries).update(known_until=at)


def _series(delivery: Delivery) -> tuple[object, ...]:
    period = (delivery.period_start, delivery.period_end)
    return (delivery.source_id, delivery.indicator, delivery.unit, *period)


def _holding(deliveries: Sequence[Delivery]) -> list[Delivery]:
    """The versions of these tables that hold now."""
    wanted = {_series(one) for one in deliveries}
    signed = Delivery.objects.filter(
        state=DeliveryState.SIGNED_OFF, source__in={one.source_id for one in deliveries}
    )
    return [one for one in signed.defer("rows") if _series(one) in wanted]


def _last_versions(deliveries: Sequence[Delivery]) -> dict[tuple[object, ...], int]:
    numbered = Delivery.objects.filter(
        version__isnull=False, source__in={one.source_id for one in deliveries}
    )
    last: dict[tuple[object, ...], int] = {}
    for one in numbered.defer("rows"):
        last[_series(one)] = max(last.get(_series(one), 0), one.version or 0)
    return last


def _observation(row: ObservationRow, delivery: Delivery, at: dt.datetime) -> PublishedObservation:
    values: dict[str, Any] = {field.name: getattr(row, field.name) for field in fields(row)}
    del values["source_key"]
    values["flags"] = list(row.flags)
    return PublishedObservation(
        **values, source_id=delivery.source_id, delivery=delivery, known_from=at
    )


def _only(found: set[Any]) -> Any:
    """What all rows say; nothing when they differ."""
    return next(iter(found)) if len(found) == 1 else None

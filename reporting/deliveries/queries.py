"""What a dry run needs to know: the head of a delivery, and the figures that hold now."""

from collections.abc import Iterator

from reporting.deliveries.catalogue import DeliveredIndicator, catalogue
from reporting.deliveries.checking import DryRun, dry_run
from reporting.deliveries.checks.history import Earlier
from reporting.deliveries.lines import Header
from reporting.deliveries.raw import row_of
from reporting.models.delivery import Delivery
from reporting.models.published import ObservationFlag, PublishedObservation
from reporting.question_841 import CALCULATED


def header_of(delivery: Delivery) -> Header | None:
    """The head of a partner's delivery; None for a published table, which has no catalogue."""
    indicator = catalogue().get(delivery.indicator)
    if indicator is None or delivery.period_start is None or delivery.period_end is None:
        return None
    return Header(
        indicator=indicator,
        source_key=delivery.source.key,
        period_start=delivery.period_start,
        period_end=delivery.period_end,
        source_system=delivery.source_system,
        extracted_on=delivery.extracted_on,
    )


def dry_run_of(delivery: Delivery) -> DryRun | None:
    """The findings of a partner's delivery against what holds now."""
    header = header_of(delivery)
    if header is None:
        return None
    rows = [row_of(kept) for kept in delivery.rows]
    return dry_run(header, rows, earlier=earlier_figures(header.indicator, header.source_key))


def earlier_figures(indicator: DeliveredIndicator, source_key: str) -> Iterator[Earlier]:
    """What holds now about this indicator in this unit, of any source.

    Not our own arithmetic, and no figure that is known to be wrong.
    """
    rows = PublishedObservation.objects.with_source().filter(
        indicator=indicator.code,
        unit=indicator.unit,
        value__isnull=False,
        period_start__isnull=False,
    )
    wrong = {"flags__contains": [ObservationFlag.WRONG]}
    for row in rows.exclude(source__key=CALCULATED).exclude(**wrong):
        if row.value is not None and row.period_start and row.period_end:
            yield Earlier(
                cell=(row.place, row.dim1, row.value1, row.dim2, row.value2),
                period_start=row.period_start,
                period_end=row.period_end,
                value=row.value,
                same_source=row.source.key == source_key,
            )

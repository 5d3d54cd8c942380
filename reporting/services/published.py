"""Load the published figures: all or nothing, repeatable, and never a change in silence.

A load is a delivery like any other: per source, indicator and unit that is new or different it
adds a version, and the version before stays readable.
"""

from collections.abc import Sequence
from dataclasses import dataclass, fields
from pathlib import Path
from typing import Any

from django.db import connection, transaction
from django.db.models import Exists, OuterRef, Q, QuerySet

from reporting.deliveries.observation import ObservationRow
from reporting.models.published import (
    PublishedLoad,
    PublishedObservation,
    PublishedSource,
    SourceKind,
)
from reporting.services.published_files import PublishedFiles, SourceRow, read_files
from reporting.services.versions import Series, deliver_published

PUBLISHED_FOLDER = Path(__file__).resolve().parent.parent / "data" / "published"
"""The files that come with the product."""

_LOCK = 0x56_48_31  # one load at a time; any number that nothing else locks


@dataclass(frozen=True)
class Difference:
    """One row that is not what it was: `before` or `after` is empty when it came or went."""

    row: str
    column: str
    before: str
    after: str


@dataclass(frozen=True)
class LoadReport:
    """What a load did, or would do."""

    sources: int
    observations: int
    added: int
    changed: int
    withdrawn: int
    differences: tuple[Difference, ...]
    written: bool


class ChangesNotAcceptedError(Exception):
    """Rows that were loaded before are different now; nothing was written."""

    def __init__(self, report: LoadReport) -> None:
        super().__init__(f"{len(report.differences)} differences with what was loaded before")
        self.report = report


def load_published_figures(
    *, folder: Path = PUBLISHED_FOLDER, accept_changes: bool = False, dry_run: bool = False
) -> LoadReport:
    """Bring the database in line with the two files in `folder`.

    New rows are simply added. A row that was loaded before and is now different or gone stops
    the load (ChangesNotAcceptedError) until somebody has read the differences and loads with
    `accept_changes`; the old values stay readable as an earlier version. Loading the same files
    again writes nothing. Raises PublishedFilesError when the files hold mistakes.
    """
    files = read_files(folder)
    with transaction.atomic():
        _wait_for_other_loads()
        plan = _compare(files)
        if dry_run:
            return plan.report(written=False)
        if plan.differences and not accept_changes:
            raise ChangesNotAcceptedError(plan.report(written=False))
        report = plan.report(written=plan.has_work)
        if plan.has_work:
            _write(files, plan)
            _remember(files, report)
        return report


@dataclass(frozen=True)
class _Plan:
    files: PublishedFiles
    added: Sequence[ObservationRow]
    changed: Sequence[ObservationRow]
    withdrawn: Sequence[PublishedObservation]
    new_sources: int
    differences: tuple[Difference, ...]

    @property
    def has_work(self) -> bool:
        return bool(self.added or self.new_sources or self.differences)

    def report(self, *, written: bool) -> LoadReport:
        return LoadReport(
            sources=len(self.files.sources),
            observations=len(self.files.observations),
            added=len(self.added),
            changed=len(self.changed),
            withdrawn=len(self.withdrawn),
            differences=self.differences,
            written=written,
        )


def _wait_for_other_loads() -> None:
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(%s)", [_LOCK])


def _compare(files: PublishedFiles) -> _Plan:
    """What must be added, changed and withdrawn, and every difference in words."""
    stored = _stored()
    coming = {row.identity: row for row in files.observations}
    differences: list[Difference] = []
    changed: list[ObservationRow] = []
    for identity, row in coming.items():
        if identity in stored and (found := _row_differences(stored[identity], row)):
            differences += found
            changed.append(row)
    gone = [row for identity, row in stored.items() if identity not in coming]
    differences += [
        Difference(_name(_identity(row)), "", row.printed or row.status, "") for row in gone
    ]
    new_sources, source_differences = _compare_sources(files.sources)
    return _Plan(
        files=files,
        added=[row for identity, row in coming.items() if identity not in stored],
        changed=changed,
        withdrawn=gone,
        new_sources=new_sources,
        differences=(*differences, *source_differences),
    )


def _compare_sources(rows: Sequence[SourceRow]) -> tuple[int, list[Difference]]:
    stored = {source.key: source for source in _published_sources()}
    differences: list[Difference] = []
    for row in rows:
        if row.key in stored:
            before = stored[row.key]
            differences += _field_differences(row.key, before, row, _SOURCE_FIELDS)
    gone = stored.keys() - {row.key for row in rows}
    differences += [Difference(key, "", stored[key].title, "") for key in sorted(gone)]
    return len({row.key for row in rows} - stored.keys()), differences


def _published_sources() -> QuerySet[PublishedSource]:
    """Partners that deliver to us are sources too, but not of these files.

    A source that is gone from the files stays while a version that was replaced refers to it.
    """
    published = PublishedSource.objects.filter(kind=SourceKind.PUBLISHED)
    holds = PublishedObservation.objects.filter(source=OuterRef("pk"))
    return published.filter(Exists(holds) | Q(deliveries__isnull=True)).distinct()


_SOURCE_FIELDS = tuple(field.name for field in fields(SourceRow) if field.name != "key")
# A row may move in the file without the figure changing: its place is no difference.
_OBSERVATION_FIELDS = tuple(
    field.name for field in fields(ObservationRow) if field.name not in {"position", "source_key"}
)


def _row_differences(stored: PublishedObservation, row: ObservationRow) -> list[Difference]:
    return _field_differences(_name(row.identity), stored, row, _OBSERVATION_FIELDS)


def _field_differences(
    name: str, before: Any, after: Any, names: Sequence[str]
) -> list[Difference]:
    found = []
    for field in names:
        old, new = _plain(getattr(before, field)), _plain(getattr(after, field))
        if field != "value" and old != new:  # `printed` says it: 1.970000 is not a change
            found.append(Difference(name, field, old, new))
    return found


def _plain(value: Any) -> str:
    if isinstance(value, list | tuple):
        return ";".join(value)
    return "" if value is None else str(value)


def _stored() -> dict[tuple[Any, ...], PublishedObservation]:
    rows = PublishedObservation.objects.with_source().filter(source__kind=SourceKind.PUBLISHED)
    return {_identity(row): row for row in rows}


def _identity(row: PublishedObservation) -> tuple[Any, ...]:
    return (
        *(row.indicator, row.unit, row.place, row.period_start, row.period_end),
        *(row.dim1, row.value1, row.dim2, row.value2, row.source.key),
    )


def _name(identity: tuple[Any, ...]) -> str:
    return " | ".join(_plain(part) for part in identity if part)


def _write(files: PublishedFiles, plan: _Plan) -> None:
    PublishedSource.objects.bulk_create(
        [PublishedSource(**_values(row)) for row in files.sources],
        update_conflicts=True,
        unique_fields=["key"],
        update_fields=list(_SOURCE_FIELDS),
    )
    touched = {
        *(Series(row.source_key, row.indicator, row.unit) for row in (*plan.added, *plan.changed)),
        *(Series(row.source.key, row.indicator, row.unit) for row in plan.withdrawn),
    }
    deliver_published(files, touched)
    gone = _published_sources().exclude(key__in=[row.key for row in files.sources])
    gone.filter(deliveries__isnull=True).delete()
    _keep_order(files)


def _keep_order(files: PublishedFiles) -> None:
    """Rows that moved because a row above them came or went."""
    stored = _stored()
    moved = [
        PublishedObservation(pk=stored[row.identity].pk, position=row.position)
        for row in files.observations
        if stored[row.identity].position != row.position
    ]
    PublishedObservation.objects.bulk_update(moved, ["position"], batch_size=500)


def _values(row: SourceRow | ObservationRow) -> dict[str, Any]:
    return {field.name: getattr(row, field.name) for field in fields(row)}


def _remember(files: PublishedFiles, report: LoadReport) -> None:
    PublishedLoad.objects.create(
        fingerprint=files.fingerprint,
        sources=report.sources,
        observations=report.observations,
        added=report.added,
        changed=report.changed,
        withdrawn=report.withdrawn,
        differences=[_values_of(difference) for difference in report.differences],
    )


def _values_of(difference: Difference) -> dict[str, str]:
    return {field.name: getattr(difference, field.name) for field in fields(difference)}

"""Taking over the dossiers of an old system from a file. The operator of the server does it."""

from collections import Counter
from collections.abc import Iterable, Iterator
from itertools import islice

from django.db import connection, transaction
from django.db.models import Count
from django.db.models.functions import ExtractYear
from django.utils.translation import gettext as _

from cases.errors import DomainError
from cases.imports.cells import RowError
from cases.imports.check import ImportedDossier, check_source
from cases.imports.compare import differences, stored_dossiers
from cases.imports.directory import Directory
from cases.imports.load import write_dossiers
from cases.imports.source import Source
from cases.imports.tally import Cell, Difference, Fate, Tally
from cases.models import Dossier

BATCH = 1000
# Any number, the same for everybody who imports.
_ONE_IMPORT_AT_A_TIME = 841_2023


class ImportFailed(DomainError):
    """The import stopped and nothing was written."""


def row_errors(source: Source, directory: Directory) -> Iterator[RowError]:
    """Everything that is wrong with the file, row by row, without touching the database."""
    for row in check_source(source, directory):
        if not isinstance(row, ImportedDossier):
            yield from row


@transaction.atomic
def load_dossiers(
    *, source: Source, directory: Directory, system: str, dry_run: bool = False
) -> Tally:
    """Make a dossier of every row whose (centre, source reference) is new.

    All or nothing. A row that was imported before is left alone: the same, or reported as
    differing and never overwritten. Every dossier gets an audit event in this transaction.
    Raises ImportFailed when a row has errors (see `row_errors`), when another import runs, or
    when the database does not hold what was counted.
    """
    _wait_for_nobody()
    before = _stored_per_cell()
    tally = Tally()
    for batch in _batches(_valid_rows(source, directory)):
        new = _sort(batch, tally)
        if not dry_run:
            write_dossiers(new, system=system)
    if not dry_run:
        _reconcile(tally, before)
    return tally


def _sort(batch: list[ImportedDossier], tally: Tally) -> list[ImportedDossier]:
    """Count every row by what becomes of it; return those that are new."""
    stored = stored_dossiers(batch)
    new = []
    for row in batch:
        dossier = stored.get(row.key)
        if dossier is None:
            new.append(row)
            tally.add(row, Fate.IMPORTED)
        elif columns := differences(row, dossier):
            tally.add(row, Fate.DIFFERING)
            tally.differences.append(Difference(row.row, dossier.reference, columns))
        else:
            tally.add(row, Fate.PRESENT)
    return new


def _valid_rows(source: Source, directory: Directory) -> Iterator[ImportedDossier]:
    for row in check_source(source, directory):
        if not isinstance(row, ImportedDossier):
            raise ImportFailed(_("Row %(row)s has errors.") % {"row": row[0].row})
        yield row


def _batches(rows: Iterable[ImportedDossier]) -> Iterator[list[ImportedDossier]]:
    remaining = iter(rows)
    while batch := list(islice(remaining, BATCH)):
        yield batch


def _wait_for_nobody() -> None:
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_try_advisory_xact_lock(%s)", [_ONE_IMPORT_AT_A_TIME])
        (alone,) = cursor.fetchone()
    if not alone:
        raise ImportFailed(_("Another import is running. Wait until it has ended."))


def _stored_per_cell() -> Counter[Cell]:
    imported = Dossier.objects.exclude(import_source="").order_by()
    counts = imported.values_list("centre_id", ExtractYear("received_on")).annotate(Count("pk"))
    return Counter({Cell(centre, year): number for centre, year, number in counts})


def _reconcile(tally: Tally, before: Counter[Cell]) -> None:
    """Count in the database itself what came out, per centre and year."""
    came_out = _stored_per_cell()
    came_out.subtract(before)
    if any(came_out[cell] != tally.count(Fate.IMPORTED, cell) for cell in tally.cells()):
        raise ImportFailed(_("The database does not hold what was read. Nothing was imported."))

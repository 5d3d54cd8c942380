"""Importing dossiers also tells since when a centre registers stalking."""

import datetime as dt
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass

from django.conf import settings
from django.db import connection, transaction
from django.db.models import Min
from django.utils.translation import gettext as _

from cases.imports.directory import Directory
from cases.imports.source import Source
from cases.imports.tally import Tally
from cases.services.importing import load_dossiers
from reporting.models import RegistrationStart, UnitFact, UnitKind, Variable
from reporting.unit_sources import backfill

_NEW = {
    UnitKind.ADVICE: Variable.ADVICE,
    UnitKind.HELPLINE: Variable.HELPLINE,
    UnitKind.REFERRAL: Variable.REFERRALS,
}
"""Registrations that have no default start (reporting/coverage.py)."""
STALKING = RegistrationStart.Variable.STALKING


@dataclass(frozen=True)
class LoweredStart:
    """The registration of stalking at a centre began earlier than was known."""

    centre_id: int
    before: dt.date
    starts_on: dt.date


@dataclass(frozen=True)
class ImportReport:
    """What an import did, or would do."""

    tally: Tally
    starts: tuple[LoweredStart, ...]


@transaction.atomic
def import_dossiers(
    *, source: Source, directory: Directory, system: str, dry_run: bool = False
) -> ImportReport:
    """Import the file and move the start of registration, in one transaction.

    Raises ImportFailed; then nothing was written.
    """
    with _facts_at_the_end():
        tally = load_dossiers(source=source, directory=directory, system=system, dry_run=dry_run)
    reason = _("imported from %(system)s") % {"system": system}
    starts = lower_registration_starts(tally.explicit_since, reason=reason, dry_run=dry_run)
    return ImportReport(tally, starts)


@contextmanager
def _facts_at_the_end() -> Iterator[None]:
    """Add the facts of all that is new in one statement per kind, instead of batch by batch.

    Within one long transaction the planner knows nothing of the rows that were just added, and
    an import only adds. The triggers listen to the owner of the tables alone.
    """
    _execute("SELECT set_config('app.facts_later', 'on', true)")
    yield
    _execute("SELECT set_config('app.facts_later', '', true)")
    for table in _READ_BY_FACTS:
        _execute(f"ANALYZE {table}")
    _execute(_DOSSIER_FACTS)
    for kind in UnitKind.values:
        _execute(backfill(kind))


def _execute(statement: str) -> None:
    with connection.cursor() as cursor:
        cursor.execute(statement)


_DOSSIER_FACTS = """
    INSERT INTO reporting_dossierfact (dossier_id, centre_id, received_on, year, stalking,
                                       stalking_offence, exclusion, imported, known_from)
    SELECT c.*, now() FROM reporting_current c
    WHERE NOT EXISTS (SELECT 1 FROM reporting_dossierfact f WHERE f.dossier_id = c.dossier_id)
"""
_READ_BY_FACTS = (
    *("cases_dossier", "cases_person", "cases_involvement", "cases_offence"),
    *("cases_offenceform", "cases_offenceparty"),
    *("reporting_dossierfact", "reporting_unitfact"),
)


@transaction.atomic
def lower_registration_starts(
    explicit_since: Mapping[int, dt.date], *, reason: str, dry_run: bool = False
) -> tuple[LoweredStart, ...]:
    """Move the start back where somebody answered yes or no before the day that is known.

    A centre without a row of its own began on the day of the setting, as every centre.
    """
    starts = _earlier_starts(explicit_since)
    if not dry_run:
        _lower(starts, reason=reason)
    return starts


def _earlier_starts(explicit_since: Mapping[int, dt.date]) -> tuple[LoweredStart, ...]:
    known = dict(
        RegistrationStart.objects.filter(variable=STALKING).values_list("centre_id", "starts_on")
    )
    pairs = (
        LoweredStart(centre, known.get(centre, settings.STALKING_REGISTERED_SINCE), first)
        for centre, first in sorted(explicit_since.items())
    )
    return tuple(start for start in pairs if start.starts_on < start.before)


def _lower(starts: tuple[LoweredStart, ...], *, reason: str) -> None:
    for start in starts:
        RegistrationStart.objects.update_or_create(
            variable=STALKING,
            centre_id=start.centre_id,
            defaults={"starts_on": start.starts_on, "reason": reason[:300]},
        )


@transaction.atomic
def start_where_facts_begin(*, reason: str) -> None:
    """For synthetic data: new registrations began where their first fact lies, in each place.

    Nobody says so for made-up facts, and without a start they would not be counted.
    """
    for kind, variable in _NEW.items():
        facts = UnitFact.objects.known_on(None).filter(kind=kind)
        firsts = facts.values("centre_id").annotate(first=Min("day"))
        for centre_id, first in firsts.values_list("centre_id", "first"):
            RegistrationStart.objects.get_or_create(
                variable=variable,
                centre_id=centre_id,
                defaults={"starts_on": first, "reason": reason[:300]},
            )

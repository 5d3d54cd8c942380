"""Importing dossiers also tells since when a centre registers stalking."""

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass

from django.conf import settings
from django.db import transaction
from django.db.models import Min
from django.utils.translation import gettext as _

from cases.imports.directory import Directory
from cases.imports.source import Source
from cases.imports.tally import Tally
from cases.services.importing import load_dossiers
from reporting.models import RegistrationStart, UnitFact, UnitKind, Variable

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
    tally = load_dossiers(source=source, directory=directory, system=system, dry_run=dry_run)
    reason = _("imported from %(system)s") % {"system": system}
    starts = lower_registration_starts(tally.explicit_since, reason=reason, dry_run=dry_run)
    return ImportReport(tally, starts)


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

"""Looking at the quality of a centre's dossiers, and signing a year."""

from collections.abc import Sequence

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.log import actor_of
from accounts.models import Centre, Role, User
from audit.events import EventType
from audit.log import Subject, record
from cases.errors import Refused
from lib.calendar import brussels_today
from reporting.events import (
    QUALITY_DOSSIERS_LISTED,
    QUALITY_READ,
    YEAR_SIGNATURE_WITHDRAWN,
    YEAR_SIGNED,
)
from reporting.models import YearSignature
from reporting.quality.checks import Check
from reporting.quality.report import QualityReport, quality_report

LISTED = ("reference", "centre", "received_on", "people", "case_director", "stalking", "status")


def may_sign(user: User, centre_id: int) -> bool:
    """The coordinator of the centre answers for its figures."""
    return centre_id in user.centre_ids(Role.COORDINATOR)


def read_quality(*, by: User, centre: Centre, year: int) -> QualityReport:
    """The live report of an own centre. Who is no coordinator there sees only her own line.

    Raises PermissionDenied for another centre.
    """
    if centre.pk not in by.centre_ids():
        raise PermissionDenied
    report = quality_report(
        by=by, centre_id=centre.pk, year=year, only_mine=not may_sign(by, centre.pk)
    )
    _record(QUALITY_READ, by, centre, str(year))
    return report


def log_quality_list(
    *, by: User, centre: Centre, year: int, check: Check, dossier_ids: Sequence[int]
) -> None:
    """Log which dossiers a page of the list showed."""
    record(
        QUALITY_DOSSIERS_LISTED,
        actor=actor_of(by, centre.pk),
        subject=Subject("quality", check.code, centre_id=centre.pk),
        fields=LISTED,
        row_ids=dossier_ids,
        reason=f"{year} {check.code}",
    )


@transaction.atomic
def sign_year(*, by: User, centre: Centre, year: int, remark: str) -> YearSignature:
    """Say that a year of this centre is complete, so that its figures are definitive.

    Contradictions may stand when the remark explains them. Raises PermissionDenied for who is
    no coordinator there, and Refused for a year that has not ended or is signed already.
    """
    if not may_sign(by, centre.pk):
        raise PermissionDenied
    # Two coordinators at once: the second waits and then finds the signature.
    Centre.objects.select_for_update(no_key=True, of=("self",)).only("pk").get(pk=centre.pk)
    report = quality_report(by=by, centre_id=centre.pk, year=year)
    _require_signable(centre, year, report, remark)
    signature = YearSignature.objects.create(
        centre=centre,
        year=year,
        signed_by=by,
        dossiers=report.dossiers,
        incomplete=report.incomplete,
        contradictions=report.contradictory,
        remark=remark,
    )
    _record(YEAR_SIGNED, by, centre, str(year))
    return signature


@transaction.atomic
def withdraw_signature(*, by: User, centre: Centre, year: int, reason: str) -> None:
    """Take a signature back; the figures of the year are provisional again.

    Raises PermissionDenied, and Refused without a reason or without a signature.
    """
    if not may_sign(by, centre.pk):
        raise PermissionDenied
    if not reason:
        raise Refused({"remark": _("Say in a few words why you take the signature back.")})
    standing = YearSignature.objects.standing().select_for_update(no_key=True)
    signature = standing.filter(centre=centre, year=year).first()
    if signature is None:
        raise Refused({"": _("This year is not signed.")})
    signature.withdrawn_at, signature.withdrawn_by = timezone.now(), by
    signature.withdrawal_reason = reason
    signature.save(update_fields=["withdrawn_at", "withdrawn_by", "withdrawal_reason"])
    _record(YEAR_SIGNATURE_WITHDRAWN, by, centre, str(year))


def _require_signable(centre: Centre, year: int, report: QualityReport, remark: str) -> None:
    if year >= brussels_today().year:
        raise Refused({"": _("This year has not ended yet. Sign it from 1 January on.")})
    if YearSignature.objects.standing().filter(centre=centre, year=year).exists():
        raise Refused({"": _("This year is signed already.")})
    if report.contradictory and not remark:
        raise Refused(
            {"remark": _("There are contradictions. Solve them, or explain why they stand.")}
        )


def _record(event: EventType, by: User, centre: Centre, reason: str) -> None:
    record(
        event,
        actor=actor_of(by, centre.pk),
        subject=Subject("quality", centre.code, centre_id=centre.pk),
        reason=reason,
    )

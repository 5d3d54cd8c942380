"""Where a dossier came from and where its people were sent, shown on its page."""

import datetime as dt
from dataclasses import dataclass
from typing import Any

from django.db import connection
from django.utils.translation import gettext as _

from accounts.models import User
from cases.masking import Mask
from cases.models import Dossier, StalkingAnswer
from cases.panels import Panel
from cases.policies import may_edit, sees_centre_notes
from lib.addresses import address_of
from lib.dutch import write_date
from registrations.referral_queries import referrals_of

# By hand: this stands on every page of a dossier, and the ORM needs 2 ms to say it.
_INTAKES = """
SELECT n.id, n.received_on, n.stalking, s.label,
       (SELECT string_agg(v.label, ', ' ORDER BY v.counts_as_stalking DESC, v.position, v.label)
        FROM registrations_intakeform f JOIN codelists_formofviolence v ON v.id = f.form_id
        WHERE f.intake_id = n.id),
       EXISTS (SELECT 1 FROM cases_offence o WHERE o.dossier_id = n.dossier_id)
FROM registrations_intake n JOIN codelists_reportersector s ON s.id = n.reporter_sector_id
WHERE n.dossier_id = %s AND n.centre_id = ANY(%s)
ORDER BY n.received_on, n.id
"""


@dataclass(frozen=True)
class ShownIntake:
    """One intake, written out."""

    url: str
    label: str
    details: str


def intake_panel(user: User, dossier: Dossier, mask: Mask) -> Panel | None:
    """The intakes of this dossier, for its centre only. One query.

    While the dossier has no fact yet, the first intake proposes one. `mask` hides nothing here:
    day, sector, forms and answer name nobody.
    """
    if not sees_centre_notes(user, dossier):
        return None
    with connection.cursor() as cursor:
        cursor.execute(_INTAKES, [dossier.pk, user.centre_ids()])
        rows: list[tuple[Any, ...]] = cursor.fetchall()
    if not rows:
        return None
    first_id, *_rest, has_fact = rows[0]
    proposes = dossier.is_open and may_edit(user, dossier) and not has_fact
    context = {
        "intakes": [_shown(*row[:-1]) for row in rows],
        "propose_url": address_of("registrations:intake_offence", first_id) if proposes else "",
    }
    return Panel("registrations/dossier_panel.html", context, fields=("intakes",))


def referral_panel(user: User, dossier: Dossier, mask: Mask) -> Panel | None:
    """The referrals of this dossier with their chains, for its centre only. One query."""
    if not sees_centre_notes(user, dossier):
        return None
    may_refer = dossier.is_open and may_edit(user, dossier)
    context = {
        "referrals": referrals_of(dossier, mask),
        "names_hidden": mask.hidden,
        "refer_url": address_of("registrations:referral_new", dossier.reference)
        if may_refer
        else "",
    }
    return Panel("registrations/referral_panel.html", context, fields=("referrals",))


def _shown(
    pk: int, received_on: dt.date, stalking: str, sector: str, forms: str | None
) -> ShownIntake:
    answer = f"{_('Stalking')}: {StalkingAnswer(stalking).label}"
    return ShownIntake(
        url=address_of("registrations:intake_detail", pk),
        label=_("Intake of %(day)s") % {"day": write_date(received_on)},
        details=" · ".join(part for part in (sector, forms, answer) if part),
    )

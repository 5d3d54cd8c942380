"""Where a dossier came from, shown on its page."""

from typing import Any

from django.contrib.postgres.aggregates import StringAgg
from django.db.models import Exists, OuterRef, Value

from accounts.models import User
from cases.masking import Mask
from cases.models import Dossier, Offence
from cases.panels import Panel
from cases.policies import may_edit, sees_centre_notes
from registrations.models import Intake


def intake_panel(user: User, dossier: Dossier, mask: Mask) -> Panel | None:
    """The intakes of this dossier, for its centre only. One query.

    While the dossier has no fact yet, the first intake proposes one. `mask` hides nothing here:
    day, sector, forms and answer name nobody.
    """
    if not sees_centre_notes(user, dossier):
        return None
    intakes = (
        Intake.objects.visible_to(user)
        .filter(dossier=dossier)
        .select_related("reporter_sector")
        .defer("story", "outcome_motivation")
        .annotate(
            form_labels=StringAgg("forms__label", delimiter=", ", default=Value("")),
            has_fact=Exists(Offence.objects.filter(dossier=OuterRef("dossier"))),
        )
        .order_by("received_on", "pk")
    )
    found: list[Any] = list(intakes)
    if not found:
        return None
    proposes = dossier.is_open and may_edit(user, dossier) and not found[0].has_fact
    context = {"intakes": found, "proposes_fact": proposes}
    return Panel("registrations/dossier_panel.html", context, fields=("intakes",))

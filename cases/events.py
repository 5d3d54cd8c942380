"""Audit events of dossiers."""

from audit.events import Action, Rows, register

DOSSIER_OPENED = register("cases.dossier.opened", Action.CREATE, "dossier opened")
DOSSIER_READ = register("cases.dossier.read", Action.READ, "dossier read")
DOSSIER_LISTED = register("cases.dossier.listed", Action.READ, "dossiers listed")
DOSSIER_EDITED = register("cases.dossier.edited", Action.UPDATE, "dossier changed")
DOSSIER_CLOSED = register("cases.dossier.closed", Action.UPDATE, "dossier closed")
DOSSIER_REOPENED = register("cases.dossier.reopened", Action.UPDATE, "dossier reopened")
DOSSIER_IMPORTED = register("cases.dossier.imported", Action.CREATE, "dossier imported")
PERSON_SEARCHED = register(
    "cases.person.searched", Action.READ, "people searched", rows=Rows.PEOPLE
)
PERSON_ADDED = register("cases.person.added", Action.CREATE, "person added")
PERSON_READ = register("cases.person.read", Action.READ, "person read")
PERSON_EDITED = register("cases.person.edited", Action.UPDATE, "person changed")
INVOLVEMENT_ADDED = register("cases.involvement.added", Action.CREATE, "person involved")
INVOLVEMENT_CHANGED = register("cases.involvement.changed", Action.UPDATE, "role changed")
INVOLVEMENT_ENDED = register("cases.involvement.ended", Action.UPDATE, "involvement ended")
OFFENCE_RECORDED = register("cases.offence.recorded", Action.CREATE, "offence recorded")
OFFENCE_EDITED = register("cases.offence.edited", Action.UPDATE, "offence changed")
OFFENCE_READ = register("cases.offence.read", Action.READ, "offence read")
DOSSIER_SEARCHED = register("cases.dossier.searched", Action.READ, "dossiers searched")
CRITERIA_ASSESSED = register("cases.criteria.assessed", Action.CREATE, "criteria assessed")
PARTNER_CONVENED = register("cases.partner.convened", Action.CREATE, "partner convened")
PARTNER_DISMISSED = register("cases.partner.dismissed", Action.UPDATE, "convocation ended")

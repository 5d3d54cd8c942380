"""Registering, changing and deciding an intake, and opening a dossier from it."""

import datetime as dt
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from accounts.models import Centre, User
from cases.errors import Refused, StaleVersion
from cases.models import Dossier
from cases.services.locking import save_if_unchanged
from cases.services.opening import PersonInRole, open_dossier
from cases.services.people import PersonEntry, find_or_add
from codelists.models import FormOfViolence, IntakeOutcome, ReporterRole, ReporterSector
from lib.calendar import brussels_today
from registrations.events import INTAKE_DECIDED, INTAKE_EDITED, INTAKE_REGISTERED
from registrations.log import record_on_intake
from registrations.models import Intake, IntakeForm, IntakePerson
from registrations.policies import require_staff, require_undecided
from registrations.rules import holds_on, problems

_InRole = tuple[int, str]
JOINED_EXISTING = "joined_existing"
"""The outcome that says: about a client system that has a dossier already."""


@dataclass(frozen=True)
class IntakeContent:
    """All of an intake. `received_on` is the Brussels calendar day on which it reached us.

    `stalking` is a StalkingAnswer: there is no blank that means no.
    """

    received_on: dt.date
    story: str
    stalking: str
    forms: Sequence[FormOfViolence]
    reporter_sector: ReporterSector
    reporter_role: ReporterRole | None = None
    reporter_name: str = ""
    people: Sequence[PersonEntry] = ()


COLUMNS = (
    "received_on",
    "story",
    "stalking",
    "reporter_sector",
    "reporter_role",
    "reporter_name",
)


@transaction.atomic
def register_intake(*, by: User, centre: Centre, content: IntakeContent) -> Intake:
    """Write down what was reported, with the people in it; new ones are added to the centre.

    Raises PermissionDenied for another centre and Refused with every broken rule at its field.
    """
    require_staff(by, centre.pk)
    _require_sound(content)
    intake = Intake.objects.create(centre=centre, created_by=by, **_columns(content))
    _add_forms(intake, content)
    _add_people(intake, content, by=by)
    record_on_intake(intake, INTAKE_REGISTERED, by=by, fields=[*COLUMNS, "forms", "people"])
    return intake


@transaction.atomic
def edit_intake(*, by: User, intake: Intake, version: int, content: IntakeContent) -> Intake:
    """Replace the content of an undecided intake.

    Raises PermissionDenied, Refused, and StaleVersion when somebody saved in between.
    """
    intake = _locked(by, intake)
    require_undecided(intake)
    if intake.version != version:
        raise StaleVersion
    _require_sound(content)
    changes = _columns(content)
    changed = [name for name in COLUMNS if getattr(intake, name) != changes[name]]
    forms_changed = _write_forms(intake, content)
    people_changed = _write_people(intake, content, by=by)
    changed += ["forms"] * forms_changed + ["people"] * people_changed
    if changed:
        intake = save_if_unchanged(intake, version=version, changes=changes)
        record_on_intake(intake, INTAKE_EDITED, by=by, fields=changed)
    return intake


@transaction.atomic
def decide_intake(
    *,
    by: User,
    intake: Intake,
    version: int,
    outcome: IntakeOutcome,
    motivation: str = "",
    dossier: Dossier | None = None,
) -> Intake:
    """Say what becomes of an intake. Refused and redirected intakes stay countable.

    An outcome that opens a dossier opens it. `dossier` is a dossier of the same centre which
    the intake joins. Raises PermissionDenied, Refused, StaleVersion.
    """
    intake = _locked(by, intake)
    require_undecided(intake)
    if intake.version != version:
        raise StaleVersion
    _require_fitting(intake, outcome, motivation, dossier)
    if outcome.opens_dossier:
        open_dossier_from_intake(by=by, intake=intake, outcome=outcome, motivation=motivation)
        return Intake.objects.get(pk=intake.pk)
    return _decide(intake, by=by, outcome=outcome, motivation=motivation, dossier=dossier)


@transaction.atomic
def open_dossier_from_intake(
    *,
    by: User,
    intake: Intake,
    outcome: IntakeOutcome | None = None,
    motivation: str = "",
    case_director: User | None = None,
) -> Dossier:
    """Open a dossier with the people, the day and the stalking answer of the intake.

    The story becomes the first summary; the forms of violence do not become a fact by
    themselves (docs/adr/0006-intake-to-dossier.md). A second call gives the same dossier.
    Raises PermissionDenied, and Refused when another outcome was chosen before.
    """
    intake = _locked(by, intake)
    if intake.dossier is not None:
        return intake.dossier
    require_undecided(intake)
    outcome = outcome or _opening_outcome(intake.received_on)
    dossier = open_dossier(
        by=by,
        centre=intake.centre,
        received_on=intake.received_on,
        stalking=intake.stalking,
        summary=intake.story,
        case_director=case_director,
        people=[
            PersonInRole(person_id, role)
            for person_id, role in intake.people.order_by("pk").values_list("person_id", "role")
        ],
    )
    _decide(intake, by=by, outcome=outcome, motivation=motivation, dossier=dossier)
    return dossier


def outcomes_on(day: dt.date) -> list[IntakeOutcome]:
    """The outcomes that may be chosen for an intake of this day."""
    return list(IntakeOutcome.objects.valid_on(day))


def _locked(by: User, intake: Intake) -> Intake:
    """The intake as it is now, locked until the transaction ends.

    Without its related rows: who waited would get the new row joined to what the other tables
    held before, so with a dossier number and without the dossier.
    """
    require_staff(by, intake.centre_id)
    locked = Intake.objects.select_for_update(no_key=True).get(pk=intake.pk)
    # Who works there has the centre already: one question less in every use case.
    locked.centre = by.centres()[locked.centre_id]
    return locked


def _decide(
    intake: Intake, *, by: User, outcome: IntakeOutcome, motivation: str, dossier: Dossier | None
) -> Intake:
    changes = {
        "outcome": outcome,
        "outcome_motivation": motivation,
        "decided_on": brussels_today(),
        "decided_by": by,
        "dossier": dossier,
    }
    intake = save_if_unchanged(intake, version=intake.version, changes=changes)
    record_on_intake(intake, INTAKE_DECIDED, by=by, fields=list(changes))
    return intake


def _opening_outcome(day: dt.date) -> IntakeOutcome:
    outcome = IntakeOutcome.objects.valid_on(day).filter(opens_dossier=True).first()
    if outcome is None:
        raise Refused({"outcome": _("No outcome that opens a dossier is valid on this day.")})
    return outcome


def _require_sound(content: IntakeContent) -> None:
    found = problems(
        received_on=content.received_on,
        stalking=content.stalking,
        forms=content.forms,
        codes=[
            ("reporter_sector", content.reporter_sector),
            ("reporter_role", content.reporter_role),
        ],
    )
    if found:
        raise Refused(found)


def _require_fitting(
    intake: Intake, outcome: IntakeOutcome, motivation: str, dossier: Dossier | None
) -> None:
    found = {}
    if not holds_on(outcome, intake.received_on):
        found["outcome"] = _(
            "‘%(label)s’ was not valid on the day of the intake. Choose another one."
        ) % {"label": outcome.label}
    if not motivation and not outcome.opens_dossier:
        found["motivation"] = _("Say in a few words why.")
    if outcome.code == JOINED_EXISTING and dossier is None:
        found["dossier"] = _("Give the number of the dossier that this intake joins.")
    if dossier is not None and outcome.code != JOINED_EXISTING:
        found["dossier"] = _("A number only goes with an intake that joins a dossier.")
    if dossier is not None and dossier.centre_id != intake.centre_id:
        found["dossier"] = _("There is no such dossier in your centre.")
    if found:
        raise Refused(found)


def _columns(content: IntakeContent) -> dict[str, Any]:
    return {name: getattr(content, name) for name in COLUMNS}


def _write_forms(intake: Intake, content: IntakeContent) -> bool:
    """Replace the forms of violence; whether anything changed."""
    links = IntakeForm.objects.filter(intake=intake)
    before = set(links.values_list("form_id", flat=True))
    wanted = {form.pk for form in content.forms}
    links.filter(form_id__in=before - wanted).delete()
    _add_forms(intake, content, before=before)
    return wanted != before


def _add_forms(
    intake: Intake, content: IntakeContent, *, before: Collection[int] = frozenset()
) -> None:
    wanted = {form.pk for form in content.forms}
    IntakeForm.objects.bulk_create(
        IntakeForm(intake=intake, form_id=form_id) for form_id in sorted(wanted.difference(before))
    )


def _write_people(intake: Intake, content: IntakeContent, *, by: User) -> bool:
    """Replace the people; whether anything changed. Somebody new is added to the centre."""
    rows = IntakePerson.objects.filter(intake=intake)
    before = {(row.person_id, row.role): row.pk for row in rows}
    wanted = _add_people(intake, content, by=by, before=before)
    rows.filter(pk__in=[pk for key, pk in before.items() if key not in wanted]).delete()
    return wanted != before.keys()


def _add_people(
    intake: Intake, content: IntakeContent, *, by: User, before: Collection[_InRole] = frozenset()
) -> set[_InRole]:
    """Add whoever is not in it before; who is in it now, each in a role."""
    people = find_or_add(by=by, centre=intake.centre, entries=content.people)
    wanted = dict.fromkeys(
        (person.pk, entry.role) for person, entry in zip(people, content.people, strict=True)
    )
    IntakePerson.objects.bulk_create(
        IntakePerson(intake=intake, person_id=person_id, role=role)
        for person_id, role in wanted
        if (person_id, role) not in before
    )
    return set(wanted)

"""Reads of intakes that join several tables; they return frozen dataclasses, ready to be drawn."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from django.utils.text import capfirst

from accounts.models import User
from cases.masking import Mask
from cases.models import InvolvementRole
from cases.queries.dossier_list import joined
from cases.services.people import as_matches
from lib.keyset import Cursor, page_of
from registrations.models import Intake, IntakePerson
from registrations.models.intake import IntakeQuerySet

PAGE_SIZE = 50
LISTED = ("received_on", "reporter_sector", "stalking", "outcome", "people")


@dataclass(frozen=True)
class IntakeRow:
    """One line of a list of intakes."""

    intake: Intake
    people: str


@dataclass(frozen=True)
class IntakePage:
    rows: Sequence[IntakeRow]
    older: str
    newer: str


@dataclass(frozen=True)
class Named:
    """Somebody in an intake. `dossiers` are the other dossiers she is in, as far as seen."""

    person_id: int
    name: str
    born_on: str
    role: str
    secret_address: bool
    contact_warning: str
    dossiers: tuple[str, ...]


def intake_page(*, by: User, only_undecided: bool, cursor: Cursor | None, mask: Mask) -> IntakePage:
    """One page of the intakes of the user's centres, newest first. Two queries."""
    page = page_of(
        listed(by, only_undecided=only_undecided), day="received_on", size=PAGE_SIZE, cursor=cursor
    )
    return IntakePage(rows_of(page.rows, mask), older=page.older, newer=page.newer)


def latest_undecided(*, by: User, limit: int, mask: Mask) -> tuple[IntakeRow, ...]:
    """The newest intakes that wait for a decision. Two queries."""
    return rows_of(listed(by, only_undecided=True).order_by("-received_on", "-pk")[:limit], mask)


def named_in(*, by: User, intake: Intake, mask: Mask) -> tuple[Named, ...]:
    """Everybody in an intake, with the dossiers that show a renewed intake. Two queries."""
    rows = list(intake.people.select_related("person").order_by("pk"))
    seen = as_matches(by, [row.person for row in rows])
    roles = dict(InvolvementRole.choices)
    return tuple(
        Named(
            person_id=row.person_id,
            name=mask.person(row.person.full_name, number),
            born_on=mask.day(row.person.born_on),
            role=capfirst(str(roles[row.role])),
            secret_address=row.person.secret_address,
            contact_warning=mask.text(row.person.contact_warning),
            dossiers=seen[row.person_id].dossiers,
        )
        for number, row in enumerate(rows, start=1)
    )


def listed(by: User, *, only_undecided: bool = False) -> IntakeQuerySet:
    """The intakes this user sees, with what a list shows of them."""
    seen = Intake.objects.visible_to(by).select_related(
        "centre", "reporter_sector", "outcome", "dossier"
    )
    seen = seen.defer("story", "outcome_motivation", "dossier__summary", "dossier__closing_note")
    return seen.filter(outcome__isnull=True) if only_undecided else seen


def rows_of(intakes: Iterable[Intake], mask: Mask) -> tuple[IntakeRow, ...]:
    """The lines for a few intakes, in their order. One query more."""
    intakes = list(intakes)
    names: dict[int, dict[str, None]] = {intake.pk: {} for intake in intakes}
    people = IntakePerson.objects.filter(intake__in=names).order_by("pk")
    for intake_id, given, family in people.values_list(
        "intake_id", "person__given_name", "person__family_name"
    ):
        names[intake_id][family or given] = None
    return tuple(IntakeRow(one, mask.names(joined(list(names[one.pk])))) for one in intakes)

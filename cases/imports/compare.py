"""What the database already holds of a batch of rows, and whether it says the same."""

from collections import Counter
from collections.abc import Iterator, Sequence
from operator import attrgetter

from cases.imports.check import ImportedDossier, ImportedOffence, ImportedPerson
from cases.models import Dossier, Involvement, Offence

Key = tuple[int, str]
_COLUMNS = (
    "received_on",
    "opened_on",
    "stalking",
    "summary",
    "closed_on",
    "closure_reason_id",
    "closing_note",
    "counting_exclusion",
)


def stored_dossiers(batch: Sequence[ImportedDossier]) -> dict[Key, Dossier]:
    """The dossiers that earlier imports made of these rows, by centre and reference."""
    stored = Dossier.objects.filter(
        centre_id__in={row.centre_id for row in batch},
        source_reference__in={row.source_reference for row in batch},
    ).prefetch_related("involvements__person", "offences__offence_forms")
    wanted = {row.key for row in batch}
    found = {(dossier.centre_id, dossier.source_reference): dossier for dossier in stored}
    return {key: dossier for key, dossier in found.items() if key in wanted}


def differences(row: ImportedDossier, dossier: Dossier) -> tuple[str, ...]:
    """The columns in which the file says something else than the dossier says now.

    People and offences that were added in the product since are no difference: only what the
    file has and the dossier has not.
    """
    return tuple(_differences(row, dossier))


def _differences(row: ImportedDossier, dossier: Dossier) -> Iterator[str]:
    for column in _COLUMNS:
        if getattr(row, column) != getattr(dossier, column):
            yield column.removesuffix("_id")
    if set(map(_imported_person, row.people)) - set(map(_person, dossier.involvements.all())):
        yield "person"
    if Counter(row.offences) - Counter(map(_offence, dossier.offences.all())):
        yield "offence"


def _person(involvement: Involvement) -> tuple[object, ...]:
    person = involvement.person
    return involvement.role, person.search_key, person.born_on


def _imported_person(person: ImportedPerson) -> tuple[object, ...]:
    # As people are recognised: the dossier may point at somebody who was there before.
    return person.role, person.search_key, person.born_on


def _offence(offence: Offence) -> ImportedOffence:
    return ImportedOffence(
        occurred_from=offence.occurred_from,
        occurred_until=offence.occurred_until,
        forms=tuple(sorted(map(attrgetter("form_id"), offence.offence_forms.all()))),
        offence_type_id=offence.offence_type_id,
        relation_id=offence.relation_id,
        status=offence.status,
        description=offence.description,
    )

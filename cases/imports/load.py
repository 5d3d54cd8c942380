"""Writing new rows, a batch at a time, as the owner of the tables."""

from collections.abc import Sequence
from itertools import chain, repeat

from django.db import connection
from django.db.models import Q

from audit.log import OPERATOR, Subject, new_event
from audit.models import Event
from cases.events import DOSSIER_IMPORTED
from cases.imports.check import ImportedDossier, ImportedPerson
from cases.models import Dossier, Involvement, Offence, OffenceForm, Person

_OWN_FIELDS = (
    *("centre_id", "source_reference", "received_on", "opened_on", "stalking", "summary"),
    *("closed_on", "closure_reason_id", "closing_note", "counting_exclusion"),
)
_LOGGED_FIELDS = (*(name.removesuffix("_id") for name in _OWN_FIELDS), "people", "offences")
# Centre, name as it is searched, date of birth.
PersonKey = tuple[int, str, object]


def write_dossiers(rows: Sequence[ImportedDossier], *, system: str) -> None:
    """Make the dossiers of these rows with their people, offences and audit events."""
    if not rows:
        return
    dossiers = Dossier.objects.bulk_create(
        Dossier(
            reference=reference,
            import_source=system,
            **{name: getattr(row, name) for name in _OWN_FIELDS},
        )
        for row, reference in zip(rows, _references(rows), strict=True)
    )
    _write_people(rows, dossiers)
    _write_offences(rows, dossiers)
    Event.objects.bulk_create(_event(dossier, system) for dossier in dossiers)


def _references(rows: Sequence[ImportedDossier]) -> list[str]:
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT nextval('cases_dossier_reference') FROM generate_series(1, %s)", [len(rows)]
        )
        numbers = [number for (number,) in cursor.fetchall()]
    years = (row.opened_on.year for row in rows)
    return [f"VH-{year}-{number:06d}" for year, number in zip(years, numbers, strict=True)]


def _write_people(rows: Sequence[ImportedDossier], dossiers: Sequence[Dossier]) -> None:
    people = _find_or_create(rows)
    named = [
        (dossier, people[id(person)], person.role)
        for row, dossier in zip(rows, dossiers, strict=True)
        for person in row.people
    ]
    once = {(dossier.pk, person.pk, role): dossier for dossier, person, role in named}
    Involvement.objects.bulk_create(
        Involvement(
            dossier_id=dossier.pk, person_id=person_pk, role=role, starts_on=dossier.received_on
        )
        for (_pk, person_pk, role), dossier in once.items()
    )


def _find_or_create(rows: Sequence[ImportedDossier]) -> dict[int, Person]:
    """The Person of each ImportedPerson, by identity of the latter.

    Somebody with the same full name and the same birth date at the same centre is the same
    person. Without a birth date two people may share a name, so they stay apart.
    """
    named = [(row.centre_id, person) for row in rows for person in row.people]
    known = _known_people({_key(centre, person) for centre, person in named if _certain(person)})
    result: dict[int, Person] = {}
    for centre_id, imported in named:
        key = _key(centre_id, imported)
        person = known.get(key) or _new_person(centre_id, imported)
        if _certain(imported):
            known[key] = person
        result[id(imported)] = person
    fresh = {id(person): person for person in result.values() if person._state.adding}
    Person.objects.bulk_create(fresh.values())
    return result


def _known_people(keys: set[PersonKey]) -> dict[PersonKey, Person]:
    stored = Person.objects.filter(
        Q(centre_id__in={key[0] for key in keys}) & Q(search_key__in={key[1] for key in keys})
    ).order_by("-pk")
    # The oldest record wins, so that a second run finds the same one.
    found: dict[PersonKey, Person] = {
        (person.centre_id, person.search_key, person.born_on): person for person in stored
    }
    return {key: person for key, person in found.items() if key in keys}


def _certain(person: ImportedPerson) -> bool:
    return bool(person.given_name and person.family_name and person.born_on)


def _key(centre_id: int, person: ImportedPerson) -> PersonKey:
    return centre_id, person.search_key, person.born_on


def _new_person(centre_id: int, person: ImportedPerson) -> Person:
    return Person(
        centre_id=centre_id,
        given_name=person.given_name,
        family_name=person.family_name,
        search_key=person.search_key,
        born_on=person.born_on,
        sex=person.sex,
    )


def _write_offences(rows: Sequence[ImportedDossier], dossiers: Sequence[Dossier]) -> None:
    named = [
        (dossier, offence)
        for row, dossier in zip(rows, dossiers, strict=True)
        for offence in row.offences
    ]
    offences = Offence.objects.bulk_create(
        Offence(
            dossier_id=dossier.pk,
            occurred_from=offence.occurred_from,
            occurred_until=offence.occurred_until,
            offence_type_id=offence.offence_type_id,
            relation_id=offence.relation_id,
            status=offence.status,
            description=offence.description,
        )
        for dossier, offence in named
    )
    forms = chain.from_iterable(
        zip(repeat(offence.pk), imported.forms)
        for offence, (_dossier, imported) in zip(offences, named, strict=True)
    )
    OffenceForm.objects.bulk_create(
        OffenceForm(offence_id=offence_pk, form_id=form_pk) for offence_pk, form_pk in forms
    )


def _event(dossier: Dossier, system: str) -> Event:
    return new_event(
        DOSSIER_IMPORTED,
        actor=OPERATOR,
        subject=Subject(
            object_type="dossier",
            object_id=dossier.reference,
            centre_id=dossier.centre_id,
            dossier_id=dossier.pk,
        ),
        fields=_LOGGED_FIELDS,
        reason=system,
    )

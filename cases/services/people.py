"""Finding, adding and changing people."""

import datetime as dt
from collections.abc import Iterable, Sequence
from dataclasses import asdict, dataclass, replace
from enum import StrEnum
from typing import Any

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.db.models import BooleanField, Case, Q, QuerySet, Value, When
from django.utils.translation import gettext as _

from accounts.log import actor_of
from accounts.models import Centre, User
from audit.events import EventType
from audit.log import Subject, record
from cases.errors import Refused, StaleVersion
from cases.events import PERSON_ADDED, PERSON_EDITED, PERSON_READ, PERSON_SEARCHED
from cases.models import Involvement, Person, Sex
from cases.name_matching import Sought, likeness, patterns, read_sought
from cases.services.locking import save_if_unchanged
from lib.calendar import brussels_today
from lib.text import search_key

MAX_MATCHES = 10
MAX_CANDIDATES = 200
SEARCH_KEY_LENGTH = 250
ALIKE = 0.7
"""From this likeness a name is shown at all; measured on the spellings in the tests."""


class Likeness(StrEnum):
    """How sure it is that this is the same person."""

    STRONG = "strong"
    BIRTH_DATE = "birth_date"
    NAME = "name"


@dataclass(frozen=True)
class PersonDetails:
    """All that is kept about a person. At least one of the names is given."""

    given_name: str = ""
    family_name: str = ""
    born_on: dt.date | None = None
    sex: str = Sex.UNKNOWN
    secret_address: bool = False
    contact_warning: str = ""


@dataclass(frozen=True)
class PersonEntry:
    """Somebody named on a form with a role: a person who is known, or the details of a new one."""

    role: str
    person: Person | None = None
    details: PersonDetails | None = None


@dataclass(frozen=True)
class PersonMatch:
    """A person who may be the one sought. `dossiers` are numbers the user may see."""

    person_id: int
    name: str
    born_on: dt.date | None
    centre_id: int
    likeness: Likeness = Likeness.NAME
    dossiers: tuple[str, ...] = ()

    @property
    def value(self) -> str:
        """The value of this choice in a form."""
        return str(self.person_id)


def find_people(
    *, by: User, text: str, centre_ids: Iterable[int] | None = None
) -> tuple[PersonMatch, ...]:
    """At most ten people with this name or date of birth, the most alike first.

    Only people whom the user may see, of `centre_ids` when given. An exact date of birth ranks
    above any name. The log says that was searched and who was shown, never what was typed.
    """
    sought = read_sought(text, today=brussels_today())
    if not sought.is_enough:
        return ()
    seen = Person.objects.visible_to(by)
    if centre_ids is not None:
        seen = seen.filter(centre_id__in=list(centre_ids))
    matches = _ranked(sought, seen)[:MAX_MATCHES]
    record_people_shown([match.person_id for match in matches], by=by)
    return _with_dossiers(by, matches)


def record_people_shown(person_ids: Sequence[int], *, by: User) -> None:
    """Log that these people were offered to choose from. `row_ids` are ids of people."""
    record(
        PERSON_SEARCHED,
        actor=actor_of(by, next(iter(by.centre_ids()), None)),
        subject=Subject(object_type="person"),
        fields=["name", "born_on", "dossiers"],
        row_ids=person_ids,
    )


def as_matches(by: User, people: Iterable[Person]) -> dict[int, PersonMatch]:
    """People who were chosen already, drawn in the same way as the ones found. Not logged."""
    matches = [
        PersonMatch(person.pk, person.full_name, person.born_on, person.centre_id)
        for person in people
    ]
    return {match.person_id: match for match in _with_dossiers(by, matches)}


# Without savepoints of their own: the use case around them is taken back as a whole.
@transaction.atomic(savepoint=False)
def add_person(*, by: User, centre: Centre, details: PersonDetails) -> Person:
    """Make a person known to one of the user's centres. Raises PermissionDenied, Refused."""
    if centre.pk not in by.centre_ids():
        raise PermissionDenied
    _require_sound(details)
    person = Person.objects.create(centre=centre, created_by=by, **_columns(details))
    _record(person, PERSON_ADDED, by=by, fields=list(asdict(details)))
    return person


@transaction.atomic(savepoint=False)
def find_or_add(*, by: User, centre: Centre, entries: Sequence[PersonEntry]) -> list[Person]:
    """The person of each entry, in order; new ones are added to the centre.

    Raises PermissionDenied for somebody the user may not see or another centre knows.
    """
    chosen = {entry.person.pk for entry in entries if entry.person is not None}
    known = Person.objects.visible_to(by).filter(centre=centre).in_bulk(chosen) if chosen else {}
    if len(known) < len(chosen):
        raise PermissionDenied
    return [
        known[entry.person.pk]
        if entry.person is not None
        else add_person(by=by, centre=centre, details=entry.details or PersonDetails())
        for entry in entries
    ]


@transaction.atomic
def edit_person(*, by: User, person: Person, version: int, details: PersonDetails) -> Person:
    """Replace what is kept about a person; only what differs is logged as changed.

    Raises PermissionDenied for who only reads her, Refused, and StaleVersion when somebody
    saved in between.
    """
    require_edit_person(by, person)
    _require_sound(details)
    columns = _columns(details)
    changed = [name for name in asdict(details) if getattr(person, name) != columns[name]]
    if not changed and person.version != version:
        raise StaleVersion
    if changed:
        person = save_if_unchanged(person, version=version, changes=columns)
        _record(person, PERSON_EDITED, by=by, fields=changed)
    return person


def record_person_read(person: Person, *, by: User, fields: Sequence[str]) -> None:
    """Log that somebody looked at a person."""
    _record(person, PERSON_READ, by=by, fields=fields)


def may_edit_person(user: User, person: Person) -> bool:
    """Staff of the centre that knows her; a convened partner only reads."""
    return person.centre_id in user.centre_ids()


def require_edit_person(user: User, person: Person) -> None:
    """Raises PermissionDenied (403): the person is visible, but not the user's to change."""
    if not may_edit_person(user, person):
        raise PermissionDenied


def details_of(person: Person) -> PersonDetails:
    """What is kept about a person now."""
    return PersonDetails(**{name: getattr(person, name) for name in asdict(PersonDetails())})


def _ranked(sought: Sought, seen: QuerySet[Person]) -> list[PersonMatch]:
    scored = []
    for person_id, given, family, key, born_on, centre_id in _candidates(sought, seen):
        name = likeness(sought, key)
        same_day = sought.born_on is not None and born_on == sought.born_on
        if not same_day and name < ALIKE:
            continue
        # Another date of birth makes a namesake less likely to be the one.
        other_day = sought.born_on is not None and born_on is not None and not same_day
        match = PersonMatch(
            person_id=person_id,
            name=f"{given} {family}".strip(),
            born_on=born_on,
            centre_id=centre_id,
            likeness=_likeness(same_day, name),
        )
        scored.append(((same_day, name - 0.2 * other_day, person_id), match))
    return [match for _score, match in sorted(scored, key=lambda pair: pair[0], reverse=True)]


def _likeness(same_day: bool, name: float) -> Likeness:
    if same_day:
        return Likeness.STRONG if name >= ALIKE else Likeness.BIRTH_DATE
    return Likeness.NAME


def _candidates(sought: Sought, seen: QuerySet[Person]) -> Iterable[tuple[Any, ...]]:
    """Whoever may be worth comparing: best guesses first, for the cut."""
    exact, loose = _named(sought.words), _named(sought.words, loose=True)
    same_day = Q(born_on=sought.born_on) if sought.born_on else Q(pk__in=[])
    guess = Case(
        When(exact | same_day, then=Value(value=True)),
        default=Value(value=False),
        output_field=BooleanField(),
    )
    return (
        seen.filter(loose | same_day)
        .order_by(guess.desc(), "-pk")
        .values_list("pk", "given_name", "family_name", "search_key", "born_on", "centre_id")
    )[:MAX_CANDIDATES]


def _named(words: tuple[str, ...], *, loose: bool = False) -> Q:
    if not words:
        return Q(pk__in=[])
    condition = Q()
    for pattern in patterns(words, loose=loose):
        condition &= Q(search_key__regex=pattern)
    return condition


def _with_dossiers(by: User, matches: Sequence[PersonMatch]) -> tuple[PersonMatch, ...]:
    """Say in which dossiers they are: that is how a caseworker recognises a renewed intake."""
    if not matches:
        return ()
    found = (
        Involvement.objects.visible_to(by)
        .filter(person__in=[match.person_id for match in matches], ends_on__isnull=True)
        .order_by("-dossier__received_on", "-dossier_id")
        .values_list("person_id", "dossier__reference")
    )
    numbers: dict[int, dict[str, None]] = {}
    for person_id, reference in found:
        numbers.setdefault(person_id, {})[reference] = None
    return tuple(
        replace(match, dossiers=tuple(numbers.get(match.person_id, ()))) for match in matches
    )


def _columns(details: PersonDetails) -> dict[str, Any]:
    return {
        **asdict(details),
        # Cut, because folding may lengthen a name: one Arabic ligature becomes eighteen letters.
        "search_key": search_key(f"{details.given_name} {details.family_name}")[:SEARCH_KEY_LENGTH],
    }


def _require_sound(details: PersonDetails) -> None:
    if not details.given_name and not details.family_name:
        raise Refused({"family_name": _("Enter a given name or a family name.")})
    if details.born_on and details.born_on > brussels_today():
        raise Refused({"born_on": _("The date lies in the future.")})


def _record(person: Person, event: EventType, *, by: User, fields: Sequence[str]) -> None:
    record(
        event,
        actor=actor_of(by, person.centre_id),
        subject=Subject(object_type="person", object_id=str(person.pk), centre_id=person.centre_id),
        fields=fields,
    )

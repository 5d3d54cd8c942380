"""Finding, adding and changing people."""

import datetime as dt
from typing import Any

import pytest
from django.core.exceptions import PermissionDenied

from accounts.models import Role, User
from audit.models import Event
from cases.errors import Refused, StaleVersion
from cases.models import Person
from cases.services.people import (
    MAX_MATCHES,
    Likeness,
    PersonDetails,
    add_person,
    details_of,
    edit_person,
    find_people,
)
from lib.acting import acting_as
from lib.text import search_key
from tests import make
from tests.database import as_owner
from tests.persons import Cast

BORN = dt.date(1989, 4, 12)


def names(by: User, text: str, **limits: Any) -> list[str]:
    return [match.name for match in find_people(by=by, text=text, **limits)]


def events() -> list[Event]:
    with as_owner():
        return list(Event.objects.order_by("at"))


# --- finding --------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "text",
    [
        "verhaegen",
        "Verhaeghen",
        "VERHAGEN",
        "verha",
        "sofie verhagen",
        "verhagen sophie",
        "12.04.1989",
        "iets heel anders 12/4/89",
        "Sofie Verheagen",
    ],
)
def test_somebody_is_found_as_she_is_spelt_or_said(by: User, cast: Cast, text: str) -> None:
    make.person(cast.antwerp, "Koen", "Proefman", born_on=dt.date(1985, 11, 3))
    make.person(cast.antwerp, "Sofie", "Verhaegen", born_on=BORN)
    assert names(by, text) == ["Sofie Verhaegen"]


@pytest.mark.parametrize(
    "text", ["", " ", "v", "vvv", "%", "_", ".*", "[", "(((", "\\", "01.01.2999"]
)
def test_too_little_finds_nobody(by: User, cast: Cast, text: str) -> None:
    make.person(cast.antwerp, "Sofie", "Verhaegen")
    assert names(by, text) == []
    assert events() == []


def test_an_exact_birth_date_ranks_above_a_name(by: User, cast: Cast) -> None:
    make.person(cast.antwerp, "Sofie", "Verhagen", born_on=dt.date(1991, 2, 1))
    make.person(cast.antwerp, "Sofie", "Verhagen")
    make.person(cast.antwerp, "Sophie", "Verhaeghen", born_on=BORN)
    make.person(cast.antwerp, "An", "Janssens", born_on=BORN)
    found = find_people(by=by, text="sofie verhagen 12.04.1989")
    assert [(match.name, match.likeness) for match in found] == [
        ("Sophie Verhaeghen", Likeness.STRONG),
        ("An Janssens", Likeness.BIRTH_DATE),
        ("Sofie Verhagen", Likeness.NAME),
        ("Sofie Verhagen", Likeness.NAME),
    ]
    assert found[2].born_on is None


def test_at_most_ten_and_the_best(by: User, cast: Cast) -> None:
    for number in range(30):
        make.person(cast.antwerp, f"Sofie{number}", "Verhaegen")
    make.person(cast.antwerp, "Sofie", "Verhaegen")
    found = names(by, "sofie verhaegen")
    assert len(found) == MAX_MATCHES
    assert found[0] == "Sofie Verhaegen"


def test_only_people_in_sight_are_found(by: User, cast: Cast) -> None:
    make.person(cast.leuven, "Sofie", "Verhaegen", born_on=BORN)
    assert names(by, "sofie verhaegen 12.04.1989") == []


def test_wall_2_hides_them_too(by: User, cast: Cast, monkeypatch: pytest.MonkeyPatch) -> None:
    make.person(cast.leuven, "Sofie", "Verhaegen", born_on=BORN)
    monkeypatch.setattr(type(Person.objects.all()), "visible_to", lambda people, _user: people)
    assert names(by, "sofie verhaegen 12.04.1989") == []


def test_the_search_is_narrowed_to_a_centre(cast: Cast) -> None:
    make.membership(cast.colleague, Role.CASEWORKER, at=cast.leuven)
    here = make.person(cast.antwerp, "Sofie", "Verhaegen")
    make.person(cast.leuven, "Sofie", "Verhaegen")
    with acting_as(cast.colleague.pk):
        assert len(names(cast.colleague, "verhaegen")) == 2
        found = find_people(by=cast.colleague, text="verhaegen", centre_ids=[cast.antwerp.pk])
    assert [match.person_id for match in found] == [here.pk]


def test_the_dossiers_in_sight_are_named(by: User, cast: Cast) -> None:
    sofie = make.person(cast.antwerp, "Sofie", "Verhaegen")
    older = make.dossier(cast.antwerp, received_on=dt.date(2024, 1, 1))
    newer = make.dossier(cast.antwerp, received_on=dt.date(2025, 1, 1))
    for dossier in (older, newer, make.dossier(cast.leuven)):
        make.involvement(dossier, sofie)
    make.involvement(newer, sofie, "offender")
    (match,) = find_people(by=by, text="verhaegen")
    assert match.dossiers == (newer.reference, older.reference)


def test_a_search_is_logged_without_the_text(by: User, cast: Cast) -> None:
    sofie = make.person(cast.antwerp, "Sofie", "Verhaegen")
    find_people(by=by, text="sofie verhaegen")
    (event,) = events()
    assert (event.event_type, event.row_ids) == ("cases.person.searched", [sofie.pk])
    assert "erhaegen" not in repr(vars(event))


def test_a_search_that_finds_nobody_is_logged_too(by: User, cast: Cast) -> None:
    find_people(by=by, text="niemand")
    assert [event.row_ids for event in events()] == [[]]


def test_finding_costs_three_queries(by: User, cast: Cast, django_assert_num_queries: Any) -> None:
    for number in range(12):
        person = make.person(cast.antwerp, f"Sofie{number}", "Verhaegen")
        make.involvement(make.dossier(cast.antwerp), person)
    by.centre_ids()
    with django_assert_num_queries(3):
        find_people(by=by, text="verhaegen")


# --- adding and changing --------------------------------------------------------------------


def test_a_person_is_added_to_my_centre(by: User, cast: Cast) -> None:
    details = PersonDetails("Sofie", "Verhaegen-Łęcki", BORN, "f", True, "Niet bellen")
    person = add_person(by=by, centre=cast.antwerp, details=details)
    assert details_of(person) == details
    assert person.search_key == search_key("sofie verhaegen-lecki")
    assert (person.centre, person.created_by) == (cast.antwerp, by)
    assert [event.event_type for event in events()] == ["cases.person.added"]


def test_nobody_is_added_elsewhere(by: User, cast: Cast) -> None:
    with pytest.raises(PermissionDenied):
        add_person(by=by, centre=cast.leuven, details=PersonDetails("Sofie"))


@pytest.mark.parametrize(
    ("details", "field"),
    [
        (PersonDetails(), "family_name"),
        (PersonDetails("Sofie", born_on=dt.date(2999, 1, 1)), "born_on"),
    ],
)
def test_a_person_has_a_name_and_a_past(
    by: User, cast: Cast, details: PersonDetails, field: str
) -> None:
    with pytest.raises(Refused) as refusal:
        add_person(by=by, centre=cast.antwerp, details=details)
    assert set(refusal.value.fields) == {field}


def test_a_name_that_grows_when_folded_still_fits(by: User, cast: Cast) -> None:
    person = add_person(by=by, centre=cast.antwerp, details=PersonDetails("\ufdfa" * 120))
    assert len(person.search_key) == 250


def test_a_change_is_found_under_the_new_name(by: User, cast: Cast) -> None:
    person = make.person(cast.antwerp, "Sofie", "Verhaegen")
    details = PersonDetails("Sofie", "Janssens", BORN)
    changed = edit_person(by=by, person=person, version=1, details=details)
    assert (changed.version, names(by, "janssens")) == (2, ["Sofie Janssens"])
    assert names(by, "verhaegen") == []
    edited = next(event for event in events() if event.event_type == "cases.person.edited")
    assert set(edited.fields) == {"family_name", "born_on"}


def test_saving_the_same_is_no_event(by: User, cast: Cast) -> None:
    person = make.person(cast.antwerp)
    edit_person(by=by, person=person, version=1, details=details_of(person))
    assert events() == []


def test_a_stale_change_writes_nothing(by: User, cast: Cast) -> None:
    person = make.person(cast.antwerp)
    edit_person(by=by, person=person, version=1, details=PersonDetails("Eerst"))
    with pytest.raises(StaleVersion):
        edit_person(by=by, person=person, version=1, details=PersonDetails("Later"))
    person.refresh_from_db()
    assert person.given_name == "Eerst"


def test_a_convened_partner_does_not_change_anybody(cast: Cast) -> None:
    person, dossier = make.person(cast.antwerp), make.dossier(cast.antwerp)
    make.involvement(dossier, person)
    make.convocation(dossier, cast.police, cast.colleague)
    with acting_as(cast.convened_partner.pk), pytest.raises(PermissionDenied):
        edit_person(
            by=cast.convened_partner, person=person, version=1, details=PersonDetails("Anders")
        )

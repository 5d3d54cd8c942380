"""Advice requests and contacts with 1712: what is stored, refused, left out of the counts."""

import datetime as dt
from typing import Any

import pytest
from django.core.exceptions import PermissionDenied
from django.db import IntegrityError, models, transaction
from django.db.models import Sum

from audit.models import Event
from cases.errors import Refused, StaleVersion
from codelists.models import AdviceTheme, ContactChannel, HelplineTheme
from lib.acting import acting_as
from lib.calendar import brussels_today
from registrations.kinds import ADVICE, HELPLINE, KINDS, Kind
from registrations.models import AdviceRequest, HelplineContact
from registrations.services.counted import edit_contact, exclude_contact, register_contact
from tests import make
from tests.database import as_owner
from tests.persons import Cast, cast

pytestmark = pytest.mark.django_db


@pytest.fixture
def people() -> Cast:
    return cast()


def registered(people: Cast, kind: Kind, **fields: Any) -> Any:
    """A contact as somebody who may registers it."""
    if kind is ADVICE:
        who, place, content = people.colleague, people.antwerp, make.advice_content(**fields)
        with acting_as(who.pk):
            return register_contact(by=who, kind=kind, place=place, content=content)
    who, helpline, content = (
        people.helpline_partner,
        people.helpline,
        make.helpline_content(**fields),
    )
    with acting_as(who.pk):
        return register_contact(by=who, kind=kind, place=helpline, content=content)


def content_for(kind: Kind, **fields: Any) -> dict[str, Any]:
    return make.advice_content(**fields) if kind is ADVICE else make.helpline_content(**fields)


def refused(people: Cast, kind: Kind, **fields: Any) -> dict[str, str]:
    with pytest.raises(Refused) as raised:
        registered(people, kind, **fields)
    return dict(raised.value.fields)


@pytest.mark.parametrize("kind", KINDS, ids=lambda kind: kind.code)
def test_what_is_registered_is_stored_and_logged_without_a_dossier(
    people: Cast, kind: Kind
) -> None:
    row = registered(people, kind)
    with as_owner():
        event = Event.objects.get(event_type=kind.registered.code)
        stored = kind.model._default_manager.get()
    assert stored.pk == row.pk
    assert (stored.received_on, stored.version) == (dt.date(2025, 3, 10), 1)
    assert (event.object_type, event.object_id) == (kind.model._meta.model_name, str(row.pk))
    assert (event.centre_id, event.dossier_id) == (
        people.antwerp.pk if kind is ADVICE else None,
        None,
    )
    assert set(kind.content) < set(event.fields)


@pytest.mark.parametrize("model", [AdviceRequest, HelplineContact])
def test_nothing_can_be_typed_in_it(model: type[models.Model]) -> None:
    """No identifiers possible: every text is one of a few codes."""
    free = [
        field.name
        for field in model._meta.concrete_fields
        if isinstance(field, models.CharField | models.TextField) and not field.choices
    ]
    assert free == []


@pytest.mark.parametrize("kind", KINDS, ids=lambda kind: kind.code)
@pytest.mark.parametrize("who", ["other_centre", "other_partner", "analyst", "privacy_officer"])
def test_others_register_nothing(people: Cast, kind: Kind, who: str) -> None:
    user = getattr(people, who)
    place = people.antwerp if kind is ADVICE else people.helpline
    with acting_as(user.pk), pytest.raises(PermissionDenied):
        register_contact(by=user, kind=kind, place=place, content=content_for(kind))
    assert not kind.model._default_manager.exists()


@pytest.mark.parametrize("kind", KINDS, ids=lambda kind: kind.code)
def test_impossible_days_are_refused(people: Cast, kind: Kind) -> None:
    tomorrow = brussels_today() + dt.timedelta(days=1)
    assert "toekomst" in refused(people, kind, received_on=tomorrow)["received_on"]
    assert "2012" in refused(people, kind, received_on=dt.date(2011, 12, 31))["received_on"]
    assert registered(people, kind, received_on=dt.date(2012, 1, 1)).pk


def test_the_list_of_2018_knows_no_stalking(people: Cast) -> None:
    theme = make.code(
        HelplineTheme, "stalking", valid_from=dt.date(2021, 1, 1), counts_as_stalking=True
    )
    found = refused(people, HELPLINE, theme=theme, received_on=dt.date(2020, 12, 31))
    assert list(found) == ["theme"]
    assert registered(people, HELPLINE, theme=theme, received_on=dt.date(2021, 1, 1)).pk


def test_an_ended_code_is_refused_after_its_last_day(people: Cast) -> None:
    theme = make.code(AdviceTheme, "oud", valid_until=dt.date(2024, 6, 30))
    assert "theme" in refused(people, ADVICE, theme=theme, received_on=dt.date(2024, 7, 1))
    assert registered(people, ADVICE, theme=theme, received_on=dt.date(2024, 6, 30)).pk


def test_a_channel_of_the_other_register_is_refused(people: Cast) -> None:
    visit = make.code(ContactChannel, "visit", for_advice=True, for_helpline=False)
    assert "channel" in refused(people, HELPLINE, channel=visit)
    assert registered(people, ADVICE, channel=visit).pk


@pytest.mark.parametrize("number", [-1, 1000, 10**12])
def test_impossible_numbers_of_people_are_refused(people: Cast, number: int) -> None:
    assert "999" in refused(people, HELPLINE, reported_people=number)["reported_people"]


@pytest.mark.parametrize(
    "wrong",
    [
        {"reported_people": 1000},
        {"received_on": dt.date(2011, 12, 31)},
        {"caller_sex": "x"},
        {"caller_age": "x"},
        {"counting_exclusion": "x"},
    ],
    ids=str,
)
def test_the_database_says_the_same(people: Cast, wrong: dict[str, Any]) -> None:
    with as_owner(), pytest.raises(IntegrityError), transaction.atomic():
        make.helpline_contact(people.helpline, people.helpline_partner, **wrong)


def test_two_units_are_counted_apart(people: Cast) -> None:
    for number in (0, 1, 3):
        registered(people, HELPLINE, reported_people=number)
    with acting_as(people.helpline_partner.pk):
        counted = HelplineContact.objects.counted()
        assert counted.count() == 3
        assert counted.aggregate(people=Sum("reported_people")) == {"people": 4}


@pytest.mark.parametrize("kind", KINDS, ids=lambda kind: kind.code)
def test_a_stale_change_writes_nothing(people: Cast, kind: Kind) -> None:
    row = registered(people, kind)
    who = people.colleague if kind is ADVICE else people.helpline_partner
    later = content_for(kind, received_on=dt.date(2025, 3, 11))
    with acting_as(who.pk):
        edit_contact(by=who, row=row, version=1, content=later)
        with pytest.raises(StaleVersion):
            edit_contact(by=who, row=row, version=1, content=content_for(kind))
        row.refresh_from_db()
    assert (row.received_on, row.version) == (dt.date(2025, 3, 11), 2)
    with as_owner():
        assert Event.objects.get(event_type=kind.edited.code).fields == ["received_on"]


def test_saving_without_a_change_writes_and_logs_nothing(people: Cast) -> None:
    row = registered(people, ADVICE)
    with acting_as(people.colleague.pk):
        same = edit_contact(by=people.colleague, row=row, version=1, content=make.advice_content())
    assert same.version == 1
    with as_owner():
        assert not Event.objects.filter(event_type=ADVICE.edited.code).exists()


@pytest.mark.parametrize("kind", KINDS, ids=lambda kind: kind.code)
def test_left_out_of_the_counts_and_taken_back_in(people: Cast, kind: Kind) -> None:
    row = registered(people, kind)
    who = people.colleague if kind is ADVICE else people.helpline_partner
    with acting_as(who.pk):
        row = exclude_contact(by=who, row=row, version=1, exclusion="duplicate")
        assert not kind.model._default_manager.counted().exists()  # type: ignore[attr-defined]
        assert kind.model._default_manager.exists()
        row = exclude_contact(by=who, row=row, version=2, exclusion="")
        assert kind.model._default_manager.counted().exists()  # type: ignore[attr-defined]
        with pytest.raises(Refused):
            exclude_contact(by=who, row=row, version=3, exclusion="verzonnen")
    with as_owner():
        assert Event.objects.filter(event_type=kind.excluded.code).count() == 2


def test_somebody_elses_row_cannot_be_touched(people: Cast) -> None:
    row = registered(people, ADVICE)
    with acting_as(people.other_centre.pk):
        with pytest.raises(PermissionDenied):
            edit_contact(by=people.other_centre, row=row, version=1, content=make.advice_content())
        with pytest.raises(PermissionDenied):
            exclude_contact(by=people.other_centre, row=row, version=1, exclusion="withdrawn")

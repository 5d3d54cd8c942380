"""Questions kept under a name: who sees them, who may change them, and what the log says."""

import uuid
from typing import Any

import pytest
from django.core.exceptions import PermissionDenied
from django.db import DatabaseError, transaction
from django.test import Client
from django.urls import reverse

from accounts.models import User
from audit.models import Event
from lib.acting import acting_as
from reporting.models import SavedQuestion
from reporting.services.saved_questions import change_question, delete_question
from tests import make
from tests.database import as_owner
from tests.persons import Cast, cast

pytestmark = pytest.mark.django_db


@pytest.fixture
def people() -> Cast:
    return cast()


def save(client: Client, user: User, **fields: str) -> Any:
    client.force_login(user)
    given = {
        "query": "indicator=dossiers_stalking&from=2025&to=2025&show=share",
        "name": "Stalking",
        "audience": "owner",
        **fields,
    }
    return client.post(reverse("reporting:question_save"), given)


def seen_by(user: User) -> set[str]:
    with acting_as(user.pk):
        rows = set(SavedQuestion.objects.visible_to(user).values_list("name", flat=True))
        behind_wall_2 = set(SavedQuestion.objects.values_list("name", flat=True))
    assert rows == behind_wall_2
    return rows


def test_a_double_click_saves_once(client: Client, people: Cast) -> None:
    key = str(uuid.uuid4())
    places = {save(client, people.coordinator, submission=key)["Location"] for _click in range(2)}
    assert len(places) == 1
    with as_owner():
        assert SavedQuestion.objects.count() == 1
    page = save(client, people.coordinator, submission=key, name="Een andere naam")
    assert page.status_code == 422
    assert page.context["saving"].data["submission"] != key


def test_save_and_open_again(client: Client, people: Cast) -> None:
    response = save(client, people.coordinator)
    assert response.status_code == 302
    assert "show=share" in response["Location"]
    assert client.get(response["Location"]).status_code == 200
    listed = client.get(reverse("reporting:saved_questions")).content.decode()
    assert response["Location"].replace("&", "&amp;") in listed


@pytest.mark.parametrize(
    ("fields", "says"),
    [
        ({"name": ""}, "name"),
        ({"name": "x" * 121}, "name"),
        ({"name": "a\x00b"}, "name"),
        ({"audience": "iedereen"}, "audience"),
    ],
)
def test_what_is_wrong_is_said_and_nothing_is_saved(
    client: Client, people: Cast, fields: dict[str, str], says: str
) -> None:
    page = save(client, people.coordinator, **fields)
    assert page.status_code == 422
    assert says in page.context["saving"].errors
    with as_owner():
        assert not SavedQuestion.objects.exists()


@pytest.mark.parametrize(
    "query", ["from=1", "indicator=x", "\x00", "%ff" * 3000, "a=" + "b" * 9000]
)
def test_a_broken_question_is_not_saved(client: Client, people: Cast, query: str) -> None:
    assert save(client, people.coordinator, query=query).status_code in {302, 422}


def test_who_sees_what_behind_both_walls(people: Cast) -> None:
    make.saved_question(people.coordinator, "van mij")
    make.saved_question(
        people.coordinator, "van Antwerpen", audience="centre", centre=people.antwerp
    )
    make.saved_question(people.coordinator, "van allen", audience="everybody")
    assert seen_by(people.coordinator) == {"van mij", "van Antwerpen", "van allen"}
    assert seen_by(people.colleague) == {"van Antwerpen", "van allen"}
    assert seen_by(people.other_centre) == {"van allen"}
    assert seen_by(people.analyst) == {"van allen"}
    for outside in (people.convened_partner, people.functional_admin, people.privacy_officer):
        assert seen_by(outside) == set()


def test_an_analyst_has_no_centre_to_share_with(client: Client, people: Cast) -> None:
    assert save(client, people.analyst, audience="centre").status_code == 422
    assert save(client, people.analyst, audience="everybody").status_code == 302


def test_rename_and_delete_ones_own(client: Client, people: Cast) -> None:
    saved = make.saved_question(people.coordinator)
    client.force_login(people.coordinator)
    address = reverse("reporting:saved_question", args=[saved.pk])
    client.post(address, {"name": "Beter", "audience": "centre"})
    with as_owner():
        saved.refresh_from_db()
    assert (saved.name, saved.centre) == ("Beter", people.antwerp)
    assert client.post(address, {"name": "", "audience": "owner"}).status_code == 422
    client.post(reverse("reporting:saved_question_delete", args=[saved.pk]))
    with as_owner():
        assert not SavedQuestion.objects.exists()
        logged = list(Event.objects.filter(event_type__startswith="reporting.saved_question"))
    assert [event.event_type.rsplit(".", 1)[1] for event in logged] == ["changed", "deleted"]
    assert not any("Beter" in event.reason for event in logged)


def test_somebody_elses_is_not_mine_to_change(people: Cast) -> None:
    saved = make.saved_question(people.coordinator, audience="everybody")
    with acting_as(people.colleague.pk):
        with pytest.raises(PermissionDenied):
            delete_question(by=people.colleague, saved=saved)
        with pytest.raises(PermissionDenied):
            change_question(by=people.colleague, saved=saved, name="x", audience="owner")
        assert SavedQuestion.objects.filter(pk=saved.pk).update(name="x") == 0
        with pytest.raises(DatabaseError), transaction.atomic():
            SavedQuestion.objects.create(
                owner=people.coordinator, name="x", question={}, audience="owner"
            )


def test_a_question_nobody_can_ask_any_more_stays_listed(client: Client, people: Cast) -> None:
    make.saved_question(people.coordinator, "oud", question={"ask": "onzin"})
    client.force_login(people.coordinator)
    (line,) = client.get(reverse("reporting:saved_questions")).context["lines"]
    assert (line.name, line.url) == ("oud", "")
    assert line.remark

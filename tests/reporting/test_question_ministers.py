"""A question is put to several ministers on one form."""

import pytest
from django.test import Client
from django.urls import reverse

from accounts.models import User
from reporting.models import Question
from tests import make
from tests.database import as_owner
from tests.reporting.question_pages import send

pytestmark = [pytest.mark.django_db, pytest.mark.slow]


def offices(question: Question) -> list[tuple[int, str, int | None, str]]:
    with as_owner():
        rows = question.addressees.values_list("position", "office", "number", "competence")
        return list(rows)


def test_a_question_is_put_to_several_ministers_on_one_form(
    client: Client, coordinator: User
) -> None:
    send(
        client,
        reverse("reporting:question_new"),
        subject="Belaging",
        asker="Een lid",
        asked_on="01.06.2026",
        office_1="Minister van Welzijn",
        number_1="12",
        office_2="Minister van Justitie",
        number_2="90",
        competence_2="vl_jh",
    )
    with as_owner():
        question = Question.objects.get(subject="Belaging")
    assert offices(question) == [
        (1, "Minister van Welzijn", 12, ""),
        (2, "Minister van Justitie", 90, "vl_jh"),
    ]
    send(client, reverse("reporting:part_new", args=[question.pk]), asked="Hoeveel?")
    for position in (1, 2):
        path = reverse("reporting:narrative", args=[question.pk, 1, position])
        assert send(client, path, text=f"Woorden {position}.").status_code == 302
    page = client.get(question.get_absolute_url()).content.decode()
    for text in ("Minister van Welzijn (12)", "Minister van Justitie (90)", "Woorden 2."):
        assert text in page


def test_a_minister_comes_and_goes_but_not_with_words_of_its_own(
    client: Client, coordinator: User, loaded: Question
) -> None:
    path = reverse("reporting:question_edit", args=[loaded.pk])
    before = offices(loaded)
    assert send(client, path, office_3="Minister van Media").status_code == 302
    assert offices(loaded)[2] == (3, "Minister van Media", None, "")
    assert send(client, path, office_3="").status_code == 302
    assert offices(loaded) == before

    refused = send(client, path, office_2="", number_2="", competence_2="", subject="Anders")
    assert refused.status_code == 422
    assert "blijft dus staan" in refused.content.decode()
    assert offices(loaded) == before
    with as_owner():
        loaded.refresh_from_db()
    assert loaded.subject != "Anders"


@pytest.mark.parametrize(
    ("typed", "message"),
    [
        ({"number_3": "5"}, "Welke minister is dit?"),
        ({"office_3": "Minister van Voorbeelden"}, "twee keer"),
    ],
)
def test_a_minister_without_office_or_twice_is_refused(
    client: Client, coordinator: User, typed: dict[str, str], message: str
) -> None:
    question = make.question("Belaging")
    path = reverse("reporting:question_edit", args=[question.pk])
    refused = send(client, path, **typed)
    assert refused.status_code == 422
    assert message in refused.content.decode()
    assert len(offices(question)) == 1

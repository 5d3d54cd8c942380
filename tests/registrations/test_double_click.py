"""A click that arrives twice happens once: after each other, and truly at the same time."""

import threading
import uuid
from typing import Any

import pytest
from django.db import connection
from django.test import Client

from cases.models import Dossier, IdempotencyRecord, Person
from registrations.models import Intake
from tests import make, persons
from tests.persons import Cast
from tests.registrations.posts import NEW, rows, the_intake, typed


@pytest.mark.parametrize("button", ["save", "open"])
def test_a_second_click_gives_the_same_answer(web: Client, button: str) -> None:
    data = typed(do=button)
    places = {web.post(NEW, data)["Location"] for _click in range(3)}
    assert len(places) == 1
    assert len(rows(Intake)) == len(rows(Person)) == 1


def test_a_second_click_on_a_slow_line_gives_the_same_answer(web: Client) -> None:
    """Who she is was not answered, because nobody was like her; now she is known herself."""
    data = typed(**{"p-0-choice": "", "p-0-parsed": ""})
    places = {web.post(NEW, data)["Location"] for _click in range(2)}
    assert len(places) == len(rows(Intake)) == len(rows(Person)) == 1
    assert web.post(NEW, {**data, "story": "Een andere tekst."}).status_code == 422


def test_saving_and_then_opening_is_one_intake_with_a_dossier(web: Client) -> None:
    """The other button, hit in haste after the first."""
    data = typed()
    web.post(NEW, data)
    place = web.post(NEW, {**data, "do": "open"})["Location"]
    (dossier,) = rows(Dossier)
    assert place == dossier.get_absolute_url()
    assert the_intake().dossier_id == dossier.pk


def test_another_form_is_another_intake(web: Client) -> None:
    for _form in range(2):
        web.post(NEW, typed())
    assert len(rows(Intake)) == 2


def test_a_refused_form_does_not_use_up_its_key(web: Client) -> None:
    data = typed(received_on="31.02.2026")
    assert web.post(NEW, data).status_code == 422
    assert web.post(NEW, {**data, "received_on": "vandaag"}).status_code == 302
    assert len(rows(Intake)) == 1


def test_going_back_and_changing_is_asked_about(web: Client) -> None:
    """The same form with another text: saved already, so nobody knows what is meant."""
    data = typed()
    web.post(NEW, data)
    response = web.post(NEW, {**data, "story": "Een andere tekst."})
    page = response.content.decode()
    assert response.status_code == 409
    assert "Je hebt deze aanmelding al bewaard." in page
    assert the_intake().get_absolute_url() in page
    assert "Een andere tekst." in page
    assert data["submission"] not in page


@pytest.mark.parametrize("key", ["", "x", "\x00", "9" * 500])
def test_a_broken_key_is_no_crash(web: Client, key: str) -> None:
    assert web.post(NEW, typed(submission=key)).status_code == 302


def test_keys_of_two_people_do_not_meet(web: Client, cast: Cast) -> None:
    data = typed()
    web.post(NEW, data)
    other = Client()
    other.force_login(cast.coordinator)
    other.post(NEW, data)
    assert len(rows(Intake)) == 2


# --- at the same time -----------------------------------------------------------------------


def at_once(*posts: Any) -> list[Any]:
    """Send these at the same moment, each on a connection of its own; the answers."""
    start, answers = threading.Barrier(len(posts)), [None] * len(posts)

    def send(index: int, post: Any) -> None:
        try:
            start.wait(timeout=10)
            answers[index] = post()
        finally:
            connection.close()

    threads = [threading.Thread(target=send, args=pair) for pair in enumerate(posts)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(timeout=30)
    return answers


def browsers(cast: Cast, count: int) -> list[Client]:
    made = [Client() for _number in range(count)]
    for client in made:
        client.force_login(cast.colleague)
    return made


@pytest.fixture
def committed(transactional_db: None) -> Cast:
    """A cast that other connections see as well."""
    make.stalking_form(), make.sector(), make.outcome()
    return persons.cast()


@pytest.mark.parametrize("button", ["save", "open"])
def test_clicks_at_the_same_moment_make_one_intake(committed: Cast, button: str) -> None:
    data = typed(do=button)
    answers = at_once(
        *(lambda client=client: client.post(NEW, data) for client in browsers(committed, 4))
    )
    assert {answer.status_code for answer in answers} == {302}
    assert len({answer["Location"] for answer in answers}) == 1
    assert len(rows(Intake)) == len(rows(Person)) == len(rows(IdempotencyRecord)) == 1
    assert len(rows(Dossier)) == (1 if button == "open" else 0)


def test_two_colleagues_open_one_dossier(committed: Cast) -> None:
    intake = make.intake(committed.antwerp, committed.colleague)
    clients = browsers(committed, 3)
    clients[0].force_login(committed.coordinator)
    answers = at_once(*(lambda c=c: c.post(f"/aanmeldingen/{intake.pk}/dossier/") for c in clients))
    (dossier,) = rows(Dossier)
    assert {answer["Location"] for answer in answers} == {dossier.get_absolute_url()}


def test_of_two_changes_at_the_same_moment_one_is_asked_again(committed: Cast) -> None:
    sofie = make.person(committed.antwerp)
    intake = make.intake(committed.antwerp, committed.colleague, people=((sofie, "victim"),))
    row = {"version": "1", "p-0-choice": str(sofie.pk), "p-0-search": ""}
    answers = at_once(
        *(
            lambda c=c, n=n: c.post(
                f"/aanmeldingen/{intake.pk}/wijzigen/",
                typed(story=f"Tekst {n}.", submission=str(uuid.uuid4()), **row),
            )
            for n, c in enumerate(browsers(committed, 3))
        )
    )
    assert sorted(answer.status_code for answer in answers) == [302, 409, 409]
    assert the_intake().version == 2

"""A change and its line stand or fall together; no line, no data.

These tests commit for real: what the web server commits is what counts.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import pytest
from django.db import connection, transaction
from django.test import Client

from accounts.events import DENIED, SIGNED_IN
from accounts.models import Organisation, Role, User
from audit.log import Actor, Subject, record
from audit.models import Event
from tests import make
from tests.database import as_owner
from tests.persons import Cast, cast

pytestmark = pytest.mark.django_db(transaction=True)

SENTINEL = "zeer-geheime-samenvatting"
ACTOR = Actor(None, "test", "operator")


@pytest.fixture
def people() -> Cast:
    return cast()


def client_of(user: User) -> Client:
    client = Client(raise_request_exception=False)
    client.force_login(user)
    return client


@contextmanager
def log_out_of_order(*statements: str, repair: str) -> Iterator[None]:
    """Break the log as the owner, and mend it whatever happens."""
    with as_owner(), connection.cursor() as cursor:
        for statement in statements:
            cursor.execute(statement)
    try:
        yield
    finally:
        with as_owner(), connection.cursor() as cursor:
            cursor.execute(repair)


def log_refuses() -> Any:
    return log_out_of_order(
        "REVOKE INSERT ON audit_event FROM vh_app", repair="GRANT INSERT ON audit_event TO vh_app"
    )


def log_breaks_at_commit() -> Any:
    """As a full disk would: the line is accepted, and the commit fails."""
    return log_out_of_order(
        """CREATE FUNCTION log_is_full() RETURNS trigger LANGUAGE plpgsql
           AS $$ BEGIN RAISE EXCEPTION 'no room for the log'; END $$""",
        """CREATE CONSTRAINT TRIGGER log_is_full AFTER INSERT ON audit_event
           DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION log_is_full()""",
        repair="DROP FUNCTION log_is_full() CASCADE",
    )


def number_of(**conditions: Any) -> int:
    with as_owner():
        return Event.objects.filter(**conditions).count()


def test_rolling_back_takes_the_change_and_its_line() -> None:
    def write_and_stop() -> None:
        Organisation.objects.create(name="Half", code="half")
        record(SIGNED_IN, actor=ACTOR, subject=Subject("organisation", "half"))
        raise KeyError("changed my mind")

    with pytest.raises(KeyError), transaction.atomic():
        write_and_stop()
    assert not Organisation.objects.filter(code="half").exists()
    assert number_of() == 0


@pytest.mark.parametrize("broken", [log_refuses, log_breaks_at_commit])
def test_dossier_is_not_shown_without_a_line(people: Cast, broken: Any) -> None:
    dossier = make.dossier(people.antwerp, summary=SENTINEL)
    client = client_of(people.colleague)
    assert SENTINEL in client.get(dossier.get_absolute_url()).content.decode()

    with broken():
        response = client.get(dossier.get_absolute_url())

    assert response.status_code in {500, 503}
    assert SENTINEL not in response.content.decode()
    assert dossier.reference not in response.content.decode()
    assert SENTINEL in client.get(dossier.get_absolute_url()).content.decode()


@pytest.mark.parametrize("broken", [log_refuses, log_breaks_at_commit])
def test_list_is_not_shown_without_a_line(people: Cast, broken: Any) -> None:
    dossier = make.dossier(people.antwerp)
    client = client_of(people.colleague)
    assert dossier.reference in client.get("/dossiers/").content.decode()
    with broken():
        response = client.get("/dossiers/")
    assert response.status_code in {500, 503}
    assert dossier.reference not in response.content.decode()


@pytest.mark.parametrize("broken", [log_refuses, log_breaks_at_commit])
def test_log_is_not_shown_without_a_line(people: Cast, broken: Any) -> None:
    client_of(people.colleague).get("/dossiers/")
    client = client_of(people.privacy_officer)
    with broken():
        response = client.post("/toezicht/gebruiker/", {"username": "collega"})
    assert response.status_code in {500, 503}
    assert "Lijst van dossiers" not in response.content.decode()


@pytest.mark.parametrize("broken", [log_refuses, log_breaks_at_commit])
def test_nobody_comes_in_without_a_line(people: Cast, broken: Any) -> None:
    client = Client(raise_request_exception=False)
    form = {"username": "collega", "password": make.PASSWORD}
    with broken():
        assert client.post("/aanmelden/", form).status_code in {500, 503}
    assert client.get("/wachtwoord/").status_code == 302
    assert client.post("/aanmelden/", form).status_code == 302


@pytest.mark.parametrize("broken", [log_refuses, log_breaks_at_commit])
def test_nothing_changes_in_the_administration_without_a_line(people: Cast, broken: Any) -> None:
    client = client_of(people.functional_admin)
    url = f"/beheer/accounts/organisation/{people.care.pk}/change/"
    with broken():
        response = client.post(url, {"name": "Anders", "sector": "caw"})
    assert response.status_code in {500, 503}
    assert Organisation.objects.get(pk=people.care.pk).name == people.care.name
    assert client.post(url, {"name": "Anders", "sector": "caw"}).status_code == 302
    assert Organisation.objects.get(pk=people.care.pk).name == "Anders"


def test_refusal_is_logged_although_the_request_is_rolled_back(people: Cast) -> None:
    dossier = make.dossier(people.antwerp)
    assert client_of(people.other_centre).get(dossier.get_absolute_url()).status_code == 404
    with as_owner():
        event = Event.objects.get(event_type=DENIED.code)
    assert (event.actor_name, event.role) == ("anderhuis", "caseworker")
    assert event.object_id == dossier.reference
    assert (event.outcome, event.reason) == ("denied", "GET 404")
    assert event.address == "127.0.0.1"


def test_answers_carry_their_line_before_they_leave(people: Cast) -> None:
    """When the answer is there, another connection already sees the line."""
    from django.db import connections

    dossier = make.dossier(people.antwerp, summary=SENTINEL)
    response = client_of(people.colleague).get(dossier.get_absolute_url())
    assert SENTINEL in response.content.decode()
    other = connections["default"].copy()
    try:
        with other.cursor() as cursor:
            cursor.execute("RESET ROLE")  # a line is for privacy officers only
            cursor.execute("SELECT count(*) FROM audit_event WHERE dossier_id = %s", [dossier.pk])
            assert cursor.fetchone()[0] >= 1
    finally:
        other.close()


def test_member_of_no_case_gets_no_line_of_a_dossier(people: Cast) -> None:
    client = client_of(make.member("nieuw", Role.ANALYST))
    client.get("/dossiers/")
    assert number_of(dossier_id__isnull=False) == 0

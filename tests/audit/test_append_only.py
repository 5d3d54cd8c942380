"""The log can be added to, and nothing else: by the database, not by good manners."""

import datetime as dt
import uuid
from collections.abc import Callable
from contextlib import nullcontext
from typing import Any

import pytest
import time_machine
from django.db import DatabaseError, connection, transaction
from django.test import Client

from accounts.events import ACCOUNT_CHANGED, SIGNED_IN
from accounts.models import Role
from audit.context import request_context
from audit.events import Action, EventType, register
from audit.log import Actor, Subject, new_event, record
from audit.models import Event, Outcome
from lib.acting import acting_as
from tests import make
from tests.database import as_owner

ACTOR = Actor(user_id=7, name="collega", role="caseworker")
SUBJECT = Subject("dossier", "VH-2026-000412", centre_id=3, dossier_id=412)


def write_one() -> Event:
    return record(SIGNED_IN, actor=ACTOR, subject=SUBJECT)


def refused(statement: str, *, by: Callable[[], Any] = nullcontext) -> str:
    """What the database says; fails when it does as it is told."""
    with pytest.raises(DatabaseError) as raised:
        execute(statement, by)
    return str(raised.value)


def execute(statement: str, by: Callable[[], Any]) -> None:
    with transaction.atomic(), by(), connection.cursor() as cursor:
        cursor.execute(statement)


@pytest.mark.django_db
@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE audit_event SET actor_name = 'iemand anders'",
        "UPDATE audit_event SET at = now() WHERE false OR true",
        "DELETE FROM audit_event",
    ],
)
def test_lines_are_never_changed_or_removed(statement: str) -> None:
    event = write_one()
    assert "permission denied" in refused(statement)
    assert "append-only" in refused(statement, by=as_owner)
    with as_owner():
        assert Event.objects.get(pk=event.pk).actor_name == "collega"


@pytest.mark.django_db
def test_application_can_not_empty_the_log() -> None:
    write_one()
    assert "permission denied" in refused("TRUNCATE audit_event")


@pytest.mark.django_db
def test_application_can_not_disarm_the_log() -> None:
    for statement in (
        "ALTER TABLE audit_event DISABLE TRIGGER ALL",
        "DROP TRIGGER audit_event_append_only ON audit_event",
        "ALTER TABLE audit_event NO FORCE ROW LEVEL SECURITY",
        "DROP POLICY app_read ON audit_event",
        "CREATE POLICY alles ON audit_event FOR SELECT USING (true)",
        "SET session_replication_role = replica",
        "ALTER TABLE audit_event OWNER TO vh_app",
    ):
        assert refused(statement), statement


@pytest.mark.django_db
def test_writing_needs_no_right_to_read() -> None:
    """The writer sees nothing of the log, not even her own line."""
    worker = make.member("collega", Role.CASEWORKER, at=make.centre())
    with acting_as(worker.pk):
        write_one()
        assert Event.objects.count() == 0
    with as_owner():
        assert Event.objects.count() == 1


@pytest.mark.django_db
def test_nobody_reads_the_log_but_a_privacy_officer() -> None:
    write_one()
    officer = make.member("privacy", Role.PRIVACY_OFFICER)
    others = [make.member(f"iemand-{role}", role) for role in (Role.ANALYST, Role.FUNCTIONAL_ADMIN)]
    for other in others:
        with acting_as(other.pk):
            assert not Event.objects.exists()
    with acting_as(None):
        assert not Event.objects.exists()
    with acting_as(officer.pk):
        assert Event.objects.count() == 1


# --- what a line holds ----------------------------------------------------------------------


@pytest.mark.django_db
def test_line_answers_every_question() -> None:
    """Who, role, centre, what, which fields, why, when, outcome, from where (NEN 7513 ch. 7)."""
    with request_context("2001:db8::1") as request:
        event = record(
            ACCOUNT_CHANGED,
            actor=ACTOR,
            subject=SUBJECT,
            fields=["summary"],
            row_ids=[1, 2],
            reason="waarom",
            outcome=Outcome.DENIED,
        )
    with as_owner():
        stored = Event.objects.get(pk=event.pk)
    assert (stored.actor_id, stored.actor_name, stored.role) == (7, "collega", "caseworker")
    assert (stored.event_type, stored.action) == ("accounts.changed", "U")
    assert (stored.object_type, stored.object_id) == ("dossier", "VH-2026-000412")
    assert (stored.centre_id, stored.dossier_id) == (3, 412)
    assert (stored.fields, stored.row_ids) == (["summary"], [1, 2])
    assert (stored.reason, stored.outcome) == ("waarom", "denied")
    assert (stored.request_id, stored.address) == (request.request_id, "2001:db8::1")
    assert stored.at.tzinfo is not None


@pytest.mark.django_db
def test_moment_is_the_clock_of_the_database() -> None:
    """A web server with a wrong clock writes no wrong log."""
    with time_machine.travel(dt.datetime(2020, 1, 1, tzinfo=dt.UTC)):
        event = write_one()
    with as_owner(), connection.cursor() as cursor:
        query = "SELECT now() - at < interval '1 minute' FROM audit_event WHERE id = %s"
        cursor.execute(query, [event.pk])
        assert cursor.fetchone() == (True,)


@pytest.mark.django_db
def test_events_of_one_request_share_its_id(client: Client) -> None:
    make.member("collega", Role.CASEWORKER, at=make.centre())
    client.post("/aanmelden/", {"username": "collega", "password": "fout"})
    client.post("/aanmelden/", {"username": "collega", "password": make.PASSWORD})
    with as_owner():
        ids = list(Event.objects.values_list("request_id", flat=True))
    assert len(set(ids)) == 2
    assert None not in ids


@pytest.mark.django_db
def test_reason_longer_than_the_column_is_cut_not_refused() -> None:
    event = record(SIGNED_IN, actor=ACTOR, subject=SUBJECT, reason="x" * 10_000)
    assert len(event.reason) == 500


def test_event_that_nobody_registered_cannot_be_written() -> None:
    unknown = EventType("accounts.zomaar", Action.READ, "iets", "none")
    with pytest.raises(ValueError, match="not registered"):
        new_event(unknown, actor=ACTOR, subject=SUBJECT)


def test_one_code_is_one_event_type() -> None:
    with pytest.raises(ValueError, match="registered twice"):
        register(SIGNED_IN.code, Action.READ, "nog eens")


def test_outside_a_request_there_is_no_request() -> None:
    event = new_event(SIGNED_IN, actor=ACTOR, subject=SUBJECT)
    assert (event.request_id, event.address) == (None, "")
    assert isinstance(event.pk, uuid.UUID)

"""What PostgreSQL itself refuses of a referral, and which state it gives the days."""

import datetime as dt
from typing import Any

import pytest
from django.db import DatabaseError, IntegrityError, transaction

from cases.models import Person
from registrations.models import Referral, ReferralState
from tests import make
from tests.database import as_owner
from tests.persons import Cast, cast

pytestmark = pytest.mark.django_db


def on(day: int) -> dt.date:
    return dt.date(2025, 4, day)


@pytest.fixture
def people() -> Cast:
    return cast()


@pytest.fixture
def somebody(people: Cast) -> Person:
    return make.person(people.antwerp)


def refer(somebody: Person, **days: Any) -> Referral:
    dossier = make.dossier(somebody.centre, received_on=on(1))
    return make.referral(dossier, somebody, **days)


@pytest.mark.parametrize(
    ("days", "state"),
    [
        ({}, ReferralState.REFERRED),
        ({"intake_on": on(1)}, ReferralState.INTAKE),
        ({"waiting_since": on(2)}, ReferralState.WAITING),
        ({"intake_on": on(2), "started_on": on(2)}, ReferralState.STARTED),
        ({"started_on": on(3), "completed_on": on(3)}, ReferralState.COMPLETED),
        ({"started_on": on(3), "stopped_on": on(4), "reason": True}, ReferralState.STOPPED),
        ({"waiting_since": on(3), "declined_on": on(4), "reason": True}, ReferralState.DECLINED),
    ],
)
def test_the_last_day_is_the_state(somebody: Person, days: Any, state: str) -> None:
    if days.pop("reason", False):
        days["end_reason"] = make.end_reason()
    assert refer(somebody, **days).state == state


@pytest.mark.parametrize(
    ("days", "constraint"),
    [
        ({"intake_on": dt.date(2025, 3, 31)}, "referral_intake_on_in_order"),
        ({"waiting_since": dt.date(2025, 3, 31)}, "referral_waiting_since_in_order"),
        ({"intake_on": on(5), "waiting_since": on(4)}, "referral_waiting_since_in_order"),
        ({"waiting_since": on(5), "started_on": on(4)}, "referral_started_on_in_order"),
        ({"intake_on": on(5), "started_on": on(4)}, "referral_started_on_in_order"),
        ({"started_on": on(5), "completed_on": on(4)}, "referral_completed_on_in_order"),
        (
            {"started_on": on(5), "stopped_on": on(4), "reason": True},
            "referral_stopped_on_in_order",
        ),
        (
            {"intake_on": on(5), "declined_on": on(4), "reason": True},
            "referral_declined_on_in_order",
        ),
        ({"completed_on": on(4)}, "referral_ends_once_after_its_start"),
        ({"stopped_on": on(4), "reason": True}, "referral_ends_once_after_its_start"),
        (
            {"started_on": on(2), "completed_on": on(3), "stopped_on": on(4), "reason": True},
            "referral_ends_once_after_its_start",
        ),
        (
            {"started_on": on(2), "declined_on": on(3), "reason": True},
            "referral_declined_never_started",
        ),
        ({"started_on": on(2), "stopped_on": on(3)}, "referral_end_has_its_reason"),
        ({"declined_on": on(3)}, "referral_end_has_its_reason"),
        ({"started_on": on(2), "reason": True}, "referral_end_has_its_reason"),
        ({"role": "child"}, "referral_known_role"),
        ({"stalking": ""}, "referral_stalking_answered"),
    ],
)
def test_a_chain_in_the_wrong_order_is_refused(
    somebody: Person, days: Any, constraint: str
) -> None:
    if days.pop("reason", False):
        days["end_reason"] = make.end_reason()
    with pytest.raises(IntegrityError, match=constraint), transaction.atomic():
        refer(somebody, **days)


def test_one_link_at_a_time(people: Cast, somebody: Person) -> None:
    referral = refer(somebody)
    make.referral_link(referral, people.colleague, token="eerste")
    with pytest.raises(IntegrityError, match="one_at_a_time"), transaction.atomic():
        make.referral_link(referral, people.colleague, token="tweede")


def test_a_token_itself_is_never_stored(people: Cast, somebody: Person) -> None:
    link = make.referral_link(refer(somebody), people.colleague)
    link.token_hash = "een-token-voor-de-test"
    with as_owner(), pytest.raises(DatabaseError), transaction.atomic():
        link.save()

"""Roles hold from a first to a last day, in Brussels, both included."""

import datetime as dt

import pytest
import time_machine
from django.contrib.auth.models import AnonymousUser
from django.core.exceptions import ValidationError
from django.db import IntegrityError, connection, transaction

from accounts.models import Centre, Membership, Role, User
from accounts.policies import may_administer, may_change_rights_of, may_oversee
from lib.acting import acting_as
from tests import make
from tests.database import as_owner

pytestmark = pytest.mark.django_db

TODAY = dt.date(2026, 11, 23)
DAY = dt.timedelta(days=1)


@pytest.fixture
def centre() -> Centre:
    return make.centre()


def at(year: int, month: int, day: int, hour: int, minute: int = 0) -> dt.datetime:
    return dt.datetime(year, month, day, hour, minute, tzinfo=dt.UTC)


def fresh(account: User) -> User:
    """As the next request loads it."""
    return User.objects.get(pk=account.pk)


@pytest.mark.parametrize(
    ("starts", "ends", "holds"),
    [
        (-10, None, True),
        (0, None, True),
        (1, None, False),
        (-10, 0, True),
        (-10, -1, False),
        (0, 0, True),
        (1, 1, False),
    ],
)
def test_role_holds_from_its_first_to_its_last_day(
    centre: Centre, starts: int, ends: int | None, holds: bool
) -> None:
    account = make.member(
        "collega",
        Role.CASEWORKER,
        at=centre,
        starts_on=TODAY + starts * DAY,
        ends_on=None if ends is None else TODAY + ends * DAY,
    )
    with time_machine.travel(at(2026, 11, 23, 12), tick=False):
        assert account.has_role(Role.CASEWORKER) is holds
        assert account.centre_ids() == ([centre.pk] if holds else [])


@pytest.mark.parametrize(
    ("moment", "holds"),
    [
        (at(2025, 12, 31, 22, 59), False),  # 23.59 in Brussels
        (at(2025, 12, 31, 23, 0), True),  # midnight in Brussels
        (at(2026, 12, 31, 22, 59), True),
        (at(2026, 12, 31, 23, 0), False),
        (at(2026, 7, 1, 21, 59), True),
    ],
)
def test_days_begin_at_midnight_in_brussels(
    centre: Centre, moment: dt.datetime, holds: bool
) -> None:
    account = make.member(
        "collega",
        at=centre,
        starts_on=dt.date(2026, 1, 1),
        ends_on=dt.date(2026, 12, 31),
    )
    with time_machine.travel(moment, tick=False):
        assert account.has_role(Role.CASEWORKER) is holds


@pytest.mark.parametrize(
    ("moment", "day"),
    [
        (at(2026, 6, 30, 21, 59), dt.date(2026, 6, 30)),
        (at(2026, 6, 30, 22, 0), dt.date(2026, 7, 1)),
        (at(2026, 3, 28, 23, 30), dt.date(2026, 3, 29)),  # the night without 2.30
        (at(2026, 10, 24, 22, 30), dt.date(2026, 10, 25)),  # the night with 2.30 twice
        (at(2024, 2, 28, 23, 30), dt.date(2024, 2, 29)),
    ],
)
def test_summer_time_and_leap_days(centre: Centre, moment: dt.datetime, day: dt.date) -> None:
    account = make.member("collega", at=centre, starts_on=day, ends_on=day)
    with time_machine.travel(moment, tick=False):
        assert account.has_role(Role.CASEWORKER)


@pytest.mark.parametrize(
    ("starts", "ends", "holds"), [(0, 0, True), (1, 9, False), (-9, -1, False)]
)
def test_database_says_the_same(centre: Centre, starts: int, ends: int, holds: bool) -> None:
    """Wall 2 asks the same question of the clock of the database."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT accounts_brussels_today()")
        (today,) = cursor.fetchone()
    account = make.member(
        "collega", at=centre, starts_on=today + starts * DAY, ends_on=today + ends * DAY
    )
    with acting_as(account.pk), connection.cursor() as cursor:
        cursor.execute("SELECT accounts_acting_centres(), accounts_acting_has_role('caseworker')")
        assert cursor.fetchone() == ([centre.pk] if holds else [], holds)


def test_database_knows_no_role_of_a_closed_account(centre: Centre) -> None:
    account = make.member("dicht", at=centre, is_active=False)
    with acting_as(account.pk), connection.cursor() as cursor:
        cursor.execute("SELECT accounts_acting_centres()")
        assert cursor.fetchone() == ([],)


def test_rights_are_read_again_in_every_request(centre: Centre) -> None:
    account = make.member("collega", at=centre)
    assert fresh(account).centre_ids() == [centre.pk]
    with as_owner():
        Membership.objects.filter(user=account).update(ends_on=dt.date(2020, 12, 31))
    assert fresh(account).centre_ids() == []


def test_someone_may_work_at_two_centres_in_two_roles(centre: Centre) -> None:
    elsewhere = make.centre()
    account = make.member("collega", Role.CASEWORKER, at=centre)
    make.membership(account, Role.COORDINATOR, at=elsewhere)
    assert account.centre_ids() == sorted([centre.pk, elsewhere.pk])
    assert account.centre_ids(Role.COORDINATOR) == [elsewhere.pk]
    assert (account.role_at(centre.pk), account.role_at(elsewhere.pk)) == (
        "caseworker",
        "coordinator",
    )


def test_a_refusal_elsewhere_has_a_role_too(centre: Centre) -> None:
    account = make.member("collega", Role.CASEWORKER, at=centre)
    assert account.role_at(None) == "caseworker"
    assert account.role_at(centre.pk + 1) == "caseworker"
    assert make.user("niemand").role_at(None) == ""


@pytest.mark.parametrize(
    ("role", "with_centre", "with_organisation"),
    [
        (Role.CASEWORKER, False, False),
        (Role.CASE_DIRECTOR, False, True),
        (Role.COORDINATOR, True, True),
        (Role.PARTNER, True, False),
        (Role.PARTNER, False, False),
        (Role.ANALYST, True, False),
        (Role.FUNCTIONAL_ADMIN, False, True),
        (Role.PRIVACY_OFFICER, True, False),
    ],
)
def test_role_that_does_not_fit_its_place_is_refused(
    centre: Centre, role: Role, with_centre: bool, with_organisation: bool
) -> None:
    organisation = make.organisation() if with_organisation else None
    with pytest.raises(IntegrityError, match="membership_scope_fits_role"), transaction.atomic():
        make.member("verkeerd", role, at=centre if with_centre else None, of=organisation)


def test_role_that_ends_before_it_starts_is_refused(centre: Centre) -> None:
    account = make.user("achterstevoren")
    membership = Membership(user=account, role="analyst", starts_on=TODAY, ends_on=TODAY - DAY)
    with pytest.raises(ValidationError, match="voor de eerste dag"):
        membership.full_clean()
    with pytest.raises(IntegrityError, match="membership_period"), transaction.atomic():
        make.membership(account, Role.ANALYST, starts_on=TODAY, ends_on=TODAY - DAY)


# --- who may administer and oversee ---------------------------------------------------------


def test_administrator_needs_role_flag_and_open_account() -> None:
    assert may_administer(make.member("goed", Role.FUNCTIONAL_ADMIN))
    without_flag = make.user("zonder")
    make.membership(without_flag, Role.FUNCTIONAL_ADMIN)
    assert not may_administer(without_flag)
    assert not may_administer(make.user("baas", is_staff=True, is_superuser=True))
    assert not may_administer(make.member("dicht", Role.FUNCTIONAL_ADMIN, is_active=False))
    assert not may_administer(AnonymousUser())


def test_administrator_never_changes_her_own_rights() -> None:
    administrator = make.member("beheerder", Role.FUNCTIONAL_ADMIN)
    assert may_change_rights_of(administrator, make.user("ander"))
    assert not may_change_rights_of(administrator, administrator)
    assert not may_change_rights_of(make.user("niemand"), administrator)


def test_only_a_privacy_officer_oversees() -> None:
    assert may_oversee(make.member("privacy", Role.PRIVACY_OFFICER))
    assert not may_oversee(make.member("beheerder", Role.FUNCTIONAL_ADMIN))
    assert not may_oversee(make.user("baas", is_superuser=True))
    assert not may_oversee(AnonymousUser())

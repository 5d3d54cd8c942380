"""What every request asks first: the session, the account, its memberships."""

import datetime as dt
from typing import Any

import pytest
from django.conf import settings
from django.contrib.sessions.models import Session
from django.test import Client

from accounts.backends import Accounts
from accounts.models import Membership, Role
from accounts.sessions import SessionStore
from lib.calendar import brussels_today
from tests import make
from tests.database import as_owner

pytestmark = pytest.mark.django_db
DAY = dt.timedelta(days=1)


def stored() -> SessionStore:
    store = SessionStore()
    store["word"] = "bewaard"
    store.create()
    return store


def test_a_session_comes_back_until_it_ends() -> None:
    key = stored().session_key
    assert SessionStore(key)["word"] == "bewaard"
    Session.objects.update(expire_date=dt.datetime(2020, 1, 1, tzinfo=dt.UTC))
    ended = SessionStore(key)
    assert ended.get("word") is None
    assert ended.session_key is None


@pytest.mark.parametrize("cookie", ["x" * 32, '"aaaa\\000bbbb"', "é" * 20, "a'; DROP TABLE x"])
def test_a_cookie_that_is_no_session_is_a_stranger(client: Client, cookie: str) -> None:
    name = settings.SESSION_COOKIE_NAME
    # As it stands in the header; a cookie may write a NUL as an octal number.
    client.cookies[name] = ""
    client.cookies[name].set(name, cookie, cookie)
    assert client.get("/").status_code == 302


def test_a_closed_account_is_nobody() -> None:
    user = make.user("collega")
    assert Accounts().get_user(user.pk) == user
    with as_owner():
        type(user).objects.update(is_active=False)
    assert Accounts().get_user(user.pk) is None
    assert Accounts().get_user(0) is None


def test_only_the_memberships_of_today_count(django_assert_num_queries: Any) -> None:
    centre, user, today = make.centre(), make.user("collega"), brussels_today()
    with as_owner():
        for role, starts, ends in (
            (Role.CASEWORKER, today, today),
            (Role.COORDINATOR, today - DAY, today - DAY),
            (Role.CASE_DIRECTOR, today + DAY, None),
        ):
            Membership.objects.create(
                user=user, centre=centre, role=role, starts_on=starts, ends_on=ends
            )
        Membership.objects.create(user=user, role=Role.ANALYST, starts_on=today)
    with django_assert_num_queries(1):
        held = user.memberships_today
        assert [(one.role, one.centre) for one in held] == [
            ("analyst", None),
            ("caseworker", centre),
        ]
    assert held == tuple(Membership.objects.filter(user=user).on(today).order_by("role"))

"""The address in the log and in the lockout is the user's, not the proxy's."""

from typing import Any

import pytest
from django.test import Client

from accounts.events import SIGN_IN_FAILED
from accounts.models import Role
from audit.models import Event
from tests import make
from tests.database import as_owner

pytestmark = pytest.mark.django_db

PROXY = "172.18.0.1"


def fail(forwarded: str | None, username: str = "collega") -> int:
    headers = {} if forwarded is None else {"X-Forwarded-For": forwarded}
    form = {"username": username, "password": "fout"}
    response = Client().post("/aanmelden/", form, REMOTE_ADDR=PROXY, headers=headers)
    return response.status_code


def logged() -> str:
    with as_owner():
        return Event.objects.filter(event_type=SIGN_IN_FAILED.code).latest("at").address


@pytest.mark.parametrize(
    ("proxies", "forwarded", "address"),
    [
        (0, "192.0.2.7", PROXY),  # nobody of ours wrote it
        (1, "192.0.2.7", "192.0.2.7"),
        (1, "203.0.113.9, 192.0.2.7", "192.0.2.7"),  # the first may be made up
        (2, "203.0.113.9, 192.0.2.7, 10.0.0.1", "192.0.2.7"),
        (1, " 2001:DB8::1 ", "2001:db8::1"),
        (1, None, PROXY),
        (1, "", PROXY),
        (2, "192.0.2.7", PROXY),
        (1, "onzin", PROXY),
        (1, "192.0.2.7" * 1000, PROXY),
    ],
)
def test_address_is_the_one_our_own_proxy_saw(
    settings: Any, proxies: int, forwarded: str | None, address: str
) -> None:
    settings.PROXY_COUNT = proxies
    assert fail(forwarded) == 422
    assert logged() == address


def test_lockout_behind_a_proxy_hits_one_place_only(settings: Any) -> None:
    settings.PROXY_COUNT = 1
    make.member("collega", Role.CASEWORKER, at=make.centre())
    assert [fail("203.0.113.9") for _ in range(5)][-1] == 429
    form = {"username": "collega", "password": make.PASSWORD}
    at_work = {"X-Forwarded-For": "192.0.2.7"}
    response = Client().post("/aanmelden/", form, REMOTE_ADDR=PROXY, headers=at_work)
    assert response.status_code == 302


def test_made_up_addresses_do_not_get_round_the_lockout(settings: Any) -> None:
    settings.PROXY_COUNT = 1
    answers = [fail(f"10.1.1.{number}, 203.0.113.9") for number in range(5)]
    assert answers[-1] == 429

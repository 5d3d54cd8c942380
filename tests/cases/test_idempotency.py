"""run_once: one effect per key, however often it is sent."""

import uuid
from typing import Any

import pytest

from accounts.models import User
from cases.errors import KeyReused, Refused
from cases.models import IdempotencyRecord
from cases.services.idempotency import Answer, run_once
from lib.acting import acting_as
from tests.persons import Cast

KEY = uuid.UUID("6f1d3c1e-8f0e-4f0c-9b57-4a1d4e1c0a11")


class Deed:
    """Something that should happen once."""

    def __init__(self) -> None:
        self.done = 0

    def __call__(self) -> Answer:
        self.done += 1
        return Answer(302, location=f"/plaats/{self.done}/", response={"nummer": self.done})


def send(by: User, deed: Any, **changes: Any) -> Answer:
    return run_once(**{"by": by, "key": KEY, "route": "r", "body": b"a", "act": deed, **changes})


def test_the_first_answer_is_given_again(by: User) -> None:
    deed = Deed()
    first, again = send(by, deed), send(by, deed)
    assert deed.done == 1
    assert (first.replayed, again.replayed) == (False, True)
    assert (again.status, again.location, again.response) == (302, "/plaats/1/", {"nummer": 1})


@pytest.mark.parametrize("changes", [{"body": b"b"}, {"route": "elders"}])
def test_a_key_goes_with_one_body_on_one_route(by: User, changes: dict[str, Any]) -> None:
    deed = Deed()
    send(by, deed)
    with pytest.raises(KeyReused):
        send(by, deed, **changes)
    assert deed.done == 1


def test_what_failed_may_be_tried_again(by: User) -> None:
    def refuse() -> Answer:
        raise Refused({"": "Nee."})

    with pytest.raises(Refused):
        send(by, refuse)
    assert not IdempotencyRecord.objects.exists()
    deed = Deed()
    assert send(by, deed).location == "/plaats/1/"


def test_keys_belong_to_one_user(by: User, cast: Cast) -> None:
    deed = Deed()
    send(by, deed)
    with acting_as(cast.coordinator.pk):
        assert send(cast.coordinator, deed).location == "/plaats/2/"
        assert IdempotencyRecord.objects.count() == 1

"""Every URL × every person, with both walls and with wall 1 patched away."""

from typing import Any

import pytest
from django.db import models, transaction
from django.test import Client

from cases import querysets
from registrations.models import counted as counted_models
from registrations.models import intake as intake_models
from reporting import querysets as reporting_querysets
from reporting.deliveries import querysets as delivery_querysets
from tests.access.matrix import (
    EVERYONE,
    Row,
    ask,
    leaks,
    url_names,
    urls_without_row,
    verdict,
)
from tests.access.rows import ROWS
from tests.access.world import World, world

pytestmark = pytest.mark.django_db


@pytest.fixture
def full_world() -> World:
    return world()


def signed_in(person: str, world: World) -> Client:
    # A view that raises is a 500 here, and 500 is never an expected answer.
    client = Client(raise_request_exception=False)
    if person != "anonymous":
        client.force_login(getattr(world.people, person))
    return client


def defects(world: World, person: str, rows: tuple[Row, ...] = ROWS) -> list[str]:
    """Wrong answers and leaks over the whole matrix for one person."""
    found = []
    client = signed_in(person, world)
    cookies = client.cookies.output()
    for row in rows:
        for method in row.methods:
            client.cookies.clear()
            client.cookies.load(cookies.replace("Set-Cookie: ", ""))
            with rolled_back():
                response = ask(client, row, method, world)
            found.append(verdict(row, method, person, response))
            found += [
                f"{method.upper()} {row.name} as {person} shows {sentinel}"
                for sentinel in leaks(response, person)
            ]
    return [defect for defect in found if defect]


class rolled_back(transaction.Atomic):  # noqa: N801 - reads as a phrase
    """What a request of the matrix changed does not reach the next one."""

    def __init__(self) -> None:
        super().__init__(using=None, savepoint=True, durable=False)

    def __exit__(self, *exc: Any) -> None:
        transaction.set_rollback(True)
        super().__exit__(*exc)


@pytest.mark.parametrize("person", EVERYONE)
def test_every_url_answers_every_person_as_agreed(full_world: World, person: str) -> None:
    assert defects(full_world, person) == []


@pytest.mark.slow
@pytest.mark.parametrize("person", EVERYONE)
def test_wall_2_alone_holds(
    full_world: World, person: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The same matrix with every filter in Python gone."""
    remove_wall_1(monkeypatch)
    assert defects(full_world, person) == []


def remove_wall_1(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let visible_to and editable_by give back everything."""
    patched = 0
    for queryset in scoped_querysets():
        for name in ("visible_to", "editable_by"):
            if name in vars(queryset):
                monkeypatch.setattr(queryset, name, _everything)
                patched += 1
    assert patched >= 6, "wall 1 was not found: this test would prove nothing"


def scoped_querysets() -> list[type[models.QuerySet[Any]]]:
    modules = (
        *(querysets, counted_models, intake_models),
        *(reporting_querysets, delivery_querysets),
    )
    return [
        value
        for module in modules
        for value in vars(module).values()
        if isinstance(value, type) and issubclass(value, models.QuerySet)
    ]


def _everything(queryset: models.QuerySet[Any], _user: object) -> models.QuerySet[Any]:
    return queryset.all()


# --- the matrix can go red ------------------------------------------------------------------


def test_every_url_has_a_row() -> None:
    assert urls_without_row(url_names(), ROWS) == set()


def test_every_row_has_a_url() -> None:
    assert {row.name for row in ROWS} - url_names() == set()


@pytest.mark.parametrize("missing", sorted({row.name for row in ROWS}))
def test_each_planted_omission_is_found(missing: str) -> None:
    """Forget one row at a time: each is reported."""
    rest = [row for row in ROWS if row.name != missing]
    assert urls_without_row(url_names(), rest) == {missing}


def test_a_planted_leak_is_found(
    full_world: World, monkeypatch: pytest.MonkeyPatch, settings: Any
) -> None:
    """A view that forgets wall 1, with wall 2 off as well, is caught by its sentinel."""
    from django.http import HttpResponse

    from tests.database import as_owner

    with as_owner():
        leaky = HttpResponse(full_world.dossier.summary)
    assert leaks(leaky, "other_centre")
    assert leaks(leaky, "convened_partner")
    assert not leaks(leaky, "colleague")
    header = HttpResponse(headers={"Location": f"/?q={full_world.person.family_name}"})
    assert leaks(header, "analyst")


def test_both_walls_gone_is_noticed(full_world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    """The matrix itself: without any wall it must be full of defects."""
    from tests.database import as_owner

    remove_wall_1(monkeypatch)
    with as_owner():
        assert len(defects(full_world, "other_centre")) > 10

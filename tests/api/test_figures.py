"""Figures through the API are the figures of the screen."""

import pytest
from django.test import Client

from accounts.models import User
from reporting.services.published import load_published_figures
from tests import make
from tests.database import as_owner
from tests.persons import Cast, cast

pytestmark = pytest.mark.django_db

URL = "/api/v1/figures/dossiers_stalking/"


@pytest.fixture
def people() -> Cast:
    return cast()


def client_of(user: User) -> Client:
    client = Client()
    client.force_login(user)
    return client


def test_counts_with_value_and_state_apart(people: Cast) -> None:
    for _ in range(3):
        make.dossier(people.antwerp, stalking="yes")
    make.dossier(people.antwerp, stalking="unknown")
    answer = client_of(people.coordinator).get(URL, {"from": "2022", "to": "2025"})
    assert answer.status_code == 200, answer.content
    figures = {(row["centre"], row["year"]): row for row in answer.json()["figures"]}
    assert figures[people.antwerp.code, 2025]["stalking"] == {"value": 3, "state": "counted"}
    assert figures[people.antwerp.code, 2025]["unknown"] == {"value": 1, "state": "counted"}
    assert figures[people.leuven.code, 2025]["stalking"] == {"value": 0, "state": "counted"}
    assert figures[people.antwerp.code, 2022]["stalking"]["state"] == "not_registered"
    assert figures[people.antwerp.code, 2022]["stalking"]["value"] is None
    assert answer.json()["explanation"]


def test_a_caseworker_counts_her_own_centre(people: Cast) -> None:
    rows = client_of(people.colleague).get(URL).json()["figures"]
    assert {row["centre"] for row in rows} == {people.antwerp.code, None}


@pytest.mark.parametrize("query", [{"from": "x"}, {"from": "2025", "to": "2024"}, {"per": "dag"}])
def test_a_bad_question_is_told(people: Cast, query: dict[str, str]) -> None:
    assert client_of(people.analyst).get(URL, query).status_code == 422


def test_published_figures_come_with_state_and_source(people: Cast) -> None:
    with as_owner():
        load_published_figures()
    url = "/api/v1/figures/published/"
    analyst = client_of(people.analyst)
    assert len(analyst.get(url).json()) == 583
    rows = analyst.get(url, {"indicator": "helpline_contacts_stalking"}).json()
    whole = [(row["printed"], row["value"], row["status"]) for row in rows if not row["dim1"]]
    assert ("178", "178.000000", "delivered") in whole
    assert all(value is None for _printed, value, status in whole if status != "delivered")
    assert analyst.get(url, {"indicator": "a b"}).status_code == 422

"""The API as a machine meets it."""

import json
import uuid
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import translation
from rest_framework.authtoken.models import Token

from accounts.models import User
from audit.models import Event
from cases.api.serializers import DossierOut
from cases.models import Dossier, Offence
from tests import make
from tests.cases.budget import work_in
from tests.database import as_owner
from tests.persons import Cast, cast

pytestmark = pytest.mark.django_db

URL = "/api/v1/dossiers/"


@pytest.fixture
def people() -> Cast:
    return cast()


class Machine:
    """A caller with a token."""

    def __init__(self, user: User) -> None:
        with as_owner():
            token = Token.objects.create(user=user)
        self.client = Client(headers={"authorization": f"Token {token.key}"})

    def get(self, url: str, **query: str) -> Any:
        return self.client.get(url, query)

    def send(self, method: str, url: str, body: Any, **headers: str) -> Any:
        raw = body if isinstance(body, bytes) else json.dumps(body)
        names = {key.replace("_", "-"): value for key, value in headers.items()}
        return self.client.generic(method, url, raw, content_type="application/json", headers=names)

    def post(self, url: str, body: Any, key: str = "") -> Any:
        return self.send("POST", url, body, idempotency_key=key or str(uuid.uuid4()))


@pytest.fixture
def machine(people: Cast) -> Machine:
    return Machine(people.colleague)


def new_dossier(people: Cast, **fields: object) -> dict[str, object]:
    return {
        "centre": people.antwerp.code,
        "received_on": "2025-12-31",
        "stalking": "yes",
        "summary": "Volgt haar naar het werk.",
    } | fields


def test_opens_a_dossier_and_reads_it_back(machine: Machine, people: Cast) -> None:
    created = machine.post(URL, new_dossier(people))
    assert created.status_code == 201
    assert created["ETag"] == '"1"'
    read = machine.get(created["Location"])
    assert read.json() == created.json()
    assert read.json()["received_on"] == "2025-12-31"
    with as_owner():
        dossier = Dossier.objects.get()
        log = list(Event.objects.values_list("event_type", "dossier_id", "actor_name"))
    assert ("cases.dossier.opened", dossier.pk, "collega") in log
    assert ("cases.dossier.read", dossier.pk, "collega") in log


def test_a_retry_with_the_same_key_opens_nothing_new(machine: Machine, people: Cast) -> None:
    key = str(uuid.uuid4())
    first = machine.post(URL, new_dossier(people), key)
    again = machine.post(URL, new_dossier(people), key)
    assert again.status_code == 201
    assert again.content == first.content
    assert again["Idempotency-Replayed"] == "true"
    with as_owner():
        assert Dossier.objects.count() == 1


def test_a_key_with_another_body_is_refused(machine: Machine, people: Cast) -> None:
    key = str(uuid.uuid4())
    machine.post(URL, new_dossier(people), key)
    assert machine.post(URL, new_dossier(people, stalking="no"), key).status_code == 422


def test_a_refused_body_does_not_use_up_its_key(machine: Machine, people: Cast) -> None:
    key = str(uuid.uuid4())
    assert machine.post(URL, new_dossier(people, stalking=""), key).status_code == 422
    assert machine.post(URL, new_dossier(people), key).status_code == 201


def test_a_post_needs_a_key(machine: Machine, people: Cast) -> None:
    response = machine.send("POST", URL, new_dossier(people))
    assert response.status_code == 400


def test_a_change_needs_the_version_it_read(machine: Machine, people: Cast) -> None:
    dossier = make.dossier(people.antwerp)
    url = f"{URL}{dossier.reference}/"
    assert machine.send("PATCH", url, {"stalking": "yes"}).status_code == 428
    assert machine.send("PATCH", url, {"stalking": "yes"}, if_match='"7"').status_code == 412
    assert machine.send("PATCH", url, {"stalking": "yes"}, if_match="W/x").status_code == 412
    changed = machine.send("PATCH", url, {"stalking": "yes"}, if_match='"1"')
    assert changed.status_code == 200
    assert changed["ETag"] == '"2"'
    assert changed.json()["stalking"] == "yes"
    assert machine.send("PATCH", url, {"stalking": "no"}, if_match='"1"').status_code == 412


def test_records_and_replaces_an_offence(machine: Machine, people: Cast) -> None:
    dossier = make.dossier(people.antwerp)
    make.stalking_form()
    make.belaging()
    url = f"{URL}{dossier.reference}/offences/"
    body = {"occurred_from": "2025-03-01", "occurred_until": "2025-03-09", "forms": ["stalking"]}
    created = machine.post(url, body)
    assert created.status_code == 201, created.json()
    assert machine.get(url).json() == [created.json()]
    offence_url = created["Location"]
    body |= {"status": "refuted", "offence_type": "belaging_442bis"}
    changed = machine.send("PUT", offence_url, body, if_match='"1"')
    assert changed.status_code == 200, changed.json()
    assert changed.json()["status"] == "refuted"
    assert machine.send("PUT", offence_url, body, if_match='"1"').status_code == 412


def test_replacing_an_offence_keeps_who_did_what(machine: Machine, people: Cast) -> None:
    dossier = make.dossier(people.antwerp)
    sofie = make.person(people.antwerp)
    make.involvement(dossier, sofie)
    offence = make.offence(dossier, forms=(make.stalking_form(),), affected=(sofie,))
    url = f"{URL}{dossier.reference}/offences/{offence.pk}/"
    body = {"occurred_from": "2025-03-01", "forms": ["stalking"], "description": "Nieuw."}
    assert machine.send("PUT", url, body, if_match='"1"').status_code == 200
    with as_owner():
        assert [party.person for party in offence.parties.all()] == [sofie]


def test_lists_by_keyset_and_filters(machine: Machine, people: Cast) -> None:
    made = [make.dossier(people.antwerp, stalking="yes" if n % 2 else "no") for n in range(53)]
    first = machine.get(URL).json()
    assert len(first["results"]) == 50
    rest = machine.get(URL, cursor=first["older"]).json()
    seen = [row["reference"] for row in first["results"] + rest["results"]]
    assert seen == [dossier.reference for dossier in reversed(made)]
    back = machine.get(URL, cursor=rest["newer"]).json()
    assert back["results"] == first["results"]
    stalking = machine.get(URL, stalking="yes").json()["results"]
    assert {row["stalking"] for row in stalking} == {"yes"}
    assert len(stalking) == 26
    assert machine.get(URL, received_from="2026-01-01").json()["results"] == []
    with as_owner():
        listed = Event.objects.filter(event_type="cases.dossier.listed").latest("at")
    assert listed.row_ids == []


@pytest.mark.parametrize("query", [{"cursor": "x"}, {"cursor": "é"}, {"received_from": "31"}])
def test_a_bad_query_is_told(machine: Machine, query: dict[str, str]) -> None:
    assert machine.get(URL, **query).status_code == 422


def test_a_convened_partner_reads_without_notes_and_writes_nothing(people: Cast) -> None:
    dossier = make.dossier(people.antwerp, summary="Alleen voor het centrum.")
    make.convocation(dossier, people.police, people.case_director)
    partner = Machine(people.convened_partner)
    read = partner.get(f"{URL}{dossier.reference}/")
    assert read.status_code == 200
    assert "summary" not in read.json()
    assert "Alleen voor" not in partner.get(URL).content.decode()
    change = {"stalking": "yes"}
    url = f"{URL}{dossier.reference}/"
    assert partner.send("PATCH", url, change, if_match='"1"').status_code == 403
    offence = {"occurred_from": "2025-03-01", "forms": [make.stalking_form().code]}
    assert partner.post(f"{url}offences/", offence).status_code == 403
    assert partner.post(URL, new_dossier(people)).status_code == 403


def test_another_centre_finds_nothing(people: Cast) -> None:
    dossier = make.dossier(people.antwerp)
    offence = make.offence(dossier)
    other = Machine(people.other_centre)
    for url in ("", "offences/", f"offences/{offence.pk}/"):
        assert other.get(f"{URL}{dossier.reference}/{url}").status_code == 404
    assert other.get(URL).json()["results"] == []
    assert other.post(URL, new_dossier(people)).status_code == 403


def test_without_a_token_there_is_nothing(people: Cast) -> None:
    assert Client().get(URL).status_code == 401
    assert Client(headers={"authorization": "Token fout"}).get(URL).status_code == 401


def test_a_session_needs_a_csrf_token_to_write(people: Cast) -> None:
    client = Client(enforce_csrf_checks=True)
    client.force_login(people.colleague)
    assert client.get(URL).status_code == 200
    body = json.dumps(new_dossier(people))
    response = client.post(URL, body, content_type="application/json")
    assert response.status_code == 403


BAD_BODIES: list[tuple[bytes | dict[str, object], int]] = [
    (b"", 422),
    (b"{", 422),
    (b"[]", 422),
    (b'"x"', 422),
    (b"\xff\xfe", 422),
    (b"[" * 100_000, 422),
    (b'{"a":' * 100_000, 422),
    (b'{"centre": NaN}', 422),
    ({}, 422),
    ({"received_on": "2025-02-30"}, 422),
    ({"received_on": "2999-01-01"}, 422),
    ({"received_on": 20250101}, 422),
    ({"stalking": None}, 422),
    ({"stalking": "misschien"}, 422),
    ({"stalking": ["yes"]}, 422),
    ({"centre": "nergens"}, 422),
    ({"centre": {"a": 1}}, 422),
    ({"centre": "a\x00b"}, 422),
    ({"summary": "a\x00b"}, 422),
    ({"summary": "a\ud800b"}, 422),
    ({"summary": "\u202egnp.exe"}, 422),
    ({"summary": "x" * 10_000_000}, 422),
    ({"summary": 7.5}, 201),
    ({"summary": {"a": "b"}}, 422),
    ({"summary": "a\ufffdb"}, 422),
]


@pytest.mark.parametrize(("body", "expected"), BAD_BODIES, ids=range(len(BAD_BODIES)))
def test_bad_input_is_told_and_saves_nothing(
    machine: Machine, people: Cast, body: bytes | dict[str, object], expected: int
) -> None:
    sent = new_dossier(people) | body if isinstance(body, dict) and body else body
    response = machine.post(URL, sent)
    assert response.status_code == expected, response.content[:300]
    if expected != 201:
        with as_owner():
            assert not Dossier.objects.exists()
        assert response.json()


def texts_of(answer: Any) -> list[str]:
    """Every message of an answer, with the bodies of lists and fields opened."""
    if isinstance(answer, str):
        return [answer]
    parts = answer.values() if isinstance(answer, dict) else answer
    return [text for part in parts for text in texts_of(part)]


@pytest.mark.parametrize("body", [bad for bad, _ in BAD_BODIES], ids=range(len(BAD_BODIES)))
def test_what_is_wrong_is_told_in_dutch(
    machine: Machine, people: Cast, body: bytes | dict[str, object]
) -> None:
    sent = new_dossier(people) | body if isinstance(body, dict) and body else body
    dutch = machine.post(URL, sent)
    if dutch.status_code == 201:
        return
    with translation.override("en"):
        english = machine.post(URL, sent)
    assert len(texts_of(dutch.json())) == len(texts_of(english.json())) > 0
    assert not set(texts_of(dutch.json())) & set(texts_of(english.json()))


def test_an_impossible_day_says_so(machine: Machine, people: Cast) -> None:
    response = machine.post(URL, new_dossier(people, received_on="2025-02-30"))
    assert response.json() == {
        "received_on": ["Dit is geen bestaande dag in de vorm YYYY-MM-DD, bijvoorbeeld 2026-11-03."]
    }


def test_what_is_not_there_names_nothing(machine: Machine) -> None:
    response = machine.get(f"{URL}VH-1999-000001/")
    assert (response.status_code, response.json()) == (404, {"detail": "Niet gevonden."})


def test_bad_offences_are_told(machine: Machine, people: Cast) -> None:
    dossier = make.dossier(people.antwerp)
    ended = make.form("oud", valid_until="2000-01-01")
    url = f"{URL}{dossier.reference}/offences/"
    good = {"occurred_from": "2025-03-01", "forms": [make.stalking_form().code]}
    wrongs: list[dict[str, object]] = [
        {"forms": []},
        {"forms": "stalking"},
        {"forms": [ended.code]},
        {"occurred_from": "2999-01-01"},
        {"occurred_until": "2025-02-01"},
        {"occurred_from": "0001-01-01"},
        {"status": "zeker"},
        {"relation": "onbekend-x"},
    ]
    for wrong in wrongs:
        response = machine.post(url, good | wrong)
        assert response.status_code == 422, (wrong, response.content)
    with as_owner():
        assert not Offence.objects.exists()


def test_the_schema_describes_itself(machine: Machine) -> None:
    schema = machine.get("/api/v1/schema.json")
    assert schema.status_code == 200
    assert "/api/v1/dossiers/{reference}/offences/" in schema.json()["paths"]


def test_a_page_of_the_list_takes_few_queries(
    people: Cast, django_assert_max_num_queries: Any
) -> None:
    for _ in range(60):
        make.dossier(people.antwerp, case_director=people.case_director)
    machine = Machine(people.colleague)
    # Token, memberships, list, audit, the actor told twice; in a test also three for savepoints.
    with django_assert_max_num_queries(9):
        machine.get(URL)


def test_an_answer_holds_every_field_of_its_description(machine: Machine, people: Cast) -> None:
    dossier = make.dossier(people.antwerp, case_director=people.case_director)
    body = machine.get(f"{URL}{dossier.reference}/").json()
    assert tuple(body) == DossierOut.Meta.fields
    assert body["case_director"] == people.case_director.username
    assert (body["centre"], body["closure_reason"]) == (people.antwerp.code, None)
    assert body["opened_on"] == dossier.opened_on.isoformat()


def test_opening_stays_within_its_budget(people: Cast) -> None:
    """Who it is (3), the walls, the key and its answer (2), the dossier (2) and the log."""
    browser = Client()
    browser.force_login(people.colleague)
    with CaptureQueriesContext(connection) as captured:
        opened = browser.post(
            URL,
            new_dossier(people),
            content_type="application/json",
            headers={"idempotency-key": str(uuid.uuid4())},
        )
    assert opened.status_code == 201
    assert len(work := work_in(captured)) <= 9, work
    savepoints = [q for q in captured.captured_queries if q["sql"].startswith("SAVEPOINT")]
    # One for the request itself inside a test, one to take a refused dossier back.
    assert len(savepoints) <= 2

"""Open data: what was released and nothing else, for who never signed in."""

import json
from typing import Any

import pytest
from django.core.exceptions import PermissionDenied
from django.db import DatabaseError, transaction
from django.test import Client
from django.urls import reverse

from accounts.models import Role, User
from audit.models import Event
from cases.errors import Refused
from lib.acting import acting_as
from lib.calendar import brussels_today
from reporting.models import Answer, Question, Withdrawal
from reporting.services.withdrawing import withdraw_answer
from tests import make
from tests.database import as_owner
from tests.hostile import forms_in

pytestmark = pytest.mark.django_db


@pytest.fixture
def question() -> Question:
    """Edition 1 went to parliament, edition 2 to everybody."""
    question = make.question("Belaging")
    make.reason(question)
    make.answer(question, edition=1)
    make.answer(question, edition=2, profile="open_data")
    return question


def at(name: str, question: Question, edition: int) -> str:
    return reverse(f"reporting:{name}", args=[question.pk, edition])


@pytest.mark.parametrize("name", ["open_data_set", "open_data_file"])
def test_only_a_released_edition_exists_for_the_public(
    client: Client, question: Question, name: str
) -> None:
    assert client.get(at(name, question, 2)).status_code == 200
    assert client.get(at(name, question, 1)).status_code == 404
    assert client.get(f"/open-data/{10**30}/1/").status_code == 404


def test_the_database_shows_the_public_released_editions_only(question: Question) -> None:
    """Wall 2: without an actor and without any filter."""
    assert [answer.edition for answer in Answer.objects.all()] == [2]
    assert not Question.objects.exists()


def test_the_list_names_the_released_answer(client: Client, question: Question) -> None:
    page = client.get(reverse("reporting:open_data")).content.decode()
    assert "Belaging" in page
    assert at("open_data_set", question, 2) in page
    assert at("open_data_set", question, 1) not in page


def test_the_catalogue_is_dcat_ap_in_json_ld(client: Client, question: Question) -> None:
    response = client.get(reverse("reporting:open_data_catalogue", args=["jsonld"]))
    catalogue = json.loads(response.content)
    (dataset,) = catalogue["dcat:dataset"]
    (distribution,) = dataset["dcat:distribution"]

    assert response["Content-Type"] == "application/ld+json"
    assert catalogue["@type"] == "dcat:Catalog"
    for needed in ("dct:title", "dct:description", "dct:publisher"):
        assert catalogue[needed]
        assert dataset[needed]
    assert dataset["@id"].endswith(at("open_data_set", question, 2))
    assert distribution["dct:license"][0]["@id"].startswith(
        "https://data.vlaanderen.be/id/licentie"
    )
    file = client.get(distribution["dcat:downloadURL"][0]["@id"])
    assert int(one(distribution, "dcat:byteSize")) == len(file.content)


def one(node: dict[str, Any], name: str) -> str:
    return str(node[name][0]["@value"])


def test_turtle_says_as_many_things_and_escapes_what_people_typed(client: Client) -> None:
    question = make.question('Over "aanhalingstekens" \\ en\nregels')
    make.reason(question)
    make.answer(question, profile="open_data")
    text = client.get(reverse("reporting:open_data_catalogue", args=["ttl"])).content.decode()

    assert text.count(" a dcat:Dataset") == 1
    assert '\\"aanhalingstekens\\" \\\\ en\\nregels' in text
    assert "@prefix dcat:" in text


def succession(client: Client) -> dict[str, dict[str, Any]]:
    response = client.get(reverse("reporting:open_data_catalogue", args=["jsonld"]))
    return {one["dcat:version"][0]["@value"]: one for one in response.json()["dcat:dataset"]}


def test_the_newest_edition_that_stands_replaces_the_others(
    client: Client, question: Question
) -> None:
    assert "nieuwere editie" not in client.get(at("open_data_set", question, 2)).content.decode()
    make.answer(question, edition=3, profile="open_data")
    make.answer(question, edition=4, profile="open_data")
    found = succession(client)
    last = found["4"]["@id"]
    for edition in ("2", "3"):
        assert [one["@id"] for one in found[edition]["dct:isReplacedBy"]] == [last]
    replaced = [one["@id"] for one in found["4"]["dct:replaces"]]
    assert sorted(replaced) == sorted(found[edition]["@id"] for edition in ("2", "3"))
    page = client.get(at("open_data_set", question, 2)).content.decode()
    assert "Van dit antwoord is er een nieuwere editie." in page
    assert at("open_data_set", question, 4) in page


def test_what_is_withdrawn_replaces_nothing(client: Client, question: Question) -> None:
    make.answer(question, edition=3, profile="open_data")
    user = make.member("coordinator", Role.COORDINATOR, at=make.centre("Veilig Huis Antwerpen"))
    with acting_as(user.pk):
        withdrawn = Answer.objects.get(question=question, edition=3)
        withdraw_answer(by=user, answer=withdrawn, reason="Een telfout.")
    found = succession(client)
    assert "dct:isReplacedBy" not in found["2"]
    assert "dct:replaces" not in found["3"]


def test_another_format_does_not_exist(client: Client) -> None:
    assert client.get("/open-data/catalogus.exe").status_code == 404


def withdraw(client: Client, question: Question, edition: int, reason: str) -> Any:
    path = at("answer_withdraw", question, edition)
    form = next(one for one in forms_in(client.get(path).content.decode()) if "reason" in one.names)
    values = {name: value[0] for name, value in form.values.items()}
    return client.post(path, {**values, "reason": reason})


def test_a_withdrawn_edition_is_gone_and_says_why(
    client: Client, coordinator: User, question: Question
) -> None:
    assert withdraw(client, question, 2, "").status_code == 422
    done = withdraw(client, question, 2, "Een <telfout> in tabel 1.")
    assert done["Location"] == at("answer", question, 2)
    inside = client.get(done["Location"]).content.decode()
    assert "Een &lt;telfout&gt; in tabel 1." in inside
    assert at("answer_withdraw", question, 2) not in inside

    public = Client()
    for name in ("open_data_set", "open_data_file"):
        gone = public.get(at(name, question, 2))
        assert gone.status_code == 410
        page = gone.content.decode()
        assert "Een &lt;telfout&gt; in tabel 1." in page
        assert "slachtoffers per jaar" not in page
        assert "coordinator" not in page
    listed = public.get(reverse("reporting:open_data")).content.decode()
    assert listed.index("Ingetrokken") < listed.index(at("open_data_set", question, 2))
    with as_owner():
        event = Event.objects.get(event_type="reporting.answer.withdrawn")
    assert event.reason == "Een <telfout> in tabel 1."


def test_a_newer_edition_is_named_in_its_place(
    client: Client, coordinator: User, question: Question
) -> None:
    make.answer(question, edition=3, profile="open_data")
    withdraw(client, question, 2, "Vervangen.")
    assert (
        at("open_data_set", question, 3)
        in client.get(at("open_data_set", question, 2)).content.decode()
    )
    assert client.get(at("open_data_file", question, 3)).status_code == 200


def test_the_catalogue_keeps_the_record_and_loses_the_file(
    client: Client, coordinator: User, question: Question
) -> None:
    withdraw(client, question, 2, "Een telfout.")
    catalogue = json.loads(
        client.get(reverse("reporting:open_data_catalogue", args=["jsonld"])).content
    )
    (dataset,), (record,) = catalogue["dcat:dataset"], catalogue["dcat:record"]
    (distribution,) = dataset["dcat:distribution"]
    assert distribution["adms:status"][0]["@id"].endswith("/WITHDRAWN")
    assert "dcat:downloadURL" not in distribution
    assert one(dataset, "adms:versionNotes") == "Ingetrokken: Een telfout."
    assert one(record, "dct:modified") == brussels_today().isoformat()


def test_only_a_coordinator_withdraws_and_only_open_data_and_once(
    client: Client, coordinator: User, question: Question
) -> None:
    assert client.get(at("answer_withdraw", question, 1)).status_code == 404
    with as_owner():
        parliament, released = question.answers.order_by("edition")
    with acting_as(coordinator.pk), pytest.raises(Refused):
        withdraw_answer(by=coordinator, answer=parliament, reason="Zomaar.")
    with acting_as(coordinator.pk):
        withdraw_answer(by=coordinator, answer=released, reason="Een telfout.")
    with acting_as(coordinator.pk), pytest.raises(Refused, match="al eerder"):
        withdraw_answer(by=coordinator, answer=released, reason="Nog eens.")
    analyst = make.member("analist", Role.ANALYST)
    with acting_as(analyst.pk), pytest.raises(PermissionDenied):
        withdraw_answer(by=analyst, answer=released, reason="Zomaar.")


def test_the_database_keeps_a_withdrawal_and_takes_none_of_another_profile(
    coordinator: User, question: Question
) -> None:
    with as_owner():
        parliament, released = question.answers.order_by("edition")
        made = Withdrawal.objects.create(
            answer=released, reason="Een telfout.", withdrawn_by=coordinator
        )
    for change in (
        lambda: Withdrawal.objects.filter(pk=made.pk).update(reason="Anders."),
        lambda: Withdrawal.objects.filter(pk=made.pk).delete(),
        lambda: Withdrawal.objects.create(
            answer=parliament, reason="Zomaar.", withdrawn_by=coordinator
        ),
        lambda: Withdrawal.objects.filter(pk=made.pk).update(reason=""),
    ):
        with as_owner(), pytest.raises(DatabaseError), transaction.atomic():
            change()

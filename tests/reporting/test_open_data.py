"""Open data: what was released and nothing else, for who never signed in."""

import json
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from reporting.models import Answer, Question
from tests import make

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


def test_another_format_does_not_exist(client: Client) -> None:
    assert client.get("/open-data/catalogus.exe").status_code == 404

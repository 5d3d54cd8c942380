"""The catalogue and its files, read by libraries that are not ours."""

import io
import json
import zipfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from csvw import CSVW
from django.test import Client
from django.urls import reverse
from pyshacl import validate
from rdflib import DCAT, DCTERMS, RDF, Graph, Literal, URIRef
from rdflib.compare import isomorphic

from accounts.models import Role, User
from reporting.answers.csvw import METADATA
from reporting.answers.formats import ANSWER_FORMATS
from reporting.models import Answer, Question
from reporting.questions.loading import ANSWERED, load_questions
from reporting.services.answers import file_of
from reporting.services.published import load_published_figures
from reporting.services.withdrawing import withdraw_answer
from tests import make
from tests.database import as_owner

# rdflib's own JSON-LD reader uses what rdflib calls deprecated.
OWN_WARNING = "ignore:ConjunctiveGraph is deprecated:DeprecationWarning"
pytestmark = [
    pytest.mark.django_db,
    pytest.mark.slow,
    pytest.mark.filterwarnings(OWN_WARNING),
]
SHAPES = Path(__file__).with_name("shapes") / "dcat_ap.ttl"
ADMS_STATUS = URIRef("http://www.w3.org/ns/adms#status")
WITHDRAWN = "http://publications.europa.eu/resource/authority/distribution-status/WITHDRAWN"


@pytest.fixture
def coordinator() -> User:
    return make.member("coordinator", Role.COORDINATOR, at=make.centre("Veilig Huis Antwerpen"))


@pytest.fixture
def released(coordinator: User) -> Question:
    """Two editions for everybody, of which the first was withdrawn, and a hostile title."""
    question = make.question('Over "aanhalingstekens" \\ <en>\nregels', keywords=["a", "b"])
    make.reason(question)
    first = make.answer(question, edition=1, profile="open_data")
    make.answer(question, edition=2, profile="open_data")
    with as_owner():
        withdraw_answer(by=coordinator, answer=first, reason="Een telfout in tabel 1.")
    return question


def catalogue(client: Client, code: str, as_format: str) -> Graph:
    body = client.get(reverse("reporting:open_data_catalogue", args=[code])).content
    return Graph().parse(data=body, format=as_format)


def problems(graph: Graph) -> str:
    """What the shapes have against it; nothing when it conforms."""
    conforms, _report, text = validate(graph, shacl_graph=Graph().parse(SHAPES), meta_shacl=True)
    return "" if conforms else text


def test_the_catalogue_conforms_and_says_the_same_twice(client: Client, released: Question) -> None:
    turtle = catalogue(client, "ttl", "turtle")
    assert problems(turtle) == ""
    assert isomorphic(turtle, catalogue(client, "jsonld", "json-ld"))
    assert len(set(turtle.subjects(RDF.type, DCAT.Dataset))) == 2
    statuses = [str(one) for one in turtle.objects(None, ADMS_STATUS)]
    assert sorted(one.rpartition("/")[2] for one in statuses) == ["COMPLETED", "WITHDRAWN"]


def test_an_empty_catalogue_conforms(client: Client) -> None:
    assert problems(catalogue(client, "ttl", "turtle")) == ""


@pytest.mark.parametrize(
    ("predicate", "value"),
    [
        (DCTERMS.title, None),
        (DCTERMS.publisher, None),
        (DCAT.accessURL, None),
        (DCTERMS.modified, None),
        (DCAT.byteSize, Literal("groot")),
        (DCTERMS.issued, Literal("gisteren")),
        (ADMS_STATUS, URIRef("http://example.org/zomaar")),
        (ADMS_STATUS, URIRef(WITHDRAWN)),
    ],
)
def test_a_broken_catalogue_does_not_conform(
    client: Client, released: Question, predicate: URIRef, value: Any
) -> None:
    """Without a mandatory property, with another kind of value, or withdrawn but still there."""
    graph = catalogue(client, "ttl", "turtle")
    subjects = list(graph.subjects(predicate, None))
    assert subjects
    graph.remove((None, predicate, None))
    for subject in subjects if value is not None else ():
        graph.add((subject, predicate, value))
    assert predicate.rpartition("/")[2].rpartition("#")[2] in problems(graph)


def files_of(answer: Answer, folder: Path) -> Path:
    """The unpacked zip; returns the address of its metadata."""
    body = file_of(answer, ANSWER_FORMATS["csvw"]).body
    with zipfile.ZipFile(io.BytesIO(body)) as archive:
        archive.extractall(folder)
    return folder / METADATA


def rows_of(metadata: Path) -> Iterator[dict[str, Any]]:
    group = CSVW(str(metadata), validate=True)
    assert group.is_valid, [str(warning.message) for warning in group.warnings]
    for table in group.tables:
        yield from table.iterdicts(strict=True)


def test_the_csv_of_question_841_is_valid_and_reads_the_same_numbers(tmp_path: Path) -> None:
    """Not open data itself, and the largest answer there is: every kind of table and state."""
    with as_owner():
        load_published_figures()
        load_questions()
        answer = Answer.objects.get(question__origin=ANSWERED)
    rows = list(rows_of(files_of(answer, tmp_path)))
    numbers = [value for row in rows for value in row.values() if isinstance(value, int)]
    for printed in (178, 12_044, 135, 155, 127, 360, 376):
        assert printed in numbers


def test_every_released_edition_is_valid(tmp_path: Path, released: Question) -> None:
    with as_owner():
        editions = list(Answer.objects.released())
    assert len(editions) == 2
    for answer in editions:
        assert list(rows_of(files_of(answer, tmp_path / str(answer.edition))))


@pytest.mark.parametrize("spoil", ["number", "state", "column"])
def test_a_broken_csv_is_not_valid(tmp_path: Path, released: Question, spoil: str) -> None:
    with as_owner():
        answer = Answer.objects.get(question=released, edition=2)
    metadata = files_of(answer, tmp_path)
    table = tmp_path / json.loads(metadata.read_text())["tables"][0]["url"]
    text = table.read_bytes().decode()
    changed = {
        "number": text.replace(
            "false,slachtoffers per jaar,,", "false,slachtoffers per jaar,veel,"
        ),
        "state": text.replace("not_registered", "zomaar"),
        "column": text.replace("c2_state", "c2_toestand"),
    }[spoil]
    assert changed != text
    table.write_bytes(changed.encode())
    with pytest.raises((AssertionError, UserWarning, ValueError)):
        list(rows_of(metadata))

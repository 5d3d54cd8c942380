"""Freezing: a document to JSON and back, and an answer that nothing in the world changes."""

import datetime as dt
import json
from decimal import Decimal

import pytest
from django.db import DatabaseError, connection, transaction
from hypothesis import given
from hypothesis import strategies as st

from reporting.exports.document import Amount, Column, Document, Line, Maker, Row
from reporting.exports.frozen import canonical, document_from_json, document_to_json, fingerprint
from reporting.models import Answer
from reporting.questions.loading import load_questions
from reporting.services.published import load_published_figures
from reporting.tables import State
from tests.database import as_owner

TEXT = st.text(max_size=30).filter(lambda text: text.isprintable())
NUMBERS = (
    st.none()
    | st.integers(-(10**12), 10**12)
    | st.decimals(places=2, allow_nan=False, allow_infinity=False)
)
AMOUNTS = st.builds(Amount, NUMBERS, TEXT, st.sampled_from(State))
DOCUMENTS = st.builds(
    Document,
    TEXT,
    TEXT,
    st.lists(st.builds(Column, TEXT, st.booleans(), st.integers(0, 6), st.booleans())).map(tuple),
    st.lists(st.builds(Row, st.lists(TEXT | AMOUNTS).map(tuple), st.booleans())).map(tuple),
    st.lists(st.builds(Line, TEXT, TEXT)).map(tuple),
    TEXT,
    st.builds(Maker, TEXT, st.datetimes(timezones=st.just(dt.UTC)), TEXT),
)


@given(DOCUMENTS)
def test_a_document_survives_its_json(document: Document) -> None:
    text = canonical(document_to_json(document))
    again = document_from_json(json.loads(text))

    assert again == document
    assert canonical(document_to_json(again)) == text


def test_a_decimal_keeps_the_decimals_it_was_printed_with() -> None:
    maker = Maker("x", dt.datetime(2026, 1, 1, tzinfo=dt.UTC))
    row = Row((Amount(Decimal("1.50"), "geteld"),), is_total=False)
    text = canonical(document_to_json(Document("", "", (), (row,), (), "", maker)))

    assert '"value":"1.50"' in text


def test_the_canonical_text_does_not_depend_on_the_order_of_keys() -> None:
    assert canonical({"b": 1, "a": "ë"}) == '{"a":"ë","b":1}'


@pytest.fixture
def answer() -> Answer:
    with as_owner():
        load_published_figures()
        load_questions()
        return Answer.objects.get()


@pytest.mark.django_db
@pytest.mark.parametrize(
    "sql",
    [
        "UPDATE reporting_answer SET content = content || ' '",
        "UPDATE reporting_answer SET approver_name = 'iemand anders'",
        "DELETE FROM reporting_answer",
    ],
)
def test_the_database_refuses_to_change_an_answer_even_to_its_owner(
    answer: Answer, sql: str
) -> None:
    refused = pytest.raises(DatabaseError, match="frozen")
    with as_owner(), refused, transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(sql)


@pytest.mark.django_db
def test_the_database_refuses_a_fingerprint_that_does_not_fit(answer: Answer) -> None:
    answer.pk, answer.edition, answer.fingerprint = None, 2, fingerprint("iets anders")
    refused = pytest.raises(DatabaseError, match="answer_fingerprint_fits")
    with as_owner(), refused, transaction.atomic():
        answer.save(force_insert=True)

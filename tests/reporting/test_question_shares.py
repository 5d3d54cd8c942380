"""Tables of an answer in percent of another figure: what is refused, printed and hidden."""

import datetime as dt
from decimal import Decimal
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from accounts.models import User
from reporting.disclosure import PROFILES
from reporting.exports.document import Amount, Row
from reporting.models import Block, Question
from reporting.questions.evaluation import Setting, counted_tables, evaluate
from reporting.questions.exhibits import Exhibit
from reporting.tables import State
from tests import make
from tests.database import as_owner
from tests.hostile import forms_in
from tests.reporting.question_pages import send

pytestmark = [pytest.mark.django_db, pytest.mark.slow]


def save_percentage(client: Client, question: Question, kind: str, **typed: str) -> Any:
    path = reverse("reporting:block_new", args=[question.pk, 1, kind])
    return send(client, path, title="Met procent", **typed)


def last_table(question: Question, setting: Setting) -> Exhibit:
    with as_owner():
        block = Block.objects.filter(part__question=question).latest("pk")
        return evaluate(block, setting=setting)


def test_178_calls_over_12044_people_is_refused_at_the_field_with_the_reason(
    client: Client, coordinator: User, loaded: Question
) -> None:
    calls = {"indicator": "helpline_contacts_stalking", "source": "sv841"}
    refused = save_percentage(
        client, loaded, "published", **calls, share_of="helpline_reported_persons"
    )
    assert refused.status_code == 422
    page = refused.content.decode()
    assert "178 (oproep) gedeeld door 12.044 (gemelde persoon)" in page
    assert 'id="id_share_of_error"' in page


def test_178_of_9045_calls_is_a_percentage_with_both_sources(
    client: Client, coordinator: User, loaded: Question
) -> None:
    calls = {"indicator": "helpline_contacts_stalking", "source": "sv841"}
    saved = save_percentage(client, loaded, "published", **calls, share_of="helpline_contacts")
    assert saved.status_code == 302

    table = last_table(loaded, Setting(coordinator, timezone.now(), "Els"))
    first = [one for one in table.document.rows[0].values if isinstance(one, Amount)]
    assert [one.value for one in first] == [178, 9045, Decimal("2.0")]
    years = [row for row in table.document.rows if "2019" in str(row.values[1])]
    assert all(amounts_of(row)[2].value is None for row in years)
    assert any(line.label == "Bron onder de streep" for line in table.document.explanation)
    assert client.get(loaded.get_absolute_url()).status_code == 200
    path = reverse("reporting:block", args=[loaded.pk, 1, newest_block(loaded)])
    (field,) = (
        one.values["share_of"]
        for one in forms_in(client.get(path).content.decode())
        if "share_of" in one.names
    )
    assert field[0] == "helpline_contacts"


def amounts_of(row: Row) -> list[Amount]:
    return [one for one in row.values if isinstance(one, Amount)]


def newest_block(question: Question) -> int:
    with as_owner():
        return Block.objects.filter(part__question=question).latest("pk").pk


def test_a_delivery_in_another_unit_turns_the_percentage_into_its_reason(
    client: Client, coordinator: User, loaded: Question
) -> None:
    calls = {"indicator": "helpline_contacts_stalking", "source": "sv841"}
    save_percentage(client, loaded, "published", **calls, share_of="helpline_contacts")
    with as_owner():
        block = Block.objects.get(pk=newest_block(loaded))
        block.spec["share_of"] = "helpline_reported_persons"
        block.save()
    table = last_table(loaded, Setting(coordinator, timezone.now(), "Els"))
    assert "12.044 (gemelde persoon)" in table.document.explanation[0].text
    assert len(amounts_of(table.document.rows[0])) == 1
    assert client.get(loaded.get_absolute_url()).status_code == 200


COUNTED = {"indicator": "dossiers_stalking", "from_year": "2025", "to_year": "2025", "by": "centre"}


@pytest.mark.parametrize(
    ("share_of", "reason"),
    [("offences:all", "misdrijf"), ("dossiers_active:all", "op een dag geteld")],
)
def test_a_count_in_percent_of_another_unit_is_refused(
    client: Client, coordinator: User, loaded: Question, share_of: str, reason: str
) -> None:
    refused = save_percentage(client, loaded, "counted", **COUNTED, share_of=share_of)
    assert refused.status_code == 422
    assert reason in refused.content.decode()


def test_a_count_in_percent_is_frozen_and_hidden_where_its_number_is(
    client: Client, coordinator: User, loaded: Question
) -> None:
    ghent, leuven = make.centre("Veilig Huis Gent"), make.centre("Veilig Huis Leuven")
    for centre, answer, many in (
        *((ghent, "yes", 20), (ghent, "no", 20)),
        *((leuven, "yes", 2), (leuven, "no", 30)),
    ):
        for _each in range(many):
            make.dossier(centre, stalking=answer, received_on=dt.date(2025, 5, 1))
    assert save_percentage(
        client, loaded, "counted", **COUNTED, share_of="dossiers_opened:all"
    ).has_header("Location")

    moment = timezone.now()
    inside = last_table(loaded, Setting(coordinator, moment, "Els"))
    shares = {str(row.values[0]): amounts_of(row)[-1].value for row in inside.document.rows}
    assert shares["Veilig Huis Gent"] == Decimal("50.0")
    assert shares["Veilig Huis Leuven"] == Decimal("6.3")

    setting = Setting(coordinator, moment, "Els", PROFILES["parliament"], hides_small=True)
    outside = last_table(loaded, setting)
    (row,) = (row for row in outside.document.rows if row.values[0] == "Veilig Huis Leuven")
    assert amounts_of(row)[0].code is State.HIDDEN
    assert (amounts_of(row)[-1].value, amounts_of(row)[-1].code) == (None, State.HIDDEN)
    with as_owner():
        tables = [table.indicator.code for table in counted_tables(loaded, setting=setting)]
    assert {"dossiers_stalking", "dossiers_opened"} <= set(tables)

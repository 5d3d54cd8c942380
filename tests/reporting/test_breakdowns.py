"""The rows of what is registered beside dossiers, and what is not known of them."""

import datetime as dt
from collections import Counter
from typing import Any

import pytest
import time_machine

from accounts.models import Centre
from codelists.models import HelplineReferral
from reporting.asking import Ask
from reporting.models import RegistrationStart, Variable
from reporting.protected import count_as
from reporting.tables import FigureTable, State
from tests import make
from tests.database import as_owner

pytestmark = pytest.mark.django_db
TODAY = dt.datetime(2026, 11, 23, 12, tzinfo=dt.UTC)


@pytest.fixture(autouse=True)
def a_fixed_day() -> Any:
    with time_machine.travel(TODAY, tick=False):
        yield


@pytest.fixture(autouse=True)
def centre() -> Centre:
    """One that registered everything, as the helpline did."""
    since = dt.date(2025, 1, 1)
    found = make.centre("Veilig Huis Antwerpen", opened_on=since)
    with as_owner():
        for variable in Variable.values:
            for place in (found, None):
                RegistrationStart.objects.create(variable=variable, centre=place, starts_on=since)
    return found


def call(many: int, **fields: Any) -> None:
    helpline, user = make.organisation(), make.user()
    for _ in range(many):
        make.helpline_contact(helpline, user, **fields)


def table_of(code: str, by: str, profile: str = "internal") -> FigureTable:
    with as_owner():
        return count_as(Ask(code, 2025, 2026, by=by, profile=profile), list(Centre.objects.all()))


def rows_of(table: FigureTable) -> list[tuple[str, int | None]]:
    return [(row.name, table.cell(row.id, None)["all"].value) for row in table.centres]


def test_calls_by_age_in_order_with_the_share_of_what_is_unclear() -> None:
    call(5, caller_age="adult")
    call(2, caller_age="unclear", reported_people=3)
    call(1, caller_age="under_12")
    table = table_of("helpline_calls", "caller_age")
    assert rows_of(table) == [
        ("jonger dan 12", 1),
        ("12 tot 17", 0),
        ("meerderjarig", 5),
        ("onbekend", 2),
    ]
    assert "Leeftijd van de contactnemer niet bekend: 25,0 % van het geheel" in table.notes
    people = table_of("helpline_people", "caller_age")
    assert "Leeftijd van de contactnemer niet bekend: 50,0 % van het geheel" in people.notes


def test_the_share_of_what_is_hidden_is_not_told() -> None:
    call(30, caller_age="adult")
    call(2, caller_age="unclear")
    table = table_of("helpline_calls", "caller_age", "parliament")
    unknown = next(row for row in table.centres if row.code == "")
    assert table.cell(unknown.id, None)["all"].state is State.HIDDEN
    assert not any("niet bekend" in note for note in table.notes)


def test_not_given_and_said_to_be_unknown_are_both_not_known() -> None:
    call(2, main_form=None)
    call(1, main_form=make.form("unknown", label="Vorm onbekend"))
    call(3, main_form=make.form("physical"))
    table = table_of("helpline_calls", "form")
    assert ("onbekend", 2) in rows_of(table)
    assert "Voornaamste vorm van geweld niet bekend: 50,0 % van het geheel" in table.notes


@pytest.mark.parametrize("by", ["anonymous", "referred_to"])
def test_what_is_always_known_says_nothing(by: str) -> None:
    make.code(HelplineReferral, "police", label="Politie", position=2)
    call(3, anonymous=False)
    table = table_of("helpline_calls_stalking", by)
    assert table.notes == ()
    assert len(table.centres) == 2


def test_a_completed_programme_has_no_reason_and_that_is_known(centre: Centre) -> None:
    dossier = make.dossier(centre, received_on=dt.date(2025, 2, 1))
    person = make.person(dossier.centre)
    day = dossier.received_on
    for ended in ({"completed_on": day}, {"stopped_on": day, "end_reason": make.end_reason()}):
        make.referral(dossier, person, started_on=day, **ended)
    table = table_of("programme_results", "reason")
    assert Counter(dict(rows_of(table)))["geen: afgerond"] == 1
    assert table.notes == ()
    states = dict(rows_of(table_of("programme_referrals", "state")))
    assert (states["afgerond"], states["gestopt"], states["verwezen"]) == (1, 1, 0)


def test_a_convocation_follows_the_sector_of_its_partner(centre: Centre) -> None:
    partner, user = make.organisation(), make.user()
    made = make.convocation(make.dossier(centre), partner, user)
    with as_owner():
        made.starts_on = dt.date(2025, 2, 1)
        made.save()
    assert dict(rows_of(table_of("convocations", "sector")))["onbekend"] == 1
    with as_owner():
        partner.sector = "caw"
        partner.save()
    after = dict(rows_of(table_of("convocations", "sector")))
    assert (after["CAW"], "onbekend" in after) == (1, False)

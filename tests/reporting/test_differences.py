"""Two editions of a figure: every difference has its reasons, and they add up."""

import datetime as dt
from dataclasses import replace

import pytest
from django.db import connection, transaction
from django.db.models import Q

from accounts.models import Centre
from cases.models import Dossier
from reporting.differences import Difference, Edition, Reason, differences_between
from reporting.indicators import DOSSIERS_STALKING
from reporting.indicators.condition import Condition
from reporting.queries import count_dossiers_stalking
from tests import make
from tests.database import as_owner

pytestmark = pytest.mark.django_db(transaction=True)
YEARS = range(2023, 2026)


def moment() -> dt.datetime:
    with connection.cursor() as cursor:
        cursor.execute("SELECT clock_timestamp()")
        (now,) = cursor.fetchone()
    assert isinstance(now, dt.datetime)
    return now


def edition(*centres: Centre, at: dt.datetime | None = None) -> Edition:
    return Edition(DOSSIERS_STALKING, frozenset(c.pk for c in centres), at or moment())


def edit(dossier: Dossier, **fields: object) -> None:
    with as_owner(), transaction.atomic():
        Dossier.objects.filter(pk=dossier.pk).update(**fields)


def explained(before: Edition, after: Edition) -> dict[tuple[int, str], Difference]:
    with as_owner():
        found = differences_between(before, after, years=YEARS)
    for one in found:
        assert sum(part.amount for part in one.parts) == one.after - one.before
        assert all(part.amount for part in one.parts)
    return {(one.year, one.measure): one for one in found}


def parts(one: Difference) -> dict[Reason, int]:
    return {part.reason: part.amount for part in one.parts}


@pytest.fixture
def antwerp() -> Centre:
    return make.centre("Veilig Huis Antwerpen")


def dossier(centre: Centre, day: str = "2024-05-05", stalking: str = "yes") -> Dossier:
    return make.dossier(centre, received_on=dt.date.fromisoformat(day), stalking=stalking)


def test_nothing_changed(antwerp: Centre) -> None:
    dossier(antwerp)
    found = explained(edition(antwerp), edition(antwerp))
    assert [one.parts for one in found.values()] == [()] * 9
    assert (found[2024, "stalking"].before, found[2024, "stalking"].after) == (1, 1)


def test_entered_late(antwerp: Centre) -> None:
    before = edition(antwerp)
    dossier(antwerp)
    late = explained(before, edition(antwerp))[2024, "stalking"]
    assert parts(late) == {Reason.LATE: 1}


@pytest.fixture
def long_ago(antwerp: Centre) -> Edition:
    """An edition from before the day of the dossier."""
    return edition(antwerp, at=dt.datetime(2024, 5, 4, tzinfo=dt.UTC))


def test_received_since(antwerp: Centre, long_ago: Edition) -> None:
    dossier(antwerp)
    found = explained(long_ago, edition(antwerp))[2024, "stalking"]
    assert parts(found) == {Reason.NEW: 1}


def test_corrected_from_one_year_and_answer_to_another(antwerp: Centre) -> None:
    wrong = dossier(antwerp, "2024-12-31", "yes")
    before = edition(antwerp)
    edit(wrong, received_on="2025-01-01", opened_on="2025-01-01", stalking="no")
    found = explained(before, edition(antwerp))
    assert parts(found[2024, "stalking"]) == {Reason.CORRECTED: -1}
    assert parts(found[2025, "no"]) == {Reason.CORRECTED: 1}
    assert found[2025, "stalking"].parts == ()


def test_merged_and_withdrawn(antwerp: Centre) -> None:
    twice, taken_back = dossier(antwerp), dossier(antwerp)
    before = edition(antwerp)
    edit(twice, counting_exclusion="duplicate")
    edit(taken_back, counting_exclusion="withdrawn")
    found = explained(before, edition(antwerp))[2024, "stalking"]
    assert parts(found) == {Reason.MERGED: -1, Reason.CORRECTED: -1}


def test_erasing_and_closing_change_nothing(antwerp: Centre) -> None:
    erased = dossier(antwerp)
    before = edition(antwerp)
    with as_owner(), transaction.atomic():
        erased.delete()
    found = explained(before, edition(antwerp))[2024, "stalking"]
    assert (found.before, found.after, found.parts) == (1, 1, ())


def test_a_centre_that_joined(antwerp: Centre) -> None:
    leuven = make.centre("Veilig Huis Leuven")
    dossier(antwerp)
    dossier(leuven)
    found = explained(edition(antwerp), edition(antwerp, leuven))[2024, "stalking"]
    assert parts(found) == {Reason.CENTRE_JOINED: 1}


def test_a_new_definition_and_a_correction_apart(antwerp: Centre) -> None:
    """By the new rule unknown counts too; one dossier was corrected besides."""
    dossier(antwerp, stalking="unknown")
    corrected = dossier(antwerp, stalking="yes")
    before = edition(antwerp)
    edit(corrected, stalking="no")
    first, *others = DOSSIERS_STALKING.measures
    wider = replace(first, condition=Condition("", first.condition.query | Q(stalking="unknown")))
    newer = replace(DOSSIERS_STALKING, version=2, measures=(wider, *others))
    after = replace(edition(antwerp), indicator=newer)
    found = explained(before, after)
    assert parts(found[2024, "stalking"]) == {Reason.CORRECTED: -1, Reason.DEFINITION: 1}
    assert parts(found[2024, "unknown"]) == {Reason.DEFINITION: -1}
    assert parts(found[2024, "no"]) == {Reason.CORRECTED: 1}


def test_both_numbers_are_those_of_the_tables(antwerp: Centre) -> None:
    moved = dossier(antwerp, "2023-11-30", "unknown")
    dossier(antwerp)
    before = edition(antwerp)
    edit(moved, stalking="yes")
    dossier(antwerp, "2025-02-28", "no")
    after = edition(antwerp)
    found = explained(before, after)
    for at, side in ((before.known_on, "before"), (after.known_on, "after")):
        with as_owner():
            table = count_dossiers_stalking(
                centres=[antwerp], from_year=2023, to_year=2025, known_on=at
            )
        # What lies before the start of registration is counted and not shown in the table.
        for (year, measure), one in found.items():
            shown = table.cell(antwerp.pk, year)[measure].value
            assert getattr(one, side) == shown

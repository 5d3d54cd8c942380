"""Two moments of a figure: every difference has its reasons, and they add up.

Here with real dossiers, so that the triggers and the reasons agree on what happened; over
generated histories in test_difference_sums.py.
"""

import datetime as dt
from collections.abc import Callable
from dataclasses import replace
from typing import Any

import pytest
from django.db import connection, transaction
from django.db.models import Model, Q

from accounts.models import Centre
from cases.models import Dossier
from lib.acting import acting_as
from reporting.counts import Asked
from reporting.differences import Comparison, Reason, compare
from reporting.indicators import LIBRARY
from reporting.indicators.condition import Condition
from reporting.indicators.dimension import CENTRE
from reporting.queries import count_dossiers_stalking
from reporting.tables import TOTAL, State
from tests import make
from tests.database import as_owner

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.slow]
Parts = dict[Reason, int]


def moment() -> dt.datetime:
    with connection.cursor() as cursor:
        cursor.execute("SELECT clock_timestamp()")
        (now,) = cursor.fetchone()
    assert isinstance(now, dt.datetime)
    return now


def edition(*centres: Centre, code: str = "dossiers_stalking", **options: Any) -> Asked:
    """What is known at this moment, of these centres."""
    indicator = LIBRARY[code]
    values: dict[str, Any] = {
        "axis": CENTRE if indicator.has_centres else indicator.dimensions[0],
        "from_year": 2023,
        "to_year": 2025,
        "filters": {},
        "known_on": moment(),
    }
    return Asked(indicator=indicator, centres=centres, **(values | options))


def edit(row: Model, **fields: object) -> None:
    with as_owner(), transaction.atomic():
        type(row)._default_manager.filter(pk=row.pk).update(**fields)


def explained(before: Asked, after: Asked) -> Comparison:
    with as_owner():
        found = compare(before, after)
    for codes in found.changes.values():
        for change in codes.values():
            assert sum(part.amount for part in change.parts) == (change.difference or 0)
            assert all(part.amount for part in change.parts)
            assert Reason.UNEXPLAINED not in [part.reason for part in change.parts]
    return found


def parts(found: Comparison, year: int | None, measure: str, row: str | None = None) -> Parts:
    return {part.reason: part.amount for part in found.change(row, year, measure).parts}


@pytest.fixture
def antwerp() -> Centre:
    return make.centre("Veilig Huis Antwerpen")


def dossier(centre: Centre, day: str = "2024-05-05", stalking: str = "yes") -> Dossier:
    return make.dossier(centre, received_on=dt.date.fromisoformat(day), stalking=stalking)


def test_nothing_changed(antwerp: Centre) -> None:
    dossier(antwerp)
    found = explained(edition(antwerp), edition(antwerp))
    changes = [change for codes in found.changes.values() for change in codes.values()]
    assert not any(change.is_other for change in changes)
    assert found.change(antwerp.code, 2024, "stalking").before.value == 1


def test_entered_late(antwerp: Centre) -> None:
    before = edition(antwerp)
    dossier(antwerp)
    found = explained(before, edition(antwerp))
    assert parts(found, 2024, "stalking") == {Reason.LATE: 1}
    assert parts(found, 2024, "stalking", antwerp.code) == {Reason.LATE: 1}


def test_received_since_is_a_real_change(antwerp: Centre) -> None:
    long_ago = edition(antwerp, known_on=dt.datetime(2024, 5, 4, tzinfo=dt.UTC), to_year=2024)
    dossier(antwerp)
    found = explained(long_ago, edition(antwerp, to_year=2024))
    assert parts(found, 2024, "stalking") == {Reason.REAL: 1}


def test_corrected_from_one_year_and_answer_to_another(antwerp: Centre) -> None:
    wrong = dossier(antwerp, "2024-12-31", "yes")
    before = edition(antwerp)
    edit(wrong, received_on="2025-01-01", opened_on="2025-01-01", stalking="no")
    found = explained(before, edition(antwerp))
    assert parts(found, 2024, "stalking") == {Reason.CORRECTED: -1}
    assert parts(found, 2025, "no") == {Reason.CORRECTED: 1}
    assert parts(found, 2025, "stalking") == {}
    assert parts(found, TOTAL, "all") == {}


def test_merged_and_withdrawn(antwerp: Centre) -> None:
    twice, taken_back = dossier(antwerp), dossier(antwerp)
    before = edition(antwerp)
    edit(twice, counting_exclusion="duplicate")
    edit(taken_back, counting_exclusion="withdrawn")
    found = explained(before, edition(antwerp))
    assert parts(found, 2024, "stalking") == {Reason.MERGED: -1, Reason.WITHDRAWN: -1}


@pytest.mark.parametrize("code", ["dossiers_stalking", "dossiers_opened"])
def test_erasing_and_closing_change_nothing_of_what_was_opened(antwerp: Centre, code: str) -> None:
    erased, closed = dossier(antwerp), dossier(antwerp)
    before = edition(antwerp, code=code)
    with as_owner(), transaction.atomic():
        erased.delete()
    edit(closed, closed_on="2025-02-01", closure_reason=make.closure_reason())
    change = explained(before, edition(antwerp, code=code)).change(None, 2024, "stalking")
    assert (change.before.value, change.after.value, change.parts) == (2, 2, ())


def test_a_centre_that_joined(antwerp: Centre) -> None:
    leuven = make.centre("Veilig Huis Leuven")
    dossier(antwerp)
    dossier(leuven)
    found = explained(edition(antwerp), edition(antwerp, leuven))
    assert parts(found, 2024, "stalking") == {Reason.CENTRE_JOINED: 1}
    joined = found.change(leuven.code, 2024, "stalking")
    assert joined.before.state is State.NOT_APPLICABLE
    assert joined.difference is None


def test_a_new_definition_and_a_correction_apart(antwerp: Centre) -> None:
    """By the new rule unknown counts too; one dossier was corrected besides."""
    dossier(antwerp, stalking="unknown")
    corrected = dossier(antwerp, stalking="yes")
    before = edition(antwerp, code="dossiers_opened")
    edit(corrected, stalking="no")
    first, *others = LIBRARY["dossiers_opened"].measures
    wider = replace(
        first, condition=Condition("", first.condition.query | Q(dims__stalking="unknown"))
    )
    newer = replace(LIBRARY["dossiers_opened"], version=2, measures=(wider, *others))
    after = replace(edition(antwerp, code="dossiers_opened"), indicator=newer)
    found = explained(before, after)
    assert parts(found, 2024, "stalking") == {Reason.CORRECTED: -1, Reason.DEFINITION: 1}
    assert parts(found, 2024, "unknown") == {Reason.DEFINITION: -1}
    assert parts(found, 2024, "no") == {Reason.CORRECTED: 1}


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
        for (row, year), codes in found.changes.items():
            place = (antwerp.pk if row else TOTAL, year)
            for measure, change in codes.items():
                assert getattr(change, side) == table.cells[place][measure]


def changing_an_intake(centre: Centre) -> tuple[str, Callable[[], None], Reason]:
    worker = make.member(at=centre)
    intake = make.intake(centre, worker, received_on=dt.date(2024, 5, 5), stalking="unknown")
    return "intakes", lambda: edit(intake, stalking="yes"), Reason.CORRECTED


def adding_an_offence(centre: Centre) -> tuple[str, Callable[[], None], Reason]:
    of = dossier(centre)
    return "offences", lambda: late_offence(of), Reason.LATE


def late_offence(of: Dossier) -> None:
    make.offence(of, occurred_from=dt.date(2024, 5, 1), forms=(make.form(),))


def refuting_an_offence(centre: Centre) -> tuple[str, Callable[[], None], Reason]:
    offence = make.offence(dossier(centre), occurred_from=dt.date(2024, 5, 1), forms=(make.form(),))
    return "offences", lambda: edit(offence, status="refuted"), Reason.CORRECTED


def putting_one_person_for_two(centre: Centre) -> tuple[str, Callable[[], None], Reason]:
    of = dossier(centre)
    people = [make.person(centre), make.person(centre)]
    first, second = (
        make.involvement(of, person, starts_on=dt.date(2024, 5, 5), role=role)
        for person, role in zip(people, ("victim", "other"), strict=True)
    )
    return "people_in_dossiers", lambda: edit(second, person=first.person_id), Reason.MERGED


def reopening_a_dossier(centre: Centre) -> tuple[str, Callable[[], None], Reason]:
    of = dossier(centre)
    edit(of, closed_on="2024-06-01", closure_reason=make.closure_reason())
    return (
        "dossiers_closed",
        lambda: edit(of, closed_on=None, closure_reason=None),
        Reason.WITHDRAWN,
    )


def closing_a_dossier_late(centre: Centre) -> tuple[str, Callable[[], None], Reason]:
    of = dossier(centre)
    reason = make.closure_reason()
    return (
        "dossiers_active",
        lambda: edit(of, closed_on="2024-06-01", closure_reason=reason),
        Reason.LATE,
    )


CASES = [
    *(changing_an_intake, adding_an_offence, refuting_an_offence),
    *(putting_one_person_for_two, reopening_a_dossier, closing_a_dossier_late),
]


@pytest.mark.parametrize("case", CASES, ids=lambda case: str(case.__name__))
def test_what_happens_to_a_registration_has_its_reason(
    antwerp: Centre, case: Callable[[Centre], tuple[str, Callable[[], None], Reason]]
) -> None:
    code, change, reason = case(antwerp)
    before = edition(antwerp, code=code)
    change()
    found = explained(before, edition(antwerp, code=code))
    moved = {
        part.reason
        for codes in found.changes.values()
        for one in codes.values()
        for part in one.parts
    }
    assert moved == {reason}


def test_a_stock_changes_with_its_day_too(antwerp: Centre) -> None:
    """Entered years later: that it was open is late, that it was closed by December is real."""
    of = make.dossier(antwerp, received_on=dt.date(2024, 5, 5))
    edit(of, closed_on="2024-09-01", closure_reason=make.closure_reason())
    last = edition(antwerp, code="dossiers_active", to_year=2024)
    early = replace(last, known_on=dt.datetime(2024, 8, 1, tzinfo=dt.UTC))
    assert parts(explained(early, last), 2024, "all") == {Reason.LATE: 1, Reason.REAL: -1}


@pytest.mark.parametrize("code", ["dossiers_stalking", "dossiers_opened"])
def test_what_moved_to_another_centre_is_gone_for_who_counts_one(
    antwerp: Centre, code: str
) -> None:
    """She may not know where it went; who counts both sees that it was corrected."""
    leuven = make.centre("Veilig Huis Leuven")
    worker = make.member(at=antwerp)
    moved = dossier(antwerp)
    before = edition(antwerp, leuven, code=code)
    edit(moved, centre=leuven)
    after = edition(antwerp, leuven, code=code)
    both = explained(before, after)
    assert parts(both, 2024, "stalking", antwerp.code) == {Reason.CORRECTED: -1}
    assert parts(both, 2024, "stalking", leuven.code) == {Reason.CORRECTED: 1}
    with acting_as(worker.pk), transaction.atomic():
        own = compare(replace(before, centres=[antwerp]), replace(after, centres=[antwerp]))
    assert parts(own, 2024, "stalking") == {Reason.WITHDRAWN: -1}

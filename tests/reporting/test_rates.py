"""A rate is a count over known inhabitants, or says why there is none."""

import datetime as dt
from decimal import Decimal
from typing import Any

import pytest

from accounts.models import CentreArea
from reporting.asking import Ask
from reporting.indicators import LIBRARY
from reporting.models import Population
from reporting.protected import count_as
from reporting.rates import RateRefusedError, denominators_of, rate, rates_of
from reporting.tables import TOTAL, Figure, FigureTable, State, counted
from tests import make
from tests.database import as_owner
from tests.persons import Cast, cast

pytestmark = pytest.mark.django_db


@pytest.fixture
def people() -> Cast:
    made = cast()
    for centre, amount in ((made.antwerp, 3), (made.leuven, 6)):
        for _each in range(amount):
            make.dossier(centre, stalking="yes", received_on=dt.date(2025, 5, 1))
    return made


def inhabited(centre: Any, number: int, year: int = 2025, **fields: Any) -> None:
    with as_owner():
        Population.objects.create(
            centre=centre, year=year, inhabitants=number, source="bron", **fields
        )


def counts(people: Cast, profile: str = "internal", **fields: Any) -> FigureTable:
    asked = {"from_year": 2025, "to_year": 2025, **fields}
    ask = Ask(indicator="dossiers_stalking", profile=profile, **asked)
    with as_owner():
        return count_as(ask, [people.antwerp, people.leuven])


def rates(table: FigureTable, people: Cast) -> Any:
    denominators = denominators_of([people.antwerp.pk, people.leuven.pk], table.years)
    return rates_of(table, "stalking", denominators)


def test_two_decimals_and_half_up() -> None:
    assert rate(counted(178), 904_628, year=2025).value == Decimal("1.97")
    assert rate(counted(1), 80_000, year=2025).value == Decimal("0.13")
    assert rate(counted(0), 200_000, year=2025).value == Decimal("0.00")


def test_one_dossier_in_the_largest_area_does_not_read_as_none() -> None:
    assert rate(counted(1), 1_561_316, year=2025).value == Decimal("0.01")


@pytest.mark.parametrize("state", [state for state in State if state is not State.COUNTED])
def test_what_is_no_number_has_no_rate_and_stays_what_it_is(state: State) -> None:
    found = rate(Figure(state, detail="omdat"), 1000, year=2025)
    assert (found.state, found.value, found.detail) == (state, None, "omdat")


def test_a_centre_without_inhabitants_is_not_delivered_and_neither_is_the_total(
    people: Cast,
) -> None:
    inhabited(people.antwerp, 10_000)
    found = rates(counts(people), people)
    assert found[people.antwerp.pk, 2025].value == Decimal("3.0")
    assert found[people.leuven.pk, 2025].state is State.NOT_DELIVERED
    assert found[TOTAL, 2025].state is State.NOT_DELIVERED


def test_the_total_is_over_all_inhabitants_and_not_a_mean_of_rates(people: Cast) -> None:
    inhabited(people.antwerp, 10_000)
    inhabited(people.leuven, 80_000)
    assert rates(counts(people), people)[TOTAL, 2025].value == Decimal("1.0")


def test_the_inhabitants_of_another_year_do_not_help(people: Cast) -> None:
    inhabited(people.antwerp, 10_000, year=2024)
    assert rates(counts(people), people)[people.antwerp.pk, 2025].state is State.NOT_DELIVERED


def test_a_hidden_count_has_a_hidden_rate(people: Cast) -> None:
    inhabited(people.antwerp, 10_000)
    inhabited(people.leuven, 80_000)
    found = rates(counts(people, profile="parliament"), people)
    assert found[people.antwerp.pk, 2025].state is State.HIDDEN


def test_no_rate_over_several_years(people: Cast) -> None:
    inhabited(people.antwerp, 10_000)
    table = counts(people, from_year=2024)
    assert {year for _row, year in rates(table, people)} == {2024, 2025}


def test_only_units_of_a_year_on_an_area_have_a_rate(people: Cast) -> None:
    table = counts(people)
    refused = []
    for indicator in LIBRARY.values():
        changed = FigureTable(**{**vars(table), "indicator": indicator})
        if indicator.stock or indicator.has_percentiles:
            with pytest.raises(RateRefusedError):
                rates(changed, people)
            refused.append(indicator.code)
    assert {"dossiers_active"} <= set(refused)
    with as_owner():
        relation = count_as(
            Ask(indicator="offences", from_year=2025, to_year=2025, by="relation"), [people.antwerp]
        )
    with pytest.raises(RateRefusedError, match="per centrum"):
        rates(relation, people)


def test_a_reader_is_told_of_unverified_inhabitants_and_changed_areas(people: Cast) -> None:
    inhabited(people.antwerp, 10_000)
    inhabited(people.leuven, 80_000, verified=True)
    with as_owner():
        CentreArea.objects.create(
            centre=people.leuven,
            kind="district",
            code="x",
            name="X",
            starts_on=dt.date(2025, 3, 1),
        )
    notes = denominators_of([people.antwerp.pk, people.leuven.pk], [2025]).notes
    assert notes == {
        (people.antwerp.pk, 2025): ("aantal inwoners niet nagekeken",),
        (people.leuven.pk, 2025): ("het werkgebied veranderde op 01.03.2025",),
    }

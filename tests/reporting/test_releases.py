"""The next edition tells nothing that the one before it hid, nor how few were added."""

import datetime as dt
from dataclasses import replace

import pytest
from django.db import ProgrammingError, transaction

from lib.acting import acting_as
from reporting.asking import Ask
from reporting.disclosure import PROFILES
from reporting.models import ReleasedFigures
from reporting.protected import count_as, extent_of
from reporting.releases import Extent, keep_file, keep_release
from reporting.tables import FigureTable, State
from tests import make
from tests.persons import Cast, cast

pytestmark = [pytest.mark.django_db, pytest.mark.slow]
OPEN_DATA = PROFILES["open_data"]
ASK = Ask(indicator="dossiers_stalking", from_year=2024, to_year=2025, by="centre")


@pytest.fixture
def people() -> Cast:
    people = cast()
    for centre in (people.antwerp, people.leuven):
        for year in (2024, 2025):
            for stalking, amount in (("yes", 12), ("unknown", 8), ("no", 15)):
                for _ in range(amount):
                    make.dossier(centre, received_on=dt.date(year, 5, 5), stalking=stalking)
    return people


def edition(people: Cast, profile: str = "open_data") -> FigureTable:
    with acting_as(people.coordinator.pk):
        return count_as(replace(ASK, profile=profile), [people.antwerp, people.leuven])


def release(people: Cast, profile: str = "open_data") -> None:
    table = edition(people, profile)
    with acting_as(people.coordinator.pk):
        keep_release(table, PROFILES[profile])


def late_dossiers(people: Cast, amount: int) -> None:
    for _ in range(amount):
        make.dossier(people.antwerp, received_on=dt.date(2024, 5, 6), stalking="yes")


def stalking_in_2024(people: Cast, profile: str = "open_data") -> State:
    return edition(people, profile).cell(people.antwerp.pk, 2024)["stalking"].state


def test_one_late_dossier_is_not_told_by_two_editions(people: Cast) -> None:
    release(people)
    assert stalking_in_2024(people) is State.COUNTED
    late_dossiers(people, 1)
    assert stalking_in_2024(people) is State.HIDDEN
    assert stalking_in_2024(people, "internal") is State.COUNTED


def test_without_an_earlier_edition_there_is_nothing_to_compare(people: Cast) -> None:
    late_dossiers(people, 1)
    assert stalking_in_2024(people) is State.COUNTED


def test_many_late_dossiers_may_be_told(people: Cast) -> None:
    release(people)
    late_dossiers(people, 6)
    assert stalking_in_2024(people) is State.COUNTED


def test_what_parliament_got_counts_for_open_data_too(people: Cast) -> None:
    release(people, "parliament")
    late_dossiers(people, 1)
    assert stalking_in_2024(people) is State.HIDDEN


def test_what_the_steering_group_got_does_not(people: Cast) -> None:
    release(people, "steering")
    late_dossiers(people, 1)
    assert stalking_in_2024(people) is State.COUNTED


def test_an_internal_edition_is_not_kept(people: Cast) -> None:
    release(people, "internal")
    assert not ReleasedFigures.objects.exists()


def test_a_release_never_changes(people: Cast) -> None:
    release(people)
    with acting_as(people.coordinator.pk):
        for change in (
            lambda: ReleasedFigures.objects.update(cells=[]),
            lambda: ReleasedFigures.objects.all().delete(),
        ):
            with pytest.raises(ProgrammingError), transaction.atomic():
                change()


def file_of(people: Cast, profile: str = "parliament") -> None:
    table = edition(people, profile)
    with acting_as(people.coordinator.pk):
        extent = extent_of(table, [people.antwerp, people.leuven])
        keep_file(table, PROFILES[profile], extent=extent)


def test_a_file_is_an_edition_too(people: Cast) -> None:
    file_of(people)
    late_dossiers(people, 1)
    assert stalking_in_2024(people, "parliament") is State.HIDDEN


def test_the_same_file_again_adds_nothing(people: Cast) -> None:
    file_of(people)
    file_of(people)
    with acting_as(people.coordinator.pk):
        assert ReleasedFigures.objects.count() == 1


@pytest.mark.parametrize("profile", ["steering", "parliament", "open_data"])
def test_when_nothing_changed_the_next_edition_hides_nothing_more(
    people: Cast, profile: str
) -> None:
    """And so the next one after that: a file does not fade each time it is asked for."""
    late_dossiers(people, 1)
    for stalking in ("yes", "no", "no"):
        make.dossier(people.leuven, received_on=dt.date(2026, 5, 5), stalking=stalking)
    first = edition(people, profile)
    for _ in range(3):
        file_of(people, profile)
        release(people, profile)
        assert edition(people, profile).cells == first.cells


def test_a_year_that_goes_on_is_not_hidden_in_the_file_of_tomorrow(people: Cast) -> None:
    ask = replace(ASK, to_year=2026, profile="parliament")
    for _day in range(2):
        for _ in range(8):
            make.dossier(people.antwerp, received_on=dt.date(2026, 5, 5), stalking="yes")
        with acting_as(people.coordinator.pk):
            table = count_as(ask, [people.antwerp, people.leuven])
            keep_file(table, PROFILES["parliament"], extent=Extent())
        make.dossier(people.antwerp, received_on=dt.date(2026, 5, 5), stalking="yes")
    with acting_as(people.coordinator.pk):
        table = count_as(ask, [people.antwerp, people.leuven])
    assert table.cell(people.antwerp.pk, 2026)["stalking"].value == 18


def test_a_total_over_some_of_the_years_is_not_kept_as_the_total(people: Cast) -> None:
    table = edition(people)
    with acting_as(people.coordinator.pk):
        keep_release(table, OPEN_DATA, extent=Extent(all_years=False))
        (kept,) = ReleasedFigures.objects.all()
    assert {year for _row, year, _measure, _value in kept.cells} == {2024, 2025}

"""Inhabitants per centre and year: loaded, sourced, and never guessed."""

import csv
import shutil
from pathlib import Path

import pytest
from django.core.management import call_command
from django.db import IntegrityError, transaction

from accounts.models import Centre
from accounts.services.centre_files import load_centres
from lib.reference_file import ReferenceFilesError
from reporting.models import Population
from reporting.services.population import DATA_FOLDER, load_population
from tests.database import as_owner

pytestmark = pytest.mark.django_db


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return Path(shutil.copytree(DATA_FOLDER, tmp_path / "population"))


@pytest.fixture(autouse=True)
def centres() -> None:
    with as_owner():
        load_centres()


def test_the_file_is_loaded_once_and_says_what_is_not_verified() -> None:
    with as_owner():
        (first,), (second,) = load_population(), load_population()
    assert (first.added, second.added, second.changed) == (first.rows, 0, 0)
    limburg = Population.objects.get(centre__code="limburg", year=2023)
    assert (limburg.inhabitants, limburg.verified) == (895030, True)
    added_up = Population.objects.filter(year=2025, centre__code__in=["antwerpen", "kempen"])
    assert set(added_up.values_list("verified", flat=True)) == {False}


def test_the_three_centres_of_antwerpen_are_the_printed_total_of_the_district() -> None:
    with (DATA_FOLDER / "population.csv").open(newline="") as stream:
        rows = [row for row in csv.DictReader(stream) if row["year"] == "2025"]
    three = [int(r["inhabitants"]) for r in rows if r["centre"] != "limburg"]
    assert (len(three), sum(three)) == (3, 1_939_731)


def test_a_wrong_row_stops_everything_and_names_its_line(folder: Path) -> None:
    lines = len((folder / "population.csv").read_text().splitlines()) + 1
    with (folder / "population.csv").open("a") as stream:
        stream.write("limburg,2024,veel,yes,bron,\natlantis,2024,5,yes,bron,\n")
    with as_owner(), pytest.raises(ReferenceFilesError) as refused:
        load_population(folder=folder)
    assert f"population.csv:{lines} inhabitants" in str(refused.value)
    assert not Population.objects.exists()


def test_the_command_loads_and_a_dry_run_does_not(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("lib.maintenance.as_owner", as_owner)
    call_command("load_population", "--dry-run")
    assert not Population.objects.exists()
    call_command("load_population")
    assert Population.objects.exists()


def test_nobody_lives_nowhere_and_a_year_has_one_number() -> None:
    centre = Centre.objects.get(code="leuven")
    with as_owner():
        Population.objects.create(centre=centre, year=2030, inhabitants=5, source="bron")
        for again in ({"year": 2030, "inhabitants": 6}, {"year": 2031, "inhabitants": 0}):
            with pytest.raises(IntegrityError), transaction.atomic():
                Population.objects.create(centre=centre, source="bron", **again)


def test_every_centre_has_a_place_of_its_own_on_the_map() -> None:
    places = set(Centre.objects.values_list("tile_column", "tile_row"))
    assert len(places) == Centre.objects.count() == 9
    assert (None, None) not in places

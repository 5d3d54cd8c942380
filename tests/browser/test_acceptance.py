"""The reason this product exists: log a dossier with stalking and see the count go up by one."""

import csv
import io
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from codelists.services.loading import load_code_lists
from lib.calendar import brussels_today
from tests import make, persons
from tests.database import as_owner

pytestmark = pytest.mark.django_db(transaction=True)
CODES = Path(__file__).parents[2] / "codelists" / "data"


@pytest.fixture
def coordinator(page: Page, live_server: Any) -> Page:
    """The coordinator of Antwerp has signed in."""
    with as_owner():
        load_code_lists(folder=CODES)
    people = persons.cast()
    make.dossier(people.antwerp, stalking="yes", received_on=brussels_today())
    page.goto(f"{live_server.url}/aanmelden/")
    page.get_by_label("Gebruikersnaam").fill("coordinator")
    page.get_by_label("Wachtwoord").fill(make.PASSWORD)
    page.get_by_role("button", name="Aanmelden").click()
    expect(page.get_by_role("heading", level=1)).to_contain_text("Vandaag")
    return page


def exported_count(page: Page, folder: Path) -> int:
    """Home, the answer, the file: the number of this year for Antwerp in the CSV."""
    page.get_by_role("link", name="Vandaag", exact=True).click()
    page.get_by_role("link", name="Stalking per centrum en jaar").click()
    with page.expect_download() as started:
        page.get_by_role("button", name="CSV", exact=True).click()
    file = folder / "cijfers.csv"
    started.value.save_as(file)
    rows = csv.DictReader(io.StringIO(file.read_text("utf-8-sig")), delimiter=";")
    year = str(brussels_today().year)
    (count,) = (
        row["Stalking"]
        for row in rows
        if row["Centrum"] == "Veilig Huis Antwerpen" and row["Jaar"] == year
    )
    return int(count)


def log_dossier_with_stalking(page: Page) -> None:
    """Who, what, from whom; save and open the dossier."""
    page.get_by_role("link", name="Nieuwe aanmelding").click()
    victim = page.get_by_role("group", name="Slachtoffer").first
    victim.get_by_label("Naam of geboortedatum").fill("Nieuwe Testpersoon")
    page.get_by_label("Wat is er gebeurd?").fill("Wacht haar elke avond op aan het werk.")
    page.get_by_label("Belaging (stalking)", exact=True).check()
    page.get_by_role("group", name="Is er stalking").get_by_label("Ja", exact=True).check()
    page.get_by_label("Aangemeld door").select_option(index=1)
    page.get_by_role("button", name="Bewaren en dossier openen").click()
    expect(page.get_by_role("heading", level=1)).to_contain_text("VH-")


def test_a_new_user_logs_stalking_and_the_export_counts_one_more(
    coordinator: Page, tmp_path: Path
) -> None:
    before = exported_count(coordinator, tmp_path)
    assert before == 1
    log_dossier_with_stalking(coordinator)
    assert exported_count(coordinator, tmp_path) == before + 1

"""A caseworker goes from a number to its definition and to the dossiers it counts, and back."""

import datetime as dt
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from tests import make
from tests.browser.support import (
    ConsoleLog,
    assert_accessible,
    assert_fits,
    assert_focus_visible,
    assert_no_console_errors,
)
from tests.browser.test_figures import sign_in
from tests.persons import Cast, cast

pytestmark = pytest.mark.django_db(transaction=True)
DAY = dt.date(2025, 5, 1)
OFFENCES = "indicatoren/offences/?by=relation&from=2025&to=2025"


@pytest.fixture
def people() -> Cast:
    made = cast()
    for number in range(4):
        dossier = make.dossier(made.antwerp, received_on=DAY)
        make.involvement(dossier, make.person(made.antwerp, family=f"Voorbeeld{number}"))
        for _each in range(3):
            make.offence(dossier, relation=make.relation("partner"))
        make.intake(made.antwerp, made.colleague, received_on=DAY)
    return made


def test_from_a_number_to_its_dossiers(
    page: Page, live_server: Any, people: Cast, console: ConsoleLog
) -> None:
    sign_in(page, live_server, "collega")
    page.goto(f"{live_server.url}/cijfers/{OFFENCES}")
    page.get_by_role("row", name="partner").get_by_role("link", name="12").click()
    expect(page.get_by_text("12 feiten in 4 dossiers tellen mee in dit cijfer.")).to_be_visible()
    expect(page.get_by_role("row")).to_have_count(5)
    assert_accessible(page)
    assert_fits(page)
    assert_focus_visible(page)
    page.get_by_role("link", name="Wat telt dit cijfer?").click()
    expect(page.get_by_role("heading", name="Wat telt dit cijfer?")).to_be_visible()
    page.go_back()
    page.get_by_role("row").nth(1).get_by_role("link").click()
    assert "/dossiers/VH-" in page.url
    assert_no_console_errors(console)


def test_from_a_question_of_ones_own_to_intakes(
    page: Page, live_server: Any, people: Cast, console: ConsoleLog
) -> None:
    sign_in(page, live_server, "coordinator")
    page.goto(f"{live_server.url}/cijfers/zelf/?indicator=intakes&measure=all&from=2025&to=2025")
    page.get_by_role("row", name="Antwerpen").get_by_role("link", name="4").click()
    expect(page.get_by_text("4 aanmeldingen tellen mee in dit cijfer.")).to_be_visible()
    assert_accessible(page)
    assert_fits(page)
    page.get_by_role("row").nth(1).get_by_role("link").first.click()
    assert "/aanmeldingen/" in page.url
    assert_no_console_errors(console)


def test_a_number_of_all_centres_leads_nowhere(page: Page, live_server: Any, people: Cast) -> None:
    sign_in(page, live_server, "coordinator")
    page.goto(f"{live_server.url}/cijfers/{OFFENCES}")
    expect(page.get_by_role("row", name="partner")).to_contain_text("12")
    expect(page.get_by_role("table").get_by_role("link")).to_have_count(0)

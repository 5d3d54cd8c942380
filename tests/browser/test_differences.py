"""A coordinator compares a figure with an earlier moment, also narrow and without JavaScript."""

import datetime as dt
from typing import Any

import pytest
from playwright.sync_api import Browser, Page, expect

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
from tests.reporting.known import known_since

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def people() -> Cast:
    """Four dossiers of 2025: one of them was known on 10 February 2026 already."""
    made = cast()
    ids = [
        make.dossier(made.antwerp, stalking="yes", received_on=dt.date(2025, 5, 1)).pk
        for _each in range(4)
    ]
    known_since(ids[0], "2026-02-10 12:00Z")
    return made


def test_from_the_stalking_table_to_what_changed_in_it(
    page: Page, live_server: Any, people: Cast, console: ConsoleLog
) -> None:
    sign_in(page, live_server, "coordinator")
    page.goto(f"{live_server.url}/cijfers/stalking/?from=2024&to=2025")
    page.get_by_role("link", name="Vergelijk met een eerder moment").click()
    expect(page.get_by_label("Vergelijk met het einde van")).to_have_value("")
    assert_accessible(page)
    page.get_by_label("Vergelijk met het einde van").fill("10/02/26")
    page.get_by_label("Vergelijk met het einde van").press("Enter")
    expect(page.get_by_text("Alles samen ging van 1 naar 4: +3 laat ingevoerd.")).to_be_visible()
    row = page.get_by_role("row", name="Antwerpen 2025")
    expect(row).to_contain_text("+3 laat ingevoerd")
    expect(page.get_by_role("columnheader", name="Toen")).to_contain_text("10.02.2026")
    assert_accessible(page)
    assert_fits(page)
    assert_focus_visible(page)
    assert_no_console_errors(console)


@pytest.mark.parametrize(
    "query",
    [
        "people_in_dossiers/verschil/?then=10.02.2026&same=on",
        "days_to_opening/verschil/?then=31.12.2024&same=on&measure=median",
        "protection_measures/verschil/?then=10.02.2026&same=on",
        "dossiers_active/verschil/?then=10.02.2026&from=2022&same=on",
        "offences/verschil/?then=01.01.2030",
    ],
)
def test_every_kind_of_answer_is_accessible_and_narrow(
    page: Page, live_server: Any, people: Cast, console: ConsoleLog, query: str
) -> None:
    sign_in(page, live_server, "coordinator")
    page.goto(f"{live_server.url}/cijfers/indicatoren/{query}")
    expect(page.get_by_role("heading", name="Vergelijk met een eerder moment")).to_be_visible()
    assert_accessible(page)
    assert_fits(page)
    assert_no_console_errors(console, but="422")


def test_as_known_on_a_day_without_javascript(
    browser: Browser, live_server: Any, people: Cast
) -> None:
    page = browser.new_context(java_script_enabled=False).new_page()
    sign_in(page, live_server, "coordinator")
    page.goto(f"{live_server.url}/cijfers/stalking/?from=2024&to=2025")
    page.get_by_label("Zoals bekend op het einde van").fill("10.02.2026")
    page.get_by_role("button", name="Toon", exact=True).click()
    expect(page.get_by_role("row", name="Antwerpen")).to_contain_text("1")
    expect(page.get_by_text("10.02.2026, 23.59 u.").first).to_be_visible()
    page.context.close()

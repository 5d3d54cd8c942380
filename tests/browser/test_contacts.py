"""An advice request by keyboard in ten seconds, and a contact with 1712, in a real browser."""

import re
import time
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, Page, expect

from codelists.services.loading import load_code_lists
from registrations.models import AdviceRequest, HelplineContact
from tests import make, persons
from tests.browser.support import (
    ConsoleLog,
    assert_accessible,
    assert_fits,
    assert_focus_visible,
    assert_no_console_errors,
    give_session,
)
from tests.browser.test_intake import tab_to, the_only
from tests.database import as_owner
from tests.persons import Cast

pytestmark = pytest.mark.django_db(transaction=True)
CODES = Path(__file__).parents[2] / "codelists" / "data"
TYPIST = 120
"""Milliseconds between two keys: somebody who does this every day."""


@pytest.fixture
def cast(transactional_db: None) -> Cast:
    """The real code lists."""
    with as_owner():
        load_code_lists(folder=CODES)
    return persons.cast()


def test_an_advice_request_with_the_keyboard_within_ten_seconds(
    page: Page, live_server: Any, cast: Cast, console: ConsoleLog
) -> None:
    """Every answer is a few letters of it; the day is there already."""
    give_session(page.context, live_server, cast.colleague)
    page.goto(f"{live_server.url}/adviesvragen/nieuw/")
    expect(page.locator("#id_asker_sector")).to_be_focused()
    keys, began = page.keyboard, time.monotonic()
    for letters in ("onderw", "stalk", "veilig", "de vr"):
        keys.type(letters, delay=TYPIST)
        keys.press("Tab")
    keys.press("Space")
    keys.press("Alt+s")
    page.wait_for_url(re.compile(r"/adviesvragen/\d+/$"))
    assert time.monotonic() - began < 10
    saved = the_only(AdviceRequest)
    with as_owner():
        codes = (saved.asker_sector, saved.theme, saved.advice, saved.outcome, saved.channel)
        assert [each.code for each in codes] == [
            *("school", "stalking", "safety", "asker_continues", "phone"),
        ]
    for path in (page.url, f"{live_server.url}/adviesvragen/", f"{live_server.url}/"):
        page.goto(path)
        assert_accessible(page)
        assert_fits(page)
    assert_no_console_errors(console)


def test_a_contact_with_1712_is_corrected_and_saved(
    page: Page, live_server: Any, cast: Cast, console: ConsoleLog
) -> None:
    give_session(page.context, live_server, cast.helpline_partner)
    page.goto(f"{live_server.url}/")
    expect(page.get_by_role("link", name="Dossiers", exact=True)).to_have_count(0)
    page.keyboard.press("n")
    page.wait_for_url("**/oproepen-1712/nieuw/")
    page.get_by_label("Wie is de contactnemer?").select_option("Werk")
    for choice in ("Vrouw", "Meerderjarig", "Ja", "Telefoon"):
        page.get_by_label(choice, exact=True).check()
    page.get_by_label("Waarover gaat het?").select_option("Stalking")
    page.get_by_label("Waar gebeurt het?").select_option("Werk")
    page.get_by_label("Doorverwezen naar").select_option("Politie")
    page.get_by_label("Hoeveel personen zijn gemeld?").fill("-1")
    page.get_by_label("Datum").fill("31.12.2019")
    with page.expect_response(lambda answer: answer.status == 422):
        page.get_by_role("button", name="Bewaren", exact=True).click()
    summary = page.locator("#error-summary")
    expect(summary).to_contain_text("Geef een geheel getal van 0 tot 999.")
    expect(summary).to_contain_text("‘Stalking’ was niet geldig op deze dag.")
    expect(page.get_by_label("Wie is de contactnemer?")).not_to_have_value("")
    assert_accessible(page)
    assert_fits(page)
    page.get_by_label("Hoeveel personen zijn gemeld?").fill("2")
    page.get_by_label("Datum").fill("vandaag")
    page.get_by_role("button", name="Bewaren en volgende").click()
    page.wait_for_url("**/oproepen-1712/nieuw/")
    expect(page.get_by_text("De oproep is bewaard.")).to_be_visible()
    expect(page.get_by_label("Telefoon")).to_be_checked()
    assert_focus_visible(page, steps=30)
    page.goto(f"{live_server.url}/oproepen-1712/")
    expect(page.locator("#totals")).to_contain_text("1 oproep telt mee.")
    expect(page.locator("#totals")).to_contain_text("Daarin zijn 2 personen gemeld.")
    assert_accessible(page)
    assert_fits(page)
    assert the_only(HelplineContact).reported_people == 2
    # The refused form is the one complaint of the browser.
    console.errors = [error for error in console.errors if "422" not in error]
    assert_no_console_errors(console)


def test_a_contact_is_left_out_of_the_figures_without_javascript(
    browser: Browser, live_server: Any, cast: Cast
) -> None:
    request = make.advice_request(cast.antwerp, cast.colleague)
    context = browser.new_context(java_script_enabled=False)
    give_session(context, live_server, cast.colleague)
    page = context.new_page()
    page.goto(f"{live_server.url}/adviesvragen/{request.pk}/")
    page.get_by_text("Niet laten meetellen").click()
    tab_to(page, "counting_exclusion")
    page.get_by_label("Nee: dubbel genoteerd").check()
    page.get_by_role("button", name="Bewaren").click()
    expect(page.get_by_text("Telt niet mee")).to_be_visible()
    context.close()

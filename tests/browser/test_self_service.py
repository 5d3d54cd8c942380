"""A coordinator puts a question together, with keyboard and without JavaScript, and saves it."""

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

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def people() -> Cast:
    made = cast()
    for centre, amount in ((made.antwerp, 7), (made.leuven, 3)):
        for _each in range(amount):
            make.dossier(centre, stalking="yes", received_on=dt.date(2025, 5, 1))
    return made


def test_from_the_list_of_questions_to_a_saved_one(
    page: Page, live_server: Any, people: Cast, console: ConsoleLog
) -> None:
    sign_in(page, live_server, "coordinator")
    page.get_by_role("link", name="Cijfers", exact=True).click()
    page.get_by_role("link", name="Zelf een vraag samenstellen").click()
    page.get_by_label("Tot", exact=True).select_option("2025")
    page.get_by_label("Grafiek").select_option("map")
    page.get_by_role("button", name="Toon", exact=True).click()
    assert "chart=map" in page.url
    expect(page.get_by_role("img", name="in 2025")).to_be_visible()
    expect(
        page.get_by_role("row", name="Antwerpen").get_by_role("link", name="7").first
    ).to_be_visible()

    page.get_by_label("Naam").fill("Stalking op de kaart")
    page.get_by_role("button", name="Vraag bewaren").click()
    expect(page.get_by_text("De vraag is bewaard.")).to_be_visible()
    page.get_by_role("link", name="Bewaarde vragen").click()
    assert_accessible(page)
    assert_fits(page)
    page.get_by_role("link", name="Stalking op de kaart", exact=True).click()
    expect(page.get_by_label("Grafiek")).to_have_value("map")
    assert_no_console_errors(console)


@pytest.mark.parametrize(
    "query",
    [
        "",
        "chart=map&from=2023&to=2025",
        "chart=line&from=2021&to=2026&compare=years",
        "show=rate&from=2023&to=2025",
        "show=of&of=dossiers_opened:all&from=2023&to=2025",
        "show=of&of=offences:all&from=2023&to=2025",
        "indicator=offences&by=relation",
        "from=2026&to=2024",
    ],
)
def test_every_kind_of_answer_is_accessible_and_narrow(
    page: Page, live_server: Any, people: Cast, console: ConsoleLog, query: str
) -> None:
    sign_in(page, live_server, "coordinator")
    page.goto(f"{live_server.url}/cijfers/zelf/?{query}")
    assert_accessible(page)
    assert_fits(page)
    assert_focus_visible(page)
    assert_no_console_errors(console, but="422")


def test_without_javascript(browser: Browser, live_server: Any, people: Cast) -> None:
    page = browser.new_context(java_script_enabled=False).new_page()
    sign_in(page, live_server, "coordinator")
    page.goto(f"{live_server.url}/cijfers/zelf/?by=relation&indicator=offences")
    page.get_by_label("Indicator").select_option("dossiers_stalking")
    page.get_by_label("Toon als").select_option("share")
    page.get_by_role("button", name="Toon", exact=True).click()
    expect(page.get_by_role("row", name="Antwerpen")).to_contain_text("100,0 %")
    page.context.close()

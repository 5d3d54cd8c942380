"""A partner hands in a table himself; a coordinator signs it and sees the figure."""

from typing import Any

import pytest
from playwright.sync_api import Page, expect

from accounts.models import Role
from reporting.published.labels import TOTALS
from tests import make
from tests.browser.support import (
    ConsoleLog,
    assert_accessible,
    assert_fits,
    assert_focus_visible,
    assert_no_console_errors,
    give_session,
)
from tests.browser.test_deliveries import upload
from tests.reporting.deliveries import as_csv, published_rows

pytestmark = pytest.mark.django_db(transaction=True)


def by_caller(total: str) -> bytes:
    """The nine callers of question 841 about stalking, under a printed total."""
    printed = {
        row["value1"]: row["value"]
        for row in published_rows("sv841", "helpline_contacts_stalking")
        if row["dim1"] == "contactnemer" and row["value1"] not in TOTALS
    }
    rows = {**printed, "Totaal": total}
    return as_csv(
        [
            {"contactnemer": caller, "eenheid": "oproep", "waarde": value}
            for caller, value in rows.items()
        ]
    )


def test_a_partner_corrects_his_table_and_a_coordinator_signs_it(
    page: Page, live_server: Any, console: ConsoleLog
) -> None:
    helpline = make.deliverer("1712")
    partner = make.member("hulplijn", Role.PARTNER, of=helpline, first_name="Mila")
    coordinator = make.member("coordinator", Role.COORDINATOR, at=make.centre(), first_name="Els")

    give_session(page.context, live_server, partner)
    page.goto(f"{live_server.url}/")
    assert_accessible(page)
    assert_fits(page)
    page.get_by_role("link", name="Leveringen", exact=True).press("Enter")
    assert_focus_visible(page)

    upload(page, "helpline_contacts_stalking", by_caller("179"), (2022, 2022))
    found = page.get_by_role("table", name="Wat de controle vond")
    wrong = found.get_by_role("row").filter(has_text="fout")
    expect(wrong).to_have_count(1)
    expect(wrong.get_by_role("cell").first).to_have_text("11")
    expect(page.get_by_role("button", name="Markeer als gecontroleerd")).to_have_count(0)
    assert_accessible(page)
    assert_fits(page)

    page.get_by_role("link", name="Leveringen", exact=True).first.press("Enter")
    upload(page, "helpline_contacts_stalking", by_caller("178"), (2022, 2022))
    page.get_by_role("button", name="Markeer als gecontroleerd").press("Enter")
    expect(page.get_by_text("analist van de Veilige Huizen tekent ze af")).to_be_visible()
    expect(page.get_by_role("button", name="Aftekenen")).to_have_count(0)
    assert_accessible(page)
    assert_fits(page)
    assert_focus_visible(page)
    address = page.url

    give_session(page.context, live_server, coordinator)
    page.goto(f"{live_server.url}/")
    page.get_by_role("link", name="Oproepen over stalking").press("Enter")
    assert page.url == address
    expect(page.get_by_text("aangeleverd door Hulplijn 1712 cijfers zelf")).to_be_visible()
    assert_accessible(page)
    assert_fits(page)
    page.get_by_role("button", name="Aftekenen").press("Enter")
    page.goto(f"{live_server.url}/cijfers/gepubliceerd/")
    figure = page.get_by_role("row").filter(has_text="178").first
    expect(figure).to_contain_text("Hulplijn 1712")
    assert_no_console_errors(console, but="422")

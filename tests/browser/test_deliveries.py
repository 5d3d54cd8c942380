"""A partner's table from file or form to signature, in a real browser."""

from collections.abc import Callable
from typing import Any

import pytest
from playwright.sync_api import FilePayload, Page, expect

from accounts.models import Role, User
from tests import make
from tests.browser.support import (
    ConsoleLog,
    assert_accessible,
    assert_fits,
    assert_focus_visible,
    assert_no_console_errors,
    give_session,
)
from tests.reporting.deliveries import as_csv, offenders, youth_table

pytestmark = pytest.mark.django_db(transaction=True)
SignIn = Callable[[User], Page]


@pytest.fixture
def sign_in(page: Page, live_server: Any) -> SignIn:
    """Open the deliveries as this user."""

    def opened(user: User) -> Page:
        give_session(page.context, live_server, user)
        page.goto(f"{live_server.url}/cijfers/leveringen/")
        return page

    return opened


@pytest.fixture
def uploader() -> User:
    return make.member("oplader", Role.COORDINATOR, at=make.centre(), first_name="Els")


@pytest.fixture
def signer() -> User:
    return make.member("tekenaar", Role.ANALYST, first_name="Amina")


def looks_right(page: Page) -> None:
    assert_accessible(page)
    assert_fits(page)


def upload(page: Page, code: str, body: bytes, years: tuple[int, int]) -> None:
    page.get_by_role("link", name="Lever een tabel").press("Enter")
    page.get_by_label("Indicator", exact=True).select_option(code)
    page.get_by_label("Periode van").fill(f"01.01.{years[0]}")
    page.get_by_label("Periode tot en met").fill(f"31.12.{years[1]}")
    page.get_by_label("Extractiedatum").fill("01.02.2023")
    file = FilePayload(name="tabel.csv", mimeType="text/csv", buffer=body)
    page.get_by_label("Bestand").set_input_files(file)
    looks_right(page)
    page.get_by_role("button", name="Opladen en controleren").press("Enter")


def test_wrong_sums_are_told_by_row_and_nothing_can_be_signed(
    sign_in: SignIn, console: ConsoleLog, uploader: User
) -> None:
    page = sign_in(uploader)
    looks_right(page)
    upload(page, "cgg_youth_clients", as_csv(youth_table(flagged=False)), (2017, 2017))
    found = page.get_by_role("table", name="Wat de controle vond")
    expect(found.get_by_role("row").filter(has_text="fout").first).to_be_visible()
    expect(page.get_by_role("button", name="Markeer als gecontroleerd")).to_have_count(0)
    looks_right(page)
    assert_focus_visible(page)
    assert_no_console_errors(console, but="422")


def test_a_file_is_checked_explained_and_signed_off_by_a_colleague(
    sign_in: SignIn, console: ConsoleLog, uploader: User, signer: User
) -> None:
    page = sign_in(uploader)
    upload(page, "cgg_stalking_offenders", as_csv(offenders("135", "0", "127")), (2020, 2022))
    page.get_by_role("button", name="Markeer als gecontroleerd").press("Enter")
    looks_right(page)
    for box in page.get_by_role("textbox", name="Verklaring").all():
        box.fill("Het team lag dat jaar stil.")
    page.get_by_role("button", name="Markeer als gecontroleerd").press("Enter")
    expect(page.get_by_text("een collega moet ze aftekenen")).to_be_visible()
    looks_right(page)

    page = sign_in(signer)
    page.get_by_role("link", name="Daders van stalking").press("Enter")
    page.get_by_role("button", name="Aftekenen").press("Enter")
    expect(page.get_by_role("status").first).to_be_visible()
    expect(page.get_by_role("row", name="2021").first).to_contain_text("0")
    looks_right(page)
    assert_no_console_errors(console, but="422")


def test_a_table_is_typed_and_what_is_wrong_is_told_at_its_row(
    sign_in: SignIn, console: ConsoleLog, uploader: User
) -> None:
    page = sign_in(uploader)
    page.get_by_role("link", name="Lever een tabel").press("Enter")
    page.get_by_role("row", name="Daders van stalking in behandeling").get_by_role(
        "link", name="Invullen"
    ).press("Enter")
    page.get_by_label("Extractiedatum").fill("niet lang geleden")
    page.get_by_label("Aantal").first.fill("127")
    looks_right(page)
    page.get_by_role("button", name="Controleren").press("Enter")
    expect(page.get_by_label("Extractiedatum")).to_have_attribute("aria-invalid", "true")
    expect(page.get_by_label("Aantal").first).to_have_value("127")
    looks_right(page)
    page.get_by_label("Extractiedatum").fill("01.02.2026")
    page.get_by_role("button", name="Controleren").press("Enter")
    expect(page.get_by_role("row", name="Vlaanderen").filter(has_text="127")).to_be_visible()
    looks_right(page)
    assert_no_console_errors(console, but="422")

"""The coordinator answers the stalking question: two clicks to the answer, three to a file."""

import datetime as dt
import io
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Page, expect
from pypdf import PdfReader
from python_calamine import CalamineWorkbook

from tests import make
from tests.browser.support import (
    ConsoleLog,
    assert_accessible,
    assert_fits,
    assert_focus_visible,
    assert_no_console_errors,
)
from tests.persons import Cast, cast

pytestmark = pytest.mark.django_db(transaction=True)

QUESTION = "Stalking per centrum en jaar"


@pytest.fixture
def people() -> Cast:
    made = cast()
    for centre, answers in (
        (made.antwerp, ["yes"] * 7 + ["no"] * 12 + ["unknown"] * 6),
        (made.leuven, ["yes"] * 3 + ["no"] * 9),
    ):
        for answer in answers:
            make.dossier(centre, stalking=answer, received_on=dt.date(2025, 5, 1))
    return made


@pytest.fixture
def home(page: Page, live_server: Any, people: Cast) -> Page:
    """The home page of the coordinator."""
    sign_in(page, live_server, "coordinator")
    return page


def sign_in(page: Page, live_server: Any, username: str) -> None:
    page.goto(f"{live_server.url}/aanmelden/")
    page.get_by_label("Gebruikersnaam").fill(username)
    page.get_by_label("Wachtwoord").fill(make.PASSWORD)
    page.get_by_role("button", name="Aanmelden").click()
    expect(page).not_to_have_title("Aanmelden – Veilig Huis dossiers")


def answer(page: Page) -> None:
    """The two clicks."""
    page.get_by_role("link", name="Cijfers", exact=True).click()
    page.get_by_role("link", name=QUESTION).click()


def download(page: Page, kind: str, folder: Path) -> bytes:
    with page.expect_download() as started:
        page.get_by_role("button", name=kind, exact=True).click()
    file = folder / started.value.suggested_filename
    started.value.save_as(file)
    return file.read_bytes()


def test_two_clicks_to_the_answer_and_three_to_a_file(
    home: Page, tmp_path: Path, console: ConsoleLog
) -> None:
    answer(home)
    row = home.get_by_role("row", name="Antwerpen")
    expect(row.get_by_role("link", name="7", exact=True).first).to_be_visible()

    # The browser itself calls a navigation that turns into a download a failed one.
    assert_no_console_errors(console)

    body = download(home, "XLSX", tmp_path)

    rows = CalamineWorkbook.from_filelike(io.BytesIO(body)).get_sheet_by_name("Cijfers").to_python()
    assert ["Veilig Huis Antwerpen", "2025", "cijfer", 7.0, "geteld"] in [line[:5] for line in rows]


def test_a_shared_file_hides_what_the_screen_shows(home: Page, tmp_path: Path) -> None:
    answer(home)
    expect(home.get_by_role("row", name="Leuven").get_by_text("3", exact=True)).to_be_visible()
    home.get_by_label("Gedeelde export").check()
    text = download(home, "CSV", tmp_path).decode("utf-8-sig")
    line = next(line for line in text.splitlines() if line.startswith("Veilig Huis Leuven;2025"))
    assert line.split(";")[3:5] == ["", "verborgen"]
    pdf = download(home, "PDF", tmp_path)
    assert "verborgen" in PdfReader(io.BytesIO(pdf)).pages[0].extract_text()


def test_from_a_number_to_its_dossiers(home: Page, console: ConsoleLog) -> None:
    answer(home)
    home.get_by_role("row", name="Antwerpen").get_by_role(
        "link", name="7", exact=True
    ).first.click()
    expect(home.get_by_text("7 dossiers tellen mee in dit cijfer.")).to_be_visible()
    assert home.locator("tbody tr").count() == 7
    assert_accessible(home)
    assert_fits(home)
    assert_no_console_errors(console)


def test_the_screens_are_accessible_and_narrow(
    home: Page, live_server: Any, console: ConsoleLog
) -> None:
    home.goto(f"{live_server.url}/cijfers/")
    assert_accessible(home)
    assert_fits(home)
    for query in ("", "?per=year", "?per=centre&from=2025&to=2025"):
        home.goto(f"{live_server.url}/cijfers/stalking/{query}")
        assert_accessible(home)
        assert_fits(home)
    assert_focus_visible(home)
    assert_no_console_errors(console)


def test_a_wrong_filter_says_so_and_keeps_what_was_chosen(home: Page) -> None:
    answer(home)
    home.get_by_label("Van", exact=True).select_option("2026")
    home.get_by_label("Tot", exact=True).select_option("2024")
    home.get_by_role("button", name="Toon").click()
    message = home.get_by_role("link", name="Het eerste jaar ligt na het laatste jaar.")
    expect(message).to_be_visible()
    expect(home.get_by_label("Van", exact=True)).to_have_value("2026")
    assert home.title().startswith("Fout:")
    assert_accessible(home)


def test_centres_are_picked_without_a_script(browser: Any, live_server: Any, people: Cast) -> None:
    context = browser.new_context(java_script_enabled=False)
    page = context.new_page()
    sign_in(page, live_server, "coordinator")
    answer(page)
    page.get_by_text("Alle centra", exact=True).first.click()
    page.get_by_label("Veilig Huis Leuven").check()
    page.get_by_role("button", name="Toon").click()
    expect(page.get_by_role("row", name="Leuven")).to_be_visible()
    expect(page.get_by_role("row", name="Antwerpen")).to_have_count(0)
    context.close()


def test_a_caseworker_sees_her_centre_and_no_export(
    page: Page, live_server: Any, people: Cast
) -> None:
    sign_in(page, live_server, "collega")
    answer(page)
    expect(page.get_by_role("row", name="Antwerpen")).to_be_visible()
    expect(page.get_by_role("button", name="XLSX")).to_have_count(0)
    assert_accessible(page)

"""Question 841 from the register to the files, in a real browser."""

from collections.abc import Callable
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from accounts.models import Role, User
from reporting.questions.loading import load_questions
from reporting.services.published import load_published_figures
from tests import make
from tests.browser.support import (
    ConsoleLog,
    assert_accessible,
    assert_fits,
    assert_focus_visible,
    assert_no_console_errors,
    give_session,
)
from tests.database import as_owner

pytestmark = pytest.mark.django_db(transaction=True)

SignIn = Callable[[User], Page]


@pytest.fixture
def sign_in(page: Page, live_server: Any) -> SignIn:
    """Open the register as this user."""
    with as_owner():
        load_published_figures()
        load_questions()

    def opened(user: User) -> Page:
        give_session(page.context, live_server, user)
        page.goto(f"{live_server.url}/vragen/")
        return page

    return opened


def test_a_coordinator_answers_841_and_a_colleague_approves_and_downloads(
    sign_in: SignIn, console: ConsoleLog, live_server: Any
) -> None:
    centre = make.centre("Veilig Huis Antwerpen")
    writer = make.member("coordinator", Role.COORDINATOR, at=centre, first_name="Els")
    approver = make.member("collega", Role.COORDINATOR, at=centre, first_name="An")

    page = sign_in(writer)
    assert_accessible(page)
    assert_fits(page)
    page.get_by_role("link", name="zoals nu te beantwoorden").press("Enter")
    parts = page.get_by_role("navigation", name="De delen").get_by_role("listitem")
    expect(parts).to_have_count(8)
    for state in ("geleverd", "niet geregistreerd", "geteld", "in woorden"):
        expect(parts.filter(has_text=state).first).to_be_visible()
    assert_accessible(page)
    assert_fits(page)
    assert_focus_visible(page, steps=25)
    seventh = page.get_by_role("region", name="7. Hoeveel dossiers")
    seventh.locator("summary", has_text="Eerder beantwoord").press("Enter")
    expect(seventh.get_by_text("De registratie kan nu zo gesplitst worden.")).to_be_visible()
    assert_accessible(page)
    assert_fits(page)

    page.get_by_role("link", name="Tekst wijzigen Deel 5").first.click()
    page.get_by_label("Tekst").fill("De laatste levering gaat over 2022.")
    assert_accessible(page)
    assert_fits(page)
    page.get_by_role("button", name="Bewaren").press("Enter")
    expect(page.get_by_role("status").first).to_contain_text("Tekst bewaard.")
    expect(page.get_by_text("Een collega keurt het goed.")).to_be_visible()

    page = sign_in(approver)
    page.get_by_role("link", name="zoals nu te beantwoorden").click()
    page.get_by_role("link", name="Nakijken en goedkeuren").press("Enter")
    expect(page.get_by_role("heading", name="7. Hoeveel dossiers")).to_be_visible()
    assert_accessible(page)
    assert_fits(page)
    page.get_by_role("button", name="Goedkeuren en bevriezen").press("Enter")
    expect(page.get_by_text("Het antwoord is goedgekeurd en bevroren.")).to_be_visible()
    expect(page.get_by_role("heading", level=2)).to_have_count(9)
    assert_accessible(page)
    assert_fits(page)

    # Before the files: a download ends its own request, which the browser calls a failure.
    assert_no_console_errors(console)

    begins = {"PDF": b"%PDF-", "ODT": b"PK", "DOCX": b"PK", "XLSX": b"PK", "CSV met": b"PK"}
    for label, start in begins.items():
        with page.expect_download() as download:
            page.get_by_role("navigation", name="Download").get_by_role("link", name=label).click()
        assert download.value.path().read_bytes().startswith(start), label
        assert download.value.suggested_filename.startswith("vraag-841-editie-1.")


def test_178_calls_over_12044_people_is_refused_where_it_is_asked(
    sign_in: SignIn, console: ConsoleLog, live_server: Any
) -> None:
    centre = make.centre("Veilig Huis Antwerpen")
    page = sign_in(make.member("coordinator", Role.COORDINATOR, at=centre))
    page.get_by_role("link", name="zoals nu te beantwoorden").click()
    first = page.get_by_role("region", name="1. ")
    first.get_by_role("link", name="Gepubliceerde cijfers toevoegen").click()
    page.get_by_label("Titel").fill("Oproepen over stalking")
    page.get_by_label("Indicator").select_option("helpline_contacts_stalking")
    page.get_by_label("Bron").select_option("sv841")
    page.get_by_label("Ook in procent van").select_option("helpline_reported_persons")
    page.get_by_role("button", name="Bewaren").press("Enter")
    reason = page.get_by_text("178 (oproep) gedeeld door 12.044 (gemelde persoon)")
    expect(reason.first).to_be_visible()
    expect(page.get_by_label("Titel")).to_have_value("Oproepen over stalking")
    assert_accessible(page)
    assert_fits(page)

    page.get_by_label("Ook in procent van").select_option("helpline_contacts")
    page.get_by_role("button", name="Bewaren").press("Enter")
    table = first.get_by_role("table").filter(has_text="9.045").filter(has_text="2,0")
    expect(table.get_by_role("row").nth(1)).to_contain_text("1789.0452,0")
    assert_accessible(page)
    assert_fits(page)
    assert_no_console_errors(console, but="422")


def test_ministers_and_the_order_of_tables_with_the_keyboard(
    sign_in: SignIn, console: ConsoleLog, live_server: Any
) -> None:
    centre = make.centre("Veilig Huis Antwerpen")
    page = sign_in(make.member("coordinator", Role.COORDINATOR, at=centre))
    page.get_by_role("link", name="zoals nu te beantwoorden").click()
    page.get_by_role("link", name="Vraag wijzigen").press("Enter")
    page.locator("summary", has_text="Meer ministers").press("Enter")
    page.get_by_role("textbox", name="Minister 3").fill("Vlaams minister van Media")
    page.get_by_label("Nummer bij minister 3").fill("77")
    assert_accessible(page)
    assert_fits(page)
    page.get_by_role("button", name="Bewaren").press("Enter")
    expect(page.get_by_text("Vlaams minister van Media (77)")).to_be_visible()

    first = page.get_by_role("region", name="1. Over welke cijfers")
    tables = first.locator(".vh-answer__figures")
    second = tables.nth(1).get_by_role("table").locator("caption").inner_text()
    tables.nth(1).get_by_role("button", name="Omhoog").press("Enter")
    expect(page.get_by_role("status").first).to_contain_text("staat nu op een andere plaats")
    expect(tables.first.locator("caption")).to_have_text(second)
    assert_accessible(page)
    assert_fits(page)
    assert_focus_visible(page, steps=25)

    page.get_by_role("link", name="Belofte toevoegen").press("Enter")
    page.get_by_label("Wat is beloofd").fill("De cijfers van 2026.")
    page.get_by_label("In het antwoord op deel").select_option(index=1)
    page.get_by_label("Tegen").fill("31.12.2026")
    page.get_by_role("button", name="Bewaren").press("Enter")
    expect(page.get_by_label("Eigenaar")).to_have_attribute("aria-invalid", "true")
    page.get_by_label("Eigenaar").fill("Het kabinet Welzijn")
    assert_accessible(page)
    page.get_by_role("button", name="Bewaren").press("Enter")
    expect(page.get_by_text("Het kabinet Welzijn · Deel 1")).to_be_visible()
    assert_no_console_errors(console, but="422")


def test_the_public_page_needs_no_account_and_is_readable(
    page: Page, live_server: Any, console: ConsoleLog
) -> None:
    question = make.question("Belaging")
    make.reason(question)
    make.answer(question, profile="open_data")

    page.goto(f"{live_server.url}/open-data/")
    assert_accessible(page)
    assert_fits(page)
    page.get_by_role("link", name="Belaging").press("Enter")
    expect(page.get_by_role("table", name="Slachtoffers")).to_be_visible()
    assert_accessible(page)
    assert_fits(page)
    assert_no_console_errors(console)


def test_a_released_edition_is_withdrawn_and_its_address_says_so(
    sign_in: SignIn, console: ConsoleLog, live_server: Any
) -> None:
    question = make.question("Belaging")
    make.reason(question)
    make.answer(question, profile="open_data")
    centre = make.centre("Veilig Huis Antwerpen")
    page = sign_in(make.member("coordinator", Role.COORDINATOR, at=centre))
    page.goto(f"{live_server.url}/vragen/{question.pk}/antwoord/1/")
    page.get_by_role("link", name="Deze editie intrekken").press("Enter")
    page.get_by_label("Reden van de intrekking").fill("Een telfout in tabel 1.")
    assert_accessible(page)
    assert_fits(page)
    page.get_by_role("button", name="Intrekken").press("Enter")
    expect(page.get_by_role("status").first).to_contain_text("Editie 1 is ingetrokken.")
    expect(page.get_by_text("Een telfout in tabel 1.")).to_be_visible()
    assert_accessible(page)
    assert_fits(page)

    page.context.clear_cookies()
    page.goto(f"{live_server.url}/open-data/")
    assert_accessible(page)
    assert_fits(page)
    page.get_by_role("link", name="Belaging").press("Enter")
    expect(page.get_by_role("heading", level=1)).to_contain_text("Ingetrokken")
    expect(page.get_by_text("Een telfout in tabel 1.")).to_be_visible()
    assert_accessible(page)
    assert_fits(page)
    assert_no_console_errors(console, but="410")

"""Signing in, the administration and oversight in a real browser, under our own CSP."""

from collections.abc import Iterator
from typing import Any

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page, expect

from accounts.models import Role
from codelists.models import FormOfViolence
from tests import make
from tests.browser.support import (
    AXE_TAGS,
    ConsoleLog,
    assert_accessible,
    assert_fits,
    assert_focus_visible,
    assert_no_console_errors,
)
from tests.persons import Cast, cast

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def people() -> Cast:
    return cast()


@pytest.fixture
def without_scripts(browser: Any, live_server: Any) -> Iterator[Page]:
    """A browser in which no script runs."""
    context = browser.new_context(java_script_enabled=False, base_url=live_server.url)
    yield context.new_page()
    context.close()


def fill_in(page: Page, username: str, password: str = make.PASSWORD) -> None:
    page.get_by_label("Gebruikersnaam").fill(username)
    page.get_by_label("Wachtwoord").fill(password)
    page.get_by_role("button", name="Aanmelden").click()


def sign_in(page: Page, live_server: Any, username: str) -> None:
    page.goto(f"{live_server.url}/aanmelden/")
    fill_in(page, username)
    expect(page).not_to_have_title("Aanmelden – Veilig Huis dossiers")


def assert_good_screen(page: Page) -> None:
    """Every screen must pass: accessible, narrow, and with a visible focus."""
    assert_accessible(page)
    assert_fits(page)
    assert_focus_visible(page)


# --- in and out -----------------------------------------------------------------------------


def test_in_and_out(page: Page, live_server: Any, people: Cast, console: ConsoleLog) -> None:
    page.goto(f"{live_server.url}/wachtwoord/")
    assert page.title() == "Aanmelden – Veilig Huis dossiers"
    assert_good_screen(page)
    fill_in(page, "collega")
    expect(page.get_by_role("heading", level=1)).to_have_text("Wachtwoord wijzigen")
    assert_good_screen(page)

    page.locator(".vh-menu summary").click()
    page.get_by_role("button", name="Afmelden").click()

    expect(page.get_by_text("Je bent afgemeld.")).to_be_visible()
    page.go_back()
    expect(page.get_by_label("Gebruikersnaam")).to_be_visible()
    assert_no_console_errors(console)


def test_wrong_password_then_lockout(page: Page, live_server: Any, people: Cast) -> None:
    page.goto(f"{live_server.url}/aanmelden/")
    for _ in range(4):
        fill_in(page, "collega", "fout")
        expect(page.get_by_role("alert")).to_contain_text("horen niet bij elkaar")
        assert page.title().startswith("Fout:")
        assert page.get_by_label("Gebruikersnaam").input_value() == "collega"
        assert page.get_by_label("Wachtwoord").input_value() == ""
    assert_good_screen(page)
    fill_in(page, "collega", "fout")
    expect(page.get_by_role("heading", level=1)).to_have_text("Probeer het straks opnieuw")
    assert_good_screen(page)


def test_signing_in_works_without_scripts(without_scripts: Page, people: Cast) -> None:
    page = without_scripts
    page.goto("/wachtwoord/")
    fill_in(page, "collega")
    assert page.get_by_role("heading", level=1).inner_text() == "Wachtwoord wijzigen"
    page.get_by_label("Je huidige wachtwoord").fill(make.PASSWORD)
    page.get_by_label("Nieuw wachtwoord", exact=True).fill("vier losse woorden samen")
    page.get_by_label("Nieuw wachtwoord, nog eens").fill("vier losse woorden anders")
    page.get_by_role("button", name="Bewaren").click()
    assert "niet hetzelfde" in page.get_by_role("alert").inner_text()


def test_old_form_is_sent_again_with_one_click(page: Page, live_server: Any, people: Cast) -> None:
    sign_in(page, live_server, "privacy")
    page.goto(f"{live_server.url}/toezicht/")
    page.context.clear_cookies(name="csrf")
    page.get_by_label("Dossiernummer").fill("VH-2026-000412")
    page.get_by_role("button", name="Toon het logboek").first.click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Je formulier was te oud")
    assert_good_screen(page)
    page.get_by_role("button", name="Opnieuw versturen").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Logboek van VH-2026-000412")


# --- administration -------------------------------------------------------------------------

ADMIN_PAGES = (
    "",
    "accounts/",
    "accounts/user/",
    "accounts/user/add/",
    "accounts/user/{user}/change/",
    "accounts/user/{own}/change/",
    "accounts/user/{user}/password/",
    "accounts/user/{user}/history/",
    "accounts/centre/{centre}/change/",
    "accounts/partnership/add/",
    "codelists/formofviolence/",
    "codelists/formofviolence/?validity=ended",
    "codelists/formofviolence/{form}/change/",
    "codelists/offencetype/add/",
    "reporting/registrationstart/add/",
)
# Django's table of rows has two headings without words; axe advises against it (no WCAG rule).
OF_DJANGO = {"empty-table-header"}


def problems_on(page: Page) -> dict[str, str]:
    """What axe finds. It may not preload: its own copies of Django's CSS break our CSP."""
    found = Axe().run(
        page, options={"runOnly": AXE_TAGS, "resultTypes": ["violations"], "preload": False}
    )
    return {
        each["id"]: each["nodes"][0]["html"]
        for each in found.response["violations"]
        if each["id"] not in OF_DJANGO
    }


def test_administration_keeps_to_csp_and_wcag(
    page: Page, live_server: Any, people: Cast, console: ConsoleLog
) -> None:
    form = make.form("physical", label="Fysiek geweld")
    sign_in(page, live_server, "beheerder")
    for path in ADMIN_PAGES:
        ids = {
            "user": people.colleague.pk,
            "own": people.functional_admin.pk,
            "centre": people.antwerp.pk,
            "form": form.pk,
        }
        page.goto(f"{live_server.url}/beheer/{path.format(**ids)}")
        expect(page.locator("#site-name")).to_have_text("Beheer van de Veilige Huizen")
        assert problems_on(page) == {}, path
    assert_no_console_errors(console)


def test_administrator_makes_an_account_and_ends_a_code(
    page: Page, live_server: Any, people: Cast, console: ConsoleLog
) -> None:
    form = make.form("physical", label="Fysiek geweld")
    sign_in(page, live_server, "beheerder")
    page.get_by_role("link", name="Gebruikers").click()
    page.get_by_role("link", name="gebruiker toevoegen").click()
    page.get_by_label("Gebruikersnaam").fill("nora")
    page.get_by_label("Wachtwoord:", exact=True).fill(make.PASSWORD)
    page.get_by_label("Wachtwoord, nog eens").fill(make.PASSWORD)
    page.get_by_role("button", name="Bewaren", exact=True).click()
    page.locator("#id_memberships-0-role").select_option("caseworker")
    page.locator("#id_memberships-0-centre").select_option(label="Veilig Huis Antwerpen")
    page.locator("#id_memberships-0-starts_on").fill("vandaag")
    page.get_by_role("button", name="Bewaren", exact=True).click()
    expect(page.locator("#result_list")).to_contain_text("medewerker (Veilig Huis Antwerpen)")

    page.goto(f"{live_server.url}/beheer/codelists/formofviolence/{form.pk}/change/")
    row = page.locator(".field-valid_until")
    row.get_by_role("link", name="Vandaag").click()  # Django's calendar script, under our CSP
    page.get_by_role("button", name="Bewaren", exact=True).click()
    expect(page.locator(".messagelist")).to_contain_text("met succes gewijzigd")
    assert FormOfViolence.objects.get(pk=form.pk).valid_until is not None
    assert_no_console_errors(console)


def test_administration_works_without_scripts(without_scripts: Page, people: Cast) -> None:
    page = without_scripts
    page.goto("/beheer/")
    fill_in(page, "beheerder")
    page.goto(f"/beheer/accounts/user/{people.analyst.pk}/change/")
    page.locator("#id_memberships-1-role").select_option("privacy_officer")
    page.locator("#id_memberships-1-starts_on").fill("01.01.2026")
    page.get_by_role("button", name="Bewaren", exact=True).click()
    roles = people.analyst.memberships.values_list("role", flat=True)
    assert set(roles) == {Role.ANALYST, Role.PRIVACY_OFFICER}


# --- oversight ------------------------------------------------------------------------------


def test_oversight(page: Page, live_server: Any, people: Cast, console: ConsoleLog) -> None:
    dossier = make.dossier(people.antwerp, reference="VH-2026-000412")
    sign_in(page, live_server, "anderhuis")
    page.goto(live_server.url + dossier.get_absolute_url())  # refused
    page.context.clear_cookies()
    console.errors.clear()  # the browser notes the 404 itself

    sign_in(page, live_server, "privacy")
    expect(page.get_by_role("heading", level=1)).to_have_text("Toezicht")
    assert_good_screen(page)
    page.get_by_label("Dossiernummer").fill("vh-2026-000412")
    page.get_by_role("button", name="Toon het logboek").first.click()
    expect(page.get_by_role("table")).to_contain_text("anderhuis")
    expect(page.get_by_role("table")).to_contain_text("geweigerd")
    assert page.title() == "Logboek van VH-2026-000412 – Veilig Huis dossiers"
    assert_good_screen(page)

    page.get_by_role("link", name="Toezicht").first.click()
    page.get_by_label("Gebruikersnaam").fill("anderhuis")
    page.get_by_role("button", name="Toon het logboek").last.click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Logboek van anderhuis")
    assert "anderhuis" not in page.title()
    assert "anderhuis" not in page.url
    page.get_by_label("Tot en met").fill("01.01.2020")
    page.get_by_role("button", name="Toon").click()
    expect(page.get_by_text("Niets in het logboek voor deze keuze.")).to_be_visible()
    assert_no_console_errors(console)


def test_oversight_without_scripts(without_scripts: Page, people: Cast) -> None:
    page = without_scripts
    page.goto("/toezicht/")
    fill_in(page, "privacy")
    page.get_by_label("Dossiernummer").fill("412")
    page.get_by_role("button", name="Toon het logboek").first.click()
    assert "ziet eruit als VH-2026-000412" in page.get_by_role("alert").inner_text()
    assert page.get_by_label("Dossiernummer").input_value() == "412"

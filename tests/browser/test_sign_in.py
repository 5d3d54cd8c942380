"""Signing in, being locked out and signing out, in a real browser."""

import pytest
from playwright.sync_api import Page

from accounts.models import Role
from tests import make
from tests.browser.support import ConsoleLog, assert_accessible, assert_fits, assert_no_console_errors

pytestmark = pytest.mark.django_db(transaction=True)


def test_sign_in(page: Page, live_server, console: ConsoleLog) -> None:
    make.member("beheerder", Role.FUNCTIONAL_ADMIN)
    page.goto(f"{live_server.url}/wachtwoord/")
    assert_accessible(page)
    assert_fits(page)
    page.get_by_label("Gebruikersnaam").fill("beheerder")
    page.get_by_label("Wachtwoord").fill(make.PASSWORD)
    page.get_by_role("button", name="Aanmelden").click()
    page.screenshot(path="/tmp/shot_after.png")
    assert page.url.endswith("/wachtwoord/")
    assert_no_console_errors(console)

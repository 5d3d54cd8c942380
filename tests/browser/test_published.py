"""The published figures in a real browser: narrow screens, assistive technology, the keyboard."""

from typing import Any

import pytest
from django.urls import reverse
from playwright.sync_api import Page, expect

from accounts.models import Role
from reporting.services.published import load_published_figures
from tests import make
from tests.browser.support import (
    ConsoleLog,
    assert_accessible,
    assert_fits,
    assert_no_console_errors,
    give_session,
)
from tests.database import as_owner

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def signed_in(page: Page, live_server: Any) -> Page:
    """A coordinator with the published figures loaded."""
    with as_owner():
        load_published_figures()
    coordinator = make.member("coordinator", Role.COORDINATOR, at=make.centre())
    give_session(page.context, live_server, coordinator)
    return page


def test_question_841_is_readable_for_everybody(
    signed_in: Page, live_server: Any, console: ConsoleLog
) -> None:
    signed_in.goto(f"{live_server.url}{reverse('reporting:question_841')}")

    classes = signed_in.get_by_role("table", name="naar contactnemer")
    expect(classes.get_by_role("row")).to_have_count(11)
    expect(classes.get_by_role("row", name="Werk").get_by_role("cell").nth(1)).to_have_text("4")
    assert_accessible(signed_in)
    assert_fits(signed_in)
    assert_no_console_errors(console)


def test_a_filter_of_the_list_works_with_the_keyboard_alone(
    signed_in: Page, live_server: Any, console: ConsoleLog
) -> None:
    signed_in.goto(f"{live_server.url}{reverse('reporting:published')}")
    assert_accessible(signed_in)
    assert_fits(signed_in)

    signed_in.get_by_label("Indicator").select_option("cgg_stalking_offenders")
    signed_in.keyboard.press("Tab")
    signed_in.get_by_role("button", name="Toon").press("Enter")

    expect(signed_in.get_by_role("table", name="Gepubliceerde cijfers (3)")).to_be_visible()
    assert_no_console_errors(console)

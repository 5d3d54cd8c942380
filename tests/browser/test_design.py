"""The style guide in a real Chromium, under our own CSP: every part in every state."""

import re

import pytest
from django.template import Context, Template
from django.template.loader import render_to_string
from playwright.sync_api import Page, Route, expect

from tests.browser.pages import show
from tests.browser.support import (
    ConsoleLog,
    assert_accessible,
    assert_fits,
    assert_focus_visible,
    assert_no_console_errors,
)
from tests.design.showcase import State, context, style_guide

pytestmark = pytest.mark.urls("tests.design.urls")

STATES: list[State] = ["empty", "filled", "refused"]
ERROR_PAGES = ["400", "403", "403_csrf", "404", "500"]
HTMX_FORM = """{% extends "design/base.html" %}{% block title %}Proef{% endblock %}
{% block content %}
<h1>Proef</h1><form action="/answer" hx-post="/answer" hx-target="this" hx-swap="outerHTML">
<button class="au-c-button" type="submit">Bewaren</button></form>{% endblock %}"""


@pytest.mark.parametrize("state", STATES)
def test_the_style_guide_in_each_state(page: Page, console: ConsoleLog, state: State) -> None:
    show(page, style_guide(state))
    assert_accessible(page)
    assert_fits(page)
    assert_fits(page, width=768)
    assert_no_console_errors(console)


def test_the_keyboard_reaches_everything_in_sight(page: Page, console: ConsoleLog) -> None:
    show(page, style_guide("refused"))
    assert_focus_visible(page)
    assert_no_console_errors(console)


def test_names_hidden_and_the_open_menu(page: Page, console: ConsoleLog) -> None:
    show(page, style_guide("filled", names_hidden=True))
    page.locator(".vh-menu summary").click()
    assert_accessible(page)
    name = page.locator("h1 .vh-name")
    assert name.evaluate("e => getComputedStyle(e).color") == "rgba(0, 0, 0, 0)"
    assert "blur" in page.locator(".vh-free-text").evaluate("e => getComputedStyle(e).filter")
    assert_no_console_errors(console)


@pytest.mark.parametrize("name", ERROR_PAGES)
def test_the_error_pages(page: Page, console: ConsoleLog, name: str) -> None:
    show(page, render_to_string(f"{name}.html"))
    assert_accessible(page)
    assert_fits(page)
    assert_no_console_errors(console)


@pytest.mark.parametrize("name", ["accessibility", "privacy", "shortcuts"])
def test_the_pages_of_the_footer(page: Page, console: ConsoleLog, name: str) -> None:
    show(page, render_to_string(f"design/{name}.html", context("empty")))
    assert_accessible(page)
    assert_fits(page)
    assert_no_console_errors(console)


def test_our_font_is_loaded_and_used(page: Page) -> None:
    show(page, style_guide("empty"))
    page.evaluate("() => document.fonts.ready")
    assert page.evaluate("() => document.fonts.check('600 16px \"Source Sans 3\"')")
    assert "Source Sans 3" in page.locator("h1").evaluate("e => getComputedStyle(e).fontFamily")


def test_a_refused_form_is_read_first_and_its_lines_lead_to_the_fields(page: Page) -> None:
    show(page, style_guide("refused"))
    expect(page.locator("#error-summary")).to_be_focused()
    page.get_by_role("link", name="Deze dag bestaat niet").click()
    expect(page.locator("#id_received_on")).to_be_focused()
    page.get_by_role("link", name="‘Is er stalking?’ is verplicht.").click()
    expect(page.locator("#id_stalking_0")).to_be_focused()


def test_the_counter_tells_only_near_the_end(page: Page) -> None:
    show(page, style_guide("empty"))
    story, counter = page.locator("#id_story"), page.locator("#id_story + .vh-count")
    story.fill("x" * 100)
    expect(counter).to_have_text("")
    story.fill("x" * 160)
    expect(counter).to_have_text("Nog 40 tekens")
    story.fill("x" * 199)
    expect(counter).to_have_text("Nog 1 teken")
    story.fill("x" * 1400)
    expect(counter).to_have_text("1.200 tekens te veel")


def count_saves(page: Page) -> list[str]:
    """Answer the form with 204, which keeps the page where it is, and note each arrival."""
    arrived: list[str] = []

    def answer(route: Route) -> None:
        arrived.append(route.request.method)
        route.fulfill(status=204)

    page.route("**/save", answer)
    page.locator("form[novalidate]").evaluate("form => form.setAttribute('action', '/save')")
    return arrived


def test_a_double_click_sends_a_form_once(page: Page) -> None:
    show(page, style_guide("filled"))
    sent = count_saves(page)
    save = page.get_by_role("button", name="Bewaren")
    save.dblclick()
    save.click()
    page.wait_for_timeout(200)
    assert sent == ["POST"]
    page.evaluate("() => dispatchEvent(new PageTransitionEvent('pageshow'))")
    save.click()
    page.wait_for_timeout(200)
    assert sent == ["POST", "POST"]


def test_shortcuts_go_to_search_intake_and_save(page: Page) -> None:
    show(page, style_guide("filled"))
    page.locator("body").press("/")
    expect(page.locator("#top-search")).to_be_focused()
    page.keyboard.type("n/")
    expect(page.locator("#top-search")).to_have_value("n/")
    page.locator("#top-search").blur()
    page.keyboard.press("n")
    expect(page).to_have_url(re.compile("/aanmeldingen/nieuw/$"))


def test_alt_s_saves_also_from_inside_a_field(page: Page) -> None:
    show(page, style_guide("filled"))
    sent = count_saves(page)
    page.locator("#id_story").press("Alt+s")
    page.wait_for_timeout(200)
    assert sent == ["POST"]


def test_shortcuts_can_be_switched_off(page: Page) -> None:
    show(page, style_guide("filled", shortcuts_on=False))
    page.locator("body").press("n")
    page.locator("body").press("/")
    expect(page.locator("#top-search")).not_to_be_focused()
    expect(page).to_have_url(re.compile("design.test/$"))


def test_htmx_swaps_a_refused_form_and_moves_focus(page: Page, console: ConsoleLog) -> None:
    refused = render_to_string(
        "design/forms/error_summary.html", {"problems": [{"message": "Fout", "target": ""}]}
    )
    show(page, Template(HTMX_FORM).render(Context()))
    page.route("**/answer", lambda route: route.fulfill(status=422, body=f"<div>{refused}</div>"))
    page.get_by_role("button", name="Bewaren").click()
    expect(page.locator("#error-summary")).to_be_focused()
    # Chromium itself reports every 4xx answer; scripts and styles must not be refused.
    assert not [error for error in console.errors if "422" not in error]


def test_htmx_adds_a_toast_that_can_be_closed(page: Page) -> None:
    toast = render_to_string("design/toast.html", {"message": "Casusregisseur bewaard."})
    show(page, Template(HTMX_FORM).render(Context()))
    page.route("**/answer", lambda route: route.fulfill(body=f"<p>Klaar</p>{toast}"))
    page.get_by_role("button", name="Bewaren").click()
    expect(page.locator("#toasts .vh-toast")).to_contain_text("Casusregisseur bewaard.")
    assert_accessible(page)
    page.get_by_role("button", name="Sluit dit bericht").click()
    expect(page.locator("#toasts .vh-toast")).to_have_count(0)


def test_htmx_says_so_when_the_server_does_not_answer(page: Page) -> None:
    show(page, Template(HTMX_FORM).render(Context()))
    page.route("**/answer", lambda route: route.fulfill(status=500, body="<h1>kapot</h1>"))
    page.get_by_role("button", name="Bewaren").click()
    expect(page.locator("#toasts")).to_contain_text("Dat lukte niet.")
    expect(page.get_by_text("kapot")).to_have_count(0)


def test_paper_shows_the_work_only(page: Page) -> None:
    show(page, style_guide("filled"))
    page.emulate_media(media="print")
    for hidden in (".vh-top", ".vh-footer", ".vh-tabs", ".vh-filters"):
        expect(page.locator(hidden).first).to_be_hidden()
    expect(page.locator("h1")).to_be_visible()


def broken(html: str) -> str:
    """A page of ours with one thing wrong in it."""
    return style_guide("empty").replace("<footer", f"{html}<footer")


def test_the_accessibility_check_finds_what_is_wrong(page: Page) -> None:
    show(page, broken('<input type="text" name="nameless">'))
    with pytest.raises(AssertionError, match="label"):
        assert_accessible(page)


def test_the_width_check_finds_what_is_too_wide(page: Page) -> None:
    show(page, broken('<p class="vh-nowrap wide">' + "breed" * 200 + "</p>"))
    with pytest.raises(AssertionError, match="too wide at 320 px"):
        assert_fits(page)


def test_the_console_check_finds_a_refused_style_and_a_missing_file(
    page: Page, console: ConsoleLog
) -> None:
    show(page, broken('<p style="color:red">rood</p><img src="/static/design/none.png" alt="">'))
    with pytest.raises(AssertionError, match="Content Security Policy"):
        assert_no_console_errors(console)
    assert any("404" in error for error in console.errors)


def test_the_focus_check_finds_an_invisible_stop(page: Page) -> None:
    show(page, style_guide("empty"))
    page.evaluate("document.querySelector('.vh-brand').style.setProperty('opacity', '0')")
    page.evaluate(
        "document.querySelector('.vh-brand').style.setProperty('outline', 'none', 'important')"
    )
    with pytest.raises(AssertionError, match="no visible focus"):
        assert_focus_visible(page)

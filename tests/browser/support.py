"""Checks that every screen passes in a real browser. Used with the fixtures of conftest.py.

def test_list(page, live_server, console):
    page.goto(f"{live_server.url}/dossiers/")
    assert_accessible(page)
    assert_fits(page)
    assert_focus_visible(page)
    assert_no_console_errors(console)
"""

from dataclasses import dataclass, field
from typing import Any

from axe_playwright_python.sync_playwright import Axe
from django.conf import settings
from django.test import Client
from playwright.sync_api import BrowserContext, ConsoleMessage, Page, Request

from accounts.models import User

AXE_TAGS = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]

_TOO_WIDE = """() => {
  const page = document.documentElement, limit = page.clientWidth;
  if (page.scrollWidth <= limit) return [];
  const names = [...document.querySelectorAll("body *")]
    .filter(e => e.getBoundingClientRect().right > limit + 1 && !e.closest(".vh-scroll > *"))
    .map(e => `<${e.tagName.toLowerCase()} class="${e.getAttribute("class") || ""}">`);
  return [`page is ${page.scrollWidth} px`, ...names.slice(0, 8)];
}"""

_FOCUS = """() => {
  const e = document.activeElement;
  if (!e || e === document.body) return null;
  const style = getComputedStyle(e), box = e.getBoundingClientRect();
  const line = style.outlineStyle !== "none" ? parseFloat(style.outlineWidth) : 0;
  const sight = box.bottom > 0 && box.top < innerHeight && box.width > 0 && box.height > 0;
  return {name: e.outerHTML.slice(0, 120), line, colour: style.outlineColor, sight};
}"""


@dataclass
class ConsoleLog:
    """Everything the browser complained about since the page was made."""

    errors: list[str] = field(default_factory=list)

    def watch(self, page: Page) -> None:
        page.on("console", self._on_message)
        page.on("pageerror", lambda error: self.errors.append(str(error)))
        page.on("requestfailed", self._note_failure)

    def _note_failure(self, request: Request) -> None:
        # Aborted is what a browser does with the rest of a page that somebody leaves.
        if "ERR_ABORTED" not in (request.failure or ""):
            self.errors.append(f"failed: {request.url}")

    def _on_message(self, message: ConsoleMessage) -> None:
        if message.type in {"error", "warning"}:
            self.errors.append(message.text)


def give_session(context: BrowserContext, live_server: Any, user: User) -> None:
    """A session as signing in makes it, without the form; who was signed in is not any more."""
    client = Client()
    client.force_login(user)
    session = client.cookies[settings.SESSION_COOKIE_NAME]
    context.clear_cookies()
    context.add_cookies([{"name": session.key, "value": session.value, "url": live_server.url}])


def assert_accessible(page: Page) -> None:
    """No axe violation of WCAG 2.2 A or AA, nor of axe's best practices."""
    results = Axe().run(page, options={"runOnly": AXE_TAGS, "resultTypes": ["violations"]})
    assert results.violations_count == 0, results.generate_report()


def assert_fits(page: Page, width: int = 320) -> None:
    """At this width nothing but a scroll region scrolls sideways (WCAG 1.4.10)."""
    before = page.viewport_size
    page.set_viewport_size({"width": width, "height": 800})
    too_wide = page.evaluate(_TOO_WIDE)
    if before:
        page.set_viewport_size(before)
    assert not too_wide, f"too wide at {width} px: " + ", ".join(too_wide)


def assert_no_console_errors(console: ConsoleLog, *, but: str = "") -> None:
    """No script error, no refused style or script (CSP), no file that does not load.

    `but` is the status of a page that was refused, which the browser reports as a failed load.
    """
    errors = [text for text in console.errors if not but or but not in text]
    assert not errors, "\n".join(errors)


def assert_focus_visible(page: Page, steps: int = 60) -> None:
    """Tab through the page: every stop is in sight and has a thick dark outline."""
    page.locator("body").press("Tab")
    seen = set()
    for _ in range(steps):
        stop = page.evaluate(_FOCUS)
        if stop is None:
            break
        assert stop["line"] >= 2, f"no visible focus on {stop['name']}"
        assert stop["sight"], f"focus out of sight on {stop['name']}"
        seen.add(stop["name"])
        page.keyboard.press("Tab")
    assert seen, "nothing on this page can be reached with the keyboard"

"""Shows rendered HTML in the browser under our own CSP, without a server or database."""

import mimetypes
from pathlib import Path

from csp.utils import build_policy
from django.contrib.staticfiles import finders
from playwright.sync_api import Page, Route

ADDRESS = "http://design.test"


def show(page: Page, html: str) -> None:
    """Open the HTML as a page of ours; only static files exist beside it."""

    def answer(route: Route) -> None:
        path = route.request.url.removeprefix(ADDRESS).partition("?")[0]
        if path.startswith("/static/"):
            _static(route, path.removeprefix("/static/"))
        else:
            policy = {"Content-Security-Policy": build_policy()}
            route.fulfill(body=html, content_type="text/html; charset=utf-8", headers=policy)

    page.unroute_all()
    page.route(f"{ADDRESS}/**", answer)
    page.goto(f"{ADDRESS}/")


def _static(route: Route, name: str) -> None:
    found = finders.find(name)
    if found is None:
        route.fulfill(status=404)
        return
    kind = mimetypes.guess_type(name)[0] or "application/octet-stream"
    route.fulfill(body=Path(str(found)).read_bytes(), content_type=kind)

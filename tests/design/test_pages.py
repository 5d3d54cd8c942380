"""The page frame and the pages that must also work when nothing else does."""

import re
from typing import Any

import pytest
from django.http import HttpRequest
from django.template.loader import get_template, render_to_string
from django.test import RequestFactory

from design.navigation import NavigationItem
from tests.design.showcase import context, style_guide

pytestmark = pytest.mark.urls("tests.design.urls")


def frame(**extra: Any) -> str:
    return render_to_string("design/base.html", extra)


@pytest.fixture
def request_of_nobody(rf: RequestFactory) -> HttpRequest:
    return rf.get("/")


def test_the_title_says_when_a_form_was_refused() -> None:
    assert "<title>Fout: Stijlgids</title>" in style_guide("refused")
    assert "<title>Stijlgids</title>" in style_guide("filled")
    assert "<title>Stijlgids</title>" in style_guide("empty")
    assert "<title>Fout: Veilig Huis dossiers</title>" in frame(has_errors=True)


def test_the_frame_without_any_context_shows_no_tools() -> None:
    html = frame()
    assert "<nav" not in html
    assert 'action="' not in html
    assert 'data-shortcuts="off"' in html


def test_the_frame_shows_what_it_is_given() -> None:
    html = frame(
        **{**context("empty"), "navigation": (NavigationItem("Cijfers", "/cijfers/", True),)}
    )
    assert '<a href="/cijfers/" aria-current="page">Cijfers</a>' in html
    assert "data-shortcuts" not in html
    for action in ("/zoeken/", "/namen/", "/afmelden/"):
        assert re.search(rf'<form[^>]* method="post" action="{action}"', html), action


def test_hiding_names_is_a_class_and_another_label() -> None:
    shown, hidden = frame(names_toggle_url="/n/"), frame(names_toggle_url="/n/", names_hidden=True)
    assert "Namen verbergen" in shown
    assert "vh-names-hidden" not in shown
    assert "Namen tonen" in hidden
    assert '<body class="vh-names-hidden"' in hidden


def test_htmx_is_configured_without_eval_inline_styles_or_history() -> None:
    html = frame()
    for setting in (
        '"includeIndicatorStyles":false',
        '"allowEval":false',
        '"allowScriptTags":false',
        '"selfRequestsOnly":true',
        '"historyCacheSize":0',
        '{"code":"409|422","swap":true}',
    ):
        assert setting in html


@pytest.mark.parametrize("name", ["400", "403", "403_csrf", "404", "500"])
def test_an_error_page_needs_no_context(name: str) -> None:
    html = get_template(f"{name}.html").render()
    assert '<html lang="nl-BE">' in html
    assert "<h1>" in html
    assert "Naar de startpagina" in html


def test_the_error_page_of_a_broken_server_needs_no_manifest(settings: Any) -> None:
    settings.STORAGES = {
        **settings.STORAGES,
        "staticfiles": {
            "BACKEND": "django.contrib.staticfiles.storage.ManifestStaticFilesStorage",
            "OPTIONS": {"manifest_strict": True},
        },
    }
    settings.DEBUG = False
    html = get_template("500.html").render()
    assert 'href="/static/design/vh.css"' in html


@pytest.mark.parametrize("address", ["toegankelijkheid", "privacy"])
def test_the_public_pages_ask_nobody_to_sign_in(address: str) -> None:
    from django.urls import resolve

    assert resolve(f"/{address}/").func.login_required is False  # type: ignore[attr-defined]


def test_the_footer_leads_to_the_statement(request_of_nobody: HttpRequest) -> None:
    from design import views

    html = views.accessibility(request_of_nobody).content.decode()
    assert "gedeeltelijk" in html
    assert 'href="/toegankelijkheid/"' in html
    assert "Sneltoetsen" not in html

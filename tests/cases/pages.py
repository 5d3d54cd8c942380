"""Using a page as a browser would: fill in its form, send it, read what comes back."""

import re
from html import unescape
from typing import Any

from django.http import HttpResponse
from django.test import Client
from django.urls import reverse

from cases.models import Dossier
from tests.hostile import forms_in

_TEXTAREA = re.compile(r'<textarea[^>]*name="([^"]+)"[^>]*>(.*?)</textarea>', re.DOTALL)


def address(name: str, dossier: Dossier, *further: int) -> str:
    return reverse(f"cases:{name}", args=[dossier.reference, *further])


def form_of(client: Client, url: str) -> dict[str, Any]:
    """What the form of a page would send untouched."""
    page = client.get(url)
    assert page.status_code == 200, page.status_code
    return posted_form(page, url)


def posted_form(page: Any, url: str) -> dict[str, Any]:
    """The form for this address on a page that came back."""
    form = next(
        form
        for form in forms_in(page.content.decode())
        if form.action == url and "submission" in form.names
    )
    texts = {
        name: unescape(text).removeprefix("\n")
        for name, text in _TEXTAREA.findall(page.content.decode())
        if name in form.names
    }
    single = {
        name: values if len(values) > 1 else values[0] for name, values in form.values.items()
    }
    return {**single, **texts}


def save(client: Client, url: str, **changes: Any) -> HttpResponse:
    """Open the page, change some fields and send the form."""
    answer: Any = client.post(url, {**form_of(client, url), **changes})
    return answer  # type: ignore[no-any-return]


def text_of(page: Any) -> str:
    return str(page.content.decode())

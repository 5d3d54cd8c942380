"""No input gives a 500: every form of every page, every field, every hostile text."""

from collections.abc import Iterator
from typing import cast
from urllib.parse import urlencode

import pytest
from django.db import transaction
from django.http import HttpResponse
from django.test import Client
from django.urls import reverse

from tests.access.matrix import Row, body_of
from tests.access.rows import ROWS
from tests.access.world import World, world
from tests.hostile import HOSTILE, SHARPEST, Form, forms_in

pytestmark = [pytest.mark.django_db, pytest.mark.slow]

PEOPLE = ("coordinator", "convened_partner", "functional_admin", "privacy_officer")
# Leaving the session would only test the sign-in page from then on.
SKIPPED = {"/afmelden/"}


@pytest.fixture
def full_world() -> World:
    return world()


def pages(person: str) -> Iterator[Row]:
    """The pages this person may open, each once."""
    for row in ROWS:
        may_get = row.get is not None and person in row.get
        if not row.is_api and (may_get or person in row.anything_for):
            yield row


def addresses(row: Row, full_world: World) -> str:
    return row.path or reverse(row.name, kwargs=dict(row.arguments(full_world)))


def send(client: Client, page: str, form: Form, values: dict[str, list[str]]) -> tuple[int, bytes]:
    """Submit one form as a browser would, and undo what it did."""
    target = form.action or page
    body = urlencode(values, doseq=True)
    savepoint = transaction.savepoint()
    if form.method == "post":
        response = client.post(target, body, content_type="application/x-www-form-urlencoded")
    else:
        response = client.get(f"{target.partition('?')[0]}?{body[:60_000]}")
    transaction.savepoint_rollback(savepoint)
    return response.status_code, body_of(cast(HttpResponse, response))


def attacks(form: Form) -> Iterator[dict[str, list[str]]]:
    """Every text in all fields at once; then one field at a time spoilt, doubled, left out."""
    fields = [name for name in form.names if name != "csrfmiddlewaretoken"]
    for text in HOSTILE:
        yield {**form.values, **{name: [text] for name in fields}}
    for name in fields:
        for text in SHARPEST:
            yield {**form.values, name: [text]}
        yield {**form.values, name: ["a", "b"]}
        yield {key: value for key, value in form.values.items() if key != name}


@pytest.mark.parametrize("person", PEOPLE)
def test_no_field_of_any_form_breaks_the_server(full_world: World, person: str) -> None:
    client = Client(raise_request_exception=False)
    client.force_login(getattr(full_world.people, person))
    seen: set[tuple[str, tuple[str, ...]]] = set()
    broken = []
    for row in pages(person):
        page = addresses(row, full_world)
        html = body_of(cast(HttpResponse, client.get(page))).decode("utf-8", "replace")
        for form in forms_in(html):
            shape = (form.action or page, tuple(form.names))
            if shape in seen or form.action in SKIPPED:
                continue
            seen.add(shape)
            for values in attacks(form):
                status, body = send(client, page, form, values)
                if status >= 500 or b"<script>alert(1)" in body:
                    broken.append((status, shape[0], values))
    assert broken == []
    assert seen, "no form was found: this test would prove nothing"

"""What the tests of the pages of questions share."""

from typing import Any

from django.test import Client

from tests.hostile import forms_in


def send(client: Client, path: str, **typed: str) -> Any:
    """Open a page, fill in its form and send it."""
    page = client.get(path)
    assert page.status_code == 200
    form = next(one for one in forms_in(page.content.decode()) if "submission" in one.names)
    values = {name: value[0] for name, value in form.values.items()}
    return client.post(path, {**values, **typed})

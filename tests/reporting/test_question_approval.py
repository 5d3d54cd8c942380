"""Approving on the page: what is frozen, once, and what is refused."""

import hashlib

import pytest
from django.test import Client
from django.urls import reverse

from accounts.models import User
from reporting.models import ExportEntry, Question
from tests.database import as_owner
from tests.hostile import forms_in

pytestmark = [pytest.mark.django_db, pytest.mark.slow]


def test_approving_on_the_page_freezes_what_it_showed(
    client: Client, coordinator: User, loaded: Question
) -> None:
    path = reverse("reporting:approval", args=[loaded.pk])
    page = client.get(path).content.decode()
    form = next(one for one in forms_in(page) if "token" in one.names)
    answer = client.post(path, {"token": form.values["token"][0]})

    assert answer["Location"] == reverse("reporting:answer", args=[loaded.pk, 1])
    frozen = client.get(answer["Location"]).content.decode()
    assert "Vingerafdruk" in frozen
    for code in ("pdf", "odt", "docx", "xlsx", "csvw"):
        url = reverse("reporting:answer_file", args=[loaded.pk, 1, code])
        assert url in frozen
        file = client.get(url)
        with as_owner():
            line = ExportEntry.objects.latest("at")
        assert (line.kind, line.file_format, line.profile) == ("answer", code, "parliament")
        assert line.sha256 == hashlib.sha256(file.content).hexdigest()
    assert client.get(f"{answer['Location']}exe/").status_code == 404


@pytest.mark.parametrize("profile", ["parliament", "open_data"])
def test_a_double_click_approves_once(
    client: Client, coordinator: User, loaded: Question, profile: str
) -> None:
    path = reverse("reporting:approval", args=[loaded.pk]) + f"?profile={profile}"
    forms = forms_in(client.get(path).content.decode())
    form = next(one for one in forms if "token" in one.names)
    sent = {name: value[0] for name, value in form.values.items()}
    places = [client.post(path, sent)["Location"] for _click in range(2)]
    assert len(set(places)) == 1
    with as_owner():
        assert loaded.answers.count() == 1


def test_small_numbers_without_a_reason_are_refused_at_the_field(
    client: Client, coordinator: User, loaded: Question
) -> None:
    path = f"{reverse('reporting:approval', args=[loaded.pk])}?profile=parliament&small=on"
    form = next(f for f in forms_in(client.get(path).content.decode()) if "token" in f.names)
    answer = client.post(path, {"token": form.values["token"][0], "reason": ""})
    assert answer.status_code == 422
    assert "id_reason_error" in answer.content.decode()

"""Code lists in the administration: a code is ended, and what it means stays what it was."""

import datetime as dt
from typing import Any

import pytest
import time_machine
from django.test import Client

from accounts.events import ACCOUNT_CHANGED
from accounts.models import Role
from audit.models import Event
from codelists.models import ClosureReason, FormOfViolence, IntakeOutcome, OffenceType, Relation
from reporting.models import RegistrationStart
from tests import make
from tests.database import as_owner

pytestmark = pytest.mark.django_db

BASE = "/beheer/codelists"


@pytest.fixture(autouse=True)
def administrator(client: Client) -> None:
    client.force_login(make.member("beheerder", Role.FUNCTIONAL_ADMIN))


def form_for(**changes: str) -> dict[str, str]:
    return {"label": "Woorden", "description": "", "position": "10", "source": "", **changes}


def listed(client: Client, address: str) -> set[str]:
    response = client.get(address)
    assert response.status_code == 200
    return {row.code for row in response.context["cl"].result_list}


def test_new_code_is_made_and_logged(client: Client) -> None:
    address = f"{BASE}/formofviolence/add/"
    form = form_for(code="nieuwe_vorm", label="Nieuwe vorm", valid_from="01.01.2027")
    assert client.post(address, form).status_code == 302
    made = FormOfViolence.objects.get(code="nieuwe_vorm")
    assert (made.valid_from, made.counts_as_stalking) == (dt.date(2027, 1, 1), False)
    with as_owner():
        event = Event.objects.get(event_type=ACCOUNT_CHANGED.code)
    assert (event.object_type, event.object_id, event.reason) == (
        "formofviolence",
        "nieuwe_vorm",
        "added",
    )
    assert {"code", "label", "valid_from"} <= set(event.fields)


def test_an_old_name_points_at_programmes_that_exist(client: Client) -> None:
    old = make.programme("oude_naam", label="Oude naam")
    make.programme("nieuwe_naam")
    address = f"{BASE}/programme/{old.pk}/change/"
    # Who it is for stays: earlier referrals were counted with it.
    form = form_for(audience="victim", successors="bestaat_niet nieuwe_naam")
    assert "bestaat_niet" in client.post(address, form).content.decode()
    old.refresh_from_db()
    assert old.successors == ""

    assert client.post(address, {**form, "successors": " nieuwe_naam "}).status_code == 302
    old.refresh_from_db()
    assert (old.successor_codes, old.audience) == (("nieuwe_naam",), "offender")
    assert client.post(f"{BASE}/programme/{old.pk}/delete/").status_code == 403


def test_new_code_comes_last(client: Client) -> None:
    make.code(ClosureReason, "eerste", position=40)
    page = client.get(f"{BASE}/closurereason/add/")
    assert page.context["adminform"].form.initial["position"] == 50


def test_code_in_use_is_ended(client: Client) -> None:
    form = make.form("physical", label="Fysiek geweld")
    make.offence(make.dossier(make.centre()), forms=(form,))
    changed = form_for(label="Fysiek geweld", position="0", valid_until="31.12.2026")
    assert client.post(f"{BASE}/formofviolence/{form.pk}/change/", changed).status_code == 302
    form.refresh_from_db()
    assert form.valid_until == dt.date(2026, 12, 31)
    with as_owner():
        assert Event.objects.get(event_type=ACCOUNT_CHANGED.code).fields == ["valid_until"]


def test_period_that_ends_before_it_starts_is_refused(client: Client) -> None:
    form = form_for(code="fout", valid_from="02.01.2027", valid_until="01.01.2027")
    response = client.post(f"{BASE}/closurereason/add/", form)
    assert response.status_code == 200
    assert "De laatste dag ligt voor de eerste dag." in response.content.decode()
    assert not ClosureReason.objects.exists()


@pytest.mark.parametrize(
    ("model", "meaning"),
    [
        (FormOfViolence, "counts_as_stalking"),
        (OffenceType, "counts_as_stalking"),
        (Relation, "intrafamilial"),
        (IntakeOutcome, "opens_dossier"),
    ],
)
def test_what_a_code_means_stays_what_it_was(client: Client, model: Any, meaning: str) -> None:
    """Years that were published count with it. Another meaning is another code."""
    code = make.code(model, "vast", **{meaning: False})
    name = model._meta.model_name
    form = form_for(code="anders", label="Nieuw", **{meaning: "on", "legal_code": "old"})
    assert client.post(f"{BASE}/{name}/{code.pk}/change/", form).status_code == 302
    code.refresh_from_db()
    assert (code.code, getattr(code, meaning), code.label) == ("vast", False, "Nieuw")
    fields = client.get(f"{BASE}/{name}/{code.pk}/change/").context["adminform"].form.fields
    assert not {"code", meaning} & fields.keys()
    assert {"code", meaning} <= client.get(f"{BASE}/{name}/add/").context[
        "adminform"
    ].form.fields.keys()


def test_lists_are_filtered_by_validity_in_brussels_days(client: Client) -> None:
    new_year = dt.date(2027, 1, 1)
    make.code(ClosureReason, "altijd")
    make.code(ClosureReason, "tot_nieuwjaar", valid_until=new_year - dt.timedelta(days=1))
    make.code(ClosureReason, "vanaf_nieuwjaar", valid_from=new_year)
    address = f"{BASE}/closurereason/?validity="
    administrator = make.member("beheerder-nieuwjaar", Role.FUNCTIONAL_ADMIN)
    with time_machine.travel(dt.datetime(2026, 12, 31, 22, 30, tzinfo=dt.UTC), tick=False):
        client.force_login(administrator)
        assert listed(client, f"{address}today") == {"altijd", "tot_nieuwjaar"}
        assert listed(client, f"{address}later") == {"vanaf_nieuwjaar"}
        assert listed(client, f"{address}ended") == set()
    with time_machine.travel(dt.datetime(2026, 12, 31, 23, 30, tzinfo=dt.UTC), tick=False):
        assert listed(client, f"{address}today") == {"altijd", "vanaf_nieuwjaar"}
        assert listed(client, f"{address}ended") == {"tot_nieuwjaar"}


def test_lists_are_filtered_by_verified(client: Client) -> None:
    make.code(ClosureReason, "nagekeken", verified=True)
    make.code(ClosureReason, "niet_nagekeken")
    address = f"{BASE}/closurereason/?verified__exact=0"
    assert listed(client, address) == {"niet_nagekeken"}


@pytest.mark.parametrize("code", ["met spatie", "ünicode", "a/b", "", "x" * 61, "../weg"])
def test_code_must_be_plain(client: Client, code: str) -> None:
    assert client.post(f"{BASE}/closurereason/add/", form_for(code=code)).status_code == 200
    assert not ClosureReason.objects.exists()


def test_texts_are_kept_in_one_form(client: Client) -> None:
    form = form_for(code="vorm", label="  Cafe\u0301 \u00a0 geweld ")
    assert client.post(f"{BASE}/closurereason/add/", form).status_code == 302
    assert ClosureReason.objects.get().label == "Café geweld"


@pytest.mark.parametrize("position", ["-1", "99999", "1e3", "٣٣", "9" * 40])
def test_position_must_fit(client: Client, position: str) -> None:
    response = client.post(f"{BASE}/closurereason/add/", form_for(code="vorm", position=position))
    assert response.status_code in {200, 302}


# --- start of registration ------------------------------------------------------------------


def test_start_of_registration_is_kept_per_centre(client: Client) -> None:
    centre = make.centre()
    address = "/beheer/reporting/registrationstart/"
    form = {
        "variable": "stalking",
        "centre": str(centre.pk),
        "starts_on": "01.01.2024",
        "reason": "Eigen telling",
    }
    assert client.post(f"{address}add/", form).status_code == 302
    assert client.post(f"{address}add/", form).status_code == 200  # once per centre
    start = RegistrationStart.objects.get()
    changed = {"starts_on": "01.02.2024", "reason": "", "centre": str(make.centre().pk)}
    assert client.post(f"{address}{start.pk}/change/", changed).status_code == 302
    start.refresh_from_db()
    assert (start.centre, start.starts_on) == (centre, dt.date(2024, 2, 1))
    with as_owner():
        events = list(Event.objects.filter(event_type=ACCOUNT_CHANGED.code).order_by("at"))
    assert [event.fields for event in events] == [
        ["variable", "centre", "starts_on", "reason"],
        ["starts_on", "reason"],
    ]

"""The demo: once, only where it belongs, with accounts that can sign in."""

import datetime as dt
from io import StringIO
from typing import Any

import pytest
import time_machine
from django.core.management import CommandError, call_command
from django.test import Client
from django.urls import reverse

from accounts.models import Role, User
from accounts.services.centre_files import DATA_FOLDER as CENTRE_FOLDER
from accounts.services.centre_files import load_centres
from cases.models import Convocation, Dossier
from codelists.services.loading import DATA_FOLDER as CODE_FOLDER
from codelists.services.loading import load_code_lists
from lib.acting import acting_as
from reporting.deliveries.findings import errors
from reporting.deliveries.queries import dry_run_of
from reporting.management.commands import seed_demo as command
from reporting.models import Delivery
from reporting.seeding import demo
from tests import make
from tests.database import as_owner

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def on_one_connection(monkeypatch: pytest.MonkeyPatch) -> None:
    """The commands work as the owner on the test's own connection, in its transaction."""
    monkeypatch.setattr("lib.maintenance.as_owner", as_owner)
    monkeypatch.setattr(command, "tidy", lambda: None)
    monkeypatch.setattr(demo, "DOSSIERS", 300)


@pytest.fixture
def reference_data() -> None:
    with as_owner():
        load_code_lists(folder=CODE_FOLDER)
        load_centres(folder=CENTRE_FOLDER)


def run(name: str) -> str:
    out = StringIO()
    call_command(name, stdout=out)
    return out.getvalue()


def seen_by(username: str) -> int:
    user = User.objects.get(username=username)
    with acting_as(user.pk):
        return Dossier.objects.visible_to(user).count()


@pytest.mark.usefixtures("reference_data")
def test_running_it_again_changes_nothing() -> None:
    assert run("seed_demo") == "The demo was made.\n"
    with as_owner():
        before = list(Dossier.objects.order_by("pk").values_list("reference", "version"))
        accounts = User.objects.count()

    assert run("seed_demo") == ""

    with as_owner():
        assert list(Dossier.objects.order_by("pk").values_list("reference", "version")) == before
        assert len(before) == 300
        assert User.objects.count() == accounts
        first, last = Dossier.objects.order_by("received_on").values_list("received_on", flat=True)[
            :: len(before) - 1
        ]
        assert first.year == 2021
        assert last <= dt.datetime.now(dt.UTC).date() + dt.timedelta(days=1)
        assert Dossier.objects.values("centre").distinct().count() == 9


@pytest.mark.usefixtures("reference_data")
def test_every_role_has_an_account_that_signs_in_and_is_printed() -> None:
    run("seed_demo")

    lines = [
        [cell.strip() for cell in line.split("  ") if cell.strip()]
        for line in run("demo_accounts").splitlines()
    ]

    assert {account.role for account in demo.ACCOUNTS} == set(Role)
    assert [line[0] for line in lines] == [account.username for account in demo.ACCOUNTS]
    assert lines[0][-1] == "medewerker, Veilig Huis Antwerpen"
    assert lines[4][-1] == "partner, Hulplijn 1712"
    assert lines[7][-1] == "privacyverantwoordelijke"
    for username, password, _role in lines:
        client = Client()
        answer = client.post(
            reverse("accounts:sign_in"), {"username": username, "password": password}
        )
        assert answer.status_code == 302, username


def test_the_password_is_one_that_our_own_rules_allow() -> None:
    from django.contrib.auth.password_validation import validate_password

    for account in demo.ACCOUNTS:
        validate_password(demo.PASSWORD, User(username=account.username))


@pytest.mark.usefixtures("reference_data")
@pytest.mark.parametrize("day", ["2025-12-31", "2026-08-03", "2026-11-28"])
def test_the_partner_sees_a_few_the_colleague_elsewhere_others(day: str) -> None:
    """Whenever the demo is made: on the last of these days the director had too few open.

    Not in the future: the database has a calendar of its own.
    """
    with time_machine.travel(f"{day}T12:00:00+01:00", tick=True):
        check_who_sees_what()


def check_who_sees_what() -> None:
    run("seed_demo")

    with as_owner():
        antwerp = Dossier.objects.filter(centre__code="antwerpen").count()
        leuven = Dossier.objects.filter(centre__code="leuven").count()
        convened = Convocation.objects.filter(organisation__code="police_antwerpen")
        assert convened.count() >= demo.CONVENED
    assert seen_by("medewerker") == antwerp
    assert seen_by("medewerker.leuven") == leuven
    assert demo.CONVENED <= seen_by("partner") < antwerp
    assert seen_by("analist") == seen_by("privacy") == seen_by("beheerder") == 0


@pytest.mark.usefixtures("reference_data")
def test_two_partners_have_handed_in_a_table_themselves() -> None:
    run("seed_demo")

    with as_owner():
        found = {
            (one.uploaded_by.username, one.organisation.code, one.state)
            for one in Delivery.objects.with_people()
        }
        (wrong,) = Delivery.objects.with_people().filter(state="draft")
        run_of_wrong = dry_run_of(wrong)
    assert found == {
        ("hulplijn", "helpline_1712", "draft"),
        ("caw", "caw_groep", "checked"),
    }
    assert run_of_wrong is not None
    assert [one.kind for one in errors(run_of_wrong.findings)] == ["sum"]


@pytest.mark.usefixtures("reference_data")
def test_an_account_with_a_changed_password_is_not_printed() -> None:
    run("seed_demo")
    with as_owner():
        changed = User.objects.get(username="partner")
        changed.set_password("nu-iets-heel-anders")
        changed.save()
        User.objects.filter(username="analist").update(is_active=False)

    printed = run("demo_accounts")

    assert "partner " not in printed
    assert "analist" not in printed
    assert "medewerker" in printed


@pytest.mark.usefixtures("reference_data")
def test_no_demo_on_an_installation_for_real_work(settings: Any) -> None:
    settings.SECURE = True
    with pytest.raises(CommandError, match="SECURE=1"):
        run("seed_demo")
    assert not User.objects.exists()


@pytest.mark.usefixtures("reference_data")
def test_no_demo_among_other_dossiers() -> None:
    from accounts.models import Centre

    make.dossier(Centre.objects.get(code="leuven"))
    with pytest.raises(CommandError, match="holds dossiers already"):
        run("seed_demo")
    assert not User.objects.filter(username="medewerker").exists()


def test_without_reference_data_nothing_is_half_made() -> None:
    with pytest.raises(CommandError):
        run("seed_demo")
    assert not User.objects.exists()

"""`manage.py figures`: the numbers of the screen, or an error that says what to do."""

import datetime as dt
import json
from io import StringIO
from typing import Any

import pytest
from django.core.management import CommandError, call_command
from django.test import Client
from django.urls import reverse

from accounts.models import Role
from audit.models import Event
from reporting.asking import Ask
from reporting.protected import count_as
from reporting.tables import TOTAL
from tests import make
from tests.database import as_owner

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("a_fixed_day")]


@pytest.fixture(autouse=True)
def same_connection(monkeypatch: pytest.MonkeyPatch) -> None:
    """The command changes to the owner's connection; here that would be another transaction."""
    monkeypatch.setattr("lib.maintenance.as_owner", as_owner)


@pytest.fixture
def antwerp() -> Any:
    centre = make.centre("Veilig Huis Antwerpen")
    for answer in ["yes"] * 6 + ["no"] * 9 + ["unknown"] * 2:
        make.dossier(centre, stalking=answer, received_on=dt.date(2025, 5, 1))
    leuven = make.centre("Veilig Huis Leuven", opened_on=dt.date(2023, 11, 25))
    make.dossier(leuven, stalking="yes", received_on=dt.date(2024, 5, 1))
    return centre


def figures(*arguments: str, code: str = "dossiers_stalking") -> str:
    out = StringIO()
    call_command("figures", code, *arguments, stdout=out)
    return out.getvalue()


def test_csv_is_the_file_of_the_screen(antwerp: Any, client: Client) -> None:
    arguments = ("--from", "2021", "--to", "2025", "--by", "centre,year", "--format", "csv")
    client.force_login(make.member("coordinator", Role.COORDINATOR, at=antwerp))
    query: dict[str, Any] = {"from": 2021, "to": 2025, "per": "centre,year", "format": "csv"}
    screen = client.get(reverse("reporting:stalking_export"), query).content.decode()
    ours = figures(*arguments)
    # These lines name the maker, the moment and the export; everything else is the same.
    apart = ("Gemaakt door", "Stand", "Exportnummer")
    assert [line for line in ours.splitlines() if not line.startswith(apart)] == [
        line for line in screen.splitlines() if not line.startswith(apart)
    ]
    assert "Veilig Huis Antwerpen;2025;cijfer;6;geteld;2;geteld;9;geteld;17;geteld" in ours


@pytest.mark.parametrize("by", ["centre,year", "centre", "year"])
@pytest.mark.parametrize("shared", [False, True])
def test_json_is_the_same_count(antwerp: Any, by: str, shared: bool) -> None:
    data = json.loads(
        figures("--from", "2022", "--by", by, "--format", "json", *(["--shared"] * shared))
    )
    with as_owner():
        from accounts.models import Centre

        centres = list(Centre.objects.all())
        profile = "parliament" if shared else "internal"
        table = count_as(Ask("dossiers_stalking", 2022, 2026, profile=profile), centres)
    ids = {centre.code: centre.pk for centre in centres}
    assert data["small_cell_threshold"] == (5 if shared else None)
    for row in data["figures"]:
        cell = table.cell(ids[row["centre"]] if row["centre"] else TOTAL, row["year"])
        for code in table.indicator.codes:
            assert row[code]["value"] == cell[code].value
            assert row[code]["state"] == str(cell[code].state)
    states = {row["stalking"]["state"] for row in data["figures"]}
    assert ("hidden" in states) == shared


def test_one_centre(antwerp: Any) -> None:
    data = json.loads(figures("--centre", antwerp.code, "--format", "json"))
    assert {row["centre"] for row in data["figures"]} == {antwerp.code, None}


def test_it_is_logged(antwerp: Any) -> None:
    figures("--shared")
    with as_owner():
        event = Event.objects.get(event_type="reporting.figures.exported")
    assert (event.role, event.actor_id) == ("operator", None)
    assert event.reason.endswith("csv shared")


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (["dossiers"], "There is no figure dossiers. Known: dossiers_stalking, "),
        (["dossiers_stalking", "--from", "2025", "--to", "2024"], "must not lie after"),
        (["dossiers_stalking", "--to", "2027"], "2027 is nog niet begonnen"),
        (["dossiers_stalking", "--from", "99"], "nor before 1900"),
        (["dossiers_stalking", "--by", "gemeente"], "--by is one of: centre,year | centre | year"),
        (["dossiers_stalking", "--centre", "gent"], "There is no centre gent. Known: "),
        (["dossiers_stalking", "--format", "pdf"], "invalid choice: 'pdf'"),
        (["dossiers_stalking", "--from", "twintig"], "invalid int value: 'twintig'"),
        (["dossiers_stalking", "--known-on", "2025-01-01T10:00"], "een moment met zijn tijdzone"),
        (["dossiers_stalking", "--known-on", "2026-11-24"], "ligt in de toekomst"),
        (["dossiers_stalking", "--known-on", "2026-11-23T23:00Z"], "ligt in de toekomst"),
        (["intakes", "--known-on", "0001-01-01"], "moet 1900 of later zijn"),
        (["intakes", "--known-on", "gisteren"], "Geef een dag als 2026-01-15"),
    ],
)
def test_errors_say_what_is_wrong(antwerp: Any, arguments: list[str], message: str) -> None:
    with pytest.raises(CommandError) as raised:
        call_command("figures", *arguments, stdout=StringIO())
    assert message in str(raised.value)


def test_without_centres() -> None:
    with pytest.raises(CommandError, match="load the reference data"):
        figures()


def test_as_known_before_anything_was_known(antwerp: Any) -> None:
    data = json.loads(
        figures("--known-on", "2025-12-31T23:00+01:00", "--to", "2025", "--format", "json")
    )
    assert {row["all"]["value"] for row in data["figures"]} <= {0, None}
    assert data["known_on"].startswith("2025-12-31T23:00:00")


@pytest.mark.parametrize("indicator", ["dossiers_stalking", "dossiers_opened"])
def test_a_day_is_known_until_its_end_and_ends_the_years(antwerp: Any, indicator: str) -> None:
    out = StringIO()
    call_command("figures", indicator, "--known-on", "2025-12-31", "--format", "json", stdout=out)
    data = json.loads(out.getvalue())
    assert data["known_on"].startswith("2025-12-31T22:59:59")
    assert {row["year"] for row in data["figures"]} == {2021, 2022, 2023, 2024, 2025, None}


def test_today_is_now(antwerp: Any) -> None:
    today = json.loads(figures("--known-on", "2026-11-23", "--format", "json"))
    now = json.loads(figures("--format", "json"))
    assert today["figures"] == now["figures"]


@pytest.mark.parametrize(
    ("options", "threshold"),
    [
        (("--profile", "steering"), 3),
        (("--profile", "open_data"), 5),
        (("--profile", "internal"), None),
        (("--profile", "internal", "--shared"), 5),
    ],
)
@pytest.mark.parametrize("code", ["dossiers_stalking", "dossiers_opened"])
def test_a_profile_can_be_chosen(
    antwerp: Any, code: str, options: tuple[str, ...], threshold: int | None
) -> None:
    data = json.loads(figures("--from", "2022", "--format", "json", *options, code=code))
    assert data["small_cell_threshold"] == threshold
